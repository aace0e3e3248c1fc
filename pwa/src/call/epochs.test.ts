import { expect, test } from "vitest";

import { Epochs } from "./epochs";
import type { CandidateInfo } from "./messages";

const candidate = (name: string): CandidateInfo => ({
  candidate: name,
  sdpMid: "0",
  sdpMLineIndex: 0,
});

test("every offer is higher than all that is known of the pair", () => {
  const epochs = new Epochs(4);
  expect([epochs.next(), epochs.next(), epochs.next(9)]).toEqual([5, 6, 10]);
});

test("an offer that came late or twice is dropped", () => {
  const epochs = new Epochs();
  expect([2, 2, 1, 3].map((epoch) => epochs.takesOffer(epoch))).toEqual([true, false, false, true]);
});

test("only the answer to the last offer counts, and once", () => {
  const epochs = new Epochs();
  const [first, second] = [epochs.next(), epochs.next()];
  expect(epochs.takesAnswer(first)).toBe(false);
  expect(epochs.takesAnswer(second)).toBe(true);
  epochs.described(second);
  expect(epochs.takesAnswer(second)).toBe(false);
});

test("candidates wait for the description of their own epoch", () => {
  const epochs = new Epochs();
  epochs.takesOffer(1);
  expect(epochs.candidates(1, [candidate("a")])).toEqual([]);
  expect(epochs.candidates(2, [candidate("b")])).toEqual([]);
  expect(epochs.described(1)).toEqual([candidate("a")]);
  expect(epochs.candidates(1, [candidate("c")])).toEqual([candidate("c")]);
  epochs.takesOffer(2);
  expect(epochs.candidates(1, [candidate("late")])).toEqual([]);
  expect(epochs.described(2)).toEqual([candidate("b")]);
});
