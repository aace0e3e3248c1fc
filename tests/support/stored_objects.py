"""The object store seen from behind: what really lies in it."""

from dataclasses import dataclass

from storage.errors import ObjectMissing
from storage.objects import ObjectStore


@dataclass(frozen=True)
class StoredObjects:
    store: ObjectStore

    async def put(self, key: str, data: bytes) -> None:
        await self.store.put(key, data, media_type="image/jpeg")

    async def has(self, key: str) -> bool:
        try:
            await self.store.read(key)
        except ObjectMissing:
            return False
        return True
