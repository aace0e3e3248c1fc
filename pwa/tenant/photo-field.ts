/** Choosing photos: looked at before they are kept, shown as tiles, with a sentence when one will not do. */
import type { Finding } from "../src/api/wire";
import type { Judgement } from "../src/features/evidence/photo-judge";
import { Retakes } from "../src/features/evidence/retakes";
import { keep, type KeptPhoto } from "./device";

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

/** What the first bytes say: many phones do not know what HEIC is called. */
function mediaTypeOf(bytes: ArrayBuffer): string {
  const head = String.fromCharCode(...new Uint8Array(bytes, 0, Math.min(32, bytes.byteLength)));
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG")) return "image/png";
  if (/^RIFF[^]{4}WEBP/.test(head)) return "image/webp";
  if (!/^[^]{4}ftyp/.test(head)) return "";
  return head.includes("avi") ? "image/avif" : /hei|hev|mif1|msf1/.test(head) ? "image/heic" : "";
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

/**
 * Keeps the photos that will do; says which one will not, and why. What is only blurred is kept, with advice; when
 * `about` says what was found, she has had that already.
 */
export async function keepChosen(
  files: readonly File[],
  of: string,
  alreadyThere: number,
  limits: { limit: number; most: number },
  about: Pick<KeptPhoto, "slot" | "moment" | "retakeOf"> & Partial<Judgement> = {},
): Promise<{ kept: KeptPhoto[]; wrong: string; advice: string }> {
  const kept: KeptPhoto[] = [];
  let wrong = "";
  let advice = "";
  for (const file of files) {
    const name = file.name;
    if (alreadyThere + kept.length >= limits.most) {
      wrong = say("tooMany", { count: limits.most });
      continue;
    }
    if (file.size > limits.limit) {
      wrong = say("tooLarge", { name, size: inWords(limits.limit) });
      continue;
    }
    try {
      const bytes = await file.arrayBuffer();
      const mediaType = mediaTypeOf(bytes);
      if (!mediaType) {
        wrong = say("notPicture", { name });
        continue;
      }
      const takenAt = new Date(file.lastModified).toISOString();
      const findings = about.findings ?? (await judged(file));
      const retakesAsked = about.retakesAsked ?? retakes.asked(of);
      const facts = { of, name, mediaType, takenAt, ...about, findings, retakesAsked };
      const photo = { id: crypto.randomUUID(), ...facts, bytes };
      await keep("photos", photo);
      kept.push(photo);
      if (findings[0] && !about.findings && retakes.ask(of)) advice = say(findings[0], { name });
    } catch {
      // No room on this phone, or the file went away between choosing and reading.
      wrong = say("notKept", { name });
    }
  }
  return { kept, wrong, advice };
}

/** A tile with the picture; where this browser cannot show it (HEIC), its name and a tick. */
export function tile(photo: KeptPhoto): HTMLLIElement {
  const item = document.createElement("li");
  item.className = "tile done";
  item.dataset["photo"] = photo.id;
  const picture = new Image(96, 96);
  picture.alt = photo.name;
  picture.onload = () => {
    URL.revokeObjectURL(picture.src);
  };
  picture.onerror = () => {
    const waiting = document.createElement("span");
    const name = document.createElement("small");
    waiting.className = "waiting";
    name.textContent = photo.name;
    waiting.append(name);
    picture.replaceWith(waiting);
  };
  picture.src = URL.createObjectURL(new Blob([photo.bytes], { type: photo.mediaType }));
  item.append(picture);
  return item;
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
