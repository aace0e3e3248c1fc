"""When the video call is: what a tenant may choose, and choosing it."""

from litestar import Router, get, put

from server.actors import Tenant
from server.moments import choosing
from server.moments.schemas import OwnMoments, TakenMoment


@get("/case/previsit/moments", summary="When can you call?")
async def read_moments(tenant: Tenant) -> OwnMoments:
    """The moments that the technician is free, when she may choose one."""
    return await choosing.own_moments(tenant)


@put("/case/previsit/moment", summary="Call me then")
async def take_moment(data: TakenMoment, tenant: Tenant) -> OwnMoments:
    """Her first moment, or another one: until two hours before, three times at most."""
    await choosing.take_moment(tenant, data.at)
    return await choosing.own_moments(tenant)


router = Router(path="/", route_handlers=[read_moments, take_moment], tags=["Moments"])
