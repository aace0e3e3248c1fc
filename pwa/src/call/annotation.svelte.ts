/**
 * Pointing at a picture that moves, and drawing together on one that stands still: the channels `annotations` and `pointers`
 * of signalling/PROTOCOL.md. The picture is the one of the phone that films; until it is here, whoever asked for it draws on
 * the frame that was on the screen.
 */
import { newId } from "../offline/ids";
import type { Call } from "./call.svelte";
import type { DirectChannel, Reader } from "./direct-channel";
import { isId, isShare, readMark, Steps, type Mark, type Size } from "./marks";
import type { Spot } from "./picture-place";
import type { PointerState } from "./pointer-messages";
import { frameOf, takeFrame } from "./still";

interface Frozen extends Size {
  pictureId: string;
  byteCount: number;
}

interface OnPicture {
  pictureId: string;
}

interface AnnotationMessages {
  freeze: OnPicture;
  frozen: Frozen;
  thaw: OnPicture;
  kept: OnPicture;
  mark: OnPicture & Mark;
  unmark: OnPicture & { markId: string };
  /** Marks of others, told by whose picture it is to somebody who comes in. */
  drawn: OnPicture & Mark & { author: string };
}

interface PointerMessages {
  pointer: Spot & { of: string; state: PointerState };
}

export interface FrozenPicture extends Size {
  pictureId: string;
  /** Null while it is on its way. */
  jpeg: Blob | null;
  /** Of the JPEG, inside this page. */
  address: string | null;
  /** The participant who films; null is us. */
  owner: string | null;
}

/** Where somebody points; `since` says when, so that the screen lets it fade. */
export interface Pointed extends Spot {
  participant: string;
  /** Of whose picture; null is ours. */
  of: string | null;
  since: number;
  isTap: boolean;
}

export const pointerFadesAfter = 1500;
const pointerEvery = 33;
/** One on the server's socket costs more than one from phone to phone. */
const pointerByServerEvery = 80;
const ownerTellsWithin = 4000;
const mostPictureBytes = 3_000_000;

const readPicture: Reader<OnPicture> = ({ pictureId }) => (isId(pictureId) ? { pictureId } : null);
const readFrozen: Reader<Frozen> = ({ pictureId, byteCount, width, height }) =>
  isId(pictureId) &&
  isSize(byteCount, mostPictureBytes) &&
  isSize(width, 8192) &&
  isSize(height, 8192)
    ? { pictureId, byteCount, width, height }
    : null;
const readPointer: Reader<PointerMessages["pointer"]> = ({ of, x, y, state }) =>
  isId(of) && isShare(x) && isShare(y) && isPointerState(state) ? { of, x, y, state } : null;

export class Annotation {
  picture = $state.raw<FrozenPicture | null>(null);
  pointers = $state.raw<Pointed[]>([]);
  readonly canUndo = $derived.by(() => this.#own.list.length > 0);
  readonly canRedo = $derived.by(() => this.#own.undone.length > 0);
  /** Everything on the picture, with the role of who drew it. */
  readonly marks: readonly { mark: Mark; role: string }[] = $derived.by(() =>
    this.#drawn.map(({ author, mark }) => ({ mark, role: this.roleOf(author) })),
  );
  /** Rises when the technician keeps the picture. */
  kept = $state(0);

  readonly #drawn = $derived.by(() => {
    const of = this.picture?.pictureId;
    const others = Object.entries(this.#ofOthers).flatMap(([author, drawn]) =>
      drawn.pictureId === of ? drawn.marks.map((mark) => ({ author, mark })) : [],
    );
    return [...others, ...this.#own.list.map((mark) => ({ author: null, mark }))];
  });
  readonly nextNumber = $derived.by(
    () => 1 + Math.max(0, ...this.marks.map(({ mark }) => mark.number ?? 0)),
  );

  readonly #call: Call;
  readonly #channel: DirectChannel<AnnotationMessages>;
  readonly #pointerChannel: DirectChannel<PointerMessages>;
  #own = $state.raw(new Steps());
  #ofOthers = $state.raw<Record<string, { pictureId: string; marks: Mark[] }>>({});
  #bytes: ArrayBuffer | null = null;
  #arriving: { from: string; frozen: Frozen; parts: ArrayBuffer[]; count: number } | null = null;
  #me = "";
  #role = "";
  #pointedAt = 0;
  #waitForOwner: ReturnType<typeof setTimeout> | undefined;

  constructor(call: Call) {
    this.#call = call;
    call.on("welcome", ({ participant, role }) => {
      this.#me = participant;
      this.#role = role;
    });
    const channel = (this.#channel = call.openChannel<AnnotationMessages>({
      label: "annotations",
      id: 1,
    }));
    channel.whenOpen((participant) => this.#tellEverything(participant));
    channel.on("freeze", readPicture, ({ pictureId }) => void this.#freezeOwn(pictureId));
    channel.on("frozen", readFrozen, (frozen, from) => this.#announced(frozen, from));
    channel.on("thaw", readPicture, ({ pictureId }) => this.#thawed(pictureId));
    channel.on("kept", readPicture, ({ pictureId }) => {
      if (this.picture?.pictureId === pictureId) this.kept += 1;
    });
    channel.on("mark", readOnPicture(readMark), (mark, from) => this.#marked(mark, from));
    channel.on("unmark", readUnmark, ({ pictureId, markId }, from) => {
      const drawn = this.#ofOthers[from];
      if (drawn?.pictureId !== pictureId) return;
      const marks = drawn.marks.filter((mark) => mark.markId !== markId);
      this.#ofOthers = { ...this.#ofOthers, [from]: { pictureId, marks } };
    });
    channel.on("drawn", readOnPicture(readDrawn), (drawn, from) => this.#retold(drawn, from));
    channel.onBytes((bytes, from) => this.#arrived(bytes, from));
    const pointers = (this.#pointerChannel = call.openChannel<PointerMessages>({
      label: "pointers",
      id: 2,
      delivery: { ordered: false, maxRetransmits: 0 },
    }));
    pointers.on("pointer", readPointer, (pointer, from) => this.#pointed(pointer, from));
    call.on("pointer", ({ from, ...pointer }) => this.#pointed(pointer, from));
  }

  // ---- a picture that stands still ----

  /** The technician holds the tenant's picture still. `video` is where it is seen. */
  async freeze(video: HTMLVideoElement): Promise<void> {
    const owner = this.#call.other?.participant;
    if (!owner || this.picture) return;
    const pictureId = newId();
    this.#channel.tell({ type: "freeze", pictureId }, owner);
    const { width, height, bytes } = await frameOf(video);
    // What was on the screen, until the picture itself is here.
    if (!this.picture) this.#show({ pictureId, owner, ...shown([bytes]), width, height });
  }

  /** Whoever films does so herself. */
  async holdStill(): Promise<void> {
    if (!this.picture) await this.#freezeOwn(newId());
  }

  /** Back to the picture that moves, for everybody. */
  thaw(): void {
    const { picture } = this;
    if (!picture) return;
    this.#channel.tell({ type: "thaw", pictureId: picture.pictureId });
    this.#thawed(picture.pictureId);
  }

  /** Says that the picture is kept: nothing is, of which she does not hear. */
  tellKept(): void {
    const { picture } = this;
    if (picture) this.#channel.tell({ type: "kept", pictureId: picture.pictureId });
  }

  /** Of a participant, or of us. */
  roleOf(participant: string | null): string {
    if (participant === null || participant === this.#me) return this.#role;
    return this.#call.people.find(participant)?.role ?? "";
  }

  // ---- drawing on it ----

  /** Also again and again with the same id, while it is being drawn. */
  put(mark: Mark): void {
    const { picture } = this;
    if (!picture) return;
    this.#own = this.#own.put(mark);
    this.#channel.tell({ type: "mark", pictureId: picture.pictureId, ...mark });
  }

  undo(): void {
    const step = this.#own.undo();
    const { picture } = this;
    if (!step || !picture) return;
    this.#own = step.steps;
    const { markId } = step.gone;
    this.#channel.tell({ type: "unmark", pictureId: picture.pictureId, markId });
  }

  redo(): void {
    const step = this.#own.redo();
    const { picture } = this;
    if (!step || !picture) return;
    this.#own = step.steps;
    this.#channel.tell({ type: "mark", pictureId: picture.pictureId, ...step.back });
  }

  // ---- pointing at a picture that moves ----

  /** `of` null is our own picture. */
  point(of: string | null, spot: Spot, state: PointerState): void {
    const now = performance.now();
    const isDirect = this.#pointerChannel.isOpen();
    const apart = isDirect ? pointerEvery : pointerByServerEvery;
    if (state === "move" && now - this.#pointedAt < apart) return;
    this.#pointedAt = now;
    const pointer = { type: "pointer", of: of ?? this.#me, ...spot, state } as const;
    if (isDirect) this.#pointerChannel.tell(pointer);
    else this.#call.tell(pointer);
    this.#pointed(pointer, this.#me);
  }

  forgetOldPointers(now: number): void {
    if (this.pointers.some((each) => now - each.since > pointerFadesAfter)) {
      this.pointers = this.pointers.filter((each) => now - each.since <= pointerFadesAfter);
    }
  }

  close(): void {
    if (this.picture) this.#thawed(this.picture.pictureId);
  }

  // ---- what the others say ----

  async #freezeOwn(pictureId: string): Promise<void> {
    const { own } = this.#call;
    const frame = own.cameraOn ? await takeFrame(own.devices?.camera ?? null) : null;
    if (!frame) {
      // Nothing to hold still: whoever asked goes back too.
      this.#channel.tell({ type: "thaw", pictureId });
      return;
    }
    const { bytes, width, height } = frame;
    this.#bytes = bytes;
    this.#show({ pictureId, owner: null, ...shown([bytes]), width, height });
    this.#tellPicture();
  }

  #tellPicture(to?: string): void {
    const { picture } = this;
    if (picture?.owner !== null || !this.#bytes) return;
    const { pictureId, width, height } = picture;
    const byteCount = this.#bytes.byteLength;
    this.#channel.tell({ type: "frozen", pictureId, byteCount, width, height }, to);
    this.#channel.tellBytes(this.#bytes, to);
  }

  /** Somebody comes in, or back: the picture, and who drew what on it. */
  #tellEverything(to: string): void {
    const { picture } = this;
    if (!picture) return;
    this.#tellPicture(to);
    const { pictureId } = picture;
    if (picture.owner === to) {
      // Her phone tells its picture at once, unless its page was loaded again and knows of none.
      this.#waitForOwner = setTimeout(() => this.#thawed(pictureId), ownerTellsWithin);
    }
    for (const { author, mark } of this.#drawn) {
      if (author === null) this.#channel.tell({ type: "mark", pictureId, ...mark }, to);
      else if (picture.owner === null) {
        this.#channel.tell({ type: "drawn", pictureId, author, ...mark }, to);
      }
    }
  }

  #announced(frozen: Frozen, from: string): void {
    clearTimeout(this.#waitForOwner);
    this.#arriving = { from, frozen, parts: [], count: 0 };
    const { pictureId, width, height } = frozen;
    if (this.picture?.pictureId !== pictureId) {
      this.#show({ pictureId, owner: from, jpeg: null, address: null, width, height });
    }
  }

  #arrived(bytes: ArrayBuffer, from: string): void {
    const arriving = this.#arriving;
    if (arriving?.from !== from) return;
    arriving.parts.push(bytes);
    arriving.count += bytes.byteLength;
    const { frozen, parts, count } = arriving;
    if (count < frozen.byteCount) return;
    this.#arriving = null;
    const { picture } = this;
    if (count > frozen.byteCount || picture?.pictureId !== frozen.pictureId) return;
    if (picture.address) URL.revokeObjectURL(picture.address);
    const { width, height } = frozen;
    this.picture = { ...picture, ...shown(parts), width, height };
  }

  #show(picture: FrozenPicture): void {
    if (this.picture) this.#thawed(this.picture.pictureId);
    this.#own = new Steps();
    this.picture = picture;
  }

  #thawed(pictureId: string): void {
    const { picture } = this;
    if (picture?.pictureId !== pictureId) return;
    clearTimeout(this.#waitForOwner);
    if (picture.address) URL.revokeObjectURL(picture.address);
    this.picture = this.#bytes = this.#arriving = null;
    this.#own = new Steps();
    this.#ofOthers = {};
  }

  #marked({ pictureId, ...mark }: OnPicture & Mark, author: string): void {
    const drawn = this.#ofOthers[author];
    const earlier = drawn?.pictureId === pictureId ? drawn.marks : [];
    const marks = new Steps(earlier).put(mark).list.slice(-mostMarks);
    this.#ofOthers = { ...this.#ofOthers, [author]: { pictureId, marks: [...marks] } };
  }

  #retold({ author, ...onPicture }: OnPicture & Mark & { author: string }, from: string): void {
    // Only whose picture it is knows what others drew; also what we drew before our page was loaded again.
    if (this.picture?.owner !== from || this.picture.pictureId !== onPicture.pictureId) return;
    if (author === this.#me) this.#own = this.#own.put(onPicture);
    else this.#marked(onPicture, author);
  }

  #pointed({ of, x, y, state }: PointerMessages["pointer"], participant: string): void {
    const others = this.pointers.filter((each) => each.participant !== participant);
    const isMine = of === this.#me;
    this.pointers =
      state === "gone"
        ? others
        : [
            ...others,
            {
              participant,
              of: isMine ? null : of,
              x,
              y,
              since: Date.now(),
              isTap: state === "tap",
            },
          ];
  }
}

const mostMarks = 200;

function readOnPicture<Fields>(read: Reader<Fields>): Reader<OnPicture & Fields> {
  return (raw) => {
    const picture = readPicture(raw);
    const fields = read(raw);
    return picture && fields ? { ...picture, ...fields } : null;
  };
}

const readDrawn: Reader<Mark & { author: string }> = (raw) => {
  const mark = readMark(raw);
  return mark && isId(raw["author"]) ? { ...mark, author: raw["author"] } : null;
};

const readUnmark: Reader<AnnotationMessages["unmark"]> = ({ pictureId, markId }) =>
  isId(pictureId) && isId(markId) ? { pictureId, markId } : null;

function isSize(value: unknown, most: number): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= most;
}

function isPointerState(value: unknown): value is PointerState {
  return value === "move" || value === "tap" || value === "gone";
}

function shown(parts: ArrayBuffer[]): { jpeg: Blob; address: string } {
  const jpeg = new Blob(parts, { type: "image/jpeg" });
  return { jpeg, address: URL.createObjectURL(jpeg) };
}
