/** The phone, or what the browser grants us of it, has no room left. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
