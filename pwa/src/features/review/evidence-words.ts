/** The facts that make a photo evidence, short enough to read and exact enough to check. */
import { fill, language, text } from "../../text/current";

const ZONE = "Europe/Amsterdam";

/** 11:52:08 */
export function exactTime(moment: string): string {
  const options = {
    timeZone: ZONE,
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
  } as const;
  return new Intl.DateTimeFormat(language === "nl" ? "nl-NL" : "en-GB", options).format(
    new Date(moment),
  );
}

/** "klok +0,4 s": how far the clock of the device was from ours when the photo was taken. */
export function clockWords(offsetMs: number): string {
  const seconds = new Intl.NumberFormat(language, {
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  }).format(offsetMs / 1000);
  return fill(text.desk.evidence.clock, { seconds });
}
