"""A report on paper: the photos beside each other, told apart, and never the originals."""

import io
import re

from httpx import AsyncClient
from PIL import Image

from server.journal.service import position
from tests.support import given, pictures
from tests.support.cast import DE_LINDE


def pictures_in(pdf: bytes) -> list[Image.Image]:
    """Every JPEG that lies in the document as it was put there."""
    starts = [place for place in range(len(pdf)) if pdf.startswith(b"\xff\xd8\xff", place)]
    return [Image.open(io.BytesIO(pdf[start:])) for start in starts]


def letters_in(pdf: bytes) -> set[str]:
    """Every letter that the fonts of the document draw, by their own tables."""
    codes = re.findall(rb"^<[0-9A-F]{4}> <([0-9A-F]+)>$", pdf, re.MULTILINE)
    return {bytes.fromhex(code.decode()).decode("utf-16-be") for code in codes}


async def test_a_report_shows_small_copies_and_any_name_and_changes_nothing(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, otto: AsyncClient
) -> None:
    repair = await given.repair(rosa, name="Şükrü Їжак محمد")
    await given.report_photo(rosa, pictures.jpeg(5, size=(1800, 1200)))
    job = await given.job(vera, repair)
    visit = await given.arrival(tom, job)
    photo = await given.photo(tom, given.photos_of(job), visitId=visit, slot="tap")
    await given.departure(tom, visit, [photo])
    await given.ready(vera, photo)
    await vera.post(f"/api/photos/{photo}/accept")
    made = await vera.post(f"/api/jobs/{job}/reports", headers={"accept-language": "en"})
    assert made.status_code == 201, made.text
    before = await position(DE_LINDE.id)
    assert (await otto.get(made.json()["url"])).status_code == 404
    answer = await tom.get(made.json()["url"])
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert await position(DE_LINDE.id) == before
    assert answer.content.startswith(b"%PDF-")
    shown = pictures_in(answer.content)
    assert len(shown) == 2
    assert max(max(each.size) for each in shown) <= 1000
    assert not any(each.getexif() for each in shown)
    assert set("ŞükЇжم") <= letters_in(answer.content)
    looks = (await vera.get(f"/api/photo-views/{repair.id}")).json()
    assert ("Tom Bakker", True) in {(look["viewerName"], look["isLarge"]) for look in looks}
