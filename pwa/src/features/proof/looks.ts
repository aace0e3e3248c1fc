/** Who looked at photos, told as a person would: one line for each person, reason and hour, with how many photos. */
import type { PhotoLook } from "../../api/wire";

export interface Visit {
  key: string;
  name: string;
  kind: PhotoLook["viewerKind"];
  why: PhotoLook["why"];
  at: string;
  /** Photos that were shown large; the others were thumbnails in a list. */
  large: string[];
  thumbnails: number;
}

const HOUR_MS = 3_600_000;

/** Newest first, as the looks come. */
export function visitsOf(looks: PhotoLook[]): Visit[] {
  const visits = new Map<string, Visit>();
  for (const look of looks) {
    const hour = Math.floor(Date.parse(look.at) / HOUR_MS);
    const key = `${look.viewerKind} ${look.viewerName} ${look.why} ${hour}`;
    const visit = visits.get(key) ?? {
      key,
      name: look.viewerName,
      kind: look.viewerKind,
      why: look.why,
      at: look.at,
      large: [],
      thumbnails: 0,
    };
    visit.at = look.at;
    if (look.isLarge) visit.large.push(look.photoId);
    else visit.thumbnails += 1;
    visits.set(key, visit);
  }
  return [...visits.values()];
}
