/** What a still adds to the messages of a call: the section "A still" of signalling/PROTOCOL.md. */
interface Request {
  stillId: string;
}

interface Taken extends Request {
  photoId: string;
}

interface Failed extends Request {
  reason: string;
}

declare module "./messages" {
  interface LastingMessages {
    "still-request": { to: string } & Request;
    "still-taken": { to: string } & Taken;
    "still-failed": { to: string } & Failed;
  }

  interface ReplayedMessages {
    "still-request": { from: string } & Request;
    "still-taken": { from: string } & Taken;
    "still-failed": { from: string } & Failed;
  }
}

export type StillRequest = { from: string } & Request;
export type StillTaken = { from: string } & Taken;
