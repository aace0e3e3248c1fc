"""The tenant's page of the chat, as a browser without script meets it."""

import html
import re

from httpx import AsyncClient, Response

from tests.support import given, pictures
from tests.support.cast import VERA

PAGE = "/r/chat"
NL = {"accept-language": "nl"}


def chat_of(repair: given.Repair) -> str:
    return f"/api/repair-requests/{repair.id}/conversation"


async def answered(vera: AsyncClient, repair: given.Repair, text: str) -> None:
    said = {"id": given.fresh_id(), "text": text}
    assert (await vera.post(chat_of(repair), json=said)).status_code == 201


def lines_of(page: Response) -> list[str]:
    found = re.findall(r'class="words"[^>]*>(.*?)</p>', page.text, re.DOTALL)
    return [html.unescape(words) for words in found]


def typed_in(page: Response) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.DOTALL)
    return html.unescape(found[1]) if found else ""


async def test_what_she_sends_by_the_form_stands_on_the_page_in_order(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    form = {"id": given.fresh_id(), "text": "Eerste\r\nregel"}
    for _ in range(2):  # pressed twice
        sent = await rosa.post(PAGE, data=form)
        assert (sent.status_code, sent.headers["location"]) == (303, "/r/chat#newest")
    await answered(vera, repair, "<b>Goedendag</b>")
    page = await rosa.get(PAGE, headers=NL)
    assert lines_of(page) == ["Eerste\nregel", "<b>Goedendag</b>"]
    assert VERA.name.split()[0] in page.text
    assert 'status">Gelezen<' in page.text  # Vera answered, so she has read it


async def test_opening_the_page_tells_the_desk_that_she_read_it(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await answered(vera, repair, "Bent u thuis?")
    assert "U heeft 1 nieuw bericht." in (await rosa.get("/r", headers=NL)).text
    await rosa.get(PAGE)
    chat = (await vera.get(chat_of(repair))).json()
    assert chat["standing"]["tenantReadTo"] == chat["seq"]
    assert "nieuw bericht" not in (await rosa.get("/r", headers=NL)).text


async def test_a_hundred_thousand_characters_come_back_with_a_plain_sentence(
    rosa: AsyncClient,
) -> None:
    await given.repair(rosa)
    long = "Het lekt. " * 10_000
    refused = await rosa.post(PAGE, data={"id": given.fresh_id(), "text": long}, headers=NL)
    assert refused.status_code == 422
    assert "Uw bericht is te lang: 99999 tekens." in refused.text
    assert typed_in(refused) == long.strip()
    assert lines_of(await rosa.get(PAGE)) == []


async def test_an_empty_message_is_asked_for_again(rosa: AsyncClient) -> None:
    await given.repair(rosa)
    refused = await rosa.post(PAGE, data={"id": given.fresh_id(), "text": " \n"}, headers=NL)
    assert refused.status_code == 422
    assert "Typ eerst een bericht, of kies een foto." in refused.text


async def test_of_characters_that_nobody_reads_only_the_rest_is_kept(rosa: AsyncClient) -> None:
    await given.repair(rosa)
    text = "bel \u202e0205550100\u202c\x00\x07 nu"
    await rosa.post(PAGE, data={"id": given.fresh_id(), "text": text})
    assert lines_of(await rosa.get(PAGE)) == ["bel 0205550100 nu"]


async def test_photos_go_along_with_the_form_each_once(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    form = {"id": given.fresh_id(), "text": "Kijk maar"}
    files = [
        ("photos", (f"lek{shade}.jpg", pictures.jpeg(shade=shade), "image/jpeg"))
        for shade in (3, 4)
    ]
    for _ in range(2):
        assert (await rosa.post(PAGE, data=form, files=files)).status_code == 303
    messages = (await vera.get(chat_of(repair))).json()["messages"]
    assert [message["text"] for message in messages] == ["Kijk maar", ""]
    assert len({message["photo"]["id"] for message in messages}) == 2


async def test_a_photo_that_is_no_photo_is_named_and_her_words_stay(rosa: AsyncClient) -> None:
    await given.repair(rosa)
    form = {"id": given.fresh_id(), "text": "Kijk maar"}
    files = [("photos", ("brief.pdf", b"%PDF-1.7 nothing to see", "application/pdf"))]
    refused = await rosa.post(PAGE, data=form, files=files, headers=NL)
    assert refused.status_code == 422
    assert "“brief.pdf” is geen foto." in html.unescape(refused.text)
    assert typed_in(refused) == "Kijk maar"
    assert lines_of(await rosa.get(PAGE)) == []


async def test_outside_office_hours_the_page_says_when_somebody_answers(
    rosa: AsyncClient, ingrid: AsyncClient
) -> None:
    await given.repair(rosa)
    always = [{"weekday": day, "opens": "00:00", "closes": "23:59"} for day in range(7)]
    for days, sentence in ((always, "vandaag tot"), ([], "Er is nu niemand. Uw bericht komt")):
        chosen = {"hours": {"days": days}, "replies": []}
        assert (await ingrid.put("/api/chat-settings", json=chosen)).status_code == 200
        page = await rosa.get(PAGE, headers=NL)
        assert sentence in page.text
        assert "Bel ons meteen." in page.text
