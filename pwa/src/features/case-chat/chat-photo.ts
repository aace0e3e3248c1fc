/** A photo that the desk shows in the chat: the way of all photos, then named by a message. A technician's goes by the outbox. */
import type { Api } from "../../api/client";
import type { UploadTicket } from "../../api/wire";
import type { ShownPhoto } from "../../offline/database";
import { newId } from "../../offline/ids";
import { headOf, mediaTypeOf } from "../../offline/picture-type";
import { sha256Of } from "../../offline/sha256";

export interface ChosenPhoto {
  announcement: ShownPhoto;
  bytes: ArrayBuffer;
}

/** Null for a file that is no picture, by its bytes and not by its name. */
export async function photoIn(file: File): Promise<ChosenPhoto | null> {
  const mediaType = mediaTypeOf(await headOf(file));
  if (!mediaType) return null;
  const bytes = await file.arrayBuffer();
  const announcement = {
    id: newId(),
    moment: "report",
    source: "gallery",
    takenAt: new Date(file.lastModified).toISOString(),
    byteCount: bytes.byteLength,
    sha256: await sha256Of(bytes),
    mediaType,
  } as const;
  return { announcement, bytes };
}

/** Every step may be repeated: the same photo keeps its place. */
export async function bring(
  api: Api,
  address: string,
  { announcement, bytes }: ChosenPhoto,
): Promise<void> {
  const { upload } = await api.post<UploadTicket>(`${address}/photos`, announcement);
  if (upload) await api.upload(upload, bytes);
  await api.post(`/api/photos/${announcement.id}/confirm`);
}
