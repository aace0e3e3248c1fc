/** Which refusals another attempt may cure: nothing is wrong with what was sent. */
const statuses = new Set([408, 425, 429]);
/** The bytes did not arrive as announced: announce and upload again. */
const repairable = new Set(["upload-not-finished", "hash-differs", "size-differs"]);

/** `slug` is the end of a problem's type. */
export function isWorthRepeating(status: number, slug: string): boolean {
  return statuses.has(status) || repairable.has(slug);
}
