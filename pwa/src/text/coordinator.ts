/** The language files of the desk. */
import type { TextFiles } from "./current";

export const coordinatorTexts: TextFiles = {
  accounts: { nl: () => import("./nl/accounts.json"), en: () => import("./en/accounts.json") },
  common: { nl: () => import("./nl/common.json"), en: () => import("./en/common.json") },
  problems: { nl: () => import("./nl/problems.json"), en: () => import("./en/problems.json") },
  report: { nl: () => import("./nl/report.json"), en: () => import("./en/report.json") },
  chat: { nl: () => import("./nl/chat.json"), en: () => import("./en/chat.json") },
  call: { nl: () => import("./nl/call.json"), en: () => import("./en/call.json") },
  moveOut: { nl: () => import("./nl/move-out.json"), en: () => import("./en/move-out.json") },
  needs: { nl: () => import("./nl/needs.json"), en: () => import("./en/needs.json") },
  privacy: { nl: () => import("./nl/privacy.json"), en: () => import("./en/privacy.json") },
  ready: { nl: () => import("./nl/ready.json"), en: () => import("./en/ready.json") },
  desk: { nl: () => import("./nl/desk.json"), en: () => import("./en/desk.json") },
};
