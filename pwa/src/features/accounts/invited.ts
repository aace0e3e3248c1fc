/** The link of an invitation leads to this address, with its secret behind the "#". */
export function isAnInvitation({ pathname, hash }: Location): boolean {
  return /^\/(app|desk)\/invitation\/?$/.test(pathname) && hash.length > 1;
}
