"""What a tenant may do about a fault herself, and for whose account it is: `who_and_how.json`.

The marks are the sector's. The law (Besluit kleine herstellingen) is the floor: a contract may move
work to the corporation, never to the tenant.
"""

from typing import Literal

import msgspec

SelfFix = Literal["yes", "check", "no", "never"]
"""With a guide; looking first; not hers; nobody without training touches it."""

PayerName = Literal["tenant", "corporation", "subscription", "contract"]
"""`subscription`: the tenant's, unless she pays for our service every month. `contract`: hers by
law, but the corporation took it on for everybody."""


class Payer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For whose account it is, and in which case: a condition of `fault_words/`, or always."""

    payer: PayerName
    when: str = ""


class WhoAndHow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The marks of one fault. The first payer is the usual one."""

    self_fix: SelfFix
    payers: tuple[Payer, ...]
