/** The verdict of a connection check in sentences: for the tenant without a technical word, for the technician short. */
import type { Checked } from "../../call/check/connection-check";
import type { Reason, Side } from "../../call/check/verdict";
import { text } from "../../text/current";
import type { IconName } from "../../ui/icons";

/** More would not be read; the first ones weigh most. */
const mostReasons = 2;

const keys = {
  "no-path": "noPath",
  "slow-up": "slowUp",
  "slow-down": "slowDown",
  delay: "delay",
  loss: "loss",
  "no-relay": "noRelay",
  "camera-black": "cameraBlack",
  "microphone-none": "microphoneNone",
  "microphone-silent": "microphoneSilent",
} as const;

export function wordsOf(checked: Checked, side: Side): { verdict: string; reasons: string[] } {
  const words = wordsFor(side);
  const reasons = checked.reasons
    // That there is no camera stands on the screen already.
    .filter((reason): reason is Exclude<Reason, "camera-none"> => reason !== "camera-none")
    .slice(0, mostReasons)
    .map((reason) => words[keys[reason]]);
  // A covered lens is no fault of the internet.
  return { verdict: words[checked.internet], reasons };
}

function wordsFor(side: Side): typeof text.call.checkTenant {
  const { checkTechnician, checkTenant, checkGuest } = text.call;
  if (side === "technician") return checkTechnician;
  // A guest cannot send photos, and nobody will phone a guest.
  return side === "tenant" ? checkTenant : { ...checkTenant, ...checkGuest };
}

export function noticeOf({ level, reasons }: Checked): "good" | "wait" | "bad" | "info" {
  if (level === "poor") return "bad";
  if (level === "unknown") return "info";
  return level === "good" && reasons.length === 0 ? "good" : "wait";
}

export function iconOf({ internet }: Checked): IconName {
  const icons = { good: "check", usable: "warning", poor: "phone", unknown: "info" } as const;
  return icons[internet];
}
