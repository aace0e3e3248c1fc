"""The coordinator judges after photos, and the case closes with the last good one."""

import asyncio

from httpx import AsyncClient

from server.journal.tables import JournalEntry
from tests.support import given, pictures


async def accept(vera: AsyncClient, photo: str) -> None:
    answer = await vera.post(f"/api/photos/{photo}/accept")
    assert answer.status_code == 200, answer.text


async def send_back(vera: AsyncClient, photo: str, **verdict: str) -> None:
    answer = await vera.post(
        f"/api/photos/{photo}/send-back", json={"reason": "blurred", **verdict}
    )
    assert answer.status_code == 200, answer.text


async def state_of(client: AsyncClient, job: str) -> str:
    return (await client.get(f"/api/jobs/{job}")).json()["state"]


async def retake(tom: AsyncClient, review: given.Review, photo: str) -> str:
    path = given.photos_of(review.job)
    return await given.photo(tom, path, retakeOf=photo, visitId=review.visit)


async def test_accepting_the_last_photo_closes_job_and_repair(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=2)
    await accept(vera, review.photos[0])
    assert await state_of(vera, review.job) == "in_review"
    await accept(vera, review.photos[1])
    assert await state_of(vera, review.job) == "done"
    case = (await rosa.get("/api/case")).json()
    assert (case["state"], case["minutesInHome"]) == ("done", 20)


async def test_accepting_twice_writes_one_line(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await accept(vera, review.photos[0])
    await accept(vera, review.photos[0])
    for event in ("photo.accepted", "job.done", "request.done"):
        assert await JournalEntry.count().where(JournalEntry.event == event) == 1


async def test_a_chain_of_retakes_ends_with_the_one_that_is_accepted(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await send_back(vera, review.photos[0])
    second = await retake(tom, review, review.photos[0])
    await send_back(vera, second, reason="too_dark")
    third = await retake(tom, review, second)
    await accept(vera, third)
    file = (await vera.get(f"/api/repair-requests/{review.repair.id}")).json()
    assert file["state"] == "done"
    chain = {photo["id"]: photo["retakenBy"] for photo in file["photos"]}
    assert chain == {review.photos[0]: second, second: third, third: None}


async def test_the_technician_reads_which_photo_came_back_and_why(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await send_back(vera, review.photos[0], reason="other", note="De kraan staat er niet op")
    job = (await tom.get("/api/jobs")).json()["jobs"][0]
    photo = job["photos"][0]
    assert job["state"] == "sent_back"
    assert (photo["verdict"], photo["reason"]) == ("sent_back", "other")
    assert (photo["note"], photo["judgedBy"]) == ("De kraan staat er niet op", "Vera de Groot")


async def test_other_needs_words(rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient) -> None:
    review = await given.review(rosa, vera, tom)
    verdict = {"reason": "other", "note": "  "}
    refused = await vera.post(f"/api/photos/{review.photos[0]}/send-back", json=verdict)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/note")
    assert await state_of(vera, review.job) == "in_review"


async def test_the_case_waits_for_photos_that_are_still_on_the_phone(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=1, on_phone=1)
    await accept(vera, review.photos[0])
    assert await state_of(vera, review.job) == "in_review"
    lane = (await vera.get("/api/photos/to-review")).json()
    assert lane["onPhones"] == [{"technicianName": "Tom Bakker", "count": 1}]
    (waiting,) = review.on_phone
    late = await given.photo(tom, given.photos_of(review.job), id=waiting, visitId=review.visit)
    await accept(vera, late)
    assert await state_of(vera, review.job) == "done"


async def test_the_case_closes_when_the_last_counted_photo_comes_in(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=1, on_phone=1)
    await accept(vera, review.photos[0])
    row = (await vera.get("/api/repair-requests")).json()["items"][0]
    assert (row["state"], row["photosOnPhone"]) == ("underway", 1)
    await given.photo(tom, given.photos_of(review.job), id=review.on_phone[0], moment="before")
    assert await given.in_state(vera, review.job, "done")


async def test_a_still_of_the_call_does_not_stand_in_for_a_missing_photo(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=1, on_phone=1)
    await given.call_under_way(rosa, tom, await given.previsit(vera, review.job))
    still = await given.still(rosa)
    await given.ready(rosa, still)
    await accept(vera, review.photos[0])
    assert await state_of(vera, review.job) == "in_review"


async def damaged_photo(tom: AsyncClient, job: str, **facts: str) -> str:
    """An after photo that broke off on the phone: its head is a picture, the rest is missing."""
    photo = await given.photo(tom, given.photos_of(job), pictures.jpeg()[:300], **facts)

    async def refused() -> bool:
        return (await tom.get(f"/api/photos/{photo}")).json()["state"] == "refused"

    assert await given.until(refused)
    return photo


async def test_a_damaged_photo_is_taken_again_and_then_the_case_closes(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    visit = await given.arrival(tom, job)
    damaged = await damaged_photo(tom, job, visitId=visit)
    await given.departure(tom, visit, [damaged])

    back = await given.in_state(tom, job, "sent_back")
    (photo,) = back["photos"]
    assert (photo["id"], photo["verdict"], photo["reason"]) == (damaged, "sent_back", "damaged")
    assert (photo["judgedBy"], photo["retakenBy"], photo["thumbnailUrl"]) == (None, None, None)
    row = (await vera.get("/api/repair-requests")).json()["items"][0]
    assert (row["job"]["state"], row["photosOnPhone"], row["photosToReview"]) == ("sent_back", 0, 0)

    better = await given.photo(tom, given.photos_of(job), visitId=visit, retakeOf=damaged)
    assert await given.in_state(vera, job, "in_review")
    await accept(vera, better)
    file = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
    assert file["state"] == "done"
    chain = {photo["id"]: photo["retakenBy"] for photo in file["photos"]}
    assert chain == {damaged: better, better: None}
    assert [photo["id"] for photo in (await rosa.get("/api/case")).json()["photos"]] == [better]


async def test_a_retake_that_is_damaged_too_is_the_one_to_take_again(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await send_back(vera, review.photos[0])
    damaged = await damaged_photo(tom, review.job, visitId=review.visit, retakeOf=review.photos[0])
    job = await given.in_state(tom, review.job, "sent_back")
    waiting = [photo["id"] for photo in job["photos"] if not photo["retakenBy"]]
    assert waiting == [damaged]
    await accept(vera, await retake(tom, review, damaged))
    assert await state_of(vera, review.job) == "done"


async def test_a_file_that_is_no_picture_is_to_be_taken_again_too(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=1, on_phone=1)
    await accept(vera, review.photos[0])
    text = b"no picture at all"
    facts = {"id": review.on_phone[0], "visitId": review.visit}
    ticket = await given.announced(tom, given.photos_of(review.job), text, **facts)
    await given.upload(ticket, text)
    refused = await tom.post(f"/api/photos/{ticket['id']}/confirm")
    assert refused.json()["type"] == "/problems/not-a-picture"
    assert await given.in_state(vera, review.job, "sent_back")
    await accept(vera, await retake(tom, review, ticket["id"]))
    assert await state_of(vera, review.job) == "done"


async def test_the_journal_names_whose_photo_was_damaged(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await damaged_photo(tom, await given.job(vera, repair))
    file = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
    (line,) = [line for line in file["timeline"] if line["event"] == "photo.refused"]
    assert (line["actorName"], line["detail"]) == (None, {"takenBy": "Tom Bakker"})


async def test_a_damaged_photo_cannot_be_judged_nor_anything_called_damaged(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    damaged = await damaged_photo(tom, review.job, visitId=review.visit)
    refused = await vera.post(f"/api/photos/{damaged}/accept")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/nothing-to-judge")
    said = await vera.post(f"/api/photos/{review.photos[0]}/send-back", json={"reason": "damaged"})
    assert (said.status_code, said.json()["errors"][0]["pointer"]) == (400, "/reason")


async def test_a_second_visit_counts_its_photos_once(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=1)
    await send_back(vera, review.photos[0])
    visit = await given.arrival(tom, review.job, minutes_ago=5)
    better = await retake(tom, review, review.photos[0])
    await given.departure(tom, visit, review.photos)  # the phone counts what it took of the job
    await accept(vera, better)
    file = (await vera.get(f"/api/repair-requests/{review.repair.id}")).json()
    assert (file["state"], file["minutesInHome"]) == ("done", 25)


async def test_a_photo_sent_back_while_he_is_inside_waits_until_he_leaves(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    visit = await given.arrival(tom, job)
    photo = await given.photo(tom, given.photos_of(job), visitId=visit)
    await send_back(vera, photo)
    assert await state_of(vera, job) == "in_progress"
    await given.departure(tom, visit, [photo])
    assert await given.in_state(vera, job, "sent_back")


async def test_a_photo_sent_back_and_taken_again_inside_is_in_review_after_leaving(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    visit = await given.arrival(tom, job)
    photo = await given.photo(tom, given.photos_of(job), visitId=visit)
    await send_back(vera, photo)
    better = await given.photo(tom, given.photos_of(job), visitId=visit, retakeOf=photo)
    await given.departure(tom, visit, [photo])
    assert await state_of(vera, job) == "in_review"
    await accept(vera, better)
    assert await state_of(vera, job) == "done"


async def test_a_photo_that_was_sent_back_may_be_accepted_after_all(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await send_back(vera, review.photos[0])
    path = f"/api/photos/{review.photos[0]}/accept"
    refused = await vera.post(path)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/because")
    turned = await vera.post(path, json={"because": "De huurder stuurde zelf een foto"})
    told = [(each["verdict"], each["because"]) for each in turned.json()["judgements"]]
    assert told == [("sent_back", ""), ("accepted", "De huurder stuurde zelf een foto")]
    assert await state_of(vera, review.job) == "done"


async def test_nothing_is_sent_back_once_the_case_is_closed(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await accept(vera, review.photos[0])
    refused = await vera.post(
        f"/api/photos/{review.photos[0]}/send-back", json={"reason": "blurred"}
    )
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/job-is-closed")
    assert await state_of(vera, review.job) == "done"


async def test_only_after_photos_are_judged(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    before = await given.photo(tom, given.photos_of(job), moment="before")
    refused = await vera.post(f"/api/photos/{before}/accept")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/nothing-to-judge")


async def test_two_coordinators_judging_the_same_photo_at_once_close_it_once(
    rosa: AsyncClient, vera: AsyncClient, marijke: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await asyncio.gather(accept(vera, review.photos[0]), accept(marijke, review.photos[0]))
    assert await JournalEntry.count().where(JournalEntry.event == "photo.accepted") == 1
    assert await JournalEntry.count().where(JournalEntry.event == "request.done") == 1


async def test_two_coordinators_accepting_the_last_two_photos_at_once_close_the_case(
    rosa: AsyncClient, vera: AsyncClient, marijke: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=2)
    await asyncio.gather(accept(vera, review.photos[0]), accept(marijke, review.photos[1]))
    assert await state_of(vera, review.job) == "done"


async def test_the_lane_shows_the_photo_from_before_and_the_promise(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, otto: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    call = await given.previsit(vera, job)
    await tom.put(f"/api/previsits/{call}/outcome", json=given.an_outcome(minutesPromised=35))
    before = await given.photo(tom, given.photos_of(job), moment="before")
    after = await given.photo(tom, given.photos_of(job), beforePhotoId=before)
    item = (await vera.get("/api/photos/to-review")).json()["items"][0]
    assert (item["photo"]["id"], item["before"]["id"]) == (after, before)
    assert (item["job"]["minutesPromised"], item["job"]["address"]) == (35, "Lindelaan 12")
    others = (await otto.get("/api/photos/to-review")).json()
    assert (others["items"], others["onPhones"]) == ([], [])
    assert others["counts"] == {"waiting": 0, "late": 0}
    assert others["choices"] == {"technicians": [], "slots": [], "tags": []}


async def test_a_job_whose_last_photo_will_never_come_is_closed_with_the_reason_in_the_journal(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, otto: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=1, on_phone=1)
    path, reason = (
        f"/api/jobs/{review.job}/close",
        {"reason": "De telefoon is in het water gevallen"},
    )
    assert (await otto.post(path, json=reason)).status_code == 404
    assert (await vera.post(path, json=reason)).status_code == 200
    file = (await vera.get(f"/api/repair-requests/{review.repair.id}")).json()
    told = {line["event"]: line["detail"] for line in file["timeline"]}
    assert (file["state"], told["job.closed_without_proof"]) == ("done", reason)


async def test_a_job_is_not_closed_without_proof_while_somebody_is_inside(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    await given.arrival(tom, job)
    refused = await vera.post(f"/api/jobs/{job}/close", json={"reason": "Telefoon kwijt"})
    assert refused.status_code == 409
    assert await state_of(vera, job) == "in_progress"


def discard_path(job: str, photo: str) -> str:
    return f"/api/jobs/{job}/photos/{photo}/discard"


async def test_nobody_waits_for_a_photo_that_was_deleted_from_the_phone(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=1, on_phone=1)
    await accept(vera, review.photos[0])
    for _ in range(2):
        told = await tom.post(
            discard_path(review.job, review.on_phone[0]), json={"because": "picture-too-large"}
        )
        assert told.status_code == 204
    assert await given.in_state(vera, review.job, "done")
    file = (await vera.get(f"/api/repair-requests/{review.repair.id}")).json()
    told = [entry for entry in file["timeline"] if entry["event"] == "photo.discarded"]
    assert [(entry["actorName"], entry["detail"]) for entry in told] == [
        ("Tom Bakker", {"because": "picture-too-large"})
    ]


async def test_a_photo_deleted_before_he_left_is_not_counted_when_he_leaves(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    visit = await given.arrival(tom, job)
    photo, deleted = await given.photo(tom, given.photos_of(job), visitId=visit), given.fresh_id()
    await tom.post(discard_path(job, deleted), json={"because": "bytes-lost"})
    await given.departure(tom, visit, [photo, deleted])
    await accept(vera, photo)
    assert await state_of(vera, job) == "done"


async def test_a_photo_that_is_here_stays_whatever_is_said_of_it(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await tom.post(discard_path(review.job, review.photos[0]), json={"because": "unexpected"})
    file = (await vera.get(f"/api/repair-requests/{review.repair.id}")).json()
    assert "photo.discarded" not in [entry["event"] for entry in file["timeline"]]
    lane = (await vera.get("/api/photos/to-review")).json()
    assert [item["photo"]["id"] for item in lane["items"]] == review.photos


async def closed_without_proof(vera: AsyncClient, review: given.Review) -> None:
    answer = await vera.post(f"/api/jobs/{review.job}/close", json={"reason": "Telefoon verloren"})
    assert answer.status_code == 200


async def test_a_photo_that_comes_after_its_job_was_closed_is_kept_and_not_judged(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=1, on_phone=1)
    taken_at = given.moment(minutes=3)
    await accept(vera, review.photos[0])
    await closed_without_proof(vera, review)
    late = await given.photo(
        tom,
        given.photos_of(review.job),
        id=review.on_phone[0],
        visitId=review.visit,
        takenAt=taken_at,
    )
    file = (await vera.get(f"/api/repair-requests/{review.repair.id}")).json()
    photo = next(photo for photo in file["photos"] if photo["id"] == late)
    assert (photo["verdict"], photo["chainSeq"] is not None) == (None, True)
    assert (file["state"], await state_of(vera, review.job)) == ("done", "done")
    row = (await vera.get("/api/repair-requests")).json()["items"][0]
    assert (row["photosToReview"], row["photosOnPhone"]) == (0, 0)


async def test_a_photo_taken_after_its_job_was_closed_is_refused(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await closed_without_proof(vera, review)
    for facts in (
        {"takenAt": given.moment(minutes=-1)},
        # His phone is an hour behind: by our clock it was taken just now.
        {"takenAt": given.moment(minutes=59), "clockOffsetMs": -3_600_000},
        {"takenAt": "9999-12-30T00:00:00Z", "clockOffsetMs": -(2**31)},
    ):
        announcement = given.an_announcement(pictures.jpeg(), **facts)
        refused = await tom.post(given.photos_of(review.job), json=announcement)
        assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (
            409,
            "job-is-closed",
        ), facts
