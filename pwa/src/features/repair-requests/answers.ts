/** What a tenant answered beside her own words, in the reader's: only what she did answer. */
import type { AboutFault, AboutHome } from "../../api/wire";
import { text } from "../../text/current";

interface Answer {
  label: string;
  words: string;
}

/** About the fault: since when, and what else was asked. */
export function aboutFault(told: Partial<AboutFault> = {}): Answer[] {
  const words = text.report.answers;
  const before = [told.before && words[told.before], told.earlierNumber];
  return given([
    [words.since, told.since && words[told.since]],
    [words.sometimes, told.sometimes && words[told.sometimes]],
    [words.before, before.filter(Boolean).join(", ")],
    [words.otherToilet, told.otherToilet && words[told.otherToilet]],
    [words.ownFitting, told.ownFitting && words[told.ownFitting]],
  ]);
}

/** About getting in. */
export function aboutHome(told: Partial<AboutHome> = {}): Answer[] {
  const words = text.report.answers;
  return given([
    [words.pets, told.pets],
    [words.parking, told.parking],
    [words.floor, told.floor],
    [words.lift, told.lift && words[told.lift]],
  ]);
}

function given(answers: [label: string, words: string | undefined][]): Answer[] {
  return answers.flatMap(([label, words]) => (words ? [{ label, words }] : []));
}
