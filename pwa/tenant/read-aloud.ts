/**
 * Reads the page aloud, a sentence at a time, with the voice of this browser; the sentence being read is marked.
 * Pausing stops and begins the sentence anew: on Android a paused voice does not go on.
 */
interface Sentence {
  words: string;
  place: Range;
}

const voices = speechSynthesis;
const { lang } = document.documentElement;
const readTag = "aloud";
/** What keeps numbers in order between Arabic words says nothing. */
const directions = /[\u2066-\u2069]/g;

/** What belongs to one line of thought: the nearest part around it that stands on lines of its own. */
function blockOf(node: Node): Element | null {
  let element = node.parentElement;
  while (element && getComputedStyle(element).display.startsWith("inline")) {
    element = element.parentElement;
  }
  return element;
}

/** Shown now, and words: not what a script keeps for later, nor what a field was filled with. */
function isRead(text: Text): boolean {
  const parent = text.parentElement;
  if (!parent || !text.data.trim()) return false;
  if (parent.closest("[hidden], script, noscript, style, textarea, select, progress")) return false;
  return parent.checkVisibility();
}

function linesOf(part: Element): Text[][] {
  const lines: Text[][] = [];
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  let block: Element | null = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!isRead(node as Text)) continue;
    const own = blockOf(node);
    if (own !== block || !lines.length) lines.push([]);
    lines.at(-1)?.push(node as Text);
    block = own;
  }
  return lines;
}

/** Where each sentence begins; a browser that cannot tell reads the whole line. */
function* piecesOf(line: string): Generator<[number, string]> {
  if (!("Segmenter" in Intl)) yield [0, line];
  else {
    const segmenter = new Intl.Segmenter(lang, { granularity: "sentence" });
    for (const { index, segment } of segmenter.segment(line)) yield [index, segment];
  }
}

function sentencesIn(line: Text[]): Sentence[] {
  const whole = line.map((text) => text.data).join("");
  const at = (offset: number): [Text, number] => {
    let left = offset;
    for (const text of line) {
      if (left <= text.length) return [text, left];
      left -= text.length;
    }
    const last = line.at(-1) as Text;
    return [last, last.length];
  };
  return [...piecesOf(whole)].flatMap(([start, words]) => {
    if (!/[\p{L}\p{N}]/u.test(words)) return [];
    const place = document.createRange();
    place.setStart(...at(start));
    place.setEnd(...at(start + words.length));
    return [{ words: words.replace(directions, "").trim(), place }];
  });
}

/** What the desk wrote itself may be in another language than the page. */
const languageOf = ({ place }: Sentence): string =>
  place.startContainer.parentElement?.closest<HTMLElement>("[lang]")?.lang ?? lang;

/** Everything in the order of the page, the bar at the bottom last: there stands whom to phone. */
function sentencesOfPage(): Sentence[] {
  const parts = [...document.querySelectorAll("main, .thumbbar")];
  const bar = parts.filter((part) => part.matches(".thumbbar"));
  return [...parts.filter((part) => !bar.includes(part)), ...bar]
    .flatMap((part) => linesOf(part))
    .flatMap((line) => sentencesIn(line));
}

function mark(sentence: Sentence | undefined): void {
  document.querySelector(`[data-${readTag}-now]`)?.removeAttribute(`data-${readTag}-now`);
  CSS.highlights?.delete(readTag);
  if (!sentence) return;
  const block = blockOf(sentence.place.startContainer);
  block?.scrollIntoView({ block: "center" });
  if (CSS.highlights) CSS.highlights.set(readTag, new Highlight(sentence.place));
  else block?.setAttribute(`data-${readTag}-now`, "");
}

class Reader {
  readonly #sentences = sentencesOfPage();
  readonly #bar = document.createElement("div");
  readonly #pause = document.createElement("button");
  readonly #opener: HTMLButtonElement;
  #at = 0;
  /** Counts up with each beginning, so that the end of what was broken off leads nowhere. */
  #turn = 0;
  #isPaused = false;

  constructor(opener: HTMLButtonElement) {
    this.#opener = opener;
    const stop = document.createElement("button");
    this.#bar.className = "reader card row";
    this.#bar.setAttribute("role", "group");
    this.#bar.setAttribute("aria-label", opener.getAttribute("aria-label") ?? "");
    for (const each of [this.#pause, stop]) {
      each.type = "button";
      each.className = "button";
    }
    stop.textContent = opener.dataset["stop"] ?? "";
    stop.onclick = () => this.stop();
    this.#pause.onclick = () => (this.#isPaused ? this.#goOn() : this.#hold());
    this.#bar.append(this.#pause, stop);
    document.body.append(this.#bar);
    opener.hidden = true;
    addEventListener("pagehide", this.stop);
    document.addEventListener("visibilitychange", this.#hide);
    this.#goOn();
    this.#pause.focus();
  }

  #hide = (): void => {
    if (document.visibilityState === "hidden" && !this.#isPaused) this.#hold();
  };

  #hold(): void {
    this.#turn += 1;
    this.#isPaused = true;
    voices.cancel();
    this.#pause.textContent = this.#opener.dataset["goOn"] ?? "";
  }

  #goOn(): void {
    this.#isPaused = false;
    this.#pause.textContent = this.#opener.dataset["pause"] ?? "";
    this.#say();
  }

  #say(): void {
    const turn = ++this.#turn;
    const sentence = this.#sentences[this.#at];
    // The page may have renewed a part of itself meanwhile.
    if (sentence && !sentence.place.startContainer.isConnected) return this.#next();
    mark(sentence);
    if (!sentence) return this.stop();
    const spoken = new SpeechSynthesisUtterance(sentence.words);
    const written = languageOf(sentence);
    const voice = voices.getVoices().find((each) => each.lang.slice(0, 2) === written);
    spoken.lang = voice?.lang.replace("_", "-") ?? written;
    if (voice) spoken.voice = voice;
    spoken.rate = 0.9;
    spoken.onend = () => turn === this.#turn && this.#next();
    spoken.onerror = () => turn === this.#turn && this.#fail();
    voices.cancel();
    voices.speak(spoken);
  }

  #next(): void {
    this.#at += 1;
    this.#say();
  }

  /** Said in its own place, because nothing else is heard now. */
  #fail(): void {
    this.#hold();
    const told = document.createElement("p");
    told.role = "alert";
    told.className = "small";
    told.textContent = this.#opener.dataset["silent"] ?? "";
    this.#bar.replaceChildren(told, ...this.#bar.children);
  }

  stop = (): void => {
    this.#turn += 1;
    voices.cancel();
    mark(undefined);
    removeEventListener("pagehide", this.stop);
    document.removeEventListener("visibilitychange", this.#hide);
    this.#bar.remove();
    this.#opener.hidden = false;
    this.#opener.focus();
  };
}

// This comes with the first tap on the button, and from then on the button is its own.
const opener = document.querySelector<HTMLButtonElement>("[data-aloud]");
if (opener) {
  const read = () => new Reader(opener);
  opener.onclick = read;
  read();
}

export {};
