"""Signing out a phone that was lost, over HTTP."""

from uuid import UUID

from litestar import Router, get, post

from server.actors import Account
from server.lost_phones import service
from server.lost_phones.schemas import PhoneHolder, SignedOutPhone
from signalling.broker import Broker


@get("", summary="Phones of technicians")
async def list_phones(account: Account) -> list[PhoneHolder]:
    """Who is signed in on what, and what has not come from there."""
    return await service.holders(account)


@post("/{person_id:uuid}/sign-out", summary="Sign out a lost phone", status_code=200)
async def sign_out_phone(person_id: UUID, account: Account, broker: Broker) -> SignedOutPhone:
    """Everywhere that person is signed in, with any call that goes on; tells how many photos had
    not come."""
    signed_out = await service.sign_out(account, person_id)
    await broker.review_person(str(person_id))
    return signed_out


router = Router(path="/phones", route_handlers=[list_phones, sign_out_phone], tags=["People"])
