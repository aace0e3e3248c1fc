"""create_app(settings): every router, dependency and plugin of the server. Read this first."""

import contextlib
from collections.abc import AsyncGenerator
from typing import Any

from litestar import Litestar, Request, Router, asgi
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import Receive, Scope, Send

from server import caller, health, problems
from server.accounts.routes import router as accounts
from server.case_files.routes import router as case_files
from server.composition import Parts, running_parts
from server.connection_checks.routes import router as connection_checks
from server.evidence.routes import router as evidence
from server.evidence.viewing import noting_views
from server.freshness import answer_unchanged
from server.guests.routes import router as guests
from server.jobs.routes import router as jobs
from server.journal.routes import router as journal
from server.language import provide_language
from server.origin import refusing_other_sites
from server.outsiders.routes import router as outsiders
from server.previsits.routes import router as previsits
from server.proof.press import Press
from server.proof.routes import router as proof
from server.push.routes import router as push
from server.recordings.routes import router as recordings
from server.recordings.studio import Studio
from server.repair_requests.routes import router as repair_requests
from server.screen_routes import router as screens
from server.settings import Settings
from server.tenant_pages.routes import router as tenant_pages
from server.visits.routes import router as visits
from signalling.admission import SignedTokens
from signalling.broker import Broker
from signalling.peer.process import PeerProcess
from signalling.turn import TurnSettings
from signalling.websocket import call_socket
from storage.objects import ObjectStore

_FACTS_BYTES = 1_000_000
_FORM_OVERHEAD_BYTES = 1_000_000
_PICTURES_IN_A_FORM = 6

_OPENAPI = OpenAPIConfig(
    title="Vooraf",
    version="1",
    # The file is its own little router: one at /api would answer every unknown address with a page.
    path="/api/openapi.json",
    render_plugins=[JsonRenderPlugin(path="/")],
    use_handler_docstrings=True,
)


def create_app(settings: Settings) -> Litestar:
    """The whole server. Nothing is started before the application's lifespan begins."""
    api = Router(
        path="/api",
        route_handlers=[
            accounts,
            repair_requests,
            jobs,
            previsits,
            guests,
            outsiders,
            connection_checks,
            recordings,
            visits,
            evidence,
            case_files,
            proof,
            journal,
            push,
        ],
        middleware=[refusing_other_sites(settings.public_url), answer_unchanged, noting_views],
        request_max_body_size=_FACTS_BYTES,
    )

    pages = Router(
        path="/",
        route_handlers=[tenant_pages],
        middleware=[refusing_other_sites(settings.public_url), noting_views],
    )

    app = Litestar(
        route_handlers=[
            api,
            health.health,
            problems.router,
            pages,
            screens,
            objects_under_our_origin,
            calls,
        ],
        dependencies={
            "parts": Provide(provide_parts),
            "settings": Provide(provide_settings),
            "broker": Provide(provide_broker),
            "objects": Provide(provide_objects),
            "tokens": Provide(provide_tokens),
            "turn": Provide(provide_turn),
            "peer": Provide(provide_peer),
            "studio": Provide(provide_studio),
            "press": Provide(provide_press),
            "language": Provide(provide_language),
            "actor": Provide(caller.provide_actor),
            "staff": Provide(caller.provide_staff),
            "coordinator": Provide(caller.provide_coordinator),
            "technician": Provide(caller.provide_technician),
            "tenant": Provide(caller.provide_tenant),
            "guest": Provide(caller.provide_guest),
            "outsider": Provide(caller.provide_outsider),
        },
        exception_handlers=problems.exception_handlers,
        lifespan=[_parts_while_running],
        openapi_config=_OPENAPI,
        logging_config=None,
        request_max_body_size=(
            _PICTURES_IN_A_FORM * settings.picture_limit_bytes + _FORM_OVERHEAD_BYTES
        ),
    )
    app.state.settings = settings
    return app


@contextlib.asynccontextmanager
async def _parts_while_running(app: Litestar) -> AsyncGenerator[None]:
    async with running_parts(app.state.settings) as parts:
        app.state.parts = parts
        yield


@asgi("/s3", is_mount=True, copy_scope=True)
async def objects_under_our_origin(scope: Scope, receive: Receive, send: Send) -> None:
    """The embedded object store; with any other store browsers go there directly."""
    proxy = scope["litestar_app"].state.parts.s3_proxy
    if proxy is None:
        raise problems.NotFound
    await proxy(scope, receive, send)


async def _broker_of_calls(state: State) -> Broker:
    return state.parts.broker


calls = Router(
    path="/",
    route_handlers=[call_socket],
    dependencies={"call_broker": Provide(_broker_of_calls)},
)


async def provide_parts(request: Request[Any, Any, Any]) -> Parts:
    return request.app.state.parts


async def provide_settings(parts: Parts) -> Settings:
    return parts.settings


async def provide_broker(parts: Parts) -> Broker:
    return parts.broker


async def provide_objects(parts: Parts) -> ObjectStore:
    return parts.objects


async def provide_tokens(parts: Parts) -> SignedTokens:
    return parts.tokens


async def provide_turn(parts: Parts) -> TurnSettings:
    return parts.turn


async def provide_peer(parts: Parts) -> PeerProcess | None:
    return parts.peer


async def provide_studio(parts: Parts) -> Studio:
    return parts.studio


async def provide_press(parts: Parts) -> Press:
    return parts.press
