"""The list of faults: whole, consistent, and in codes the sector knows."""

import pytest

from server.repair_requests.faults import FAULTS, MOVE_OUT, OTHER, ROOMS, Fault, faults_in

# From the VERA reference lists (CC0): only codes that are not withdrawn.
VERA = """
DEFECTLOCATIE BAD BAL BER BUI DAK ENT GAN HAL KEU LIF OVE OVL POR SLA TOI TRA TRI WOO ZOL
DEFECTSOORT BRE BS1 DEF DRP DRU GAS GEL GLA HOR KAL KLE LEK LOO LOS MUI ONA ONK OVE SAF SCH SDE
DEFECTSOORT SKW SLU SPR STA STI STO TEM TOC VOC VS0 VS1 VS2 VSC VWE
ONDERHOUDSPECIALISME ASB CVI DAK ELA ELE ELT GLA LIF LOA LOO ONG ONT OVE SCH STU TAL TEG TIM VOC
ONDERHOUDSPECIALISME WTW
"""
RED_FLAGS = {"GAS1", "COM1", "ELE3", "WAT2"}

every_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.code)


def test_there_are_67_faults_something_else_and_moving_out() -> None:
    assert len(FAULTS) == 69
    assert {OTHER, MOVE_OUT} <= FAULTS.keys()


@every_fault
def test_codes_are_in_the_reference_lists(fault: Fault) -> None:
    assert fault.location in _codes_of("DEFECTLOCATIE")
    assert fault.kind in _codes_of("DEFECTSOORT")
    assert fault.trade in _codes_of("ONDERHOUDSPECIALISME")


def _codes_of(name: str) -> set[str]:
    rows = [line.split() for line in VERA.split("\n")]
    return {code for row in rows if row and row[0] == name for code in row[1:]}


@every_fault
def test_both_languages_say_the_same(fault: Fault) -> None:
    for dutch, english in zip(_texts(fault, "nl"), _texts(fault, "en"), strict=True):
        assert bool(dutch) == bool(english)
    assert fault.words("nl").title != fault.words("en").title
    assert len(fault.words("nl").photos) == len(fault.words("en").photos)
    assert len(fault.words("nl").parts) == len(fault.words("en").parts)


def _texts(fault: Fault, language: str) -> list[str]:
    words = fault.words(language)
    return [words.title, words.ask, words.caution, *words.photos, *words.parts, *words.emergency]


@every_fault
def test_sentences_stay_short_enough_to_read_in_a_hurry(fault: Fault) -> None:
    for language in ("nl", "en"):
        for text in _texts(fault, language):
            for sentence in text.replace("?", ".").split("."):
                assert len(sentence.split()) <= 18, sentence


@every_fault
def test_an_emergency_has_steps_and_somebody_to_phone_and_nothing_to_fill_in(fault: Fault) -> None:
    assert fault.is_emergency == bool(fault.words("nl").emergency) == (fault.code in RED_FLAGS)
    if fault.is_emergency:
        assert fault.priority == "P0"
        assert not fault.words("nl").ask
        assert not fault.words("nl").photos
    else:
        assert fault.priority != "P0"
        assert fault.words("nl").ask


def test_every_emergency_is_found_under_danger_and_nothing_else_is() -> None:
    assert {fault.code for fault in faults_in("danger")} == RED_FLAGS


def test_every_room_offers_something_else_at_the_end() -> None:
    for room in ROOMS:
        if room != "danger":
            offered = faults_in(room)
            assert len(offered) > 1
            assert offered[-1].code == OTHER


@every_fault
def test_rooms_exist(fault: Fault) -> None:
    assert fault.rooms
    assert set(fault.rooms) <= set(ROOMS)


def test_an_unknown_room_has_no_faults() -> None:
    assert faults_in("attic") == []
