/**
 * Room on the disk that is taken before it is needed. What a browser says of the room that is left need not be true (Chromium
 * promises 10 GiB on a full disk), so it is tried: when the reserve cannot be filled, the disk is nearly full and a person can
 * still make room; when a photo does not fit any more, the reserve is given up for it.
 */

const folderName = "reserve";
const pieceBytes = 4 * 1024 * 1024;
/** Together three photos that must be read, a minute of film, or some thirty ordinary photos. */
const pieces = 6;
/** The most that browsers fill with chance at once. */
const mostRandomBytes = 65_536;

export class Reserve {
  #folder: Promise<FileSystemDirectoryHandle | null> | undefined;

  /** Takes what is missing of it. False when the disk has no room; where it cannot be tried nobody knows better. */
  async fill(): Promise<boolean> {
    const folder = await this.#open();
    return folder ? await isFilled(folder) : true;
  }

  /** Gives the room back, for something that is worth more. */
  async release(): Promise<void> {
    const folder = await this.#open();
    if (!folder) return;
    for await (const name of folder.keys()) await folder.removeEntry(name).catch(() => undefined);
  }

  /** Nothing where a browser keeps no files, or cannot write them from a page. */
  #open(): Promise<FileSystemDirectoryHandle | null> {
    return (this.#folder ??= (async () => {
      if (!("createWritable" in (globalThis.FileSystemFileHandle?.prototype ?? {}))) return null;
      try {
        const root = await navigator.storage.getDirectory();
        return await root.getDirectoryHandle(folderName, { create: true });
      } catch {
        return null;
      }
    })());
  }
}

async function isFilled(folder: FileSystemDirectoryHandle): Promise<boolean> {
  try {
    for (let number = 0; number < pieces; number++) {
      const file = await folder.getFileHandle(String(number), { create: true });
      if ((await file.getFile()).size < pieceBytes) await fill(file);
    }
    return true;
  } catch {
    return false;
  }
}

async function fill(file: FileSystemFileHandle): Promise<void> {
  // By chance, because zeroes may take no room on the disk.
  const some = crypto.getRandomValues(new Uint8Array(mostRandomBytes));
  const writable = await file.createWritable();
  try {
    for (let at = 0; at < pieceBytes; at += some.byteLength) await writable.write(some);
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => undefined);
    throw error;
  }
}
