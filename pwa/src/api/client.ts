/** The one way to the server: JSON in and out, refusals as `Problem`, no network as `Offline`. */
import { isSignedOut, Offline, Problem, problemFrom } from "./problem";
import type { ServerClock } from "./server-clock";

type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  fetch?: typeof fetch;
  language?: () => string;
  clock?: ServerClock;
  timeoutSeconds?: number;
  /** The server knows nobody here, and when it was asked. */
  onsignedout?: (askedAt: number) => void;
}

/** Gateways answer these for a server that is away: the same as no network, from where the person stands. */
const awayStatuses = new Set([502, 503, 504]);

export class Api {
  readonly #fetch: typeof fetch;
  readonly #language: () => string;
  readonly #clock: ServerClock | undefined;
  readonly #timeoutSeconds: number;
  readonly #onsignedout: (askedAt: number) => void;

  constructor(options: Options = {}) {
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#language = options.language ?? (() => "nl");
    this.#clock = options.clock;
    this.#timeoutSeconds = options.timeoutSeconds ?? 20;
    this.#onsignedout = options.onsignedout ?? (() => undefined);
  }

  /** `api.get<JobDetail>("/api/jobs/" + id)`; empty query values are left out. */
  get<Answer>(path: string, query: Query = {}): Promise<Answer> {
    const filled = Object.entries(query).filter(([, value]) => value != null && value !== "");
    const search = new URLSearchParams(filled.map(([key, value]) => [key, String(value)]));
    return this.#send("GET", filled.length ? `${path}?${search.toString()}` : path);
  }

  post<Answer>(path: string, body: unknown = {}): Promise<Answer> {
    return this.#send("POST", path, body);
  }

  put<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#send("PUT", path, body);
  }

  /** Bytes go straight to storage, to the place and with the headers of an upload ticket. */
  async upload(
    ticket: { url: string; headers: Record<string, string> },
    bytes: BodyInit,
  ): Promise<void> {
    const response = await this.#reach(ticket.url, {
      method: "PUT",
      headers: ticket.headers,
      body: bytes,
      credentials: "omit",
      signal: AbortSignal.timeout(10 * 60_000),
    });
    if (!response.ok) throw new Problem({ status: response.status, title: "Upload refused" });
  }

  async #send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const sentAt = Date.now();
    const response = await this.#reach(path, {
      method,
      headers: {
        Accept: "application/json, application/problem+json",
        "Accept-Language": this.#language(),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: "same-origin",
      signal: AbortSignal.timeout(this.#timeoutSeconds * 1000),
    });
    if (awayStatuses.has(response.status)) throw new Offline(`server away: ${response.status}`);
    this.#clock?.hear(response.headers.get("date"), sentAt);
    if (!response.ok) {
      const problem = await problemFrom(response);
      if (isSignedOut(problem)) this.#onsignedout(sentAt);
      throw problem;
    }
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }

  async #reach(url: string, init: RequestInit): Promise<Response> {
    try {
      return await this.#fetch(url, init);
    } catch (error) {
      throw new Offline(String(error), { cause: error });
    }
  }
}
