/** How far the device's clock is from the server's, so that "arrived at 10:15" means the same to everybody. */
export class ServerClock {
  /** Add this to the device's time to get the server's. */
  offsetMs = 0;
  readonly #now: () => number;
  #isExact = false;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The same the other way round, as the server keeps it with a photo: how far this device is ahead. */
  get deviceAheadMs(): number {
    return 0 - this.offsetMs;
  }

  /** The Date header has whole seconds: good enough until the server says it in milliseconds. */
  hear(header: string | null, sentAt: number): void {
    const server = header === null ? NaN : Date.parse(header);
    if (!this.#isExact && !Number.isNaN(server)) this.#set(server + 500, sentAt);
  }

  /** `serverTime` out of /api/me. */
  hearExactly(serverTime: string, sentAt: number): void {
    this.#set(Date.parse(serverTime), sentAt);
    this.#isExact = true;
  }

  /** Half of the round trip is assumed to be the way back. */
  #set(server: number, sentAt: number): void {
    const heardAt = this.#now();
    this.offsetMs = Math.round(server - (sentAt + heardAt) / 2);
  }

  now(): number {
    return this.#now() + this.offsetMs;
  }
}
