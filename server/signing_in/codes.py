"""A one-time code by e-mail: eight digits, good for ten minutes, once, in the browser that asked.

The answer is the same, and takes as long, whether or not somebody here has the address. Who comes
by the directory gets a letter that says so, and no code.
"""

import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from server.accounts.secrets import hash_of, new_secret
from server.accounts.service import start_sign_in
from server.accounts.tables import How, Person, Role
from server.clock import now
from server.database import change, few, insert, one, transaction
from server.errors import InvalidInput
from server.identifiers import new_id
from server.language import language_wished
from server.mail.service import Letter, send
from server.people import invitations
from server.people.tables import Invitation
from server.sentences import sentences
from server.settings import Settings
from server.signing_in import access
from server.signing_in.errors import CodeOver, CodeWrong, TooManyCodes
from server.signing_in.keyed import keyed_hash
from server.signing_in.tables import SignInCode

LASTS = timedelta(minutes=10)
DIGITS = 8
MOST_TRIES = 5
MOST_FOR_AN_ADDRESS_FROM_A_PLACE = 5
MOST_FOR_AN_ADDRESS = 30
_ADDRESS_IS_COUNTED_FOR = timedelta(hours=1)
MOST_FROM_A_PLACE = 120  # a whole office is one
_PLACE_IS_COUNTED_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Asker:
    """Where a code is asked for, and in which language the letter shall be when nobody knows
    better."""

    network: str
    language: str


@dataclass(frozen=True)
class _Wanted:
    """For whom a code is: somebody who works here, somebody invited, or nobody we know."""

    email: str
    name: str = ""
    language: str = ""
    person_id: UUID | None = None
    invitation_id: UUID | None = None
    typed_email: str = ""
    way_instead: Mapping[str, str] | None = None
    """Of somebody who comes by the directory: what it is called, and where to begin."""

    @property
    def is_for_somebody(self) -> bool:
        return bool(self.person_id or self.invitation_id)


async def ask(email: str, asker: Asker, settings: Settings) -> str:
    """Write a code to this address, if somebody here has it. What the browser gets is a secret that
    goes into its cookie."""
    address = invitations.as_written(email)
    person = await one(Person, "email = {}", address)
    wanted = _Wanted(address)
    if person is not None and access.may_come_in(person, is_demo=settings.is_demo):
        instead = _way_instead(person, settings)
        wanted = _Wanted(
            address, person.name, person.language, person_id=person.id, way_instead=instead
        )
    return await _write(wanted, asker, settings.secret)


def _way_instead(person: Person, settings: Settings) -> Mapping[str, str] | None:
    if settings.directory is None or not access.comes_by_directory(person, settings.directory):
        return None
    screen = "app" if person.role == Role.TECHNICIAN else "desk"
    return {"directory": settings.directory.name, "link": f"{settings.public_url}/{screen}/"}


async def ask_by_invitation(
    invitation: Invitation, name: str, email: str | None, asker: Asker, key: str
) -> str:
    """The same for whoever opened an invitation. The address of the invitation counts; only one
    that names nobody takes what is typed, and the code then proves that it is hers."""
    address = invitation.email or invitations.as_written(email or "")
    called = invitation.name or " ".join(name.split())
    if not address:
        raise InvalidInput("/email", "An address is needed.")
    if not called:
        raise InvalidInput("/name", "A name is needed.")
    wanted = _Wanted(
        address,
        called,
        invitation.language if invitation.email else asker.language,
        invitation_id=invitation.id,
        typed_email="" if invitation.email else address,
    )
    return await _write(wanted, asker, key)


async def _write(wanted: _Wanted, asker: Asker, key: str) -> str:
    browser = new_secret()
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    email_hash = keyed_hash(key, "code address", wanted.email)
    network_hash = keyed_hash(key, "code network", _place(asker.network))
    async with transaction():
        if await _from_this_place(network_hash) >= MOST_FROM_A_PLACE:
            raise TooManyCodes
        # Silently: an answer of another kind would tell that somebody else asked for the same one.
        is_sent = wanted.is_for_somebody and await _may_be_sent(email_hash, network_hash)
        is_good = is_sent and not wanted.way_instead
        code_id = new_id()
        await insert(
            SignInCode(
                id=code_id,
                person=wanted.person_id if is_good else None,
                invitation=wanted.invitation_id if is_good else None,
                name=wanted.name if wanted.typed_email else "",
                email=wanted.typed_email,
                email_hash=email_hash,
                network_hash=network_hash,
                browser_hash=hash_of(browser),
                code_hash=_code_hash(key, code_id, code),
                asked_at=now(),
                expires_at=now() + LASTS,
            )
        )
        await send(_letter(wanted, asker, code), is_for_somebody=is_sent)
    return browser


async def _from_this_place(network_hash: str) -> int:
    counts = await few(
        int,
        "SELECT count(*) FROM sign_in_code WHERE network_hash = {} AND asked_at > {}",
        network_hash,
        now() - _PLACE_IS_COUNTED_FOR,
    )
    return counts[0]


async def _may_be_sent(email_hash: str, network_hash: str) -> bool:
    """Few to one address from one place, so that who asks elsewhere leaves her own place its share;
    and so many in all, so that her mailbox is not flooded from everywhere."""
    asked = dict(
        await few(
            lambda place, count: (place, count),
            "SELECT network_hash, count(*) FROM sign_in_code"
            " WHERE email_hash = {} AND asked_at > {} GROUP BY network_hash",
            email_hash,
            now() - _ADDRESS_IS_COUNTED_FOR,
        )
    )
    sent = {place: min(count, MOST_FOR_AN_ADDRESS_FROM_A_PLACE) for place, count in asked.items()}
    is_room_here = sent.get(network_hash, 0) < MOST_FOR_AN_ADDRESS_FROM_A_PLACE
    return is_room_here and sum(sent.values()) < MOST_FOR_AN_ADDRESS


def _letter(wanted: _Wanted, asker: Asker, code: str) -> Letter:
    say = sentences(language_wished(wanted.language, asker.language), "mail")
    letter, told = (
        ("directory", wanted.way_instead)
        if wanted.way_instead
        else ("code", {"code": f"{code[:4]} {code[4:]}"})
    )
    subject, text = (
        say(f"{letter}.{part}", name=wanted.name, **told) for part in ("subject", "text")
    )
    return Letter(wanted.email, subject, text, good_for=LASTS)


async def sign_in(code: str, browser: str, device: str, settings: Settings) -> str:
    """The secret of a fresh sign-in for these digits, in this browser. A wrong try is counted
    before it is looked at, also when nobody has a code there."""
    row = await _count_try(browser)
    digits = "".join(code.split())
    is_right = hmac.compare_digest(_code_hash(settings.secret, row.id, digits), row.code_hash)
    if not is_right or not (row.person or row.invitation):
        raise CodeWrong(left=max(0, MOST_TRIES - row.tries))
    async with transaction():
        used = await change(
            "UPDATE sign_in_code SET used_at = {} WHERE id = {} AND used_at IS NULL RETURNING name",
            now(),
            row.id,
        )
        if not used:
            raise CodeOver
        person = await _owner(row)
        if not access.may_come_in(person, is_demo=settings.is_demo):
            raise CodeOver
        await access.refuse_bound(person.id, settings.directory)
        return await start_sign_in(person.id, How.CODE, device)


async def _owner(row: SignInCode) -> Person:
    if row.invitation:
        return await invitations.accept(row.invitation, row.name, row.email or None)
    person = await one(Person, "id = {}", row.person)
    if person is None:
        raise CodeOver
    return person


async def _count_try(browser: str) -> SignInCode:
    async with transaction():
        counted = await change(
            "UPDATE sign_in_code SET tries = tries + 1 WHERE browser_hash = {}"
            " AND used_at IS NULL AND expires_at > {} AND tries < {} RETURNING tries",
            hash_of(browser),
            now(),
            MOST_TRIES,
        )
    row = await one(SignInCode, "browser_hash = {}", hash_of(browser)) if counted else None
    if row is None:
        raise CodeOver
    return row


def _code_hash(key: str, code_id: UUID, code: str) -> str:
    return keyed_hash(key, "code", f"{code_id} {code}")


def _place(network: str) -> str:
    """Of IPv6 whole households, because one has more addresses than can be counted."""
    try:
        address = ipaddress.ip_address(network)
    except ValueError:
        return network
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)
