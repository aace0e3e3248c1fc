/**
 * The report form with script: nothing typed or photographed is lost when the network or the page goes away.
 * It sends the same form as without script; the photos follow from the case page, one by one.
 */
import "./tenant.css";

import {
  canKeep,
  changePhoto,
  type Draft,
  draftOf,
  forgetDraft,
  forgetPhoto,
  keepDraft,
  type KeptPhoto,
  photosOf,
} from "./device";
import { atFirstTouch, byId, later, patience, pause, rememberedLink, say, tell } from "./words";

type PhotoField = typeof import("./photo-field");

interface Answer {
  number: string;
  link: string;
  caseUrl: string;
}

interface Problem {
  url?: string;
  errors?: { pointer: string; detail: string }[];
}

const DRAFT_LASTS = 7 * 24 * 3_600_000;
const root = document.documentElement;
const form = byId("report") as HTMLFormElement;
const chooser = byId("photos") as HTMLInputElement;
const chosen = byId("chosen");
const own = ["id", "retry_secret", "fault", "room", "language", "photos"];
const field = (name: string) => form.elements.namedItem(name);
const value = (name: string) => (field(name) as HTMLInputElement).value;
const of = `report:${value("fault")}`;

root.classList.add("with-script");

function typed(): [string, string][] {
  return [...new FormData(form)].filter(
    (entry): entry is [string, string] => !own.includes(entry[0]) && Boolean(entry[1]),
  );
}

/** A phone without room keeps no draft; the words still stand on the page. */
const keepTyped = () =>
  keepDraft({
    of,
    id: value("id"),
    retrySecret: value("retry_secret"),
    keptAt: Date.now(),
    typed: typed(),
  }).catch(() => undefined);

function fillIn(draft: Draft): void {
  // The same id as before: what reached the server unnoticed is not reported again.
  (field("id") as HTMLInputElement).value = draft.id;
  (field("retry_secret") as HTMLInputElement).value = draft.retrySecret;
  for (const [name, words] of draft.typed) {
    for (const control of form.querySelectorAll<HTMLInputElement>(`[name="${name}"]`)) {
      if (/^(checkbox|radio)$/.test(control.type)) control.checked ||= control.value === words;
      else control.value ||= words;
    }
  }
  form.querySelectorAll("details").forEach((part) => {
    part.open ||= Boolean(part.querySelector(":checked"));
  });
}

async function showPhotos(photos: KeptPhoto[]): Promise<void> {
  const { tile } = await later<PhotoField>();
  for (const photo of photos) {
    const item = tile(photo);
    item.classList.add("done");
    const remove = document.createElement("button");
    remove.type = "button";
    remove.innerHTML = "<span aria-hidden=true>×</span>";
    remove.onclick = async () => {
      await forgetPhoto(photo.id);
      item.remove();
      number();
      tell(say("removed"));
      chooser.focus();
    };
    item.append(remove);
    chosen.append(item);
  }
  number();
}

function number(): void {
  chosen.querySelectorAll("button").forEach((remove, place) => {
    remove.setAttribute("aria-label", say("remove", { n: place + 1 }));
  });
}

function showBeside(name: string, sentence: string): HTMLElement | undefined {
  const place = form.querySelector(`[data-field="${name}"]`);
  const control = place?.querySelector<HTMLElement>("input:not([type=checkbox]), textarea");
  if (!place || !control) {
    tell(sentence);
    return undefined;
  }
  const line = document.createElement("p");
  line.className = "wrong";
  line.id = `wrong-${name}`;
  line.textContent = sentence;
  (name === "photos" ? chosen : (control.closest(".moments > .row") ?? control)).before(line);
  control.setAttribute("aria-describedby", `hint-${name} wrong-${name}`);
  return control;
}

function showWrong(name: string, sentence: string): void {
  showBeside(name, sentence)?.setAttribute("aria-invalid", "true");
}

function clearWrong(within: ParentNode): void {
  within.querySelectorAll(".wrong").forEach((line) => {
    line.remove();
  });
  within.querySelectorAll("[aria-invalid]").forEach((control) => {
    control.removeAttribute("aria-invalid");
  });
}

async function choose(files: File[]): Promise<void> {
  const { keepChosen, limitsOf } = await later<PhotoField>(() => {
    tell(say("offline"));
  });
  const there = chosen.children.length;
  const { kept, wrong, advice } = await keepChosen(files, of, there, limitsOf(form));
  const place = chooser.closest<HTMLElement>(".field");
  if (place) clearWrong(place);
  if (wrong) showWrong("photos", wrong);
  else if (advice) showBeside("photos", advice);
  await showPhotos(kept);
  await keepTyped();
}

async function handOver(answer: Answer): Promise<void> {
  await choosing;
  for (const photo of await photosOf(of)) {
    await changePhoto({ ...photo, of: `case:${answer.number}` });
  }
  await forgetDraft(of);
  localStorage.setItem(rememberedLink(answer.number), answer.link);
  location.assign(answer.caseUrl);
}

function showProblem(problem: Problem): void {
  // Danger: what to do now comes instead of the form.
  if (problem.url) return location.assign(problem.url);
  const errors = problem.errors ?? [];
  tell(say(errors.length ? "incomplete" : "failed"));
  for (const error of errors) showWrong(error.pointer.slice(1), error.detail);
  form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
}

/** True once the server answered, whatever it said; false when it is worth another try. */
async function attempt(): Promise<boolean> {
  const facts = new FormData(form);
  facts.delete("photos");
  let answer: Response;
  try {
    const headers = { Accept: "application/json" };
    answer = await fetch(form.action, { method: "POST", body: facts, headers });
  } catch {
    tell(say("offline"));
    return false;
  }
  if (answer.status >= 500 || answer.status === 429) {
    tell(say("busy"));
    return false;
  }
  if (answer.ok) await handOver((await answer.json()) as Answer);
  else showProblem((await answer.json().catch(() => ({}))) as Problem);
  return true;
}

/** Pictures still being looked at: a report sent before they are kept would leave without them. */
let choosing = Promise.resolve();
let isSending = false;

function onChoice(): void {
  const files = [...(chooser.files ?? [])];
  chooser.value = "";
  choosing = choosing.then(() => choose(files));
}

async function send(): Promise<void> {
  if (isSending) return;
  isSending = true;
  clearWrong(form);
  tell(say("sending"));
  await choosing;
  if (chooser.hasAttribute("aria-invalid")) showProblem({ errors: [] });
  else for (let tries = 0; !(await attempt()); tries++) await pause(patience(tries));
  isSending = false;
}

async function start(): Promise<void> {
  if (!(await canKeep())) return;
  const draft = await draftOf(of);
  const photos = await photosOf(of);
  if (draft && Date.now() - draft.keptAt > DRAFT_LASTS) {
    await forgetDraft(of);
    for (const photo of photos) await forgetPhoto(photo.id);
  } else if (draft) {
    fillIn(draft);
    if (photos.length) await showPhotos(photos);
    tell(say("restored"));
  }
  root.classList.add("with-store");
  form.addEventListener("input", (event) => {
    const place = (event.target as Element).closest("[data-field]");
    if (place) clearWrong(place);
    void keepTyped();
  });
  atFirstTouch(() => void later<PhotoField>());
  chooser.addEventListener("change", onChoice);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
}

void start();
