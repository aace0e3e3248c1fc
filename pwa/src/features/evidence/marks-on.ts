/** The marks of the judgement that holds: a photo that was accepted after all has none. */
import type { Photo } from "../../api/wire";
import { readMark, type Mark } from "../../call/marks";

export function marksOn(photo: Photo): { mark: Mark; role: string }[] {
  if (photo.verdict !== "sent_back") return [];
  const drawn = photo.judgements.at(-1)?.marks ?? [];
  return drawn.flatMap((each) => {
    const mark = readMark({ ...each });
    return mark ? [{ mark, role: "coordinator" }] : [];
  });
}
