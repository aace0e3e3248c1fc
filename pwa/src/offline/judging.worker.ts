/// <reference lib="webworker" />
/** Only judges a picture, whose bytes stay as they are: the tenant's photos go out as her phone made them. */
import type { Finding } from "../api/wire";
import { findingsInPicture } from "./judged-picture";

export interface Judged {
  order: number;
  findings: Finding[];
}

async function judge(file: Blob): Promise<Finding[]> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const findings = findingsInPicture(picture);
    picture.close();
    return findings;
  } catch {
    // A format this browser does not know: people judge it.
    return [];
  }
}

let previous = Promise.resolve();

self.addEventListener("message", (event: MessageEvent<{ order: number; file: Blob }>) => {
  const { order, file } = event.data;
  previous = previous.then(async () => {
    const answer: Judged = { order, findings: await judge(file) };
    self.postMessage(answer);
  });
});
