"""What S3Proxy answers when it does not pass a request on."""

from typing import ClassVar


class ProxyRefusal(Exception):
    """Subclasses set the fixed facts; `slug` becomes /problems/<slug> and never changes. `pointer`
    is the field of the announcement that the request does not keep to."""

    slug: ClassVar[str]
    title: ClassVar[str]
    status: ClassVar[int]

    def __init__(self, detail: str, *, pointer: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer


class ObjectMethodRefused(ProxyRefusal):
    """Objects can be fetched and uploaded here; everything else goes through the API."""

    slug, title, status = "object-method-refused", "Only GET, HEAD and PUT work here", 405


class ObjectAddressRefused(ProxyRefusal):
    """The address is unsigned, altered, expired, or signed for another request. Ask for a new
    one."""

    slug, title, status = "object-address-refused", "This address does not give access", 403


class ObjectNotFound(ProxyRefusal):
    """Nothing is stored at this address."""

    slug, title, status = "object-not-found", "There is nothing at this address", 404


class RangeRefused(ProxyRefusal):
    """The requested range lies outside the object."""

    slug, title, status = "object-range-refused", "The object has no such range", 416


class UploadLengthMissing(ProxyRefusal):
    """An upload must say beforehand how long it is, because the length is part of the signature."""

    slug, title, status = "upload-length-missing", "The upload does not say how long it is", 411


class UploadTooLarge(ProxyRefusal):
    """The upload is larger than this server accepts."""

    slug, title, status = "upload-too-large", "The upload is too large", 413


class UploadStalled(ProxyRefusal):
    """No byte of the upload arrived for a while. Send it again."""

    slug, title, status = "upload-stalled", "The upload stood still for too long", 408


class UploadDiffers(ProxyRefusal):
    """The uploaded bytes are not the announced ones. Nothing was stored."""

    slug, title, status = "upload-differs", "These are not the bytes that were announced", 400


class ObjectStoreUnavailable(ProxyRefusal):
    """The object store does not answer. Try again in a moment; nothing is lost."""

    slug, title, status = "object-store-unavailable", "The photo store is not answering", 502


def refusal_for(status: int) -> ProxyRefusal:
    """The same answer for the same fault, whichever S3 server is behind us: an expired address is
    403 on most and 400 on the embedded one."""
    match status:
        case 400 | 401 | 403:
            return ObjectAddressRefused("The object store did not accept this address")
        case 404:
            return ObjectNotFound("The object was never uploaded, or was erased")
        case 416:
            return RangeRefused("The range lies outside the object")
        case _:
            return ObjectStoreUnavailable(f"The object store answered {status}")


def every_refusal() -> list[type[ProxyRefusal]]:
    """For whoever explains them at /problems/<slug>."""
    return ProxyRefusal.__subclasses__()
