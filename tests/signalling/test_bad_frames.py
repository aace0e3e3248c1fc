"""Whatever comes in, the answer is an error with a code and a field, and the call goes on."""

import json
import random
from typing import Any

import pytest

from signalling.errors import Refused
from signalling.limits import Limits
from signalling.messages import decode
from tests.signalling.conftest import Node, Serve

GOOD: list[dict[str, Any]] = [
    {"type": "ping", "at": 1},
    {"type": "ack", "seq": 1},
    {"type": "offer", "to": "tom", "epoch": 1, "sdp": "v=0", "cid": 1},
    {
        "type": "candidates",
        "to": "tom",
        "epoch": 1,
        "cid": 2,
        "candidates": [{"candidate": "c", "sdpMid": "0", "sdpMLineIndex": 0}],
    },
    {"type": "media", "microphone": True, "camera": True, "torch": False, "cid": 3},
    {"type": "pointer", "of": "tom", "x": 0.5, "y": 0.5, "state": "move"},
    {"type": "quality", "score": 50},
    {"type": "still-failed", "to": "tom", "stillId": "s", "reason": "camera-off", "cid": 4},
]
WRONG: list[tuple[str, str, str | None]] = [
    ("{", "malformed", None),
    ("", "malformed", None),
    ("null", "malformed", None),
    ("[]", "malformed", None),
    ('"hello"', "malformed", None),
    ("[" * 60_000, "malformed", None),
    ('{"type":"ping","x":' + "[" * 60_000, "malformed", None),
    ('{"type":"ping","at":' + "[" * 60_000, "invalid", "at"),
    ("{}", "unknown-type", "type"),
    ('{"type":"dance"}', "unknown-type", "type"),
    ('{"type":7}', "unknown-type", "type"),
    ('{"type":"welcome"}', "unknown-type", "type"),
    ('{"type":"ping"}', "invalid", "at"),
    ('{"type":"ack","seq":-1}', "invalid", "seq"),
    ('{"type":"ack","seq":1e400}', "invalid", "seq"),
    ('{"type":"chat","cid":0,"chatId":"c","text":"x"}', "invalid", "cid"),
    ('{"type":"chat","cid":1,"chatId":"","text":"x"}', "invalid", "chatId"),
    ('{"type":"chat","cid":1,"chatId":"c\\u0000","text":"x"}', "invalid", "chatId"),
    ('{"type":"bye","reason":"hung\\u0000up"}', "invalid", "reason"),
    ('{"type":"chat","cid":1,"chatId":"c","text":5}', "invalid", "text"),
    ('{"type":"chat","chatId":"c","text":"x"}', "invalid", "cid"),
    ('{"type":"chat","cid":1,"chatId":"c","text":"\\ud800"}', "malformed", None),
    ('{"type":"pointer","of":"a","x":2,"y":0,"state":"tap"}', "invalid", "x"),
    ('{"type":"pointer","of":"a","x":NaN,"y":0,"state":"tap"}', "malformed", None),
    ('{"type":"pointer","of":"a","x":0,"y":0,"state":"wave"}', "invalid", "state"),
    (
        '{"type":"candidates","cid":1,"to":"a","epoch":1,"candidates":[{"sdpMid":"0"}]}',
        "invalid",
        "candidates[0].candidate",
    ),
    ('{"type":"candidates","cid":1,"to":"a","epoch":1,"candidates":[]}', "invalid", "candidates"),
]


@pytest.mark.parametrize(("frame", "code", "field"), WRONG)
def test_what_is_wrong_is_named(frame: str, code: str, field: str | None) -> None:
    with pytest.raises(Refused) as refused:
        decode(frame)
    assert (refused.value.code, refused.value.field) == (code, field)


async def test_an_unknown_type_is_refused_and_the_call_goes_on(node: Node) -> None:
    tom = await node.join("tom", "technician")
    rosa = await node.join("rosa")
    await rosa.send_raw({"type": "dance"})
    error = await rosa.receive("error")
    assert (error["code"], error["field"]) == ("unknown-type", "type")
    await rosa.send("chat", chatId="c1", text="still here")
    assert (await tom.receive("chat"))["text"] == "still here"


async def test_a_binary_frame_is_malformed(node: Node) -> None:
    rosa = await node.join("rosa")
    await rosa.socket.send(b'{"type":"ping","at":1}')
    assert (await rosa.receive("error"))["code"] == "malformed"
    assert await rosa.receive_until_pong() == []


async def test_unknown_fields_are_ignored_and_not_passed_on(node: Node) -> None:
    tom = await node.join("tom", "technician")
    rosa = await node.join("rosa")
    await rosa.send("chat", chatId="c1", text="hello", role="technician", **{"from": "vera"})
    heard = await tom.receive("chat")
    assert heard["from"] == "rosa"
    assert "role" not in heard


def spoiled(chance: random.Random) -> str:
    """A good frame with something wrong in it, from a stray byte to another kind of value."""
    message = json.loads(json.dumps(chance.choice(GOOD)))
    key = chance.choice(list(message))
    match chance.randrange(6):
        case 0:
            del message[key]
        case 1:
            strange = [None, [], {}, -1, 2**70, 1e308, "", "x" * 3000, True, "\u0000", [[[]]]]
            message[key] = chance.choice(strange)
        case 2:
            text = json.dumps(message)
            return text[: chance.randrange(len(text))]
        case 3:
            text = list(json.dumps(message))
            for _ in range(chance.randint(1, 5)):
                text[chance.randrange(len(text))] = chance.choice('{}[]":,\\x00\u2028é9-')
            return "".join(text)
        case 4:
            return "".join(chr(chance.randrange(1, 0xD7FF)) for _ in range(chance.randrange(200)))
        case _:
            message["cid"] = chance.choice([0, -5, "1", 2**60, None, 1.5])
    return json.dumps(message)


@pytest.mark.parametrize("seed", range(4))
async def test_no_frame_breaks_the_connection_or_shows_how_the_server_is_made(
    serve: Serve, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable frames
    node = await serve(Limits(tick_seconds=0.02, messages_per_second=1e6, burst=1_000_000))
    await node.join("tom", "technician")
    rosa = await node.join("rosa")
    codes = set[str]()
    for _ in range(500):
        await rosa.send_raw(spoiled(chance))
        for message in await rosa.receive_until_pong():
            if message["type"] == "error":
                codes.add(message["code"])
                assert not {"Traceback", "msgspec", "File"} & set(message["message"].split())
    assert {"malformed", "unknown-type", "invalid"} <= codes
    assert (await node.join("vera")).welcome["peers"][1]["participant"] == "rosa"


@pytest.mark.parametrize("seed", range(4))
async def test_no_first_frame_breaks_the_server(node: Node, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable frames
    for _ in range(25):
        stranger = await node.connect()
        await stranger.send_raw(spoiled(chance))
        assert await stranger.close_code() == 4400
        assert stranger.seen[-1]["type"] == "error"
    await node.join("rosa")
