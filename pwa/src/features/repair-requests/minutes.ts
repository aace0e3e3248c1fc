/** Minutes inside the home, promised and real: the number that everything serves. */
import type { RequestRow } from "../../api/wire";

export interface AverageMinutes {
  count: number;
  inside: number;
  promised: number;
  /** Real minutes of the same repairs, oldest first. */
  recent: number[];
}

/** Over the closed repairs of which both numbers are known; null when there are none. */
export function averageMinutes(rows: RequestRow[]): AverageMinutes | null {
  const known = rows.flatMap(({ minutesInHome, minutesPromised, closedAt }) =>
    minutesInHome === null || minutesPromised === null || closedAt === null
      ? []
      : [{ inside: minutesInHome, promised: minutesPromised, closedAt }],
  );
  if (known.length === 0) return null;
  known.sort((one, other) => one.closedAt.localeCompare(other.closedAt));
  return {
    count: known.length,
    inside: average(known.map((each) => each.inside)),
    promised: average(known.map((each) => each.promised)),
    recent: known.slice(-20).map((each) => each.inside),
  };
}

function average(values: number[]): number {
  return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}
