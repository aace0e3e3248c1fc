"""What Rosa, Vera, Tom and Otto do on their screens, and what they see there.

Every method waits until its result is on the screen, without reloading, and fails when it does not
come. Words are those of the Dutch screens.
"""

import asyncio
import base64
import io
import re
from dataclasses import dataclass

import pillow_heif
from playwright.async_api import Locator, Page, expect

from tests.support.chromium import picture_of_code, read_code

PATIENCE_MS = 60_000

REPORTED_WORDS = "De keukenkraan druppelt de hele nacht door."
ROSAS_NAME, ROSAS_PHONE = "Rosa de Wit", "06 12345678"
ROSAS_STREET, ROSAS_POSTCODE, ROSAS_HOUSE_NUMBER = "Lindelaan", "3698 KL", "12"

# What an <img> really shows once it has come, whatever its address is.
SHOWN = """async (image) => {
  while (!(image.complete && image.naturalWidth)) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/png").split(",")[1];
}"""


@dataclass(frozen=True)
class Told:
    """What Rosa knows after reporting."""

    number: str
    link: str

    @property
    def secret(self) -> str:
        return self.link.partition("#")[2]


def photo_of_code(code: str, form: str) -> bytes:
    """A photo as a phone stores it, "JPEG" or "HEIF", that shows a readable code."""
    pillow_heif.register_heif_opener()
    encoded = io.BytesIO()
    picture_of_code(code, height=720).save(encoded, form, quality=90)
    return encoded.getvalue()


async def code_shown(image: Locator) -> str | None:
    """What the code in a picture on the screen says."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        return read_code(base64.b64decode(await image.evaluate(SHOWN)))


class OnScreen:
    """Somebody before a page that is opened once and then keeps itself up to date."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.context.set_default_timeout(PATIENCE_MS)
        page.context.set_default_navigation_timeout(PATIENCE_MS)

    async def marks_the_page(self) -> None:
        await self.page.evaluate("() => { window.isStillTheSame = true; }")

    async def never_reloaded(self) -> None:
        assert await self.page.evaluate("window.isStillTheSame"), "the page was loaded again"

    async def sees(self, words: str | re.Pattern[str]) -> None:
        await self.page.get_by_text(words).first.wait_for()

    async def presses(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def follows(self, name: str) -> None:
        await self.page.get_by_role("link", name=name, exact=True).click()


class Rosa(OnScreen):
    """The tenant at her phone."""

    async def reports_a_dripping_tap(self, photos: dict[str, bytes]) -> Told:
        """From the first page to her case; then she has a number and a link."""
        await self.page.goto("/")
        await self.page.get_by_role("link", name="Keuken").click()
        await self.page.get_by_role("link", name="De kraan druppelt").click()
        await self.page.locator("html.with-store").wait_for()
        await self._fills_in()
        await self.page.get_by_label("Foto's toevoegen").set_input_files(
            [
                # What phones say of a HEIC file: nothing.
                {"name": name, "mimeType": "application/octet-stream", "buffer": content}
                for name, content in photos.items()
            ]
        )
        await expect(self.page.locator("#chosen .tile")).to_have_count(
            len(photos), timeout=PATIENCE_MS
        )
        await self.presses("Melding versturen")
        await self.page.get_by_role("heading", name="Uw melding is binnen").wait_for()
        await self.sees("Uw foto's zijn binnen.")
        await self.marks_the_page()
        number = await self.page.locator("main").get_attribute("data-case")
        link = await self.page.locator("#address").text_content()
        assert number
        assert link
        await self.sees(f"Reparatie {number}")
        return Told(number, link)

    async def _fills_in(self) -> None:
        for label, words in {
            "Vertel in uw eigen woorden wat er is": REPORTED_WORDS,
            "Postcode": ROSAS_POSTCODE,
            "Huisnummer": ROSAS_HOUSE_NUMBER,
            "Uw naam": ROSAS_NAME,
            "Telefoonnummer": ROSAS_PHONE,
        }.items():
            await self.page.get_by_label(label).fill(words)
        await self.page.get_by_label("Een paar dagen").check()

    async def sees_her_photos(self, count: int) -> None:
        pictures = self.page.locator("[data-live=photos] img")
        await expect(pictures).to_have_count(count, timeout=PATIENCE_MS)

    async def sees_happening(self, words: str | re.Pattern[str]) -> None:
        """The card that says what happens now."""
        card = self.page.locator("[data-live=now]")
        await expect(card).to_contain_text(words, timeout=PATIENCE_MS)

    async def sees_the_invitation(self) -> None:
        await self.sees_happening(re.compile("kijkt Tom met u mee"))
        await self.page.get_by_role("button", name="Meedoen").wait_for()

    async def opens_her_link_and_joins(self, link: str) -> None:
        await self.page.goto(link)
        await self.page.get_by_role("button", name="Meedoen").click()
        start = self.page.get_by_role("button", name="Beginnen", exact=True)
        await expect(start).to_be_enabled(timeout=PATIENCE_MS)  # her camera is on
        await start.click()

    async def sees_the_still(self) -> str | None:
        await self.sees("Tom maakte een foto")
        await self.page.get_by_text("Foto verstuurd").wait_for(state="attached")
        return await code_shown(self.page.get_by_alt_text("Foto uit het gesprek"))


class Vera(OnScreen):
    """The coordinator at her desk."""

    async def opens_her_desk(self) -> None:
        await self.page.goto("/desk/")
        await self.sees("Alles is klaar")
        await self.page.get_by_text("Live", exact=True).wait_for()
        await self.marks_the_page()

    async def sees_it_arrive(self, title: str) -> None:
        line = self.page.get_by_role("row").filter(has_text=REPORTED_WORDS)
        await line.get_by_role("link", name=title).wait_for()
        await expect(line).to_contain_text("Nieuw gemeld", timeout=PATIENCE_MS)

    async def opens(self, title: str) -> str:
        """The id of the request, from the address of its screen."""
        await self.follows(title)
        await self.page.get_by_role("heading", name=title, level=1).wait_for()
        return self.page.url.rpartition("/")[2]

    async def codes_of(self, moment: str) -> set[str | None]:
        """What the photos of a group show: `moment` is the heading above them."""
        group = self.page.locator("section", has=self.page.get_by_role("heading", name=moment))
        return {await code_shown(image) for image in await group.last.locator("li img").all()}

    async def gives_it_to_tom_and_plans_to_look_now(self) -> None:
        await self.page.get_by_role("radio", name="Tom Bakker").check()
        await self.page.get_by_role("radio", name="ander moment").check()
        moment = self.page.get_by_label("Dag en tijd")
        await moment.fill(await moment.get_attribute("min") or "")
        await self.presses("Klus maken en uitnodigen")
        await self.page.get_by_role("heading", name="Samen online kijken").wait_for()
        await self.sees(f"{ROSAS_NAME} ziet de uitnodiging")

    async def goes_to_review(self) -> None:
        await (
            self.page.get_by_role("navigation")
            .get_by_role("link", name="Foto's beoordelen")
            .click()
        )
        await self.page.get_by_role("heading", name="Foto's beoordelen", level=1).wait_for()

    async def sees_photos_to_judge(self, count: int) -> None:
        lane = self.page.locator(".lane li button")
        await expect(lane).to_have_count(count, timeout=PATIENCE_MS)

    async def compares(self) -> tuple[str | None, str | None]:
        """What the codes say before and after the work."""
        return (
            await code_shown(self.page.get_by_role("img", name="Vóór", exact=True)),
            await code_shown(self.page.get_by_role("img", name="Na", exact=True)),
        )

    async def accepts(self) -> None:
        await self.page.keyboard.press("a")
        await self.sees(re.compile("^Goedgekeurd: "))

    async def sends_back_as_too_dark(self) -> None:
        await self.page.keyboard.press("r")
        await self.page.keyboard.press("2")
        await self.sees("Terug naar Tom Bakker: te donker")

    async def opens_the_closed_case(self, number: str) -> None:
        await self.page.get_by_role("link", name=number).first.click()
        await self.page.get_by_role("heading", name="Reparatie klaar").wait_for()

    async def sees_minutes_in_home(self, minutes: int, promised: int) -> None:
        card = self.page.get_by_role("region", name="Reparatie klaar")
        unit = "minuut" if minutes == 1 else "minuten"
        await expect(card).to_contain_text(f"{minutes} {unit} binnen", timeout=PATIENCE_MS)
        await expect(card).to_contain_text(f"{promised} beloofd")


class Tom(OnScreen):
    """The technician with the app on his phone."""

    async def opens_his_app(self) -> None:
        await self.page.goto("/app/")
        await self.page.get_by_role("heading", name="Vandaag", level=1).wait_for()
        # From now on the app starts without a network too.
        await self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        await self.marks_the_page()

    async def opens_the_previsit(self) -> None:
        await self.follows("Bellen")

    async def asks_for_a_still(self) -> str | None:
        await self.presses("Foto")
        return await code_shown(self.page.get_by_alt_text("Foto uit het gesprek, vergroten"))

    async def hangs_up(self) -> None:
        await self.presses("Ophangen")
        await self.page.get_by_role("heading", name="Gesprek afgelopen").wait_for()

    async def notes_the_outcome(self, finding: str, part: str, minutes: int) -> None:
        await self.page.get_by_label("Wat is er aan de hand?").fill(finding)
        await self.page.get_by_label("Ander onderdeel").fill(part)
        await self.presses("Toevoegen")
        for _ in range(30, minutes, -5):  # the form begins with half an hour
            await self.presses("5 minuten minder")
        await expect(self.page.locator("output")).to_contain_text(str(minutes))
        await self.presses("Klus vastleggen")
        await self.page.get_by_role("button", name="Ik ben binnen").wait_for()

    async def arrives(self) -> None:
        await self.presses("Ik ben binnen")
        await self.page.get_by_role("link", name="Na-foto maken", exact=True).wait_for()

    async def photographs(self, link: str, *, is_first: bool = False) -> None:
        """Through the link of the job's screen, with the camera, and back to the job."""
        await self.follows(link)
        if is_first:  # on this phone: whether the place goes along is asked once
            await self.presses("Nee")
        await self.takes_the_photo()
        await self.page.wait_for_url(re.compile("/app/jobs/[^/]+$"))

    async def takes_the_photo(self) -> None:
        await self.presses("Foto maken")
        await self.presses("Gebruiken")

    async def leaves(self) -> None:
        await self.presses("Klaar, ik ga")
        await self.presses("Ik ga")
        await self.page.get_by_role("heading", name="Vandaag", level=1).wait_for()

    async def sees_waiting(self, count: int) -> None:
        """On his phone, not sent yet."""
        await self.page.get_by_role("link", name=f"Wachtrij {count}").wait_for()

    async def reloads_without_network(self) -> None:
        await self.page.reload()
        await self.page.get_by_role("heading", name="Vandaag", level=1).wait_for()
        await self.marks_the_page()

    async def sees_everything_sent(self) -> None:
        await self.page.get_by_role("link", name="Wachtrij", exact=True).wait_for()

    async def retakes_the_photo_sent_back(self) -> str:
        """The id of the photo at which the camera opened."""
        await self.sees("Te donker")
        await self.follows("Foto opnieuw maken")
        with_photo = re.compile(r"retake=([0-9a-f-]+)")
        await self.page.wait_for_url(with_photo)
        await self.sees("Te donker")
        sent_back = with_photo.search(self.page.url)
        assert sent_back
        await self.takes_the_photo()
        await self.page.wait_for_url(re.compile("/app/jobs/[^/]+$"))
        return sent_back[1]


class Otto(OnScreen):
    """The coordinator of another organisation."""

    async def opens_his_desk(self) -> None:
        await self.page.goto("/desk/")
        await self.sees("Alles is klaar")
        await self.page.get_by_text("Live", exact=True).wait_for()
        await self.marks_the_page()

    async def sees_nothing(self) -> None:
        await self.never_reloaded()
        await expect(self.page.locator("a[data-request]")).to_have_count(0)
        await self.sees("Alles is klaar")
