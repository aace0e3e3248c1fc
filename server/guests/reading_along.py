"""What a guest may read of what is written in the call: from the first time the guest came in.

What the tenant wrote before that, she did not write to the guest.
"""

from server.actors import Guest
from server.database import transaction
from server.guests import access
from server.previsits.call_lines import lines_of
from server.previsits.schemas import SaidLine


async def lines_for_guest(guest: Guest) -> list[SaidLine]:
    """For who comes back into the call."""
    async with transaction():
        invitation, previsit, _ = await access.call_to_join(guest)
    if not invitation.joined_at:
        return []
    lines = (await lines_of([previsit.id]))[previsit.id]
    return [line for line in lines if line.at >= invitation.joined_at]
