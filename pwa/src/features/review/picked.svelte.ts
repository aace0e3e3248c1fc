/** Photos chosen to be accepted together. Only what can be seen can be chosen. */
import { SvelteSet } from "svelte/reactivity";

import type { ReviewItem } from "../../api/wire";

function canBePicked({ photo }: ReviewItem): boolean {
  return photo.thumbnailUrl !== null && photo.verdict === "pending";
}

export class Picked {
  readonly ids = new SvelteSet<string>();

  toggle(item: ReviewItem): void {
    const { id } = item.photo;
    if (!this.ids.delete(id) && canBePicked(item)) this.ids.add(id);
  }

  /** All of this job that wait, or none of them when all are chosen already. */
  toggleJob(items: ReviewItem[], jobId: string): void {
    const seen = items.filter((item) => item.job.id === jobId && canBePicked(item));
    const areAll = seen.every((item) => this.ids.has(item.photo.id));
    for (const { photo } of seen) {
      if (areAll) this.ids.delete(photo.id);
      else this.ids.add(photo.id);
    }
  }

  /** What somebody else judged meanwhile cannot be chosen any more. */
  keepOnly(items: ReviewItem[]): void {
    const waiting = new Set(items.map((item) => item.photo.id));
    for (const id of [...this.ids]) if (!waiting.has(id)) this.ids.delete(id);
  }
}
