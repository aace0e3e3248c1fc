/**
 * Choosing photos: looked at before they are kept, shown as tiles, with a sentence when one will not do. The form asks for it
 * when she touches the page.
 */
import { findingsOf, type Judgement } from "../src/features/evidence/photo-judge";
import { retakes } from "../src/features/evidence/retakes";
import { headOf, mediaTypeOf } from "../src/offline/picture-type";
import { type Heavy, heavyOf, keepPhoto, type KeptPhoto } from "./device";
import { say, texts } from "./words";

export interface Limits {
  /** Of one photo, in bytes. */
  limit: number;
  /** The same, as it is said. */
  limitInWords: string;
  most: number;
  /** Where a film will do too: what makes one of a file, or nothing. The form of a report does without its code. */
  filmIn?: (file: File, head: string, facts: Facts) => Promise<Made | Wrong | null>;
}

type About = Pick<KeptPhoto, "slot" | "moment" | "retakeOf"> & Partial<Judgement>;
type Facts = Omit<KeptPhoto, "mediaType">;

/** What can be kept of a file. */
export interface Made {
  photo: KeptPhoto;
  heavy: Heavy;
}

/** Why a file will not do: the sentence, and what stands in it. */
export type Wrong = [why: string, size?: string];

/** What a page says of the photos that it takes. */
export const limitsOf = ({ dataset }: HTMLElement): Limits => ({
  limit: Number(dataset["limit"]),
  limitInWords: dataset["size"] ?? "",
  most: Number(dataset["most"]),
});

/** The photo or film in this file, not kept yet; or why it will not do. */
async function made(file: File, of: string, limits: Limits, about: About): Promise<Made | Wrong> {
  const head = await headOf(file);
  const takenAt = new Date(file.lastModified).toISOString();
  const facts = { id: crypto.randomUUID(), of, name: file.name, takenAt, ...about };
  const film = await limits.filmIn?.(file, head, facts);
  if (film) return film;
  if (file.size > limits.limit) return ["tooLarge", limits.limitInWords];
  const mediaType = mediaTypeOf(head);
  if (!mediaType) return ["notPicture"];
  const findings = about.findings ?? (await findingsOf(file));
  const retakesAsked = about.retakesAsked ?? retakes.asked(of);
  const bytes = await file.arrayBuffer();
  return { photo: { ...facts, mediaType, findings, retakesAsked }, heavy: { bytes } };
}

async function keep(...[file, ...how]: Parameters<typeof made>): Promise<KeptPhoto | Wrong> {
  try {
    const found = await made(file, ...how);
    if (Array.isArray(found)) return found;
    await keepPhoto(found.photo, found.heavy);
    return found.photo;
  } catch {
    // No room on this phone, or the file went away between choosing and reading.
    return ["notKept"];
  }
}

/** One sentence for each thing that is wrong, with the names of all files that it is wrong with. */
function inSentences(wrongs: Map<string, { names: string[]; size: string | undefined }>): string {
  return [...wrongs]
    .map(([why, { names, size = "" }]) => {
      const ofMany = `${why}Many`;
      const key = names.length > 1 && ofMany in texts ? ofMany : why;
      return say(key, { name: names.join("”, “"), size, count: size });
    })
    .join(" ");
}

/**
 * Keeps the photos that will do; says which will not, and why. What is only blurred is kept, with advice; when `about`
 * says what was found, she has had that already.
 */
export async function keepChosen(
  files: readonly File[],
  of: string,
  alreadyThere: number,
  limits: Limits,
  about: About = {},
): Promise<{ kept: KeptPhoto[]; wrong: string; advice: string }> {
  const kept: KeptPhoto[] = [];
  const wrongs: Parameters<typeof inSentences>[0] = new Map();
  let advice = "";
  for (const file of files) {
    const hasRoom = alreadyThere + kept.length < limits.most;
    const found: KeptPhoto | Wrong = hasRoom
      ? await keep(file, of, limits, about)
      : ["tooMany", String(limits.most)];
    if (Array.isArray(found)) {
      const [why, size] = found;
      wrongs.set(why, { names: [...(wrongs.get(why)?.names ?? []), file.name], size });
      continue;
    }
    kept.push(found);
    const [finding] = found.findings ?? [];
    if (finding && !about.findings && retakes.ask(of)) advice = say(finding, { name: file.name });
  }
  return { kept, wrong: inSentences(wrongs), advice };
}

/** One picture after another: together they are more than an old phone likes to hold. */
let showing = Promise.resolve();

/** A tile with the picture; where this browser cannot show it (HEIC), its name. */
export function tile(photo: KeptPhoto): HTMLLIElement {
  const item = document.createElement("li");
  item.className = "tile";
  item.dataset["photo"] = photo.id;
  const picture = new Image();
  picture.alt = photo.name;
  showing = showing.then(() => showOn(picture, photo)).catch(() => undefined);
  item.append(picture);
  return item;
}

/** Resolves when it is seen, or its name instead. What kind of picture it is, browsers see for themselves. */
async function showOn(picture: HTMLImageElement, { id, name, film }: KeptPhoto) {
  const { bytes, poster } = (await heavyOf(id)) ?? {};
  const shown = film ? poster : bytes;
  picture.src = URL.createObjectURL(new Blob(shown ? [shown] : []));
  try {
    await picture.decode();
  } catch {
    const waiting = document.createElement("span");
    const small = document.createElement("small");
    waiting.className = "waiting";
    small.textContent = name;
    waiting.append(small);
    picture.replaceWith(waiting);
  } finally {
    URL.revokeObjectURL(picture.src);
  }
}
