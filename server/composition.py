"""The parts of a running server, started in order and stopped in the other."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

import structlog

from server import database
from server.demo import seed
from server.due_work import runner as due_work
from server.evidence import background as evidence_background
from server.evidence.parts import PART_BYTES
from server.guests import background as guests_background
from server.guests.admission import StillWelcome
from server.journal import consumers, set_aside
from server.journal.bell_line import BellLine
from server.piccolo_app import APP_CONFIG
from server.previsits import background as previsits_background
from server.previsits.call_record import CallRecord
from server.previsits.rooms import may_be_held
from server.proof import background as proof_background
from server.proof.press import Press
from server.push import background as push_background
from server.push.identity import PushIdentity
from server.push.sending import PushSender, push_sender
from server.recordings import background as recordings_background
from server.recordings.studio import Studio
from server.screens import Screens
from server.settings import Settings
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


def _broker(settings: Settings) -> Broker:
    """Calls, on this node or shared through Redis."""
    return Broker(
        StillWelcome(SignedTokens(settings.secret)),
        turn_for(settings),
        nodes=RedisNodes(settings.redis_url) if settings.redis_url else OneNode(),
        may_be_held=may_be_held,
    )


def _push(settings: Settings) -> contextlib.AbstractAsyncContextManager[PushSender]:
    return push_sender(PushIdentity(settings.secret, settings.public_url))


def turn_for(settings: Settings) -> TurnSettings:
    return TurnSettings(settings.turn_urls, settings.turn_secret)


@contextlib.asynccontextmanager
async def running_parts(settings: Settings) -> AsyncGenerator[Parts]:
    """Database, storage, calls and consumers, up; in this order, because each needs the one
    before."""
    async with contextlib.AsyncExitStack() as stack:
        await database.connect(settings.database_url, APP_CONFIG.table_classes)
        stack.push_async_callback(database.disconnect)
        applied = await database.migrate()
        if applied:
            log.info("database.migrated", migrations=applied)
        objects, proxy = await _storage(settings, stack)
        bell_line = BellLine(settings.redis_url)
        await stack.enter_async_context(bell_line.open())
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
        push = await stack.enter_async_context(_push(settings))
        all_consumers = [
            *evidence_background.consumers(objects, deriver),
            *previsits_background.consumers(broker.end),
            *guests_background.consumers(broker.say, broker.review),
            *recordings_background.consumers(studio),
            *proof_background.consumers(),
            *push_background.consumers(push),
        ]
        await stack.enter_async_context(consumers.running(all_consumers))
        all_due_work = [
            *evidence_background.due_work(objects, settings.photo_view_days),
            *recordings_background.due_work(objects, studio),
            *set_aside.due_work(all_consumers),
        ]
        await stack.enter_async_context(due_work.running(all_due_work))
        if settings.is_demo:
            await stack.enter_async_context(_furnished_demo(objects, settings))
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
        )


def _telling(*hearers: HearCallEvent) -> HearCallEvent:
    """One after another. The record first: it is not to miss what another stumbles over."""

    async def tell(event: CallEvent) -> None:
        for hear in hearers:
            await hear(event)

    return tell


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


def _tell_when_stuck(furnishing: asyncio.Task[None]) -> None:
    if not furnishing.cancelled() and furnishing.exception():
        log.error("demo.not_furnished", exc_info=furnishing.exception())


async def _media_worker(stack: contextlib.AsyncExitStack) -> PeerProcess:
    peer = PeerProcess()
    await peer.start()
    stack.push_async_callback(peer.stop)
    return peer


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
