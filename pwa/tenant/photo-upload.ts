/** Brings one kept photo to the server: announced, uploaded, confirmed. Every step may be repeated. */
import { partHashesOf, partOf } from "../src/offline/parts";
import { isWorthRepeating } from "../src/offline/repeating";
import { sha256Of } from "../src/offline/sha256";
import type { Heavy, KeptPhoto } from "./device";
import { post } from "./link";

export type Outcome =
  | { is: "safe" | "again" | "signed-out" }
  /** The server looked at the bytes, and they are of no use to anybody. */
  | { is: "useless"; why: string }
  /** Not taken, though nothing is known to be wrong with the photo: it stays on the phone. */
  | { is: "not-taken"; why: string };

interface Place {
  url: string;
  headers: Record<string, string>;
}

interface Ticket {
  upload: Place | null;
  /** Those that are not stored yet. */
  parts: (Place & { number: number })[];
  poster: Place | null;
}

/** What was found about the bytes, so that another attempt with the same ones cannot help. */
const useless =
  /^(not-a-picture|not-playable|footage-type-unknown|picture-too-large|picture-type-unknown)$/;

/** Whose photos these are: where they go, and what is told of them. */
export interface Way {
  announce: string;
  confirm: (id: string) => string;
  facts: (photo: KeptPhoto) => { moment: string; source: string; retakeOf?: string };
  /** Opens the link once more when the sign-in has ended. */
  reopen: () => Promise<"open" | "over" | "unknown">;
}

/** The one request that `fetch` cannot count while it is under way. */
function put(
  upload: Place,
  bytes: ArrayBuffer,
  onProgress: (share: number) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", upload.url);
    for (const [name, value] of Object.entries(upload.headers)) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => {
      onProgress(event.loaded / event.total);
    };
    request.onloadend = () => {
      resolve(request.status >= 200 && request.status < 300);
    };
    request.send(bytes);
  });
}

/** What is told of what plays; nothing of a photo. */
async function footageFacts({ film, voice }: KeptPhoto, { bytes, poster }: Heavy): Promise<object> {
  const footage = film ?? voice;
  if (!footage) return {};
  return {
    kind: film ? "film" : "voice",
    seconds: footage.seconds,
    partHashes: await partHashesOf(bytes),
    poster: poster && { byteCount: poster.byteLength, sha256: await sha256Of(poster) },
  };
}

/** False when something did not arrive. Only what the ticket asks for: parts that are stored are not in it. */
async function upload(
  { bytes, poster: frame }: Heavy,
  { upload: whole, parts, poster }: Ticket,
  onProgress: (share: number) => void,
): Promise<boolean> {
  if (poster && frame && !(await put(poster, frame, () => undefined))) return false;
  if (whole) return await put(whole, bytes, onProgress);
  for (const [place, part] of parts.entries()) {
    const share = (sent: number): void => {
      onProgress((place + sent) / parts.length);
    };
    if (!(await put(part, partOf(bytes, part.number), share))) return false;
  }
  return true;
}

async function refusalOf(answer: Response): Promise<Outcome> {
  const { status } = answer;
  if (status === 401) return { is: "signed-out" };
  if (status >= 500) return { is: "again" };
  const problem = (await answer.json().catch(() => ({}))) as { type?: string };
  const why = problem.type?.split("/").pop() ?? "";
  if (isWorthRepeating(status, why)) return { is: "again" };
  return { is: useless.test(why) ? "useless" : "not-taken", why };
}

/** Only a receipt for these very bytes lets the phone forget them. */
async function confirm(address: string, sha256: string): Promise<Outcome> {
  const answer = await post(address);
  if (!answer.ok) return await refusalOf(answer);
  const receipt = (await answer.json()) as { sha256?: string };
  return { is: receipt.sha256 === sha256 ? "safe" : "again" };
}

export async function send(
  photo: KeptPhoto,
  heavy: Heavy,
  clockOffsetMs: number,
  way: Way,
  onProgress: (share: number) => void,
): Promise<Outcome> {
  try {
    const sha256 = await sha256Of(heavy.bytes);
    const announced = await post(way.announce, {
      ...(await footageFacts(photo, heavy)),
      id: photo.id,
      ...way.facts(photo),
      takenAt: photo.takenAt,
      slot: photo.slot ?? "",
      clockOffsetMs,
      findings: photo.findings ?? [],
      retakesAsked: photo.retakesAsked ?? 0,
      byteCount: heavy.bytes.byteLength,
      sha256,
      mediaType: photo.mediaType,
    });
    if (!announced.ok) return await refusalOf(announced);
    const ticket = (await announced.json()) as Ticket;
    if (!(await upload(heavy, ticket, onProgress))) return { is: "again" };
    return await confirm(way.confirm(photo.id), sha256);
  } catch {
    return { is: "again" };
  }
}
