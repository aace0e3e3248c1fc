/** Lamp, other camera and lens of somebody else's phone: what it can do, and asking it. Over the channel `controls`. */
import type { Call } from "./call.svelte";
import type { DirectChannel, Reader } from "./direct-channel";

interface Abilities {
  flip: boolean;
  torch: boolean;
  /** How many times the camera itself enlarges. */
  zoom: number;
}

interface ControlMessages {
  abilities: Abilities;
  flip: object;
  torch: { on: boolean };
  zoom: { times: number };
}

const nothing: Abilities = { flip: false, torch: false, zoom: 1 };

// Without `zoom` it is an older page.
const readAbilities: Reader<Abilities> = ({ flip, torch, zoom = 1 }) =>
  typeof flip === "boolean" && typeof torch === "boolean" && isTimes(zoom)
    ? { flip, torch, zoom }
    : null;
const readZoom: Reader<{ times: number }> = ({ times }) => (isTimes(times) ? { times } : null);
const readTorch: Reader<{ on: boolean }> = ({ on }) => (typeof on === "boolean" ? { on } : null);

export class CameraControls {
  /** What the other phone can do for us. */
  readonly abilities = $derived.by(() => {
    const other = this.#call.other?.participant ?? "";
    return this.#byPerson[other] ?? nothing;
  });

  /** How many times larger than the bare eye of the camera we see. */
  zoom = $state(1);
  /** What of that our own screen does, because the camera cannot. */
  readonly zoomHere = $derived.by(() => this.zoom / Math.min(this.zoom, this.abilities.zoom));

  readonly #call: Call;
  readonly #channel: DirectChannel<ControlMessages>;
  #byPerson = $state.raw<Record<string, Abilities>>({});

  constructor(call: Call) {
    this.#call = call;
    this.#channel = call.openChannel<ControlMessages>({ label: "controls", id: 0 });
    this.#channel.whenOpen((participant) => this.#tellAbilities(participant));
    this.#channel.on("abilities", readAbilities, (abilities, from) => {
      this.#byPerson = { ...this.#byPerson, [from]: abilities };
      // A camera that is new to us begins at 1.
      this.zoom = 1;
    });
    this.#obey(
      "flip",
      () => ({}),
      () => void call.own.flip(),
    );
    this.#obey("zoom", readZoom, ({ times }) => void call.own.setZoom(times));
    this.#obey("torch", readTorch, ({ on }) => void call.own.setTorch(on));
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

  /** The camera enlarges as far as it goes: sharper, also in a still. The screen does the rest. */
  askZoom(times: number): void {
    this.zoom = times;
    const byCamera = Math.min(times, this.abilities.zoom);
    if (this.abilities.zoom > 1) {
      this.#channel.tell({ type: "zoom", times: byCamera }, this.#call.other?.participant);
    }
  }

  /** Only a technician moves somebody's camera: whoever else looks along may not, whatever their page sends. */
  #obey<Type extends keyof ControlMessages>(
    type: Type,
    read: Reader<ControlMessages[Type]>,
    act: (fields: ControlMessages[Type]) => void,
  ): void {
    this.#channel.on(type, read, (fields, from) => {
      if (this.#call.people.find(from)?.role === "technician") act(fields);
    });
  }

  #tellAbilities(to?: string): void {
    const { canFlip, canLight, mostZoom } = this.#call.own;
    this.#channel.tell({ type: "abilities", flip: canFlip, torch: canLight, zoom: mostZoom }, to);
  }
}

function isTimes(value: unknown): value is number {
  return typeof value === "number" && value >= 1 && value <= 100;
}
