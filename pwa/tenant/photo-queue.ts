/** Sends the photos that wait on this phone, one after another, until none is left or the link has to be opened again. */
import { forgetPhoto, heavyOf, type KeptPhoto, photosOf } from "./device";
import { patience, pause, say, tell } from "./photo-field";
import { send, type Way } from "./photo-upload";

let isSending = false;
/** The better photo that was asked for last; stays readable when the first one has gone out. */
let askedFor = "";
const warn = (event: Event) => {
  event.preventDefault();
};

export function advise(sentence: string): void {
  askedFor = sentence;
  if (sentence) tell(sentence);
}

/** `ondone` hears of each that left the phone: the server has it, or can never take it. */
export async function sendKept(
  of: string,
  clockOffsetMs: number,
  way: Way,
  ondone: (photo: KeptPhoto) => Promise<void>,
): Promise<void> {
  if (isSending) return;
  isSending = true;
  addEventListener("beforeunload", warn);
  let refused = "";
  let sent = 0;
  for (let tries = 0; ;) {
    const waiting = await photosOf(of);
    const photo = waiting[0];
    if (!photo) break;
    const count = sent + waiting.length;
    const heavy = await heavyOf(photo.id);
    if (!heavy) {
      // Another tab has just sent it.
      await forgetPhoto(photo.id);
      continue;
    }
    const outcome = await send(photo, heavy, clockOffsetMs, way, (share) => {
      const percent = Math.round(share * 100);
      tell(say("uploading", { n: sent + 1, count, percent }));
    });
    if (outcome === "signed-out" || outcome === "closed") {
      tell(say(outcome === "closed" ? "closed" : "signInAgain"));
      break;
    }
    if (outcome === "again") {
      tell(say(navigator.onLine ? "busy" : "offline"));
      await pause(patience(tries++));
      continue;
    }
    tries = 0;
    sent++;
    if (outcome === "refused") refused = say("refused", { name: photo.name });
    await forgetPhoto(photo.id);
    tell(refused || askedFor || say(photo.voice ? "voiceSent" : "uploaded"));
    await ondone(photo);
  }
  removeEventListener("beforeunload", warn);
  isSending = false;
}
