/** Who sits at the desk. */
import { createContext } from "svelte";

import type { Api } from "../src/api/client";
import { Problem } from "../src/api/problem";
import type { Me } from "../src/api/wire";

/** Of the demonstration. */
export type DeskPerson = "vera" | "ingrid" | "arjan" | "otto" | "kees" | "lotte";

export class Session {
  /** `undefined` until the server has said who we are. */
  me = $state.raw<Me | null | undefined>(undefined);
  problem = $state.raw<unknown>(null);

  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  async recognise(): Promise<void> {
    this.problem = null;
    try {
      this.me = await this.#api.get<Me>("/api/me");
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.me = null;
      else this.problem = error;
    }
  }

  async signIn(person: DeskPerson): Promise<void> {
    this.problem = null;
    try {
      this.me = await this.#api.post<Me>("/api/demo/sign-in", { person });
    } catch (error) {
      this.problem = error;
    }
  }

  enter(me: Me): void {
    this.problem = null;
    this.me = me;
  }

  async signOut(): Promise<void> {
    try {
      await this.#api.post("/api/sign-out");
      this.me = null;
    } catch (error) {
      this.problem = error;
    }
  }

  /** The server no longer knows us: whatever was open makes place for the sign-in. */
  expire(): void {
    if (this.me) this.me = null;
  }
}

export const [sessionContext, provideSession] = createContext<Session>();
