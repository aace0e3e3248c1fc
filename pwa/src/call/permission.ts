/** Whether the person let this page use camera and microphone, and when she changed her mind in the settings. */

export type Permission = "granted" | "denied" | "prompt" | "unknown";

const names = ["camera", "microphone"] as PermissionName[];

/** Both together: one that is refused counts. Firefox and older iPhones do not say. */
export async function permission(): Promise<Permission> {
  const states = (await statuses()).map((each) => each.state);
  if (states.length < names.length) return "unknown";
  if (states.includes("denied")) return "denied";
  return states.includes("prompt") ? "prompt" : "granted";
}

/** Calls back at every change. Gives back how to stop listening. */
export function onPermissionChange(changed: () => void): () => void {
  const ending = new AbortController();
  void statuses().then((found) => {
    for (const each of found) each.addEventListener("change", changed, { signal: ending.signal });
  });
  return () => ending.abort();
}

async function statuses(): Promise<PermissionStatus[]> {
  const asked = (navigator as Partial<Navigator>).permissions;
  if (!asked) return [];
  const found = await Promise.allSettled(names.map((name) => asked.query({ name })));
  return found.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}
