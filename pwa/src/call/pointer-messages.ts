/** Pointing, where no data channel is open: `pointer` of signalling/PROTOCOL.md. */
export type PointerState = "move" | "tap" | "gone";

interface Pointer {
  of: string;
  x: number;
  y: number;
  state: PointerState;
}

declare module "./messages" {
  interface PassingMessages {
    pointer: Pointer;
  }

  interface FleetingMessages {
    pointer: { from: string } & Pointer;
  }
}
