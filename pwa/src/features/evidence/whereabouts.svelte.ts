/** Where a photo was taken: only when the person said yes, and never a reason to wait for long. */
import type { Position } from "../../api/wire";

const rememberedAs = "vooraf_position";
const patienceMs = 4000;

export class Whereabouts {
  /** Null until the person was asked; until then nothing is asked of the phone. */
  choice = $state(remembered());
  readonly isPossible = "geolocation" in navigator;
  readonly isUnasked = $derived.by(() => this.isPossible && this.choice === null);

  choose(choice: "on" | "off"): void {
    localStorage.setItem(rememberedAs, choice);
    this.choice = choice;
    // The browser's own question comes now, and not over the first photo.
    if (choice === "on") void this.find();
  }

  find(): Promise<Position | null> {
    if (this.choice !== "on" || !this.isPossible) return Promise.resolve(null);
    return new Promise((resolve) => {
      navigator.geolocation.getCurrentPosition(
        ({ coords: { latitude, longitude, accuracy } }) => {
          resolve({ latitude, longitude, accuracyM: Math.round(accuracy) });
        },
        () => resolve(null),
        { enableHighAccuracy: true, timeout: patienceMs, maximumAge: 60_000 },
      );
    });
  }
}

function remembered(): "on" | "off" | null {
  const kept = localStorage.getItem(rememberedAs);
  return kept === "on" || kept === "off" ? kept : null;
}
