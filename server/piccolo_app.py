"""The one Piccolo app: every table, one linear history of migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.accounts.tables import Organisation, Person, SignIn
from server.appointments.tables import Appointment
from server.backlog.tables import QueuePin
from server.case_chat.tables import CaseMessage, ChatSettings, Conversation
from server.case_push.tables import CasePushSubscription
from server.contractors.tables import Contract, ContractTrade, WorkOrder
from server.damp.tables import DampStep
from server.due_work.tables import DueWorkTime
from server.dwellings.tables import Dwelling, Tenancy
from server.evidence.tables import (
    DoomedObject,
    EvidencePhoto,
    Judgement,
    PhotoBand,
    PhotoComment,
    PhotoTag,
    PhotoView,
    Resemblance,
)
from server.extra_work.tables import ExtraWork
from server.follow_ons.tables import FollowOn
from server.guests.tables import GuestInvitation, GuestSignIn
from server.incidents.tables import Incident
from server.jobs.tables import Job
from server.journal.tables import JournalCursor, JournalEntry, SetAsideEntry
from server.legal_holds.tables import LegalHold
from server.mail.tables import Mail
from server.messages.tables import Message
from server.move_outs.tables import AgreedWork, InspectedRoom, MoveOut
from server.needs.tables import Need
from server.outsiders.tables import OutsiderLink, OutsiderSignIn
from server.parcels.tables import Parcel, PartStock
from server.people.tables import Invitation
from server.planning.tables import Absence, CalendarFeed, PlanningSettings, WorkingTime
from server.previsits.tables import (
    CallLine,
    CallMoment,
    MomentChoice,
    Outcome,
    Previsit,
    WantedPhoto,
)
from server.privacy.tables import ErasureDone
from server.proof.tables import SealedManifest
from server.push.tables import PushSubscription
from server.recordings.tables import Recording, RecordingConsent, RecordingSlice
from server.repair_requests.tables import CaseSignIn, RepairRequest, TenantLink
from server.retention.tables import RetentionPeriod
from server.saved_views.tables import SavedView
from server.signing_in.tables import Ceremony, Passkey, SignInCode
from server.triage.tables import TenantQuestion
from server.urgency.tables import UrgencySettings
from server.visit_levels.tables import LevelPostponement, VisitLevel
from server.visit_protocol.tables import ProtocolAcceptance
from server.visits.tables import Approach, CountedPhoto, NoAccess, UsedPart, Visit

APP_CONFIG = AppConfig(
    app_name="server",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[
        Organisation,
        Person,
        SignIn,
        Invitation,
        Passkey,
        Ceremony,
        SignInCode,
        Mail,
        PushSubscription,
        Dwelling,
        Tenancy,
        JournalEntry,
        JournalCursor,
        SetAsideEntry,
        DueWorkTime,
        RepairRequest,
        Incident,
        TenantLink,
        CaseSignIn,
        CasePushSubscription,
        TenantQuestion,
        Parcel,
        PartStock,
        Message,
        Contract,
        ContractTrade,
        WorkOrder,
        Job,
        Appointment,
        PlanningSettings,
        WorkingTime,
        Absence,
        CalendarFeed,
        ExtraWork,
        OutsiderLink,
        OutsiderSignIn,
        Previsit,
        MomentChoice,
        CallLine,
        CallMoment,
        WantedPhoto,
        GuestInvitation,
        GuestSignIn,
        Outcome,
        ProtocolAcceptance,
        Visit,
        UsedPart,
        FollowOn,
        DampStep,
        MoveOut,
        InspectedRoom,
        AgreedWork,
        Approach,
        NoAccess,
        CountedPhoto,
        EvidencePhoto,
        Judgement,
        PhotoBand,
        PhotoComment,
        PhotoTag,
        Resemblance,
        PhotoView,
        DoomedObject,
        CaseMessage,
        Conversation,
        ChatSettings,
        SealedManifest,
        Recording,
        RecordingConsent,
        RecordingSlice,
        LegalHold,
        SavedView,
        Need,
        RetentionPeriod,
        ErasureDone,
        UrgencySettings,
        QueuePin,
        VisitLevel,
        LevelPostponement,
    ],
    migration_dependencies=[],
    commands=[],
)
