/** A call afterwards, in words and in places along a line. Pure: the server's report in, what a screen shows out. */
import type { CallReport, InCall, Photo } from "../../api/wire";
import { fill, language, plural, text } from "../../text/current";
import { time } from "../../text/format";

type Level = InCall["quality"][number]["level"];

/** From where to where on the line, in percent. */
export interface Piece {
  level: Level;
  start: number;
  width: number;
}

export function endOf(report: CallReport): number {
  const seen = report.people.flatMap((person) => [
    ...person.quality.map((span) => span.until),
    ...person.stays.flatMap((stay) => [stay.joinedAt, stay.leftAt ?? stay.joinedAt]),
  ]);
  return Math.max(...[report.endedAt ?? report.startedAt, ...seen].map((at) => Date.parse(at)));
}

/** "14 seconden", and from two minutes on "12 minuten". */
export function durationWords(seconds: number): string {
  const isShort = seconds < 120;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: isShort ? "second" : "minute",
    unitDisplay: "long",
  }).format(Math.round(isShort ? seconds : seconds / 60));
}

/** "10:02 tot 10:14, 12 minuten"; of a call that goes on "sinds 10:02". */
export function whenWords(report: CallReport): string {
  const words = text.report.call;
  const from = time(report.startedAt);
  if (!report.endedAt) return fill(words.since, { from });
  const seconds = (Date.parse(report.endedAt) - Date.parse(report.startedAt)) / 1000;
  return fill(words.lasted, { from, to: time(report.endedAt), duration: durationWords(seconds) });
}

/** When one person was in it; a short way out and in again is told as such. */
export function stayWords(person: InCall): string {
  const words = text.report.call;
  const first = person.stays[0];
  const last = person.stays.at(-1);
  if (!first || !last) return "";
  const from = time(first.joinedAt);
  const stay = last.leftAt
    ? fill(words.inCall, { from, to: time(last.leftAt) })
    : fill(words.inCallSince, { from });
  const again = person.stays.length - 1;
  return again > 0 ? `${stay}, ${plural(words.comeAgain, again)}` : stay;
}

/** Along the line of the whole call; never so narrow that nobody sees it. */
export function piecesOf(report: CallReport, person: InCall): Piece[] {
  const begin = Date.parse(report.startedAt);
  const whole = Math.max(1, endOf(report) - begin);
  return person.quality.map((span) => {
    const start = (100 * (Date.parse(span.since) - begin)) / whole;
    const width = (100 * (Date.parse(span.until) - Date.parse(span.since))) / whole;
    const shown = Math.min(100, Math.max(0.8, width));
    return { level: span.level, start: Math.min(start, 100 - shown), width: shown };
  });
}

/** Where a moment lies on the line, in percent. */
export function placeOf(report: CallReport, at: string): number {
  const begin = Date.parse(report.startedAt);
  const part = (Date.parse(at) - begin) / Math.max(1, endOf(report) - begin);
  return 100 * Math.min(1, Math.max(0, part));
}

/** One verdict for the whole of it, by how long what lasted. */
export function verdictWords(person: InCall): string {
  const lasted = (levels: Level[]): number =>
    person.quality
      .filter((span) => levels.includes(span.level))
      .reduce((all, span) => all + Date.parse(span.until) - Date.parse(span.since), 0);
  const words = text.report.verdicts;
  const measured = lasted(["good", "fair", "poor", "nothing"]);
  if (measured === 0) return words.unknown;
  const good = lasted(["good"]) / measured;
  if (good >= 0.9) return words.good;
  if (good >= 0.6) return words.mostly;
  return lasted(["poor", "nothing"]) / measured > 0.4 ? words.poor : words.fair;
}

/** "De verbinding van Rosa viel 2 keer weg, samen 14 seconden." */
export function interruptionWords(person: InCall): string[] {
  return person.interruptions.map((each) =>
    plural(text.report.interruptions[each.kind], each.count, {
      name: person.name,
      duration: durationWords(each.seconds),
    }),
  );
}

export function roleWords(person: InCall): string {
  const known: Record<string, string> = text.report.roles;
  return known[person.role] ?? person.role;
}

/** The pictures that were taken in this call, in order. */
export function stillsIn(
  report: CallReport,
  photos: Pick<Photo, "source" | "takenAt">[],
): string[] {
  const [begin, end] = [Date.parse(report.startedAt), endOf(report)];
  return photos
    .filter((photo) => photo.source === "call")
    .map((photo) => photo.takenAt)
    .filter((at) => Date.parse(at) >= begin - 60_000 && Date.parse(at) <= end + 60_000)
    .sort();
}
