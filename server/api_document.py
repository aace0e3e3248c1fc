"""The OpenAPI document: to what Litestar knows, it adds who may ask, and every refusal there is.

Refusals are read from the code: a route may answer whatever the functions it calls, and those they
call, may raise. So the document cannot forget one, and nobody has to write a list.
"""

import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import OpenAPI
from litestar.routes import HTTPRoute

from server import caller
from server.accounts import cookies
from server.actors import Actor, Guest, Outsider, Tenant
from server.errors import DomainError, InvalidInput, NotFound
from server.origin import SentFromElsewhere
from server.problems import PROBLEM, Malformed, RequestEntityTooLarge, StorageUnavailable
from server.rate_limits.errors import TooManyRequests
from server.slow_bodies import BodyStalled

_STAFF, _CASE, _GUEST, _OUTSIDER = "staff", "case", "guest", "outsider"
_COOKIES = {
    _STAFF: cookies.SIGN_IN,
    _CASE: cookies.CASE,
    _GUEST: cookies.GUEST,
    _OUTSIDER: cookies.OUTSIDER,
}
# Whoever is none of these signs in.
_BY_LINK: dict[object, tuple[str, ...]] = {
    Tenant: (_CASE,),
    Guest: (_GUEST,),
    Outsider: (_OUTSIDER,),
    Actor: (_STAFF, _CASE),
}
_CHANGES_NOTHING = {"GET", "HEAD"}
_PROBLEM_SCHEMA = {
    "type": "object",
    "title": "Problem",
    "description": "A refusal (RFC 9457). `type` is an address that explains it.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}

Refusal = type[DomainError]


@dataclass
class ApiDocument(OpenAPIConfig):
    """`app` is set once it is there: its handlers know more than their schema tells."""

    app: Litestar | None = None

    def to_openapi_schema(self) -> OpenAPI:
        plain = super().to_openapi_schema()
        document = _Completed(**{name: getattr(plain, name) for name in vars(plain)})
        document.handlers = functools.partial(_handlers_of, self.app) if self.app else None
        return document


class _Completed(OpenAPI):
    handlers: Callable[[], Iterator[tuple[str, str, HTTPRouteHandler]]] | None = None

    def to_schema(self) -> dict[str, Any]:
        schema = super().to_schema()
        components = schema.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = _PROBLEM_SCHEMA
        components["securitySchemes"] = {
            name: {"type": "apiKey", "in": "cookie", "name": cookie}
            for name, cookie in _COOKIES.items()
        }
        for path, method, handler in self.handlers() if self.handlers else ():
            operation = schema["paths"].get(path, {}).get(method.lower())
            if operation:
                _complete(operation, method, handler)
        return schema


def _handlers_of(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in handler.http_methods:
                    yield route.path_format, method, handler


def _complete(operation: dict[str, Any], method: str, handler: HTTPRouteHandler) -> None:
    callers = _callers_in(handler)
    who = [kind for each in callers for kind in _kinds_of(each)]
    operation["security"] = [{kind: []} for kind in who]
    refusals = _refusals_of_its_form(operation)
    for function in (_function_of(handler.fn), *callers):
        refusals |= _refusals_in(function)
    if "objects" in handler.parsed_fn_signature.parameters:
        refusals.add(StorageUnavailable)
    answers: dict[str, Any] = operation["responses"]
    answers.pop("400", None)  # the framework describes one of its own, which nobody gets
    answers.get("204", {}).pop("content", None)  # and says that nothing is "null"
    if method not in _CHANGES_NOTHING:
        refusals.add(SentFromElsewhere)
    elif _STAFF in who:
        answers["304"] = {"description": "It is as you know it (`If-None-Match`)."}
    for status in sorted({each.status for each in refusals}):
        those = [each for each in refusals if each.status == status]
        answers.setdefault(str(status), _answer(those))


def _refusals_of_its_form(operation: dict[str, Any]) -> set[Refusal]:
    """Whatever is asked: by what can be wrong with it before anybody looks at what it says."""
    refusals: set[Refusal] = {TooManyRequests}
    parameters = operation.get("parameters", [])
    if any(each["in"] == "path" for each in parameters):
        refusals.add(NotFound)
    if "requestBody" in operation:
        refusals |= {Malformed, RequestEntityTooLarge, InvalidInput, BodyStalled}
    if parameters:
        refusals.add(Malformed)
    return refusals


def _callers_in(handler: HTTPRouteHandler) -> list[FunctionType]:
    """What lets somebody in to this route, or does not."""
    asked = handler.parsed_fn_signature.parameters
    provided = handler.resolve_dependencies()
    found = [_function_of(provided[name].dependency) for name in sorted(asked) if name in provided]
    return [each for each in found if each.__module__ == caller.__name__]


def _kinds_of(provider: FunctionType) -> tuple[str, ...]:
    return _BY_LINK.get(inspect.signature(provider).return_annotation, (_STAFF,))


def _answer(refusals: list[Refusal]) -> dict[str, Any]:
    names = sorted(f"`{each.slug}`: {each.title}." for each in refusals)
    schema = {"$ref": "#/components/schemas/Problem"}
    answer: dict[str, Any] = {
        "description": " ".join(names),
        "content": {PROBLEM: {"schema": schema}},
    }
    if TooManyRequests in refusals:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return answer


# ---- what a function may raise ----


def _function_of(found: Any) -> FunctionType:
    """Litestar keeps some of them in a box."""
    return getattr(found, "value", getattr(found, "func", found))


@functools.cache
def _refusals_in(function: FunctionType) -> frozenset[Refusal]:
    found: set[Refusal] = set()
    seen: set[object] = set()
    waiting: list[object] = [function]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, type) and issubclass(thing, DomainError):
            if "slug" in vars(thing):
                found.add(thing)
        elif _is_ours(thing):
            waiting += _named_in(thing)
    return frozenset(found)


def _is_ours(thing: object) -> bool:
    return str(getattr(thing, "__module__", "")).startswith("server.")


def _named_in(thing: object) -> list[object]:
    """What a function or the methods of a class speak of by a name of their module."""
    if isinstance(thing, type):
        return [each for each in vars(thing).values() if callable(each)]
    function = _unwrapped(thing)
    if not isinstance(function, FunctionType):
        return []
    names = set(_names_in(function.__code__))
    spoken_of = [function.__globals__[name] for name in names if name in function.__globals__]
    behind_modules = [
        getattr(module, name)
        for module in spoken_of
        if isinstance(module, ModuleType) and module.__name__.startswith("server.")
        for name in names
        if hasattr(module, name)
    ]
    return [*spoken_of, *behind_modules]


def _unwrapped(thing: object) -> object:
    while hasattr(thing, "__wrapped__"):
        thing = thing.__wrapped__  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnknownMemberType]
    return getattr(thing, "__func__", thing)


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)
