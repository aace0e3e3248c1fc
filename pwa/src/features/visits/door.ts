/** What it takes before somebody may say that nobody opened: the server asks the same. */
import type { Attempt } from "../../api/wire";

export const attemptsNeeded = 2;
const waitsMs = 10 * 60_000;

export type MissingAtDoor = "door" | "attempts" | "wait" | "photo";

export interface AtTheDoor {
  atDoorAt: string | null;
  attempts: Attempt[];
  photo: string | null;
  noPhotoBecause: string;
}

export function waitsUntil(atDoorAt: string): number {
  return Date.parse(atDoorAt) + waitsMs;
}

/** Nothing, when he may go. */
export function missingAtDoor(told: AtTheDoor, now: number): MissingAtDoor[] {
  const { atDoorAt } = told;
  if (atDoorAt === null) return ["door"];
  const missing: MissingAtDoor[] = [];
  const counted = told.attempts.filter(({ at }) => Date.parse(at) >= Date.parse(atDoorAt));
  if (counted.length < attemptsNeeded) missing.push("attempts");
  if (now < waitsUntil(atDoorAt)) missing.push("wait");
  if (told.photo === null && !told.noPhotoBecause.trim()) missing.push("photo");
  return missing;
}
