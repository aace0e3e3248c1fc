"""In a call too, neither page asks for anything that its policy refuses."""

from tests.end_to_end.video.call_stage import Stage


async def test_both_talk_and_draw_within_their_policies(stage: Stage) -> None:
    refused: list[str] = []

    def hear(words: str) -> None:
        if "Content Security Policy" in words or "ermissions" in words:
            refused.append(words)

    for caller in (stage.tom, stage.rosa):
        caller.page.on("console", lambda message: hear(message.text))
    await stage.tom_opens()
    await stage.rosa_opens()
    await stage.rosa_starts()
    await stage.tom.sees_and_hears()
    await stage.rosa.sees_and_hears()
    assert refused == []
