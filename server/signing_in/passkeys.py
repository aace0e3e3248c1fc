"""Passkeys (WebAuthn): making one, signing in with one, and keeping them in order.

No name is typed: the key itself says whose it is. The device must have asked for a finger, a face
or its code (user verification), and every challenge is answered once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import structlog
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.accounts.service import start_sign_in
from server.accounts.tables import How, Person
from server.actors import Account
from server.clock import now
from server.database import change, few, insert, one, select, transaction
from server.identifiers import new_id
from server.journal.service import About, append
from server.people import invitations
from server.people.tables import Invitation
from server.settings import Settings
from server.signing_in import access, ceremonies
from server.signing_in.errors import LastWayIn, PasskeyRefused, TooManyPasskeys
from server.signing_in.relying_party import RelyingParty
from server.signing_in.schemas import MadePasskey, NewPasskey, OwnWays, PasskeyRow, ShownPasskey
from server.signing_in.tables import Passkey, Purpose

log = structlog.get_logger()

_MOST = 20
_PATIENCE_MS = int(ceremonies.LASTS.total_seconds() * 1000)
Options = dict[str, Any]


@dataclass(frozen=True)
class _Made:
    """A new passkey that holds what it says."""

    credential_id: str
    public_key: str
    sign_count: int
    is_backed_up: bool


# ---- signing in ----


async def ask_who(party: RelyingParty, browser: str) -> Options:
    """A challenge for whichever passkey is at hand."""
    options = generate_authentication_options(
        rp_id=party.id,
        timeout=_PATIENCE_MS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    challenge = bytes_to_base64url(options.challenge)
    await ceremonies.begin(Purpose.PASSKEY_SIGN_IN, challenge, browser)
    return msgspec.json.decode(options_to_json(options))


async def sign_in(
    party: RelyingParty, shown: ShownPasskey, browser: str, device: str, settings: Settings
) -> str:
    """The secret of a fresh sign-in of whoever showed this passkey. Only who has it hears that she
    comes by the directory."""
    challenge = _challenge_in(shown.client_data)
    await ceremonies.finish(Purpose.PASSKEY_SIGN_IN, challenge, browser)
    passkey = await one(Passkey, "credential_id = {}", shown.credential_id)
    person = await one(Person, "id = {}", passkey.person) if passkey else None
    if (
        passkey is None
        or person is None
        or not access.may_come_in(person, is_demo=settings.is_demo)
    ):
        raise PasskeyRefused
    count, is_backed_up = _verified(party, passkey, shown, challenge)
    async with transaction():
        await access.refuse_bound(person.id, settings.directory)
        moved = await change(
            "UPDATE passkey SET sign_count = {}, is_backed_up = {}, last_used_at = {}"
            " WHERE id = {} AND sign_count = {} RETURNING name",
            count,
            is_backed_up,
            now(),
            passkey.id,
            passkey.sign_count,
        )
        if not moved:  # removed, or used elsewhere, at this very moment
            raise PasskeyRefused
        return await start_sign_in(person.id, How.PASSKEY, device)


def _verified(
    party: RelyingParty, passkey: Passkey, shown: ShownPasskey, challenge: str
) -> tuple[int, bool]:
    """How often the key says it was used, and whether it lives in an account; refused when it is
    not the key, not this page, not this challenge, or counts backwards as a copy would."""
    try:
        told = verify_authentication_response(
            credential={
                "id": shown.credential_id,
                "rawId": shown.credential_id,
                "type": "public-key",
                "response": {
                    "clientDataJSON": shown.client_data,
                    "authenticatorData": shown.authenticator_data,
                    "signature": shown.signature,
                    "userHandle": shown.user_handle,
                },
            },
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
        is_hers = base64url_to_bytes(shown.user_handle) == passkey.person.bytes
    except (WebAuthnException, ValueError) as refused:
        log.warning("passkey.refused", passkey=str(passkey.id), why=type(refused).__name__)
        raise PasskeyRefused from refused
    if not is_hers:
        raise PasskeyRefused
    return told.new_sign_count, told.credential_backed_up


# ---- one's own ----


async def offer_place(
    party: RelyingParty, actor: Account, browser: str, settings: Settings
) -> Options:
    """What a browser is asked for another passkey of somebody who is signed in."""
    async with transaction():
        await access.refuse_bound(actor.person_id, settings.directory)
    mine = await few(str, "SELECT credential_id FROM passkey WHERE person = {}", actor.person_id)
    if len(mine) >= _MOST:
        raise TooManyPasskeys(most=_MOST)
    email = await few(
        lambda found: found, "SELECT email FROM person WHERE id = {}", actor.person_id
    )
    options = _creation(party, actor.person_id, actor.name, email[0] or actor.name, mine)
    await ceremonies.begin(
        Purpose.PASSKEY_ADD, options["challenge"], browser, person_id=actor.person_id
    )
    return options


async def add(
    party: RelyingParty, actor: Account, new: NewPasskey, browser: str, settings: Settings
) -> list[PasskeyRow]:
    """One more way in for whoever is signed in."""
    challenge = _challenge_in(new.passkey.client_data)
    begun = await ceremonies.finish(Purpose.PASSKEY_ADD, challenge, browser)
    if begun.person != actor.person_id:
        raise PasskeyRefused
    fresh = _verified_new(party, new.passkey, challenge)
    async with transaction():
        await access.refuse_bound(actor.person_id, settings.directory)
        passkey_id = await _keep(actor.person_id, fresh, new.name)
        await append("passkey.added", _about(actor, passkey_id), actor)
    return await own(actor)


async def own_ways(actor: Account, settings: Settings) -> OwnWays:
    """Whether passkeys are of any use to her."""
    person = await one(Person, "id = {}", actor.person_id)
    is_bound = person and access.comes_by_directory(person, settings.directory)
    return OwnWays(settings.directory.name if settings.directory and is_bound else None)


async def own(actor: Account) -> list[PasskeyRow]:
    return await select(
        lambda passkey_id, name, backed, *times: PasskeyRow(passkey_id, name, bool(backed), *times),
        "SELECT id, name, is_backed_up, created_at, last_used_at FROM passkey WHERE person = {}"
        " ORDER BY created_at, id",
        actor.person_id,
    )


async def rename(actor: Account, passkey_id: UUID, name: str) -> list[PasskeyRow]:
    async with transaction():
        passkey = await access.own_passkey(actor, passkey_id)
        await change("UPDATE passkey SET name = {} WHERE id = {}", name.strip(), passkey.id)
        await append("passkey.renamed", _about(actor, passkey.id), actor)
    return await own(actor)


async def remove(actor: Account, passkey_id: UUID) -> list[PasskeyRow]:
    """Not the last way in: then nobody could sign in as her any more."""
    async with transaction():
        # Locked: of the last two, removed at once from two browsers, one stays.
        await change("UPDATE person SET name = name WHERE id = {}", actor.person_id)
        passkey = await access.own_passkey(actor, passkey_id)
        person = await one(Person, "id = {}", actor.person_id)
        others = await few(
            int,
            "SELECT count(*) FROM passkey WHERE person = {} AND id <> {}",
            actor.person_id,
            passkey.id,
        )
        has_other_way = person and (person.email or person.directory_subject or person.demo_key)
        if others[0] == 0 and not has_other_way:
            raise LastWayIn
        await change("DELETE FROM passkey WHERE id = {}", passkey.id)
        await append("passkey.removed", _about(actor, passkey.id), actor)
    return await own(actor)


# ---- by an invitation ----


async def offer_first(
    party: RelyingParty, invitation: Invitation, name: str, browser: str
) -> Options:
    """What a browser is asked for the first passkey of somebody who was invited."""
    called = invitation.name or name.strip()
    options = _creation(party, invitation.id, called, invitation.email or called, [])
    await ceremonies.begin(
        Purpose.PASSKEY_JOIN, options["challenge"], browser, invitation_id=invitation.id
    )
    return options


@dataclass(frozen=True)
class FirstPasskey:
    """A new passkey, what to call it, and what its owner is called where the invitation does not
    say it."""

    made: MadePasskey
    name: str
    person_name: str


async def join(
    party: RelyingParty, invitation: Invitation, first: FirstPasskey, browser: str, device: str
) -> str:
    """The secret of the first sign-in of somebody who was invited. What she says of her address
    does not count here: nobody has seen that it is hers."""
    challenge = _challenge_in(first.made.client_data)
    begun = await ceremonies.finish(Purpose.PASSKEY_JOIN, challenge, browser)
    if begun.invitation != invitation.id:
        raise PasskeyRefused
    fresh = _verified_new(party, first.made, challenge)
    async with transaction():
        person = await invitations.accept(invitation.id, first.person_name)
        await _keep(person.id, fresh, first.name)
        return await start_sign_in(person.id, How.PASSKEY, device)


# ---- what they have in common ----


def _creation(
    party: RelyingParty, user_id: UUID, name: str, account: str, known: Sequence[str]
) -> Options:
    options = generate_registration_options(
        rp_id=party.id,
        rp_name="Vooraf",
        user_id=user_id.bytes,
        user_name=account,
        user_display_name=name,
        timeout=_PATIENCE_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known
        ],
    )
    return msgspec.json.decode(options_to_json(options))


def _verified_new(party: RelyingParty, made: MadePasskey, challenge: str) -> _Made:
    try:
        told = verify_registration_response(
            credential={
                "id": made.credential_id,
                "rawId": made.credential_id,
                "type": "public-key",
                "response": {
                    "clientDataJSON": made.client_data,
                    "attestationObject": made.attestation,
                },
            },
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as refused:
        log.warning("passkey.refused", why=type(refused).__name__)
        raise PasskeyRefused from refused
    return _Made(
        bytes_to_base64url(told.credential_id),
        bytes_to_base64url(told.credential_public_key),
        told.sign_count,
        told.credential_backed_up,
    )


async def _keep(person_id: UUID, made: _Made, name: str) -> UUID:
    if await few(lambda found: found, _WITH_CREDENTIAL, made.credential_id):
        raise PasskeyRefused  # one key is one person
    passkey_id = new_id()
    await insert(
        Passkey(
            id=passkey_id,
            person=person_id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=name.strip(),
            is_backed_up=made.is_backed_up,
            created_at=now(),
        )
    )
    return passkey_id


_WITH_CREDENTIAL = "SELECT id FROM passkey WHERE credential_id = {}"


class _ClientData(msgspec.Struct):
    challenge: str


def _challenge_in(client_data: str) -> str:
    """Which challenge is answered. The browser's own word; the signature covers it."""
    try:
        return msgspec.json.decode(base64url_to_bytes(client_data), type=_ClientData).challenge
    except (ValueError, msgspec.MsgspecError) as error:
        raise PasskeyRefused from error


def _about(actor: Account, passkey_id: UUID) -> About:
    return About(actor.organisation_id, subject_id=passkey_id)
