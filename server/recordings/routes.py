"""The recording of a call: asked for, agreed to or not, made, and deleted."""

from uuid import UUID

from litestar import Router, get, post

from server.actors import Guest, Staff, Technician, Tenant
from server.recordings import consenting, erasing, reading
from server.recordings.schemas import CallRecording, GivenConsent, NamedRecording, NewRecording
from server.recordings.studio import Studio
from storage.objects import ObjectStore


@get("/previsits/{previsit_id:uuid}/recording", summary="How the recording stands")
async def read_recording(previsit_id: UUID, staff: Staff, studio: Studio) -> CallRecording:
    """The newest of this call; changes are told in the room."""
    return await reading.recording_in_call(staff, previsit_id, studio)


@post("/previsits/{previsit_id:uuid}/recording", summary="Ask for a recording", status_code=200)
async def ask_for_recording(
    previsit_id: UUID, data: NewRecording, technician: Technician, studio: Studio
) -> CallRecording:
    """Nothing is recorded before everybody in the call has agreed."""
    await consenting.ask(technician, previsit_id, data, studio)
    return await reading.recording_in_call(technician, previsit_id, studio)


@post("/previsits/{previsit_id:uuid}/recording/stop", summary="Stop the recording", status_code=200)
async def stop_recording(
    previsit_id: UUID, data: NamedRecording, technician: Technician, studio: Studio
) -> CallRecording:
    """What was recorded is kept."""
    await consenting.stop(technician, previsit_id, data.recording_id, studio)
    return await reading.recording_in_call(technician, previsit_id, studio)


@post(
    "/previsits/{previsit_id:uuid}/recording/withdraw",
    summary="Withdraw consent",
    status_code=200,
)
async def withdraw_consent(
    previsit_id: UUID, data: NamedRecording, technician: Technician, studio: Studio
) -> CallRecording:
    """Stops the recording at once. Also afterwards, and after a hand-over."""
    left = await consenting.withdraw(technician, previsit_id, data.recording_id, studio)
    return await reading.recording_left(data.recording_id, left, studio)


@post("/recordings/{recording_id:uuid}/delete", summary="Delete a recording", status_code=204)
async def delete_recording(recording_id: UUID, staff: Staff, objects: ObjectStore) -> None:
    """For good. The journal keeps who did it, and who had agreed to what."""
    await erasing.erase(staff, recording_id, objects)


@get("/case/previsit/recording", summary="How the recording of my call stands")
async def read_own_recording(tenant: Tenant, studio: Studio) -> CallRecording:
    """Also after a reload of the page."""
    return await reading.recording_in_call(tenant, None, studio)


@post("/case/previsit/recording/consent", summary="Agree to a recording", status_code=200)
async def agree(data: GivenConsent, tenant: Tenant, studio: Studio) -> CallRecording:
    """Kept with the version of the text that was read, and the time."""
    await consenting.consent(tenant, None, data, studio)
    return await reading.recording_in_call(tenant, None, studio)


@post("/case/previsit/recording/refuse", summary="Refuse a recording", status_code=200)
async def refuse(data: NamedRecording, tenant: Tenant, studio: Studio) -> CallRecording:
    """The call goes on without."""
    await consenting.refuse(tenant, None, data.recording_id, studio)
    return await reading.recording_in_call(tenant, None, studio)


@post("/case/previsit/recording/withdraw", summary="Withdraw consent, as tenant", status_code=200)
async def withdraw_own_consent(
    data: NamedRecording, tenant: Tenant, studio: Studio
) -> CallRecording:
    """Stops the recording at once; it may then be deleted."""
    left = await consenting.withdraw(tenant, None, data.recording_id, studio)
    return await reading.recording_left(data.recording_id, left, studio)


@post(
    "/case/recordings/{recording_id:uuid}/delete",
    summary="Delete a recording of mine",
    status_code=204,
)
async def delete_own_recording(recording_id: UUID, tenant: Tenant, objects: ObjectStore) -> None:
    """For good, and without giving a reason."""
    await erasing.erase(tenant, recording_id, objects)


@get("/guest/recording", summary="How the recording stands, as guest")
async def read_recording_as_guest(guest: Guest, studio: Studio) -> CallRecording:
    """Of the call that the guest was invited to."""
    return await reading.recording_in_call(guest, None, studio)


@post("/guest/recording/consent", summary="Agree to a recording, as guest", status_code=200)
async def agree_as_guest(data: GivenConsent, guest: Guest, studio: Studio) -> CallRecording:
    """Until the guest has agreed, or has left, nothing is recorded."""
    await consenting.consent(guest, None, data, studio)
    return await reading.recording_in_call(guest, None, studio)


@post("/guest/recording/refuse", summary="Refuse a recording, as guest", status_code=200)
async def refuse_as_guest(data: NamedRecording, guest: Guest, studio: Studio) -> CallRecording:
    """The call goes on without."""
    await consenting.refuse(guest, None, data.recording_id, studio)
    return await reading.recording_in_call(guest, None, studio)


@post("/guest/recording/withdraw", summary="Withdraw consent, as guest", status_code=200)
async def withdraw_as_guest(data: NamedRecording, guest: Guest, studio: Studio) -> CallRecording:
    """Stops the recording at once. Whether it is deleted is for the two whose call it is."""
    left = await consenting.withdraw(guest, None, data.recording_id, studio)
    return await reading.recording_left(data.recording_id, left, studio)


router = Router(
    path="/",
    route_handlers=[
        read_recording,
        ask_for_recording,
        stop_recording,
        withdraw_consent,
        delete_recording,
        read_own_recording,
        agree,
        refuse,
        withdraw_own_consent,
        delete_own_recording,
        read_recording_as_guest,
        agree_as_guest,
        refuse_as_guest,
        withdraw_as_guest,
    ],
    tags=["Recordings"],
)
