/** What kind of picture a file is, by its bytes and not by its name. */

export async function headOf(file: Blob): Promise<string> {
  return String.fromCharCode(...new Uint8Array(await file.slice(0, 32).arrayBuffer()));
}

/** What those bytes say, "" for no picture: many phones do not know what HEIC is called. */
export function mediaTypeOf(head: string): string {
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG")) return "image/png";
  if (/^RIFF[^]{4}WEBP/.test(head)) return "image/webp";
  if (!/^[^]{4}ftyp/.test(head)) return "";
  return head.includes("avi") ? "image/avif" : /hei|hev|mif1|msf1/.test(head) ? "image/heic" : "";
}
