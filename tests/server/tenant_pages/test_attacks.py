"""What people and programs type that cannot be: a sentence beside the field, and nothing broken."""

import asyncio
import re
from uuid import UUID

import pytest

from server.repair_requests.tables import RepairRequest
from tests.server.tenant_pages.conftest import Site
from tests.server.tenant_pages.test_report_form import a_report

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    "phone",
    ["06-1234", "0612345678901234567", "bel mij maar", "112", "+31 6 1234", "06" + "1" * 80],
)
async def test_a_number_that_nobody_can_phone_is_kept_and_explained(site: Site, phone: str) -> None:
    before = await site.reports()
    async with site.browser() as rosa:
        page = await rosa.post("/report", data=a_report(phone=phone))
    assert page.status_code == 422
    assert 'id="wrong-phone"' in page.text
    assert re.search(rf'<input id="phone"[^>]*value="{re.escape(phone)}"', page.text)
    assert await site.reports() == before


@pytest.mark.parametrize("phone", ["+31 6 1234 5678", "0031612345678", "06 12 34 56 78"])
async def test_a_number_may_be_written_in_many_ways(site: Site, phone: str) -> None:
    form = a_report(phone=phone)
    async with site.browser() as rosa:
        sent = await rosa.post("/report", data=form)
    assert sent.status_code == 303
    request = await RepairRequest.objects().get(RepairRequest.id == UUID(form["id"]))
    assert request is not None
    assert request.phone == "+31612345678"


@pytest.mark.parametrize("house_number", ["12", " 12 ", "12-", "12."])
async def test_a_house_number_may_be_written_in_many_ways(site: Site, house_number: str) -> None:
    async with site.browser() as rosa:
        sent = await rosa.post("/report", data=a_report(house_number=house_number))
    assert sent.status_code == 303


@pytest.mark.parametrize("house_number", ["12 A", "12-A", "12 bis", "0", "-", "12; DROP TABLE"])
async def test_a_home_that_is_not_ours_is_asked_for_again(site: Site, house_number: str) -> None:
    async with site.browser() as rosa:
        page = await rosa.post("/report", data=a_report(house_number=house_number))
    assert page.status_code == 422
    assert re.search(r'id="wrong-(postcode|house_number)"', page.text)


@pytest.mark.parametrize(
    "field", ["description", "pets", "parking", "floor", "earlier_number", "access_notes", "name"]
)
async def test_far_too_much_is_told_beside_its_field(site: Site, field: str) -> None:
    async with site.browser() as rosa:
        page = await rosa.post("/report", data=a_report(**{field: "x" * 100_000}))
    assert page.status_code == 422
    assert f'id="wrong-{field}">Dit is te lang.' in page.text


async def test_signs_that_turn_text_around_are_left_out_of_a_name(site: Site) -> None:
    turned = "Mina\u202e\u0000\u0007"
    form = a_report(name=turned, for_other="yes", reporter_name=turned, reporter_phone="0612345678")
    async with site.browser() as mina:
        sent = await mina.post("/report", data=form)
    assert sent.status_code == 303
    request = await RepairRequest.objects().get(RepairRequest.id == UUID(form["id"]))
    assert request is not None
    for kept in (request.tenant_name, request.reporter_name):
        assert not set(kept) & {"\u202e", "\u0000", "\u0007"}


async def test_the_same_form_twice_at_once_is_one_report(site: Site) -> None:
    form = a_report(for_other="yes", reporter_name="Mina", reporter_phone="06 12345678")
    before = await site.reports()
    async with site.browser() as one, site.browser() as other:
        answers = await asyncio.gather(
            *(each.post("/report", data=form) for each in (one, other, one, other))
        )
    assert {answer.status_code for answer in answers} == {303}
    assert await site.reports() == before + 1
