"""The demo data keeps its promises: complete, consistent, and fresh on any day."""

import json
import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server.case_files.lane_page import TARGET
from server.demo import incident
from server.demo.cast import OTTO, PEOPLE, TOM, VERA, demo_id
from server.demo.corporation import DWELLINGS, OTTOS_DWELLINGS, ROSA, Dwelling
from server.demo.history import SENT_FROM_INSIDE
from server.demo.plan import OTTOS_REPAIRS, REPAIRS
from server.demo.repairs import Repair, State, Verdict
from server.demo.when import Ago, OnDay, Soon
from server.incidents.noticing import HOMES, WITHIN
from server.repair_requests.faults import FAULTS as FAULT_LIST

FAULTS = Path(__file__).parents[3] / "server" / "repair_requests" / "faults.json"
MONDAY_MORNING = datetime(2026, 11, 23, 9, 7, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
SEEN_BEFOREHAND = {State.PREPARED, State.IN_PROGRESS, State.IN_REVIEW, State.RETAKE, State.CLOSED}
EVERY_DWELLING = (*DWELLINGS, *OTTOS_DWELLINGS)
EVERY_REPAIR = (*REPAIRS, *OTTOS_REPAIRS)


def by_key(repair: Repair) -> str:
    return repair.key


def test_the_corporation_has_the_promised_size():
    assert 38 <= len(DWELLINGS) <= 45
    assert 55 <= len(REPAIRS) <= 65


def test_no_address_telephone_or_id_occurs_twice():
    for values in (
        [(home.postcode, home.house_number) for home in EVERY_DWELLING],
        [home.tenant.phone for home in EVERY_DWELLING],
        [home.tenant.email for home in EVERY_DWELLING],
        [home.id for home in EVERY_DWELLING],
        [repair.id for repair in EVERY_REPAIR],
        [person.id for person in PEOPLE],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


@pytest.mark.parametrize("home", EVERY_DWELLING, ids=lambda home: home.key)
def test_a_home_looks_like_a_dutch_one_and_reaches_nobody(home: Dwelling):
    assert re.fullmatch(r"[1-9]\d{3} [A-Z]{2}", home.postcode)
    assert re.fullmatch(r"06-1234 5\d{3}|020 555 0\d{3}", home.tenant.phone)
    assert re.fullmatch(r"[a-z]+\.[a-z]+@example\.nl", home.tenant.email)
    assert home.tenant.language in {"nl", "en", "tr", "pl", "ar", "uk"}
    assert 1900 < home.built_in < 2020


def test_ids_never_change():
    assert VERA.id == demo_id("person", "vera")
    assert str(VERA.id) == "a8d7c636-728e-5723-b33d-1d0e2d1694aa"


def test_there_is_a_repair_in_every_state():
    assert {repair.state for repair in REPAIRS} == set(State)


@pytest.mark.parametrize("repair", EVERY_REPAIR, ids=by_key)
def test_a_repair_refers_to_what_exists(repair: Repair):
    known = {fault["code"] for fault in json.loads(FAULTS.read_text())["faults"]}
    assert repair.fault in known
    assert repair.scene
    homes = DWELLINGS if repair in REPAIRS else OTTOS_DWELLINGS
    assert repair.home in {home.key for home in homes}


@pytest.mark.parametrize("repair", EVERY_REPAIR, ids=by_key)
def test_a_repair_has_what_belongs_to_its_state(repair: Repair):
    assert (repair.pack is not None) == (repair.state in SEEN_BEFOREHAND)
    if repair.state is not State.IN_PROGRESS:  # whoever is still inside may have sent some
        assert (repair.minutes_inside is not None) == bool(repair.after)
    assert bool(repair.cancelled) == (repair.state is State.CANCELLED)
    assert (repair.technician is None) <= (
        repair.state in {State.REPORTED, State.OFFERED, State.CANCELLED}
    )
    assert (repair.offered is not None) == (repair.state is State.OFFERED)
    if repair.state is State.PLANNED:
        assert repair.previsit or repair.visit or repair.tenant_chooses


@pytest.mark.parametrize("repair", EVERY_REPAIR, ids=by_key)
def test_verdicts_fit_the_state(repair: Repair):
    verdicts = {photo.verdict for photo in repair.after}
    expected = {
        State.IN_REVIEW: Verdict.PENDING,
        State.IN_PROGRESS: Verdict.PENDING,
        State.RETAKE: Verdict.SENT_BACK,
        State.CLOSED: Verdict.ACCEPTED,
    }.get(repair.state)
    if verdicts or repair.state is not State.IN_PROGRESS:
        assert (expected in verdicts) if expected else not verdicts
    assert all(
        (photo.reason is not None) == (photo.verdict is Verdict.SENT_BACK) for photo in repair.after
    )


@pytest.mark.parametrize("repair", EVERY_REPAIR, ids=by_key)
def test_a_repair_runs_forward_in_time(repair: Repair):
    steps = [repair.reported, repair.previsit, repair.visit]
    times = [step.at(MONDAY_MORNING) for step in steps if step]
    assert times == sorted(times)
    assert repair.reported.at(MONDAY_MORNING) < MONDAY_MORNING


def test_tom_has_five_addresses_and_two_calls_today():
    today = MONDAY_MORNING.date()
    open_today = [
        repair
        for repair in REPAIRS
        if repair.technician is TOM and _asks_for_tom_on(repair, today.isoformat())
    ]
    calls = [repair for repair in open_today if isinstance(repair.previsit, Soon)]
    assert len({repair.home for repair in open_today}) == 5
    assert len(calls) == 2


def _asks_for_tom_on(repair: Repair, day: str) -> bool:
    if repair.state is State.RETAKE:
        return True
    if repair.state not in {State.PLANNED, State.PREPARED}:
        return False
    ahead = [step for step in (repair.previsit, repair.visit) if isinstance(step, Soon | OnDay)]
    return any(step.at(MONDAY_MORNING).date().isoformat() == day for step in ahead)


def test_a_photo_waits_too_long_while_the_van_is_in_the_street():
    """The lane's red count can be seen for as long as the demo is looked at."""
    waits = [
        MONDAY_MORNING - (repair.visit.at(MONDAY_MORNING) + SENT_FROM_INSIDE)
        for repair in REPAIRS
        if repair.state is State.IN_PROGRESS and repair.after and repair.visit
    ]
    assert max(waits) > TARGET


def test_rosas_tap_is_left_to_whoever_tries_the_product():
    home = next(home for home in DWELLINGS if home.tenant is ROSA)
    assert home.key == "Lindelaan 12"
    assert not [repair for repair in REPAIRS if repair.home == home.key]


def test_two_were_asked_by_a_link_of_whom_one_said_yes():
    asked = [who for repair in REPAIRS for who in repair.outsiders if who.note]
    assert sorted(who.has_accepted for who in asked) == [False, True]


def test_otto_shares_nothing_with_de_linde():
    assert OTTO.organisation is not VERA.organisation
    assert not {home.key for home in DWELLINGS} & {home.key for home in OTTOS_DWELLINGS}
    ours = {repair.technician for repair in REPAIRS}
    theirs = {repair.technician for repair in OTTOS_REPAIRS}
    assert ours & theirs <= {None}


def test_soon_falls_on_a_quarter_and_stays_today():
    assert Soon(20).at(MONDAY_MORNING).strftime("%H:%M:%S") == "09:30:00"
    late = MONDAY_MORNING.replace(hour=22)
    assert Soon(300).at(late).date() == late.date()
    last_minute = MONDAY_MORNING.replace(hour=23, minute=58)
    assert Soon(20).at(last_minute) == last_minute


def test_working_days_leave_out_the_weekend():
    friday = MONDAY_MORNING + timedelta(days=4)
    assert OnDay(1, 9, 30).at(friday).strftime("%A %H:%M") == "Monday 09:30"


def test_ago_counts_back_from_now():
    assert Ago(days=1, hours=2).at(MONDAY_MORNING) == MONDAY_MORNING - timedelta(hours=26)


def test_a_photo_that_is_used_again_was_taken_in_an_earlier_repair_of_the_same_kind():
    known = {repair.key: repair for repair in REPAIRS}
    used = [(each, photo) for each in REPAIRS for photo in each.after if photo.used_before_in]
    assert used
    for repair, photo in used:
        origin = known[photo.used_before_in]
        assert origin.after
        assert origin.scene == repair.scene
        assert origin.state == State.CLOSED


def test_three_homes_of_a_street_have_one_cause_that_was_confirmed_after_the_last_report():
    reported = [repair.reported.at(MONDAY_MORNING) for repair in incident.REPORTS]
    assert len({repair.home for repair in incident.REPORTS}) == HOMES
    assert {repair.home.split()[0] for repair in incident.REPORTS} == {"Kerkpad"}
    assert {FAULT_LIST[repair.fault].shared for repair in incident.REPORTS} == {"power"}
    assert max(reported) - min(reported) < WITHIN
    assert max(reported) < incident.confirmed_at(MONDAY_MORNING) < MONDAY_MORNING


def test_one_repair_was_reported_by_a_neighbour():
    (reported,) = [repair for repair in REPAIRS if repair.reporter]
    assert reported.reporter
    neighbours = {home.tenant.name: home.street for home in DWELLINGS}
    assert neighbours[reported.reporter.name] == reported.home.split()[0]
