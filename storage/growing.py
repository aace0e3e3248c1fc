"""An object that is sent while it grows, by S3's multipart upload.

A store may forget the parts when it is killed, and the embedded one does: until `complete` has
returned, whoever needs the bytes keeps them elsewhere too.
"""

from storage.objects import ObjectStore

PART_BYTES = 5 * 1024 * 1024
"""S3 takes no smaller part, except the last."""


class GrowingObject:
    def __init__(self, objects: ObjectStore, key: str, *, media_type: str) -> None:
        self._objects = objects
        self._media_type = media_type
        self._rest = bytearray()
        self._tags: list[str] = []
        self.key = key
        self.byte_count = 0
        self.upload_id: str | None = None
        """There is one from the first part on; `abandon_parts` takes it."""

    async def append(self, data: bytes) -> None:
        self._rest += data
        self.byte_count += len(data)
        if len(self._rest) >= PART_BYTES:
            await self._send_part()

    async def complete(self) -> None:
        """Returns when the whole object is safe on disk."""
        if self.upload_id is None:
            await self._objects.put(self.key, bytes(self._rest), media_type=self._media_type)
            return
        if self._rest:
            await self._send_part()
        await self._objects.join_parts(self.key, self.upload_id, self._tags)

    async def _send_part(self) -> None:
        if self.upload_id is None:
            self.upload_id = await self._objects.begin_parts(self.key, media_type=self._media_type)
        part = bytes(self._rest)
        number = len(self._tags) + 1
        self._tags.append(await self._objects.put_part(self.key, self.upload_id, number, part))
        self._rest.clear()
