/**
 * What she wrote and the server does not have yet, in the order she wrote it. Kept on this phone at once; ids are made here,
 * so that sending twice says it once. Words are few: they lie where no database has to be opened for them.
 */
export interface Unsent {
  id: string;
  text: string;
  /** A photo that is kept on this phone, and goes before the words. */
  photoId?: string | undefined;
}

export class ChatOutbox {
  readonly #key: string;

  constructor(caseNumber: string) {
    this.#key = `vooraf_chat_${caseNumber}`;
  }

  /** Read anew each time: another tab of the same case may have sent some. */
  all(): Unsent[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.#key) ?? "[]");
      return Array.isArray(kept) ? (kept as Unsent[]) : [];
    } catch {
      return [];
    }
  }

  /** False where this phone keeps nothing: then the plain form does the work. */
  add(message: Unsent): boolean {
    return this.#keep([...this.all(), message]);
  }

  remove(id: string): void {
    this.#keep(this.all().filter((message) => message.id !== id));
  }

  #keep(messages: Unsent[]): boolean {
    try {
      if (messages.length) localStorage.setItem(this.#key, JSON.stringify(messages));
      else localStorage.removeItem(this.#key);
      return true;
    } catch {
      return false;
    }
  }
}
