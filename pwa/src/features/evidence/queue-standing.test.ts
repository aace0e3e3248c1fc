import { expect, test } from "vitest";

import type { ItemState } from "../../offline/database";
import { standingOf, type Standing } from "./queue-standing";

const good = { isOnline: true, mustSignIn: false };

function standing(states: ItemState[], facts: Partial<typeof good> = {}): Standing {
  return standingOf(
    states.map((state) => ({ state })),
    { ...good, ...facts },
  );
}

test("only what can leave by itself is said to leave by itself", () => {
  expect(standing(["waiting", "refused"])).toBe("underway");
  expect(standing(["sending"], { isOnline: false })).toBe("offline");
  expect(standing(["waiting"], { mustSignIn: true })).toBe("signIn");
  expect(standing(["waiting"], { mustSignIn: true, isOnline: false })).toBe("signIn");
});

test("what was refused waits for a person, whatever the network does", () => {
  expect(standing(["refused"])).toBe("refused");
  expect(standing(["refused", "refused"], { isOnline: false, mustSignIn: true })).toBe("refused");
});

test("what a colleague left waits for him", () => {
  expect(standing([], { isOnline: false })).toBe("colleagues");
});
