/** A signature as a picture: what was drawn, and below it who signed for what, and when. */

/** In parts of the pad's width and height, so that turning the phone moves nothing. */
export interface Spot {
  x: number;
  y: number;
}
export type Stroke = Spot[];

/** The pad is as wide as it is high times this. */
export const padShape = 2;

const width = 1600;
const height = width / padShape;
const lineHeight = 68;
const margin = 48;

/** The strokes as an SVG path in a box of 1000 by 1000 / `padShape`. A tap is a dot. */
export function pathOf(strokes: Stroke[]): string {
  const at = ({ x, y }: Spot): string =>
    `${Math.round(x * 1000)} ${Math.round((y * 1000) / padShape)}`;
  return strokes
    .map(([first, ...rest]) => {
      if (!first) return "";
      return `M${at(first)}${[first, ...rest].map((spot) => `L${at(spot)}`).join("")}`;
    })
    .join("");
}

/** Whether it is more than a touch by accident: together a tenth of the pad's width. */
export function isSigned(strokes: Stroke[]): boolean {
  let length = 0;
  for (const stroke of strokes) {
    stroke.slice(1).forEach((spot, before) => {
      const from = stroke[before] as Spot;
      length += Math.hypot(spot.x - from.x, (spot.y - from.y) / padShape);
    });
  }
  return length > 0.1;
}

/** `lines` are written below, each shortened to the width. */
export async function pictureOf(strokes: Stroke[], lines: string[]): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height + lines.length * lineHeight + 2 * margin);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser cannot draw");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.strokeStyle = pen.fillStyle = "#111";
  pen.lineCap = pen.lineJoin = "round";
  pen.scale(width / 1000, width / 1000);
  pen.lineWidth = 5;
  pen.stroke(new Path2D(pathOf(strokes)));
  pen.resetTransform();
  pen.fillRect(margin, height, width - 2 * margin, 2);
  pen.font = "48px sans-serif";
  lines.forEach((line, place) => {
    pen.fillText(line, margin, height + margin + (place + 0.6) * lineHeight, width - 2 * margin);
  });
  return await canvas.convertToBlob({ type: "image/png" });
}
