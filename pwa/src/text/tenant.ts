/**
 * The language files of a tenant's and a guest's call, one language at a time. Four languages hold only what they read,
 * so they have no type of their own: `server/translations.py` says what has to be there.
 */
import { begin, type TenantLanguage } from "./current";

const parts = ["common", "problems", "call", "guests"];
const files = import.meta.glob<object>("./{nl,en,tr,ar,pl,uk}/{common,problems,call,guests}.json", {
  import: "default",
});

/** Of the page that the call is opened over: the server has written its language there. */
export function languageOfPage(): TenantLanguage {
  const { lang } = document.documentElement;
  return `./${lang}/call.json` in files ? (lang as TenantLanguage) : "nl";
}

export async function speakToTenant(chosen: TenantLanguage): Promise<void> {
  const sentences = parts.map(async (part) => [part, await files[`./${chosen}/${part}.json`]?.()]);
  begin(chosen, Object.fromEntries(await Promise.all(sentences)) as object);
}
