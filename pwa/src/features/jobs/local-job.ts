/**
 * A job as the technician sees it: the server's copy with everything on top that this phone still has to send. So a whole
 * visit works without a network, and survives closing the app.
 */
import type { ExtraWork, FollowOn, JobDetail, JobState, MoveOut, Photo } from "../../api/wire";
import type { OutboxItem, PhotoItem } from "../../offline/database";

export interface LocalPhoto extends Photo {
  /** The outbox item while the server's own picture is not there yet. */
  item: PhotoItem | null;
}

export interface LocalJob extends Omit<JobDetail, "photos"> {
  photos: LocalPhoto[];
  /** How many things of this job still wait on the phone. */
  unsent: number;
}

export function withOutbox(job: JobDetail, items: OutboxItem[]): LocalJob {
  const own = items.filter((item) => item.jobId === job.id);
  const start: LocalJob = {
    ...job,
    photos: job.photos.map((photo) => ({ ...photo, item: null })),
    unsent: own.filter((item) => item.state !== "sent").length,
  };
  return own.reduce(withItem, start);
}

function withItem(job: LocalJob, item: OutboxItem): LocalJob {
  // A refused fact did not happen for the server; a refused photo is shown, because its bytes are still here.
  if (item.state === "refused" && item.kind !== "photo") return job;
  switch (item.kind) {
    case "setOut":
    case "turnBack":
    case "atDoor":
      return withApproach(job, item);
    case "noAccess":
      return withNoAccess(job, item);
    case "arrive":
      return withArrival(job, item);
    case "leave":
      return withLeave(job, item);
    case "outcome":
      return withOutcome(job, item);
    case "comment":
      return withComment(job, item);
    case "extraWork":
      return withExtraWork(job, item);
    case "followOn":
      return withFollowOn(job, item);
    case "preInspection":
    case "finalInspection":
      return withInspection(job, item);
    case "discard":
    case "say":
    case "show":
      return job;
    case "photo":
      return withPhoto(job, item);
  }
}

/** As the server: after two hours nobody is on his way any more. */
const approachLastsMs = 2 * 3_600_000;

type Coming = Extract<OutboxItem, { kind: "setOut" | "turnBack" | "atDoor" }>;

function withApproach(job: LocalJob, item: Coming): LocalJob {
  if (item.kind === "turnBack") return { ...job, approach: null };
  const isOver = Date.now() > item.madeAt + approachLastsMs;
  // The server knows it, and perhaps more: that nobody is at home.
  if (isOver || (item.state === "sent" && job.approach)) return job;
  const atDoorAt = item.kind === "atDoor" ? item.atDoorAt : null;
  const expectedAt =
    item.kind === "setOut"
      ? new Date(Date.parse(item.setOutAt) + item.minutes * 60_000).toISOString()
      : null;
  return { ...job, approach: { expectedAt, atDoorAt, calledOffAt: null } };
}

const ahead: JobState[] = ["given", "prepared", "interrupted"];

function withNoAccess(job: LocalJob, item: Extract<OutboxItem, { kind: "noAccess" }>): LocalJob {
  // Kept by an older version of the app.
  const before = (job as Partial<LocalJob>).noAccess ?? [];
  if (before.some(({ id }) => id === item.id)) return { ...job, approach: null };
  const { id, atDoorAt, gaveUpAt, tried: attempts, photo, noPhotoBecause } = item;
  const nobodyYet = { followedUpAt: null, followedUpBy: "", followUp: "" };
  const one = { id, atDoorAt, gaveUpAt, attempts, photoId: photo, noPhotoBecause, ...nobodyYet };
  const state = ahead.includes(job.state) ? "interrupted" : job.state;
  return { ...job, state, approach: null, noAccess: [...before, one] };
}

/** The first time, or again after he was there in vain. */
function withArrival(job: LocalJob, item: Extract<OutboxItem, { kind: "arrive" }>): LocalJob {
  const last = job.visit;
  const isKnown =
    last && (last.id === item.id || !last.leftAt || isNotBefore(last.arrivedAt, item.arrivedAt));
  if (isKnown) return job;
  return {
    ...job,
    state: "in_progress",
    approach: null,
    visit: {
      id: item.id,
      arrivedAt: item.arrivedAt,
      leftAt: null,
      photosTaken: null,
      minutes: null,
      outcome: "",
      reason: null,
      note: "",
      signOff: "",
      signOffBecause: "",
      signOffWords: "",
      keptTo: [],
    },
  };
}

function withLeave(job: LocalJob, item: Extract<OutboxItem, { kind: "leave" }>): LocalJob {
  if (!job.visit || job.visit.leftAt || job.visit.id !== item.visitId) return job;
  const { leftAt, photos, note, outcome = "finished", reason = null, keptTo = [] } = item;
  const minutes = minutesBetween(job.visit.arrivedAt, leftAt);
  const told = { outcome, reason, note, keptTo };
  return {
    ...job,
    state: outcome === "interrupted" ? "interrupted" : "in_review",
    visit: { ...job.visit, leftAt, photosTaken: photos.length, minutes, ...told },
    minutesInHome: (job.minutesInHome ?? 0) + minutes,
  };
}

function withFollowOn(job: LocalJob, item: Extract<OutboxItem, { kind: "followOn" }>): LocalJob {
  // Kept by an older version of the app.
  const before = (job as Partial<LocalJob>).followOns ?? [];
  if (before.some(({ id }) => id === item.id)) return job;
  const proposed: FollowOn = {
    ...item.followOn,
    id: item.id,
    state: "proposed",
    trades: [],
    proposedBy: job.technician.name,
    proposedAt: new Date(item.madeAt).toISOString(),
    decidedBy: "",
    refusal: "",
    became: null,
  };
  return { ...job, followOns: [...before, proposed] };
}

type Inspection = Extract<OutboxItem, { kind: "preInspection" | "finalInspection" }>;

/** Reported, though the office may not know it yet. The report itself is read when it is back. */
function withInspection(job: LocalJob, item: Inspection): LocalJob {
  const { moveOut } = job;
  if (!moveOut) return job;
  const at = item.report.inspectedAt;
  const told =
    item.kind === "preInspection"
      ? { state: item.report.signedBy ? "agreed" : "inspected", inspectedAt: at }
      : { state: "checked", checkedAt: at };
  const isKnown = item.kind === "preInspection" ? moveOut.inspectedAt : moveOut.checkedAt;
  return isKnown ? job : { ...job, moveOut: { ...moveOut, ...told } as MoveOut };
}

function withOutcome(job: LocalJob, item: Extract<OutboxItem, { kind: "outcome" }>): LocalJob {
  const { outcome } = item;
  const known = job.outcome;
  if (!job.previsit || (known && isNotBefore(known.notedAt, outcome.notedAt))) return job;
  return {
    ...job,
    state: job.state === "given" ? "prepared" : job.state,
    outcome,
    previsit: { ...job.previsit, outcome },
    minutesPromised: outcome.minutesPromised,
    accessNotes: outcome.accessNotes || job.accessNotes,
  };
}

function withComment(job: LocalJob, item: Extract<OutboxItem, { kind: "comment" }>): LocalJob {
  const said = {
    id: item.id,
    words: item.words,
    saidBy: job.technician.name,
    saidAt: new Date(item.madeAt).toISOString(),
  };
  const photos = job.photos.map((photo) =>
    photo.id !== item.photoId || photo.comments.some(({ id }) => id === item.id)
      ? photo
      : { ...photo, comments: [...photo.comments, said] },
  );
  return { ...job, photos };
}

function withExtraWork(job: LocalJob, item: Extract<OutboxItem, { kind: "extraWork" }>): LocalJob {
  if (job.extraWork.some(({ id }) => id === item.id)) return job;
  const asked: ExtraWork = {
    id: item.id,
    words: item.words,
    amountCents: item.amountCents,
    state: "asked",
    askedBy: job.technician.name,
    askedAt: new Date(item.madeAt).toISOString(),
    decidedBy: null,
    decidedAt: null,
    refusal: "",
    needsManager: false,
  };
  return { ...job, extraWork: [...job.extraWork, asked] };
}

function withPhoto(job: LocalJob, item: PhotoItem): LocalJob {
  const known = job.photos.find((photo) => photo.id === item.id);
  if (known?.thumbnailUrl || known?.playUrl) return job;
  const photo = known ? { ...known, item } : photoOf(job, item);
  const others = job.photos
    .filter((each) => each.id !== item.id)
    .map((each) =>
      each.id === item.announcement.retakeOf ? { ...each, retakenBy: item.id } : each,
    );
  const photos = [...others, photo];
  return { ...job, photos, state: stateAfterRetake(job.state, photos) };
}

/** A job that came back stands with the coordinator again once every photo sent back has a new one. */
function stateAfterRetake(state: JobState, photos: LocalPhoto[]): JobState {
  return state === "sent_back" && sentBack(photos).length === 0 ? "in_review" : state;
}

function photoOf(job: LocalJob, item: PhotoItem): LocalPhoto {
  const { announcement } = item;
  return {
    id: item.id,
    jobId: job.id,
    requestId: job.requestId,
    moment: announcement.moment,
    source: announcement.source,
    slot: announcement.slot,
    kind: announcement.kind,
    seconds: announcement.seconds,
    takenAt: announcement.takenAt,
    receivedAt: null,
    confirmedAt: null,
    state: "announced",
    verdict: announcement.moment === "after" ? "pending" : null,
    reason: null,
    note: "",
    judgedBy: null,
    judgedAt: null,
    retakeOf: announcement.retakeOf,
    retakenBy: null,
    beforePhotoId: announcement.beforePhotoId,
    takenBy: job.technician.name,
    clockOffsetMs: announcement.clockOffsetMs,
    findings: announcement.findings,
    retakesAsked: announcement.retakesAsked,
    chainSeq: null,
    byteCount: announcement.byteCount,
    sha256: announcement.sha256,
    width: null,
    height: null,
    thumbnailUrl: null,
    screenUrl: null,
    playUrl: null,
    judgements: [],
    comments: [],
    item,
  };
}

/** Times are not compared as text: the server writes more decimals than the phone. */
function isNotBefore(one: string, other: string): boolean {
  return Date.parse(one) >= Date.parse(other);
}

/** Photos that came back and have not been taken again. */
export function sentBack<Taken extends Photo>(photos: Taken[]): Taken[] {
  return photos.filter((photo) => photo.verdict === "sent_back" && !photo.retakenBy);
}

/**
 * Nobody asks for this one again: it was accepted, or a new one is there. Who comes by a link from a message that he did not
 * open at once may find it so; one whose verdict has not reached this phone yet may well be asked for.
 */
export function isSettled({ verdict, retakenBy }: Pick<Photo, "verdict" | "retakenBy">): boolean {
  return verdict === "accepted" || retakenBy !== null;
}

export function minutesBetween(from: string, until: string | number): number {
  const passed = new Date(until).getTime() - Date.parse(from);
  return Math.max(0, Math.round(passed / 60_000));
}
