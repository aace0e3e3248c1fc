"""People come in with a passkey of a real browser, with a virtual authenticator for the finger."""

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, CDPSession, Page, async_playwright, expect

from tests.support.chromium import launch_options
from tests.support.running_server import RunningServer, running_server
from tests.support.usable_by_everybody import complaints

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

PATIENCE_MS = 60_000
PHONE: Any = {"width": 360, "height": 740}
DESK: Any = {"width": 1440, "height": 900}
LINK = re.compile(r"http://\S+/(?:app|desk)/invitation#\S+")


@dataclass(frozen=True)
class Stage:
    """A server with nobody in it, reached by the name that passkeys need."""

    server: RunningServer
    address: str
    browser: Browser

    def newest_link(self) -> str:
        return LINK.findall(self.server.said)[-1]

    @contextlib.asynccontextmanager
    async def device(self, size: Any, **options: Any) -> AsyncIterator["Device"]:
        context = await self.browser.new_context(
            base_url=self.address, locale="nl-NL", viewport=size, **options
        )
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        yield await Device.with_authenticator(page)
        await context.close()


@dataclass
class Device:
    page: Page
    cdp: CDPSession
    authenticator: str

    @classmethod
    async def with_authenticator(cls, page: Page) -> "Device":
        cdp = await page.context.new_cdp_session(page)
        await cdp.send("WebAuthn.enable", {"enableUI": False})
        added = await cdp.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    # A finger comes when the test says so: the browser asks by itself as well.
                    "automaticPresenceSimulation": False,
                }
            },
        )
        return cls(page, cdp, added["authenticatorId"])

    async def touch(self, *, is_there: bool = True) -> None:
        await self._tell("setAutomaticPresenceSimulation", enabled=is_there)

    async def offers_no_keys_by_itself(self) -> None:
        """As browsers without conditional mediation: else a finger that is there signs in before
        the button can be pressed."""
        await self.page.add_init_script(
            "PublicKeyCredential.isConditionalMediationAvailable = async () => false"
        )

    async def knows_finger(self, is_known: bool) -> None:
        await self._tell("setUserVerified", isUserVerified=is_known)

    async def keys(self) -> list[dict[str, Any]]:
        return (await self._tell("getCredentials"))["credentials"]

    async def count_backwards(self) -> None:
        """As a copy of the key would, which was used less often."""
        (key,) = await self.keys()
        await self._tell("removeCredential", credentialId=key["credentialId"])
        await self._tell("addCredential", credential={**key, "signCount": 1})

    async def _tell(self, what: str, **facts: Any) -> Any:
        return await self.cdp.send(
            f"WebAuthn.{what}", {**facts, "authenticatorId": self.authenticator}
        )

    async def joins(self, link: str, name: str = "") -> None:
        await self.touch()
        await self.page.goto(link)
        if name:
            await self.page.get_by_label("Voor- en achternaam").fill(name)
        await self.page.get_by_role("button", name="Passkey maken").click()

    async def signs_out_at_the_desk(self) -> None:
        await self.touch(is_there=False)
        await self.page.get_by_role("button", name="Uitloggen").first.click()
        await expect(self.page.get_by_role("heading", name="Inloggen")).to_be_visible()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    with running_server(
        tmp_path_factory.mktemp("real"), demo="0", settings={"VOORAF_MEDIA_WORKER": "0"}
    ) as server:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**launch_options(chromium))
            yield Stage(server, server.address.replace("127.0.0.1", "localhost"), browser)
            await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ans(stage: Stage) -> AsyncIterator[Device]:
    """The first administrator, who came by the link on the terminal."""
    async with stage.device(DESK) as device:
        await device.joins(stage.newest_link(), "Ans Bos")
        await expect(device.page.get_by_role("heading", name="Mensen")).to_be_visible()
        yield device


async def invites(ans: Device, stage: Stage, name: str, role: str) -> str:
    """The link in the letter."""
    before = len(LINK.findall(stage.server.said))
    await ans.page.goto("/desk/people")
    await ans.page.get_by_label("Naam", exact=True).fill(name)
    email = f"{name.split()[0].lower()}@linde.test"
    await ans.page.get_by_label("E-mailadres").fill(email)
    await ans.page.locator("select[aria-describedby='role-does']").select_option(role)
    await ans.page.get_by_role("button", name="Uitnodiging sturen").click()
    await expect(ans.page.get_by_text(f"De uitnodiging aan {name} is onderweg.")).to_be_visible()
    while len(LINK.findall(stage.server.said)) == before:
        await ans.page.wait_for_timeout(100)
    return stage.newest_link()


async def test_the_first_administrator_comes_by_the_printed_link_and_lets_others_in(
    stage: Stage, ans: Device
) -> None:
    link = await invites(ans, stage, "Tom Bakker", "technician")
    assert "/app/invitation#" in link
    async with stage.device(PHONE) as phone:
        await phone.joins(link)
        await expect(phone.page.get_by_text("Geen werk voor vandaag")).to_be_visible()
        (key,) = await phone.keys()
        assert key["isResidentCredential"]
        assert key["rpId"] == "localhost"
        # The link is used up.
        async with stage.device(PHONE) as other:
            await other.page.goto(link)
            await expect(other.page.get_by_role("alert")).to_contain_text("werkt niet meer")


async def test_a_role_and_leaving_are_asked_first(stage: Stage, ans: Device) -> None:
    link = await invites(ans, stage, "Sven Maas", "technician")
    async with stage.device(PHONE) as phone:
        await phone.joins(link)
        await expect(phone.page.get_by_text("Geen werk voor vandaag")).to_be_visible()
    await ans.page.reload()
    role = ans.page.get_by_label("Rol van Sven Maas")
    question = ans.page.get_by_role("group", name="Sven Maas de rol Coördinator geven?")
    await role.focus()
    # A slip is a question only; Escape is no.
    await ans.page.keyboard.press("ArrowDown")
    await expect(question).to_contain_text("ziet en plant alle reparaties")
    assert await complaints(ans.page, is_phone=False) == {}
    await role.focus()
    await ans.page.keyboard.press("Escape")
    await expect(question).to_be_hidden()
    await expect(role).to_have_value("technician")
    await expect(role).to_be_focused()
    await ans.page.keyboard.press("ArrowDown")
    await ans.page.keyboard.press("Tab")
    await ans.page.keyboard.press("Enter")
    await expect(question).to_be_hidden()
    await expect(role).to_be_focused()
    await ans.page.reload()
    await expect(role).to_have_value("coordinator")
    line = ans.page.get_by_role("listitem").filter(has_text="Sven Maas")
    await line.get_by_role("button", name="Toegang stoppen").click()
    sheet = ans.page.get_by_role("dialog", name="Sven Maas geen toegang meer geven?")
    await expect(sheet).to_contain_text("Er blijven geen open klussen achter")
    await expect(sheet).to_contain_text("1 toestel wordt uitgelogd.")
    await sheet.get_by_role("button", name="Toegang stoppen").click()
    await expect(line).to_contain_text("werkt hier niet meer")


async def test_a_passkey_signs_in_without_a_name(stage: Stage, ans: Device) -> None:
    link = await invites(ans, stage, "Vera Groot", "coordinator")
    async with stage.device(DESK) as desk:
        await desk.offers_no_keys_by_itself()
        await desk.joins(link)
        await expect(desk.page.get_by_role("link", name="Werkvoorraad")).to_be_visible()
        await desk.signs_out_at_the_desk()
        await desk.touch()
        await desk.page.get_by_role("button", name="Inloggen met passkey").click()
        await expect(desk.page.get_by_role("link", name="Werkvoorraad")).to_be_visible()
        await desk.page.goto("/desk/me")
        await expect(desk.page.get_by_text("dit toestel").first).to_be_visible()
        await expect(desk.page.get_by_text("met passkey")).to_be_visible()

        # A copy of the key is noticed by its counter.
        await desk.signs_out_at_the_desk()
        await desk.count_backwards()
        await desk.touch()
        await desk.page.get_by_role("button", name="Inloggen met passkey").click()
        await expect(desk.page.get_by_text("Deze passkey werkt hier niet.")).to_be_visible()


async def test_a_key_that_the_browser_offers_signs_in_without_a_press(
    stage: Stage, ans: Device
) -> None:
    link = await invites(ans, stage, "Mo Visser", "coordinator")
    async with stage.device(DESK) as desk:
        await desk.joins(link)
        await expect(desk.page.get_by_role("link", name="Werkvoorraad")).to_be_visible()
        await desk.signs_out_at_the_desk()
        await desk.touch()
        await desk.page.reload()
        await expect(desk.page.get_by_role("link", name="Werkvoorraad")).to_be_visible()


async def test_somebody_without_the_finger_does_not_come_in(stage: Stage, ans: Device) -> None:
    link = await invites(ans, stage, "Ingrid Bos", "manager")
    async with stage.device(DESK) as desk:
        await desk.offers_no_keys_by_itself()
        await desk.joins(link)
        await expect(desk.page.get_by_role("link", name="Werkvoorraad")).to_be_visible()
        await desk.signs_out_at_the_desk()
        await desk.knows_finger(False)
        await desk.touch()
        await desk.page.get_by_role("button", name="Inloggen met passkey").click()
        await expect(desk.page.get_by_text("De passkey is niet gebruikt.")).to_be_visible()


async def test_passkeys_are_added_named_and_removed_but_not_the_last_way_in(
    stage: Stage, ans: Device
) -> None:
    await ans.page.goto("/desk/me")
    remove = ans.page.get_by_role("button", name=re.compile("Verwijderen: "))
    await expect(remove).to_have_count(1)
    await remove.click()
    await ans.page.get_by_role("dialog").get_by_role("button", name="Verwijderen").click()
    # She has no e-mail address: nobody has seen that one is hers.
    await expect(ans.page.get_by_text("de enige manier om in te loggen")).to_be_visible()
    await ans.page.get_by_role("button", name=re.compile("Naam veranderen: ")).click()
    await ans.page.get_by_label("Naam van de passkey").fill("Mijn sleutel")
    await ans.page.get_by_role("button", name="Bewaren").click()
    await expect(ans.page.get_by_text("Mijn sleutel").first).to_be_visible()


async def test_a_lost_phone_is_signed_out_at_the_desk(stage: Stage, ans: Device) -> None:
    link = await invites(ans, stage, "Fatima Amrani", "technician")
    async with stage.device(PHONE) as phone:
        await phone.joins(link)
        await expect(phone.page.get_by_text("Geen werk voor vandaag")).to_be_visible()
        await phone.touch(is_there=False)  # whoever found it is somebody else
        await ans.page.goto("/desk/phones")
        lost = re.compile("Telefoon uitloggen.*Fatima Amrani")
        await ans.page.get_by_role("button", name=lost).click()
        await expect(
            ans.page.get_by_text("Fatima Amrani is uitgelogd op 1 toestel.")
        ).to_be_visible()
        await expect(ans.page.get_by_text("geen foto's meer op")).to_be_visible()
        await phone.page.reload()
        await phone.page.get_by_text("Je klussen zijn van deze telefoon").wait_for()
        await expect(phone.page.get_by_role("button", name="Stuur een code")).to_be_visible()


async def test_an_administrator_sees_no_repairs(ans: Device) -> None:
    for address in ("/desk/", "/desk/review", "/desk/requests/nowhere"):
        await ans.page.goto(address)
        await expect(ans.page.get_by_role("heading", name="Mensen")).to_be_visible()
    await expect(ans.page.get_by_role("link", name="Werkvoorraad")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "size", "shows"),
    [
        ("/app/", PHONE, "Stuur een code"),
        ("/desk/", DESK, "Stuur een code"),
        ("invitation", PHONE, "Passkey maken"),
    ],
    ids=["app", "desk", "invitation"],
)
async def test_coming_in_is_usable_by_everybody(
    stage: Stage, ans: Device, path: str, size: Any, shows: str
) -> None:
    if path == "invitation":
        path = await invites(ans, stage, "Sanne Mulder", "technician")
    async with stage.device(size, bypass_csp=True) as device:  # axe comes from outside
        await device.page.goto(path)
        await device.page.get_by_role("button", name=shows).wait_for()
        assert await complaints(device.page, is_phone=size is PHONE) == {}


async def test_nobody_of_the_demonstration_comes_in_here(stage: Stage) -> None:
    async with stage.device(DESK) as desk:
        await desk.page.goto("/desk/")
        await expect(desk.page.get_by_role("heading", name="Inloggen")).to_be_visible()
        await expect(desk.page.get_by_text("Vera", exact=True)).to_have_count(0)
        refused = await desk.page.request.post("/api/demo/sign-in", data={"person": "vera"})
        assert refused.status == 404
