import { expect, test } from "vitest";

import { newId } from "./ids";

test("an id is a UUID of version 7 that carries the time", () => {
  const id = newId(Date.parse("2026-11-23T10:15:00Z"));

  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const milliseconds = Number.parseInt(id.replace("-", "").slice(0, 12), 16);
  expect(milliseconds).toBe(Date.parse("2026-11-23T10:15:00Z"));
});

test("later ids sort after earlier ones, and no two are equal", () => {
  expect(newId(1_700_000_000_001) > newId(1_700_000_000_000)).toBe(true);
  expect(new Set(Array.from({ length: 1000 }, () => newId())).size).toBe(1000);
});
