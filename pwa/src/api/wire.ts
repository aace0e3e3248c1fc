/**
 * What travels between the screens and the server, by the names people use. The shapes come from the server's own
 * description (`make types`); here is only what that description cannot say. Times are ISO 8601 in UTC, ids are UUIDs.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Role = Schemas["Role"];
export type WaysIn = Schemas["WaysIn"];
export type PasskeyOptions = Schemas["PasskeyOptions"];
export type MadePasskey = Schemas["MadePasskey"];
export type ShownPasskey = Schemas["ShownPasskey"];
export type Passkey = Schemas["PasskeyRow"];
export type OwnSignIn = Schemas["OwnSignIn"];
export type Leaving = Schemas["Leaving"];
export type OwnWays = Schemas["OwnWays"];
export type OpenedInvitation = Schemas["OpenedInvitation"];
export type PersonRow = Schemas["PersonRow"];
export type InvitationRow = Schemas["InvitationRow"];
export type People = Schemas["People"];
export type PhoneHolder = Schemas["PhoneHolder"];
export type SignedOutPhone = Schemas["SignedOutPhone"];
export type Technician = Schemas["TechnicianRow"];
export type AboutFault = Schemas["AboutFault"];
export type AboutHome = Schemas["AboutHome"];
export type Incident = Schemas["IncidentFacts"];
export type Fault = Schemas["FaultRow"];
export type Dwelling = Schemas["DwellingFacts"];

export type JobState = Schemas["JobState"];
export type JobDetail = Schemas["JobDetail"];
export type JobFacts = Schemas["JobFacts"];
export type PrevisitAdvice = Schemas["PrevisitAdvice"];
export type FreeBlock = Schemas["FreeBlock"];
export type JobBlocks = Schemas["JobBlocks"];
export type Planning = Schemas["Planning"];
export type LevelFacts = Schemas["LevelFacts"];
export type LevelPreview = Schemas["LevelPreview"];
export type LevelNow = Schemas["LevelNow"];
export type PlannedPerson = Schemas["PlannedPerson"];
export type FeedStanding = Schemas["FeedStanding"];
export type NewFeed = Schemas["NewFeed"];
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
export type Approach = NonNullable<JobDetail["approach"]>;
export type Attempt = Schemas["Attempt"];
export type AttemptWay = Attempt["way"];
export type Departure = Schemas["Departure"];
export type InterruptedBecause = Schemas["Reason"];
export type KeptTo = NonNullable<Departure["keptTo"]>[number];
export type SignOff = Schemas["SignOff"];
export type PartUsed = Schemas["PartUsed"];
export type FollowOn = Schemas["FollowOnFacts"];
export type MoveOut = Schemas["MoveOutFacts"];
export type Damp = Schemas["DampFacts"];
export type MoveOutList = Schemas["MoveOutList"];
export type MoveOutRow = Schemas["MoveOutRow"];
export type AgreedWork = Schemas["WorkFacts"];
export type NewWork = Schemas["NewWork"];
export type PreInspection = Required<Omit<Schemas["NewPreInspection"], "id">>;
export type FinalInspection = Required<Omit<Schemas["NewFinalInspection"], "id">>;
export type Condition = Schemas["Condition"];
export type WorkOutcome = Schemas["WorkOutcome"];
export type PayingSide = NewWork["doneBy"];
export type NoAccess = Schemas["NoAccessFacts"];

export type Board = Schemas["Board"];
export type BoardPerson = Schemas["BoardPerson"];
export type BoardDay = Schemas["BoardDay"];
export type BoardJob = Schemas["BoardJob"];
export type BoardContractor = Schemas["BoardContractor"];
export type ContractorDay = Schemas["ContractorDay"];
export type BoardVisit = Schemas["BoardVisit"];
export type BoardCall = Schemas["BoardCall"];
export type SuggestedDay = Schemas["SuggestedDay"];
export type SuggestedStop = Schemas["SuggestedStop"];
export type PlacedAnswer = Schemas["PlacedAnswer"];

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
export type CaseLink = Schemas["CaseLinkFacts"];
export type CaseLinks = Schemas["CaseLinks"];
export type MadeHelperLink = Schemas["MadeHelperLink"];
export type CasePrivacy = Schemas["CasePrivacy"];
export type ErasurePreview = Schemas["ErasurePreview"];
export type Export = Schemas["Export"];
export type Hold = Schemas["HoldFacts"];
export type HeldCase = Schemas["HeldCase"];
export type JobNeed = Schemas["JobNeed"];
export type RetentionPeriod = Schemas["PeriodFacts"];
export type RecordOfProcessing = Schemas["RecordOfProcessing"];
export type PhotoLook = Schemas["PhotoLook"];

export type Contract = Schemas["ContractFacts"];
export type Terms = Required<Schemas["Terms"]>;
export type Trade = Schemas["TradeName"];
export type WorkOrder = Schemas["WorkOrderFacts"];
export type OfferedWork = Schemas["OfferedWork"];
export type ExtraWork = Schemas["ExtraWorkFacts"];

export type Conversation = Schemas["StaffConversation"];
export type ChatMessage = Schemas["Message"];
export type ChatStanding = Schemas["Standing"];
export type ChatPerson = Schemas["ChatPerson"];
/** Told over the open line of a conversation, and never stored. */
export interface ChatPresence {
  id: string;
  name: string;
  side: ChatMessage["side"];
  isTyping: boolean;
}
export type ChatInbox = Schemas["Inbox"];
export type WaitingConversation = Schemas["WaitingConversation"];
export type ChatSettings = Schemas["ChatSettingsFacts"];

export type Priority = Schemas["Priority"];
export type RequestState = Schemas["RequestState"];
export type Targets = Schemas["Targets"];
export type SavedView = Schemas["ViewFacts"];
export type AskedView = Schemas["AskedView"];
export type DoneOrNot = Schemas["DoneOrNot"];
export type RequestRow = Schemas["RequestRow"];
export type Place = NonNullable<RequestRow["place"]>;
export type MovePreview = Schemas["MovePreview"];
export type RequestPage = Schemas["RequestList"];
export type DeskMove = RequestDetail["can"][number];
export type Parcel = Schemas["ParcelFacts"];
export type ParcelList = Schemas["ParcelList"];
export type Stock = Schemas["Stock"];
export type StockLine = Schemas["StockLine"];
export type AgreedVisit = Schemas["ProtocolFacts"];
export type VanLine = Schemas["VanLine"];
export type VanStock = Schemas["VanStock"];
export type SelfHelpFigures = Schemas["SelfHelpFigures"];
export type MessageFacts = Schemas["MessageFacts"];
export type CaseMessages = Schemas["CaseMessages"];
export type Mailbox = Schemas["Mailbox"];
export type AskedQuestion = Schemas["AskedQuestion"];
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
  | "request.done"
  | "request.doubted"
  | "request.taken_on"
  | "request.asked"
  | "request.answered"
  | "request.unanswered"
  | "request.lapsed"
  | "request.tried"
  | "request.solved"
  | "request.not_solved"
  | "request.checked_back"
  | "request.postponed"
  | "request.priority_changed"
  | "request.put_ahead"
  | "request.put_back"
  | "request.resumed"
  | "request.reopened"
  | "request.not_ours"
  | "request.disputed"
  | "request.payer_disputed"
  | "request.duplicate"
  | "request.cause_solved"
  | "request.perhaps_duplicate"
  | "incident.suspected"
  | "incident.joined"
  | "incident.confirmed"
  | "incident.told"
  | "incident.dismissed"
  | "incident.closed"
  | "message.failed"
  | "protocol.accepted"
  | "protocol.later_asked"
  | "parcel.requested"
  | "parcel.approved"
  | "parcel.refused"
  | "parcel.ready"
  | "parcel.sent"
  | "parcel.at_pickup"
  | "parcel.received"
  | "parcel.used"
  | "parcel.did_not_fit"
  | "parcel.returned"
  | "parcel.cancelled"
  | "stock.corrected"
  | "stock.carried"
  | "work_order.offered"
  | "work_order.accepted"
  | "work_order.declined"
  | "work_order.withdrawn"
  | "work_order.unanswered"
  | "extra_work.asked"
  | "extra_work.approved"
  | "extra_work.refused"
  | "request.language_chosen"
  | "request.way_chosen"
  | "request.link_asked"
  | "request.link_sent"
  | "request.link_revoked"
  | "request.helper_let_in"
  | "request.helper_revoked"
  | "job.given"
  | "job.moved"
  | "job.passed_on"
  | "job.taken_back"
  | "job.done"
  | "previsit.planned"
  | "previsit.moved"
  | "previsit.moment_asked"
  | "previsit.moment_reminded"
  | "previsit.none_suits"
  | "appointment.planned"
  | "appointment.moved"
  | "appointment.called_off"
  | "appointment.lapsed"
  | "appointment.reminded"
  | "appointment.not_shown"
  | "appointment.kept_after_all"
  | "previsit.opened"
  | "previsit.joined"
  | "previsit.ended"
  | "previsit.missed"
  | "previsit.room_empty"
  | "previsit.outcome_noted"
  | "previsit.rung_chosen"
  | "previsit.photos_asked"
  | "previsit.photo_skipped"
  | "previsit.guest_invited"
  | "previsit.helper_came"
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
  | "visit.set_out"
  | "visit.turned_back"
  | "visit.at_door"
  | "visit.called_off"
  | "visit.no_access"
  | "visit.followed_up"
  | "visit.interrupted"
  | "visit.repaired_temporarily"
  | "visit.parts_used"
  | "visit.sign_off_refused"
  | "visit.sign_off_absent"
  | "follow_on.proposed"
  | "follow_on.given"
  | "follow_on.refused"
  | "move_out.started"
  | "move_out.planned"
  | "move_out.inspected"
  | "move_out.agreed"
  | "move_out.disputed"
  | "move_out.revised"
  | "move_out.work_told_done"
  | "move_out.final_planned"
  | "move_out.checked"
  | "move_out.closed"
  | "damp.looked"
  | "damp.result"
  | "damp.safe"
  | "damp.works"
  | "damp.taken_back"
  | "visit.arrived"
  | "visit.left"
  | "manifest.sealed"
  | "job.packed"
  | "job.report_made"
  | "outsider.asked"
  | "outsider.accepted"
  | "outsider.declined"
  | "outsider.unanswered"
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
  | "privacy.held"
  | "privacy.released"
  | "privacy.claim_marked"
  | "privacy.exported"
  | "privacy.erasure_asked"
  | "privacy.erased"
  | "need.told"
  | "need.withdrawn"
  | "photo.commented"
  | "chat.said"
  | "chat.handed_over"
  | "chat.settled"
  | "chat.settings_changed";

export type JournalEntry = Schemas["Happening"] & { event: JournalEvent };
export type TimelineEntry = Schemas["TimelineEntry"] & { event: JournalEvent };
export type RequestDetail = Omit<Schemas["RequestDetail"], "timeline"> & {
  timeline: TimelineEntry[];
};
