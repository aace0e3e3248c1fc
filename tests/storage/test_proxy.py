"""S3Proxy before the embedded store: what passes, what does not, and what it costs."""

import asyncio
import base64
import dataclasses
import hashlib
import json
import tracemalloc
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from storage.embedded import EmbeddedStore
from storage.errors import ObjectMissing
from storage.objects import ObjectStore
from tests.storage.browser import a_browser, serving, sha256

PHOTO = bytes(range(256)) * 400
CHUNK = 64 * 1024
LARGE = 25 * 1024 * 1024
SMALL_MEMORY = 4 * 1024 * 1024


@pytest.fixture
def settings(embedded_settings):
    return embedded_settings


@pytest.fixture
async def photo(store, new_key) -> str:
    key = new_key()
    await store.put(key, PHOTO, media_type="image/jpeg")
    return store.presign_download(key, media_type="image/jpeg")


def problem(fetched) -> dict:
    assert fetched.headers["Content-Type"] == "application/problem+json"
    return json.loads(fetched.body)


async def refused_put(browser, url, data, headers) -> dict:
    async with browser.session.put(browser.address(url), data=data, headers=headers) as answer:
        assert answer.headers["Content-Type"] == "application/problem+json"
        return json.loads(await answer.read())


async def parts(byte_count):
    for _ in range(byte_count // CHUNK):
        yield bytes(CHUNK)


async def test_a_photo_is_served_safely_and_may_be_cached(browser, photo):
    fetched = await browser.get(photo)
    assert fetched.body == PHOTO
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    assert fetched.headers["Content-Disposition"] == "inline"
    assert "sandbox" in fetched.headers["Content-Security-Policy"]
    caching = fetched.headers["Cache-Control"]
    assert caching.startswith("private, max-age=")
    assert 3600 <= int(caching.split("=")[1].split(",")[0]) <= 7200


async def test_an_unchanged_photo_is_not_sent_again(browser, photo):
    tag = (await browser.get(photo)).headers["ETag"]
    fetched = await browser.get(photo, {"If-None-Match": tag})
    assert (fetched.status, fetched.body) == (304, b"")
    assert "max-age" in fetched.headers["Cache-Control"]


async def test_a_range_is_answered_with_206(browser, photo):
    fetched = await browser.get(photo, {"Range": "bytes=100-199"})
    assert (fetched.status, fetched.body) == (206, PHOTO[100:200])
    assert fetched.headers["Content-Range"] == f"bytes 100-199/{len(PHOTO)}"
    assert fetched.headers["Content-Length"] == "100"


async def test_a_refusal_names_the_address_without_its_signature(browser, photo):
    path = photo.partition("?")[0]
    assert problem(await browser.get(path))["instance"] == path
    assert problem(await browser.get(f"{photo}0"))["instance"] == path


async def test_a_range_beyond_the_end_is_416(browser, photo):
    fetched = await browser.get(photo, {"Range": f"bytes={len(PHOTO) + 5}-"})
    assert problem(fetched)["type"] == "/problems/object-range-refused"
    assert fetched.status == 416


async def test_twenty_five_megabytes_pass_in_little_memory_both_ways(store, browser, new_key):
    key = new_key()
    digest = base64.b64encode(hashlib.sha256(bytes(LARGE)).digest()).decode()
    ticket = store.presign_upload(
        key, byte_count=LARGE, media_type="image/jpeg", sha256=sha256(bytes(LARGE))
    )
    assert ticket.headers["x-amz-checksum-sha256"] == digest
    tracemalloc.start()
    status = await browser.put(
        ticket.url, parts(LARGE), {**ticket.headers, "Content-Length": str(LARGE)}
    )
    received = 0
    address = store.presign_download(key, media_type="image/jpeg")
    async with browser.session.get(browser.address(address)) as answer:
        async for chunk in answer.content.iter_chunked(CHUNK):
            received += len(chunk)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (status, received) == (200, LARGE)
    assert peak < SMALL_MEMORY


async def test_a_slow_phone_is_waited_for_but_a_dead_one_is_not(settings, store, new_key):
    async def slow(pause_seconds):
        for _ in range(4):
            yield PHOTO[: len(PHOTO) // 4]
            await asyncio.sleep(pause_seconds)

    ticket = store.presign_upload(new_key(), byte_count=len(PHOTO), media_type="image/jpeg")
    headers = {**ticket.headers, "Content-Length": str(len(PHOTO))}
    async with a_browser(settings, idle_seconds=0.5) as browser:
        assert await browser.put(ticket.url, slow(0.2), headers) == 200
        refusal = await refused_put(browser, ticket.url, slow(2), headers)
    assert refusal["type"] == "/problems/upload-stalled"


async def test_other_bytes_than_signed_are_refused_and_not_stored(store, browser, new_key):
    key = new_key()
    ticket = store.presign_upload(
        key, byte_count=len(PHOTO), media_type="image/jpeg", sha256=sha256(PHOTO)
    )
    forged = bytes(len(PHOTO))
    refusal = await refused_put(browser, ticket.url, forged, ticket.headers)
    assert (refusal["status"], refusal["type"]) == (400, "/problems/upload-differs")
    assert [error["pointer"] for error in refusal["errors"]] == ["/sha256"]
    with pytest.raises(ObjectMissing):
        await store.read(key)
    assert await browser.put(ticket.url, PHOTO, ticket.headers) == 200
    assert await browser.put(ticket.url, PHOTO, ticket.headers) == 200, "a retry is harmless"
    await refused_put(browser, ticket.url, forged, ticket.headers)
    assert await store.read(key) == PHOTO, "what was confirmed cannot be replaced"


async def test_leaving_out_the_signed_hash_does_not_help(store, browser, new_key):
    ticket = store.presign_upload(
        new_key(), byte_count=len(PHOTO), media_type="image/jpeg", sha256=sha256(PHOTO)
    )
    headers = {"Content-Type": "image/jpeg"}
    assert (await refused_put(browser, ticket.url, PHOTO, headers))["status"] == 403


@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_refused(browser, photo, method):
    async with browser.session.request(method, browser.address(photo)) as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "GET, HEAD, PUT"


@pytest.mark.parametrize("query", ["", "?tagging", "?list-type=2", "?X-Amz-Signature=00"])
async def test_an_unsigned_request_is_refused(settings, browser, photo, query):
    fetched = await browser.get(photo.partition("?")[0] + query)
    assert (fetched.status, problem(fetched)["type"]) == (403, "/problems/object-address-refused")


async def test_adding_to_the_query_is_refused(browser, photo):
    for extra in ("&tagging", "&acl=", "&X-Amz-Expires=99999", "&response-content-type=text/html"):
        assert (await browser.get(photo + extra)).status == 403


OUTSIDE = (
    *("/s3/", "/s3/vooraf", "/s3/vooraf/", "/s3/other/a.jpg", "/s3/vooraf/../../etc/passwd"),
    *("/s3/vooraf/%2e%2e/%2e%2e/etc/passwd", "/s3/vooraf/..%2f..%2fs3-keys.json"),
    *("/s3//vooraf/a.jpg", "/s3/vooraf/a%00.jpg", "/s3/vooraf/.rclone_temp_a"),
)


@pytest.mark.parametrize("path", OUTSIDE)
async def test_no_path_leads_outside_the_bucket(browser, photo, path):
    fetched = await browser.get(f"{path}?{photo.partition('?')[2]}")
    assert (fetched.status, problem(fetched)["type"]) == (404, "/problems/object-not-found")


async def test_a_missing_object_is_a_problem_and_not_xml(store, browser, new_key):
    fetched = await browser.get(store.presign_download(new_key(), media_type="image/jpeg"))
    assert (fetched.status, problem(fetched)["type"]) == (404, "/problems/object-not-found")
    assert fetched.headers["Cache-Control"] == "no-store"


async def test_an_expired_address_says_so(settings, store, browser, new_key):
    long_ago = ObjectStore(settings, clock=lambda: datetime.now(UTC) - timedelta(hours=3))
    fetched = await browser.get(long_ago.presign_download(new_key(), media_type="image/jpeg"))
    assert (fetched.status, problem(fetched)["detail"]) == (403, "The address has expired")


async def test_an_upload_over_the_limit_is_refused_unread(settings, store, new_key):
    key = new_key()
    ticket = store.presign_upload(key, byte_count=len(PHOTO), media_type="image/jpeg")
    async with a_browser(settings, upload_limit=len(PHOTO) - 1) as browser:
        refusal = await refused_put(browser, ticket.url, PHOTO, ticket.headers)
    assert (refusal["status"], refusal["type"]) == (413, "/problems/upload-too-large")
    with pytest.raises(ObjectMissing):
        await store.read(key)


async def test_an_upload_without_length_is_refused(store, browser, new_key):
    ticket = store.presign_upload(new_key(), byte_count=CHUNK, media_type="image/jpeg")
    refusal = await refused_put(browser, ticket.url, parts(CHUNK), ticket.headers)
    assert refusal["status"] == 403, "the length is part of what was signed"


async def test_cookies_and_metadata_do_not_reach_the_store(store, browser, photo, new_key):
    ticket = store.presign_upload(new_key(), byte_count=len(PHOTO), media_type="image/jpeg")
    extra = {"Cookie": "session=secret", "Authorization": "Bearer x", "x-amz-meta-name": "Rosa"}
    # Had the unsigned x-amz header been passed on, the store would have refused the upload.
    assert await browser.put(ticket.url, PHOTO, {**ticket.headers, **extra}) == 200
    assert (await browser.get(photo, {"Cookie": "a=b", "Authorization": "Bearer x"})).status == 200


async def test_a_browser_that_leaves_mid_upload_leaves_nothing_behind(store, settings, new_key):
    key, halfway = new_key(), asyncio.Event()

    async def half():
        yield bytes(LARGE // 2)
        halfway.set()
        await asyncio.Event().wait()

    ticket = store.presign_upload(key, byte_count=LARGE, media_type="image/jpeg")
    async with a_browser(settings) as browser:
        headers = {**ticket.headers, "Content-Length": str(LARGE)}
        upload = asyncio.create_task(browser.put(ticket.url, half(), headers))
        await halfway.wait()
        upload.cancel()
        await asyncio.gather(upload, return_exceptions=True)
        async with asyncio.timeout(10):
            while list(settings.data_folder.rglob(".rclone_temp_*")):  # noqa: ASYNC110 - not ours
                await asyncio.sleep(0.02)
    with pytest.raises(ObjectMissing):
        await store.read(key)


class Upstream:
    """An object store that sends without end and tells when it was hung up on."""

    def __init__(self) -> None:
        self.was_left = asyncio.Event()

    async def __call__(self, scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

        async def pour():
            while True:
                await send({"type": "http.response.body", "body": bytes(CHUNK), "more_body": True})
                # To who is gone already it sends at once and nothing else would ever run.
                await asyncio.sleep(0)

        pouring = asyncio.create_task(pour())
        while (await receive())["type"] != "http.disconnect":
            pass
        pouring.cancel()
        self.was_left.set()


async def test_a_browser_that_leaves_mid_download_ends_the_transfer(settings, new_key):
    upstream = Upstream()
    async with serving(upstream) as endpoint:
        endless = dataclasses.replace(settings, endpoint=endpoint)
        address = ObjectStore(endless).presign_download(new_key(), media_type="image/jpeg")
        async with a_browser(endless) as browser:
            answer = await browser.session.get(browser.address(address))
            await answer.content.readexactly(CHUNK)
            answer.close()
            async with asyncio.timeout(10):
                await upstream.was_left.wait()


async def test_a_store_that_is_down_is_a_502_problem(settings, new_key):
    gone = dataclasses.replace(settings, endpoint="http://127.0.0.1:9")
    store = ObjectStore(gone)
    ticket = store.presign_upload(new_key(), byte_count=len(PHOTO), media_type="image/jpeg")
    async with a_browser(gone) as browser:
        fetched = await browser.get(store.presign_download(new_key(), media_type="image/jpeg"))
        refusal = await refused_put(browser, ticket.url, PHOTO, ticket.headers)
    assert (fetched.status, problem(fetched)["type"]) == (502, "/problems/object-store-unavailable")
    assert refusal["type"] == "/problems/object-store-unavailable"


async def test_a_store_that_dies_while_sending_gives_a_short_body_and_no_lie(tmp_path, new_key):
    embedded = EmbeddedStore(tmp_path / "objects")
    settings = await embedded.start()
    store, key = ObjectStore(settings), new_key()
    await store.prepare()
    await store.put(key, bytes(LARGE), media_type="image/jpeg")
    async with a_browser(settings) as browser:
        address = browser.address(store.presign_download(key, media_type="image/jpeg"))
        answer = await browser.session.get(address)
        await embedded.stop()
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()
    await store.close()
