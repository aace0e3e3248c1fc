/** What a call left on this phone, small enough to ask at every load of the tenant's page. */
const inCall = "vooraf_in_call";
const stills = "vooraf_stills";

/** The page was reloaded in the middle of a call. */
export function wasInCall(): boolean {
  return sessionStorage.getItem(inCall) !== null;
}

export function noteInCall(isInCall: boolean): void {
  if (isInCall) sessionStorage.setItem(inCall, "yes");
  else sessionStorage.removeItem(inCall);
}

/** Pictures that did not reach the server yet. */
export function stillsWait(): boolean {
  return localStorage.getItem(stills) !== null;
}

export function noteStillsWait(wait: boolean): void {
  if (wait) localStorage.setItem(stills, "yes");
  else localStorage.removeItem(stills);
}
