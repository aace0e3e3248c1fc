/**
 * Sends the photos that wait on this phone, one at a time and one tab at a time, until none is left. One that fails rests
 * by itself and holds up no other; one that the server does not take stays here, says why, and waits for her.
 */
import { forgetPhoto, heavyOf, type KeptPhoto, photosOf } from "./device";
import { tile } from "./photo-field";
import { type Outcome, send, type Way } from "./photo-upload";
import { sayCount } from "./what-waits";
import { patience, say, tell, texts } from "./words";

export interface Home {
  /** Whose photos, as they are kept: "case:26-01482". */
  of: string;
  clockOffsetMs: number;
  way: Way;
  /** Where a photo stands on the page until it is stored. */
  placeOf: (photo: KeptPhoto) => Element | null;
  /** One left: the server has it, or she threw it away. */
  onchange: () => Promise<void>;
}

/** So many failed in a row, and it is the line or the server and not the photo. */
const troubleAfter = 3;
const longestRestMs = 5 * 60_000;

/** Another tab of the same case sends the same photos. */
async function alone(of: string, work: () => Promise<boolean>): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  return await (locks ? locks.request(`vooraf-photos-${of}`, work) : work());
}

const warn = (event: Event) => {
  event.preventDefault();
};

export class PhotoQueue {
  readonly #home: Home;
  /** These wait for her, until she tries again or comes back to the page. */
  readonly #notTaken = new Set<string>();
  readonly #rests = new Map<string, { tries: number; until: number }>();
  #failedInARow = 0;
  #lineRestsUntil = 0;
  #isRunning = false;
  #hasReopened = false;
  #sent = 0;
  /** What was wrong with photos that went; stays readable when the others have gone out. */
  #wrong = "";
  /** The better photo that was asked for last. */
  #advice = "";
  #wake: () => void = () => undefined;
  /** Which photo left this phone: a tab does not see what another one sends. */
  readonly #tabs = new BroadcastChannel("vooraf-photos");

  constructor(home: Home) {
    this.#home = home;
    addEventListener("online", () => {
      this.#rests.clear();
      this.#failedInARow = this.#lineRestsUntil = 0;
      this.#wake();
    });
    this.#tabs.onmessage = ({ data }: MessageEvent<string>) => void this.#clear(data);
  }

  /** What she chose just now: kept on this phone already. */
  add(photos: KeptPhoto[], wrong: string, advice: string): void {
    this.#wrong = wrong;
    this.#advice = advice;
    tell(wrong || advice);
    this.show(photos);
  }

  show(photos: KeptPhoto[]): void {
    for (const photo of photos) this.#home.placeOf(photo)?.append(tile(photo));
    if (photos.length) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    this.#wake();
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#sent = 0;
    addEventListener("beforeunload", warn);
    while (await this.#takeTurn());
    removeEventListener("beforeunload", warn);
    this.#isRunning = false;
  }

  /** A photo's turn, or a rest until there is one; false when nothing is left that could go. */
  async #takeTurn(): Promise<boolean> {
    const waiting = (await photosOf(this.#home.of)).filter(({ id }) => !this.#notTaken.has(id));
    if (!waiting.length) return false;
    const dues = waiting.map(({ id }) =>
      Math.max(this.#lineRestsUntil, this.#rests.get(id)?.until ?? 0),
    );
    const soonest = Math.min(...dues);
    if (soonest > Date.now()) {
      tell(say(navigator.onLine ? "busy" : "offline"));
      await this.#rest(soonest - Date.now());
      return true;
    }
    const photo = waiting[dues.indexOf(soonest)] as KeptPhoto;
    return await alone(this.#home.of, () => this.#send(photo, waiting.length));
  }

  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** False ends it: without a link that works the others would fail too. */
  async #send(photo: KeptPhoto, waiting: number): Promise<boolean> {
    const heavy = await heavyOf(photo.id);
    if (!heavy) {
      // Another tab has sent it meanwhile.
      await this.#let(photo);
      return true;
    }
    const { clockOffsetMs, way } = this.#home;
    const outcome = await send(photo, heavy, clockOffsetMs, way, (share) => {
      const percent = Math.round(share * 100);
      tell(say("uploading", { n: this.#sent + 1, count: this.#sent + waiting, percent }));
    });
    return await this.#settle(photo, outcome);
  }

  async #settle(photo: KeptPhoto, outcome: Outcome): Promise<boolean> {
    if (outcome.is === "again") {
      this.#noteFailure(photo.id);
      return true;
    }
    if (outcome.is === "signed-out") return await this.#reopen(photo.id);
    this.#failedInARow = 0;
    this.#hasReopened = false;
    if (outcome.is === "not-taken") {
      this.#notTaken.add(photo.id);
      this.#showNotTaken(photo, outcome.why);
      tell(this.#told(photo));
      return true;
    }
    this.#sent += 1;
    if (outcome.is === "useless")
      this.#wrong = `${this.#wrong} ${reason(outcome.why, photo)}`.trim();
    await this.#let(photo);
    tell(this.#told(photo));
    return true;
  }

  /** What she should know, or that all is well. */
  #told({ voice }: KeptPhoto): string {
    const notTaken = this.#notTaken.size ? say("someNotTaken") : "";
    const known = [this.#wrong, notTaken, this.#advice].filter(Boolean).join(" ");
    return known || say(voice ? "voiceSent" : "uploaded");
  }

  #noteFailure(id: string): void {
    const tries = (this.#rests.get(id)?.tries ?? 0) + 1;
    this.#rests.set(id, { tries, until: Date.now() + patience(tries - 1, longestRestMs) });
    this.#failedInARow += 1;
    const trouble = this.#failedInARow - troubleAfter;
    if (trouble >= 0) this.#lineRestsUntil = Date.now() + patience(trouble);
  }

  /** A sign-in ends before a link does. */
  async #reopen(id: string): Promise<boolean> {
    if (this.#hasReopened) {
      this.#noteFailure(id);
      return true;
    }
    try {
      const answer = await this.#home.way.reopen();
      if (answer === "open") return (this.#hasReopened = true);
      const left = sayCount("stillHere", (await photosOf(this.#home.of)).length);
      tell(`${say(answer === "over" ? "linkOver" : "signInAgain")} ${left}`);
      return false;
    } catch {
      this.#noteFailure(id);
      return true;
    }
  }

  /** It leaves this phone, and its place on the page. */
  async #let({ id }: KeptPhoto): Promise<void> {
    await forgetPhoto(id);
    this.#tabs.postMessage(id);
    this.#takeAway(id);
    await this.#home.onchange();
  }

  #takeAway(id: string): boolean {
    this.#notTaken.delete(id);
    const place = document.querySelector(`[data-photo="${id}"]`);
    place?.remove();
    return Boolean(place);
  }

  /** Another tab let it go. */
  async #clear(id: string): Promise<void> {
    if (!this.#takeAway(id) && !this.#isRunning) return;
    await this.#home.onchange();
    if (!(await photosOf(this.#home.of)).length) tell(say("uploaded"));
    this.#wake();
  }

  #showNotTaken(photo: KeptPhoto, why: string): void {
    const item = document.querySelector<HTMLElement>(`[data-photo="${photo.id}"]`);
    if (!item) return;
    const sentence = document.createElement("p");
    const choice = document.createElement("div");
    sentence.textContent = reason(why, photo);
    choice.className = "row wrap";
    choice.append(
      button("tryAgain", photo, () => {
        this.#notTaken.delete(photo.id);
        this.#rests.delete(photo.id);
        item.classList.remove("not-taken");
        sentence.remove();
        choice.remove();
        void this.#sendAll();
      }),
      button("takeAway", photo, () => {
        void this.#let(photo).then(() => {
          tell(say("removed"));
        });
      }),
    );
    item.classList.add("not-taken");
    item.append(sentence, choice);
  }
}

function button(words: string, { name }: KeptPhoto, onclick: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button grow";
  made.textContent = say(words);
  made.setAttribute("aria-label", `${say(words)}, ${name}`);
  made.onclick = onclick;
  return made;
}

function reason(why: string, { name }: KeptPhoto): string {
  return say(why in texts ? why : "not-taken", { name });
}
