"""Signing in over HTTP: by passkey, by a code, by the directory, by an invitation."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.params import QueryParameter
from litestar.response import Redirect

from server.accounts import cookies
from server.accounts.devices import device_words
from server.accounts.schemas import Me
from server.accounts.secrets import new_secret
from server.accounts.tables import Organisation
from server.accounts.welcome import end_earlier, sign_in_cookie, welcome
from server.actors import Account
from server.client_address import client_address
from server.database import one
from server.errors import DomainError, NotFound
from server.language import language_of
from server.people import invitations
from server.people.tables import Invitation
from server.settings import Settings
from server.signing_in import (
    ceremonies,
    codes,
    from_directory,
    own_sign_ins,
    passkeys,
    relying_party,
    return_address,
)
from server.signing_in.codes import Asker
from server.signing_in.directory import Attempt, Directory
from server.signing_in.errors import CeremonyOver, DirectoryRefused
from server.signing_in.schemas import (
    CodeWish,
    InvitationSecret,
    Joining,
    JoiningWithCode,
    JoiningWithPasskey,
    NewPasskey,
    OpenedInvitation,
    OwnSignIn,
    OwnWays,
    PasskeyOptions,
    PasskeyRow,
    RenamedPasskey,
    ShownPasskey,
    TypedCode,
    WaysIn,
)
from server.signing_in.tables import Purpose
from signalling.broker import Broker

AnyRequest = Request[Any, Any, Any]
_CEREMONY_SECONDS = int(ceremonies.AT_THE_DIRECTORY.total_seconds())


def _device(request: AnyRequest) -> str:
    return device_words(request.headers.get("user-agent", ""))


def _asker(request: AnyRequest, settings: Settings) -> Asker:
    return Asker(client_address(request.scope, settings.trusted_proxies), language_of(request))


def _binding(key: cookies.Key, secret: str, settings: Settings) -> Cookie:
    return cookies.cookie(key, secret, max_age=_CEREMONY_SECONDS, has_tls=settings.has_tls)


def _begun(request: AnyRequest, key: cookies.Key) -> str:
    """The secret of the browser in which this was begun."""
    secret = request.cookies.get(key)
    if not secret:
        raise CeremonyOver
    return secret


def _asked(request: AnyRequest, settings: Settings) -> tuple[str, Cookie]:
    """Several tabs may ask for a passkey at once: they share what binds it to this browser."""
    browser = request.cookies.get(cookies.PASSKEY) or new_secret()
    return browser, _binding(cookies.PASSKEY, browser, settings)


# ---- signing in ----


@get("/sign-in/ways", summary="How to sign in here", security=[])
async def ways(settings: Settings) -> WaysIn:
    """What the sign-in screen has to offer."""
    party = relying_party.relying_party(settings.public_url)
    return WaysIn(
        passkey_host=party.id if party else None,
        directory=settings.directory.name if settings.directory else None,
        is_demo=settings.is_demo,
    )


@post("/sign-in/passkey/begin", summary="Ask for a passkey", status_code=200, security=[])
async def begin_passkey(request: AnyRequest, settings: Settings) -> Response[PasskeyOptions]:
    """A challenge that is good once, for five minutes, in this browser."""
    party = relying_party.needed(settings.public_url)
    browser, binding = _asked(request, settings)
    options = await passkeys.ask_who(party, browser)
    return Response(PasskeyOptions(options), cookies=[binding])


@post("/sign-in/passkey", summary="Sign in with a passkey", security=[])
async def sign_in_with_passkey(
    request: AnyRequest, data: ShownPasskey, settings: Settings, broker: Broker
) -> Response[Me]:
    """The passkey itself says whose it is."""
    party = relying_party.needed(settings.public_url)
    browser = _begun(request, cookies.PASSKEY)
    secret = await passkeys.sign_in(party, data, browser, _device(request), settings)
    return await welcome(request, settings, broker, secret, cookies.PASSKEY)


@post("/sign-in/code/begin", summary="Ask for a code by e-mail", status_code=204, security=[])
async def begin_code(request: AnyRequest, data: CodeWish, settings: Settings) -> Response[None]:
    """The same answer whether or not somebody here has this address."""
    browser = await codes.ask(data.email, _asker(request, settings), settings)
    binding = _binding(cookies.CODE, browser, settings)
    return Response(None, cookies=[binding], status_code=204)


@post("/sign-in/code", summary="Sign in with a code", security=[])
async def sign_in_with_code(
    request: AnyRequest, data: TypedCode, settings: Settings, broker: Broker
) -> Response[Me]:
    """Good once, for ten minutes, in the browser that asked for it."""
    browser = _begun(request, cookies.CODE)
    secret = await codes.sign_in(data.code, browser, _device(request), settings)
    return await welcome(request, settings, broker, secret, cookies.CODE)


@get("/sign-in/directory", summary="Sign in with the directory", status_code=303, security=[])
async def begin_directory(
    settings: Settings, directory: Directory | None, to: str | None = None
) -> Redirect:
    """Sends the browser to the corporation's own sign-in page. `to`: the screen to come back to."""
    if directory is None:
        raise NotFound
    state, browser = new_secret(), new_secret()
    try:
        address = await directory.address(state, Attempt.of(browser, settings.secret))
    except DomainError as refused:
        return _back(refused, to)
    await ceremonies.begin(
        Purpose.DIRECTORY, state, browser, return_to=return_address.safe_return(to)
    )
    binding = _binding(cookies.DIRECTORY, browser, settings)
    return Redirect(address, cookies=[binding], status_code=303)


def _back(refused: DomainError, to: str | None) -> Redirect:
    """To the sign-in screen, which says why."""
    screen = return_address.safe_return(to)
    home = "/app/" if screen.startswith("/app") else "/desk/"
    gone = [cookies.gone(cookies.DIRECTORY)]
    return Redirect(f"{home}?refused={refused.slug}", cookies=gone, status_code=303)


_Text = Annotated[str | None, QueryParameter(max_length=4000)]


@get(
    "/sign-in/directory/callback",
    summary="Come back from the directory",
    status_code=303,
    security=[],
)
async def finish_directory(
    request: AnyRequest,
    settings: Settings,
    broker: Broker,
    directory: Directory | None,
    code: _Text = None,
    returned_state: Annotated[str | None, QueryParameter(name="state", max_length=200)] = None,
    iss: _Text = None,
) -> Redirect:
    """Here the directory sends the browser back to. What was refused is told on the sign-in
    screen."""
    if directory is None:
        raise NotFound
    wish = None
    try:
        browser = _begun(request, cookies.DIRECTORY)
        begun = await ceremonies.finish(Purpose.DIRECTORY, returned_state or "", browser)
        wish = begun.return_to
        if not code:
            raise DirectoryRefused
        claims = await directory.who(code, iss, Attempt.of(browser, settings.secret))
        came = await from_directory.come_in(
            directory.settings, claims, _device(request), is_demo=settings.is_demo
        )
    except DomainError as refused:
        return _back(refused, wish)
    await end_earlier(request, broker)
    await broker.review_person(str(came.person_id))
    here = sign_in_cookie(came.secret, settings, from_directory.lasts(directory.settings))
    return Redirect(
        return_address.screen_for(came.role, wish),
        cookies=[here, cookies.gone(cookies.DIRECTORY)],
        status_code=303,
    )


# ---- one's own passkeys and sign-ins ----


@get("/me/ways", summary="How you may sign in")
async def own_ways(account: Account, settings: Settings) -> OwnWays:
    """By the directory alone, or as you like."""
    return await passkeys.own_ways(account, settings)


@get("/me/passkeys", summary="Your passkeys")
async def own_passkeys(account: Account) -> list[PasskeyRow]:
    """The oldest first."""
    return await passkeys.own(account)


@post("/me/passkeys/begin", summary="Begin making a passkey", status_code=200)
async def begin_own_passkey(
    request: AnyRequest, account: Account, settings: Settings
) -> Response[PasskeyOptions]:
    """What the browser is to be asked."""
    party = relying_party.needed(settings.public_url)
    browser, binding = _asked(request, settings)
    options = await passkeys.offer_place(party, account, browser, settings)
    return Response(PasskeyOptions(options), cookies=[binding])


@post("/me/passkeys", summary="Keep a new passkey")
async def add_passkey(
    request: AnyRequest, data: NewPasskey, account: Account, settings: Settings
) -> list[PasskeyRow]:
    """One more way in."""
    party = relying_party.needed(settings.public_url)
    browser = _begun(request, cookies.PASSKEY)
    return await passkeys.add(party, account, data, browser, settings)


@post("/me/passkeys/{passkey_id:uuid}/rename", summary="Rename a passkey", status_code=200)
async def rename_passkey(
    passkey_id: UUID, data: RenamedPasskey, account: Account
) -> list[PasskeyRow]:
    """By which you know it again."""
    return await passkeys.rename(account, passkey_id, data.name)


@post("/me/passkeys/{passkey_id:uuid}/remove", summary="Remove a passkey", status_code=200)
async def remove_passkey(passkey_id: UUID, account: Account) -> list[PasskeyRow]:
    """Nobody signs in with it any more. Not the last way in."""
    return await passkeys.remove(account, passkey_id)


@get("/me/sign-ins", summary="Where you are signed in")
async def list_own_sign_ins(request: AnyRequest, account: Account) -> list[OwnSignIn]:
    """This browser first."""
    return await own_sign_ins.own(account, _here(request))


@post("/me/sign-ins/{sign_in_id:uuid}/end", summary="Sign out elsewhere", status_code=200)
async def end_sign_in(
    request: AnyRequest, sign_in_id: UUID, account: Account, broker: Broker
) -> list[OwnSignIn]:
    """That browser, and any call that goes on in it."""
    await own_sign_ins.end(account, sign_in_id)
    await broker.review_person(str(account.person_id))
    return await own_sign_ins.own(account, _here(request))


@post("/me/sign-ins/end-others", summary="Sign out everywhere else", status_code=200)
async def end_other_sign_ins(
    request: AnyRequest, account: Account, broker: Broker
) -> list[OwnSignIn]:
    """Every browser but this one."""
    await own_sign_ins.end_others(account, _here(request))
    await broker.review_person(str(account.person_id))
    return await own_sign_ins.own(account, _here(request))


def _here(request: AnyRequest) -> str:
    return request.cookies.get(cookies.SIGN_IN, "")


# ---- by an invitation ----


@post("/invitation", summary="Open an invitation", status_code=200, security=[])
async def open_invitation(data: InvitationSecret) -> OpenedInvitation:
    """What it is for. Changes nothing."""
    invitation = await invitations.opened(data.secret)
    organisation = await one(Organisation, "id = {}", invitation.organisation)
    return _opened(invitation, organisation)


def _opened(invitation: Invitation, organisation: Organisation | None) -> OpenedInvitation:
    return OpenedInvitation(
        organisation=organisation.name if organisation else "",
        role=invitation.role,  # pyright: ignore[reportArgumentType] - one of them
        name=invitation.name,
        email=invitation.email,
        language=invitation.language,
    )


@post("/invitation/passkey/begin", summary="Begin with a passkey", status_code=200, security=[])
async def begin_joining_with_passkey(
    request: AnyRequest, data: Joining, settings: Settings
) -> Response[PasskeyOptions]:
    """What the browser is to be asked."""
    party = relying_party.needed(settings.public_url)
    invitation = await invitations.opened(data.secret)
    browser, binding = _asked(request, settings)
    options = await passkeys.offer_first(party, invitation, data.name, browser)
    return Response(PasskeyOptions(options), cookies=[binding])


@post("/invitation/passkey", summary="Join with a passkey", security=[])
async def join_with_passkey(
    request: AnyRequest, data: JoiningWithPasskey, settings: Settings, broker: Broker
) -> Response[Me]:
    """Uses the invitation up, and signs in."""
    party = relying_party.needed(settings.public_url)
    invitation = await invitations.opened(data.secret)
    browser = _begun(request, cookies.PASSKEY)
    first = passkeys.FirstPasskey(data.passkey, data.passkey_name, data.name)
    secret = await passkeys.join(party, invitation, first, browser, _device(request))
    return await welcome(request, settings, broker, secret, cookies.PASSKEY)


@post("/invitation/code/begin", summary="Begin with a code", status_code=204, security=[])
async def begin_joining_with_code(
    request: AnyRequest, data: JoiningWithCode, settings: Settings
) -> Response[None]:
    """To the address that was invited. Typing it (`/sign-in/code`) uses the invitation up."""
    invitation = await invitations.opened(data.secret)
    browser = await codes.ask_by_invitation(
        invitation, data.name, data.email, _asker(request, settings), settings.secret
    )
    binding = _binding(cookies.CODE, browser, settings)
    return Response(None, cookies=[binding], status_code=204)


router = Router(
    path="/",
    route_handlers=[
        ways,
        begin_passkey,
        sign_in_with_passkey,
        begin_code,
        sign_in_with_code,
        begin_directory,
        finish_directory,
        own_ways,
        own_passkeys,
        begin_own_passkey,
        add_passkey,
        rename_passkey,
        remove_passkey,
        list_own_sign_ins,
        end_sign_in,
        end_other_sign_ins,
        open_invitation,
        begin_joining_with_passkey,
        join_with_passkey,
        begin_joining_with_code,
    ],
    tags=["Signing in"],
)
