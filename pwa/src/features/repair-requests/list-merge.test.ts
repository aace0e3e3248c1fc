import { describe, expect, test } from "vitest";

import { appendPage, mergeRows } from "./list-merge";

const row = (id: string, word = "") => ({ id, word });

describe("news in a list that somebody is reading", () => {
  test("a known row changes in place", () => {
    const { rows, arrived } = mergeRows([row("a"), row("b", "old")], [row("b", "new"), row("a")]);
    expect(rows).toEqual([row("a"), row("b", "new")]);
    expect(arrived).toEqual([]);
  });

  test("a row that left the answer keeps its place", () => {
    const { rows } = mergeRows([row("a"), row("b")], [row("b")]);
    expect(rows.map((entry) => entry.id)).toEqual(["a", "b"]);
  });

  test("an unknown row is reported as arrived and not yet put in the list", () => {
    const { rows, arrived } = mergeRows([row("a")], [row("new"), row("a")]);
    expect(rows).toEqual([row("a")]);
    expect(arrived).toEqual([row("new")]);
  });

  test("the next page never repeats a row that moved down meanwhile", () => {
    const rows = appendPage([row("a"), row("b")], [row("b"), row("c")]);
    expect(rows.map((entry) => entry.id)).toEqual(["a", "b", "c"]);
  });
});
