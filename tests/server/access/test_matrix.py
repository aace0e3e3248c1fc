"""Who may do what: every route of the API by every kind of caller.

A new route without a row here fails. What somebody may not see is 404, whatever they try with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.clock import now
from server.recordings.tables import TEXT_VERSION
from tests.server.access.conftest import ACTORS, Scene
from tests.support import given, pictures
from tests.support.asgi_client import streaming
from tests.support.cast import FATIMA, ROSA, TOM

Body = Callable[[Scene], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One route: what everybody gets, except those who are named."""

    method: str
    path: str
    status: dict[str, int]
    body: Body | None = None

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


def everybody(status: int, **others: int) -> dict[str, int]:
    """Where somebody has to sign in, there is nothing for helpers, guests and outsiders: not found,
    unless it is said. Administrators see no repair. A manager does what a coordinator does. Who is
    signed in no more is nobody."""
    is_private = 401 in (status, *others.values())
    from_outside = 404 if is_private else status
    told = {
        "helper": from_outside,
        "guest": from_outside,
        "outsider": from_outside,
        "arjan": from_outside,
        "ingrid": others.get("vera", status),
        "kees": others.get("otto", status),
        "expired": others.get("nobody", status),
        "revoked": others.get("nobody", status),
        **others,
    }
    return {actor: told.get(actor, status) for actor in ACTORS}


def desk(status: int, otto: int = 404) -> dict[str, int]:
    """For coordinators: technicians are told that it is done at the desk."""
    return everybody(401, vera=status, otto=otto, tom=403, fatima=403, carla=403)


def for_technicians(status: int) -> dict[str, int]:
    return everybody(401, tom=status, fatima=status, carla=status, vera=403, otto=403)


def a_browser(_: Scene) -> dict[str, Any]:
    """Of whoever asks; the keys only have the right shape."""
    address = f"https://fcm.googleapis.com/{given.fresh_id()}"
    return {"endpoint": address, "publicKey": "B" + "A" * 86, "authSecret": "A" * 22}


def at_the_door(status: int, others: int = 404) -> dict[str, int]:
    """For the technician whose job it is."""
    return everybody(401, tom=status, fatima=others, carla=others, vera=403, otto=403)


def corporation(status: int) -> dict[str, int]:
    """For coordinators of the corporation itself: contractors have no say in it."""
    return {**desk(status), "kees": 403}


def managers(status: int, otto: int = 403) -> dict[str, int]:
    """For whoever decides what holds for all."""
    return {**corporation(403), "otto": otto, "ingrid": status}


def contractors(status: int) -> dict[str, int]:
    """For the office of a contractor."""
    return {**desk(403), "otto": 403, "kees": status}


def case(status: int, henk: int) -> dict[str, int]:
    """For tenants, each of their own case."""
    return everybody(401, rosa=status, henk=henk, arjan=401)


def case_photos(status: int, henk: int, helper: int) -> dict[str, int]:
    """The same for what her helper may do too."""
    return everybody(401, rosa=status, henk=henk, helper=helper, arjan=401)


def those_who_see_the_photo(status: int) -> dict[str, int]:
    return everybody(404, nobody=401, rosa=status, tom=status, vera=status)


def a_new_job(_: Scene) -> dict[str, Any]:
    return {"id": given.fresh_id(), "technicianId": str(TOM.id)}


TOGETHER: dict[str, Body] = {
    "postpone": lambda _: {
        "repairs": [given.fresh_id()],
        "because": "weather",
        "until": (now() + timedelta(days=9)).date().isoformat(),
    },
    "resume": lambda _: {"repairs": [given.fresh_id()]},
    "priority": lambda _: {
        "repairs": [{"id": given.fresh_id(), "priority": "P3"}],
        "direction": "later",
        "reason": "Samen met de buren",
    },
    "give": lambda _: {
        "repairs": [{"id": given.fresh_id(), "jobId": given.fresh_id()}],
        "technicianId": given.fresh_id(),
    },
}


def staff_of_the_case(status: int) -> dict[str, int]:
    """For the desk and the technician whose job it is."""
    return everybody(404, nobody=401, rosa=401, henk=401, tom=status, vera=status)


def of_everybody_at_work(status: int) -> dict[str, int]:
    """For who works on repairs, each of their own."""
    return everybody(status, nobody=401, rosa=401, henk=401)


def for_guests(status: int) -> dict[str, int]:
    """For whoever was invited into one call."""
    return everybody(401, guest=status, helper=401, outsider=401, arjan=401)


def for_outsiders(status: int) -> dict[str, int]:
    """For whoever was let in to one job; here, to add photos."""
    return everybody(401, outsider=status, helper=401, guest=401, arjan=401)


def administrator(status: int) -> dict[str, int]:
    """For Arjan; colleagues are told whose work it is."""
    told = everybody(401, arjan=status, guest=404, outsider=404)
    return told | dict.fromkeys(("carla", "kees", "otto", "fatima", "tom", "vera", "ingrid"), 403)


def at_the_office(status: int, elsewhere: int) -> dict[str, int]:
    """For coordinators and administrators; a technician is told that it is done at the desk."""
    told = everybody(403, nobody=401, henk=401, rosa=401)
    offices = {"vera": status, "ingrid": status, "arjan": status}
    return told | offices | {"otto": elsewhere, "kees": elsewhere}


def own(status: int) -> dict[str, int]:
    """For everybody who signs in, about herself."""
    told = everybody(status, nobody=401, henk=401, rosa=401)
    return told | {"arjan": status}


def a_made_passkey(_: Scene) -> dict[str, Any]:
    return {"name": "Sleutel", "passkey": A_PASSKEY}


A_PASSKEY = {"credentialId": "AA", "clientData": "e30", "attestation": "AA"}
A_SHOWN_PASSKEY = {
    "credentialId": "AA",
    "clientData": "e30",
    "authenticatorData": "AA",
    "signature": "AA",
    "userHandle": "AA",
}


def invited_here(_: Scene) -> dict[str, Any]:
    return {"secret": "nobody was given this one"}


def an_offer(_: Scene) -> dict[str, Any]:
    return {"sdp": "v=0"}


def a_recording(_: Scene) -> dict[str, Any]:
    return {"id": given.fresh_id(), "textVersion": TEXT_VERSION}


def a_contract() -> dict[str, Any]:
    name = {"name": "Bos Dakwerken", "phone": "020 555 0400", "registrationNumber": "90000041"}
    return {"id": given.fresh_id(), **name}


def no_recording(_: Scene) -> dict[str, Any]:
    return {"recordingId": given.fresh_id()}


def a_photo(**facts: str) -> Body:
    return lambda _: given.an_announcement(pictures.jpeg(), **facts)


def a_message(_: Scene) -> dict[str, Any]:
    return {"id": given.fresh_id(), "text": "Het lekt nog"}


TARGETS = {
    "p0Hours": 4,
    "p1Hours": 24,
    "p2Days": 5,
    "p3Days": 10,
    "p4Days": 30,
    "dampDays": 10,
    "backlogPercent": 30,
}
WEEK = {"days": [{"weekday": 0, "opens": "08:00", "closes": "17:00"}]}
USUAL_DAYS = {
    "blocks": [{"begins": "08:00", "ends": "12:00"}],
    "visitMinutes": 60,
    "travelMinutes": 15,
    "moveHours": 2,
}
A_WASHER = {"part": "tap-washer", "variant": "1/2"}

_DAYS_AHEAD = count(90)


def a_level(_: Scene) -> dict[str, Any]:
    """On a day of its own: one level holds in a place on a day."""
    day = f"{now().date() + timedelta(days=next(_DAYS_AHEAD))}"
    region = {"firstPostcode": "3698", "lastPostcode": "3698"}
    days = {"fromOn": day, "untilOn": day, "because": "weather"}
    return {"id": given.fresh_id(), "level": "careful", **region, **days}


A_QUIET_DAY = f"{now().date() + timedelta(days=90)}"


def a_visit_of_another(_: Scene) -> dict[str, Any]:
    stop = {
        "appointmentId": given.fresh_id(),
        "jobId": given.fresh_id(),
        "technicianId": str(TOM.id),
        "beginsAt": given.moment(days=-2),
        "endsAt": given.moment(days=-2, hours=-2),
    }
    return {"visits": [stop]}


ROWS = [
    Row("POST", "/api/demo/sign-in", everybody(404), lambda _: {"person": "vera"}),
    Row("GET", "/api/me", everybody(200, nobody=401, rosa=401, henk=401, arjan=200)),
    Row("POST", "/api/sign-out", everybody(204)),
    Row("GET", "/api/sign-in/ways", everybody(200)),
    Row("POST", "/api/sign-in/passkey/begin", everybody(200)),
    # Nothing was begun in these browsers.
    Row("POST", "/api/sign-in/passkey", everybody(410), lambda _: A_SHOWN_PASSKEY),
    Row("POST", "/api/sign-in/code/begin", everybody(204), lambda _: {"email": "vera@linde.test"}),
    Row("POST", "/api/sign-in/code", everybody(410), lambda _: {"code": "12345678"}),
    # Here the corporation has no directory.
    Row("GET", "/api/sign-in/directory", everybody(404)),
    Row("GET", "/api/sign-in/directory/callback", everybody(404)),
    Row("GET", "/api/me/ways", own(200)),
    Row("GET", "/api/me/passkeys", own(200)),
    Row("POST", "/api/me/passkeys/begin", own(200)),
    Row("POST", "/api/me/passkeys", own(410), a_made_passkey),
    Row("POST", "/api/me/passkeys/{passkey_id}/rename", own(404), lambda _: {"name": "Mijn"}),
    Row("POST", "/api/me/passkeys/{passkey_id}/remove", own(404)),
    Row("GET", "/api/me/sign-ins", own(200)),
    Row("POST", "/api/me/sign-ins/{sign_in_id}/end", own(404)),
    Row("POST", "/api/me/sign-ins/end-others", own(200)),
    Row("POST", "/api/invitation", everybody(404), invited_here),
    Row("POST", "/api/invitation/passkey/begin", everybody(404), invited_here),
    Row(
        "POST",
        "/api/invitation/passkey",
        everybody(404),
        lambda scene: {
            **invited_here(scene),
            "passkey": A_PASSKEY,
            "passkeyName": "Sleutel",
        },
    ),
    Row("POST", "/api/invitation/code/begin", everybody(404), invited_here),
    Row("GET", "/api/people", administrator(200)),
    Row(
        "POST",
        "/api/people/invitations",
        administrator(201),
        lambda _: {
            "id": given.fresh_id(),
            "name": "Nieuw",
            "email": "nieuw@linde.test",
            "role": "technician",
        },
    ),
    Row("POST", "/api/people/invitations/{invitation_id}/send-again", administrator(200)),
    Row("POST", "/api/people/invitations/{invitation_id}/revoke", administrator(200)),
    Row("GET", "/api/people/{person_id}/leaving", administrator(200)),
    Row("POST", "/api/people/{person_id}/role", administrator(200), lambda _: {"role": "manager"}),
    # Arjan comes before Fatima, who is signed out by then.
    Row("POST", "/api/people/{person_id}/deactivate", administrator(200) | {"fatima": 401}),
    Row("POST", "/api/people/{person_id}/reactivate", administrator(200)),
    Row("GET", "/api/phones", at_the_office(200, elsewhere=200)),
    Row(
        "POST",
        "/api/phones/{person_id}/sign-out",
        at_the_office(200, elsewhere=404) | {"fatima": 401},
    ),
    Row("GET", "/api/push/key", for_technicians(200)),
    Row("PUT", "/api/push/subscription", for_technicians(204), a_browser),
    Row("POST", "/api/push/subscription/end", for_technicians(204), lambda _: {"endpoint": "x"}),
    Row("GET", "/api/technicians", desk(200, otto=200)),
    Row("GET", "/api/faults", everybody(200)),
    Row("GET", "/api/trades", everybody(200)),
    Row("GET", "/api/repair-requests", desk(200, otto=200)),
    Row("POST", "/api/repair-requests", everybody(201), lambda _: given.a_report()),
    Row("GET", "/api/repair-requests/{request_id}", desk(200)),
    # She told no e-mail address: whoever may ask is told so.
    Row("POST", "/api/repair-requests/{request_id}/link/send", corporation(201)),
    Row("GET", "/api/repair-requests/{request_id}/links", corporation(200)),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/helpers",
        corporation(201),
        lambda _: {"id": given.fresh_id(), "name": "Buurvrouw"},
    ),
    Row("POST", "/api/repair-requests/{request_id}/links/{link_id}/revoke", corporation(404)),
    Row("POST", "/api/repair-requests/{request_id}/links/revoke", corporation(200)),
    Row("GET", "/api/visit-levels", {**corporation(200), "otto": 200}),
    Row("POST", "/api/visit-levels/preview", {**corporation(200), "otto": 422}, a_level),
    Row("POST", "/api/visit-levels", {**corporation(200), "otto": 422}, a_level),
    Row("POST", "/api/visit-levels/{level_id}/take-back", corporation(404)),
    Row("GET", "/api/incidents", {**corporation(200), "otto": 200}),
    Row(
        "POST",
        "/api/incidents/{incident_id}/confirm",
        corporation(404),
        lambda _: {"words": "De waterleiding is stuk"},
    ),
    Row("POST", "/api/incidents/{incident_id}/dismiss", corporation(404)),
    Row("POST", "/api/incidents/{incident_id}/close", corporation(404)),
    Row("GET", "/api/repair-requests/{request_id}/messages", corporation(200)),
    Row("GET", "/api/messages", {**corporation(200), "otto": 200}),
    Row("POST", "/api/messages/{message_id}/again", corporation(404)),
    Row("GET", "/api/parcels", {**corporation(200), "otto": 200}),
    # She asked for no part.
    *(
        Row("POST", f"/api/parcels/{{parcel_id}}/{move}", corporation(404), lambda _: {})
        for move in ("approve", "ready", "send", "pickup", "hand-over", "take-back", "cancel")
    ),
    Row(
        "POST",
        "/api/parcels/{parcel_id}/refuse",
        corporation(404),
        lambda _: {"reason": "Wij komen zelf"},
    ),
    Row("GET", "/api/part-stock", {**corporation(200), "otto": 200}),
    Row(
        "POST",
        "/api/part-stock/correct",
        {**corporation(200), "otto": 200},
        lambda _: {**A_WASHER, "place": "warehouse", "amount": 9, "reason": "Geteld"},
    ),
    # Nothing lies in the warehouse; and Tom works at De Linde.
    Row(
        "POST",
        "/api/part-stock/move",
        {**corporation(409), "otto": 422},
        lambda _: {**A_WASHER, "source": "warehouse", "target": str(TOM.id), "amount": 1},
    ),
    Row("GET", "/api/van-stock", for_technicians(200)),
    Row("GET", "/api/insight/self-help", {**corporation(200), "otto": 200}),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/question",
        # Ingrid comes second.
        {**corporation(200), "ingrid": 409},
        lambda _: {"id": given.fresh_id(), "question": "Druppelt hij altijd?"},
    ),
    Row("POST", "/api/repair-requests/{request_id}/doubt", corporation(409)),
    Row("POST", "/api/repair-requests/{request_id}/take-on", corporation(409)),
    Row("POST", "/api/repair-requests/{request_id}/take-over", corporation(409)),
    Row("POST", "/api/repair-requests/{request_id}/resume", corporation(200)),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/not-ours",
        corporation(409),
        lambda _: {"because": "own_fitting", "explanation": "De kraan is van u."},
    ),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/duplicate",
        corporation(422),
        lambda _: {"number": "26-99999"},
    ),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/postpone",
        corporation(200),
        lambda _: {"because": "parts", "until": (now() + timedelta(days=9)).date().isoformat()},
    ),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/priority",
        corporation(200),
        lambda _: {"priority": "P4", "reason": "Het is klein"},
    ),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/reopen",
        corporation(409),
        lambda _: {"words": "Hij druppelt nog"},
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/question",
        at_the_door(200),
        lambda _: {"id": given.fresh_id(), "question": "Druppelt hij altijd?"},
    ),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/damp-steps",
        corporation(409),  # a tap that drips
        lambda _: {"step": "looked", "on": now().date().isoformat()},
    ),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/damp-steps/take-back",
        corporation(409),
        lambda _: {"step": "looked", "reason": "Dat was een andere woning"},
    ),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/cancel",
        corporation(200),
        lambda _: {"reason": "Opgelost"},
    ),
    # It has been given to Tom: she sees that, the others do not see it at all.
    Row("POST", "/api/repair-requests/{request_id}/jobs", desk(409), a_new_job),
    # Tom is inside.
    Row(
        "POST",
        "/api/jobs/{job_id}/technician",
        desk(409),
        lambda _: {"technicianId": str(FATIMA.id)},
    ),
    Row(
        "POST",
        "/api/case/sign-in",
        everybody(204),
        lambda scene: {"secret": scene.repair.secret},
    ),
    Row("GET", "/api/case", case(200, henk=200)),
    Row(
        "POST",
        "/api/case/photos",
        case_photos(201, henk=201, helper=201),
        a_photo(moment="report"),
    ),
    # It has its receipt already.
    Row("POST", "/api/case/photos/{photo_id}/confirm", case_photos(200, henk=404, helper=404)),
    Row("POST", "/api/case/previsit/join", case(200, henk=409)),
    # Without a worker in these tests: whoever may ask is told so.
    Row("POST", "/api/case/previsit/check", case(503, henk=409), an_offer),
    Row("POST", "/api/previsits/{previsit_id}/check", at_the_door(503), an_offer),
    Row(
        "GET",
        "/api/previsits/{previsit_id}/recording",
        everybody(404, nobody=401, rosa=401, henk=401, tom=200, vera=200),
    ),
    # Without a worker nothing can be recorded: whoever may ask is told so.
    Row("POST", "/api/previsits/{previsit_id}/recording", at_the_door(503), a_recording),
    # Nothing is recorded, so whoever may decide about it finds nothing either.
    Row("POST", "/api/previsits/{previsit_id}/recording/stop", at_the_door(404), no_recording),
    Row("POST", "/api/previsits/{previsit_id}/recording/withdraw", at_the_door(404), no_recording),
    Row(
        "POST",
        "/api/recordings/{recording_id}/delete",
        everybody(404, nobody=401, rosa=401, henk=401),
    ),
    Row("GET", "/api/case/previsit/recording", case(200, henk=409)),
    Row(
        "POST",
        "/api/case/previsit/recording/consent",
        case(404, henk=409),
        lambda scene: {**no_recording(scene), "textVersion": TEXT_VERSION},
    ),
    Row("POST", "/api/case/previsit/recording/refuse", case(404, henk=409), no_recording),
    Row("POST", "/api/case/previsit/recording/withdraw", case(404, henk=409), no_recording),
    Row("POST", "/api/case/recordings/{recording_id}/delete", case(404, henk=404)),
    Row("GET", "/api/guest/recording", for_guests(404)),  # for who came in
    Row(
        "POST",
        "/api/guest/recording/consent",
        for_guests(404),
        lambda scene: {**no_recording(scene), "textVersion": TEXT_VERSION},
    ),
    Row("POST", "/api/guest/recording/refuse", for_guests(404), no_recording),
    Row("POST", "/api/guest/recording/withdraw", for_guests(404), no_recording),
    Row("GET", "/api/case/previsit/ladder", case(200, henk=409)),
    Row("POST", "/api/case/previsit/rung", case(200, henk=409), lambda _: {"rung": "photos"}),
    Row(
        "POST",
        "/api/case/previsit/wanted-photos/{wanted_id}/skip",
        case(404, henk=409),  # nothing was asked
    ),
    Row(
        "GET",
        "/api/previsits/{previsit_id}/ladder",
        everybody(404, nobody=401, rosa=401, henk=401, tom=200, vera=200),
    ),
    Row("GET", "/api/case/previsit/moments", case(200, henk=200)),
    # The call goes on already, and Henk has none.
    Row(
        "PUT",
        "/api/case/previsit/moment",
        case(409, henk=409),
        lambda _: {"at": given.moment(days=-1)},
    ),
    Row("GET", "/api/case/previsit/chat", case(200, henk=409)),
    Row(
        "GET",
        "/api/previsits/{previsit_id}/chat",
        everybody(404, nobody=401, rosa=401, henk=401, tom=200, vera=200),
    ),
    Row(
        "POST",
        "/api/previsits/{previsit_id}/rung",
        at_the_door(200),
        lambda _: {"rung": "photos"},
    ),
    Row(
        "PUT",
        "/api/previsits/{previsit_id}/wanted-photos",
        at_the_door(200),
        lambda _: {"photos": [{"id": given.fresh_id(), "words": "De kraan"}]},
    ),
    Row("GET", "/api/repair-requests/{request_id}/previsit-advice", desk(200)),
    Row("GET", "/api/previsits/{previsit_id}/guests", staff_of_the_case(200)),
    Row(
        "POST",
        "/api/previsits/{previsit_id}/guests",
        at_the_door(201),
        lambda _: {"id": given.fresh_id(), "kind": "contractor", "name": "Ahmed"},
    ),
    Row("POST", "/api/previsits/{previsit_id}/guests/{guest_id}/revoke", at_the_door(200)),
    Row("GET", "/api/previsits/{previsit_id}/colleagues", staff_of_the_case(200)),
    Row(
        "POST",
        "/api/previsits/{previsit_id}/hand-over",
        at_the_door(409),  # he is inside: too late for a call beforehand
        lambda _: {"technicianId": str(FATIMA.id)},
    ),
    Row("GET", "/api/case/previsit/guests", case(200, henk=409)),
    Row(
        "POST",
        "/api/case/previsit/guests",
        case(201, henk=409),
        lambda _: {"id": given.fresh_id(), "name": "Mina", "textVersion": "1"},
    ),
    Row(
        "POST",
        "/api/case/previsit/guests/{guest_id}/answer",
        case(200, henk=409),
        lambda _: {"allows": True, "textVersion": "1"},
    ),
    # Tom made it: she says no, and does not withdraw what is his.
    Row("POST", "/api/case/previsit/guests/{guest_id}/revoke", case(403, henk=409)),
    Row("POST", "/api/guest/sign-in", everybody(204), lambda scene: {"secret": scene.secret}),
    Row("GET", "/api/guest", for_guests(200)),
    Row("POST", "/api/guest/join", for_guests(200)),
    Row("GET", "/api/guest/chat", for_guests(200)),
    Row("POST", "/api/guest/check", for_guests(503), an_offer),
    Row("GET", "/api/jobs", at_the_door(200, others=200)),
    Row(
        "GET",
        "/api/jobs/{job_id}",
        everybody(404, nobody=401, rosa=401, henk=401, tom=200, vera=200),
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/previsits",
        desk(201),
        lambda _: {"id": given.fresh_id(), "plannedAt": given.moment()},
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/moment-choices",
        desk(409),  # he is inside already
        lambda _: {"id": given.fresh_id()},
    ),
    Row("GET", "/api/jobs/{job_id}/visit-blocks", desk(200)),
    Row(
        "POST",
        "/api/jobs/{job_id}/appointments",
        desk(409),  # as above
        lambda _: {
            "id": given.fresh_id(),
            "beginsAt": given.moment(days=-1),
            "endsAt": given.moment(days=-1, hours=-2),
        },
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/appointments/call-off",
        desk(404),  # nothing is planned
        lambda _: {"appointmentId": given.fresh_id(), "because": "other"},
    ),
    Row("GET", "/api/planning/board", desk(200, otto=200)),
    Row("POST", "/api/planning/suggestion", desk(200, otto=200), lambda _: {"day": A_QUIET_DAY}),
    Row("POST", "/api/planning/visits", desk(200, otto=200), a_visit_of_another),
    # Tom is inside.
    Row(
        "POST",
        "/api/planning/work-orders",
        corporation(409),
        lambda scene: {
            "orderId": given.fresh_id(),
            "jobId": scene.job,
            "contractId": scene.contract,
            "day": A_QUIET_DAY,
        },
    ),
    Row("GET", "/api/planning", desk(200, otto=200)),
    Row("PUT", "/api/planning/division", desk(200, otto=200), lambda _: USUAL_DAYS),
    Row(
        "PUT",
        "/api/planning/people/{person_id}",
        desk(200),
        lambda _: {"trades": ["LOO"], "week": None},
    ),
    Row(
        "POST",
        "/api/planning/people/{person_id}/absences",
        desk(201),
        lambda _: {
            "id": given.fresh_id(),
            "fromOn": "2026-12-24",
            "untilOn": "2026-12-24",
            "because": "leave",
        },
    ),
    Row("POST", "/api/planning/absences/{absence_id}/end", desk(404)),
    Row("GET", "/api/calendar-feed", for_technicians(200)),
    Row("POST", "/api/calendar-feed", for_technicians(201)),
    Row("POST", "/api/calendar-feed/end", for_technicians(200)),
    Row("GET", "/api/calendar/{secret}/vooraf.ics", everybody(404)),
    Row("POST", "/api/previsits/{previsit_id}/open", at_the_door(200)),
    Row("POST", "/api/previsits/{previsit_id}/end", at_the_door(200)),
    Row(
        "PUT",
        "/api/previsits/{previsit_id}/outcome",
        at_the_door(200),
        lambda _: given.an_outcome(),
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/visits",
        at_the_door(409),  # he is inside already
        lambda _: {"id": given.fresh_id(), "arrivedAt": given.moment()},
    ),
    Row(
        "POST",
        "/api/visits/{visit_id}/leave",
        at_the_door(200),
        lambda _: {"leftAt": given.moment(), "photosTaken": 1},
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/on-my-way",
        at_the_door(409),  # he is inside
        lambda _: {"setOutAt": given.moment(), "minutes": 20},
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/on-my-way/take-back",
        at_the_door(200),
        lambda _: {"turnedBackAt": given.moment()},
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/at-door",
        at_the_door(409),
        lambda _: {"atDoorAt": given.moment()},
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/no-access",
        at_the_door(409),
        lambda _: given.nobody_opened(),
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/follow-ons",
        at_the_door(201),
        lambda _: given.a_follow_on(),
    ),
    Row(
        "POST",
        "/api/follow-ons/{follow_on_id}/give",
        desk(404),
        lambda _: {"jobId": given.fresh_id(), "technicianId": str(TOM.id)},
    ),
    Row(
        "POST",
        "/api/follow-ons/{follow_on_id}/refuse",
        desk(404),
        lambda _: {"reason": "Dit doen wij niet"},
    ),
    Row("GET", "/api/move-outs", {**corporation(200), "otto": 200}),
    Row(
        "POST",
        "/api/move-outs",
        {**corporation(422), "otto": 422},
        lambda _: given.a_move_out(houseNumber="999"),
    ),
    Row("GET", "/api/move-outs/{move_out_id}", corporation(404)),
    Row(
        "POST",
        "/api/move-outs/{move_out_id}/pre-inspection",
        corporation(404),
        lambda _: given.an_inspection(),
    ),
    Row(
        "POST",
        "/api/move-outs/{move_out_id}/final-inspection",
        corporation(404),
        lambda _: given.an_inspection(),
    ),
    Row(
        "POST",
        "/api/move-outs/{move_out_id}/works",
        corporation(404),
        lambda _: {"version": 1, "works": [], "reason": "Dat was al zo"},
    ),
    Row("POST", "/api/move-outs/{move_out_id}/close", corporation(404), lambda _: {}),
    Row(
        "POST",
        "/api/jobs/{job_id}/pre-inspection",
        at_the_door(404),  # the job repairs something
        lambda _: given.a_finding(),
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/final-inspection",
        at_the_door(404),
        lambda _: {"id": given.fresh_id(), "inspectedAt": given.moment(), "works": []},
    ),
    Row(
        "POST",
        "/api/no-access/{no_access_id}/follow-up",
        desk(404),
        lambda _: {"words": "Gebeld: morgen is zij er"},
    ),
    Row("POST", "/api/jobs/{job_id}/photos", at_the_door(201), a_photo()),
    Row(
        "POST",
        "/api/jobs/{job_id}/photos/{photo_id}/discard",
        at_the_door(204),
        lambda _: {"because": "bytes-lost"},
    ),
    Row("GET", "/api/photos/to-review", desk(200, otto=200)),
    # It is no picture of a call.
    Row("POST", "/api/case/photos/{photo_id}/strike", case(404, henk=404)),
    Row("GET", "/api/photos/{photo_id}", those_who_see_the_photo(200)),
    Row("GET", "/api/photos/{photo_id}/receipt", those_who_see_the_photo(200)),
    Row("GET", "/api/jobs/{job_id}/seals", staff_of_the_case(200)),
    Row("POST", "/api/jobs/{job_id}/packs", staff_of_the_case(201)),
    # None was made yet on the line that is asked for.
    Row("GET", "/api/jobs/{job_id}/packs/{line}", staff_of_the_case(404)),
    Row("POST", "/api/jobs/{job_id}/reports", staff_of_the_case(201)),
    # The first line of the journal is no report.
    Row("GET", "/api/jobs/{job_id}/reports/{line}", staff_of_the_case(404)),
    Row(
        "POST",
        "/api/jobs/{job_id}/outsiders",
        corporation(201),
        lambda _: {"id": given.fresh_id(), "name": "Verzekeraar", "may": "view"},
    ),
    Row("GET", "/api/jobs/{job_id}/outsiders", corporation(200)),
    Row("POST", "/api/jobs/{job_id}/outsiders/{link_id}/revoke", corporation(200)),
    Row(
        "POST",
        "/api/outside/sign-in",
        everybody(204),
        lambda scene: {"secret": scene.outsider_secret},
    ),
    Row(
        "POST",
        "/api/outside/photos",
        for_outsiders(201),
        a_photo(source="link", slot="tap", moment="after"),
    ),
    # That photo is Tom's.
    Row("POST", "/api/outside/photos/{photo_id}/confirm", for_outsiders(404)),
    # This one may add, not view.
    Row("POST", "/api/outside/reports", for_outsiders(404)),
    Row("GET", "/api/outside/reports/{line}", for_outsiders(404)),
    Row("POST", "/api/photos/{photo_id}/confirm", those_who_see_the_photo(200)),
    Row("POST", "/api/photos/{photo_id}/accept", corporation(200)),
    Row(
        "POST",
        "/api/photos/{photo_id}/comments",
        staff_of_the_case(201),
        lambda _: {"id": given.fresh_id(), "words": "Mooi werk"},
    ),
    Row("PUT", "/api/photos/{photo_id}/tags", corporation(204), lambda _: {"tags": ["lekkage"]}),
    Row("POST", "/api/photos/accept", corporation(204), lambda scene: {"photos": [scene.photo]}),
    Row(
        "POST",
        "/api/photos/{photo_id}/reconsider",
        corporation(200),
        lambda _: {"because": "Vergissing"},
    ),
    Row(
        "POST",
        "/api/photos/{photo_id}/send-back",
        desk(200),
        lambda _: {"reason": "blurred"},
    ),
    Row("GET", "/api/photo-views/{request_id}", corporation(200)),
    Row("GET", "/api/privacy/periods", managers(200)),
    Row("PUT", "/api/privacy/periods", managers(200), lambda _: {"periods": []}),
    Row("GET", "/api/privacy/holds", managers(200)),
    Row("GET", "/api/privacy/record", managers(200)),
    Row("GET", "/api/repair-requests/{request_id}/privacy", corporation(200)),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/claim",
        corporation(200),
        lambda _: {"claim": "damage"},
    ),
    # Nobody knows of a tenancy with this id.
    Row(
        "POST",
        "/api/tenancies/{tenancy_id}/end",
        corporation(404),
        lambda _: {"endedOn": "2026-11-01"},
    ),
    Row("GET", "/api/repair-requests/{request_id}/erasure", managers(200)),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/erasure",
        managers(200),
        lambda scene: {"requests": [scene.repair.id]},
    ),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/exports",
        managers(201),
        lambda scene: {"requests": [scene.repair.id]},
    ),
    # The first line of the journal is no export.
    Row("GET", "/api/repair-requests/{request_id}/exports/{line}", managers(404)),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/hold",
        managers(201),
        lambda _: {"id": given.fresh_id(), "reason": "Rechtszaak", "reviewOn": "2099-01-01"},
    ),
    Row("POST", "/api/repair-requests/{request_id}/hold/release", managers(204)),
    # Tom is still inside: the desk is told to wait, everybody else learns nothing.
    Row(
        "POST", "/api/jobs/{job_id}/close", corporation(409), lambda _: {"reason": "Telefoon kwijt"}
    ),
    Row("GET", "/api/contracts", {**corporation(200), "otto": 200}),
    Row("POST", "/api/contracts", managers(201), lambda _: a_contract()),
    # Carla, Kees and Lotte work there.
    Row(
        "POST",
        "/api/contracts/{contract_id}/administrator",
        managers(409),
        lambda _: {"id": given.fresh_id(), "name": "Lotte", "email": "lotte@dijk.test"},
    ),
    Row(
        "PUT",
        "/api/contracts/{contract_id}/terms",
        managers(200),
        lambda _: given.terms(),
    ),
    Row(
        "PUT",
        "/api/contracts/{contract_id}/day-capacity",
        corporation(200),
        lambda _: {"jobsPerDay": 3},
    ),
    Row("POST", "/api/contracts/{contract_id}/end", managers(200)),
    # It has been given to Tom.
    Row(
        "POST",
        "/api/repair-requests/{request_id}/work-orders",
        corporation(409),
        lambda scene: {"id": given.fresh_id(), "contractId": scene.contract},
    ),
    # Kees was offered the repair next door.
    Row("POST", "/api/work-orders/{order_id}/withdraw", corporation(200)),
    Row("GET", "/api/work-orders", contractors(200)),
    Row("POST", "/api/work-orders/{order_id}/accept", contractors(200)),
    Row(
        "POST",
        "/api/work-orders/{order_id}/decline",
        contractors(204),
        lambda _: {"reason": "Geen tijd"},
    ),
    # That job is for Tom, who is no contractor.
    Row(
        "POST",
        "/api/jobs/{job_id}/extra-work",
        everybody(404, nobody=401, rosa=401, henk=401, tom=403, vera=403),
        lambda _: {"id": given.fresh_id(), "words": "Afvoer", "amountCents": 1000},
    ),
    # Nobody asked for any: see tests/server/contractors.
    Row("POST", "/api/extra-work/{extra_id}/approve", desk(404)),
    Row(
        "POST",
        "/api/extra-work/{extra_id}/refuse",
        desk(404),
        lambda _: {"reason": "Te duur"},
    ),
    Row("PUT", "/api/case/push/subscription", case(204, henk=204), a_browser),
    Row("POST", "/api/case/push/subscription/end", case(204, henk=204)),
    Row("GET", "/api/case/conversation", case(200, henk=200)),
    Row("POST", "/api/case/conversation", case(201, henk=201), a_message),
    Row("POST", "/api/case/conversation/read", case(204, henk=204), lambda _: {"readTo": 1}),
    Row("POST", "/api/case/conversation/typing", case(204, henk=204)),
    Row("GET", "/api/case/conversation/feed", case(200, henk=200)),
    Row("GET", "/api/repair-requests/{request_id}/conversation", staff_of_the_case(200)),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/conversation",
        staff_of_the_case(201),
        a_message,
    ),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/conversation/photos",
        staff_of_the_case(201),
        a_photo(moment="report", source="gallery"),
    ),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/conversation/read",
        staff_of_the_case(204),
        lambda _: {"readTo": 1},
    ),
    Row("POST", "/api/repair-requests/{request_id}/conversation/typing", staff_of_the_case(204)),
    Row("GET", "/api/repair-requests/{request_id}/conversation/feed", staff_of_the_case(200)),
    Row("GET", "/api/repair-requests/{request_id}/conversation/colleagues", staff_of_the_case(200)),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/conversation/hand-over",
        staff_of_the_case(200),
        lambda _: {"to": None},
    ),
    Row("POST", "/api/repair-requests/{request_id}/conversation/settle", staff_of_the_case(200)),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/conversation/call",
        staff_of_the_case(200),
        lambda _: {"id": given.fresh_id()},
    ),
    Row("GET", "/api/conversations", of_everybody_at_work(200)),
    # No other repair has this number.
    Row(
        "GET",
        "/api/repair-requests/{request_id}/move?before=26-99999",
        corporation(422),
    ),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/move",
        corporation(422),
        lambda _: {"id": given.fresh_id(), "before": "26-99999", "reason": "Zij is ziek"},
    ),
    Row("POST", "/api/repair-requests/{request_id}/move/end", corporation(200)),
    # Of another corporation each is refused in the answer: `test_together`.
    *(
        Row(
            "POST",
            f"/api/repair-requests/together/{what}",
            {**corporation(200), "otto": 200},
            body,
        )
        for what, body in TOGETHER.items()
    ),
    Row("GET", "/api/saved-views", {**corporation(200), "otto": 200}),
    Row(
        "POST",
        "/api/saved-views",
        {**corporation(200), "otto": 200},
        lambda _: {"id": given.fresh_id(), "name": "Spoed", "isShared": False, "asked": {}},
    ),
    Row(
        "POST",
        "/api/saved-views/{view_id}/change",
        corporation(404),
        lambda _: {"name": "Spoed", "isShared": False},
    ),
    Row("POST", "/api/saved-views/{view_id}/remove", corporation(404)),
    Row("GET", "/api/targets", {**corporation(200), "otto": 200}),
    Row("PUT", "/api/targets", managers(200), lambda _: TARGETS),
    Row("GET", "/api/chat-settings", of_everybody_at_work(200)),
    Row("PUT", "/api/chat-settings", managers(200), lambda _: {"hours": WEEK, "replies": []}),
    Row("GET", "/api/journal", everybody(200, nobody=401)),
    Row("GET", "/api/journal/feed", everybody(200, nobody=401)),
    Row("GET", "/health", everybody(200)),
    Row("GET", "/problems/{slug}", everybody(200)),
]
SHOWN_TO_ALL = {"/health", "/problems/{slug}", "/api/faults"}
MAY_READ = {"rosa", "tom", "vera", "ingrid"}


def changes_something(row: Row) -> bool:
    return row.method != "GET" and min(row.status.values()) < 400


@pytest.mark.parametrize(
    "row", [row for row in ROWS if changes_something(row)], ids=lambda row: row.name
)
async def test_everybody_gets_what_is_theirs(
    app: Litestar, people: dict[str, AsyncClient], scene: Scene, row: Row
) -> None:
    assert await everybody_tries(app, people, scene, row) == row.status


async def test_so_does_everybody_who_only_looks_or_is_refused(
    app: Litestar, people: dict[str, AsyncClient], scene: Scene
) -> None:
    """Every row that leaves the scene as it was, in one scene: each takes long to set up."""
    rows = [row for row in ROWS if not changes_something(row)]
    got = {row.name: await everybody_tries(app, people, scene, row) for row in rows}
    assert got == {row.name: row.status for row in rows}


async def everybody_tries(
    app: Litestar, people: dict[str, AsyncClient], scene: Scene, row: Row
) -> dict[str, int]:
    """Which status each gets. Who may not read of the case finds none of it in the answer."""
    got: dict[str, int] = {}
    for actor in ACTORS:
        got[actor], text = await try_it(app, people[actor], scene, row)
        text = text.replace(scene.address(row.path), "")  # a problem names what was asked
        if actor not in MAY_READ and row.path not in SHOWN_TO_ALL:
            assert scene.job not in text, (row.name, actor)
            assert ROSA.name not in text or row.method == "POST", (row.name, actor)
    return got


async def try_it(app: Litestar, client: AsyncClient, scene: Scene, row: Row) -> tuple[int, str]:
    address = scene.address(row.path)
    if row.path.endswith("/feed"):
        async with streaming(app, client, address) as feed:
            return feed.status, await feed.chunk()
    answer = await client.request(row.method, address, json=row.body(scene) if row.body else None)
    return answer.status_code, answer.text


async def test_every_route_has_its_row(app: Litestar) -> None:
    schema = app.openapi_schema.to_schema()["paths"]
    methods = {"get", "put", "post", "delete", "patch"}
    routes = {
        (method.upper(), path)
        for path, operations in schema.items()
        for method in operations
        if method in methods
    }
    assert routes == {(row.method, row.path.partition("?")[0]) for row in ROWS}


async def test_an_id_that_nobody_has_looks_like_one_that_is_not_yours(
    people: dict[str, AsyncClient], scene: Scene
) -> None:
    nothing = [given.fresh_id() for _ in range(11)]
    strangers = Scene(given.Repair(given.fresh_id(), "", ""), *nothing)
    for row in ROWS:
        if "_id}" in row.path and row.method == "GET":
            foreign = await people["otto"].get(scene.address(row.path))
            unknown = await people["otto"].get(strangers.address(row.path))
            # 403 where nobody of his role may, whatever the id.
            assert foreign.status_code == unknown.status_code == row.status["otto"]
            assert {**foreign.json(), "instance": ""} == {**unknown.json(), "instance": ""}
