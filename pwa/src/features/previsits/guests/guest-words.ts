/** Sentences about who is in the call. */
import type { Guest } from "../../../api/wire";
import type { Person } from "../../../call/people.svelte";
import { fill, language, text } from "../../../text/current";
import { shortName } from "../call-words";

/** "Tom, Ahmed en Mina" */
export function namesOf(people: readonly Pick<Person, "name">[]): string {
  const names = people.map((person) => shortName(person.name));
  return new Intl.ListFormat(language, { type: "conjunction" }).format(names);
}

/** What somebody is to the two who look together. A guest of whom we know more is called by that. */
export function roleOf(
  person: Pick<Person, "participant" | "role">,
  guests: readonly Guest[],
): string {
  const known: Record<string, string> = text.guests.roles;
  const kind = guests.find((guest) => guest.id === person.participant)?.kind;
  return known[kind ?? person.role] ?? person.role;
}

/** Who sees the tenant's picture when it is more than one; null when it is just the one. */
export function seenByWords(people: readonly Pick<Person, "name">[]): string | null {
  return people.length > 1 ? fill(text.guests.see, { names: namesOf(people) }) : null;
}
