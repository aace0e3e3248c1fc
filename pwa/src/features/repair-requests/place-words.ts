/** Why a repair comes when it comes, in one sentence. */
import type { Place } from "../../api/wire";
import { fill, plural, text } from "../../text/current";
import { relativeDay, shortDay } from "../../text/format";
import type { Tone } from "./progress";
import { momentWords } from "./words";

export interface PlaceSentence {
  words: string;
  tone: Tone;
}

const DAY_MS = 86_400_000;
/** From so many days before its end the legal term is told on the line. */
const LEGAL_NEAR_DAYS = 14;

export function placeSentence(place: Place, now: number): PlaceSentence {
  const words = text.desk.place;
  if (place.pin) return { words: fill(words.pinned, pinFacts(place.pin)), tone: "info" };
  if (place.lane === "urgent") {
    const isLate = Date.parse(place.dueAt) < now;
    const when = momentWords(place.dueAt, now);
    return { words: fill(isLate ? words.urgentLate : words.urgent, { when }), tone: "bad" };
  }
  const isLate = Date.parse(place.dueAt) < now;
  const first = isLate ? lateWords(place) : fill(firstWords(place), { when: dueWords(place, now) });
  return {
    words: [first, ...extraWords(place)].join("; "),
    tone: isLate ? "wait" : "",
  };
}

function pinFacts({ before, by, reason }: NonNullable<Place["pin"]>): Record<string, string> {
  return { before, by, reason };
}

function firstWords(place: Place): string {
  return place.lane === "promise" ? text.desk.place.promise : text.desk.place.inTime;
}

function lateWords(place: Place): string {
  const words = text.desk.place;
  return place.daysLate === 0 ? words.lateToday : plural(words.late, place.daysLate);
}

/** What makes it come sooner than others that are as late; of a promise only the deadline counts. */
function extraWords(place: Place): string[] {
  const words = text.desk.place;
  if (place.lane !== "backlog") return [];
  return [
    place.postponedDays > 0 ? plural(words.postponed, place.postponedDays) : "",
    place.isWorseForNeed ? words.need : "",
    place.failedVisits > 0 ? plural(words.failed, place.failedVisits) : "",
    place.reopenings > 0 ? plural(words.reopened, place.reopenings) : "",
  ].filter(Boolean);
}

/** By its target: a moment for what goes by the hour, a day for what goes by days. */
export function dueWords(place: Place, now: number): string {
  return place.lane === "urgent"
    ? momentWords(place.dueAt, now)
    : relativeDay(place.dueAt, now).toLocaleLowerCase();
}

/** The six weeks of the law, once they come near; null before. */
export function legalWords(place: Place, now: number): PlaceSentence | null {
  const left = Date.parse(place.legalBy) - now;
  if (left > LEGAL_NEAR_DAYS * DAY_MS) return null;
  const words = left < 0 ? text.desk.place.legalOver : text.desk.place.legal;
  return { words: fill(words, { when: shortDay(place.legalBy) }), tone: left < 0 ? "bad" : "wait" };
}
