/** Everything that one call is made of at a guest. A second call on the same page has parts of its own. */
import type { Api } from "../../../api/client";
import type { SaidLine } from "../../../api/wire";
import { Call } from "../../../call/call.svelte";
import { Chat } from "../../../call/chat.svelte";
import { technicianCamera } from "../../../call/devices";
import { Recording } from "../../../call/recording.svelte";
import { text } from "../../../text/current";
import { Drawing } from "../annotation/drawing.svelte";

export class GuestParts {
  readonly call: Call;
  readonly drawing: Drawing;
  readonly chat: Chat;
  readonly recording: Recording;

  constructor(api: Api) {
    const call = (this.call = new Call({
      counterpart: "tenant",
      camera: technicianCamera,
      videoLimit: 150_000,
      token: async () => (await api.post<{ token: string }>("/api/guest/join")).token,
    }));
    this.drawing = new Drawing(call);
    this.chat = new Chat({ call, earlier: () => api.get<SaidLine[]>("/api/guest/chat") });
    const { version } = text.call.recording;
    this.recording = new Recording({
      call,
      api,
      path: "/api/guest/recording",
      textVersion: version,
    });
  }
}
