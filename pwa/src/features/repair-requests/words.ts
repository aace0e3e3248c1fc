/** What the desk says about one repair request: ages, states and events as words in the language of the page. */
import type { RequestRow, RetakeReason, TimelineEntry } from "../../api/wire";
import { fill, language, plural, text, type Plural } from "../../text/current";
import { dayAndTime, dayKey, euros, minutes, number, shortDay, time } from "../../text/format";
import { progressOf } from "./progress";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "12 minuten", "3 uur", "2 dagen": the largest unit that fits, rounded down. */
export function ageWords(since: string, now: number): string {
  const age = now - Date.parse(since);
  if (age < MINUTE_MS) return text.desk.age.justNow;
  if (age < HOUR_MS) return amount(age / MINUTE_MS, "minute");
  if (age < DAY_MS) return amount(age / HOUR_MS, "hour");
  return amount(age / DAY_MS, "day");
}

function amount(value: number, unit: string): string {
  const options = { style: "unit", unit, unitDisplay: "long" } as const;
  return new Intl.NumberFormat(language, options).format(Math.floor(value));
}

/** Today the time says enough; on another day the day comes first. */
export function momentWords(moment: string, now: number): string {
  return dayKey(moment) === dayKey(now) ? time(moment) : dayAndTime(moment, now);
}

export function progressWords(row: RequestRow, now: number): string {
  const { key, at, count } = progressOf(row);
  if (key === "toReview") return plural(text.desk.progress.toReview, count);
  if (key === "photosOnPhone") return plural(text.desk.progress.photosOnPhone, count);
  return fill(text.desk.progress[key], {
    name: row.job ? firstName(row.job.technician.name) : (row.order?.contractor ?? ""),
    when: at ? momentWords(at, now) : "",
  });
}

/** A colleague is called by the first name; the whole name stands with the job. */
function firstName(name: string): string {
  return name.split(" ")[0] ?? name;
}

/** The server counts no further than this. */
const MOST_COUNTED = 1_000;

/** "1.000+": nobody needs to know how many more. */
export function countWords(count: number): string {
  return count < MOST_COUNTED ? number(count) : `${number(MOST_COUNTED)}+`;
}

export function addressOf(row: Pick<RequestRow, "dwelling">): string {
  return `${row.dwelling.street} ${row.dwelling.houseNumber}`;
}

/** "17 min binnen, 20 min beloofd"; null as long as nobody has been inside. */
export function minutesWords(row: RequestRow): string | null {
  if (row.minutesInHome === null) return null;
  const inside = minutes(row.minutesInHome);
  if (row.minutesPromised === null) return fill(text.desk.minutes.inside, { inside });
  return fill(text.desk.minutes.both, { inside, promised: minutes(row.minutesPromised) });
}

/** One event of the journal as a sentence about people. */
export function eventWords(entry: TimelineEntry, count = 1): string {
  const known = text.desk.events as Record<string, string | Plural>;
  const sentence = known[entry.event] ?? entry.event;
  const name = entry.actorName ?? takerOf(entry) ?? text.desk.timeline.somebody;
  // Who else it was about stands in the entry under the name the sentence uses.
  const {
    guest = "",
    to = "",
    helper = "",
    outsider = "",
    contractor = "",
  } = entry.detail as Partial<Record<string, string>>;
  return typeof sentence === "string"
    ? fill(sentence, { name, guest, to, helper, outsider, contractor })
    : plural(sentence, count, { name });
}

/** The server itself refuses a damaged photo; the sentence is about the person who took it. */
function takerOf({ detail }: TimelineEntry): string | null {
  return typeof detail["takenBy"] === "string" ? detail["takenBy"] : null;
}

/** Whoever did this said why in her own words. */
const SAID = [
  "visit.followed_up",
  "visit.repaired_temporarily",
  "follow_on.proposed",
  "previsit.photo_skipped",
  "request.disputed",
  "request.payer_disputed",
  "request.reopened",
];

/** Why it is not ours, or waits: as the tenant reads it. */
function decisionWords({ event, detail }: TimelineEntry): string {
  if (event === "request.not_ours") return String(detail["explanation"] ?? "");
  const reasons: Record<string, string> = text.desk.triage.postpone.reasons;
  const until = detail["until"];
  const because = reasons[String(detail["because"])];
  return [because, typeof until === "string" && shortDay(until)].filter(Boolean).join(", ");
}

/** What belongs to the event and is worth a second line. */
export function detailWords(entry: TimelineEntry): string {
  const { event, detail } = entry;
  if (event === "photo.sent_back" && isReason(detail["reason"])) {
    return [text.common.reasons[detail["reason"]], detail["note"]].filter(Boolean).join(": ");
  }
  if (event === "previsit.rung_chosen") return rungWords(detail);
  if (event === "previsit.missed") return missedWords(detail);
  if (event === "request.not_ours" || event === "request.postponed") return decisionWords(entry);
  if (event === "request.perhaps_duplicate" || event === "request.duplicate") {
    return String(detail["of"] ?? "");
  }
  if (typeof detail["because"] === "string" && event.startsWith("visit.")) return whyWords(detail);
  if (event === "request.put_ahead")
    return `${String(detail["before"])}: ${String(detail["reason"])}`;
  if (event === "request.priority_changed") return urgencyWords(detail);
  if (SAID.includes(event)) return String(detail["words"] ?? "");
  if (event === "privacy.erased") return erasedWords(detail);
  if (typeof detail["reason"] === "string") return detail["reason"];
  if (typeof detail["amountCents"] === "number") return euros(detail["amountCents"]);
  const { plannedAt, minutesInside, minutesInHome, minutesPromised, technician } = detail;
  if (typeof plannedAt === "string") return dayAndTime(plannedAt, entry.at);
  const inside = minutesInside ?? minutesInHome;
  if (typeof inside === "number") {
    return fill(text.desk.minutes.inside, { inside: minutes(inside) });
  }
  if (typeof minutesPromised === "number") {
    return fill(text.desk.minutes.promised, { promised: minutes(minutesPromised) });
  }
  return typeof technician === "string" ? technician : "";
}

/** Why a visit ended too soon, or why nobody signed; and the words beside it. */
function whyWords({ because, words }: TimelineEntry["detail"]): string {
  const { reasons, signOffReasons } = text.desk.visit;
  const known: Record<string, string> = { ...reasons, ...signOffReasons };
  return [known[String(because)], words].filter(Boolean).join(": ");
}

/** "van gewoon naar urgent: het lekt nu ook" */
function urgencyWords({ from, to, reason }: TimelineEntry["detail"]): string {
  const words: Record<string, string> = text.desk.priority;
  const changed = fill(text.desk.triage.changed, {
    from: words[String(from)] ?? "",
    to: words[String(to)] ?? "",
  });
  return `${changed}: ${typeof reason === "string" ? reason : text.desk.place.need}`;
}

/** Which kind of data it was; never how much was told about whom. */
function erasedWords({ kind }: TimelineEntry["detail"]): string {
  const names: Record<string, string> = text.privacy.names;
  return names[String(kind)] ?? "";
}

function isReason(value: unknown): value is RetakeReason {
  return typeof value === "string" && value in text.common.reasons;
}

/** Who did not come, and what comes instead. */
function missedWords({ absent, isAskedAgain }: TimelineEntry["detail"]): string {
  const words: Record<string, string> = text.desk.missed;
  return [words[String(absent)], words[isAskedAgain ? "again" : "without"]]
    .filter(Boolean)
    .join(", ");
}

/** "met geluid en foto's, het internet was te traag" */
function rungWords({ rung, because }: TimelineEntry["detail"]): string {
  const words: Record<string, string> = text.desk.rungs;
  const way = words[String(rung)] ?? "";
  const why = words[String(because)];
  return why ? fill(why, { rung: way }) : way;
}
