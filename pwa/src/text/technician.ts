/** The language files of the technician app. */
import type { TextFiles } from "./current";

/** For the first screen: no byte that another screen needs. */
export const technicianTexts: TextFiles = {
  common: { nl: () => import("./nl/common.json"), en: () => import("./en/common.json") },
  app: { nl: () => import("./nl/app.json"), en: () => import("./en/app.json") },
};

/** For every screen behind it, and for whatever goes wrong. */
export const furtherTexts: TextFiles = {
  accounts: { nl: () => import("./nl/accounts.json"), en: () => import("./en/accounts.json") },
  problems: { nl: () => import("./nl/problems.json"), en: () => import("./en/problems.json") },
  report: { nl: () => import("./nl/report.json"), en: () => import("./en/report.json") },
  chat: { nl: () => import("./nl/chat.json"), en: () => import("./en/chat.json") },
  moveOut: { nl: () => import("./nl/move-out.json"), en: () => import("./en/move-out.json") },
  needs: { nl: () => import("./nl/needs.json"), en: () => import("./en/needs.json") },
  visit: { nl: () => import("./nl/visit.json"), en: () => import("./en/visit.json") },
};

/** Comes with the call screen, not with the first one. */
export const callTexts: TextFiles = {
  call: { nl: () => import("./nl/call.json"), en: () => import("./en/call.json") },
  guests: { nl: () => import("./nl/guests.json"), en: () => import("./en/guests.json") },
};
