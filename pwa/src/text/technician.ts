/** The language files of the technician app. */
import type { TextFiles } from "./current";

export const technicianTexts: TextFiles = {
  common: { nl: () => import("./nl/common.json"), en: () => import("./en/common.json") },
  problems: { nl: () => import("./nl/problems.json"), en: () => import("./en/problems.json") },
  report: { nl: () => import("./nl/report.json"), en: () => import("./en/report.json") },
  app: { nl: () => import("./nl/app.json"), en: () => import("./en/app.json") },
};

/** Comes with the call screen, not with the first one. */
export const callTexts: TextFiles = {
  call: { nl: () => import("./nl/call.json"), en: () => import("./en/call.json") },
  guests: { nl: () => import("./nl/guests.json"), en: () => import("./en/guests.json") },
};
