"""Furnishes the demo: first the organisations, people and homes, then sixty repairs.

The repairs go through the same services as everybody's, in the order of time, each at its own
moment. Every id is fixed and every step may be repeated, so a start that was broken off goes on.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from threading import Thread
from time import sleep

import structlog

from server.accounts.tables import Organisation, Person
from server.clock import clock_at, now
from server.database import select, transaction
from server.demo import careful, cast, contract, incident, parcels, people_at_work
from server.demo.cast import demo_id
from server.demo.corporation import DWELLINGS, OTTOS_DWELLINGS
from server.demo.corporation import Dwelling as Home
from server.demo.history import History, Step, Workshop
from server.demo.moving_out import MOVE_OUTS, MovingOutSteps
from server.demo.plan import OTTOS_REPAIRS, REPAIRS
from server.demo.told import Told
from server.dwellings.address import address_key
from server.dwellings.tables import Dwelling, Tenancy
from server.journal.service import About, append
from server.repair_requests.phone_number import as_dialled
from server.settings import Settings
from storage.objects import ObjectStore

log = structlog.get_logger()


async def seed_people() -> None:
    """The cast, their organisations and the homes; quick, and enough to play the story through."""
    async with transaction():
        if not await Organisation.exists().where(Organisation.id == cast.DE_LINDE.id):
            await _add_organisations()
        await _add_people()


async def _add_organisations() -> None:
    for organisation in cast.ORGANISATIONS:
        await Organisation.insert(
            Organisation(
                id=organisation.id,
                name=organisation.name,
                kind=organisation.kind,
                phone=organisation.phone,
                registration_number=organisation.registration_number,
                last_number=1400,
            )
        )
    for home in (*DWELLINGS, *OTTOS_DWELLINGS):
        await _add_home(home)


async def _add_people() -> None:
    """Those who are not there yet: some joined the demo after its first version."""
    for person in cast.PEOPLE:
        if not await Person.exists().where(Person.id == person.id):
            await Person.insert(
                Person(
                    id=person.id,
                    organisation=person.organisation.id,
                    name=person.name,
                    role=person.role,
                    language=person.language,
                    demo_key=person.key,
                )
            )


async def _add_home(home: Home) -> None:
    dwelling = Dwelling(
        id=home.id,
        organisation=home.organisation.id,
        street=home.street,
        house_number=home.house_number,
        postcode=home.postcode,
        address_key=address_key(home.postcode, home.house_number),
        town=home.town,
        neighbourhood=home.neighbourhood,
        built_in=home.built_in,
    )
    await Dwelling.insert(dwelling)
    await Tenancy.insert(
        Tenancy(
            id=demo_id("tenancy", home.key),
            dwelling=home.id,
            tenant_name=home.tenant.name,
            phone=as_dialled(home.tenant.phone),
            email=home.tenant.email,
            language=home.tenant.language,
            has_subscription=home.house_number.isdecimal() and int(home.house_number) % 3 == 0,
        )
    )


async def is_furnished() -> bool:
    """Everything of the past has been told."""
    return await _first("demo.furnished") is not None


async def seed_repairs(objects: ObjectStore, settings: Settings) -> None:
    """Sixty repairs in every state, and a few of the other corporation."""
    if await is_furnished():
        return
    today = await _begin()
    # Spawned, not forked: this process has threads, and a fork would copy their locks as they are.
    artists = ProcessPoolExecutor(
        2, get_context("spawn"), initializer=_be_a_good_artist, initargs=(os.getpid(),)
    )
    try:
        workshop = Workshop(objects, settings, artists)
        oldest_first = sorted(
            (*REPAIRS, *OTTOS_REPAIRS), key=lambda repair: repair.reported.at(today)
        )
        first = oldest_first[0].reported.at(today)
        steps = [
            Step(first, contract.agree),
            Step(today, partial(people_at_work.note, today)),
            Step(today, partial(careful.begin, today)),
            Step(first, parcels.fill_warehouse),
            Step(incident.confirmed_at(today), incident.confirm),
            *(step for repair in oldest_first for step in History(repair, today, workshop).steps()),
            *(step for told in MOVE_OUTS for step in MovingOutSteps(told, today, workshop).steps()),
        ]
        told = Told(settings, objects)
        for step in sorted(steps, key=lambda step: step.at):
            with clock_at(step.at):
                await step.do()
            await told.hear(step.at)
    finally:
        artists.shutdown(wait=False, cancel_futures=True)
    async with transaction():
        await append("demo.furnished", About(cast.DE_LINDE.id))
    log.info("demo.furnished", repairs=len(REPAIRS) + len(OTTOS_REPAIRS))


def _be_a_good_artist(server: int) -> None:
    """Drawing must never slow the server that people look at meanwhile, nor outlive it."""
    os.nice(15)
    Thread(target=_leave_with, args=(server,), daemon=True).start()


def _leave_with(server: int) -> None:
    """However the server ended: a killed one tells nobody."""
    while os.getppid() == server:
        sleep(1)
    os._exit(1)


async def _begin() -> datetime:
    """The day all repairs are told from: that of the first try, also when this one goes on."""
    begun = await _first("demo.begun")
    if begun is None:
        async with transaction():
            await append("demo.begun", About(cast.DE_LINDE.id))
    return begun or now()


async def _first(event: str) -> datetime | None:
    found = await select(
        datetime.astimezone,
        "SELECT at FROM journal WHERE organisation = {} AND event = {} LIMIT 1",
        cast.DE_LINDE.id,
        event,
    )
    return found[0] if found else None
