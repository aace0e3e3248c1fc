"""create_app(settings): every router, dependency and plugin of the server. Read this first."""

import contextlib
from collections.abc import AsyncGenerator
from typing import Any

from litestar import Litestar, Request, Router, asgi
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import Receive, Scope, Send

from server import caller, health, problems
from server.accounts.routes import router as accounts
from server.answer_headers import protecting
from server.api_document import ApiDocument
from server.backlog.routes import router as backlog
from server.case_chat.routes import router as case_chat
from server.case_chat.whispers import Whispers
from server.case_files.routes import router as case_files
from server.case_links.routes import router as case_links
from server.case_push.routes import router as case_push
from server.composition import Parts, running_parts
from server.connection_checks.routes import router as connection_checks
from server.contractors.routes import router as contractors
from server.damp.routes import router as damp
from server.day_plan.routes import router as day_plan
from server.evidence.routes import router as evidence
from server.evidence.viewing import noting_views
from server.extra_work.routes import router as extra_work
from server.follow_ons.routes import router as follow_ons
from server.freshness import answer_unchanged
from server.guests.routes import router as guests
from server.incidents.routes import router as incidents
from server.jobs.routes import router as jobs
from server.journal.routes import router as journal
from server.language import provide_language, provide_tenant_language
from server.legal_holds.routes import router as legal_holds
from server.lost_phones.routes import router as lost_phones
from server.messages.routes import router as messages
from server.moments.routes import router as moments
from server.move_outs.routes import router as move_outs
from server.origin import refusing_other_sites
from server.outsiders.routes import router as outsiders
from server.parcels.routes import router as parcels
from server.people.routes import router as people
from server.planning.routes import router as planning
from server.previsits.routes import router as previsits
from server.privacy.routes import router as privacy
from server.proof.press import Press
from server.proof.routes import router as proof
from server.push.routes import router as push
from server.rate_limits.counting import Limiter
from server.rate_limits.middleware import limiting
from server.recordings.routes import router as recordings
from server.recordings.studio import Studio
from server.repair_requests.faults import use as use_faults
from server.repair_requests.routes import router as repair_requests
from server.saved_views.routes import router as saved_views
from server.screen_routes import router as screens
from server.security_contact import security_contact
from server.settings import Settings
from server.signing_in.directory import Directory
from server.signing_in.routes import router as signing_in
from server.slow_bodies import not_waiting_for_ever
from server.tenant_pages.routes import router as tenant_pages
from server.tenant_pages.wrong_address import on_wrong_address
from server.triage.routes import router as triage
from server.visit_levels.routes import router as visit_levels
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
_PARTS_OF_A_FORM = 60


def create_app(settings: Settings) -> Litestar:
    """The whole server. Nothing is started before the application's lifespan begins."""
    if settings.catalogue:
        use_faults(settings.catalogue)
    document = _document()
    api = Router(
        path="/api",
        route_handlers=[
            accounts,
            signing_in,
            people,
            lost_phones,
            repair_requests,
            contractors,
            jobs,
            extra_work,
            follow_ons,
            damp,
            move_outs,
            previsits,
            moments,
            day_plan,
            planning,
            visit_levels,
            guests,
            case_links,
            case_push,
            outsiders,
            connection_checks,
            recordings,
            triage,
            parcels,
            incidents,
            messages,
            visits,
            evidence,
            case_files,
            backlog,
            saved_views,
            case_chat,
            proof,
            legal_holds,
            privacy,
            journal,
            push,
        ],
        middleware=[
            refusing_other_sites(settings.public_url),
            not_waiting_for_ever,
            answer_unchanged,
            noting_views,
        ],
        request_max_body_size=_FACTS_BYTES,
    )

    pages = Router(
        path="/",
        route_handlers=[tenant_pages],
        middleware=[
            refusing_other_sites(settings.public_url),
            not_waiting_for_ever,
            noting_views,
        ],
    )

    app = Litestar(
        route_handlers=[
            api,
            health.health,
            security_contact,
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
            "limiter": Provide(provide_limiter),
            "directory": Provide(provide_directory),
            "whispers": Provide(provide_whispers),
            "language": Provide(provide_language),
            "tenant_language": Provide(provide_tenant_language),
            "actor": Provide(caller.provide_actor),
            "staff": Provide(caller.provide_staff),
            "account": Provide(caller.provide_account),
            "administrator": Provide(caller.provide_administrator),
            "manager": Provide(caller.provide_manager),
            "corporation": Provide(caller.provide_corporation),
            "contractor": Provide(caller.provide_contractor),
            "coordinator": Provide(caller.provide_coordinator),
            "technician": Provide(caller.provide_technician),
            "tenant": Provide(caller.provide_tenant),
            "case_visitor": Provide(caller.provide_case_visitor),
            "guest": Provide(caller.provide_guest),
            "outsider": Provide(caller.provide_outsider),
        },
        middleware=[limiting],
        before_send=[protecting(settings)],
        exception_handlers={**problems.exception_handlers, HTTPException: on_wrong_address},
        lifespan=[_parts_while_running],
        openapi_config=document,
        logging_config=None,
        multipart_form_part_limit=_PARTS_OF_A_FORM,
        request_max_body_size=(
            _PICTURES_IN_A_FORM * settings.picture_limit_bytes + _FORM_OVERHEAD_BYTES
        ),
    )
    app.state.settings = settings
    document.app = app
    return app


def _document() -> ApiDocument:
    return ApiDocument(
        title="Vooraf",
        version="1",
        # The file is its own little router: one at /api would answer every unknown address with a
        # page.
        path="/api/openapi.json",
        render_plugins=[JsonRenderPlugin(path="/")],
        use_handler_docstrings=True,
    )


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


async def provide_limiter(parts: Parts) -> Limiter:
    return parts.limiter


async def provide_directory(parts: Parts) -> Directory | None:
    return parts.directory


async def provide_whispers(parts: Parts) -> Whispers:
    return parts.whispers
