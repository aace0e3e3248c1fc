/** How each part of a call speaks and listens, without knowing the other parts. */
import type { Heard, Lasting, Passing } from "./messages";

export type HeardType = Heard["type"];
export type HeardOf<Type extends HeardType> = Extract<Heard, { type: Type }>;

export interface Messenger {
  /** Gives back how to stop listening. */
  on<Type extends HeardType>(type: Type, hear: (message: HeardOf<Type>) => void): () => void;
  /** Arrives, also when there is no connection now. */
  send(message: Lasting): void;
  /** Arrives only if there is a connection now. */
  tell(message: Passing): void;
}

/** Who wants to hear what. Whoever asked first hears first; what nobody asked for is ignored. */
export class Listeners {
  readonly #byType = new Map<string, Set<(message: Heard) => void>>();

  on<Type extends HeardType>(type: Type, hear: (message: HeardOf<Type>) => void): () => void {
    const listeners = this.#byType.get(type) ?? new Set();
    this.#byType.set(type, listeners);
    const listener = hear as (message: Heard) => void;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  hear(message: Heard): void {
    for (const listener of this.#byType.get(message.type) ?? []) apart(() => listener(message));
  }
}

/** A part that fails is reported as any error of the page, and the others go on: a broken chat must not end a call. */
export function apart(act: () => void): void {
  try {
    act();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
