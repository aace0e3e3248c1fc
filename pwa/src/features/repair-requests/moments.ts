/** The moments a coordinator most likely wants for a pre-visit, so that planning one is a single tap. */

/** Pre-visits happen where the dwellings are, wherever the desk stands. */
const ZONE = "Europe/Amsterdam";
const FIRST_HOUR = 8;
const LAST_HOUR = 17;
const HALF_HOUR_MS = 30 * 60_000;
/** Moments are filled in to five minutes. */
export const STEP_SECONDS = 300;
const DAY_MS = 24 * 60 * 60_000;
/** Below this the tenant has no time to read the invitation. */
const NOTICE_MS = 10 * 60_000;

/** The next half hours today, then the next working day at nine and at one. */
export function suggestedMoments(now: Date): Date[] {
  const day = nextWorkingDay(now);
  return [...laterToday(now), fromLocalInput(`${day}T09:00`), fromLocalInput(`${day}T13:00`)];
}

function laterToday(now: Date): Date[] {
  if (isWeekend(toLocalInput(now))) return [];
  const earliest = Math.ceil((now.getTime() + NOTICE_MS) / HALF_HOUR_MS) * HALF_HOUR_MS;
  return [earliest, earliest + 2 * HALF_HOUR_MS]
    .map((moment) => new Date(moment))
    .filter((moment) => isSameDay(moment, now) && isInOfficeHours(moment));
}

function isInOfficeHours(moment: Date): boolean {
  const hour = Number(toLocalInput(moment).slice(11, 13));
  return hour >= FIRST_HOUR && hour < LAST_HOUR;
}

function isSameDay(one: Date, other: Date): boolean {
  return toLocalInput(one).slice(0, 10) === toLocalInput(other).slice(0, 10);
}

function isWeekend(local: string): boolean {
  const weekday = new Date(`${local.slice(0, 10)}T12:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** As 2026-11-24. */
function nextWorkingDay(now: Date): string {
  let noon = Date.parse(`${toLocalInput(now).slice(0, 10)}T12:00Z`);
  let day: string;
  do {
    noon += DAY_MS;
    day = new Date(noon).toISOString().slice(0, 10);
  } while (isWeekend(day));
  return day;
}

/** The earliest moment to fill in. The field counts its steps from here, so this must be a round one itself. */
export function earliestInput(now: Date): string {
  const stepMs = STEP_SECONDS * 1000;
  return toLocalInput(new Date(Math.floor(now.getTime() / stepMs) * stepMs));
}

/** What `<input type="datetime-local">` wants: the time on a Dutch clock, without a zone. */
export function toLocalInput(moment: Date): string {
  const options = { timeZone: ZONE, dateStyle: "short", timeStyle: "short" } as const;
  return new Intl.DateTimeFormat("sv-SE", options).format(moment).replace(" ", "T");
}

/** The moment at which a Dutch clock shows this. */
export function fromLocalInput(local: string): Date {
  const asUtc = Date.parse(`${local}Z`);
  const winter = new Date(asUtc - 60 * 60_000);
  return toLocalInput(winter) === local ? winter : new Date(asUtc - 2 * 60 * 60_000);
}
