"""The page of a case, for whoever came by a link into it: the tenant, or who helps her."""

from litestar import Response

from server.actors import CaseVisitor, Helper
from server.case_chat.reading import unread_by_tenant
from server.case_files.schemas import Case
from server.case_files.tenant_case import case_for
from server.case_links.helpers import helpers_of
from server.case_links.schemas import USUAL_DAYS
from server.case_links.ways import how_told
from server.case_words.spoken_times import SpokenTimes
from server.clock import now
from server.dwellings.subscription import has_subscription
from server.identifiers import new_id
from server.push.identity import PushIdentity
from server.repair_requests.faults import FAULTS
from server.repair_requests.tenant_link import end_of
from server.sentences import Sentences, sentences
from server.settings import Settings
from server.tenant_pages import link_views, service
from server.tenant_pages.answer_form import Typed
from server.tenant_pages.case_view import case_view
from server.tenant_pages.link_form import HELPER_DAYS
from server.tenant_pages.pages import Printer, Visitor, texts_for_script
from server.tenant_pages.payers import PayersView, for_whose_account, is_free
from server.tenant_pages.pictures import told_of_limits
from server.tenant_pages.privacy_view import needs_for
from server.tenant_pages.views import IN_A_CALL
from storage.objects import ObjectStore


async def _payers(case: Case, say: Sentences) -> PayersView:
    is_subscribed = await has_subscription(case.dwelling.id)
    fault = FAULTS[case.fault]
    return PayersView(
        for_whose_account(fault, say, has_subscription=is_subscribed),
        is_free=is_free(fault, has_subscription=is_subscribed),
    )


async def case_page(
    case_visitor: CaseVisitor,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    *,
    photos_wrong: str = "",
    answer_wrong: Typed | None = None,
    helpers_wrong: str = "",
    needs_wrong: bool = False,
    cannot_join: bool = False,
) -> Response[bytes]:
    """With what went wrong beside where it did."""
    case = await case_for(case_visitor, visitor.say.language, objects)
    limit_bytes = settings.picture_limit_bytes
    was_refused = await service.was_a_photo_refused(case_visitor)
    if isinstance(case_visitor, Helper):
        return link_views.helper_page(
            printer,
            visitor,
            case,
            case_visitor,
            await end_of(case_visitor),
            now(),
            picture_limit_bytes=limit_bytes,
            a_photo_was_refused=was_refused,
            photos_wrong=photos_wrong,
            cannot_join=cannot_join,
        )
    reader = visitor.of(case.organisation).at("/r")
    request_id, say, moment = case_visitor.request_id, visitor.say, now()
    return printer.page(
        "case",
        reader,
        title=case.title,
        script=True,
        status=_status(photos_wrong or helpers_wrong, answer_wrong),
        uses=IN_A_CALL,
        case=case,
        view=case_view(case, say, moment),
        now_iso=moment.isoformat(),
        times=SpokenTimes(say, moment),
        photos_wrong=photos_wrong,
        a_photo_was_refused=was_refused,
        answer_wrong=answer_wrong,
        unread=await unread_by_tenant(request_id),
        payers=await _payers(case, say),
        needs=await needs_for(request_id, say, moment),
        needs_wrong=needs_wrong,
        helpers=await helpers_of(case_visitor),
        helpers_wrong=helpers_wrong,
        helper_id=new_id(),
        helper_days=HELPER_DAYS,
        usual_days=USUAL_DAYS,
        told=await how_told(case_visitor, settings),
        push_key=PushIdentity(settings.secret, settings.public_url).public_key,
        script_texts=texts_for_script(reader, "notTaken"),
        **told_of_limits(limit_bytes),
        ask=sentences(say.language, "needs"),
        privacy=sentences(say.language, "privacy"),
        protocol=sentences(say.language, "protocol"),
        handing_over=sentences(say.language, "move-out"),
    )


def _status(wrong: str, answer_wrong: Typed | None) -> int:
    if answer_wrong and answer_wrong.is_late:
        return 409
    return 422 if wrong or answer_wrong else 200
