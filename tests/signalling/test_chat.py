"""What people write in a call: as it may be kept and read, and not without end."""

import pytest

from signalling import relaying
from tests.signalling.conftest import Node


@pytest.mark.parametrize("text", ["a\0b", "\x1b[2J", "\u202e", "\x9b"], ids=ascii)
async def test_what_no_keyboard_makes_is_refused_and_nobody_notices(node: Node, text: str) -> None:
    tom, rosa = await node.join("tom", "technician"), await node.join("rosa")
    await rosa.send("chat", chatId="c1", text=text)
    refused = await rosa.receive("error")
    assert (refused["code"], refused["field"], refused["cid"]) == ("invalid", "text", 1)
    assert {one["type"] for one in await tom.receive_until_pong()} == {"peer-joined"}


async def test_what_turns_the_direction_of_writing_is_left_out(node: Node) -> None:
    tom, rosa = await node.join("tom", "technician"), await node.join("rosa")
    await rosa.send("chat", chatId="c1", text="Bel \u202a06 1234\u202c\nof \u202eniet")
    assert (await tom.receive("chat"))["text"] == "Bel 06 1234\nof niet"
    chats = [event.chat for event in await node.heard(3) if event.chat]
    assert [chat.text for chat in chats] == ["Bel 06 1234\nof niet"]


async def test_nobody_writes_without_end_nor_begins_again_by_leaving(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "CHAT_LINES", 2)
    tom, rosa = await node.join("tom", "technician"), await node.join("rosa")
    for number in range(3):
        await rosa.send("chat", chatId=f"c{number}", text="Hallo")
    assert (await rosa.receive("error"))["code"] == "chat-full"
    rosa = await node.join("rosa")
    await rosa.send("chat", chatId="c4", text="Hallo")
    refused = await rosa.receive("error")
    assert (refused["code"], refused["cid"]) == ("chat-full", 1)
    await tom.send("chat", chatId="t1", text="Dag")
    assert (await rosa.receive("chat"))["text"] == "Dag"
    await tom.receive_until_pong()
    assert [one["chatId"] for one in tom.seen if one["type"] == "chat"] == ["c0", "c1"]
