import "fake-indexeddb/auto";

import { expect, test } from "vitest";

import { heavyOf, photosOf } from "./device";

const facts = { of: "case:26-01482", name: "lek", mediaType: "image/jpeg", takenAt: "" };

/** As the page kept it while facts and bytes were one. */
function keptBefore(...photos: object[]): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.open("vooraf-tenant", 1);
    request.onupgradeneeded = () => {
      const all = request.result.createObjectStore("photos", { keyPath: "id" });
      request.result.createObjectStore("drafts", { keyPath: "of" });
      for (const photo of photos) all.put(photo);
    };
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
}

test("what an earlier page kept is sent by this one, and looking at what waits reads no bytes", async () => {
  const [bytes, poster] = [new Uint8Array([1, 2]).buffer, new Uint8Array([3]).buffer];
  await keptBefore(
    { ...facts, id: "a", bytes, film: { seconds: 9, poster } },
    { ...facts, id: "b", bytes: poster, slot: "tap" },
    { ...facts, id: "c", bytes, of: "report:KRA1" },
  );
  expect(await photosOf(facts.of)).toEqual([
    { ...facts, id: "a", film: { seconds: 9 } },
    { ...facts, id: "b", slot: "tap" },
  ]);
  expect(await heavyOf("a")).toEqual({ id: "a", bytes, poster });
  expect(await heavyOf("b")).toMatchObject({ bytes: poster });
});
