/** The colour of where a move-out stands: what waits for the desk stands out. */
import type { MoveOut } from "../../api/wire";
import type { Tone } from "../repair-requests/progress";

const TONES: Record<MoveOut["state"], Tone> = {
  asked: "wait",
  planned: "info",
  inspected: "info",
  agreed: "good",
  disputed: "bad",
  checked: "wait",
  closed: "",
};

export function toneOf(state: MoveOut["state"]): Tone {
  return TONES[state];
}
