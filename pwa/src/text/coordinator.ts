/** The language files of the desk. */
import type { TextFiles } from "./current";

export const coordinatorTexts: TextFiles = {
  common: { nl: () => import("./nl/common.json"), en: () => import("./en/common.json") },
  problems: { nl: () => import("./nl/problems.json"), en: () => import("./en/problems.json") },
  report: { nl: () => import("./nl/report.json"), en: () => import("./en/report.json") },
  call: { nl: () => import("./nl/call.json"), en: () => import("./en/call.json") },
  desk: { nl: () => import("./nl/desk.json"), en: () => import("./en/desk.json") },
};
