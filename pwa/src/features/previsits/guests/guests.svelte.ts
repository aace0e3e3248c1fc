/** Who was invited into a call, as one of its two hosts sees it. What changed, the server is asked for. */
import type { Api } from "../../../api/client";
import { Offline, Problem } from "../../../api/problem";
import type { Guest, GuestKind, InvitedGuest } from "../../../api/wire";
import type { Call } from "../../../call/call.svelte";
import { newId } from "../../../offline/ids";
import { text } from "../../../text/current";

export class Guests {
  list = $state.raw<Guest[]>([]);
  /** The one the tenant still has to answer about. */
  readonly asked = $derived.by(() => this.list.find((guest) => guest.state === "asked") ?? null);

  readonly #api: Api;
  readonly #path: string;

  /** `path`: of the pre-visit, as this side may read it. */
  constructor(api: Api, path: string) {
    this.#api = api;
    this.#path = `${path}/guests`;
  }

  /** Hears of changes through the call, as long as it lasts. */
  listen(call: Call): void {
    call.on("notice", ({ topic }) => {
      if (topic === "guest") void this.look();
    });
    call.on("welcome", () => void this.look());
  }

  async look(): Promise<void> {
    try {
      this.list = await this.#api.get<Guest[]>(this.#path);
    } catch (error) {
      // What is known stays; the next change asks again.
      if (!(error instanceof Offline || error instanceof Problem)) throw error;
    }
  }

  /** By the technician, who then waits for the tenant's answer. */
  async invite(kind: GuestKind, name: string): Promise<InvitedGuest> {
    return this.#invited({ id: newId(), kind, name });
  }

  /** By the tenant: she agrees to the words beside the button. */
  async inviteHelper(name: string): Promise<InvitedGuest> {
    const { version } = text.guests.consent;
    return this.#invited({ id: newId(), name, textVersion: version });
  }

  async answer(guestId: string, allows: boolean): Promise<void> {
    const { version } = text.guests.consent;
    const said = { allows, textVersion: version };
    this.list = await this.#api.post<Guest[]>(`${this.#path}/${guestId}/answer`, said);
  }

  async revoke(guestId: string): Promise<void> {
    this.list = await this.#api.post<Guest[]>(`${this.#path}/${guestId}/revoke`);
  }

  async #invited(facts: Record<string, string>): Promise<InvitedGuest> {
    const invited = await this.#api.post<InvitedGuest>(this.#path, facts);
    await this.look();
    return invited;
  }
}
