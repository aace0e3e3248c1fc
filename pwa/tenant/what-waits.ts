/** What is said of photos that wait on this phone. */
import { allPhotos, canKeep } from "./device";
import { say, tell } from "./words";

/** The sentence for one, or for as many as there are. */
export const sayCount = (name: string, n: number) => say(name + (n === 1 ? "One" : "Many"), { n });

/** On a page that could not be opened: photos of an earlier visit that wait for a link that works. */
export async function tellWhatWaits(...owners: string[]): Promise<void> {
  if (!(await canKeep())) return;
  const waiting = (await allPhotos()).filter(({ of }) =>
    owners.some((owner) => of.startsWith(owner)),
  );
  if (waiting.length) tell(sayCount("stillHere", waiting.length));
}
