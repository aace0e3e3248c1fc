"""Refusals around photos as proof."""

from typing import Self
from uuid import UUID

from server.errors import DomainError


class PictureTooLarge(DomainError):
    """The picture has more bytes, or more pixels, than we take."""

    slug, title, status = "picture-too-large", "This picture is too large", 413


class PictureTypeUnknown(DomainError):
    """Only pictures are stored here: JPEG, HEIC, PNG, WebP or AVIF."""

    slug, title, status = "picture-type-unknown", "This is no kind of picture we know", 422


class NotAPicture(DomainError):
    """The bytes that arrived are no picture. They were thrown away."""

    slug, title, status = "not-a-picture", "This file is not a picture", 422

    @classmethod
    def named(cls, photo_id: UUID) -> Self:
        """With the field of the announcement that turned out wrong."""
        error = {"pointer": "/mediaType", "detail": "The bytes are no picture of any kind."}
        return cls(photo=str(photo_id), errors=[error])


class FootageTypeUnknown(DomainError):
    """Films and voice notes are WebM or MP4; a voice note may be Ogg too."""

    slug, title, status = "footage-type-unknown", "This is no kind of film or sound we know", 422


class NotPlayable(DomainError):
    """The bytes that arrived are no film or sound that plays. They were thrown away."""

    slug, title, status = "not-playable", "This file cannot be played", 422

    @classmethod
    def named(cls, photo_id: UUID) -> Self:
        """With the field of the announcement that turned out wrong."""
        error = {"pointer": "/mediaType", "detail": "The bytes are no film or sound."}
        return cls(photo=str(photo_id), errors=[error])


class UploadNotFinished(DomainError):
    """Nothing has arrived in storage yet. Send the bytes, then confirm again."""

    slug, title, status = "upload-not-finished", "The photo has not arrived yet", 409

    @classmethod
    def named(cls, photo_id: UUID) -> Self:
        """With the field of the announcement for which nothing came."""
        error = {"pointer": "/id", "detail": "No bytes have arrived for this photo."}
        return cls(photo=str(photo_id), errors=[error])


class SizeDiffers(DomainError):
    """Another number of bytes arrived than was announced. Announce and send once more."""

    slug, title, status = "size-differs", "Not all of the photo arrived", 422


class HashDiffers(DomainError):
    """Other bytes arrived than were announced. Announce and send once more."""

    slug, title, status = "hash-differs", "The photo was damaged on its way", 422


class PhotoBelongsElsewhere(DomainError):
    """The photo named here is not one of this job."""

    slug, title, status = "photo-belongs-elsewhere", "That photo is of another job", 422


class NoCallForStill(DomainError):
    """A still comes from a video call: one that is open, or one in which it was taken."""

    slug, title, status = "no-call-for-still", "There was no call to take this photo in", 409


class StillStruck(DomainError):
    """The tenant took this picture back during the call. It is not kept, and not taken again."""

    slug, title, status = "still-struck", "The tenant took this picture back", 409


class CaseErased(DomainError):
    """This repair was erased: nothing of it is kept any more, and nothing is added to it."""

    slug, title, status = "case-erased", "This repair was erased", 410


class CallIsOver(DomainError):
    """Stills are struck while the call is open; afterwards they are part of the case file."""

    slug, title, status = "call-is-over", "The call is over", 409


class NothingToJudge(DomainError):
    """Only after photos that have arrived are judged."""

    slug, title, status = "nothing-to-judge", "This photo cannot be judged", 409


class ReasonNeeded(DomainError):
    """With "other" the technician must read in words what to do differently; and whoever turns a
    judgement round says why."""

    slug, title, status = "reason-needed", "Say what should be different", 422

    @classmethod
    def to_turn_round(cls, photo_id: UUID) -> Self:
        """With the photo that was sent back before."""
        error = {"pointer": "/because", "detail": "It was sent back: say why it is good after all."}
        return cls(photo=str(photo_id), errors=[error])


class TooManyTags(DomainError):
    """The organisation's list is full: use a word that is on it, or take one off everywhere."""

    slug, title, status = "too-many-tags", "There are too many different tags", 409


class TooManyPhotos(DomainError):
    """By one link comes no more than a repair can need. The desk can be phoned for the rest."""

    slug, title, status = "too-many-photos", "No more photos can be added here", 409


class AnnouncementRefused(DomainError):
    """This kind of photo is not for you to add here."""

    slug, title, status = "announcement-refused", "This photo cannot be added here", 422

    @classmethod
    def because_of(cls, pointer: str, detail: str) -> Self:
        """With the field that is at fault."""
        return cls(detail, errors=[{"pointer": pointer, "detail": detail}])


class WorkNotFinished(DomainError):
    """Nobody has been there yet, or somebody is still inside."""

    slug, title, status = "work-not-finished", "The work is not finished yet", 409
