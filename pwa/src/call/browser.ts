/** Which browser shows this page, as far as it matters for a camera: what to tap when it was refused, and where to go when there is none. */

export type BrowserName = "chrome" | "safari" | "samsung" | "firefox" | "edge";
export type App = "whatsapp" | "facebook" | "instagram" | "gmail" | "other";

export interface BrowserFacts {
  name: BrowserName;
  system: "android" | "ios" | "desktop";
  /** The browser inside another app; null in a browser of its own. */
  app: App | null;
}

const apps: [RegExp, App][] = [
  [/WhatsApp/i, "whatsapp"],
  [/Instagram/i, "instagram"],
  [/FBAN|FBAV|FB_IAB|Messenger/i, "facebook"],
  [/\bGSA\/|Gmail/i, "gmail"],
  [/\b(Line|Snapchat|LinkedInApp|Twitter|TikTok|musical_ly|Pinterest|Telegram)\b/i, "other"],
];

export function browserOf(agent: { userAgent: string; maxTouchPoints?: number }): BrowserFacts {
  const { userAgent } = agent;
  const system = systemOf(userAgent, agent.maxTouchPoints ?? 0);
  return { name: nameOf(userAgent, system), system, app: appOf(userAgent, system) };
}

function systemOf(userAgent: string, touchPoints: number): BrowserFacts["system"] {
  if (/Android/.test(userAgent)) return "android";
  // An iPad says that it is a Mac; no Mac has a screen for five fingers.
  const isIos = /iPhone|iPad|iPod/.test(userAgent);
  return isIos || (/Macintosh/.test(userAgent) && touchPoints > 1) ? "ios" : "desktop";
}

function nameOf(userAgent: string, system: BrowserFacts["system"]): BrowserName {
  if (/SamsungBrowser/.test(userAgent)) return "samsung";
  if (/Edg(A|iOS)?\//.test(userAgent)) return "edge";
  if (/Firefox|FxiOS/.test(userAgent)) return "firefox";
  if (/Chrome|CriOS|Chromium/.test(userAgent)) return "chrome";
  if (/Safari/.test(userAgent)) return "safari";
  return system === "ios" ? "safari" : "chrome";
}

function appOf(userAgent: string, system: BrowserFacts["system"]): App | null {
  for (const [pattern, app] of apps) if (pattern.test(userAgent)) return app;
  // Android marks its WebView; on an iPhone only a browser of its own writes "Safari".
  if (system === "android" && /; wv\)/.test(userAgent)) return "other";
  return system === "ios" && !/Safari\//.test(userAgent) ? "other" : null;
}

export function hasCamera(): boolean {
  const devices = (navigator as Partial<Navigator>).mediaDevices as
    Partial<MediaDevices> | undefined;
  return typeof devices?.getUserMedia === "function";
}

/**
 * The same link for Android's own browser. The secret stays behind a "#", which no server and no log sees: Android takes
 * what follows the last one for itself.
 */
export function intentLink(link: string): string {
  const { protocol, host, pathname, hash } = new URL(link);
  return `intent://${host}${pathname}${hash}#Intent;scheme=${protocol.slice(0, -1)};action=android.intent.action.VIEW;end`;
}
