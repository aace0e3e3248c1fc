/** The rear camera: its picture, its lamp and the best still it can give. */

export type ViewfinderFailure = "denied" | "missing";

const takePhotoPatienceMs = 4000;

/** Chromium has a lamp; TypeScript's own types do not know it yet. */
interface LampCapabilities extends MediaTrackCapabilities {
  torch?: boolean;
}
interface LampConstraints extends MediaTrackConstraintSet {
  torch: boolean;
}

interface StillCamera {
  getPhotoCapabilities(): Promise<{ imageWidth?: { max: number }; imageHeight?: { max: number } }>;
  takePhoto(settings?: { imageWidth?: number; imageHeight?: number }): Promise<Blob>;
}
declare const ImageCapture: { new (track: MediaStreamTrack): StillCamera } | undefined;

export class Viewfinder {
  stream = $state.raw<MediaStream | null>(null);
  failure = $state<ViewfinderFailure | null>(null);
  hasLamp = $state(false);
  isLampOn = $state(false);
  #isWanted = false;

  async open(): Promise<void> {
    this.#isWanted = true;
    this.failure = null;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: {
          facingMode: { ideal: "environment" },
          width: { ideal: 4096 },
          height: { ideal: 3072 },
        },
      });
      this.#use(stream);
    } catch (error) {
      const isDenied = error instanceof DOMException && error.name === "NotAllowedError";
      this.failure = isDenied ? "denied" : "missing";
    }
  }

  #use(stream: MediaStream): void {
    const track = stream.getVideoTracks()[0];
    if (!this.#isWanted || !track) {
      stopTracks(stream);
      return;
    }
    this.stream = stream;
    this.isLampOn = false;
    this.hasLamp = (track.getCapabilities?.() as LampCapabilities | undefined)?.torch ?? false;
    // Phones take the camera away when the screen locks or another app asks for it.
    track.addEventListener("ended", () => {
      this.stream = null;
      if (this.#isWanted) void this.open();
    });
  }

  async setLamp(isOn: boolean): Promise<void> {
    const track = this.stream?.getVideoTracks()[0];
    const lamp: LampConstraints = { torch: isOn };
    await track?.applyConstraints({ advanced: [lamp] });
    this.isLampOn = isOn;
  }

  /**
   * The camera's own photo where the browser can take one, else the frame on screen at its full size. Some cameras photograph
   * more than they film: what has to show exactly the picture on the screen is then the frame.
   */
  async takeStill(video: HTMLVideoElement, { isAsSeen = false } = {}): Promise<Blob> {
    const track = this.stream?.getVideoTracks()[0];
    if (track && typeof ImageCapture !== "undefined") {
      try {
        const photo = await withPatience(photoFrom(new ImageCapture(track)), takePhotoPatienceMs);
        if (!isAsSeen || (await isShapedAs(photo, video))) return photo;
      } catch {
        // Some cameras refuse or never answer; the frame is still a good picture.
      }
    }
    return frameOf(video);
  }

  close(): void {
    this.#isWanted = false;
    if (this.stream) stopTracks(this.stream);
    this.stream = null;
  }
}

async function photoFrom(camera: StillCamera): Promise<Blob> {
  const { imageWidth, imageHeight } = await camera.getPhotoCapabilities();
  if (!imageWidth?.max || !imageHeight?.max) return await camera.takePhoto();
  return await camera.takePhoto({ imageWidth: imageWidth.max, imageHeight: imageHeight.max });
}

/** Rounding moves an edge by a pixel or two; another field of view moves it by a tenth and more. */
const sameShape = 0.02;

async function isShapedAs(photo: Blob, video: HTMLVideoElement): Promise<boolean> {
  const picture = await createImageBitmap(photo, { imageOrientation: "from-image" });
  const shape = picture.width / picture.height;
  picture.close();
  return Math.abs((shape * video.videoHeight) / video.videoWidth - 1) < sameShape;
}

async function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("No room to draw the picture");
  context.drawImage(video, 0, 0);
  return await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
}

function withPatience<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  return Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      setTimeout(() => reject(new Error("The camera did not answer")), milliseconds);
    }),
  ]);
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
