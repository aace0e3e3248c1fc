/**
 * What travels between the screens and the server, by the names people use. The shapes come from the server's own
 * description (`make types`); here is only what that description cannot say. Times are ISO 8601 in UTC, ids are UUIDs.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Technician = Schemas["TechnicianRow"];
export type Fault = Schemas["FaultRow"];
export type Dwelling = Schemas["DwellingFacts"];

export type JobState = Schemas["JobState"];
export type JobDetail = Schemas["JobDetail"];
export type JobFacts = Schemas["JobFacts"];
export type Outcome = Required<Schemas["NotedOutcome"]>;
export type SaidLine = Schemas["SaidLine"];
export type CallReport = Schemas["CallReport"];
export type InCall = Schemas["InCall"];
export type Previsit = Schemas["JobPrevisit"];
export type PrevisitState = Schemas["PrevisitState"];
export type OpenedPrevisit = Schemas["CallTicket"];
export type Ladder = Schemas["Ladder"];
export type Rung = Schemas["Rung"];
export type RungCause = NonNullable<Schemas["ChosenRung"]["because"]>;
export type WantedPhoto = Schemas["WantedPhotoFacts"];
export type PhotoWish = Schemas["PhotoWish"];
export type Guest = Schemas["GuestFacts"];
export type GuestKind = Schemas["GuestKind"];
export type GuestState = Guest["state"];
export type InvitedGuest = Schemas["InvitedGuest"];
export type OwnInvitation = Schemas["OwnInvitation"];
export type Colleague = Schemas["Colleague"];
export type CallRecording = Schemas["CallRecording"];
export type RecordingNow = Schemas["RecordingNow"];
export type RecordingFacts = Schemas["RecordingFacts"];
export type Visit = NonNullable<JobDetail["visit"]>;

export type Photo = Schemas["Photo"];
export type Judgement = Schemas["JudgementFacts"];
export type PhotoMoment = Schemas["Moment"];
export type JobSlot = Schemas["JobSlot"];
export type Slot = Schemas["Slot"];
export type Finding = Schemas["Finding"];
export type Position = Schemas["Position"];
export type PhotoSource = Schemas["Source"];
export type SendBackReason = Schemas["SendBackReason"];
export type RetakeReason = Schemas["RetakeReason"];
export type Announcement = Required<Schemas["Announcement"]>;
export type PushKey = Schemas["PushKey"];
export type UploadTicket = Schemas["UploadTicket"];
export type Receipt = Schemas["Receipt"];
export type PhotoReceipt = Schemas["PhotoReceipt"];
export type Seal = Schemas["Seal"];
export type Pack = Schemas["Pack"];
export type Report = Schemas["Report"];
export type OutsiderLink = Schemas["OutsiderLinkFacts"];
export type MadeOutsiderLink = Schemas["MadeOutsiderLink"];
export type PhotoLook = Schemas["PhotoLook"];

export type Priority = Schemas["Priority"];
export type RequestState = Schemas["RequestState"];
export type RequestRow = Schemas["RequestRow"];
export type RequestPage = Schemas["RequestList"];
export type ReviewItem = Schemas["ReviewItem"];
export type EarlierPhoto = Schemas["EarlierPhoto"];
export type ReviewList = Schemas["ReviewLane"];

export type Case = Schemas["Case"];
export type CaseStepState = Schemas["Step"]["state"];

/** The description says `string`; these are the words the journal uses. */
export type JournalEvent =
  | "request.reported"
  | "request.cancelled"
  | "request.closed"
  | "job.given"
  | "job.moved"
  | "job.done"
  | "previsit.planned"
  | "previsit.opened"
  | "previsit.joined"
  | "previsit.ended"
  | "previsit.room_empty"
  | "previsit.outcome_noted"
  | "previsit.rung_chosen"
  | "previsit.photos_asked"
  | "previsit.photo_skipped"
  | "previsit.guest_invited"
  | "previsit.guest_allowed"
  | "previsit.guest_refused"
  | "previsit.guest_revoked"
  | "previsit.guest_joined"
  | "previsit.handed_over"
  | "recording.asked"
  | "recording.consented"
  | "recording.refused"
  | "recording.started"
  | "recording.paused"
  | "recording.resumed"
  | "recording.stopped"
  | "recording.withdrawn"
  | "recording.failed"
  | "recording.stored"
  | "recording.deleted"
  | "visit.arrived"
  | "visit.left"
  | "manifest.sealed"
  | "job.packed"
  | "job.report_made"
  | "outsider.link_made"
  | "outsider.link_revoked"
  | "photo.announced"
  | "photo.received"
  | "photo.ready"
  | "photo.refused"
  | "photo.struck"
  | "photo.discarded"
  | "photo.accepted"
  | "photo.sent_back"
  | "photo.reconsidered"
  | "photo.tagged"
  | "photo.commented";

export type JournalEntry = Schemas["Happening"] & { event: JournalEvent };
export type TimelineEntry = Schemas["TimelineEntry"] & { event: JournalEvent };
export type RequestDetail = Omit<Schemas["RequestDetail"], "timeline"> & {
  timeline: TimelineEntry[];
};
