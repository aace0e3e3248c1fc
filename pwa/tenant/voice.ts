/**
 * A voice note of the tenant: recorded on her case page for a minute at most, listened to, then sent as a photo is. Loaded
 * when she wants one. From the moment it stops it is on her phone; until she decides it is offered each time she comes back.
 */
import { bestType, longestSeconds, withoutCodecs } from "../src/features/evidence/footage-types";
import { forgetPhoto, heavyOf, keepPhoto, type KeptPhoto, photosOf, undecided } from "./device";
import { byId, say, tell } from "./photo-field";

const speak = byId("speak") as HTMLButtonElement;
const running = byId("voice-running");
const made = byId("voice-made");
const player = made.querySelector("audio");

interface Note {
  photo: KeptPhoto;
  bytes: ArrayBuffer;
}

/** Shows one of: the button to begin, the clock that runs, what was recorded. */
function showOnly(part: HTMLElement): void {
  for (const each of [speak, running, made]) each.hidden = each !== part;
}

/** Those who cannot see the clock need not hear every second of it. */
function showClock(milliseconds: number): void {
  const clock = running.querySelector("[role=timer]");
  const seconds = Math.min(longestSeconds, Math.floor(milliseconds / 1000));
  if (clock) clock.textContent = `0:${String(seconds).padStart(2, "0")}`;
}

export class VoiceNote {
  readonly #of: string;
  readonly #onsend: (photo: KeptPhoto) => void;
  #note: Note | undefined;

  constructor(of: string, onsend: (photo: KeptPhoto) => void) {
    this.#of = of;
    this.#onsend = onsend;
    byId("voice-send").onclick = () => void this.#send();
    byId("voice-drop").onclick = () => void this.#drop();
  }

  async offerLeft(): Promise<void> {
    const [photo] = await photosOf(undecided(this.#of));
    const heavy = photo && (await heavyOf(photo.id));
    if (heavy) this.#offer({ photo, bytes: heavy.bytes });
  }

  async record(): Promise<void> {
    tell("");
    speak.disabled = true;
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      tell(say("noMicrophone"));
      return;
    } finally {
      speak.disabled = false;
    }
    const mimeType = bestType("voice");
    const options = { audioBitsPerSecond: 64_000, ...(mimeType && { mimeType }) };
    const recorder = new MediaRecorder(stream, options);
    const pieces: Blob[] = [];
    const began = performance.now();
    const takenAt = new Date().toISOString();
    const lasted = (): number => performance.now() - began;
    const stop = (): void => {
      if (recorder.state === "recording") recorder.stop();
    };
    // What was said until the phone was locked or put away is worth keeping.
    const gone = new AbortController();
    document.addEventListener("visibilitychange", stop, { signal: gone.signal });
    byId("voice-stop").onclick = stop;
    const clock = setInterval(() => {
      showClock(lasted());
      if (lasted() >= longestSeconds * 1000) stop();
    }, 200);
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.onstop = () => {
      gone.abort();
      clearInterval(clock);
      for (const track of stream.getTracks()) track.stop();
      const seconds = Math.min(longestSeconds, Math.max(1, Math.round(lasted() / 1000)));
      void this.#keep(new Blob(pieces), {
        id: crypto.randomUUID(),
        of: undecided(this.#of),
        name: say("voiceName"),
        mediaType: withoutCodecs(recorder.mimeType),
        takenAt,
        voice: { seconds },
      });
    };
    recorder.start();
    showClock(0);
    showOnly(running);
    byId("voice-stop").focus();
  }

  async #keep(spoken: Blob, photo: KeptPhoto): Promise<void> {
    const bytes = await spoken.arrayBuffer();
    if (!bytes.byteLength) {
      showOnly(speak);
      tell(say("voiceNothing"));
      return;
    }
    this.#offer({ photo, bytes });
    byId("voice-send").focus();
    // Without room on the phone it is still on this page, and sending tries once more.
    await keepPhoto(photo, { bytes }).catch(() => undefined);
  }

  #offer(note: Note): void {
    this.#note = note;
    const { mediaType } = note.photo;
    if (player) player.src = URL.createObjectURL(new Blob([note.bytes], { type: mediaType }));
    showOnly(made);
  }

  async #send(): Promise<void> {
    const note = this.#note;
    if (!note) return;
    const photo = { ...note.photo, of: this.#of };
    try {
      await keepPhoto(photo, { bytes: note.bytes });
    } catch {
      tell(say("voiceNotKept"));
      return;
    }
    this.#done();
    this.#onsend(photo);
  }

  async #drop(): Promise<void> {
    const note = this.#note;
    if (note) await forgetPhoto(note.photo.id);
    this.#done();
    tell(say("voiceGone"));
  }

  #done(): void {
    this.#note = undefined;
    if (player) {
      URL.revokeObjectURL(player.src);
      player.removeAttribute("src");
    }
    showOnly(speak);
    speak.focus();
  }
}
