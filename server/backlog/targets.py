"""Within which time a corporation wants its repairs done; a manager decides."""

from msgspec.structs import asdict

from server.actors import Coordinator
from server.backlog.schemas import Targets
from server.clock import now
from server.database import change, transaction
from server.journal.service import About, append
from server.repair_requests.place import settings_of

_NAMES = tuple(Targets.__struct_fields__)


async def targets_of(actor: Coordinator) -> Targets:
    settings = await settings_of(actor.organisation_id)
    return Targets(**{name: getattr(settings, name) for name in _NAMES})


async def choose_targets(actor: Coordinator, chosen: Targets) -> None:
    """Open repairs follow within minutes (`queue_upkeep.follow_new_targets`)."""
    values = asdict(chosen)
    columns, places = ", ".join(_NAMES), ", ".join(["{}"] * len(_NAMES))
    renewed = ", ".join(f"{name} = excluded.{name}" for name in (*_NAMES, "changed_at"))
    async with transaction():
        await change(
            f"INSERT INTO urgency_settings (id, changed_at, {columns})"  # noqa: S608 - names of our own
            f" VALUES ({{}}, {{}}, {places}) ON CONFLICT (id) DO UPDATE SET {renewed}",
            actor.organisation_id,
            now(),
            *values.values(),
        )
        await append("targets.chosen", About(actor.organisation_id), actor, values)
