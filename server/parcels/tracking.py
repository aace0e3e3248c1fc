"""The link by which a carrier shows where a parcel is. A tenant follows it, so it is checked."""

from urllib.parse import urlsplit

from server.parcels.errors import TrackingRefused


def checked(url: str) -> str:
    """The link as it was typed; "" when there is none. Raises TrackingRefused for anything that
    is not plainly https to a named site: no name and password in it, no spaces, no bare host."""
    url = url.strip()
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise TrackingRefused from error
    is_plain = url.isascii() and url.isprintable() and not set(url) & set(" \\\"'<>`")
    has_name = "." in host.strip(".") and not host.replace(".", "").isdigit()
    if parts.scheme != "https" or "@" in parts.netloc or not is_plain or not has_name:
        raise TrackingRefused
    return url
