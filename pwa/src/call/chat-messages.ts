/** What chat adds to the messages of a call: `chat` of signalling/PROTOCOL.md. */
interface Line {
  chatId: string;
  text: string;
}

declare module "./messages" {
  interface LastingMessages {
    chat: Line;
  }

  interface ReplayedMessages {
    chat: { from: string; at: number } & Line;
  }
}

export {};
