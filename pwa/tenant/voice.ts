/**
 * A voice note of the tenant: recorded on her case page for a minute at most, listened to, then sent as a photo is. Loaded
 * when she wants one. Each second of it is on her phone as she speaks; until she decides it is offered when she comes back.
 */
import { bestType, longestSeconds, withoutCodecs } from "../src/features/evidence/footage-types";
import { forgetPhoto, heavyOf, keepPhoto, type KeptPhoto, photosOf } from "./device";
import { byId, say, tell } from "./words";
import { begin, keepSlice, keepWhole, takeUpLeft, whileRecording } from "./spoken";
import { undecided, unfinished } from "./undecided";

const speak = byId("speak") as HTMLButtonElement;
const running = byId("voice-running");
const made = byId("voice-made");
const player = made.querySelector("audio");

const sliceMs = 1000;

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

/** One note as it is said. What the disk does not take is still on this page. */
class Saying {
  readonly #photo: KeptPhoto;
  readonly #began = performance.now();
  readonly #pieces: Blob[] = [];
  #written: Promise<unknown> = Promise.resolve();
  #ended: () => void = () => undefined;

  constructor(recorder: MediaRecorder, of: string) {
    recorder.ondataavailable = ({ data }) => {
      this.#add(data);
    };
    recorder.start(sliceMs);
    this.#photo = {
      id: crypto.randomUUID(),
      of: unfinished(of),
      name: say("voiceName"),
      mediaType: withoutCodecs(recorder.mimeType),
      takenAt: new Date().toISOString(),
      voice: { seconds: 1 },
    };
    whileRecording(this.#photo.id, new Promise((resolve) => (this.#ended = resolve)));
    this.#write(() => begin(this.#photo));
  }

  lasted(): number {
    return performance.now() - this.#began;
  }

  #add(piece: Blob): void {
    if (!piece.size) return;
    const { id } = this.#photo;
    const number = this.#pieces.push(piece) - 1;
    const milliseconds = this.lasted();
    this.#write(async () =>
      keepSlice({ id, number, milliseconds, data: await piece.arrayBuffer() }),
    );
  }

  /** In the order it was said, so that nothing is missing before what is there. */
  #write(work: () => Promise<unknown>): void {
    this.#written = this.#written.then(work).catch(() => undefined);
  }

  /** Without room on the phone it is still on this page, and sending tries once more. */
  async end(of: string): Promise<Note> {
    const seconds = Math.min(longestSeconds, Math.max(1, Math.round(this.lasted() / 1000)));
    const photo = { ...this.#photo, of, voice: { seconds } };
    const bytes = await new Blob(this.#pieces).arrayBuffer();
    this.#write(() => (bytes.byteLength ? keepWhole(photo, { bytes }) : forgetPhoto(photo.id)));
    await this.#written;
    this.#ended();
    return { photo, bytes };
  }
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
    const owner = undecided(this.#of);
    await takeUpLeft(this.#of, owner);
    const [photo] = await photosOf(owner);
    const heavy = photo && (await heavyOf(photo.id));
    if (heavy) this.#offer({ photo, bytes: heavy.bytes });
  }

  async record(): Promise<void> {
    tell("");
    speak.disabled = true;
    try {
      this.#recordFrom(await navigator.mediaDevices.getUserMedia({ audio: true }));
    } catch {
      tell(say("noMicrophone"));
    } finally {
      speak.disabled = false;
    }
  }

  #recordFrom(stream: MediaStream): void {
    const mimeType = bestType("voice");
    const options = { audioBitsPerSecond: 64_000, ...(mimeType && { mimeType }) };
    const recorder = new MediaRecorder(stream, options);
    const saying = new Saying(recorder, this.#of);
    const stop = (): void => {
      if (recorder.state === "recording") recorder.stop();
    };
    // What was said until the phone was locked or put away is worth keeping.
    const gone = new AbortController();
    document.addEventListener("visibilitychange", stop, { signal: gone.signal });
    byId("voice-stop").onclick = stop;
    const clock = setInterval(() => {
      showClock(saying.lasted());
      if (saying.lasted() >= longestSeconds * 1000) stop();
    }, 200);
    recorder.onstop = () => {
      gone.abort();
      clearInterval(clock);
      for (const track of stream.getTracks()) track.stop();
      void this.#keep(saying);
    };
    showClock(0);
    showOnly(running);
    byId("voice-stop").focus();
  }

  async #keep(saying: Saying): Promise<void> {
    const { photo, bytes } = await saying.end(undecided(this.#of));
    if (!bytes.byteLength) {
      showOnly(speak);
      tell(say("voiceNothing"));
      return;
    }
    this.#offer({ photo, bytes });
    byId("voice-send").focus();
  }

  #offer(note: Note): void {
    this.#note = note;
    const { mediaType } = note.photo;
    if (player) player.src = URL.createObjectURL(new Blob([note.bytes], { type: mediaType }));
    byId("voice-cut").hidden = !note.photo.voice?.isCut;
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
    await this.offerLeft();
  }

  async #drop(): Promise<void> {
    const note = this.#note;
    if (note) await forgetPhoto(note.photo.id);
    this.#done();
    tell(say("voiceGone"));
    await this.offerLeft();
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
