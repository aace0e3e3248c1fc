/**
 * How news enters a list that somebody is reading: known rows change in place, unknown rows come on top, and nothing
 * ever disappears or moves. A fresh order comes only when the person asks for another list.
 */
interface Identified {
  id: string;
}

export interface Merged<Row extends Identified> {
  rows: Row[];
  /** Rows that were not in the list before, newest first. */
  arrived: Row[];
}

export function mergeRows<Row extends Identified>(shown: Row[], fresh: Row[]): Merged<Row> {
  const news = new Map(fresh.map((row) => [row.id, row]));
  const known = new Set(shown.map((row) => row.id));
  const rows = shown.map((row) => news.get(row.id) ?? row);
  const arrived = fresh.filter((row) => !known.has(row.id));
  return { rows, arrived };
}

/** The next page of a list whose beginning may have grown in the meantime. */
export function appendPage<Row extends Identified>(shown: Row[], page: Row[]): Row[] {
  const known = new Set(shown.map((row) => row.id));
  return [...shown, ...page.filter((row) => !known.has(row.id))];
}
