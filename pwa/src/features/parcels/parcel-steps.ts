/** What the desk can do with a parcel, in the order of its life. */
import type { Parcel } from "../../api/wire";

type Move = "approved" | "ready" | "sent" | "at_pickup" | "received" | "returned" | "cancelled";

interface Step {
  move: Move;
  /** The end of its address. */
  path: string;
  /** What mostly comes next; the others are the exception. */
  isNext: boolean;
}

export const STEPS: readonly Step[] = [
  { move: "approved", path: "approve", isNext: true },
  { move: "ready", path: "ready", isNext: true },
  { move: "sent", path: "send", isNext: true },
  { move: "at_pickup", path: "pickup", isNext: true },
  { move: "received", path: "hand-over", isNext: false },
  { move: "returned", path: "take-back", isNext: false },
  { move: "cancelled", path: "cancel", isNext: false },
];

/** The lanes of the screen, each with the states that wait there. */
export const LANES = [
  { key: "toApprove", states: ["requested"] },
  { key: "toPack", states: ["approved"] },
  { key: "toSend", states: ["ready"] },
  { key: "underway", states: ["sent", "at_pickup"] },
  { key: "toComeBack", states: ["did_not_fit"] },
] as const satisfies readonly { key: string; states: readonly Parcel["state"][] }[];

const TONES: Partial<Record<Parcel["state"], "good" | "wait" | "bad" | "info">> = {
  requested: "wait",
  approved: "info",
  ready: "info",
  sent: "info",
  at_pickup: "info",
  received: "good",
  used: "good",
  refused: "bad",
  did_not_fit: "bad",
};

export function toneOf(state: Parcel["state"]): "" | "good" | "wait" | "bad" | "info" {
  return TONES[state] ?? "";
}

export function addressOfParcel(parcel: Parcel): string {
  return `${parcel.street} ${parcel.houseNumber}, ${parcel.postcode} ${parcel.town}`;
}
