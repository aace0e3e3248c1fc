/**
 * Keys that do something on the screen that is open. A screen offers its keys while it is shown; the key list (`?`)
 * reads from here, so it cannot say anything that is not true. People who speak to their computer can switch them off
 * (WCAG 2.1.4).
 */
import { createContext, untrack } from "svelte";

export interface Shortcut {
  /** As `KeyboardEvent.key`: several keys may do the same. */
  keys: string[];
  says: string;
  run: () => void;
  /** Keys that speak for themselves stay out of the list. */
  isUnlisted?: boolean;
  /** Those that are used now and then stand in the whole list (`?`) alone. */
  isRare?: boolean;
}

const REMEMBERED_AS = "vooraf_shortcuts";
const TICKED = new Set(["radio", "checkbox", "range", "button", "submit"]);
/** These already do something on whatever has the focus. */
const NATIVE = new Set([" ", "Enter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

export class Shortcuts {
  isOn = $state(localStorage.getItem(REMEMBERED_AS) !== "off");
  #offers = $state.raw<Shortcut[][]>([]);

  get all(): Shortcut[] {
    return this.#offers.flat();
  }

  /** What was offered last has the key. */
  get listed(): Shortcut[] {
    const owner = new Map(this.all.flatMap((each) => each.keys.map((key) => [key, each])));
    return this.all.filter(
      (each) => !each.isUnlisted && each.keys.some((key) => owner.get(key) === each),
    );
  }

  /** Returns the function that takes the keys back. */
  offer(shortcuts: Shortcut[]): () => void {
    // Screens offer inside an effect, which must not run again because of its own offer.
    untrack(() => (this.#offers = [...this.#offers, shortcuts]));
    return () => {
      this.#offers = this.#offers.filter((offer) => offer !== shortcuts);
    };
  }

  turn(isOn: boolean): void {
    this.isOn = isOn;
    localStorage.setItem(REMEMBERED_AS, isOn ? "on" : "off");
  }

  press(event: KeyboardEvent): void {
    if (!this.isOn || event.defaultPrevented || isForSomethingElse(event)) return;
    const shortcut = this.all.findLast((each) => each.keys.includes(event.key));
    if (!shortcut) return;
    event.preventDefault();
    shortcut.run();
  }
}

function isForSomethingElse(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("dialog")) return true;
  return isTyping(target) || (NATIVE.has(event.key) && hasNativeKeys(target));
}

function isTyping(target: HTMLElement): boolean {
  if (target instanceof HTMLInputElement) return !TICKED.has(target.type);
  return target.isContentEditable || target.matches("textarea, select");
}

function hasNativeKeys(target: HTMLElement): boolean {
  return target.matches("a, button, input, summary, [tabindex]");
}

export const [shortcutsContext, provideShortcuts] = createContext<Shortcuts>();
