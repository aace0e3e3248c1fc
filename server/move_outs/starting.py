"""The desk starts a move-out, and gives its two inspections to somebody."""

from datetime import date, timedelta
from uuid import UUID

from server.actors import Coordinator
from server.clock import now
from server.database import change, few, insert, transaction
from server.dwellings.address import dwelling_at
from server.dwellings.tables import Dwelling
from server.errors import NotFound
from server.jobs.access import lock_job
from server.jobs.schemas import NewJob
from server.jobs.service import give_again
from server.journal.service import About, append
from server.move_outs.access import to_arrange
from server.move_outs.errors import LastDayImpossible, MoveOutUnderway
from server.move_outs.moving import move, refuse_elsewhere
from server.move_outs.schemas import NewMoveOut, PlannedInspection
from server.move_outs.tables import MoveOut, MoveOutState
from server.previsits.scheduling import give_job_and_plan
from server.repair_requests.errors import AddressUnknown, AlreadyGiven
from server.repair_requests.faults import FAULTS, MOVE_OUT
from server.repair_requests.phone_number import as_dialled
from server.repair_requests.place import place
from server.repair_requests.service import next_number
from server.repair_requests.tables import RepairRequest
from server.urgency.clocks import day_of

_NOTICE = timedelta(days=366)
"""No tenancy is given up longer before."""


async def start(actor: Coordinator, wanted: NewMoveOut) -> None:
    """She leaves: a case of its own, by whose link she follows it. Sent twice, it is started once.

    Raises AddressUnknown, PhoneRefused, LastDayImpossible and MoveOutUnderway.
    """
    dwelling = await dwelling_at(wanted.postcode, wanted.house_number)
    if dwelling is None or dwelling.organisation != actor.organisation_id:
        detail = "No home of ours is at this address."
        raise AddressUnknown(errors=[{"pointer": "/postcode", "detail": detail}])
    phone = as_dialled(wanted.phone)
    _refuse_day(wanted.last_day_on)
    async with transaction():
        # Taking a number locks the organisation: the same form twice at once meets its first copy.
        number = await next_number(actor.organisation_id)
        earlier = await RepairRequest.objects().get(RepairRequest.id == wanted.id)
        if earlier:
            if earlier.organisation != actor.organisation_id or earlier.fault != MOVE_OUT:
                raise NotFound  # knowing an id must not tell of another case
            return
        await _refuse_second(dwelling.id)
        request = _case(wanted, dwelling, number, phone)
        await place(request)
        await RepairRequest.insert(request)
        await insert(
            MoveOut(
                id=wanted.id,
                organisation=actor.organisation_id,
                state=MoveOutState.ASKED,
                last_day_on=wanted.last_day_on,
                new_address=wanted.new_address.strip(),
            )
        )
        about = About(actor.organisation_id, request.id, subject_id=request.id)
        told = {"lastDayOn": wanted.last_day_on.isoformat()}
        await append("move_out.started", about, actor, told)


def _refuse_day(day: date) -> None:
    first = day_of(now())
    if first <= day <= first + _NOTICE:
        return
    raise LastDayImpossible(
        f"Choose a day from {first} to {first + _NOTICE}.",
        first=first.isoformat(),
        last=(first + _NOTICE).isoformat(),
        errors=[{"pointer": "/lastDayOn", "detail": "It is over, or more than a year away."}],
    )


async def _refuse_second(dwelling_id: UUID) -> None:
    found = await few(
        lambda number: number,
        "SELECT r.number FROM move_out m JOIN repair_request r ON r.id = m.id"
        " WHERE r.dwelling = {} AND m.state <> 'closed' AND r.state <> 'cancelled' LIMIT 1",
        dwelling_id,
    )
    if found:
        raise MoveOutUnderway(number=found[0])


def _case(wanted: NewMoveOut, dwelling: Dwelling, number: str, phone: str) -> RepairRequest:
    return RepairRequest(
        id=wanted.id,
        organisation=dwelling.organisation,
        number=number,
        dwelling=dwelling.id,
        priority=FAULTS[MOVE_OUT].priority,
        fault=MOVE_OUT,
        description="",
        tenant_name=" ".join(wanted.name.split()),
        phone=phone,
        email=wanted.email.strip() if wanted.email else None,
        language=wanted.language,
        reported_at=now(),
    )


async def plan_pre_inspection(
    actor: Coordinator, request_id: UUID, given: PlannedInspection
) -> None:
    """Somebody looks at the home with her, by video or there. The same again changes nothing."""
    async with transaction():
        request, move_out = await to_arrange(actor, request_id)
        if move_out.pre_inspection == given.job_id:
            return
        refuse_elsewhere(request, move_out, "planned")
        job = NewJob(
            given.job_id,
            given.technician_id,
            moment_choice_id=given.moment_choice_id,
            note=given.note,
        )
        await give_job_and_plan(actor, request_id, job)
        await change(
            "UPDATE move_out SET pre_inspection = {} WHERE id = {}", given.job_id, request_id
        )
        await move(request, move_out, "planned", actor)


async def plan_final_inspection(
    actor: Coordinator, request_id: UUID, given: PlannedInspection
) -> None:
    """Somebody comes on her last days to see what became of it. The same again changes nothing.

    Raises MoveOutElsewhere while the pre-inspection is not done, and AlreadyGiven.
    """
    async with transaction():
        request, move_out = await to_arrange(actor, request_id)
        if move_out.final_inspection == given.job_id:
            return
        refuse_elsewhere(request, move_out, "final_planned")
        if not move_out.pre_inspection:
            raise NotFound
        if move_out.final_inspection:
            raise AlreadyGiven(number=request.number)
        first = await lock_job(actor, move_out.pre_inspection)
        await give_again(actor, first, given.job_id, given.technician_id, given.note)
        await change(
            "UPDATE move_out SET final_inspection = {} WHERE id = {}", given.job_id, request_id
        )
        await move(request, move_out, "final_planned", actor)
