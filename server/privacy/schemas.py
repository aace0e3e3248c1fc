"""Privacy over HTTP: periods, what is kept of a case, erasing on request, exports, the record."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from server.legal_holds.schemas import HoldFacts
from server.needs.schemas import NeedFacts
from server.repair_requests.tables import Claim
from server.wire import Sent, Wire

KindWord = Annotated[str, Meta(max_length=24)]
StaysBecause = Literal["hold", "open", "damage", "warranty"]


class PeriodFacts(Wire, frozen=True):
    """How long one kind of data is kept; `word` has its sentences in `privacy.json`."""

    word: str
    counts_from: str
    days: int
    default_days: int
    most_days: int


class ChosenPeriod(Sent, frozen=True):
    """So many days for one kind, from now on."""

    word: KindWord
    days: int


class ChosenPeriods(Sent, frozen=True):
    """What a manager changes."""

    periods: Annotated[list[ChosenPeriod], Meta(max_length=50)]


class NewClaim(Sent, frozen=True):
    """Why the photos of a case may be needed later; null when they are not."""

    claim: Claim | None


class TenancyEnd(Sent, frozen=True):
    """The last day of the tenancy; null when it goes on after all."""

    ended_on: date | None


class KeptKind(Wire, frozen=True):
    """How much of one kind there is of a case, and until when. `until` is null while nothing
    counts yet: the repair is open, she lives there, or somebody holds the case."""

    word: str
    counts_from: str
    days: int
    count: int
    until: date | None


class ConsentGiven(Wire, frozen=True):
    """One answer of somebody: to what, to which version of the text, and whether it was taken
    back."""

    about: Literal["recording", "guest", "need"]
    name: str
    role: str
    text_version: str
    given_at: datetime | None
    refused_at: datetime | None
    withdrawn_at: datetime | None


class TenancyFacts(Wire, frozen=True):
    """The tenancy that the corporation knows for this case."""

    id: UUID
    ended_on: date | None


class CasePrivacy(Wire, frozen=True):
    """Everything about the privacy of one case, for the desk."""

    claim: Claim | None
    erased_at: datetime | None
    tenancy: TenancyFacts | None
    holds: list[HoldFacts]
    needs: list[NeedFacts]
    consents: list[ConsentGiven]
    kept: list[KeptKind]


class HeldCase(Wire, frozen=True):
    """A case on hold, in the list of them."""

    request_id: UUID
    number: str
    hold: HoldFacts


class ErasableKind(Wire, frozen=True):
    """What would happen to one kind of data of a case. `because` says why it stays."""

    word: str
    count: int
    because: StaysBecause | None


class ErasableCase(Wire, frozen=True):
    """One case of the same tenant at the same home."""

    request_id: UUID
    number: str
    title: str
    reported_at: datetime
    closed_at: datetime | None
    tenant_name: str
    phone: str
    email: str | None
    kinds: list[ErasableKind]


class ErasurePreview(Wire, frozen=True):
    """What goes and what stays. Of every repair the bare facts stay, without a person in them."""

    cases: list[ErasableCase]
    does_tenancy_stay: bool


class ChosenCases(Sent, frozen=True):
    """Of the cases that were looked at before, those that are really hers."""

    requests: Annotated[list[UUID], Meta(min_length=1, max_length=500)]


class Export(Wire, frozen=True):
    """An export that was made; it is fetched at `url`."""

    line: int
    url: str
    file_name: str
    cases: int
    photos: int


class RecordedKind(Wire, frozen=True):
    """One row of the record of processing."""

    word: str
    name: str
    what: str
    why: str
    basis: str
    recipients: list[str]
    kept: str
    erased: str


class RecordOfProcessing(Wire, frozen=True):
    """AVG article 30: who processes what, on which ground, for whom, until when."""

    organisation: str
    phone: str
    made_at: datetime
    kinds: list[RecordedKind]
    measures: list[str]
