"""The tenant's link: exchanged for a cookie that sees one case, until it ends."""

from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

from httpx import AsyncClient

from server.accounts.secrets import hash_of
from server.clock import clock_at
from server.journal.tables import JournalEntry
from server.repair_requests.tables import CaseSignIn, TenantLink
from tests.support import given

SIGN_IN = "/api/case/sign-in"


async def test_a_link_opens_its_case_in_any_browser(rosa: AsyncClient, nobody: AsyncClient) -> None:
    repair = await given.repair(rosa)
    assert (await nobody.get("/api/case")).status_code == 401
    assert (await nobody.post(SIGN_IN, json={"secret": repair.secret})).status_code == 204
    assert (await nobody.get("/api/case")).json()["id"] == repair.id


async def test_a_link_that_nobody_gave_is_unknown(nobody: AsyncClient) -> None:
    refused = await nobody.post(SIGN_IN, json={"secret": "guessed"})
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/link-unknown")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/secret"]


async def test_a_link_expires(rosa: AsyncClient, nobody: AsyncClient) -> None:
    repair = await given.repair(rosa)
    with clock_at(datetime.now(UTC) + timedelta(days=364)):
        assert (await nobody.post(SIGN_IN, json={"secret": repair.secret})).status_code == 204
    with clock_at(datetime.now(UTC) + timedelta(days=366)):
        refused = await nobody.post(SIGN_IN, json={"secret": repair.secret})
    assert (refused.status_code, refused.json()["type"]) == (410, "/problems/link-expired")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/secret"]


async def test_a_cookie_ends_by_itself(rosa: AsyncClient) -> None:
    await given.repair(rosa)
    with clock_at(datetime.now(UTC) + timedelta(days=31)):
        assert (await rosa.get("/api/case")).status_code == 401


async def test_a_revoked_link_closes_the_browsers_it_opened(
    rosa: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    link = TenantLink.secret_hash == hash_of(repair.secret)
    await TenantLink.update({TenantLink.revoked_at: datetime.now(UTC)}).where(link)
    assert (await rosa.get("/api/case")).status_code == 401
    assert (await nobody.post(SIGN_IN, json={"secret": repair.secret})).status_code == 410


async def test_no_script_reads_the_cookie_and_no_other_site_posts_with_it(
    rosa: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    answer = await nobody.post(SIGN_IN, json={"secret": repair.secret})
    cookie = SimpleCookie(answer.headers["set-cookie"])["vooraf_case"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")


async def test_a_cookie_sees_one_case_only(rosa: AsyncClient, henk: AsyncClient) -> None:
    hers = await given.repair(rosa)
    photo = await given.report_photo(rosa)
    his = await given.repair(henk)
    assert (await henk.get("/api/case")).json()["id"] == his.id != hers.id
    assert (await henk.get(f"/api/photos/{photo}")).status_code == 404
    assert (await rosa.get(f"/api/repair-requests/{hers.id}")).status_code == 401


async def test_secrets_are_nowhere_in_the_database(rosa: AsyncClient) -> None:
    repair = await given.repair(rosa)
    kept = str([
        *await TenantLink.select(),
        *await CaseSignIn.select(),
        *await JournalEntry.select(),
    ])  # fmt: skip
    for secret in (repair.secret, rosa.cookies["vooraf_case"]):
        assert len(secret) >= 20
        assert secret not in kept
