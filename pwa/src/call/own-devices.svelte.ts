/** Our own microphone, camera and lamp during a call. Says when a track or a switch changed; others send it on. */
import {
  flipCamera,
  hasSeveralCameras,
  hasTorch,
  openDevices,
  setTorch,
  setZoom,
  zoomOf,
  type CameraWish,
  type Devices,
} from "./devices";
import type { Facing, MediaState } from "./messages";

const mutedTooLong = 3000;

/** `tracks`: another camera or microphone. `switches`: on, off, paused, lamp. */
export type OwnChange = "tracks" | "switches";

export class OwnDevices {
  devices = $state.raw<Devices | null>(null);
  microphoneOn = $state(true);
  cameraOn = $state(true);
  torchOn = $state(false);
  canFlip = $state(false);
  isFlipping = $state(false);
  /** Whether the moving picture goes to the others. Without, stills and our own preview still work. */
  isSharing = $state(true);
  /** The phone took them away during the call: another app, or a telephone call. */
  isLost = $state(false);
  readonly preview = $derived(this.devices?.camera ? new MediaStream([this.devices.camera]) : null);

  readonly #wish: CameraWish;
  readonly #listeners = new Set<(change: OwnChange) => void>();
  #facing: Facing;
  #zoom = 1;
  #isClosed = false;
  #muteTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(wish: CameraWish) {
    this.#wish = wish;
    this.#facing = wish.facing;
  }

  get canLight(): boolean {
    return hasTorch(this.devices?.camera ?? null);
  }

  get state(): MediaState {
    return {
      microphone: this.microphoneOn && this.devices?.microphone != null,
      camera: this.cameraOn && this.isSharing && this.devices?.camera != null,
      torch: this.torchOn,
      facing: this.#facing,
    };
  }

  onChange(hear: (change: OwnChange) => void): void {
    this.#listeners.add(hear);
  }

  /** Asks for microphone and camera, once. Refused is an answer too: the call goes on without. */
  async open(): Promise<void> {
    if (this.devices) return;
    const devices = await openDevices(this.#wish);
    if (this.#isClosed) return stopTracks(devices);
    this.#use(devices);
    this.canFlip = devices.camera !== null && (await hasSeveralCameras());
  }

  /** After the person changed the permission, or came back to a camera that another app took. */
  async openAgain(): Promise<void> {
    if (this.devices) stopTracks(this.devices);
    const devices = await openDevices(this.#wish);
    if (this.#isClosed) return stopTracks(devices);
    this.#use(devices);
    this.#changed("tracks");
  }

  /** Another app may have taken them while the page was hidden; only a new request gives them back. */
  async takeBack(): Promise<void> {
    if (isGone(this.devices)) await this.openAgain();
  }

  setMicrophone(on: boolean): void {
    this.microphoneOn = on;
    if (this.devices?.microphone) this.devices.microphone.enabled = on;
    this.#changed("switches");
  }

  /** Paused, the other side sees words in place of a picture that stands still. */
  setCamera(on: boolean): void {
    this.cameraOn = on;
    if (this.devices?.camera) this.devices.camera.enabled = on;
    this.#changed("switches");
  }

  /** Photos with sound in place of video, and back. */
  setSharing(on: boolean): void {
    if (this.isSharing === on) return;
    this.isSharing = on;
    this.#changed("tracks");
  }

  async flip(): Promise<void> {
    const devices = this.devices;
    if (!devices?.camera || this.isFlipping) return;
    this.isFlipping = true;
    try {
      const { camera, facing } = await flipCamera(devices.camera, devices.facing, this.#wish);
      this.#use({ ...devices, camera, facing });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#use({ ...devices, camera: null, cameraTrouble: "busy" });
    } finally {
      this.isFlipping = false;
    }
    // A lamp goes out with its camera.
    this.torchOn = false;
    this.#lookWhatIsLost();
    if (this.#isClosed) this.close();
    else this.#changed("tracks");
  }

  /** How many times the camera itself can enlarge. */
  get mostZoom(): number {
    return zoomOf(this.devices?.camera ?? null).most;
  }

  async setZoom(times: number): Promise<void> {
    const camera = this.devices?.camera;
    if (!camera) return;
    const wanted = Math.min(Math.max(1, times), this.mostZoom);
    if (wanted !== this.#zoom && (await setZoom(camera, wanted))) this.#zoom = wanted;
    this.#changed("switches");
  }

  async setTorch(on: boolean): Promise<void> {
    const camera = this.devices?.camera;
    if (!camera || !hasTorch(camera)) return;
    if (await setTorch(camera, on)) this.torchOn = on;
    this.#changed("switches");
  }

  /** A photo may have put the lamp out. */
  async restoreTorch(): Promise<void> {
    if (this.torchOn) await this.setTorch(true);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#muteTimer);
    if (this.devices) stopTracks(this.devices);
    this.devices = null;
  }

  #use(devices: Devices): void {
    this.devices = devices;
    // Another camera begins at its own 1.
    this.#zoom = 1;
    this.#facing = devices.facing;
    if (devices.microphone) devices.microphone.enabled = this.microphoneOn;
    if (devices.camera) devices.camera.enabled = this.cameraOn;
    for (const track of [devices.microphone, devices.camera]) {
      // Also a pause of a moment mutes a track: only what lasts is a fault.
      track?.addEventListener("mute", () => {
        this.#muteTimer = setTimeout(() => this.#lookWhatIsLost(), mutedTooLong);
      });
      track?.addEventListener("unmute", () => this.#lookWhatIsLost());
      track?.addEventListener("ended", () => this.#lookWhatIsLost());
    }
    this.#lookWhatIsLost();
  }

  #lookWhatIsLost(): void {
    clearTimeout(this.#muteTimer);
    this.isLost = !this.isFlipping && isGone(this.devices);
  }

  #changed(change: OwnChange): void {
    for (const hear of this.#listeners) hear(change);
  }
}

function isGone(devices: Devices | null): boolean {
  return [devices?.camera, devices?.microphone].some(
    (track) => track && (track.readyState === "ended" || track.muted),
  );
}

function stopTracks(devices: Devices): void {
  devices.microphone?.stop();
  devices.camera?.stop();
}
