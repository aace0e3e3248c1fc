"""What a reviewer draws on a photo: the `mark` of signalling/PROTOCOL.md, kept beside a photo that
stays as it is. `points` is x, y, x, y, ... as shares of the upright picture."""

from typing import Annotated, Literal, Self

from msgspec import Meta

from server.wire import Sent

MOST_MARKS = 20
_DIGITS = 4  # as fine as a phone draws
_PAIRS = {"arrow": (2, 2), "number": (2, 2), "pen": (1, 250), "text": (1, 1)}


class Mark(Sent, frozen=True, omit_defaults=True):
    """An arrow, an arrow with a number, a stroke of the pen, or words."""

    mark_id: Annotated[str, Meta(min_length=1, max_length=64)]
    kind: Literal["arrow", "number", "pen", "text"]
    points: Annotated[list[Annotated[float, Meta(ge=0, le=1)]], Meta(min_length=2, max_length=500)]
    number: Annotated[int, Meta(ge=1, le=99)] | None = None
    text: Annotated[str, Meta(max_length=60)] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        least, most = _PAIRS[self.kind]
        if len(self.points) % 2 or not least <= len(self.points) // 2 <= most:
            raise ValueError(
                "Another number of points than this kind of mark has in field `points`"
            )
        if (self.number is not None) != (self.kind == "number"):
            raise ValueError("An arrow with a number has one, nothing else has in field `number`")
        if bool((self.text or "").strip()) != (self.kind == "text"):
            raise ValueError("Words have words, nothing else has in field `text`")

    def to_keep(self) -> Self:
        """Without digits that nobody can see."""
        points = [round(share, _DIGITS) for share in self.points]
        return type(self)(self.mark_id, self.kind, points, self.number, self.text)
