"""Reading case files: the work list, one repair, one job, the review lane, the tenant's case."""

from typing import Annotated
from uuid import UUID

from litestar import Router, get
from litestar.params import QueryParameter

from server.actors import Coordinator, Staff, Technician, Tenant
from server.case_files import lane_page
from server.case_files.job_details import job_detail, jobs_of
from server.case_files.list_filter import ListFilter, Order, Which
from server.case_files.review_lane import review_lane
from server.case_files.schemas import (
    Case,
    JobDetail,
    JobList,
    RequestDetail,
    RequestList,
    ReviewLane,
)
from server.case_files.tenant_case import case_for
from server.case_files.whole_file import request_detail
from server.case_files.work_list import work_list
from server.evidence.tables import Why
from server.repair_requests.tables import Lane, Priority
from storage.objects import ObjectStore


@get("/repair-requests", summary="The work list")
async def list_requests(
    coordinator: Coordinator,
    language: str,
    objects: ObjectStore,
    which: Annotated[Which, QueryParameter(name="state")] = "all",
    order: Order = "newest",
    q: str = "",
    lane: Lane | None = None,
    priority: Priority | None = None,
    trade: Annotated[str, QueryParameter(max_length=3)] = "",
    late: bool = False,
    postponed: bool = False,
    contract: UUID | None = None,
    needs: bool = False,
    after: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> RequestList:
    """Newest first, or what comes first of what is open: emergencies by their hour, then promises
    and backlog in turns. `q` searches address, name, number, words and fault; `needs` asks for
    repairs that a need at home makes worse."""
    wanted = ListFilter(*(which, q, lane, priority, trade, late, postponed, contract, needs, order))
    return await work_list(coordinator, language, objects, wanted, after=after, limit=limit)


@get("/repair-requests/{request_id:uuid}", summary="One repair, whole")
async def read_request(
    request_id: UUID, coordinator: Coordinator, language: str, objects: ObjectStore
) -> RequestDetail:
    """With its photos, jobs and everything that happened."""
    return await request_detail(coordinator, request_id, language, objects)


@get("/jobs", summary="My jobs")
async def list_jobs(technician: Technician, language: str, objects: ObjectStore) -> JobList:
    """Open ones and those done today, whole, so that the phone can go offline with them."""
    return JobList(await jobs_of(technician, language, objects))


@get("/jobs/{job_id:uuid}", summary="One job, whole")
async def read_job(job_id: UUID, staff: Staff, language: str, objects: ObjectStore) -> JobDetail:
    """For the technician who has it, and the desk."""
    return await job_detail(staff, job_id, language, objects)


@get("/photos/to-review", summary="Photos that wait for a verdict", why=Why.REVIEW)
async def list_photos_to_review(
    coordinator: Coordinator,
    language: str,
    objects: ObjectStore,
    which: Annotated[lane_page.Which, QueryParameter(name="verdict")] = "pending",
    assigned_to: Annotated[UUID | None, QueryParameter(name="technician")] = None,
    slot: str = "",
    tag: str = "",
    q: str = "",
    waited: Annotated[int, QueryParameter(ge=0, le=100_000)] = 0,
    reused: bool = False,
    after: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> ReviewLane:
    """Each with the photo to compare it with. `q` searches address, number and name; `waited` is in
    minutes. With another `verdict`: what was judged, in jobs that are open."""
    sieve = lane_page.Sieve(which, assigned_to, slot, tag, q, waited, reused, limit)
    return await review_lane(coordinator, language, objects, sieve, after)


@get("/case", summary="My case")
async def read_case(tenant: Tenant, tenant_language: str, objects: ObjectStore) -> Case:
    """What the tenant's page shows."""
    return await case_for(tenant, tenant_language, objects)


router = Router(
    path="/",
    route_handlers=[
        list_requests,
        read_request,
        list_jobs,
        read_job,
        list_photos_to_review,
        read_case,
    ],
    tags=["Case files"],
)
