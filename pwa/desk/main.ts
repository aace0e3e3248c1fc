/** The coordinator's desk: the language, the way to the server and who is in; then the screens. */
import { mount } from "svelte";

import { Api } from "../src/api/client";
import { coordinatorTexts } from "../src/text/coordinator";
import { language, rememberedLanguage, speak, text } from "../src/text/current";
import App from "./App.svelte";
import { Session } from "./session.svelte";

import "../src/ui/tokens.css";
import "../src/ui/parts.css";
import "./desk.css";

/** Text drawn in one font and redrawn in another moves the whole page; a slow network is not waited for. */
const PATIENCE_MS = 800;
const font = document.fonts.load("1rem 'Atkinson Hyperlegible Next Variable'");
const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
await Promise.all([
  speak(rememberedLanguage(), coordinatorTexts),
  Promise.race([font, patience]).catch(() => undefined),
]);
document.title = text.desk.shell.title;

const api = new Api({
  language: () => language,
  fetch: async (input, init) => {
    const response = await fetch(input, init);
    if (response.status === 401) session.expire();
    return response;
  },
});
const session = new Session(api);
const target = document.querySelector("#root");
if (!target) throw new Error("The page has no place for the desk");

mount(App, { target, props: { session, api } });
void session.recognise();
