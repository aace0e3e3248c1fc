"""In which language a tenant reads about her repair."""

from server.actors import Tenant
from server.database import change, transaction
from server.journal.service import About, append
from server.language import TenantLanguage
from server.repair_requests.tables import RepairRequest


async def read_in(tenant: Tenant, language: TenantLanguage) -> None:
    """Keep it with her case: what we write to her comes in it. The same again changes nothing."""
    async with transaction():
        request = await RepairRequest.objects().get(RepairRequest.id == tenant.request_id)
        if request is None or request.language == language:
            return
        await change("UPDATE repair_request SET language = {} WHERE id = {}", language, request.id)
        about = About(tenant.organisation_id, tenant.request_id, subject_id=tenant.request_id)
        await append("request.language_chosen", about, tenant, {"language": language})
