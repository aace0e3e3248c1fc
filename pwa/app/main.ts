/** Starts the technician app: from the phone first, then from the network. */
import "../src/ui/tokens.css";
import "../src/ui/parts.css";

import { mount } from "svelte";

import { openDatabase } from "../src/offline/database";
import { rememberedLanguage, speak } from "../src/text/current";
import { technicianTexts } from "../src/text/technician";
import App from "./App.svelte";
import { assemble, type Parts } from "./parts";

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
  await askTheServer(parts);
  await parts.version.register();
}

async function askTheServer({ session, jobs, outbox }: Parts): Promise<void> {
  if (session.isSignedOut) {
    // Signed in meanwhile, as by the directory: only then there is something to ask for.
    await session.check();
    if (session.isSignedOut) return;
    await Promise.all([jobs.refresh(), outbox.send({ atOnce: true })]);
    return;
  }
  await Promise.all([
    session.check(),
    // On a phone that nobody used yet there is nothing to ask for until somebody signs in.
    session.me ? jobs.refresh() : undefined,
  ]);
}

void start();
