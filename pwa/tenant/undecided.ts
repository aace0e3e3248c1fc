/** To whom on this phone a voice note belongs before it waits to be sent. */

/** What she made for this case and has not decided about: it waits for her, and not for the network. */
export const undecided = (owner: string) => `undecided:${owner}`;

/** A voice note while she speaks it, and when the page went away before it was whole. */
export const unfinished = (owner: string) => `unfinished:${owner}`;
