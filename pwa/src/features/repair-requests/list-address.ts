/** What of the work list is shown, as it stands in the address and in a saved view. */
import type { AskedView } from "../../api/wire";
import { everything, type Filter, filters, type ListSieve } from "./list-sieve";

export interface Shown {
  filter: Filter;
  sieve: ListSieve;
}

const flags = ["late", "postponed", "needs"] as const;
const choices = ["lane", "priority", "trade", "contract"] as const;
const lanes = ["urgent", "promise", "backlog"];
const priorities = ["P0", "P1", "P2", "P3", "P4"];

/** "" for what is shown when nothing was chosen. */
export function addressOfList({ filter, sieve }: Shown): string {
  const query = new URLSearchParams();
  if (filter !== "open") query.set("state", filter);
  for (const name of choices) if (sieve[name] !== null) query.set(name, sieve[name]);
  for (const name of flags) if (sieve[name]) query.set(name, "true");
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** What makes no sense in it is left out: an address may come from anywhere. */
export function shownAt(search: string): Shown {
  const query = new URLSearchParams(search);
  const oneOf = <Known extends string>(name: string, known: readonly string[]): Known | null => {
    const value = query.get(name);
    return value !== null && known.includes(value) ? (value as Known) : null;
  };
  const like = (name: string, form: RegExp): string | null => {
    const value = query.get(name);
    return value !== null && form.test(value) ? value : null;
  };
  const flag = (name: string): true | null => (query.get(name) === "true" ? true : null);
  return {
    filter: oneOf<Filter>("state", filters) ?? "open",
    sieve: {
      lane: oneOf("lane", lanes),
      priority: oneOf("priority", priorities),
      trade: like("trade", /^[A-Z0-9]{1,3}$/),
      contract: like("contract", /^[0-9a-f-]{36}$/),
      late: flag("late"),
      postponed: flag("postponed"),
      needs: flag("needs"),
    },
  };
}

export function shownBy(asked: AskedView): Shown {
  const filter = filters.find((each) => each === asked.which) ?? "open";
  return {
    filter,
    sieve: {
      ...everything,
      lane: asked.lane ?? null,
      priority: asked.priority ?? null,
      trade: asked.trade === "" ? null : (asked.trade ?? null),
      contract: asked.contract ?? null,
      late: asked.late ? true : null,
      postponed: asked.postponed ? true : null,
      needs: asked.needs ? true : null,
    },
  };
}

export function askedFor({ filter, sieve }: Shown): AskedView {
  return {
    which: filter,
    lane: sieve.lane,
    priority: sieve.priority,
    trade: sieve.trade ?? "",
    contract: sieve.contract,
    late: sieve.late ?? false,
    postponed: sieve.postponed ?? false,
    needs: sieve.needs ?? false,
  };
}
