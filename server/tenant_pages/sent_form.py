"""A form that came from a tenant's browser: whose it is, what stands in it, and whether she sent
too many. Whose cookie is over loses nothing: she gets her words back, and how to come in again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from litestar.datastructures import FormMultiDict
from litestar.di import Provide

from server.actors import Tenant
from server.caller import tenant_by_cookie
from server.rate_limits.budgets import CHAT, SEND_BY_FORM, Budget
from server.rate_limits.counting import Limiter
from server.rate_limits.middleware import spend_from_form
from server.settings import Settings
from server.tenant_pages.pages import Printer, Visitor

AnyRequest = Request[Any, Any, Any]

_SHOWN = ("words", "text", "reason")
"""In her own words, so that she sees them; the other fields go along unseen."""


@dataclass(frozen=True)
class SentForm:
    """What a route of hers begins with."""

    tenant: Tenant
    data: FormMultiDict
    wait: float
    """For so many seconds nothing more is taken from her."""


class FromNobodyWeKnow(Exception):
    """A form came without a cookie that is any good. Not lost: what stood in it."""

    def __init__(self, data: FormMultiDict) -> None:
        super().__init__()
        self.data = data


def _sent_within(budget: Budget) -> Callable[..., Awaitable[SentForm]]:
    # Visitor and printer come first: who sent it may have to get a page.
    async def provide(
        request: AnyRequest,
        visitor: Visitor,
        printer: Printer,
        limiter: Limiter,
        settings: Settings,
    ) -> SentForm:
        data = await request.form()
        tenant = await tenant_by_cookie(request)
        if tenant is None:
            raise FromNobodyWeKnow(data)
        wait = await spend_from_form(request.scope, limiter, settings.trusted_proxies, budget)
        return SentForm(tenant, data, wait)

    return provide


async def _provide_pressed(request: AnyRequest, visitor: Visitor, printer: Printer) -> SentForm:
    """Of a button, which may be pressed as often as any page may be asked for."""
    data = await request.form()
    tenant = await tenant_by_cookie(request)
    if tenant is None:
        raise FromNobodyWeKnow(data)
    return SentForm(tenant, data, wait=0)


dependencies = {
    "sent": Provide(_sent_within(SEND_BY_FORM)),
    "sent_words": Provide(_sent_within(CHAT)),
    "pressed": Provide(_provide_pressed),
}
"""By the budget of each."""


@dataclass(frozen=True)
class Kept:
    """One field as it came."""

    name: str
    value: str


def on_nobody_we_know(request: AnyRequest, lost: FromNobodyWeKnow) -> Response[bytes]:
    """Her words, ready to be sent again from the same place once her link is open."""
    return unsent_page(request.state.printer, request.state.visitor, lost.data)


def unsent_page(printer: Printer, visitor: Visitor, data: FormMultiDict) -> Response[bytes]:
    """Answers to the address that the form went to."""
    fields = [Kept(name, value) for name, value in data.multi_items() if isinstance(value, str)]
    files = [value for _, value in data.multi_items() if not isinstance(value, str)]
    # Choosing a language leads to a page, and this one was made by a form.
    door = "/o" if visitor.path.startswith("/o/") else "/r"
    return printer.page(
        "unsent",
        visitor.at(door),
        title=visitor.say("unsent.title"),
        status=401,
        action=visitor.path,
        shown=[field for field in fields if field.name in _SHOWN and field.value.strip()],
        hidden=[field for field in fields if field.name not in _SHOWN],
        had_files=any(getattr(file, "filename", "") for file in files),
    )
