/** Addresses of the desk, below /desk. Links are written out in full; the router takes them over. */
import { createRouter } from "sv-router";

import InboxScreen from "../src/features/case-chat/InboxScreen.svelte";
import ContractorsScreen from "../src/features/contractors/ContractorsScreen.svelte";
import BoardScreen from "../src/features/day-plan/BoardScreen.svelte";
import MailboxScreen from "../src/features/messages/MailboxScreen.svelte";
import MoveOutsScreen from "../src/features/move-outs/MoveOutsScreen.svelte";
import PhonesScreen from "../src/features/lost-phones/PhonesScreen.svelte";
import ParcelsScreen from "../src/features/parcels/ParcelsScreen.svelte";
import StockScreen from "../src/features/parcels/StockScreen.svelte";
import PeopleScreen from "../src/features/people/PeopleScreen.svelte";
import ReviewScreen from "../src/features/review/ReviewScreen.svelte";
import PlanningScreen from "../src/features/planning/PlanningScreen.svelte";
import PrivacyScreen from "../src/features/privacy/PrivacyScreen.svelte";
import WorkListScreen from "../src/features/repair-requests/WorkListScreen.svelte";
import MeScreen from "./MeScreen.svelte";
import NotFound from "./NotFound.svelte";
import RequestRoute from "./RequestRoute.svelte";

/** Set by the desk that is open: an administrator sees no repair, so hers has these screens only. */
export const access = { isAdministrator: false };
const ofAdministrators = ["/people", "/phones", "/me"];

export const { route, navigate } = createRouter({
  "/": WorkListScreen,
  "/requests/:id": RequestRoute,
  "/chat": InboxScreen,
  "/contractors": ContractorsScreen,
  "/review": ReviewScreen,
  "/day-plan": BoardScreen,
  "/messages": MailboxScreen,
  "/move-outs": MoveOutsScreen,
  "/parcels": ParcelsScreen,
  "/part-stock": StockScreen,
  "/people": PeopleScreen,
  "/planning": PlanningScreen,
  "/phones": PhonesScreen,
  "/me": MeScreen,
  "/privacy": PrivacyScreen,
  "*": NotFound,
  hooks: {
    beforeLoad: ({ pathname }) => {
      if (access.isAdministrator && !ofAdministrators.includes(pathname)) throw navigate("/people");
    },
  },
});
