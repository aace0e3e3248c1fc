/** Brings one kept photo to the server: announced, uploaded, confirmed. Every step may be repeated. */
import type { KeptPhoto } from "./device";

export type Outcome = "safe" | "refused" | "again" | "signed-out";

interface Ticket {
  upload: null | { url: string; headers: Record<string, string> };
}

/** What another attempt cannot change. */
const FOR_GOOD =
  /not-a-picture|picture-too-large|picture-type-unknown|announcement-refused|malformed|job-is-closed/;

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

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function post(address: string, body?: object): Promise<Response> {
  const headers = { "content-type": "application/json", accept: "application/json" };
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body ?? {}) });
}

/** The one request that `fetch` cannot count while it is under way. */
function put(
  upload: NonNullable<Ticket["upload"]>,
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

async function outcomeOf(answer: Response): Promise<Outcome> {
  if (answer.ok) return "safe";
  if (answer.status === 401) return "signed-out";
  const problem = (await answer.json().catch(() => ({}))) as { type?: string };
  return FOR_GOOD.test(problem.type ?? "") ? "refused" : "again";
}

export async function send(
  photo: KeptPhoto,
  clockOffsetMs: number,
  way: Way,
  onProgress: (share: number) => void,
): Promise<Outcome> {
  try {
    const announced = await post(way.announce, {
      id: photo.id,
      ...way.facts(photo),
      takenAt: photo.takenAt,
      slot: photo.slot ?? "",
      clockOffsetMs,
      findings: photo.findings ?? [],
      retakesAsked: photo.retakesAsked ?? 0,
      byteCount: photo.bytes.byteLength,
      sha256: await sha256(photo.bytes),
      mediaType: photo.mediaType,
    });
    if (!announced.ok) return await outcomeOf(announced);
    const { upload } = (await announced.json()) as Ticket;
    if (upload && !(await put(upload, photo.bytes, onProgress))) return "again";
    return await outcomeOf(await post(way.confirm(photo.id)));
  } catch {
    return "again";
  }
}
