/** Dates, times and amounts in the words of the page's language. Every time on screen is the time in the Netherlands. */
import { fill, language, text } from "./current";

const zone = "Europe/Amsterdam";

type Moment = string | number | Date;

function formatted(moment: Moment, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language === "nl" ? "nl-NL" : "en-GB", {
    timeZone: zone,
    ...options,
  }).format(new Date(moment));
}

/** 9:42 */
export function time(moment: Moment): string {
  return formatted(moment, { hour: "numeric", minute: "2-digit" }).replace(/^0(\d)/, "$1");
}

/** maandag 23 november */
export function day(moment: Moment): string {
  return formatted(moment, { weekday: "long", day: "numeric", month: "long" });
}

/** 23 nov */
export function shortDay(moment: Moment): string {
  return formatted(moment, { day: "numeric", month: "short" });
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

/** 20 min */
export function minutes(amount: number): string {
  return fill(text.common.time.minutes, { n: amount });
}

/** 3,2 MB */
export function megabytes(bytes: number): string {
  const amount = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return `${amount.format(bytes / 1_000_000)} MB`;
}

/** 18.204 */
export function number(amount: number): string {
  return new Intl.NumberFormat(language).format(amount);
}
