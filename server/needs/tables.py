"""What somebody needs when we come, as she told us herself."""

from enum import StrEnum

from piccolo.columns import UUID, Date, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.repair_requests.tables import RepairRequest

TEXT_VERSION = "2026-11-30"
"""Of the sentences under `needs.consent…` in the language files; new sentences, new version."""


class NeedCode(StrEnum):
    """A functional need, never a diagnosis: what it means for the visit, and nothing else."""

    MORE_TIME = "more_time"
    HARD_OF_HEARING = "hard_of_hearing"
    SEES_POORLY = "sees_poorly"
    NO_STAIRS = "no_stairs"
    NO_CLEARING = "no_clearing"
    WIDE_WAY = "wide_way"
    POWER_STAYS_ON = "power_stays_on"
    STAYS_WARM = "stays_warm"
    NO_DUST = "no_dust"
    INTERPRETER = "interpreter"


class Action(StrEnum):
    """What somebody has to do about it: all that a contractor is told."""

    WAIT_AT_THE_DOOR = "wait_at_the_door"
    SPEAK_CLEARLY = "speak_clearly"
    SAY_WHO_YOU_ARE = "say_who_you_are"
    STAY_ON_THE_FLOOR = "stay_on_the_floor"
    CLEAR_THE_SPOT = "clear_the_spot"
    KEEP_THE_WAY_FREE = "keep_the_way_free"
    ASK_BEFORE_POWER_OFF = "ask_before_power_off"
    KEEP_IT_WARM = "keep_it_warm"
    KEEP_DUST_DOWN = "keep_dust_down"
    BRING_AN_INTERPRETER = "bring_an_interpreter"


ACTIONS = dict(zip(NeedCode, Action, strict=True))


class Need(Table):
    """One need, with the explicit consent to keep it. Without it only the consent is left."""

    id = UUID(primary_key=True, default=None)
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.restrict, index=True)
    code = Varchar(length=24, choices=NeedCode, default="")  # "": withdrawn, or not asked again
    text_version = Varchar(length=16)  # of what she agreed to
    given_at = Timestamptz(default=None)
    ask_again_on = Date(default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
