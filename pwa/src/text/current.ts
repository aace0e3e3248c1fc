/**
 * Every sentence on screen, in the language of this page. One JSON file per language and audience: `nl/app.json`,
 * `en/app.json`, one or two levels deep, with the same keys. Dutch gives the type; a missing English key does not compile.
 *
 *     import { fill, plural, text } from "../../text/current";
 *     text.app.today.heading                                           // "Vandaag"
 *     fill(text.app.card.sentBackBy, { name: "Vera", when: "9:42" })   // "van {name}, {when}"
 *     plural(text.app.today.photosWait, 3)                             // { "one": "{n} foto wacht", "other": "{n} foto's wachten" }
 *
 * An entry loads what its first screen needs, in one language: `await speak("nl", technicianTexts)`. What only the
 * screens behind it say comes with them (`app/routes.ts`).
 * A page keeps its language; choosing another one loads the page again.
 */
import type accounts from "./nl/accounts.json";
import type app from "./nl/app.json";
import type chat from "./nl/chat.json";
import type call from "./nl/call.json";
import type common from "./nl/common.json";
import type desk from "./nl/desk.json";
import type guests from "./nl/guests.json";
import type moveOut from "./nl/move-out.json";
import type needs from "./nl/needs.json";
import type privacy from "./nl/privacy.json";
import type problems from "./nl/problems.json";
import type ready from "./nl/ready.json";
import type report from "./nl/report.json";
import type visit from "./nl/visit.json";

export type Language = "nl" | "en";
export const languages: readonly Language[] = ["nl", "en"];

/** What tenants are spoken to in; their files are those of `tenant.ts`. */
export type TenantLanguage = Language | "tr" | "ar" | "pl" | "uk";

export interface Texts {
  accounts: typeof accounts;
  app: typeof app;
  call: typeof call;
  chat: typeof chat;
  common: typeof common;
  desk: typeof desk;
  guests: typeof guests;
  moveOut: typeof moveOut;
  needs: typeof needs;
  privacy: typeof privacy;
  problems: typeof problems;
  ready: typeof ready;
  report: typeof report;
  visit: typeof visit;
}

/** Where an audience's files come from; written as imports, so that a build knows which files a page can load. */
export type TextFiles = {
  [Part in keyof Texts]?: Record<Language, () => Promise<{ default: Texts[Part] }>>;
};

export interface Plural {
  one: string;
  other: string;
}

/** Filled by `speak`. Read it while rendering, not while a module loads. */
export const text = {} as Texts;
export let language: Language = "nl";
/** The same, and in a tenant's call what she reads. */
export let spoken: TenantLanguage = "nl";

export async function speak(chosen: Language, files: TextFiles): Promise<void> {
  const parts = Object.entries(files).map(async ([part, file]) => [
    part,
    (await file[chosen]()).default,
  ]);
  language = chosen;
  begin(chosen, Object.fromEntries(await Promise.all(parts)));
  document.documentElement.lang = chosen;
}

/** From here on these sentences are said, in this language. */
export function begin(chosen: TenantLanguage, sentences: object): void {
  Object.assign(text, sentences);
  spoken = chosen;
}

/** Puts values in the places between braces. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => apart(values[name] ?? place));
}

/**
 * In Arabic a name or a number keeps its own direction: 26-01482 would be read as 01482-26. What is put together of
 * such parts is a sentence of ours and runs as they do: the parts are skipped in looking for its first letter.
 */
function apart(value: string | number): string {
  if (spoken !== "ar") return String(value);
  const begin = String(value).includes("\u2069") ? "\u2067" : "\u2068";
  return `${begin}${value}\u2069`;
}

/** The form for `count`; `{n}` in it becomes the number. */
export function plural(
  forms: Plural,
  count: number,
  values: Record<string, string | number> = {},
): string {
  const form = new Intl.PluralRules(spoken).select(count) === "one" ? forms.one : forms.other;
  return fill(form, { n: count, ...values });
}

const rememberedAs = "vooraf_language";

/** The language chosen on this device before, else the browser's own, else Dutch. */
export function rememberedLanguage(): Language {
  const wishes = [localStorage.getItem(rememberedAs), ...navigator.languages];
  for (const wish of wishes) {
    const known = languages.find((each) => wish?.toLowerCase().startsWith(each));
    if (known) return known;
  }
  return "nl";
}

export function rememberLanguage(chosen: Language): void {
  localStorage.setItem(rememberedAs, chosen);
}
