/** Everything the technician app is made of, put together once. */
import { Api } from "../src/api/client";
import { ServerClock } from "../src/api/server-clock";
import { Session } from "../src/features/accounts/session.svelte";
import { KeptPictures } from "../src/features/evidence/kept-pictures";
import { Jobs } from "../src/features/jobs/jobs-state.svelte";
import { Connectivity } from "../src/offline/connectivity.svelte";
import type { Database } from "../src/offline/database";
import { Outbox } from "../src/offline/outbox.svelte";
import { language } from "../src/text/current";
import { Notices } from "../src/ui/notices.svelte";
import { Now } from "../src/ui/now.svelte";
import { Version } from "./version.svelte";

export interface Parts {
  api: Api;
  clock: ServerClock;
  connectivity: Connectivity;
  database: Database;
  jobs: Jobs;
  notices: Notices;
  now: Now;
  outbox: Outbox;
  pictures: KeptPictures;
  session: Session;
  version: Version;
}

export function assemble(database: Database): Parts {
  const clock = new ServerClock();
  const connectivity = new Connectivity();
  const api = new Api({
    fetch: watched(connectivity),
    language: () => language,
    clock,
    onsignedout: (askedAt) => void session.isOver(askedAt),
  });
  const session = new Session(api, database, clock);
  const pictures = new KeptPictures();
  const outbox = new Outbox({
    database,
    api,
    clock,
    locks: navigator.locks,
    onsent: () => jobs.refreshSoon(),
  });
  const jobs = new Jobs(api, database, outbox, pictures);
  return {
    api,
    clock,
    connectivity,
    database,
    jobs,
    notices: new Notices(),
    now: new Now(() => clock.now()),
    outbox,
    pictures,
    session,
    version: new Version(),
  };
}

/** Every answer, and every missing answer, says whether the server can be reached. */
function watched(connectivity: Connectivity): typeof fetch {
  return async (input, init) => {
    try {
      const response = await fetch(input, init);
      connectivity.saw(true);
      return response;
    } catch (error) {
      connectivity.saw(false);
      throw error;
    }
  };
}
