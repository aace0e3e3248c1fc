"""The paper of a report: A4 with our letters and colours, and a line below every page."""

from pathlib import Path
from typing import cast

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from server.sentences import Sentences

_FONTS = Path(__file__).with_name("fonts")
MARGIN, WIDTH, BOTTOM = 15, 180, 18
INK, SOFT, LINE, PALE = (22, 35, 29), (78, 91, 84), (217, 210, 194), (250, 247, 240)
GREEN, AMBER, RED = (27, 94, 69), (138, 90, 0), (163, 38, 27)
Colour = tuple[int, int, int]


class Paper(FPDF):
    """Millimetres and points. Arabic names are joined and read from the right."""

    def __init__(self, say: Sentences, footer: str) -> None:
        super().__init__(format="A4")
        self._say, self._footer = say, footer
        for family in ("NotoSans", "NotoSansArabic"):
            self.add_font(family, "", _FONTS / f"{family}-Regular.ttf")
            self.add_font(family, "B", _FONTS / f"{family}-Bold.ttf")
        self.set_fallback_fonts(["NotoSansArabic"])
        self.set_text_shaping(True)
        self.set_margins(MARGIN, MARGIN)
        self.c_margin = 0  # words begin where pictures do
        self.set_auto_page_break(True, BOTTOM)
        self.set_lang(say.language)

    def footer(self) -> None:
        self.set_y(-13)
        self._pen(8, SOFT)
        self.set_draw_color(LINE)
        self.line(MARGIN, self.h - 14.5, MARGIN + WIDTH, self.h - 14.5)
        page = self._say("report.pageOf", page=self.page_no(), pages="{nb}")
        self.cell(WIDTH / 2, 5, self._footer)
        self.cell(WIDTH / 2, 5, page, align="R")

    def _pen(self, points: float, colour: Colour, *, bold: bool = False) -> None:
        self.set_font("NotoSans", "B" if bold else "", points)
        self.set_text_color(colour)

    def write_lines(
        self,
        words: str,
        points: float = 10,
        colour: Colour = INK,
        *,
        bold: bool = False,
        width: float = WIDTH,
        most: int = 0,
    ) -> None:
        """Words in a column at this place, broken where they must be; at most so many lines."""
        self._pen(points, colour, bold=bold)
        height = points * 0.48
        left = self.x
        lines = cast(
            "list[str]",  # what "LINES" gives back
            self.multi_cell(width, height, words, align="L", dry_run=True, output="LINES"),
        )
        shown = lines[:most] if most else lines
        if len(shown) < len(lines):
            shown[-1] = f"{shown[-1].rstrip()}…"
        for line in shown:
            self.set_x(left)
            self.cell(width, height, line, new_x=XPos.LEFT, new_y=YPos.NEXT)
        self.set_x(left)

    def heading(self, words: str, room_below: float) -> None:
        """Never alone at the foot of a page."""
        if self.y + room_below > self.h - BOTTOM:
            self.add_page()
        elif self.y > MARGIN + 1:
            self.ln(5)
        self.write_lines(words, 13, GREEN, bold=True)
        self.ln(1.5)

    def pair(self, name: str, value: str, *, name_width: float = 38) -> None:
        """A fact: what it is, and beside it what it says."""
        top = self.y
        self.write_lines(name, 9.5, SOFT, width=name_width)
        below = self.y
        self.set_xy(MARGIN + name_width, top)
        self.write_lines(value, 9.5, width=WIDTH - name_width)
        self.set_xy(MARGIN, max(below, self.y) + 0.8)

    def chip(self, words: str, colour: Colour, right: float, top: float) -> None:
        """A word on its own ground, ending at `right`."""
        self._pen(8, (255, 255, 255), bold=True)
        width = self.get_string_width(words) + 4
        self.set_fill_color(colour)
        self.rect(right - width, top, width, 5, style="F", round_corners=True, corner_radius=1.5)
        self.set_xy(right - width, top)
        self.cell(width, 5, words, align="C")
