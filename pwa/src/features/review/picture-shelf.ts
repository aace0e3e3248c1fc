/**
 * Pictures fetched and decoded before they are asked for, so that a key shows the next photo in the same frame. The
 * browser may drop what nothing holds, hence the shelf.
 */
const room = 12;

export class PictureShelf {
  readonly #pictures = new Map<string, HTMLImageElement>();

  put(addresses: (string | null | undefined)[]): void {
    for (const address of addresses) {
      if (!address || this.#pictures.has(address)) continue;
      const picture = new Image();
      picture.src = address;
      // A picture that does not come is asked for again by the screen that shows it.
      picture.decode().catch(() => this.#pictures.delete(address));
      this.#pictures.set(address, picture);
    }
    for (const address of [...this.#pictures.keys()].slice(0, -room)) {
      this.#pictures.delete(address);
    }
  }
}
