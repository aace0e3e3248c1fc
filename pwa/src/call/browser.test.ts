import { describe, expect, it } from "vitest";

import { browserOf, intentLink } from "./browser";

const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15";
const android = "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko)";

describe("which browser this is", () => {
  it.each([
    [`${android} Chrome/130.0.0.0 Mobile Safari/537.36`, "chrome", "android"],
    [`${android} SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36`, "samsung", "android"],
    [`${android} Chrome/130.0.0.0 Mobile Safari/537.36 EdgA/130.0.0.0`, "edge", "android"],
    ["Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0", "firefox", "android"],
    [`${iphone} Version/18.1 Mobile/15E148 Safari/604.1`, "safari", "ios"],
    [`${iphone} CriOS/130.0.0.0 Mobile/15E148 Safari/604.1`, "chrome", "ios"],
    ["Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0.0.0 Safari/537.36", "chrome", "desktop"],
    ["something that nobody knows", "chrome", "desktop"],
  ])("%s", (userAgent, name, system) => {
    expect(browserOf({ userAgent })).toEqual({ name, system, app: null });
  });

  it("knows an iPad by its fingers", () => {
    const userAgent =
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15";
    expect(browserOf({ userAgent, maxTouchPoints: 5 }).system).toBe("ios");
    expect(browserOf({ userAgent, maxTouchPoints: 0 }).system).toBe("desktop");
  });

  it.each([
    [`${android.replace(")", "; wv)")} Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36`, "other"],
    [`${android} Chrome/130.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/490.0]`, "facebook"],
    [`${iphone} Mobile/15E148 Instagram 350.0.0`, "instagram"],
    [`${iphone} Mobile/15E148 [FBAN/FBIOS;FBAV/490.0]`, "facebook"],
    [`${android} Chrome/130.0.0.0 Mobile Safari/537.36 WhatsApp/2.24`, "whatsapp"],
    [`${iphone} GSA/340.0 Mobile/15E148 Safari/604.1`, "gmail"],
    [`${iphone} Mobile/15E148`, "other"],
  ])("knows the browser inside an app: %s", (userAgent, app) => {
    expect(browserOf({ userAgent }).app).toBe(app);
  });
});

describe("the link for Android's own browser", () => {
  it("keeps the secret behind a hash sign, and never in a query", () => {
    const link = intentLink("https://vooraf.example/r#geheim");
    expect(link).toMatch(/^intent:\/\/vooraf\.example\/r#geheim#Intent;scheme=https;.*end$/);
    expect(link).not.toContain("?");
    // Android splits at the last one.
    expect(link.slice(0, link.lastIndexOf("#"))).toBe("intent://vooraf.example/r#geheim");
  });
});
