"""A tenant who lost her link gets another one where we know her: by e-mail, by SMS, or by a call.

Whoever asks is told nothing: this runs after the answer, which is the same for everybody. The links
she has go on working: else anybody who knows a number and an address could shut her out.
"""

from uuid import UUID

import structlog

from server.accounts.secrets import new_secret
from server.accounts.tables import Organisation
from server.actors import Coordinator
from server.case_links import access
from server.case_links.access import about_case
from server.case_links.contact import Contact, known_contact
from server.case_links.errors import NoAddressKnown
from server.case_links.greeting import greeting
from server.case_links.service import nobody_waits
from server.clock import now
from server.database import change, few, one, transaction
from server.dwellings.address import address_key
from server.journal.service import append
from server.language import tenant_language_wished
from server.mail.service import Letter, send
from server.mail.tables import Channel
from server.rate_limits.budgets import (
    LETTERS_IN_A_DAY,
    LETTERS_IN_AN_HOUR,
    LOST_LINK_MAIL,
    LOST_LINK_OF,
)
from server.rate_limits.counting import Limiter, Spending
from server.repair_requests import tenant_link
from server.repair_requests.service import link_for
from server.repair_requests.tables import RepairRequest
from server.sentences import sentences
from server.settings import Settings
from server.signing_in.keyed import keyed_hash

log = structlog.get_logger()


async def send_to_who_is_known(
    number: str, postcode: str, house_number: str, settings: Settings, limiter: Limiter
) -> None:
    """Nothing of what was typed goes further than finding the repair. It fails without a word: the
    answer has gone. So does whoever guesses at one number too often, from however many addresses:
    ten at once, then one a minute, so that the tenant herself never waits long for them to stop."""
    try:
        if not await limiter.spend([(LOST_LINK_OF, number)]):
            await _send(number, address_key(postcode, house_number), settings, limiter)
    except Exception as error:
        log.error("case_links.not_sent", exc_info=error)


async def _send(number: str, key: str, settings: Settings, limiter: Limiter) -> None:
    found = await few(
        lambda request_id: request_id,
        "SELECT r.id FROM repair_request r JOIN dwelling d ON d.id = r.dwelling"
        " WHERE r.number = {} AND d.address_key = {}",
        number,
        key,
    )
    for request_id in found:
        if await limiter.spend(await _spendings(request_id, settings)):
            continue  # she has three by now, or more of other cases
        async with transaction():
            await change("UPDATE repair_request SET state = state WHERE id = {}", request_id)
            request = await one(RepairRequest, "id = {}", request_id)
            if request:
                await _help(request, settings)


async def _spendings(request_id: UUID, settings: Settings) -> list[Spending]:
    """Of the case, and of whom the letter goes to: a stranger can report as often as he likes with
    somebody's address or number."""
    spendings = [(LOST_LINK_MAIL, str(request_id))]
    request = await one(RepairRequest, "id = {}", request_id)
    contact = await known_contact(request, settings.sms_reaches) if request else None
    if contact:
        # Numbers are few enough to find one by its bare hash.
        recipient = keyed_hash(settings.secret, "letters to", contact.mailbox)
        spendings += [(LETTERS_IN_AN_HOUR, recipient), (LETTERS_IN_A_DAY, recipient)]
    return spendings


async def _help(request: RepairRequest, settings: Settings) -> None:
    # Whoever asked may be anybody, so nobody stands in the journal as who did.
    contact = await known_contact(request, settings.sms_reaches)
    if contact:
        made_by = request.tenant_name
        await _write_to(request, contact, settings.public_url, made_by=made_by, is_asked=True)
        await append("request.link_asked", about_case(request), None, {"by": contact.channel})
        return
    await change("UPDATE repair_request SET link_wanted_at = {} WHERE id = {}", now(), request.id)
    await append("request.link_asked", about_case(request), None, {"by": "phone"})


async def send_again(actor: Coordinator, request_id: UUID, settings: Settings) -> str:
    """The desk has a new link sent to the tenant. Where to, as the coordinator may see it."""
    async with transaction():
        request = await access.case_to_open(actor, request_id)
        contact = await known_contact(request, settings.sms_reaches)
        if contact is None:
            raise NoAddressKnown
        link_id = await _write_to(
            request, contact, settings.public_url, made_by=actor.name, is_asked=False
        )
        await nobody_waits(request)
        await append("request.link_sent", about_case(request), actor, {"linkId": str(link_id)})
    return contact.masked


async def _write_to(
    request: RepairRequest, contact: Contact, public_url: str, *, made_by: str, is_asked: bool
) -> UUID:
    secret = new_secret()
    link_id = await tenant_link.make_link(request.id, secret, made_by)
    say = sentences(tenant_language_wished(request.language))
    organisation = await one(Organisation, "id = {}", request.organisation)
    facts = {
        "number": request.number,
        "organisation": organisation.name if organisation else "",
        "phone": organisation.phone if organisation else "",
    }
    link = link_for(public_url, secret)
    if contact.channel == Channel.SMS:
        words = say("linkMail.sms", **facts, link=link)
        await send(Letter(contact.address, "", words, channel=Channel.SMS))
        return link_id
    lines = (
        greeting(request.tenant_name, say),
        say("linkMail.asked" if is_asked else "linkMail.sent", **facts),
        link,
        " ".join((say("linkMail.care"), *([say("linkMail.notYou")] if is_asked else []))),
        say("linkMail.bye", **facts),
    )
    await send(Letter(contact.address, say("linkMail.subject", **facts), "\n\n".join(lines)))
    return link_id
