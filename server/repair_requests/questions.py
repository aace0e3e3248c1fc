"""What a tenant is asked beside her own words, and what she answered.

What is about the fault is kept as long as the report; what is about getting in only until the work
is long done, so the two stand in columns of their own.
"""

from typing import Annotated, Literal

from msgspec import Meta

from server.wire import Sent

Ask = Literal["sometimes", "own_fitting", "other_toilet"]
"""Questions that help with some faults only: `faults.json` says with which."""

Since = Literal["", "today", "days", "weeks", "longer"]
YesNo = Literal["", "yes", "no"]
YesNoUnknown = Literal["", "yes", "no", "unknown"]
Lift = Literal["", "yes", "no"]
Line = Annotated[str, Meta(max_length=200)]


class AboutFault(Sent, frozen=True):
    """What she answered about the fault; "" is no answer."""

    since: Since = ""
    sometimes: YesNo = ""
    """It still works now and then."""
    before: YesNo = ""
    """She reported it before; `earlierNumber` is what she remembers of it."""
    earlier_number: Annotated[str, Meta(max_length=16)] = ""
    own_fitting: YesNoUnknown = ""
    """She put it in herself (ZAV)."""
    other_toilet: YesNo = ""
    """There is another one that she can use."""


class AboutHome(Sent, frozen=True):
    """What helps to get in; "" is no answer."""

    pets: Line = ""
    parking: Line = ""
    floor: Annotated[str, Meta(max_length=40)] = ""
    lift: Lift = ""


class Reporter(Sent, frozen=True):
    """Somebody who reports for the tenant."""

    name: Annotated[str, Meta(min_length=1, max_length=80, pattern=r"\S")]
    phone: Annotated[str, Meta(max_length=40)]
