/** Lamp and other camera of somebody else's phone: what it can do, and asking it. Over the channel `controls`. */
import type { Call } from "./call.svelte";
import type { DirectChannel, Reader } from "./direct-channel";

interface Abilities {
  flip: boolean;
  torch: boolean;
}

interface ControlMessages {
  abilities: Abilities;
  flip: object;
  torch: { on: boolean };
}

const readAbilities: Reader<Abilities> = ({ flip, torch }) =>
  typeof flip === "boolean" && typeof torch === "boolean" ? { flip, torch } : null;
const readTorch: Reader<{ on: boolean }> = ({ on }) => (typeof on === "boolean" ? { on } : null);

export class CameraControls {
  /** What the other phone can do for us. */
  readonly abilities = $derived.by(() => {
    const other = this.#call.other?.participant ?? "";
    return this.#byPerson[other] ?? { flip: false, torch: false };
  });

  readonly #call: Call;
  readonly #channel: DirectChannel<ControlMessages>;
  #byPerson = $state.raw<Record<string, Abilities>>({});

  constructor(call: Call) {
    this.#call = call;
    this.#channel = call.openChannel<ControlMessages>({ label: "controls", id: 0 });
    this.#channel.whenOpen((participant) => this.#tellAbilities(participant));
    this.#channel.on("abilities", readAbilities, (abilities, from) => {
      this.#byPerson = { ...this.#byPerson, [from]: abilities };
    });
    this.#channel.on(
      "flip",
      () => ({}),
      () => void call.own.flip(),
    );
    this.#channel.on("torch", readTorch, ({ on }) => void call.own.setTorch(on));
    call.own.onChange((change) => {
      if (change === "tracks") this.#tellAbilities();
    });
  }

  askFlip(): void {
    this.#channel.tell({ type: "flip" }, this.#call.other?.participant);
  }

  askTorch(on: boolean): void {
    this.#channel.tell({ type: "torch", on }, this.#call.other?.participant);
  }

  #tellAbilities(to?: string): void {
    const { canFlip, canLight } = this.#call.own;
    this.#channel.tell({ type: "abilities", flip: canFlip, torch: canLight }, to);
  }
}
