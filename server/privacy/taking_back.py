"""What a tenant takes back stays taken back, also when a backup from before is put back."""

from uuid import UUID

from server.actors import Tenant
from server.needs import service as needs
from server.privacy import erasure_log
from server.privacy.erasing import carry_out, new_erasure
from storage.objects import ObjectStore


async def take_back_need(actor: Tenant, need_id: UUID, objects: ObjectStore) -> None:
    """Forget what it was, after it was written down outside the database. Twice changes nothing."""
    if not await needs.is_known(actor.request_id, need_id):
        return
    erasure = new_erasure(actor.organisation_id, actor.request_id, [], need_id=need_id)
    await erasure_log.write(erasure, objects)
    await needs.withdraw(actor, need_id)
    await carry_out(erasure, "asked", objects)
