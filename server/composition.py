"""The parts of a running server, started in order and stopped in the other."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import structlog

from server import database
from server.accounts.service import end_demo_sign_ins
from server.case_chat.whispers import Whispers
from server.case_links import background as case_links_background
from server.case_push.sending import ByPush
from server.contractors import background as contractors_background
from server.demo import seed
from server.due_work import runner as due_work
from server.evidence import background as evidence_background
from server.evidence.parts import PART_BYTES
from server.guests import background as guests_background
from server.guests.admission import StillWelcome
from server.incidents import background as incidents_background
from server.journal import consumers, set_aside
from server.journal.bell_line import BellLine
from server.mail import background as mail_background
from server.mail.ration import Rationed
from server.mail.sending import Gateway, Sender, Senders, SmtpServer, Terminal
from server.mail.tables import Channel
from server.messages import background as messages_background
from server.outgoing.sending import outgoing
from server.outsiders import background as outsiders_background
from server.parcels import background as parcels_background
from server.people.first_administrator import offer_first_administrator
from server.piccolo_app import APP_CONFIG
from server.planning import background as planning_background
from server.previsits import background as previsits_background
from server.previsits.call_record import CallRecord
from server.previsits.rooms import may_be_held
from server.privacy import background as privacy_background
from server.privacy.erasing import replay
from server.proof import background as proof_background
from server.proof.press import Press
from server.push import background as push_background
from server.push.identity import PushIdentity
from server.push.sending import PushSender
from server.rate_limits.counting import Limiter, counting
from server.recordings import background as recordings_background
from server.recordings.studio import Studio
from server.repair_requests import background as repair_requests_background
from server.repair_requests.faults_in_use import require_faults_in_use
from server.screens import Screens
from server.settings import Settings
from server.signing_in import background as signing_in_background
from server.signing_in.directory import Directory, directory
from server.signing_in.from_directory import end_what_outlasts
from server.signing_in.relying_party import address_for_passkeys
from server.triage import background as triage_background
from server.visit_levels import background as visit_levels_background
from server.visits import background as visits_background
from signalling.admission import SignedTokens
from signalling.broker import Broker
from signalling.changes import CallEvent
from signalling.nodes import OneNode
from signalling.peer.process import PeerProcess
from signalling.redis_nodes import RedisNodes
from signalling.turn import TurnSettings
from storage.deriving import Deriver
from storage.embedded import EmbeddedStore
from storage.objects import ObjectStore
from storage.proxy import S3Proxy

log = structlog.get_logger()

HearCallEvent = Callable[[CallEvent], Awaitable[None]]


@dataclass(frozen=True)
class Parts:
    """What requests work with. `s3_proxy` exists only with the embedded store."""

    settings: Settings
    broker: Broker
    objects: ObjectStore
    s3_proxy: S3Proxy | None
    bell_line: BellLine
    tokens: SignedTokens
    screens: Screens
    turn: TurnSettings
    peer: PeerProcess | None
    """The worker with the server's own end of a connection; None where it is switched off."""
    studio: Studio
    press: Press
    limiter: Limiter
    directory: Directory | None
    """The corporation's own, for signing in; None where it has none."""
    whispers: Whispers


def _broker(settings: Settings) -> Broker:
    """Calls, on this node or shared through Redis."""
    return Broker(
        StillWelcome(SignedTokens(settings.secret)),
        turn_for(settings),
        nodes=RedisNodes(settings.redis_url) if settings.redis_url else OneNode(),
        may_be_held=may_be_held,
    )


def turn_for(settings: Settings) -> TurnSettings:
    return TurnSettings(settings.turn_urls, settings.turn_secret)


@contextlib.asynccontextmanager
async def running_parts(settings: Settings) -> AsyncGenerator[Parts]:
    """Database, storage, calls and consumers, up; in this order, because each needs the one
    before."""
    async with contextlib.AsyncExitStack() as stack:
        await _database(settings, stack)
        objects, proxy = await _storage(settings, stack)
        await _erase_again(objects)
        bell_line, whispers, limiter = await _shared_by_nodes(settings, stack)
        broker = _broker(settings)
        tokens, turn = SignedTokens(settings.secret), turn_for(settings)
        studio = Studio(broker, tokens, objects, is_available=settings.has_media_worker)
        broker.on_event = _telling(CallRecord().note, studio.hear)
        if settings.redis_url is None:
            await recordings_background.give_up_orphans()
        await broker.start()
        stack.push_async_callback(broker.stop)
        stack.push_async_callback(studio.close)
        deriver = Deriver()
        stack.push_async_callback(deriver.stop)
        sending = await stack.enter_async_context(outgoing(settings.outgoing_allowed))
        push = PushSender(PushIdentity(settings.secret, settings.public_url), sending)
        all_consumers = [
            *evidence_background.consumers(objects, deriver),
            *previsits_background.consumers(broker.end),
            *guests_background.consumers(broker.say, broker.review),
            *case_links_background.consumers(broker.review),
            *recordings_background.consumers(studio),
            *proof_background.consumers(),
            *push_background.consumers(push),
            *incidents_background.consumers(),
            *messages_background.consumers(),
            *parcels_background.consumers(),
            *visit_levels_background.consumers(),
        ]
        await stack.enter_async_context(consumers.running(all_consumers))
        all_due_work = [
            *evidence_background.due_work(objects),
            *recordings_background.due_work(objects, studio),
            *contractors_background.due_work(),
            *outsiders_background.due_work(),
            *previsits_background.due_work(partial(_is_past_told, settings)),
            *planning_background.due_work(),
            *messages_background.due_work(settings, objects, limiter),
            *privacy_background.due_work(objects),
            *repair_requests_background.due_work(),
            *set_aside.due_work(all_consumers),
            *signing_in_background.due_work(),
            *triage_background.due_work(),
            *visit_levels_background.due_work(),
            *visits_background.due_work(),
        ]
        await stack.enter_async_context(due_work.running(all_due_work))
        await stack.enter_async_context(mail_background.delivering(_senders(settings, push)))
        chosen_directory = await stack.enter_async_context(
            directory(settings.directory, settings.public_url)
        )
        await stack.enter_async_context(_peopled(objects, settings))
        peer = await _media_worker(stack) if settings.has_media_worker else None
        yield Parts(
            settings,
            broker,
            objects,
            proxy,
            bell_line,
            tokens,
            Screens(),
            turn,
            peer,
            studio,
            Press(),
            limiter,
            chosen_directory,
            whispers,
        )


async def _shared_by_nodes(
    settings: Settings, stack: contextlib.AsyncExitStack
) -> tuple[BellLine, Whispers, Limiter]:
    """What is rung, whispered and counted, through Redis where there are several."""
    bell_line = BellLine(settings.redis_url)
    await stack.enter_async_context(bell_line.open())
    whispers = await stack.enter_async_context(Whispers(settings.redis_url).open())
    limiter = await stack.enter_async_context(
        counting(settings.redis_url, settings.rate_limit_factor)
    )
    return bell_line, whispers, limiter


def _senders(settings: Settings, push: PushSender) -> Senders:
    """By mail server and SMS gateway; without either, for whoever started the server to read. By
    push always."""
    found: dict[Channel, Sender] = {Channel.PUSH: ByPush(push)}
    if settings.sms_url:
        found[Channel.SMS] = Rationed(Gateway(settings.sms_url), settings.sms_per_day)
    elif settings.has_sms:
        found[Channel.SMS] = Terminal("SMS")
    if settings.whatsapp_url:
        found[Channel.WHATSAPP] = Rationed(
            Gateway(settings.whatsapp_url), settings.sms_per_day, Channel.WHATSAPP
        )
    found[Channel.EMAIL] = (
        SmtpServer(settings.smtp_url, settings.mail_from) if settings.smtp_url else Terminal()
    )
    return found


@contextlib.asynccontextmanager
async def _peopled(objects: ObjectStore, settings: Settings) -> AsyncGenerator[None]:
    """With the cast in demo mode; else the cast goes, and somebody has to come first."""
    if settings.directory:
        await end_what_outlasts(settings.directory)
    if settings.is_demo:
        async with _furnished_demo(objects, settings):
            yield
        return
    await end_demo_sign_ins()
    await offer_first_administrator(settings, address_for_passkeys(settings.public_url))
    yield


def _telling(*hearers: HearCallEvent) -> HearCallEvent:
    """One after another. The record first: it is not to miss what another stumbles over."""

    async def tell(event: CallEvent) -> None:
        for hear in hearers:
            await hear(event)

    return tell


async def _database(settings: Settings, stack: contextlib.AsyncExitStack) -> None:
    await database.connect(settings.database_url, APP_CONFIG.table_classes)
    stack.push_async_callback(database.disconnect)
    applied = await database.migrate()
    if applied:
        log.info("database.migrated", migrations=applied)
    await require_faults_in_use()


@contextlib.asynccontextmanager
async def _furnished_demo(objects: ObjectStore, settings: Settings) -> AsyncGenerator[None]:
    """People and homes are there at once; the repairs come in while the server serves."""
    await seed.seed_people()
    if not settings.has_demo_repairs:
        yield
        return
    furnishing = asyncio.create_task(seed.seed_repairs(objects, settings))
    furnishing.add_done_callback(_tell_when_stuck)
    try:
        yield
    finally:
        furnishing.cancel()
        await asyncio.gather(furnishing, return_exceptions=True)


async def _is_past_told(settings: Settings) -> bool:
    return not settings.is_demo or not settings.has_demo_repairs or await seed.is_furnished()


def _tell_when_stuck(furnishing: asyncio.Task[None]) -> None:
    if not furnishing.cancelled() and furnishing.exception():
        log.error("demo.not_furnished", exc_info=furnishing.exception())


async def _media_worker(stack: contextlib.AsyncExitStack) -> PeerProcess:
    peer = PeerProcess()
    await peer.start()
    stack.push_async_callback(peer.stop)
    return peer


async def _erase_again(objects: ObjectStore) -> None:
    """Before anybody sees anything: the database may be a backup of before an erasure."""
    erased_again = await replay(objects)
    if erased_again:
        log.warning("privacy.erased_again", erasures=erased_again)


async def _storage(
    settings: Settings, stack: contextlib.AsyncExitStack
) -> tuple[ObjectStore, S3Proxy | None]:
    chosen, proxy = settings.storage, None
    if chosen is None:
        embedded = EmbeddedStore(settings.data / "objects")
        chosen = await embedded.start()
        stack.push_async_callback(embedded.stop)
        proxy = S3Proxy(chosen, upload_limit=max(settings.picture_limit_bytes, PART_BYTES))
        await proxy.startup()
        stack.push_async_callback(proxy.shutdown)
    objects = ObjectStore(chosen)
    stack.push_async_callback(objects.close)
    await objects.prepare()
    return objects, proxy
