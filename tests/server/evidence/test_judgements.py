"""What a reviewer draws and says about a photo is kept beside it, in order, and never changed."""

import hashlib
import json
from typing import Any

from httpx import AsyncClient

from server.journal.tables import JournalEntry
from tests.support import given
from tests.support.cast import MARIJKE, TOM

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


async def test_sending_back_again_with_other_words_or_marks_is_said_once_more(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    (photo,) = review.photos
    for verdict in ({"note": "Eerst dit"}, {"note": "Nee"}, {"note": "Nee", "marks": [ARROW]}):
        await send_back(vera, photo, **verdict)
        sent = await send_back(vera, photo, **verdict)  # the same twice is one judgement
        assert sent["note"] == verdict["note"]
    (shown,) = (await tom.get("/api/jobs")).json()["jobs"][0]["photos"]
    assert [len(judgement["marks"]) for judgement in shown["judgements"]] == [0, 0, 1]


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


async def test_several_are_accepted_together_or_none_of_them(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, otto: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=3)
    first, second, third = review.photos
    before = await given.photo(tom, given.photos_of(review.job), moment="before")
    for stranger, status in ((before, 409), (given.fresh_id(), 404)):
        chosen = {"photos": [first, second, stranger]}
        assert (await vera.post("/api/photos/accept", json=chosen)).status_code == status
    assert (await otto.post("/api/photos/accept", json={"photos": [first]})).status_code == 404
    assert not await JournalEntry.exists().where(JournalEntry.event == "photo.accepted")
    chosen = {"photos": [third, first, second, first]}
    assert (await vera.post("/api/photos/accept", json=chosen)).status_code == 204
    lines = await JournalEntry.objects().where(JournalEntry.event == "photo.accepted")
    assert sorted(str(line.subject_id) for line in lines) == sorted(review.photos)
    assert (await vera.get(f"/api/jobs/{review.job}")).json()["state"] == "done"


async def test_a_judgement_that_is_taken_back_stays_to_be_read_with_both_authors(
    rosa: AsyncClient, vera: AsyncClient, marijke: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=2)
    photo = review.photos[0]
    assert (await vera.post(f"/api/photos/{photo}/accept")).status_code == 200
    path = f"/api/photos/{photo}/reconsider"
    assert (await marijke.post(path, json={"because": " "})).status_code == 400
    told: dict[str, Any] = {}
    for _ in range(2):  # sent twice, it is one judgement
        told = (await marijke.post(path, json={"because": "Verkeerde kraan"})).json()
    history = [(each["verdict"], each["judgedBy"], each["because"]) for each in told["judgements"]]
    assert history == [
        ("accepted", "Vera de Groot", ""),
        ("pending", MARIJKE.name, "Verkeerde kraan"),
    ]
    assert told["verdict"] == "pending"
    # A closed case stays closed.
    assert (await vera.post("/api/photos/accept", json={"photos": review.photos})).is_success
    closed = await vera.post(path, json={"because": "Toch niet"})
    assert (closed.status_code, closed.json()["type"]) == (409, "/problems/job-is-closed")


async def test_a_comment_names_its_author_to_technician_and_desk_and_not_to_the_tenant(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    (photo,) = review.photos
    comment = {"id": given.fresh_id(), "words": " Volgende keer ook de meter graag "}
    for _ in range(2):
        said = await vera.post(f"/api/photos/{photo}/comments", json=comment)
        assert said.status_code == 201
    (told,) = (await tom.get("/api/jobs")).json()["jobs"][0]["photos"][0]["comments"]
    words, author = "Volgende keer ook de meter graag", "Vera de Groot"
    assert (told["words"], told["saidBy"]) == (words, author)
    answer = {"id": given.fresh_id(), "words": "Die hangt achter de kast"}
    for _ in range(2):
        assert (await tom.post(f"/api/photos/{photo}/comments", json=answer)).status_code == 201
    assert "meter graag" not in (await rosa.get("/api/case")).text
    lane = (await vera.get("/api/photos/to-review")).json()
    first, second = lane["items"][0]["photo"]["comments"]
    assert (first, second["words"], second["saidBy"]) == (told, answer["words"], TOM.name)
    happened = (await vera.get(f"/api/repair-requests/{review.repair.id}")).json()["timeline"]
    commented = [each["actorName"] for each in happened if each["event"] == "photo.commented"]
    assert commented == [author, TOM.name]
