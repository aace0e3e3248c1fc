/** Dates, times and amounts in the words of the page's language. Every time on screen is the time in the Netherlands. */
import { fill, spoken, text } from "./current";

const zone = "Europe/Amsterdam";

type Moment = string | number | Date;

/** Every language with the figures that stand on Dutch letters and doors. */
const places = {
  nl: "nl-NL",
  en: "en-GB",
  tr: "tr-TR",
  ar: "ar-u-nu-latn",
  pl: "pl-PL",
  uk: "uk-UA",
};

function formatted(moment: Moment, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(places[spoken], {
    timeZone: zone,
    ...options,
  }).format(new Date(moment));
}

/** 9:42 */
export function time(moment: Moment): string {
  return formatted(moment, { hour: "numeric", minute: "2-digit", hourCycle: "h23" }).replace(
    /^0(\d)/,
    "$1",
  );
}

/** maandag 23 november */
export function day(moment: Moment): string {
  return formatted(moment, { weekday: "long", day: "numeric", month: "long" });
}

/** 23 nov */
export function shortDay(moment: Moment): string {
  return formatted(moment, { day: "numeric", month: "short" });
}

/** 23 nov 2027, for a day that is not soon */
export function farDay(moment: Moment): string {
  return formatted(moment, { day: "numeric", month: "short", year: "numeric" });
}

/** The calendar day in the Netherlands as 2026-11-23: fit to compare, not to show. */
export function dayKey(moment: Moment): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(moment));
}

/** vandaag, morgen, gisteren, within a week the weekday, else the date. */
export function relativeDay(moment: Moment, now: Moment = Date.now()): string {
  const days = Math.round((Date.parse(dayKey(moment)) - Date.parse(dayKey(now))) / 86_400_000);
  if (days === 0) return text.common.time.today;
  if (days === 1) return text.common.time.tomorrow;
  if (days === -1) return text.common.time.yesterday;
  return Math.abs(days) < 7 ? formatted(moment, { weekday: "long" }) : shortDay(moment);
}

/** vandaag, 9:42 */
export function dayAndTime(moment: Moment, now: Moment = Date.now()): string {
  return `${relativeDay(moment, now)}, ${time(moment)}`;
}

/** 8:00–10:00 */
export function block(begins: Moment, ends: Moment): string {
  return `${time(begins)}–${time(ends)}`;
}

/** vandaag, 8:00–10:00 */
export function dayAndBlock(begins: Moment, ends: Moment, now: Moment = Date.now()): string {
  return `${relativeDay(begins, now)}, ${block(begins, ends)}`;
}

/** Until when, after "uiterlijk": vandaag, 9:42, and at midnight the day before, for that is the last one. */
export function deadline(moment: Moment, now: Moment = Date.now()): string {
  const at = new Date(moment).getTime();
  return time(at) === "0:00" ? relativeDay(at - 1, now) : dayAndTime(at, now);
}

/** 20 min */
export function minutes(amount: number): string {
  return fill(text.common.time.minutes, { n: amount });
}

/** 3,2 MB */
export function megabytes(bytes: number): string {
  const amount = new Intl.NumberFormat(places[spoken], { maximumFractionDigits: 1 });
  return `${amount.format(bytes / 1_000_000)} MB`;
}

/** € 45 or € 45,50 */
export function euros(cents: number): string {
  return new Intl.NumberFormat(places[spoken], {
    style: "currency",
    currency: "EUR",
    trailingZeroDisplay: "stripIfInteger",
  }).format(cents / 100);
}

/** 18.204 */
export function number(amount: number): string {
  return new Intl.NumberFormat(places[spoken]).format(amount);
}
