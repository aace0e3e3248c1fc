/** What to tap in each browser when the camera was refused: where its address bar is, the sign in it, and the steps in words. */
import type { BrowserFacts } from "../../../call/browser";
import type { Texts } from "../../../text/current";

export type Sign = "sliders" | "lock" | "letters" | "crossed" | "switches";

export interface Guide {
  bar: "top" | "bottom";
  sign: Sign;
  steps: (keyof Texts["call"]["guide"])[];
}

const chrome: Guide = {
  bar: "top",
  sign: "sliders",
  steps: ["stepLock", "stepPermissions", "stepAllow", "stepBack"],
};

const guides: Record<BrowserFacts["name"], Guide> = {
  chrome,
  edge: { ...chrome, sign: "lock" },
  samsung: { ...chrome, bar: "bottom", sign: "lock" },
  firefox: { bar: "top", sign: "crossed", steps: ["stepLock", "stepCross", "stepBack"] },
  safari: {
    bar: "bottom",
    sign: "letters",
    steps: ["stepAa", "stepWebsite", "stepSettings", "stepBack"],
  },
};

/** On an iPhone every browser but Safari asks the phone itself. */
const elsewhereOnIphone: Guide = {
  bar: "top",
  sign: "switches",
  steps: ["stepAppSettings", "stepSwitches", "stepBack"],
};

export function guideFor({ name, system }: BrowserFacts): Guide {
  if (system === "ios" && name !== "safari") return elsewhereOnIphone;
  // On a computer the bar of every browser is at the top.
  return system === "desktop" ? { ...guides[name], bar: "top" } : guides[name];
}
