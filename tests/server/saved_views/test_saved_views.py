"""A view of the work list is kept under a name, for oneself or for all, and says what is gone."""

from typing import Any

from httpx import AsyncClient

from server.clock import now
from server.contractors.tables import Contract
from server.database import change, insert, transaction
from server.saved_views.keeping import MOST
from tests.support import given
from tests.support.cast import DE_LINDE, VAN_DIJK

VIEWS = "/api/saved-views"


def a_view(name: str = "Lekkages te laat", **asked: Any) -> dict[str, Any]:
    wanted = {"which": "open", "trade": "LOA", "late": True, **asked}
    return {"id": given.fresh_id(), "name": name, "isShared": False, "asked": wanted}


async def names(desk: AsyncClient) -> list[str]:
    return [view["name"] for view in (await desk.get(VIEWS)).json()]


async def test_a_view_is_hers_until_she_shares_it_and_goes_when_she_removes_it(
    vera: AsyncClient, ingrid: AsyncClient, otto: AsyncClient
) -> None:
    view = a_view()
    await vera.post(VIEWS, json=view)
    (kept,) = (await vera.post(VIEWS, json=view)).json()
    assert (kept["name"], kept["isMine"], kept["gone"]) == ("Lekkages te laat", True, [])
    assert (kept["asked"]["trade"], kept["asked"]["late"]) == ("LOA", True)
    assert await names(ingrid) == []
    address = f"{VIEWS}/{view['id']}"
    hers = {"name": "Loodgieter", "isShared": True}
    assert (await ingrid.post(f"{address}/change", json=hers)).status_code == 404

    await vera.post(f"{address}/change", json=hers)
    assert await names(ingrid) == ["Loodgieter"]
    assert await names(otto) == []
    assert (await otto.post(f"{address}/remove")).status_code == 404
    others = {**a_view("Van Ingrid"), "isShared": True}
    await ingrid.post(VIEWS, json=others)
    refused = await vera.post(f"{VIEWS}/{others['id']}/remove")
    assert refused.json()["type"] == "/problems/not-allowed"
    assert (await ingrid.post(f"{address}/remove")).status_code == 200  # a manager tidies up
    assert await names(vera) == ["Van Ingrid"]


async def test_a_name_is_taken_once_and_there_is_an_end_to_them(
    vera: AsyncClient, ingrid: AsyncClient
) -> None:
    await vera.post(VIEWS, json=a_view("Van mij"))
    assert (await ingrid.post(VIEWS, json=a_view("van mij"))).status_code == 200
    taken = await vera.post(VIEWS, json=a_view("VAN MIJ "))
    assert (taken.json()["type"], taken.json()["errors"][0]["pointer"]) == (
        "/problems/view-name-taken",
        "/name",
    )
    for name in ("", "  ", "x" * 61):
        assert (await vera.post(VIEWS, json=a_view(name))).status_code == 400
    for number in range(MOST - 1):
        assert (await vera.post(VIEWS, json=a_view(f"Nog {number}"))).status_code == 200
    assert (await vera.post(VIEWS, json=a_view("Te veel"))).json()["most"] == MOST


async def test_what_a_view_asks_for_and_is_no_more_is_said(vera: AsyncClient) -> None:
    contract = Contract(
        id=given.id_of(given.fresh_id()),
        corporation=DE_LINDE.id,
        contractor=VAN_DIJK.id,
        made_at=now(),
    )
    async with transaction():
        await insert(contract)
    view = a_view(contract=str(contract.id))
    (kept,) = (await vera.post(VIEWS, json=view)).json()
    assert kept["gone"] == []
    async with transaction():
        await change("UPDATE contract SET ended_at = {} WHERE id = {}", now(), contract.id)
        await change(
            "UPDATE saved_view SET asked = replace(asked, 'LOA', 'XYZ') WHERE id = {}", view["id"]
        )
    (kept,) = (await vera.get(VIEWS)).json()
    assert kept["gone"] == ["trade", "contract"]
