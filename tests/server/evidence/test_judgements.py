"""What a reviewer draws and says about a photo is kept beside it, in order, and never changed."""

import hashlib
import json
from typing import Any

from httpx import AsyncClient

from server.journal.tables import JournalEntry
from tests.support import given

ARROW = {"markId": "a", "kind": "arrow", "points": [0.1, 0.2, 0.5, 0.61234567]}
WORDS = {"markId": "b", "kind": "text", "points": [0.3, 0.4], "text": "Deze moer"}


async def send_back(vera: AsyncClient, photo: str, **verdict: Any) -> dict[str, Any]:
    answer = await vera.post(
        f"/api/photos/{photo}/send-back", json={"reason": "wrong_spot", **verdict}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_technician_reads_what_was_drawn_and_by_whom_and_the_original_stays(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    (photo,) = review.photos
    await given.ready(vera, photo)
    before = (await tom.get(f"/api/photos/{photo}")).json()
    await send_back(vera, photo, marks=[ARROW, WORDS])
    (after,) = (await tom.get("/api/jobs")).json()["jobs"][0]["photos"]
    (judgement,) = after["judgements"]
    rounded = {**ARROW, "points": [0.1, 0.2, 0.5, 0.6123]}
    assert judgement["marks"] == [rounded, WORDS]
    assert (judgement["judgedBy"], judgement["reason"]) == ("Vera de Groot", "wrong_spot")
    assert (after["sha256"], after["screenUrl"]) == (before["sha256"], before["screenUrl"])
    assert (await rosa.get(f"/api/photos/{photo}")).json()["judgements"] == []
    line = await JournalEntry.objects().get(JournalEntry.event == "photo.sent_back")
    drawn = json.dumps([rounded, WORDS], separators=(",", ":"))
    assert line
    assert json.loads(line.payload)["marksSha256"] == hashlib.sha256(drawn.encode()).hexdigest()


NO_MARKS: list[dict[str, Any]] = [
    {**ARROW, "points": [0.1, 0.2, 0.5]},
    {**ARROW, "points": [0.1, 0.2, 0.5, 1.1]},
    {**ARROW, "points": [0.1, 0.2]},
    {**ARROW, "number": 2},
    {**ARROW, "kind": "number"},
    {**ARROW, "kind": "stamp"},
    {**WORDS, "text": "  "},
    {**WORDS, "text": "x" * 61},
    {"markId": "c", "kind": "pen", "points": [0.5] * 502},
]


async def test_what_is_no_mark_is_refused_and_judges_nothing(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    for marks in [*([mark] for mark in NO_MARKS), [ARROW] * 21]:
        verdict = {"reason": "blurred", "marks": marks}
        refused = await vera.post(f"/api/photos/{review.photos[0]}/send-back", json=verdict)
        assert (refused.status_code, refused.json()["type"]) == (400, "/problems/malformed"), marks
        assert refused.json()["errors"][0]["pointer"]
    assert (await tom.get(f"/api/photos/{review.photos[0]}")).json()["verdict"] == "pending"
