/** Who uses this phone. Known from the last time, so that the app opens without a network. */
import { createContext } from "svelte";

import type { Api } from "../../api/client";
import { isSignedOut, Offline } from "../../api/problem";
import type { ServerClock } from "../../api/server-clock";
import type { Me } from "../../api/wire";
import {
  forgetWhatWasGiven,
  keepJobs,
  readFact,
  writeFact,
  type Database,
} from "../../offline/database";

export type Person = "tom" | "carla";

export class Session {
  me = $state.raw<Me | null>(null);
  /** True when the server said that nobody is signed in, also after starting again, and false once somebody is. */
  isSignedOut = $state(false);

  readonly #api: Api;
  readonly #database: Database;
  readonly #clock: ServerClock;
  #enteredAt = 0;

  constructor(api: Api, database: Database, clock: ServerClock) {
    this.#api = api;
    this.#database = database;
    this.#clock = clock;
  }

  async recall(): Promise<void> {
    this.me = (await readFact(this.#database, "me")) ?? null;
    this.isSignedOut = (await readFact(this.#database, "signInNeeded")) ?? false;
    // A version of the app that kept the jobs then may have left them.
    if (this.isSignedOut) await forgetWhatWasGiven(this.#database);
    this.#clock.offsetMs = (await readFact(this.#database, "clockOffsetMs")) ?? 0;
  }

  /** Asks the server who this is. Without a network the last answer stands. */
  async check(): Promise<void> {
    const askedAt = Date.now();
    try {
      await this.#welcome(await this.#api.get<Me>("/api/me"), askedAt);
    } catch (error) {
      if (isSignedOut(error)) await this.isOver(askedAt);
      else if (!(error instanceof Offline)) throw error;
    }
  }

  /** The server knows nobody here any more: signed out at the desk, let in no more, or expired. */
  async isOver(askedAt: number): Promise<void> {
    // An answer to what was asked before the latest sign-in says nothing about it.
    if (askedAt < this.#enteredAt) return;
    this.isSignedOut = true;
    await forgetWhatWasGiven(this.#database);
  }

  async signIn(person: Person): Promise<void> {
    await this.enter(await this.#api.post<Me>("/api/demo/sign-in", { person }));
  }

  /** The server has just said who this is. */
  async enter(me: Me): Promise<void> {
    await this.#welcome(me, Date.now());
  }

  /** The caller has made sure that nothing waits to be sent. */
  async signOut(): Promise<void> {
    await this.#api.post("/api/sign-out");
    await forgetWhatWasGiven(this.#database);
    await this.#database.delete("facts", "me");
    this.me = null;
    this.isSignedOut = true;
  }

  async #welcome(me: Me, askedAt: number): Promise<void> {
    this.#clock.hearExactly(me.serverTime, askedAt);
    // The jobs on the phone are those of the person before.
    if (this.me && this.me.id !== me.id) await keepJobs(this.#database, [], 0);
    await writeFact(this.#database, "me", me);
    await writeFact(this.#database, "clockOffsetMs", this.#clock.offsetMs);
    await writeFact(this.#database, "signInNeeded", false);
    this.me = me;
    this.#enteredAt = Date.now();
    this.isSignedOut = false;
  }
}

export const [sessionContext, provideSession] = createContext<Session>();
