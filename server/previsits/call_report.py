"""The report of a call: who was in it and when, how good it was over time, what was interrupted.

Pure: moments in the order they happened in, a report out.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from server.database import select
from server.previsits.call_lines import lines_of
from server.previsits.schemas import CallReport, InCall, Interruption, QualitySpan, SaidLine, Stay
from server.previsits.tables import CallKind, InterruptionKind, QualityLevel

_NOTICED_SECONDS = 2
"""Shorter ones are over before anybody has noticed them: no reason for a warning."""


class Told(msgspec.Struct, frozen=True):
    """One moment of a call, as it was written down."""

    previsit: UUID
    at: datetime
    participant: str
    role: str
    name: str
    kind: CallKind
    told: str


async def reports_of(job_ids: Sequence[UUID]) -> dict[UUID, list[CallReport]]:
    """The report of every call that was held for these jobs, oldest first."""
    reports: dict[UUID, list[CallReport]] = {job_id: [] for job_id in job_ids}
    if not job_ids:
        return reports
    marks = ", ".join("{}" for _ in job_ids)
    moments = await select(
        lambda job_id, ended_at, *told: (job_id, ended_at, Told(*told)),
        # What a guest was to the two who looked together says more than that it was a guest.
        "SELECT p.job, p.ended_at, c.previsit, c.at, c.participant, coalesce(g.kind, c.role),"  # noqa: S608 - marks only
        " c.name, c.kind, c.told FROM call_moment c JOIN previsit p ON p.id = c.previsit"
        " LEFT JOIN guest_invitation g ON g.previsit = p.id AND CAST(g.id AS TEXT) = c.participant"
        f" WHERE p.job IN ({marks}) ORDER BY c.at, c.id",
        *job_ids,
    )
    calls: dict[tuple[UUID, UUID, datetime | None], list[Told]] = {}
    for job_id, ended_at, told in moments:
        calls.setdefault((job_id, told.previsit, ended_at), []).append(told)
    lines = await lines_of([previsit_id for _, previsit_id, _ in calls])
    for (job_id, previsit_id, ended_at), told in calls.items():
        reports[job_id].append(report_of(previsit_id, told, ended_at, lines[previsit_id]))
    return reports


def report_of(
    previsit_id: UUID,
    moments: Sequence[Told],
    ended_at: datetime | None,
    lines: Sequence[SaidLine] = (),
) -> CallReport:
    """What these moments tell of one call. Who never left was in it until it ended."""
    people: dict[str, _Person] = {}
    for moment in moments:
        person = people.get(moment.participant)
        if person is None:
            person = people[moment.participant] = _Person(moment)
        person.hear(moment, is_sent_to=_is_sent_to(moment.participant, people))
    end = max(moments[-1].at, ended_at or moments[-1].at)
    return CallReport(
        previsit_id=previsit_id,
        started_at=moments[0].at,
        ended_at=end if all(not person.is_in for person in people.values()) or ended_at else None,
        people=[person.told(end) for person in people.values()],
        lines=list(lines),
    )


def _is_sent_to(participant: str, people: dict[str, "_Person"]) -> bool:
    return any(
        other.is_in and other.shows != "off"
        for name, other in people.items()
        if name != participant
    )


class _Span:
    """Something that began, and may have ended."""

    def __init__(self, word: str, since: datetime) -> None:
        self.word = word
        self.since = since
        self.until: datetime | None = None

    def seconds(self, end: datetime) -> int:
        return round(((self.until or end) - self.since).total_seconds())


class _Person:
    def __init__(self, first: Told) -> None:
        self.name = first.name
        self.role = first.role
        self.shows = "off"
        self.stays: list[_Span] = []
        self.levels: list[_Span] = []
        self.gaps: list[_Span] = []

    @property
    def is_in(self) -> bool:
        return bool(self.stays) and self.stays[-1].until is None

    def hear(self, moment: Told, *, is_sent_to: bool) -> None:
        match moment.kind:
            case CallKind.JOINED:
                self._close(moment.at)
                self.stays.append(_Span("", moment.at))
            case CallKind.LEFT:
                self._close(moment.at)
            case CallKind.AWAY:
                self._end_gap(("connection", "hidden"), moment.at)
                self.gaps.append(_Span(moment.told, moment.at))
            case CallKind.BACK:
                self._end_gap(("connection", "hidden"), moment.at)
            case CallKind.MEDIA:
                self._show(moment)
            case CallKind.QUALITY:
                # Nothing comes in while nobody sends: that is a pause and no trouble.
                if moment.told != "nothing" or is_sent_to:
                    self._measure(moment)

    def told(self, end: datetime) -> InCall:
        lost = [span for span in self.gaps if span.word == "connection"]
        drawn = sorted([*self.levels, *lost], key=lambda span: span.since)
        return InCall(
            name=self.name,
            role=self.role,
            stays=[Stay(span.since, span.until) for span in self.stays],
            quality=[
                QualitySpan(
                    QualityLevel("away" if span.word == "connection" else span.word),
                    span.since,
                    span.until or end,
                )
                for span in drawn
            ],
            interruptions=list(self._interruptions(end)),
        )

    def _interruptions(self, end: datetime) -> Iterator[Interruption]:
        for kind in InterruptionKind:
            spans = [
                span
                for span in (*self.gaps, *self.levels)
                if span.word == kind and span.seconds(end) >= _NOTICED_SECONDS
            ]
            if spans:
                yield Interruption(kind, len(spans), sum(span.seconds(end) for span in spans))

    def _close(self, at: datetime) -> None:
        for spans in (self.stays, self.levels, self.gaps):
            for span in spans:
                span.until = span.until or at
        self.shows = "off"

    def _end_gap(self, words: tuple[str, ...], at: datetime) -> None:
        for span in self.gaps:
            if span.word in words and span.until is None:
                span.until = at

    def _show(self, moment: Told) -> None:
        before, self.shows = self.shows, moment.told
        if moment.told == "picture":
            self._end_gap(("no_picture",), moment.at)
        elif before == "picture":
            self.gaps.append(_Span("no_picture", moment.at))

    def _measure(self, moment: Told) -> None:
        last = self.levels[-1] if self.levels else None
        if last and last.until is None and last.word == moment.told:
            return
        if last and last.until is None:
            last.until = moment.at
        self.levels.append(_Span(moment.told, moment.at))
