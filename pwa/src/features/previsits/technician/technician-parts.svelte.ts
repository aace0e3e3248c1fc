/** Everything that a call is made of at the technician, and what more than one part of his screen asks of it. */
import type { Api } from "../../../api/client";
import type { JobDetail, OpenedPrevisit, SaidLine } from "../../../api/wire";
import { Call } from "../../../call/call.svelte";
import { CameraControls } from "../../../call/camera-controls.svelte";
import { Chat } from "../../../call/chat.svelte";
import type { CheckAnswer } from "../../../call/check/link";
import { technicianCamera } from "../../../call/devices";
import type { Ladder } from "../../../call/ladder/ladder.svelte";
import { Recording } from "../../../call/recording.svelte";
import { StillsAsked } from "../../../call/stills-asked.svelte";
import { text } from "../../../text/current";
import { Drawing, type KeepPicture } from "../annotation/drawing.svelte";
import { CallStatus } from "../call-status.svelte";
import { shortName } from "../call-words";
import { Guests } from "../guests/guests.svelte";

interface Surroundings {
  job: JobDetail;
  api: Api;
  ladder: Ladder;
  /** Keeps a picture with drawings with the job. */
  keepPicture: KeepPicture;
}

export class TechnicianParts {
  readonly job: JobDetail;
  readonly api: Api;
  readonly ladder: Ladder;
  readonly previsitId: string;
  /** Of the pre-visit. */
  readonly path: string;

  readonly call: Call;
  readonly status: CallStatus;
  readonly controls: CameraControls;
  readonly drawing: Drawing;
  readonly chat: Chat;
  readonly guests: Guests;
  readonly stills: StillsAsked;
  readonly recording: Recording;

  /** Of the tenant. */
  readonly name = $derived.by(() => shortName(this.call.other?.name ?? this.job.tenant.name));
  readonly isTalking = $derived.by(() => this.status.situation === "talking");
  readonly isByPhotos = $derived.by(() => this.ladder.rung === "photos");
  /** What the tenant says of her microphone and camera. */
  readonly media = $derived.by(() => this.call.other?.media ?? null);
  readonly isPaused = $derived.by(
    () => !this.isByPhotos && this.media !== null && !this.media.camera,
  );
  readonly newestStill = $derived.by(
    () => this.stills.list.findLast((still) => still.state === "here") ?? null,
  );

  constructor({ job, api, ladder, keepPicture }: Surroundings) {
    this.job = job;
    this.api = api;
    this.ladder = ladder;
    this.previsitId = job.previsit?.id ?? "";
    const path = (this.path = `/api/previsits/${this.previsitId}`);
    const call = (this.call = new Call({
      counterpart: "tenant",
      camera: technicianCamera,
      videoLimit: 200_000,
      token: async () => (await api.post<OpenedPrevisit>(`${path}/open`)).token,
    }));
    this.status = new CallStatus(() => call);
    this.controls = new CameraControls(call);
    this.drawing = new Drawing(call, keepPicture);
    this.chat = new Chat({ call, earlier: () => api.get<SaidLine[]>(`${path}/chat`) });
    this.guests = new Guests(api, path);
    this.guests.listen(call);
    this.stills = new StillsAsked({ call, api, earlier: job.photos });
    this.recording = new Recording({
      call,
      api,
      path: `${path}/recording`,
      deletePath: (id) => `/api/recordings/${id}/delete`,
      textVersion: text.call.recording.version,
    });
  }

  /** Gives the offer of a connection check to the server. */
  check(sdp: string): Promise<CheckAnswer> {
    return this.api.post(`${this.path}/check`, { sdp });
  }

  close(): void {
    this.stills.close();
    this.call.end("left-screen");
  }
}
