/** Advice about the ladder as a sentence that names the side at fault. */
import type { Advice } from "../../../call/ladder/advice";
import { fill, text } from "../../../text/current";

export function adviceWords(
  { rung, fault }: Advice,
  audience: "technician" | "tenant",
  name: string,
): string {
  const words = text.call.ladder;
  if (rung === "video") return words.adviceUp;
  const to = rung === "phone" ? "phone" : "photos";
  const mine = audience === "tenant" ? words.adviceMine : words.adviceMineTechnician;
  if (fault === "mine") return mine[to];
  return fill((fault === "theirs" ? words.adviceTheirs : words.adviceBetween)[to], { name });
}
