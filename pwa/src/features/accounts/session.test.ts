import "fake-indexeddb/auto";

import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";

import { Api } from "../../api/client";
import { ServerClock } from "../../api/server-clock";
import type { JobDetail, Me } from "../../api/wire";
import { keepJobs, openDatabase, readFact, type Database } from "../../offline/database";
import { Session } from "./session.svelte";

const tom = { id: "tom", name: "Tom Bakker", role: "technician", serverTime: "" } as Me;
const job = { id: "job", title: "Boiler" } as JobDetail;

let database: Database;
let answer: () => Response;

function signedOut(): Response {
  return new Response(JSON.stringify({ type: "/problems/not-signed-in" }), {
    status: 401,
    headers: { "content-type": "application/problem+json" },
  });
}

function onPhone(): { api: Api; session: Session } {
  const clock = new ServerClock();
  const api = new Api({
    fetch: () => Promise.resolve().then(() => answer()),
    onsignedout: (askedAt) => void session.isOver(askedAt),
  });
  const session = new Session(api, database, clock);
  return { api, session };
}

async function kept(): Promise<number> {
  return await database.count("jobs");
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  database = await openDatabase();
  const { session } = onPhone();
  await session.enter({ ...tom, serverTime: new Date().toISOString() });
  await keepJobs(database, [job], 1);
});

test("a sign-in that is over takes the jobs off the phone, and stays over without a network", async () => {
  const { session } = onPhone();
  await session.recall();
  answer = signedOut;
  await session.check();
  expect(session.isSignedOut).toBe(true);
  expect(await kept()).toBe(0);

  answer = () => {
    throw new TypeError("Failed to fetch");
  };
  const { session: later } = onPhone();
  await later.recall();
  await later.check();
  expect(later.isSignedOut).toBe(true);
});

test("whatever is asked hears it", async () => {
  const { api, session } = onPhone();
  await session.recall();
  answer = signedOut;
  await expect(api.get("/api/jobs")).rejects.toThrow();
  expect(session.isSignedOut).toBe(true);
});

test.each([
  ["no network", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["a server that is away", () => Promise.resolve(new Response("", { status: 503 }))],
])("%s is no sign-out", async (_what, reach) => {
  const session = new Session(new Api({ fetch: reach }), database, new ServerClock());
  await session.recall();
  await session.check();
  expect(session.isSignedOut).toBe(false);
  expect(await kept()).toBe(1);
});

test("jobs that arrive after it are not kept, and are again after signing in", async () => {
  const { session } = onPhone();
  answer = signedOut;
  await session.check();
  await keepJobs(database, [job], 2);
  expect(await kept()).toBe(0);

  await session.enter({ ...tom, serverTime: new Date().toISOString() });
  await keepJobs(database, [job], 3);
  expect(await kept()).toBe(1);
  expect(await readFact(database, "jobsFetchedAt")).toBe(3);
});

test("an answer to what was asked before signing in says nothing about it", async () => {
  const { session } = onPhone();
  const before = Date.now() - 1000;
  await session.enter({ ...tom, serverTime: new Date().toISOString() });
  await session.isOver(before);
  expect(session.isSignedOut).toBe(false);
  expect(await kept()).toBe(1);
});
