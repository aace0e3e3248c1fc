/** Asks the worker what is wrong with a picture. The worker comes with the first photo; it never keeps one from being sent. */
import type { Finding } from "../../api/wire";
import type { Judged } from "../../offline/judging.worker";

/** What a photo is sent with: what was found, and how often another one was asked for. */
export interface Judgement {
  findings: Finding[];
  retakesAsked: number;
}

/** Keeps her photo on this phone and sends it; gives back what is wrong with it, or nothing. */
export type AddPhoto = (file: File, wantedId: string, judgement: Judgement) => Promise<string>;

const patienceMs = 5000;
let worker: Worker | undefined;
let orders = 0;

export function findingsOf(file: Blob): Promise<Finding[]> {
  worker ??= new Worker(new URL("../../offline/judging.worker.ts", import.meta.url), {
    type: "module",
    name: "judge",
  });
  const judge = worker;
  orders += 1;
  const order = orders;
  return new Promise((resolve) => {
    const stop = new AbortController();
    const answer = (findings: Finding[]): void => {
      stop.abort();
      clearTimeout(timer);
      resolve(findings);
    };
    const timer = setTimeout(() => answer([]), patienceMs);
    judge.addEventListener(
      "message",
      ({ data }: MessageEvent<Judged>) => data.order === order && answer(data.findings),
      { signal: stop.signal },
    );
    judge.addEventListener("error", () => answer([]), { signal: stop.signal });
    judge.postMessage({ order, file });
  });
}
