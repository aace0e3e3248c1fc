"""The pages of somebody outside: being asked, one job, its photos. Each function makes one page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar import Response

from server.actors import Outsider
from server.case_files.outside_view import OutsideView, WantedWork
from server.case_words.spoken_times import SpokenTimes
from server.tenant_pages.drawn_marks import marked
from server.tenant_pages.large_photos import large_photo_outside
from server.tenant_pages.outside_groups import outside_groups
from server.tenant_pages.pages import Printer, Visitor, texts_for_script
from server.tenant_pages.pictures import told_of_limits
from server.tenant_pages.views import LINK_TROUBLE, large_photo_page

# Whoever said no finds her own answer again: nothing is wrong with that.
_TROUBLE = {**LINK_TROUBLE, "declined": 200}


@dataclass(frozen=True)
class AnswerForm:
    """Which link is answered, what was typed, and the sentence beside it."""

    link_id: UUID
    reason: str
    wrong: str


def outside_door(printer: Printer, visitor: Visitor, trouble: str) -> Response[bytes]:
    """Nobody is recognised here: the page's script reads the link, or tells what to do."""
    known = trouble if trouble in _TROUBLE else ""
    return printer.page(
        "outside",
        visitor,
        title=visitor.say(f"outside.{known}Title" if known else "outside.title"),
        sentence=visitor.say(f"outside.{known or 'needed'}", phone=visitor.phone),
        job=None,
        has_declined=known == "declined",
        script=True,
        status=_TROUBLE.get(known, 200),
        script_texts=texts_for_script(visitor),
    )


def outside_page(
    printer: Printer,
    visitor: Visitor,
    job: OutsideView,
    outsider: Outsider,
    answer: AnswerForm,
    now: datetime,
    *,
    picture_limit_bytes: int,
) -> Response[bytes]:
    """What somebody outside may see of a job, or add to it."""
    visitor = visitor.of(job.organisation).at("/o")
    return printer.page(
        "outside",
        visitor,
        title=job.title,
        sentence="",
        script=True,
        job=job,
        groups=outside_groups(job),
        marked=marked,
        job_id=outsider.job_id,
        name=outsider.name,
        answer=answer,
        may_give_back=job.has_accepted and job.is_open and not job.photos,
        until=SpokenTimes(visitor.say, now).line(job.expires_at),
        now_iso=now.isoformat(),
        **told_of_limits(picture_limit_bytes),
        script_texts=texts_for_script(visitor, "notTaken"),
    )


def asked_page(
    printer: Printer,
    visitor: Visitor,
    wanted: WantedWork,
    outsider: Outsider,
    answer: AnswerForm,
    now: datetime,
) -> Response[bytes]:
    """What there is to do and about where, with two answers."""
    visitor = visitor.of(wanted.organisation).at("/o")
    return printer.page(
        "asked",
        visitor,
        title=wanted.title,
        script=True,
        wanted=wanted,
        name=outsider.name,
        answer=answer,
        is_late=wanted.answer_by <= now,
        answer_by=SpokenTimes(visitor.say, now).deadline(wanted.answer_by),
        script_texts=texts_for_script(visitor),
    )


def photo_outside(
    printer: Printer, visitor: Visitor, job: OutsideView, photo_id: UUID
) -> Response[bytes]:
    """One of the photos that somebody outside may see, large, with what was drawn on it."""
    photo = large_photo_outside(
        outside_groups(job), lambda moment: visitor.say(f"outside.{moment}"), photo_id
    )
    return large_photo_page(printer, visitor.of(job.organisation), photo)
