"""The contractor of the demo: what De Linde agreed with Van Dijk, and how its work is given."""

from server.actors import Coordinator
from server.contractors import contracts, service
from server.contractors.schemas import DayCapacity, NewContract, NewWorkOrder, Terms, TradeTerms
from server.demo import cast
from server.demo.cast import demo_id
from server.demo.repairs import Repair
from server.extra_work import service as extra_work
from server.extra_work.schemas import NewExtraWork

CONTRACT = demo_id("contract", cast.VAN_DIJK.key)
KEES = Coordinator(
    cast.KEES.id, cast.VAN_DIJK.id, cast.KEES.name, cast.KEES.language, is_contractor=True
)
_INGRID = Coordinator(
    cast.INGRID.id, cast.DE_LINDE.id, cast.INGRID.name, cast.INGRID.language, is_manager=True
)
_TERMS = Terms(
    trades=[
        TradeTerms("CVI", jobs_per_week=8, call_out_cents=4_500, hourly_cents=6_850),
        TradeTerms("LOA", jobs_per_week=6, call_out_cents=4_500, hourly_cents=6_400),
        TradeTerms("LOO", jobs_per_week=6, call_out_cents=4_500, hourly_cents=5_950),
        TradeTerms("ONT", jobs_per_week=2, call_out_cents=7_500, hourly_cents=6_950),
    ],
    extra_unasked_cents=5_000,
    extra_coordinator_cents=25_000,
)
_JOBS_PER_DAY = 3


async def agree() -> None:
    """Before the oldest repair."""
    firm = cast.VAN_DIJK
    number = firm.registration_number or ""
    await contracts.make_contract(_INGRID, NewContract(CONTRACT, firm.name, firm.phone, number))
    await contracts.agree_terms(_INGRID, CONTRACT, _TERMS)
    await contracts.set_day_capacity(_INGRID, CONTRACT, DayCapacity(_JOBS_PER_DAY))


async def offer(office: Coordinator, repair: Repair) -> None:
    order = NewWorkOrder(demo_id("order", repair.key), CONTRACT, repair.note, True)
    await service.offer_work(office, repair.id, order)


async def accept(repair: Repair) -> None:
    await service.accept_work(KEES, demo_id("order", repair.key))


async def ask_for_more(repair: Repair) -> None:
    """What was found beside the work."""
    for number, (words, cents) in enumerate(repair.extra_work):
        extra = NewExtraWork(demo_id("extra", f"{repair.key}/{number}"), words, cents)
        await extra_work.ask(KEES, demo_id("job", f"{repair.key}/0"), extra)
