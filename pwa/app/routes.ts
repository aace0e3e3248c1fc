/** Every address of the technician app, below /app. What the first screen does not need comes when it is opened. */
import { createRouter } from "sv-router";

import Today from "../src/features/jobs/Today.svelte";
import { language, speak } from "../src/text/current";
import { furtherTexts } from "../src/text/technician";

const firstScreen = ["/", "/today"];

export const { p, navigate, route } = createRouter({
  "/": Today,
  // Links lead here: the service worker's scope is /app/, and the router would write "/" as /app.
  "/today": Today,
  "/jobs/:id": () => import("../src/features/jobs/Job.svelte"),
  "/jobs/:id/camera": () => import("../src/features/evidence/Camera.svelte"),
  "/jobs/:id/record": () => import("../src/features/evidence/Recorder.svelte"),
  "/jobs/:id/sign": () => import("../src/features/visits/Sign.svelte"),
  "/jobs/:id/door": () => import("../src/features/visits/Door.svelte"),
  "/jobs/:id/chat": () => import("../src/features/case-chat/JobChat.svelte"),
  "/jobs/:id/call": () => import("./Call.svelte"),
  "/jobs/:id/inspection": () => import("../src/features/move-outs/Inspection.svelte"),
  "/jobs/:id/outcome": () => import("./Outcome.svelte"),
  "/queue": () => import("../src/features/evidence/Queue.svelte"),
  "/van": () => import("../src/features/parcels/VanScreen.svelte"),
  "/me": () => import("../src/features/accounts/Me.svelte"),
  "*": Today,
  hooks: {
    beforeLoad: async ({ pathname }) => {
      if (!firstScreen.includes(pathname)) await speak(language, furtherTexts);
    },
  },
});
