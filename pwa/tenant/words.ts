/** What every page with script needs: its sentences, its places, and patience. */
export type Texts = Record<string, string>;

export const texts = JSON.parse(document.getElementById("texts")?.textContent ?? "{}") as Texts;

export function say(name: string, values: Record<string, string | number> = {}): string {
  // A file's name keeps its own direction inside an Arabic sentence.
  const apart = document.dir === "rtl" ? "\u2068$\u2069" : "$";
  return (texts[name] ?? "").replace(/\{(\w+)\}/g, (_, key: string) =>
    apart.replace("$", () => String(values[key] ?? "")),
  );
}

/** Says it aloud and on screen; nothing hides it again. */
export function tell(sentence: string): void {
  const status = document.getElementById("status");
  if (!status) return;
  status.hidden = !sentence;
  status.textContent = sentence;
}

export const byId = (id: string) => document.getElementById(id) as HTMLElement;

export const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    // The moment the network is back there is nothing left to wait for.
    addEventListener(
      "online",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });

/** 1, 2, 4 … seconds, at most 15 unless said otherwise. */
export const patience = (attempt: number, longest = 15_000) =>
  Math.min(longest, 1000 * 2 ** attempt);

/** A helper's apart: a tenant who tries the link that she made keeps her own. */
export const rememberedLink = (number: string, isHelper = false) =>
  `vooraf_${isHelper ? "helper_" : ""}link_${number}`;

let coming: Promise<unknown> | undefined;

/**
 * What this page can do without until she touches it. The page names its address: what Vite adds to an import of its own weighs
 * more than some pages.
 */
export function later<Part>(ontrouble?: () => void): Promise<Part> {
  coming ??= arrival(ontrouble);
  return coming as Promise<Part>;
}

/** Without a network it is asked for until it is there, each time anew: browsers remember that an address failed. */
async function arrival(ontrouble?: () => void): Promise<unknown> {
  const address = byId("later").dataset["address"] ?? "";
  for (let tries = 0; ; tries++) {
    try {
      return (await import(/* @vite-ignore */ tries ? `${address}?${tries}` : address)) as unknown;
    } catch {
      ontrouble?.();
      await pause(patience(tries));
    }
  }
}

/** Once: whatever she is going to ask for, it is there by then. */
export function atFirstTouch(act: () => void): void {
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, act, { once: true });
}
