"""A file to take along, sent while it is made: zips and papers about somebody's home."""

from collections.abc import AsyncIterator

from litestar.response import Stream

MEDIA_TYPES = ("application/zip", "application/pdf")


def download(name: str, pieces: AsyncIterator[bytes], media_type: str) -> Stream:
    """Saved by whoever asked for it, and kept nowhere on the way: no browser and no proxy."""
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    return Stream(pieces, headers=headers, media_type=media_type)
