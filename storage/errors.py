"""Everything storage can refuse. No HTTP here: the server translates these into problems."""


class StorageError(Exception):
    """Anything that went wrong in storage, foreseen by us."""


class StorageUnavailable(StorageError):
    """The object store cannot be reached, refuses our keys or answers with a fault of its own."""


class StorageMisconfigured(StorageError):
    """A setting is missing or makes no sense; the message names it."""


class InvalidKey(StorageError):
    """The key could reach outside its folder, or some S3 servers would not store it."""


class ObjectMissing(StorageError):
    """No object lies under this key: the upload never came, or was never finished."""

    def __init__(self, key: str) -> None:
        super().__init__(f"There is no object at {key}")
        self.key = key


class SizeDiffers(StorageError):
    """The stored object has another number of bytes than was announced."""

    def __init__(self, key: str, *, expected: int, found: int) -> None:
        super().__init__(f"{key} has {found} bytes, {expected} were announced")
        self.key = key
        self.expected = expected
        self.found = found


class HashDiffers(StorageError):
    """The stored bytes are not the bytes that were announced."""

    def __init__(self, key: str, *, expected: str, found: str) -> None:
        super().__init__(f"{key} has SHA-256 {found}, {expected} was announced")
        self.key = key
        self.expected = expected
        self.found = found


class NotAPicture(StorageError):
    """The bytes are not a picture of a kind we accept, or too damaged to show anything."""


class NotFootage(StorageError):
    """The bytes are no film or sound of a kind that browsers play."""


class DerivingFailed(StorageError):
    """The process that makes smaller copies died over a picture."""


class PictureTooLarge(StorageError):
    """The picture has more pixels than we are willing to decode."""

    def __init__(self, *, limit: int) -> None:
        super().__init__(f"The picture has more than {limit} pixels")
        self.limit = limit
