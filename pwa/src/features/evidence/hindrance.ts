/** Why something has not been sent, in a sentence. */
import type { Hindrance } from "../../offline/database";
import { text } from "../../text/current";

export function hindranceSentence(hindrance: Hindrance): string {
  const ours = (text.visit.hindrances as Record<string, string>)[hindrance.slug];
  const theirs = (text.problems.bySlug as Record<string, string>)[hindrance.slug];
  return ours ?? theirs ?? (hindrance.title || text.visit.hindrances.unexpected);
}
