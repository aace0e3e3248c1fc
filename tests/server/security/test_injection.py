"""What is sent ends up where it was meant: not in a header, not in a path, not in an address."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from server.dwellings.tables import Dwelling
from tests.server.tenant_pages.test_report_form import a_report
from tests.support import databases, given, pictures
from tests.support.running_server import RunningServer, running_server

LINES = ["\r\nset-cookie: evil=1", "\nlocation: https://evil.example", "\r", "\x00", "\u2028x"]
OUT_OF_HERE = [
    "../server/settings.py",
    "..%2f..%2fserver/settings.py",
    "%2e%2e/%2e%2e/etc/passwd",
    "..\\..\\secret",
    "....//....//secret",
    "%252e%252e%252fsecret",
    "/etc/passwd",
    "//etc/passwd",
    "%00",
    "secret%00.js",
    ".vite/manifest.json",
    "%c0%ae%c0%ae/secret",
]


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    return databases.sqlite_copy(sqlite_template, tmp_path)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("injection")) as running:
        yield running


def raw(server: RunningServer, target: str, *headers: str) -> bytes:
    """A request as no client would write it; a browser tidies up an address before it asks."""
    host, _, port = server.address.removeprefix("http://").partition(":")
    lines = [
        f"GET {target} HTTP/1.1",
        f"host: {host}:{port}",
        "connection: close",
        *headers,
        "",
        "",
    ]
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall("\r\n".join(lines).encode("latin-1"))
        answer = b""
        while chunk := line.recv(65_536):
            answer += chunk
    return answer


@pytest.mark.parametrize("path", OUT_OF_HERE)
def test_no_path_leads_out_of_what_is_served(server: RunningServer, path: str) -> None:
    secret = (server.data / "secret").read_bytes()
    for place in ("/assets/", "/problems/", "/s3/vooraf/", "/s3/", "/", "/app/", "/r/photos/"):
        answer = raw(server, f"{place}{path}")
        assert secret not in answer
        assert b"root:" not in answer
        assert b"SettingMissing" not in answer
        status = int(answer.split(b" ", 2)[1])
        # The two apps answer every address below theirs with the same page.
        assert 400 <= status < 500 or (place == "/app/" and b'<div id="root">' in answer), place


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "//evil.example/%2e%2e",
        "/\\evil.example",
        "/%09/evil.example",
        "/app//evil.example",
        "/desk/https://evil.example",
        "/r?link=https://evil.example",
        "/?lang=//evil.example",
        "https://evil.example/",
        "/report//evil.example/KRA1",
        "/%0d%0alocation:%20https://evil.example",
    ],
)
def test_no_address_of_ours_sends_anybody_elsewhere(server: RunningServer, target: str) -> None:
    head = raw(server, target).partition(b"\r\n\r\n")[0].lower()
    assert not re.search(rb"\r\nlocation:", head)
    assert b"\r\nset-cookie: evil" not in head
    assert b"refresh:" not in head


async def test_where_a_form_leads_is_chosen_from_what_we_know(rosa: httpx.AsyncClient) -> None:
    for fault in ("KRA1", "GAS1"):
        for room in ("//evil.example", "https://evil.example", "..", *LINES):
            answer = await rosa.post("/report", data=a_report(fault=fault, room=room))
            assert answer.status_code == 303
            assert re.fullmatch(r"/(r#[\w-]+|report/[a-z]+/GAS1)", answer.headers["location"])


@pytest.mark.parametrize("line", LINES)
async def test_no_line_of_a_header_comes_from_what_was_sent(
    rosa: httpx.AsyncClient, vera: httpx.AsyncClient, tom: httpx.AsyncClient, line: str
) -> None:
    evil = f'x"{line}'
    sent = await rosa.post("/api/repair-requests", json=given.a_report(name=evil))
    assert sent.status_code in (201, 400)
    answers = [
        sent,
        await rosa.get("/", params={"lang": evil}),
        await rosa.get("/r", params={"link": evil, "photos": evil}),
        await vera.get("/api/repair-requests", params={"cursor": evil, "search": evil}),
        await vera.get("/api/repair-requests", headers={"accept-language": "nl;q=0.1,x" * 50}),
        await rosa.get(f"/problems/{'%0d%0aset-cookie:%20evil=1'}"),
    ]
    for answer in answers:
        assert answer.status_code < 500
        for name, value in answer.headers.multi_items():
            assert "evil" not in value, name
            assert not re.search(r"[\r\n\x00]", value), name


async def test_the_name_of_a_file_is_ours(
    rosa: httpx.AsyncClient, vera: httpx.AsyncClient, tom: httpx.AsyncClient
) -> None:
    """The street comes from a register, and may hold anything."""
    job = await given.job(vera, await given.repair(rosa, name='Rosa"; filename="evil.exe'))
    await given.photo(tom, given.photos_of(job), pictures.jpeg(5))
    await Dwelling.update({Dwelling.street: 'Laan"\r\nset-cookie: evil=1; x="'}, force=True)
    for kind in ("packs", "reports"):
        made = await vera.post(f"/api/jobs/{job}/{kind}")
        assert made.status_code == 201
        fetched = await vera.get(made.json()["url"])
        assert fetched.status_code == 200
        assert re.fullmatch(
            r'attachment; filename="[\w.-]+\.(zip|pdf)"', fetched.headers["content-disposition"]
        )
        assert "evil" not in str(fetched.headers)
        assert fetched.headers["content-type"] in ("application/zip", "application/pdf")


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "</title><script>"],
)
async def test_what_was_typed_is_read_as_words(rosa: httpx.AsyncClient, name: str) -> None:
    refused = await rosa.post("/report", data=a_report(name=name, description=name, phone="x"))
    assert refused.status_code == 422
    await rosa.post("/report", data=a_report(name=name, description=name))
    page = await rosa.get("/r")
    for text in (refused.text, page.text):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "</title><script>" not in text
        assert "49" not in text or name != "{{7*7}}" or "{{7*7}}" in text
    shown = page.text.partition('<p class="words" dir="auto">')[2].partition("</p>")[0]
    assert "<" not in shown
    assert shown


async def test_a_search_is_words_and_no_query(vera: httpx.AsyncClient) -> None:
    for words in ("' OR 1=1 --", "%", "_", "\\", "'; DROP TABLE job; --", "{}", "{0}", "$1"):
        for path in ("/api/repair-requests", "/api/photos/to-review"):
            for name in ("search", "words", "q", "street", "tag", "place"):
                answer = await vera.get(path, params={name: words})
                assert answer.status_code in (200, 400), (path, name, words)
    assert (await vera.get("/api/repair-requests")).status_code == 200


async def test_a_number_beyond_any_database_is_no_error_of_ours(
    rosa: httpx.AsyncClient, vera: httpx.AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    for line in (0, -1, 2**53, 2**53 + 1, 2**63, 2**64, 10**40):
        for kind in ("packs", "reports"):
            answer = await vera.get(f"/api/jobs/{job}/{kind}/{line}")
            assert answer.status_code in (400, 404), line
