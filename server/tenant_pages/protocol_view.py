"""What the page of the visit protocol shows, and what comes back from it."""

from dataclasses import dataclass, replace

from litestar import Response
from litestar.datastructures import FormMultiDict

from server.case_files.schemas import Case, VisitAhead
from server.sentences import sentences
from server.tenant_pages.form import line
from server.tenant_pages.pages import Printer, Visitor
from server.visit_protocol.blocks import Visit, blocks_for, version_for
from server.visit_protocol.schemas import NewAcceptance
from server.visit_protocol.tables import Arrangement, Readiness

_LONGEST_NAME = 120
_LONGEST_VERSION = 16


@dataclass(frozen=True)
class TypedAgreement:
    """What she chose, and the sentence that says why it will not do."""

    given: NewAcceptance
    wrong: str = ""

    def because(self, wrong: str) -> "TypedAgreement":
        """The same with what is wrong."""
        return replace(self, wrong=wrong)


def typed_in(form: FormMultiDict) -> TypedAgreement:
    """What the page does not offer counts as not chosen."""
    ready = {str(each) for each in form.getall("ready", [])}
    arrangement = str(form.get("arrangement", ""))
    return TypedAgreement(
        NewAcceptance(
            version=line(form, "version")[:_LONGEST_VERSION],
            name=" ".join(line(form, "name").split())[:_LONGEST_NAME],
            ready=[each for each in Readiness if each in ready],
            arrangement=Arrangement(arrangement)
            if arrangement in list(Arrangement)
            else Arrangement.NONE,
        )
    )


def protocol_page(
    printer: Printer,
    visitor: Visitor,
    case: Case,
    visit: VisitAhead,
    typed: TypedAgreement | None = None,
) -> Response[bytes]:
    """The text for this visit, with what she agreed to before or has just chosen."""
    visitor = visitor.of(case.organisation).at("/r/protocol")
    words = sentences(visitor.say.language, "protocol")
    told = Visit(
        visit.technician_name,
        visit.firm,
        visitor.phone,
        visit.minutes_promised,
        visit.is_careful,
    )
    arrangements = [each for each in Arrangement if visit.may_wait or each != Arrangement.LATER]
    return printer.page(
        "protocol",
        visitor,
        title=words("page.title"),
        status=422 if typed else 200,
        words=words,
        case=case,
        blocks=blocks_for(told, visitor.say),
        version=version_for(visit.is_careful),
        readiness=list(Readiness),
        arrangements=arrangements,
        may_wait=visit.may_wait,
        chosen=typed.given if typed else _chosen(case, visit),
        wrong=typed.wrong if typed else "",
    )


def _chosen(case: Case, visit: VisitAhead) -> NewAcceptance:
    agreed = visit.agreed
    if agreed is None:
        return NewAcceptance(version_for(visit.is_careful), case.tenant_name)
    # A visit that she chose since is not asked to be later again by pressing the button.
    is_settled = agreed.arrangement == Arrangement.LATER and case.appointment is not None
    arrangement = Arrangement.NONE if is_settled else agreed.arrangement
    return NewAcceptance(version_for(visit.is_careful), agreed.name, agreed.ready, arrangement)
