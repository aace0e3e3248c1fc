"""What may be spent where. A budget gives so many at once, and then so many a minute.

Numbers leave room for whoever works hard: a phone that comes back with a day's photos, an office
behind one address. They stop who guesses and who floods.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Budget:
    """`by` is who spends it: an address, or each cookie that came along (without one, the address).
    What is guessed at spends too, as a target, so that many addresses together guess no faster.

    Whatever guards a secret or somebody's patience is shared by all nodes. What only protects a
    node is counted there, and costs no message to Redis.
    """

    name: str
    at_once: int
    a_minute: float
    by: Literal["address", "person", "target"]
    is_shared: bool = True


CEILING_OF_ADDRESS = Budget("all", 3000, 6000, "address", is_shared=False)
CEILING_OF_PERSON = Budget("mine", 1000, 1800, "person", is_shared=False)

SIGN_IN = Budget("sign-in", 60, 30, "address")
"""A whole office comes in at eight, behind one address; a passkey takes two requests."""

SEND_CODE = Budget("send-code", 120, 10, "address")
"""An office without passkeys, at eight; `signing_in/codes.py` counts the letters."""
INVITATION = Budget("invitation", 30, 10, "address")
OPEN_LINK = Budget("open-link", 30, 10, "address")
LOST_LINK = Budget("lost-link", 10, 1, "address")
LOST_LINK_OF = Budget("lost-link-of", 10, 1, "target")
LOST_LINK_MAIL = Budget("lost-link-mail", 3, 0.05, "target")
LETTERS_IN_AN_HOUR = Budget("letters-in-an-hour", 3, 2 / 60, "target")
LETTERS_IN_A_DAY = Budget("letters-in-a-day", 5, 5 / 1440, "target")
"""To one mailbox or telephone, of what anybody can cause: what is there at once and what comes back
make five in any hour and ten in any day."""

REPORT = Budget("report", 20, 1, "address")
ANNOUNCE = Budget("announce", 600, 300, "person")
SEND_BY_FORM = Budget("send-by-form", 30, 6, "person")
WRITE = Budget("write", 60, 30, "person")
CHAT = Budget("chat", 40, 30, "person")
"""A phone that comes back with what was written on the way sends it all at once."""
CHAT_OF_CASE = Budget("chat-of-case", 120, 60, "target")
TYPING = Budget("typing", 30, 40, "person", is_shared=False)
"""Told every three seconds while somebody types."""
EXPORT = Budget("export", 20, 4, "person")
FETCH_EXPORT = Budget("fetch-export", 40, 10, "person")
FOLLOW = Budget("follow", 60, 60, "person", is_shared=False)

# By method and the path of the route. Plain forms are not here: they spend theirs once they have
# read what was typed, to show it again.
BUDGETS: dict[tuple[str, str], Budget] = {
    ("POST", "/api/sign-in/passkey/begin"): SIGN_IN,
    ("POST", "/api/sign-in/passkey"): SIGN_IN,
    ("POST", "/api/sign-in/code/begin"): SEND_CODE,
    ("POST", "/api/sign-in/code"): SIGN_IN,
    ("GET", "/api/sign-in/directory"): SIGN_IN,
    ("GET", "/api/sign-in/directory/callback"): SIGN_IN,
    ("POST", "/api/invitation"): INVITATION,
    ("POST", "/api/invitation/passkey/begin"): INVITATION,
    ("POST", "/api/invitation/passkey"): INVITATION,
    ("POST", "/api/invitation/code/begin"): SEND_CODE,
    ("POST", "/api/case/sign-in"): OPEN_LINK,
    ("POST", "/api/guest/sign-in"): OPEN_LINK,
    ("POST", "/api/outside/sign-in"): OPEN_LINK,
    ("POST", "/api/repair-requests"): REPORT,
    ("POST", "/api/jobs/{job_id}/photos"): ANNOUNCE,
    ("POST", "/api/case/photos"): ANNOUNCE,
    ("POST", "/api/outside/photos"): ANNOUNCE,
    ("POST", "/api/photos/{photo_id}/comments"): WRITE,
    ("POST", "/api/case/conversation"): CHAT,
    ("POST", "/api/case/conversation/typing"): TYPING,
    ("POST", "/api/repair-requests/{request_id}/conversation"): CHAT,
    ("POST", "/api/repair-requests/{request_id}/conversation/typing"): TYPING,
    ("POST", "/api/repair-requests/{request_id}/conversation/call"): WRITE,
    ("GET", "/api/case/conversation/feed"): FOLLOW,
    ("GET", "/api/repair-requests/{request_id}/conversation/feed"): FOLLOW,
    ("GET", "/api/case/previsit/chat"): FOLLOW,
    ("GET", "/api/previsits/{previsit_id}/chat"): FOLLOW,
    ("GET", "/api/guest/chat"): FOLLOW,
    ("GET", "/api/journal/feed"): FOLLOW,
    ("POST", "/api/jobs/{job_id}/packs"): EXPORT,
    ("POST", "/api/jobs/{job_id}/reports"): EXPORT,
    ("POST", "/api/outside/reports"): EXPORT,
    ("GET", "/api/jobs/{job_id}/packs/{line}"): FETCH_EXPORT,
    ("GET", "/api/jobs/{job_id}/reports/{line}"): FETCH_EXPORT,
    ("GET", "/api/outside/reports/{line}"): FETCH_EXPORT,
}

FREE = {("POST", "/api/demo/sign-in"), ("POST", "/api/sign-out")}
"""Open to everybody, and nothing there to guess or to fill."""
