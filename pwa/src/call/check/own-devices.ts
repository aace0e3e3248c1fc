/** Whether the camera gives a picture and the microphone a sound, on this device alone: nothing is sent. */
import { isBlack, isSilent, lightOf } from "./figures";
import type { Facts } from "./verdict";

const width = 64;
const height = 48;
const lookEvery = 200;

/** A camera that just started is black for a moment, so it may take all of `within` before it is called so. */
export async function lookAtCamera(
  camera: MediaStreamTrack | null,
  within: number,
): Promise<Facts["camera"]> {
  if (camera?.readyState !== "live") return "none";
  const video = document.createElement("video");
  video.muted = video.playsInline = true;
  video.srcObject = new MediaStream([camera]);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  let found: Facts["camera"] = "unknown";
  try {
    await video.play();
    const until = performance.now() + within;
    while (brush && found !== "fine" && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, lookEvery));
      if (video.videoWidth === 0) continue;
      brush.drawImage(video, 0, 0, width, height);
      const { data } = brush.getImageData(0, 0, width, height);
      found = isBlack(lightOf(data)) ? "black" : "fine";
    }
  } catch (error) {
    // The browser would not play it, or the camera was taken away meanwhile.
    if (!(error instanceof DOMException)) throw error;
  } finally {
    video.srcObject = null;
  }
  return found;
}

/** The loudest moment within that time decides; the first sound ends the listening. */
export async function listenToMicrophone(
  microphone: MediaStreamTrack | null,
  within: number,
): Promise<Facts["microphone"]> {
  if (microphone?.readyState !== "live") return "none";
  const context = new AudioContext();
  try {
    const ear = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([microphone])).connect(ear);
    const samples = new Float32Array(ear.fftSize);
    let found: Facts["microphone"] = "unknown";
    const until = performance.now() + within;
    while (found !== "heard" && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, lookEvery / 4));
      // Before the first tap some browsers keep it asleep, and then all is silent.
      if (context.state !== "running") continue;
      ear.getFloatTimeDomainData(samples);
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      found = isSilent(peak) ? "silent" : "heard";
    }
    return found;
  } finally {
    void context.close();
  }
}
