/** A picture with its marks in it, as one JPEG to keep. */
import { arrow, stroke, type Mark } from "../../../call/marks";
import {
  colourOf,
  edgeColour,
  edgeWidth,
  lineWidth,
  numberRadius,
  numberSize,
  textSize,
} from "./colours";

export async function flatten(
  picture: ImageBitmap,
  marks: readonly { mark: Mark; role: string }[],
): Promise<Blob> {
  const { width, height } = picture;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("No room to draw the picture");
  context.drawImage(picture, 0, 0);
  context.lineCap = context.lineJoin = "round";
  for (const each of marks) drawMark(context, each, { width, height });
  return await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
}

function drawMark(
  context: OffscreenCanvasRenderingContext2D,
  { mark, role }: { mark: Mark; role: string },
  frame: { width: number; height: number },
): void {
  const unit = Math.min(frame.width, frame.height);
  const colour = (context.fillStyle = colourOf(role));
  const line = (path: string): void => {
    for (const [style, wide] of [
      [edgeColour, edgeWidth],
      [colour, lineWidth],
    ] as const) {
      context.strokeStyle = style;
      context.lineWidth = unit * wide;
      context.stroke(new Path2D(path));
    }
  };
  if (mark.kind === "pen") return line(stroke(mark.points, frame));
  if (mark.kind === "text") {
    const [x = 0, y = 0] = mark.points;
    context.font = font(unit * textSize);
    context.strokeStyle = edgeColour;
    context.lineWidth = unit * edgeWidth;
    for (const put of ["strokeText", "fillText"] as const) {
      context[put](mark.text ?? "", x * frame.width, y * frame.height);
    }
    return;
  }
  const { line: path, head, tail } = arrow(mark.points, frame);
  line(path + head);
  if (!mark.number) return;
  context.beginPath();
  context.arc(tail.x, tail.y, unit * numberRadius, 0, Math.PI * 2);
  context.fill();
  context.font = font(unit * numberSize);
  context.fillStyle = "#07110d";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(mark.number), tail.x, tail.y);
  context.textAlign = "start";
  context.textBaseline = "alphabetic";
}

function font(size: number): string {
  return `700 ${size}px ${getComputedStyle(document.body).fontFamily}`;
}
