"""For whose account a repair usually is, in a plain sentence or two. It decides nothing: only a
person may say that something is not ours."""

from dataclasses import dataclass

from server.repair_requests.faults import Fault, condition_called
from server.repair_requests.who_and_how import Payer, PayerName
from server.sentences import Sentences

_WHEN: dict[PayerName, str] = {
    "tenant": "payer.tenantWhen",
    "corporation": "payer.corporationWhen",
    "subscription": "payer.subscriptionWhen",
    "contract": "payer.contractWhen",
}


@dataclass(frozen=True)
class PayersView:
    """What her page says of it."""

    lines: tuple[str, ...]
    is_free: bool


def for_whose_account(
    fault: Fault, say: Sentences, *, has_subscription: bool | None = None
) -> tuple[str, ...]:
    """`has_subscription` None: we do not know yet who asks."""
    payers = fault.who_and_how.payers
    if len(payers) == 1:
        return (_always(payers[0], say, has_subscription),)
    if all(payer.when for payer in payers):
        return tuple(
            say(_WHEN[payer.payer], when=condition_called(payer.when, say.language))
            for payer in payers
        )
    return (say("payer.depends"),)


def is_free(fault: Fault, *, has_subscription: bool) -> bool:
    """Nothing to disagree with: it costs her nothing, whatever is found."""
    ours = {"corporation", "contract", *(("subscription",) if has_subscription else ())}
    return all(each.payer in ours for each in fault.who_and_how.payers)


def _always(payer: Payer, say: Sentences, has_subscription: bool | None) -> str:
    if payer.payer != "subscription" or has_subscription is None:
        return say(f"payer.{payer.payer}")
    return say("payer.subscribed" if has_subscription else "payer.notSubscribed")
