"""Errors become problem documents (RFC 9457), in one place."""

import re
from typing import Any, ClassVar, Protocol
from uuid import uuid4

import msgspec
import structlog
from litestar import MediaType, Request, Response, Router, get
from litestar.exceptions import (
    HTTPException,
    InternalServerException,
    NotFoundException,
    ValidationException,
)
from litestar.types import ExceptionHandlersMap

import storage.errors
import storage.proxy_refusals
from server.errors import DomainError, NotFound

log = structlog.get_logger()

PROBLEM = "application/problem+json"


class Malformed(DomainError):
    """The request does not have the agreed form. `errors` names each field by its JSON pointer."""

    slug, title, status = "malformed", "The request does not have the agreed form", 400


class StorageUnavailable(DomainError):
    """The object store does not answer. Nothing is lost: try again in a minute."""

    slug, title, status = (
        "storage-unavailable",
        "Photos cannot be stored or fetched at the moment",
        503,
    )


class Unexpected(DomainError):
    """A mistake of ours. Nothing was changed; with the reference we find it in the log."""

    slug, title, status = "unexpected", "Something went wrong on our side", 500


class Explained(Protocol):
    """What a page under /problems tells: the sentence is the docstring."""

    slug: ClassVar[str]
    title: ClassVar[str]
    status: ClassVar[int]


class MethodNotAllowed(DomainError):
    """This address exists, but does not take this method. `Allow` names those that it takes."""

    slug, title, status = "method-not-allowed", "This address does not take this method", 405


class RequestEntityTooLarge(DomainError):
    """The request as a whole is larger than this server takes."""

    slug, title, status = "request-entity-too-large", "The request is too large", 413


def known_problems() -> dict[str, type[Explained]]:
    """Every refusal there is, by slug: ours, and those of the object store under our origin."""
    ours: dict[str, type[Explained]] = dict(_refusals_of_ours())
    return ours | {kind.slug: kind for kind in storage.proxy_refusals.every_refusal()}


def _refusals_of_ours() -> dict[str, type[DomainError]]:
    found: dict[str, type[DomainError]] = {}
    open_classes = [DomainError]
    while open_classes:
        for kind in open_classes.pop().__subclasses__():
            open_classes.append(kind)
            if "slug" in vars(kind):
                found[kind.slug] = kind
    return found


def _answer(
    request: Request[Any, Any, Any], body: dict[str, Any], headers: dict[str, str] | None = None
) -> Response[Any]:
    return Response(
        {"instance": request.url.path, **body},
        status_code=body["status"],
        media_type=PROBLEM,
        headers=headers,
    )


def on_domain_error(request: Request[Any, Any, Any], error: DomainError) -> Response[Any]:
    return _answer(
        request,
        {
            "type": f"/problems/{error.slug}",
            "title": error.title,
            "status": error.status,
            "detail": str(error),
            **error.particulars,
        },
        error.headers or None,
    )


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the framework refused: unknown route, wrong method, malformed body."""
    if isinstance(error, NotFoundException):
        return on_domain_error(request, NotFound())
    if isinstance(error, InternalServerException):
        return _on_inner_error(request, error)
    if isinstance(error, ValidationException) or error.status_code == 400:
        return on_domain_error(
            request,
            Malformed(
                "See errors for the field.", errors=_pointers(error, _names_on_the_wire(request))
            ),
        )
    known = next((kind for kind in _OF_FRAMEWORK if kind.status == error.status_code), None)
    return _answer(
        request,
        {
            # RFC 9457, 4.2.1: "about:blank" says no more than the status does.
            "type": f"/problems/{known.slug}" if known else "about:blank",
            "title": known.title if known else error.detail.split(":")[0],
            "status": error.status_code,
            "detail": error.detail,
        },
        error.headers,  # 405 tells what is allowed
    )


_OF_FRAMEWORK = (MethodNotAllowed, RequestEntityTooLarge)


_FIELD_OF_BODY = re.compile(r"(?P<detail>.*) - at `\$\.data\.(?P<path>[^`]+)`", re.DOTALL)


def _on_inner_error(
    request: Request[Any, Any, Any], error: InternalServerException
) -> Response[Any]:
    """The framework takes a field of the body for one of our dependencies when both have the same
    name, as `language` does. Everything else that it calls an error of ours is one."""
    cause = error.__cause__
    field = isinstance(cause, msgspec.ValidationError) and _FIELD_OF_BODY.fullmatch(str(cause))
    if not field:
        return on_unexpected_error(request, error)
    errors = [{"pointer": _pointer(field["path"], ""), "detail": field["detail"]}]
    return on_domain_error(request, Malformed("See errors for the field.", errors=errors))


_FIELD_IN_SENTENCE = re.compile(r"(?:at `\$\.?(?P<at>[^`]*)`)|(?:field `(?P<field>[^`]+)`)")


def _names_on_the_wire(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Parameters that are called otherwise in an address than in our code."""
    if "route_handler" not in request.scope:  # refused before any handler was found
        return {}
    parameters = request.scope["route_handler"].parsed_fn_signature.parameters
    found = {
        name: getattr(field.kwarg_definition, "name", None) for name, field in parameters.items()
    }
    return {name: alias for name, alias in found.items() if alias}


def _pointers(error: HTTPException, names: dict[str, str]) -> list[dict[str, str]]:
    extra: list[Any] = error.extra if isinstance(error.extra, list) else []
    sentences = [
        (str(item.get("key", "")), str(item.get("message", "")))
        for item in extra
        if isinstance(item, dict)
    ] or [("", error.detail)]
    return [
        {"pointer": _pointer(names.get(key, key), message), "detail": _detail(message)}
        for key, message in sentences
    ]


def _detail(message: str) -> str:
    # Of a body that is not there the framework only says our name for it.
    return "The body is missing." if message == "'data'" else message.split(" - at ")[0]


def _pointer(key: str, message: str) -> str:
    names = [match["at"] or match["field"] for match in _FIELD_IN_SENTENCE.finditer(message)]
    # "data" is our own name for the whole body.
    path = names[0] if names and names[0] else key.removeprefix("data")
    return "/" + re.sub(r"[.\[]", "/", path.replace("]", "")).lstrip("/") if path else ""


def on_undecodable(request: Request[Any, Any, Any], error: UnicodeDecodeError) -> Response[Any]:
    """The framework lets this one through when a string of the body is no UTF-8."""
    return on_domain_error(
        request,
        Malformed(
            "The body is not UTF-8.",
            errors=[{"pointer": "", "detail": f"No UTF-8: {error.reason}"}],
        ),
    )


def on_too_deep(request: Request[Any, Any, Any], error: RecursionError) -> Response[Any]:
    """JSON nested beyond reason: the decoder gives up before the structs can refuse it."""
    detail = "Nested too deeply."
    return on_domain_error(request, Malformed(detail, errors=[{"pointer": "", "detail": detail}]))


def on_storage_error(
    request: Request[Any, Any, Any], error: storage.errors.StorageUnavailable
) -> Response[Any]:
    log.error("storage.unavailable", path=request.url.path, error=type(error).__name__)
    return on_domain_error(request, StorageUnavailable("Try again in a minute."))


def on_unexpected_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """No inner text goes out; the reference is in the log beside the traceback."""
    reference = uuid4().hex[:12]
    log.error("unexpected", reference=reference, path=request.url.path, exc_info=error)
    detail = "Nothing was changed. Give us the reference when you call."
    return on_domain_error(request, Unexpected(detail, reference=reference))


exception_handlers: ExceptionHandlersMap = {
    DomainError: on_domain_error,
    HTTPException: on_http_error,
    UnicodeDecodeError: on_undecodable,
    RecursionError: on_too_deep,
    storage.errors.StorageUnavailable: on_storage_error,
    Exception: on_unexpected_error,
}


@get("/{slug:str}", media_type=MediaType.TEXT, summary="What a problem type means")
async def explain_problem(slug: str) -> str:
    """The sentence behind `type` in a problem document."""
    kind = known_problems().get(slug)
    if kind is None:
        raise NotFound
    return f"{kind.title} ({kind.status})\n\n{kind.__doc__}"


router = Router(path="/problems", route_handlers=[explain_problem], tags=["Problems"])
