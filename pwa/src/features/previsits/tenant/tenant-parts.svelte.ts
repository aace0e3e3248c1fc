/** Everything that one call is made of at the tenant. A second call on the same page has parts of its own. */
import type { Api } from "../../../api/client";
import type { ServerClock } from "../../../api/server-clock";
import type { SaidLine } from "../../../api/wire";
import { Call } from "../../../call/call.svelte";
import { CameraControls } from "../../../call/camera-controls.svelte";
import { Chat } from "../../../call/chat.svelte";
import { tenantCamera } from "../../../call/devices";
import { Recording } from "../../../call/recording.svelte";
import { StillStore } from "../../../call/still-store";
import { StillsTaken } from "../../../call/stills-taken.svelte";
import { text } from "../../../text/current";
import { Drawing } from "../annotation/drawing.svelte";

const path = "/api/case/previsit";

export class TenantParts {
  readonly call: Call;
  readonly stills: StillsTaken;
  readonly drawing: Drawing;
  readonly chat: Chat;
  readonly recording: Recording;

  constructor(api: Api, clock: ServerClock) {
    const call = (this.call = new Call({
      counterpart: "technician",
      camera: tenantCamera,
      videoLimit: 1_500_000,
      token: async () => {
        const ticket = await api.post<{ token: string; room: string }>(`${path}/join`);
        this.stills.enter(ticket.room);
        return ticket.token;
      },
    }));
    // So that the technician can ask for the lamp or the other camera.
    new CameraControls(call);
    this.stills = new StillsTaken({ call, api, clock, store: new StillStore() });
    this.drawing = new Drawing(call);
    this.chat = new Chat({ call, earlier: () => api.get<SaidLine[]>(`${path}/chat`) });
    this.recording = new Recording({
      call,
      api,
      path: `${path}/recording`,
      deletePath: (id) => `/api/case/recordings/${id}/delete`,
      textVersion: text.call.recording.version,
    });
  }

  close(): void {
    this.stills.close();
    this.call.end("left-screen");
  }
}
