"""What a tenant may do herself, and for whose account a fault is: the sector's marks."""

import pytest

from server.language import TENANT_LANGUAGES
from server.repair_requests.faults import FAULTS, Fault, condition_called

HERSELF = (
    "ELE7 ELE8 WAT5 KRA1 KRA3 DOU1 TOI2 TOI3 AFV1 AFV2 AFV5 SIF1 CVK3 RAD1 THE1 DEU5 RAA3 KEU1"
)
NEVER = "GAS1 COM1 ELE3 ELE4 ELE5 ASB1 LIF1"
SUBSCRIBED = "ELE4 ELE5 ELE7 KRA1 KRA2 DOU1 TOI1 TOI2 AFV1 AFV2 AFV3 SIF1 DEU5 KEU1"


def _marked(mark: str) -> set[str]:
    return {code for code, fault in FAULTS.items() if fault.who_and_how.self_fix == mark}


def test_the_faults_that_a_tenant_can_repair_are_these_eighteen() -> None:
    assert _marked("yes") == set(HERSELF.split())


def test_gas_current_asbestos_and_lifts_are_never_touched() -> None:
    assert _marked("never") == set(NEVER.split())


def test_no_emergency_is_hers_to_repair() -> None:
    assert not [code for code in _marked("yes") if FAULTS[code].is_emergency]


def test_a_subscription_covers_these_faults() -> None:
    covered = {
        code
        for code, fault in FAULTS.items()
        if fault.who_and_how.payers[0].payer == "subscription"
    }
    assert covered == set(SUBSCRIBED.split())


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.code)
def test_with_several_payers_words_say_when_it_is_whose(fault: Fault) -> None:
    first, *others = fault.who_and_how.payers
    assert len({payer.payer for payer in fault.who_and_how.payers}) == 1 + len(others)
    for payer in others:
        assert payer.when
    for payer in (first, *others):
        assert all(
            not payer.when or condition_called(payer.when, each) for each in TENANT_LANGUAGES
        )
