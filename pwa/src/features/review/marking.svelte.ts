/** What a reviewer draws on the photo on the table, before it is sent along with the verdict. */
import { Steps, type Mark } from "../../call/marks";

/** As many as the server keeps. */
export const mostMarks = 20;

export class Marking {
  #steps = $state.raw(new Steps());

  readonly list: readonly Mark[] = $derived.by(() => this.#steps.list);
  readonly marks = $derived.by(() => this.list.map((mark) => ({ mark, role: "coordinator" })));
  readonly canUndo = $derived.by(() => this.list.length > 0);
  readonly canRedo = $derived.by(() => this.#steps.undone.length > 0);
  readonly isFull = $derived.by(() => this.list.length >= mostMarks);
  readonly nextNumber = $derived.by(
    () => 1 + Math.max(0, ...this.list.map((mark) => mark.number ?? 0)),
  );

  /** A mark that is still being drawn is put again and again. */
  put(mark: Mark): void {
    const isKnown = this.list.some((each) => each.markId === mark.markId);
    if (isKnown || !this.isFull) this.#steps = this.#steps.put(mark);
  }

  undo(): void {
    this.#steps = this.#steps.undo()?.steps ?? this.#steps;
  }

  redo(): void {
    this.#steps = this.#steps.redo()?.steps ?? this.#steps;
  }
}
