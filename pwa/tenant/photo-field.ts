/** Choosing photos: looked at before they are kept, shown as tiles, with a sentence when one will not do. */
import type { Finding } from "../src/api/wire";
import type { Judgement } from "../src/features/evidence/photo-judge";
import { Retakes } from "../src/features/evidence/retakes";
import { headOf, mediaTypeOf } from "../src/offline/picture-type";
import { type Heavy, heavyOf, keepPhoto, type KeptPhoto } from "./device";
import { filmLimit, filmTypeOf, longestSeconds, lookAtFilm } from "./film";

export type Texts = Record<string, string>;

export const texts = JSON.parse(document.getElementById("texts")?.textContent ?? "{}") as Texts;

export function say(name: string, values: Record<string, string | number> = {}): string {
  return (texts[name] ?? "").replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
}

/** Says it aloud and on screen; nothing hides it again. */
export function tell(sentence: string): void {
  const status = document.getElementById("status");
  if (!status) return;
  status.hidden = !sentence;
  status.textContent = sentence;
}

const units = [
  [1e6, "MB"],
  [1000, "kB"],
] as const;

/** "25 MB", as the server says it. */
function inWords(byteCount: number): string {
  const [size, unit] = units.find(([each]) => byteCount >= each) ?? [1, "bytes"];
  return `${Math.floor(byteCount / size)} ${unit}`;
}

/** What her phone finds wrong with a picture. The code for it comes with her first photo. */
async function judged(file: File): Promise<Finding[]> {
  try {
    const { findingsOf } = await import("../src/features/evidence/photo-judge");
    return await findingsOf(file);
  } catch {
    // Without a network there is no judging, and the photo is kept all the same.
    return [];
  }
}

/** On this page; after two requests her photos are good as they are. */
const retakes = new Retakes();

interface Limits {
  /** Of one photo, in bytes. */
  limit: number;
  most: number;
  takesFilms?: boolean;
}

type About = Pick<KeptPhoto, "slot" | "moment" | "retakeOf"> & Partial<Judgement>;

/** The photo or film in this file, not kept yet; or the sentence why it will not do. */
async function made(
  file: File,
  of: string,
  limits: Limits,
  about: About,
): Promise<[KeptPhoto, Heavy] | string> {
  const { name } = file;
  const head = await headOf(file);
  const filmType = limits.takesFilms ? filmTypeOf(head) : "";
  const limit = filmType ? filmLimit : limits.limit;
  if (file.size > limit) {
    return say(filmType ? "filmTooLarge" : "tooLarge", { name, size: inWords(limit) });
  }
  const mediaType = filmType || mediaTypeOf(head);
  if (!mediaType) return say("notPicture", { name });
  const takenAt = new Date(file.lastModified).toISOString();
  const facts = { id: crypto.randomUUID(), of, name, mediaType, takenAt, ...about };
  if (filmType) {
    const { seconds, poster } = await lookAtFilm(file);
    if ((seconds ?? 0) > longestSeconds) return say("filmTooLong", { name });
    return [
      { ...facts, film: { seconds } },
      { bytes: await file.arrayBuffer(), poster },
    ];
  }
  const findings = about.findings ?? (await judged(file));
  const retakesAsked = about.retakesAsked ?? retakes.asked(of);
  return [{ ...facts, findings, retakesAsked }, { bytes: await file.arrayBuffer() }];
}

/**
 * Keeps the photos that will do; says which one will not, and why. What is only blurred is kept, with advice; when
 * `about` says what was found, she has had that already.
 */
export async function keepChosen(
  files: readonly File[],
  of: string,
  alreadyThere: number,
  limits: Limits,
  about: About = {},
): Promise<{ kept: KeptPhoto[]; wrong: string; advice: string }> {
  const kept: KeptPhoto[] = [];
  let wrong = "";
  let advice = "";
  for (const file of files) {
    const { name } = file;
    if (alreadyThere + kept.length >= limits.most) {
      wrong = say("tooMany", { count: limits.most });
      continue;
    }
    try {
      const found = await made(file, of, limits, about);
      if (typeof found === "string") {
        wrong = found;
        continue;
      }
      const [photo, heavy] = found;
      await keepPhoto(photo, heavy);
      kept.push(photo);
      const [finding] = photo.findings ?? [];
      if (finding && !about.findings && retakes.ask(of)) advice = say(finding, { name });
    } catch {
      // No room on this phone, or the file went away between choosing and reading.
      wrong = say("notKept", { name });
    }
  }
  return { kept, wrong, advice };
}

/** One picture after another: together they are more than an old phone likes to hold. */
let showing = Promise.resolve();

/** A tile with the picture; where this browser cannot show it (HEIC), its name and a tick. */
export function tile(photo: KeptPhoto): HTMLLIElement {
  const item = document.createElement("li");
  item.className = "tile done";
  item.dataset["photo"] = photo.id;
  const picture = new Image(96, 96);
  picture.alt = photo.name;
  showing = showing.then(() => showOn(picture, photo)).catch(() => undefined);
  item.append(picture);
  return item;
}

/** Resolves when it is seen, or its name instead. */
async function showOn(picture: HTMLImageElement, { id, name, mediaType, film, voice }: KeptPhoto) {
  const { bytes, poster } = (!voice && (await heavyOf(id))) || {};
  const shown = film ? poster : bytes;
  picture.src = URL.createObjectURL(
    new Blob(shown ? [shown] : [], { type: film ? "image/jpeg" : mediaType }),
  );
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

export const byId = (id: string) => document.getElementById(id) as HTMLElement;

export const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    // The moment the network is back there is nothing left to wait for.
    addEventListener(
      "online",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });

/** 1, 2, 4 … at most 15 seconds. */
export const patience = (attempt: number) => Math.min(15_000, 1000 * 2 ** attempt);

export const rememberedLink = (number: string) => `vooraf_link_${number}`;
