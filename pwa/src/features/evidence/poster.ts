/** The frame that stands for a film until it plays. */
const posterEdge = 640;

/** A small JPEG of what the video shows now; null when it shows nothing. */
export async function posterOf(video: HTMLVideoElement): Promise<ArrayBuffer | null> {
  const { videoWidth, videoHeight } = video;
  const scale = Math.min(1, posterEdge / Math.max(videoWidth, videoHeight));
  if (!Number.isFinite(scale)) return null;
  const canvas = new OffscreenCanvas(videoWidth * scale, videoHeight * scale);
  canvas.getContext("2d", { alpha: false })?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
  return await blob.arrayBuffer();
}
