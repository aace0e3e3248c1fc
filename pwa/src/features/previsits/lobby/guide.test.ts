import { describe, expect, it } from "vitest";

import nl from "../../../text/nl/call.json";
import { guideFor } from "./guide";

const browsers = ["chrome", "safari", "samsung", "firefox", "edge"] as const;
const systems = ["android", "ios", "desktop"] as const;

describe("what to tap", () => {
  it.each(browsers.flatMap((name) => systems.map((system) => ({ name, system }))))(
    "has steps in words for $name on $system, the last one back to us",
    ({ name, system }) => {
      const { steps } = guideFor({ name, system, app: null });
      expect(steps.at(-1)).toBe("stepBack");
      for (const step of steps) expect(nl.guide[step]).toBeTruthy();
    },
  );

  it("sends an iPhone with Chrome to the settings of the phone", () => {
    expect(guideFor({ name: "chrome", system: "ios", app: null }).sign).toBe("switches");
    expect(guideFor({ name: "safari", system: "ios", app: null }).sign).toBe("letters");
  });
});
