"""Which browsers want to be told, and whom they belong to."""

import re
from dataclasses import dataclass
from uuid import UUID

from server.actors import Technician
from server.clock import now
from server.database import change, select, transaction
from server.identifiers import new_id
from server.language import Language, language_wished
from server.push.errors import PushServiceUnknown
from server.push.schemas import NewSubscription
from server.push.sending import PushAddress

_ORIGIN = re.compile(r"https?://[a-z0-9.:-]+(?=/)")
"""Only what every reader of an address takes for the same host."""


@dataclass(frozen=True)
class Subscriber(PushAddress):
    """A browser that is to be told, and in which language."""

    language: Language


def refuse_unknown_service(endpoint: str, known: tuple[str, ...]) -> None:
    """`known` are origins; "https://*.example.org" stands for every host below example.org."""
    written = _ORIGIN.match(endpoint)
    origin = written[0] if written else ""
    for each in known:
        scheme, _, host = each.partition("://")
        is_below = host.startswith("*.") and origin.endswith(host[1:])
        if origin == each or (is_below and origin.startswith(f"{scheme}://")):
            return
    raise PushServiceUnknown(errors=[{"pointer": "/endpoint", "detail": "Not one we know."}])


async def subscribe(actor: Technician, wanted: NewSubscription, known: tuple[str, ...]) -> None:
    """Twice is once. A browser that somebody else signs in to is his from then on."""
    refuse_unknown_service(wanted.endpoint, known)
    async with transaction():
        await change(
            "INSERT INTO push_subscription"
            " (id, sign_in, endpoint, public_key, auth_secret, created_at)"
            " VALUES ({}, {}, {}, {}, {}, {}) ON CONFLICT (endpoint) DO UPDATE"
            " SET sign_in = excluded.sign_in, public_key = excluded.public_key,"
            " auth_secret = excluded.auth_secret",
            *(new_id(), actor.sign_in_id, wanted.endpoint),
            *(wanted.public_key, wanted.auth_secret, now()),
        )


async def unsubscribe(actor: Technician, endpoint: str) -> None:
    """Only his own; an unknown one is gone already."""
    async with transaction():
        await change(
            "DELETE FROM push_subscription WHERE endpoint = {} AND sign_in IN"
            " (SELECT id FROM sign_in WHERE person = {})",
            endpoint,
            actor.person_id,
        )


async def forget(endpoint: str) -> None:
    """The push service says that it is gone."""
    async with transaction():
        await change("DELETE FROM push_subscription WHERE endpoint = {}", endpoint)


async def subscribers(person_id: UUID) -> list[Subscriber]:
    """Where this person wants to be told and did not sign out. A sign-in that ran out still counts:
    it is the same person's phone, and this is how he hears that he has to sign in again."""
    return await select(
        lambda endpoint, public_key, auth_secret, language: Subscriber(
            endpoint, public_key, auth_secret, language_wished(language)
        ),
        "SELECT u.endpoint, u.public_key, u.auth_secret, p.language FROM push_subscription u"
        " JOIN sign_in s ON s.id = u.sign_in JOIN person p ON p.id = s.person"
        " WHERE p.id = {} AND s.revoked_at IS NULL",
        person_id,
    )
