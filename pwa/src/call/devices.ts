/** Microphone and camera: asked for once, kept for the whole call, and words for what can go wrong. */
import { hasCamera } from "./browser";
import type { Facing } from "./messages";

export type DeviceTrouble = "refused" | "missing" | "unfit" | "busy" | "unsupported" | "other";

export interface Devices {
  microphone: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
  facing: Facing;
  cameraTrouble: DeviceTrouble | null;
  microphoneTrouble: DeviceTrouble | null;
}

/** How sharp the camera of a role must be: the tenant shows the fault, the technician only a face. */
export interface CameraWish {
  facing: Facing;
  width: number;
  height: number;
  framesPerSecond: number;
}

export const tenantCamera: CameraWish = {
  facing: "environment",
  width: 1280,
  height: 720,
  framesPerSecond: 24,
};

export const technicianCamera: CameraWish = {
  facing: "user",
  width: 320,
  height: 180,
  framesPerSecond: 15,
};

const sound: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

function picture(wish: CameraWish, facing: ConstrainDOMString): MediaTrackConstraints {
  return {
    facingMode: facing,
    width: { ideal: wish.width },
    height: { ideal: wish.height },
    frameRate: { ideal: wish.framesPerSecond },
  };
}

export function troubleFrom(error: unknown): DeviceTrouble {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    case "NotFoundError":
      return "missing";
    case "OverconstrainedError":
      return "unfit";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "other";
  }
}

/**
 * Both in one question, because an iPhone asks again for every call and gives no second picture. When that fails, what is
 * left: a call with only sound is still a call.
 */
export async function openDevices(wish: CameraWish): Promise<Devices> {
  const devices: Devices = {
    microphone: null,
    camera: null,
    facing: wish.facing,
    cameraTrouble: null,
    microphoneTrouble: null,
  };
  // In the browsers inside chat and mail apps, and on pages without https, there is nothing to ask.
  if (!hasCamera()) {
    return { ...devices, cameraTrouble: "unsupported", microphoneTrouble: "unsupported" };
  }
  const video = picture(wish, { ideal: wish.facing });
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: sound, video });
    devices.microphone = stream.getAudioTracks()[0] ?? null;
    devices.camera = stream.getVideoTracks()[0] ?? null;
  } catch (error) {
    devices.cameraTrouble = devices.microphoneTrouble = troubleFrom(error);
    await openSeparately(devices, video);
  }
  sharpen(devices.camera);
  return devices;
}

async function openSeparately(devices: Devices, video: MediaTrackConstraints): Promise<void> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: sound });
    devices.microphone = stream.getAudioTracks()[0] ?? null;
    devices.microphoneTrouble = null;
  } catch (error) {
    devices.microphoneTrouble = troubleFrom(error);
  }
  // Who refuses the microphone after refusing both should not be asked a third time.
  if (devices.microphoneTrouble === "refused") return;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video });
    devices.camera = stream.getVideoTracks()[0] ?? null;
    devices.cameraTrouble = null;
  } catch (error) {
    devices.cameraTrouble = troubleFrom(error);
  }
}

/** Otherwise Chromium sends a 720p camera as 360p. */
function sharpen(camera: MediaStreamTrack | null): void {
  if (camera) camera.contentHint = "detail";
}

/**
 * The camera on the other side of the phone. Android gives the second camera only when the first is let go of, so it goes
 * first; when the other does not open, the first one comes back.
 */
export async function flipCamera(
  present: MediaStreamTrack,
  facing: Facing,
  wish: CameraWish,
): Promise<{ camera: MediaStreamTrack; facing: Facing }> {
  const other: Facing = facing === "user" ? "environment" : "user";
  const { deviceId } = present.getSettings();
  present.stop();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const attempts: [Facing, MediaTrackConstraints][] = [
    [other, picture(wish, { exact: other })],
    [other, picture(wish, { ideal: other })],
    [facing, { ...picture(wish, { ideal: facing }), ...(deviceId ? { deviceId } : {}) }],
  ];
  let trouble: unknown;
  for (const [direction, video] of attempts) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video });
      const camera = stream.getVideoTracks()[0];
      if (!camera) continue;
      sharpen(camera);
      return { camera, facing: direction };
    } catch (error) {
      trouble = error;
    }
  }
  throw trouble;
}

/** What only phones have, and the types of the DOM do not know. */
interface PhoneCamera {
  torch?: boolean;
  zoom?: { min: number; max: number };
}

/** Only a running camera knows. */
function abilitiesOf(camera: MediaStreamTrack | null): PhoneCamera {
  return (camera?.getCapabilities?.() ?? {}) as PhoneCamera;
}

export function hasTorch(camera: MediaStreamTrack | null): boolean {
  return abilitiesOf(camera).torch === true;
}

/** How many times the camera itself can enlarge; 1 when it cannot. Its own unit differs from phone to phone. */
export function zoomOf(camera: MediaStreamTrack | null): { most: number; unit: number } {
  const { zoom } = abilitiesOf(camera);
  // Below 1 is the wide lens; what it films at the start is 1.
  const unit = zoom ? Math.max(zoom.min, Math.min(1, zoom.max)) : 1;
  return zoom && unit > 0 ? { most: Math.max(1, zoom.max / unit), unit } : { most: 1, unit: 1 };
}

/** Gives back whether the camera is now enlarged as asked. */
export async function setZoom(camera: MediaStreamTrack, times: number): Promise<boolean> {
  return await applyToPhone(camera, { zoom: times * zoomOf(camera).unit });
}

/** Gives back whether the lamp is now as asked: some phones refuse without a word. */
export async function setTorch(camera: MediaStreamTrack, on: boolean): Promise<boolean> {
  return await applyToPhone(camera, { torch: on });
}

async function applyToPhone(
  camera: MediaStreamTrack,
  wish: { torch: boolean } | { zoom: number },
): Promise<boolean> {
  try {
    await camera.applyConstraints({ advanced: [wish as MediaTrackConstraintSet] });
    return true;
  } catch (error) {
    if (!(error instanceof DOMException || troubleFrom(error) === "unfit")) throw error;
    return false;
  }
}

export async function hasSeveralCameras(): Promise<boolean> {
  if (!("mediaDevices" in navigator)) return false;
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === "videoinput").length > 1;
}
