/** Starts the technician app: from the phone first, then from the network. */
import "../src/ui/tokens.css";
import "../src/ui/parts.css";

import { mount } from "svelte";

import { openDatabase } from "../src/offline/database";
import { rememberedLanguage, speak } from "../src/text/current";
import { technicianTexts } from "../src/text/technician";
import App from "./App.svelte";
import { assemble } from "./parts";

async function start(): Promise<void> {
  const [database] = await Promise.all([
    openDatabase({ onreplaced: () => location.reload() }),
    speak(rememberedLanguage(), technicianTexts),
  ]);
  const parts = assemble(database);
  await parts.session.recall();
  await Promise.all([parts.jobs.recall(), parts.outbox.recall()]);
  const root = document.getElementById("root");
  if (!root) throw new Error("The page has no place for the app");
  mount(App, { target: root, props: { parts } });
  parts.connectivity.start();
  parts.now.start();
  parts.outbox.start();
  await Promise.all([
    parts.session.check(),
    // On a phone that nobody used yet there is nothing to ask for until somebody signs in.
    parts.session.me ? parts.jobs.refresh() : undefined,
  ]);
  await parts.version.register();
}

void start();
