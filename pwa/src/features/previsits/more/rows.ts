/** Rows of the sheet "More" that more than one side has. */
import type { Chat } from "../../../call/chat.svelte";
import type { Ladder } from "../../../call/ladder/ladder.svelte";
import type { People } from "../../../call/people.svelte";
import { fill, text } from "../../../text/current";
import { namesOf } from "../guests/guest-words";
import type { Guests } from "../guests/guests.svelte";
import type { MoreRow } from "./MoreSheet.svelte";

export function chatRow(chat: Chat): MoreRow {
  const { unread } = chat;
  return {
    icon: "chat",
    words: text.call.chat.heading,
    ...(unread > 0 ? { state: fill(text.call.more.fresh, { n: unread }), tone: "wait" } : {}),
    onclick: () => chat.open(),
  };
}

export function rungRow(ladder: Ladder, onclick: () => void): MoreRow {
  const { change, ...rungs } = text.call.ladder;
  return { icon: "compare", words: change, state: rungs[ladder.rung], onclick };
}

export function peopleRow(
  words: string,
  people: People,
  guests: Guests,
  onclick: () => void,
): MoreRow {
  const row: MoreRow = { icon: "people", words, onclick };
  if (guests.asked) return { ...row, state: text.guests.states.asked, tone: "wait" };
  return people.list.length > 0 ? { ...row, state: namesOf(people.list) } : row;
}
