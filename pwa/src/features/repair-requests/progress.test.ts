import { expect, test } from "vitest";

import type { RequestRow } from "../../api/wire";
import { isLeftBehind, progressOf, toneOfPriority } from "./progress";

const job = (state: string, previsit: string | null = null) =>
  ({
    id: "j",
    state,
    technician: { id: "t", name: "Tom", hasLeft: false },
    previsit: previsit && { id: "p", state: previsit, plannedAt: "2026-11-23T09:15:00Z" },
  }) as RequestRow["job"];

/** The tenant was asked to choose a moment; when she said that none suits her. */
const asked = (noneSuitsAt: string | null) =>
  ({
    ...job("given"),
    momentAsked: { askedAt: "2026-11-23T09:15:00Z", remindedAt: null, noneSuitsAt },
  }) as RequestRow["job"];

const keyOf = (facts: Partial<RequestRow>) =>
  progressOf({
    state: "underway",
    job: null,
    order: null,
    corporation: null,
    photosToReview: 0,
    photosOnPhone: 0,
    ...facts,
  } as RequestRow).key;

const order = (state: string, isLate = false) =>
  ({
    contractor: "Van Dijk",
    state,
    isLate,
    answerBy: "2026-11-24T09:15:00Z",
  }) as RequestRow["order"];

test.each([
  ["offered", { order: order("offered") }],
  ["unanswered", { order: order("offered", true) }],
  ["accepted", { order: order("accepted") }],
  ["reported", { order: order("declined") }],
  ["given", { order: order("accepted"), job: job("given") }],
  ["toPlan", { corporation: "De Linde" }],
  ["reported", { state: "reported" as const }],
  ["reported", { job: job("cancelled") }],
  ["given", { job: job("given") }],
  ["given", { job: job("given", "cancelled") }],
  ["momentAsked", { job: asked(null) }],
  ["noMomentSuits", { job: asked("2026-11-23T10:15:00Z") }],
  ["previsitPlanned", { job: job("given", "planned") }],
  ["previsitOpen", { job: job("given", "open") }],
  ["previsitMissed", { job: job("given", "missed") }],
  ["prepared", { job: job("prepared", "held") }],
  ["inside", { job: job("in_progress", "held") }],
  ["photosOnPhone", { job: job("in_review", "held"), photosOnPhone: 2 }],
  ["photoMissing", { job: job("in_review", "held"), photosOnPhone: 0 }],
  ["photoAgain", { job: job("sent_back", "held") }],
  ["closed", { state: "closed" as const, job: job("done") }],
  ["cancelled", { state: "cancelled" as const }],
])("it is %s", (key, facts) => {
  expect(keyOf(facts)).toBe(key);
});

test("a photo that waits for a verdict comes before everything else", () => {
  expect(keyOf({ job: job("in_progress"), photosToReview: 1 })).toBe("toReview");
  expect(keyOf({ job: job("sent_back"), photosToReview: 1 })).toBe("toReview");
});

test("only danger and emergencies are red", () => {
  expect(["P0", "P1", "P2", "P3", "P4"].map((each) => toneOfPriority(each as never))).toEqual([
    "bad",
    "bad",
    "wait",
    "",
    "",
  ]);
});

test("an open job of who works here no more is left behind", () => {
  const of = (state: string, hasLeft: boolean) =>
    ({ ...job(state), technician: { id: "t", name: "Tom", hasLeft } }) as RequestRow["job"];
  expect(isLeftBehind(of("given", true))).toBe(true);
  expect(isLeftBehind(of("given", false))).toBe(false);
  expect(isLeftBehind(of("done", true))).toBe(false);
  expect(isLeftBehind(null)).toBe(false);
});
