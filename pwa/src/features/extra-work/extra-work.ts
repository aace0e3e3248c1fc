/** Amounts as people type them, and the colour of an answer. */
import type { ExtraWork } from "../../api/wire";
import { language } from "../../text/current";
import type { Tone } from "../repair-requests/progress";

const AMOUNT = /^€?\s*(\d{1,6})(?:[.,](\d{1,2}))?$/;

/** "45", "45,5", "€ 45.50"; null for anything else, and for nothing. */
export function centsIn(typed: string): number | null {
  const found = AMOUNT.exec(typed.trim());
  if (!found) return null;
  const cents = Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
  return cents > 0 ? cents : null;
}

/** As somebody would have typed it: "45" or "45,50" in Dutch. */
export function typedCents(cents: number): string {
  const digits = cents % 100 === 0 ? 0 : 2;
  const written = (cents / 100).toFixed(digits);
  return language === "nl" ? written.replace(".", ",") : written;
}

export function toneOfExtraWork({ state }: ExtraWork): Tone {
  return state === "approved" ? "good" : state === "refused" ? "bad" : "wait";
}
