import { expect, test, vi } from "vitest";

import type { Call } from "./call.svelte";
import { CameraControls } from "./camera-controls.svelte";
import type { PeerInfo } from "./messages";

/** What a person of this role sends over the channel `controls`. */
function heardFrom(role: PeerInfo["role"]): {
  own: { flip: () => void; setTorch: () => void; setZoom: () => void };
  say: (type: string, fields: object) => void;
} {
  const hears = new Map<string, (fields: object, from: string) => void>();
  const own = { flip: vi.fn(), setTorch: vi.fn(), setZoom: vi.fn(), onChange: vi.fn() };
  const call = {
    own,
    people: { find: () => ({ role }) },
    openChannel: () => ({
      whenOpen: vi.fn(),
      on: (type: string, _read: unknown, hear: (fields: object, from: string) => void) =>
        hears.set(type, hear),
    }),
  } as unknown as Call;
  new CameraControls(call);
  return { own, say: (type, fields) => hears.get(type)?.(fields, "someone") };
}

test("a technician moves her camera", () => {
  const { own, say } = heardFrom("technician");
  say("flip", {});
  say("torch", { on: true });
  say("zoom", { times: 2 });
  expect(own.flip).toHaveBeenCalledOnce();
  expect(own.setTorch).toHaveBeenCalledWith(true);
  expect(own.setZoom).toHaveBeenCalledWith(2);
});

test.each(["guest", "tenant"] as const)("a %s does not, whatever their page sends", (role) => {
  const { own, say } = heardFrom(role);
  say("flip", {});
  say("torch", { on: true });
  say("zoom", { times: 2 });
  expect(own.flip).not.toHaveBeenCalled();
  expect(own.setTorch).not.toHaveBeenCalled();
  expect(own.setZoom).not.toHaveBeenCalled();
});
