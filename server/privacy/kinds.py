"""Everything that is kept about people, kind by kind: where it lies, how long, and how it goes.

The job that erases, the settings, the record of processing, the export and the tenant's page are
all made of this one list. What each kind is called and why it is kept stands under its word in
`privacy.json`, in both languages. A table with persons in it that stands nowhere here fails a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from piccolo.table import Table

from server.accounts.tables import NOBODY, Person, SignIn
from server.backlog.tables import QueuePin
from server.case_chat.tables import CaseMessage, Conversation
from server.case_push.tables import CasePushSubscription
from server.contractors.tables import WorkOrder
from server.damp.tables import DampStep
from server.dwellings.tables import Tenancy
from server.evidence.tables import (
    EvidencePhoto,
    Judgement,
    PhotoBand,
    PhotoComment,
    PhotoState,
    PhotoTag,
    PhotoView,
    Resemblance,
)
from server.extra_work.tables import ExtraWork
from server.follow_ons.tables import FollowOn
from server.guests.tables import GuestInvitation, GuestSignIn
from server.jobs.tables import Job
from server.journal.tables import JournalEntry, SetAsideEntry
from server.legal_holds.access import NOT_HELD
from server.legal_holds.tables import LegalHold
from server.mail.service import KEPT_FOR as LETTERS_ARE_KEPT
from server.mail.tables import Mail
from server.messages.tables import Message
from server.move_outs.tables import AgreedWork, InspectedRoom, MoveOut
from server.needs.tables import Need
from server.outsiders.tables import OutsiderLink, OutsiderSignIn
from server.parcels.tables import Parcel
from server.people.tables import Invitation
from server.planning.tables import Absence, CalendarFeed, WorkingTime
from server.previsits.tables import CallLine, CallMoment, Outcome, WantedPhoto
from server.push.tables import PushSubscription
from server.recordings.tables import (
    KEPT_FOR,
    KIND,
    Recording,
    RecordingConsent,
    RecordingSlice,
)
from server.repair_requests.tables import CaseSignIn, RepairRequest, TenantLink
from server.retention.periods import MANY_DAYS
from server.saved_views.tables import SavedView
from server.signing_in.tables import Ceremony, Passkey, SignInCode
from server.triage.tables import TenantQuestion
from server.visit_protocol.tables import ProtocolAcceptance
from server.visits.tables import Approach, NoAccess, Visit


class CountsFrom(StrEnum):
    """From when the days of a kind count."""

    CASE_CLOSED = "case_closed"
    TENANCY_ENDED = "tenancy_ended"  # where none is known: from when the case was closed
    CALL_ENDED = "call_ended"
    LOOKED = "looked"
    EXPIRED = "expired"
    TOLD = "told"
    SENT = "sent"
    LINK_IDLE = "link_idle"  # the case was closed, or it was withdrawn: some weeks later it is over
    STAYS = "stays"  # for as long as somebody works here
    ENDED = "ended"  # an absence
    LEFT = "left"  # from when she works here no more


class Way(StrEnum):
    """How it goes."""

    OBJECTS = "objects"  # pictures and sound, each with all its copies; see `pictures.py`
    RECORDINGS = "recordings"
    ROWS = "rows"  # rows are deleted, or emptied where something hangs on them
    PEOPLE = "people"  # a row says that somebody worked here, and no more; see `former_staff.py`
    NEVER = "never"


_PREVISITS = "(SELECT v.id FROM previsit v JOIN job j ON j.id = v.job WHERE j.request = {})"
_JOBS = "(SELECT j.id FROM job j WHERE j.request = {})"
_PHOTOS = "(SELECT p.id FROM evidence_photo p WHERE p.request = {})"
_LINKS = "(SELECT o.id FROM outsider_link o JOIN job j ON j.id = o.job WHERE j.request = {})"
_GUESTS = (
    "(SELECT g.id FROM guest_invitation g JOIN previsit v ON v.id = g.previsit"
    " JOIN job j ON j.id = v.job WHERE j.request = {})"
)
_RECORDINGS = (
    "(SELECT c.id FROM recording c JOIN previsit v ON v.id = c.previsit"
    " JOIN job j ON j.id = v.job WHERE j.request = {})"
)


def _over(column: str, also: str = "") -> str:
    """Of sign-ins that nobody can use any more."""
    return (
        f"SELECT {column} FROM sign_in s JOIN person p ON p.id = s.person {also}"  # noqa: S608 - ours
        " WHERE p.organisation = {} AND coalesce(s.revoked_at, s.expires_at) < {}"
    )


def _of_people(table: str, moment: str) -> str:
    """Rows of what people of an organisation began in order to sign in."""
    return (
        f"SELECT x.id FROM {table} x JOIN person p ON p.id = x.person"  # noqa: S608 - ours
        f" WHERE p.organisation = {{}} AND {moment} < {{}}"
    )


def _of_cases(table: str, request: str, is_over: str) -> str:
    """Rows of cases that nobody holds."""
    return (
        f"SELECT x.id FROM {table} x JOIN repair_request r ON r.id = {request}"  # noqa: S608 - ours
        f" WHERE r.organisation = {{}} AND {is_over} AND {NOT_HELD}"
    )


_LINK_IDLE = (
    "CASE WHEN x.revoked_at IS NOT NULL THEN x.revoked_at WHEN r.closed_at IS NULL"
    " THEN x.expires_at WHEN x.created_at > r.closed_at THEN x.created_at ELSE r.closed_at END"
)


HOME_NOT_HELD = (
    "NOT EXISTS (SELECT 1 FROM repair_request r WHERE r.dwelling = t.dwelling"  # noqa: S608 - ours
    f" AND NOT {NOT_HELD})"
)
"""In SQL, for a tenancy `t`: no case at that home is on hold, which may need to know who lived
there."""


def _written_to(cases: str) -> str:
    """Where she is written to: at the address or, by SMS, the number of the report, at the address
    of a tenancy with its number, or on her phones. A letter to nobody has no recipient."""
    return (
        "(SELECT a.recipient FROM (SELECT id, email AS recipient FROM repair_request UNION ALL"  # noqa: S608 - ours
        " SELECT id, phone FROM repair_request UNION ALL"
        " SELECT q.id, t.email FROM repair_request q"
        " JOIN tenancy t ON t.dwelling = q.dwelling AND t.phone = q.phone UNION ALL"
        " SELECT s.request, CAST(u.id AS VARCHAR(36)) FROM case_push_subscription u"
        " JOIN case_sign_in s ON s.id = u.sign_in) a"
        f" WHERE a.id {cases} AND a.recipient <> '')"
    )


_HELD_CASES = "IN (SELECT h.request FROM legal_hold h WHERE h.released_at IS NULL)"


EMPTY_OBJECT = "{}"
"""As JSON."""


@dataclass(frozen=True)
class Holding:
    """Some rows of a table, and what happens to them.

    `of_case` finds those of a repair: its `{}` is the id of the request. With `empties` the rows
    stay and these columns become this; without, they are deleted.
    """

    table: type[Table]
    of_case: str = ""
    empties: Mapping[str, Any] | None = None
    is_there: str = ""
    """Whether something is left of a row; else: when one of `empties` is something else."""
    of_organisation: str = ""
    """What has times of its own goes by them: ids of its organisation's rows
    from before a moment."""
    hidden: tuple[str, ...] = ()
    """Never in an export: secrets, and what is about somebody else."""

    @property
    def name(self) -> str:
        return self.table._meta.tablename  # pyright: ignore[reportPrivateUsage] - it has no other

    @property
    def left(self) -> str:
        """In SQL: something is left of a row."""
        if self.is_there:
            return self.is_there
        if self.empties is None:
            return "1 = 1"
        differs = [_differs(column, value) for column, value in self.empties.items()]
        return f"({' OR '.join(differs)})"


def _differs(column: str, emptied: Any) -> str:
    """In SQL: something else stands there."""
    if emptied is None:
        return f"{column} IS NOT NULL"
    if emptied == EMPTY_OBJECT:  # its braces would be taken for the place of an argument
        return f"length({column}) > {len(EMPTY_OBJECT)}"
    return f"{column} <> '{emptied}'"


@dataclass(frozen=True)
class Kind:
    """One kind of data about people. `word` is its name everywhere."""

    word: str
    counts_from: CountsFrom
    days: int
    """The default; an organisation chooses its own."""
    way: Way = Way.ROWS
    holdings: tuple[Holding, ...] = ()
    most: int = MANY_DAYS
    stays_with_claim: bool = False
    """Needed to settle damage or warranty."""
    claim_days: int = 0
    """Where a case is marked so: then these are the default of `<word>_claim`."""
    article: str = "6-1-b"
    recipients: tuple[str, ...] = ("desk", "technician")

    @property
    def is_of_a_case(self) -> bool:
        return any(holding.of_case for holding in self.holdings)


_SECRETS = ("secret_hash",)
_PRICES = ("call_out_cents", "hourly_cents", "extra_unasked_cents", "extra_coordinator_cents")
_ERASED_LINE = {"payload": None, "salt": None}
_ERASED_LINE_AND_NAME = {**_ERASED_LINE, "actor_name": None, "name_salt": None}
_LINE_HIDDEN = ("salt", "name_salt")


def _lines(events: str, empties: Mapping[str, Any] = _ERASED_LINE) -> Holding:
    """Lines of the journal. The chain holds digests only, and stays whole."""
    return Holding(JournalEntry, f"request_id = {{}} AND {events}", empties, hidden=_LINE_HIDDEN)


PHOTO = {
    "state": PhotoState.ERASED,
    "part_hashes": "[]",
    "likeness": "",
    "latitude": None,
    "longitude": None,
    "accuracy_m": None,
    "taken_by": "",
    "verdict": None,
    "reason": None,
    "verdict_note": "",
    "judged_by": None,
}
"""What remains of a photo is what its sealed manifest says of it: a hash, a size and times."""

PERSON = {
    "name": NOBODY,
    "email": None,
    "directory_issuer": None,
    "directory_subject": None,
    "language": "",
}
"""What remains of a colleague who left long ago is that somebody worked here: the row that jobs,
visits and the journal point to."""

KINDS = (
    Kind(
        "photos",
        CountsFrom.CASE_CLOSED,
        days=183,
        way=Way.OBJECTS,
        stays_with_claim=True,
        claim_days=730,
        holdings=(
            Holding(
                EvidencePhoto,
                "request = {}",
                PHOTO,
                is_there="state <> 'erased'",
                hidden=("outsider_link", "helper_link", "likeness"),
            ),
            Holding(Judgement, f"photo IN {_PHOTOS}"),
            Holding(PhotoComment, f"photo IN {_PHOTOS}"),
            Holding(PhotoTag, f"photo IN {_PHOTOS}"),
            Holding(PhotoBand, f"photo IN {_PHOTOS}"),
            Holding(Resemblance, f"photo IN {_PHOTOS}", hidden=("earlier",)),
            Holding(Resemblance, f"earlier IN {_PHOTOS}", hidden=("photo",)),
            _lines("event LIKE 'photo.%'"),
        ),
        recipients=("desk", "technician", "outsider"),
    ),
    Kind(
        KIND,
        CountsFrom.CALL_ENDED,
        days=KEPT_FOR.days,
        most=KEPT_FOR.days,  # what everybody agreed to
        way=Way.RECORDINGS,
        holdings=(
            Holding(
                Recording,
                f"id IN {_RECORDINGS}",
                {"object_key": ""},
                is_there="deleted_at IS NULL AND started_at IS NOT NULL",
                hidden=("upload_id",),
            ),
            Holding(RecordingSlice, f"recording IN {_RECORDINGS}"),
        ),
        article="6-1-a",
    ),
    Kind(
        "needs",
        CountsFrom.TOLD,
        days=365,
        most=365,  # then she is asked again
        holdings=(
            Holding(
                Need,
                "request = {}",
                {"code": ""},
                of_organisation=_of_cases("need", "x.request", "x.code <> '' AND x.given_at < {}"),
            ),
        ),
        article="9-2-a",
        recipients=("desk", "technician", "contractor"),
    ),
    Kind(
        "consents",
        CountsFrom.CASE_CLOSED,
        days=730,
        holdings=(
            Holding(RecordingConsent, f"recording IN {_RECORDINGS}"),
            Holding(Need, "request = {} AND code = ''"),
            _lines("event LIKE 'recording.%'"),
            _lines("event LIKE 'need.%'"),
        ),
        article="6-1-c",
        recipients=("desk",),
    ),
    Kind(
        "chat",
        CountsFrom.CASE_CLOSED,
        days=365,
        holdings=(
            Holding(CallLine, f"previsit IN {_PREVISITS}"),
            Holding(CaseMessage, "request = {}"),
            Holding(Conversation, "id = {}", hidden=("taken_by",)),
            _lines("event LIKE 'chat.%'"),
        ),
        recipients=("desk", "technician", "contractor", "tenant"),
    ),
    Kind(
        "calls",
        CountsFrom.CASE_CLOSED,
        days=365,
        holdings=(
            Holding(CallMoment, f"previsit IN {_PREVISITS}"),
            Holding(WantedPhoto, f"previsit IN {_PREVISITS}", {"words": ""}),
            _lines("event LIKE 'previsit.%' AND event NOT LIKE 'previsit.guest%'"),
        ),
    ),
    Kind(
        "guests",
        CountsFrom.CASE_CLOSED,
        days=365,
        holdings=(
            Holding(GuestSignIn, f"invitation IN {_GUESTS}", hidden=_SECRETS),
            Holding(
                GuestInvitation,
                f"previsit IN {_PREVISITS}",
                hidden=("secret_hash", "name", "came_in_by"),
            ),
            _lines("event LIKE 'previsit.guest%'", _ERASED_LINE_AND_NAME),
            _lines("actor_kind = 'guest'", _ERASED_LINE_AND_NAME),
        ),
        recipients=("desk", "technician", "tenant"),
    ),
    Kind(
        "outsiders",
        CountsFrom.CASE_CLOSED,
        days=365,
        holdings=(
            Holding(OutsiderSignIn, f"link IN {_LINKS}", hidden=_SECRETS),
            Holding(OutsiderLink, f"job IN {_JOBS}", hidden=("secret_hash", "name")),
            _lines("event LIKE 'outsider.%'", _ERASED_LINE_AND_NAME),
            _lines("actor_kind = 'outsider'", _ERASED_LINE_AND_NAME),
        ),
        article="6-1-f",
        recipients=("desk",),
    ),
    Kind(
        "access",
        CountsFrom.CASE_CLOSED,
        days=183,
        holdings=(
            Holding(
                RepairRequest,
                "id = {}",
                {"access_notes": "", "preferred_moments": "[]", "about_home": EMPTY_OBJECT},
            ),
            Holding(ProtocolAcceptance, f"id IN {_JOBS}"),
            Holding(
                Outcome,
                f"job IN {_JOBS}",
                {"access_notes": "", "stopcock": "", "fuse_box": "", "parking": "", "pets": ""},
            ),
        ),
    ),
    Kind(
        "messages",
        CountsFrom.CASE_CLOSED,
        days=365,
        holdings=(
            Holding(
                Message,
                "request = {}",
                {"subject": "", "text": "", "address": "", "fingerprint": ""},
            ),
        ),
        recipients=("desk",),
    ),
    Kind(
        "letters",
        CountsFrom.SENT,
        days=LETTERS_ARE_KEPT.days,
        most=LETTERS_ARE_KEPT.days,
        holdings=(
            Holding(
                Mail,
                f"recipient IN {_written_to('= {}')}",
                # A letter belongs to no organisation: whoever looks first lets it go.
                of_organisation="SELECT m.id FROM mail m"  # noqa: S608 - ours
                " WHERE EXISTS (SELECT 1 FROM organisation o WHERE o.id = {})"
                f" AND m.settled_at < {{}} AND m.recipient NOT IN {_written_to(_HELD_CASES)}",
                hidden=("text",),
            ),
        ),
        recipients=(),
    ),
    Kind(
        "request",
        CountsFrom.TENANCY_ENDED,
        days=730,
        stays_with_claim=True,
        holdings=(
            Holding(
                RepairRequest,
                "id = {}",
                {
                    "description": "",
                    "tenant_name": "",
                    "phone": "",
                    "email": None,
                    "retry_hash": None,
                    "about_fault": EMPTY_OBJECT,
                    "reporter_name": "",
                    "reporter_phone": "",
                },
                hidden=("retry_hash", "reporter_name", "reporter_phone"),
            ),
            Holding(TenantQuestion, "request = {}", {"question": "", "answer": ""}),
            Holding(QueuePin, "request = {}", {"reason": ""}),
            Holding(
                Parcel,
                "request = {}",
                {"reason": "", "tracking_number": "", "tracking_url": ""},
                hidden=("price_cents", "taken_from"),
            ),
            Holding(Job, "request = {}", {"note": ""}),
            Holding(Visit, f"job IN {_JOBS}", {"note": "", "sign_off_words": ""}),
            Holding(DampStep, "request = {}", {"words": ""}),
            Holding(FollowOn, f"job IN {_JOBS}", {"words": "", "refusal": ""}),
            Holding(
                MoveOut,
                "id = {}",
                {
                    "new_address": "",
                    "pre_words": "",
                    "answered_by": "",
                    "answer_words": "",
                    "final_words": "",
                    "closing_words": "",
                },
            ),
            Holding(InspectedRoom, "move_out = {}", {"words": ""}),
            Holding(AgreedWork, "move_out = {}", {"words": "", "outcome_words": ""}),
            Holding(Approach, f"id IN {_JOBS}"),
            Holding(
                NoAccess,
                f"job IN {_JOBS}",
                {"attempts": "[]", "no_photo_because": "", "follow_up": ""},
            ),
            Holding(Outcome, f"job IN {_JOBS}", {"finding": ""}),
            Holding(
                WorkOrder,
                "request = {}",
                {"note": "", "decline_reason": ""},
                hidden=_PRICES,
            ),
            Holding(
                ExtraWork,
                f"job IN {_JOBS}",
                {"words": "", "refusal": ""},
                hidden=("amount_cents",),
            ),
            Holding(LegalHold, "request = {} AND released_at IS NOT NULL", {"reason": ""}),
            Holding(
                SetAsideEntry,
                "(organisation, seq) IN"
                " (SELECT l.organisation, l.seq FROM journal l WHERE l.request_id = {})",
            ),
            # What sealed a manifest and what was erased names nobody, and is the proof of both.
            _lines(
                "event <> 'manifest.sealed' AND event NOT LIKE 'privacy.%'", _ERASED_LINE_AND_NAME
            ),
        ),
        recipients=("desk", "technician", "contractor"),
    ),
    Kind(
        "links",
        CountsFrom.LINK_IDLE,
        days=92,
        holdings=(
            Holding(
                CasePushSubscription,
                "sign_in IN (SELECT s.id FROM case_sign_in s WHERE s.request = {})",
                of_organisation=_of_cases(
                    "case_push_subscription",
                    "(SELECT s.request FROM case_sign_in s WHERE s.id = x.sign_in)",
                    "(SELECT s.expires_at FROM case_sign_in s WHERE s.id = x.sign_in) < {}",
                ),
                hidden=("endpoint", "public_key", "auth_secret"),
            ),
            Holding(
                CaseSignIn,
                "request = {}",
                of_organisation=_of_cases("case_sign_in", "x.request", "x.expires_at < {}"),
                hidden=_SECRETS,
            ),
            Holding(
                TenantLink,
                "request = {}",
                of_organisation=_of_cases("tenant_link", "x.request", f"{_LINK_IDLE} < {{}}"),
                hidden=("secret_hash", "name"),
            ),
        ),
        recipients=(),
    ),
    Kind(
        "views",
        CountsFrom.LOOKED,
        days=365,
        holdings=(
            Holding(
                PhotoView,
                f"photo IN {_PHOTOS}",
                of_organisation=_of_cases(
                    "photo_view",
                    "(SELECT p.request FROM evidence_photo p WHERE p.id = x.photo)",
                    "x.first_at < {}",
                ),
            ),
        ),
        article="6-1-f",
        recipients=("desk", "tenant"),
    ),
    Kind(
        "tenancies",
        CountsFrom.TENANCY_ENDED,
        days=730,
        holdings=(
            Holding(
                Tenancy,
                of_organisation="SELECT t.id FROM tenancy t"  # noqa: S608 - ours
                " JOIN dwelling d ON d.id = t.dwelling"
                f" WHERE d.organisation = {{}} AND t.ended_on < {{}} AND {HOME_NOT_HELD}",
            ),
        ),
        recipients=("desk",),
    ),
    Kind(
        "sign_ins",
        CountsFrom.EXPIRED,
        days=92,
        holdings=(
            Holding(
                PushSubscription,
                of_organisation=_over("u.id", "JOIN push_subscription u ON u.sign_in = s.id"),
            ),
            Holding(SignIn, of_organisation=_over("s.id")),
            Holding(Ceremony, of_organisation=_of_people("ceremony", "x.expires_at")),
            Holding(SignInCode, of_organisation=_of_people("sign_in_code", "x.asked_at")),
            Holding(
                Invitation,
                of_organisation="SELECT i.id FROM invitation i"
                " WHERE i.organisation = {} AND i.expires_at < {}",
            ),
        ),
        article="6-1-f",
        recipients=("administrator",),
    ),
    Kind(
        "staff",
        CountsFrom.STAYS,
        days=0,
        way=Way.NEVER,
        holdings=(
            Holding(Person),
            Holding(Passkey),
            Holding(WorkingTime),
            Holding(SavedView),
            Holding(CalendarFeed, hidden=_SECRETS),
        ),
        article="6-1-f",
        recipients=("desk", "tenant", "administrator"),
    ),
    Kind(
        "absences",
        CountsFrom.ENDED,
        days=92,
        most=365,
        holdings=(
            Holding(
                Absence,
                of_organisation="SELECT x.id FROM absence x JOIN person p ON p.id = x.person"
                " WHERE p.organisation = {} AND x.until_on < {}",
            ),
        ),
        article="6-1-b",
        recipients=("desk",),
    ),
    Kind(
        "former_staff",
        CountsFrom.LEFT,
        days=730,
        way=Way.PEOPLE,
        holdings=(
            Holding(
                Person,
                empties=PERSON,
                of_organisation="SELECT p.id FROM person p"
                " WHERE p.organisation = {} AND p.deactivated_at < {}",
            ),
        ),
        article="6-1-f",
        recipients=("desk", "administrator"),
    ),
)

BY_WORD = {kind.word: kind for kind in KINDS}

WITHOUT_PERSONS = {
    "organisation": "a firm, and its telephone number",
    "chat_settings": "when a corporation answers, and what it often says",
    "planning_settings": "how an organisation divides its days",
    "appointment": "in which block a technician came; who lives there stands in repair_request",
    "visit_level": "where and when somebody comes for emergencies only",
    "level_postponement": "which repairs waited for that; whose they are stands in repair_request",
    "incident": "one cause in a street; whose home it was stands in repair_request",
    "contract": "what two firms agreed",
    "contract_trade": "what a firm does, and its prices",
    "dwelling": "a home; who lives there stands in tenancy and repair_request",
    "part_stock": "how many of a part lie in the warehouse or in a van",
    "previsit": "when a call was planned and held",
    "moment_choice": "when a tenant was asked to choose a moment; her words stand in case_message",
    "used_part": "parts that were used at a visit",
    "counted_photo": "ids that a phone counted",
    "sealed_manifest": "hashes, sizes and times: it names nobody, and proves what was there",
    "doomed_object": "keys of objects until they are gone, hours at most",
    "due_work": "when the server has to do what",
    "journal_cursor": "how far a consumer has read",
    "retention_period": "the settings of all this",
    "erasure_done": "ids of erasures",
    "urgency_settings": "within which time a corporation wants its repairs done",
}
"""Tables that hold nothing about a person, and why."""

IMPERSONAL: dict[str, set[str]] = {
    "repair_request": {
        *("number", "state", "state_before", "priority", "fault", "room", "language", "claim"),
        *("told_by", "postponed_because", "lane"),
    },
    "job": {"state"},
    "visit": {"outcome", "reason", "sign_off", "sign_off_because", "kept_to"},
    "follow_on": {
        *("state", "trades", "stock_parts", "other_parts", "photos", "proposed_by", "decided_by"),
    },
    "damp_step": {"step", "noted_by"},
    "move_out": {"state", "inspected_by", "checked_by"},
    "inspected_room": {"room", "condition"},
    "agreed_work": {"room", "done_by", "paid_by", "because", "outcome"},
    "no_access": {"followed_up_by"},
    "work_order": {"trade", "state", "offered_by", "answered_by"},
    "extra_work": {"state", "asked_by", "decided_by"},
    "outcome": {"fault", "parts", "tools"},
    "wanted_photo": {"slot"},
    "recording": {"state", "because", "asked_by", "upload_id"},
    "tenant_question": {"asked_by"},
    "queue_pin": {"pinned_by"},
    "parcel": {"part", "variant", "way", "state", "taken_from", "decided_by"},
    "message": {"because", "earlier", "state", "channel", "language"},
    "need": {"text_version"},
    "person": {"role", "demo_key"},
    "legal_hold": {"held_by", "released_by"},
    "evidence_photo": {
        *("moment", "source", "slot", "kind", "object_key", "media_type", "sha256", "findings")
    },
    "journal": {
        *("event", "actor_kind", "payload_digest", "previous_hash", "hash", "actor_name_digest")
    },
}
"""Words that stay in a row that was emptied: what was done to which home by which colleague."""


@dataclass(frozen=True)
class Periods:
    """How long an organisation keeps each kind, and each kind of a case with a claim."""

    chosen: Mapping[str, int] = field(default_factory=dict[str, int])

    def days(self, kind: Kind, *, has_claim: bool = False) -> int:
        word, days = (
            (claim_word(kind), kind.claim_days)
            if has_claim and kind.claim_days
            else (kind.word, kind.days)
        )
        return min(self.chosen.get(word, days), kind.most)


def claim_word(kind: Kind) -> str:
    return f"{kind.word}_claim"
