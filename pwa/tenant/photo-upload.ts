/** Brings one kept photo to the server: announced, uploaded, confirmed. Every step may be repeated. */
import { partHashesOf, partOf } from "../src/offline/parts";
import { sha256Of } from "../src/offline/sha256";
import type { Heavy, KeptPhoto } from "./device";

export type Outcome = "safe" | "refused" | "again" | "signed-out" | "closed";

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

/** What another attempt cannot change. */
const FOR_GOOD =
  /not-a-picture|not-playable|footage-type-unknown|picture-too-large|picture-type-unknown|announcement-refused|malformed/;
/** Nothing is wrong with the photo: it stays on the phone. */
const CLOSED = /request-is-closed|job-is-closed/;

/** Whose photos these are: where they go, and what is told of them. */
export interface Way {
  announce: string;
  confirm: (id: string) => string;
  facts: (photo: KeptPhoto) => { moment: string; source: string; retakeOf?: string };
}

export const caseWay: Way = {
  announce: "/api/case/photos",
  confirm: (id) => `/api/photos/${id}/confirm`,
  facts: () => ({ moment: "report", source: "form" }),
};

function post(address: string, body?: object): Promise<Response> {
  const headers = { "content-type": "application/json", accept: "application/json" };
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body ?? {}) });
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

async function outcomeOf(answer: Response): Promise<Outcome> {
  if (answer.ok) return "safe";
  if (answer.status === 401) return "signed-out";
  const problem = (await answer.json().catch(() => ({}))) as { type?: string };
  const type = problem.type ?? "";
  if (CLOSED.test(type)) return "closed";
  return FOR_GOOD.test(type) ? "refused" : "again";
}

export async function send(
  photo: KeptPhoto,
  heavy: Heavy,
  clockOffsetMs: number,
  way: Way,
  onProgress: (share: number) => void,
): Promise<Outcome> {
  try {
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
      sha256: await sha256Of(heavy.bytes),
      mediaType: photo.mediaType,
    });
    if (!announced.ok) return await outcomeOf(announced);
    const ticket = (await announced.json()) as Ticket;
    if (!(await upload(heavy, ticket, onProgress))) return "again";
    return await outcomeOf(await post(way.confirm(photo.id)));
  } catch {
    return "again";
  }
}
