"""The one Piccolo app: every table, one linear history of migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.accounts.tables import Organisation, Person, SignIn
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
from server.guests.tables import GuestInvitation, GuestSignIn
from server.jobs.tables import Job
from server.journal.tables import JournalCursor, JournalEntry, SetAsideEntry
from server.outsiders.tables import OutsiderLink, OutsiderSignIn
from server.previsits.tables import CallLine, CallMoment, Outcome, Previsit, WantedPhoto
from server.proof.tables import SealedManifest
from server.push.tables import PushSubscription
from server.recordings.tables import Recording, RecordingConsent, RecordingSlice
from server.repair_requests.tables import CaseSignIn, RepairRequest, TenantLink
from server.visits.tables import CountedPhoto, Visit

APP_CONFIG = AppConfig(
    app_name="server",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[
        Organisation,
        Person,
        SignIn,
        PushSubscription,
        Dwelling,
        Tenancy,
        JournalEntry,
        JournalCursor,
        SetAsideEntry,
        DueWorkTime,
        RepairRequest,
        TenantLink,
        CaseSignIn,
        Job,
        OutsiderLink,
        OutsiderSignIn,
        Previsit,
        CallLine,
        CallMoment,
        WantedPhoto,
        GuestInvitation,
        GuestSignIn,
        Outcome,
        Visit,
        CountedPhoto,
        EvidencePhoto,
        Judgement,
        PhotoBand,
        PhotoComment,
        PhotoTag,
        Resemblance,
        PhotoView,
        DoomedObject,
        SealedManifest,
        Recording,
        RecordingConsent,
        RecordingSlice,
    ],
    migration_dependencies=[],
    commands=[],
)
