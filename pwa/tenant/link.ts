/** A page that is opened by a link with a secret behind its #: exchanged once for a cookie, whoever it is for. */

export interface Door {
  /** Where the secret is exchanged. */
  signIn: string;
  /** The page itself; with `?link=` it says what is wrong with a link. */
  page: string;
  trouble: Record<number, string>;
  onopened: (link: string) => void | Promise<void>;
}

/**
 * Gives back when the link in the address has been opened, or could not be; null without one. What names a place on this
 * page, as skipping to its content does, is no secret.
 */
export function openLink(door: Door): Promise<void> | null {
  const secret = location.hash.slice(1);
  if (!secret || document.getElementById(secret)) return null;
  document.getElementById("offline")?.addEventListener("click", () => void open(door, secret));
  return open(door, secret);
}

/** What only a browser without script needs. */
export function withoutPlainParts(tree: Document): void {
  tree.querySelectorAll("noscript").forEach((part) => {
    part.remove();
  });
}

export function post(address: string, body: object = {}): Promise<Response> {
  const headers = { "content-type": "application/json", accept: "application/json" };
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
}

async function open(door: Door, secret: string): Promise<void> {
  show("needed", false);
  show("offline", false);
  show("opening", true);
  try {
    await exchange(door, secret);
  } catch {
    show("opening", false);
    show("offline", true);
  }
}

/** The secret leaves the address only after the server has answered: until then a reload still works. */
async function exchange({ signIn, page, trouble, onopened }: Door, secret: string): Promise<void> {
  const link = location.href.replace(location.search, "");
  const answer = await post(signIn, { secret });
  // Too many tries from this connection, perhaps by others: the link may be right.
  if (answer.status >= 500 || answer.status === 429) throw new Error("busy");
  if (answer.ok) await onopened(link);
  else location.replace(`${page}?link=${trouble[answer.status] ?? "unknown"}`);
}

function show(name: string, visible: boolean): void {
  const part = document.getElementById(name);
  if (part) part.hidden = !visible;
}
