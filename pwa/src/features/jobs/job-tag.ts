/** The status of a job as a word with an icon. */
import { text } from "../../text/current";
import type { IconName } from "../../ui/icons";
import type { LocalJob } from "./local-job";
import { nextStep, tenantWaits, type Step } from "./next-step";

export interface JobTag {
  tone: "" | "good" | "wait" | "bad" | "info";
  icon: IconName;
  word: string;
}

export function tagOf(job: LocalJob): JobTag {
  const { tags } = text.app;
  if (job.state === "done") return { tone: "good", icon: "check", word: tags.done };
  if (job.state === "cancelled") return { tone: "", icon: "close", word: tags.cancelled };
  const step: Step = nextStep(job);
  switch (step) {
    case "inspect":
      return job.visit && !job.visit.leftAt
        ? { tone: "info", icon: "enter", word: tags.inside }
        : { tone: "wait", icon: "pen", word: tags.outcomeMissing };
    case "photograph":
    case "leave":
      return { tone: "info", icon: "enter", word: tags.inside };
    case "retake":
      return { tone: "bad", icon: "camera", word: tags.retake };
    case "none":
      return { tone: "wait", icon: "eye", word: tags.withVera };
    case "call":
      return tenantWaits(job)
        ? { tone: "bad", icon: "video", word: tags.tenantWaits }
        : { tone: "info", icon: "video", word: tags.previsit };
    case "note_outcome":
      return { tone: "wait", icon: "pen", word: tags.outcomeMissing };
    case "arrive":
      if (job.approach?.calledOffAt) return { tone: "bad", icon: "home", word: tags.notHome };
      if (job.approach?.atDoorAt) return { tone: "info", icon: "home", word: tags.atDoor };
      if (job.approach) return { tone: "info", icon: "send", word: tags.onTheWay };
      if (job.state === "interrupted") return { tone: "wait", icon: "retry", word: tags.again };
      if (job.outcome) return { tone: "good", icon: "check", word: tags.seen };
      if (job.momentAsked) return { tone: "wait", icon: "clock", word: tags.momentAsked };
      return { tone: "", icon: "calendar", word: tags.given };
  }
}

export function addressOf(job: LocalJob): string {
  return `${job.dwelling.street} ${job.dwelling.houseNumber}`;
}
