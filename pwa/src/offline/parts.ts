/** A film goes in parts: what is stored of it is not sent again, whoever was killed in between. */
import { sha256Of } from "./sha256";

/** The server's own measure; only the last part is smaller. */
const partBytes = 2 * 1024 * 1024;

/** The first is number 1. */
export function partOf(bytes: ArrayBuffer, number: number): ArrayBuffer {
  return bytes.slice((number - 1) * partBytes, number * partBytes);
}

/** Nothing for what goes in one piece. */
export async function partHashesOf(bytes: ArrayBuffer): Promise<string[]> {
  const count = Math.ceil(bytes.byteLength / partBytes);
  if (count < 2) return [];
  const hashes: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    hashes.push(await sha256Of(partOf(bytes, number)));
  }
  return hashes;
}
