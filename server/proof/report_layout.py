"""Lays a report out: which repair, the photos with times and verdicts, and the manifest."""

from fpdf.fonts import FontFace

from server.evidence.tables import Moment, Verdict
from server.proof.documents import SealedPhoto
from server.proof.index_page import clock_words, exact_moment
from server.proof.report_facts import Part, Pictured, ReportFacts, in_parts
from server.proof.report_paper import (
    AMBER,
    BOTTOM,
    GREEN,
    INK,
    LINE,
    MARGIN,
    PALE,
    RED,
    SOFT,
    Paper,
)
from server.proof.report_pictures import fitted
from server.sentences import Sentences, sentences

_GAP, _COLUMN, _PICTURE = 6, 87, 63
_CELL = _PICTURE + 25
_CLOCK_IS_WRONG_MS = 60_000
_CHIPS = {Verdict.ACCEPTED: GREEN, Verdict.PENDING: AMBER, Verdict.SENT_BACK: RED}


def lay_out(facts: ReportFacts) -> bytes:
    """The whole document."""
    say = sentences(facts.language, "proof")
    number = facts.about.number
    paper = Paper(say, say("report.footer", number=number, organisation=facts.about.organisation))
    paper.set_title(say("report.heading", number=number))
    paper.set_author(facts.about.organisation)
    paper.set_creation_date(facts.made_at)
    paper.add_page()
    _first_page(paper, facts, say)
    for part in in_parts(facts.photos):
        _photos(paper, part, say)
    if not facts.photos:
        paper.ln(4)
        paper.write_lines(say("report.none"))
    _manifest(paper, facts, say)
    return bytes(paper.output())


def _first_page(paper: Paper, facts: ReportFacts, say: Sentences) -> None:
    about = facts.about
    paper.set_fill_color(GREEN)
    paper.rect(0, 0, paper.w, 5, style="F")
    paper.write_lines(about.organisation, 10, GREEN, bold=True)
    paper.ln(2)
    paper.write_lines(say("report.heading", number=about.number), 22, bold=True)
    paper.write_lines(about.title, 13)
    paper.write_lines(f"{about.address}, {about.town}", 11, SOFT)
    paper.ln(4)
    accepted = sum(each.is_accepted for each in facts.photos)
    paper.pair(say("report.technician"), about.technician)
    for visit in facts.visits:
        arrived, left = exact_moment(visit.arrived_at), exact_moment(visit.left_at)
        words = say("report.inside", arrived=arrived[:16], left=left[11:16], minutes=visit.minutes)
        paper.pair(say("report.visit"), words)
    counted = say("report.counted", accepted=accepted, photos=len(facts.photos))
    paper.pair(say("report.photos"), counted)
    paper.pair(say("report.made"), f"{exact_moment(facts.made_at)}, {facts.reader}")
    paper.pair(say("check.fingerprintIs"), facts.seal.fingerprint)
    paper.ln(2)


def _photos(paper: Paper, part: Part, say: Sentences) -> None:
    paper.heading(say(f"report.{part.heading}"), 12 + _CELL)
    for first, second in part.rows:
        if paper.y + _CELL > paper.h - BOTTOM:
            paper.add_page()
        top = paper.y
        for left, shown in ((MARGIN, first), (MARGIN + _COLUMN + _GAP, second)):
            if shown:
                _photo(paper, shown, left, top, say)
        paper.set_xy(MARGIN, top + _CELL)


def _photo(paper: Paper, shown: Pictured, left: float, top: float, say: Sentences) -> None:
    photo, words = shown.photo, shown.words
    paper.set_fill_color(PALE)
    paper.set_draw_color(LINE)
    paper.rect(left, top, _COLUMN, _PICTURE, style="DF", round_corners=True, corner_radius=1.5)
    named = words.slot or say(f"moment.{photo.moment}")
    if shown.picture:
        with fitted(shown.picture) as picture:
            said = say("report.alt", number=shown.number, name=words.taken_by, what=named)
            paper.image(
                picture,
                left + 1,
                top + 1,
                _COLUMN - 2,
                _PICTURE - 2,
                keep_aspect_ratio=True,
                alt_text=said,
            )
    else:
        paper.set_xy(left + 6, top + _PICTURE / 2 - 5)
        paper.write_lines(say(_why_empty(photo)), 9, SOFT, width=_COLUMN - 12)
    if words.verdict in _CHIPS:
        colour = _CHIPS[Verdict(words.verdict)]
        verdict = say(f"verdict.{words.verdict}")
        paper.chip(verdict[0].upper() + verdict[1:], colour, left + _COLUMN - 2, top + 2)
    paper.set_xy(left, top + _PICTURE + 1.5)
    moment = say(f"moment.{photo.moment}")
    paper.write_lines(f"{shown.number} · {moment}", 8.5, GREEN, bold=True, width=_COLUMN, most=1)
    paper.write_lines(named, 10, bold=True, width=_COLUMN, most=1)
    # Each on a line of its own: a name that is read from the right turns no date round.
    for line in _told(shown, say):
        paper.write_lines(line, 8.5, SOFT, width=_COLUMN, most=1)


def _why_empty(photo: SealedPhoto) -> str:
    if not photo.is_kept:
        return "photo.erased"
    return "report.voice" if photo.media_type.startswith("audio/") else "report.noPicture"


def _told(shown: Pictured, say: Sentences) -> list[str]:
    capture, words = shown.photo.capture, shown.words
    taken = exact_moment(capture.taken_at)
    if abs(capture.clock_offset_ms) >= _CLOCK_IS_WRONG_MS:
        taken = f"{taken} ({clock_words(say, capture.clock_offset_ms)})"
    is_judged = words.judged_by and shown.photo.moment == Moment.AFTER
    judged = [say("report.judgedBy", name=words.judged_by)] if is_judged else []
    is_film = shown.photo.media_type.startswith("video/")
    return [taken, words.taken_by, *([say("report.film")] if is_film else []), *judged]


def _manifest(paper: Paper, facts: ReportFacts, say: Sentences) -> None:
    seal = facts.seal
    paper.heading(say("report.manifest"), 60)
    paper.write_lines(say("report.manifestIs"), 9.5)
    paper.ln(2)
    sealed_at = exact_moment(seal.sealed_at)
    sealed = say("check.sealed", number=seal.number, line=seal.line, moment=sealed_at)
    paper.pair(say("check.seal"), sealed)
    paper.pair(say("check.fingerprintIs"), seal.fingerprint)
    paper.pair(say("check.manifest"), seal.sha256)
    paper.ln(2)
    if facts.photos:
        _receipts(paper, facts.photos, say)
    paper.write_lines(say("check.times"), 8.5, SOFT)


def _receipts(paper: Paper, photos: list[Pictured], say: Sentences) -> None:
    paper.set_text_color(INK)
    paper.set_fill_color(255)  # else rows are on the ground of the last chip
    paper.set_font("NotoSans", "", 7.5)
    head = FontFace(emphasis="BOLD", color=GREEN, fill_color=PALE)
    columns = ("number", "received", "size", "line", "sha256")
    with paper.table(
        col_widths=(7, 31, 20, 14, 108),
        text_align=("RIGHT", "LEFT", "RIGHT", "RIGHT", "LEFT"),
        headings_style=head,
        borders_layout="HORIZONTAL_LINES",
        line_height=4.6,
        padding=(0.4, 1),
    ) as table:
        heads = table.row()
        for column in columns:
            heads.cell(say(f"report.{column}"))
        for shown in photos:
            row, photo = table.row(), shown.photo
            row.cell(str(shown.number))
            row.cell(exact_moment(photo.receipt.received_at))
            row.cell(f"{photo.byte_count:,}".replace(",", "\N{NO-BREAK SPACE}"))
            row.cell(str(photo.receipt.line))
            row.cell(photo.sha256)
    paper.ln(2)
