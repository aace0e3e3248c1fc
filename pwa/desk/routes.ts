/** Addresses of the desk, below /desk. Links are written out in full; the router takes them over. */
import { createRouter } from "sv-router";

import ReviewScreen from "../src/features/review/ReviewScreen.svelte";
import WorkListScreen from "../src/features/repair-requests/WorkListScreen.svelte";
import NotFound from "./NotFound.svelte";
import RequestRoute from "./RequestRoute.svelte";

export const { route } = createRouter({
  "/": WorkListScreen,
  "/requests/:id": RequestRoute,
  "/review": ReviewScreen,
  "*": NotFound,
});
