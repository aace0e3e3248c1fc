"""Where the objects are and how to get in. Read once at start; a missing part stops the start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from storage.errors import StorageMisconfigured

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class StorageSettings:
    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    public_prefix: str = ""
    """Empty: browsers talk to the endpoint. "/s3": they talk to our own origin and S3Proxy passes
    it on."""
    data_folder: Path | None = None
    """Only for the embedded store: where its objects lie on this disk."""
    signed_host: str = ""
    """The host name that presigned addresses are signed for, when that is not the endpoint's own.
    Behind a proxy any name will do, and a fixed one keeps addresses valid when the port changes."""

    @property
    def host(self) -> str:
        """The Host header a presigned request must carry."""
        if self.signed_host:
            return self.signed_host
        parts = self._endpoint_parts()
        name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
        if parts.port is None or parts.port == _DEFAULT_PORTS.get(parts.scheme):
            return name
        return f"{name}:{parts.port}"

    @property
    def origin(self) -> str:
        parts = self._endpoint_parts()
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base_path(self) -> str:
        """The part of every path that comes before the bucket; empty for nearly every store."""
        return self._endpoint_parts().path.rstrip("/")

    def _endpoint_parts(self) -> SplitResult:
        return urlsplit(self.endpoint)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "StorageSettings | None":
        """None when no endpoint is named: then the embedded store is the one to use."""
        endpoint = environ.get("VOORAF_S3_ENDPOINT", "").strip()
        if not endpoint:
            return None
        if urlsplit(endpoint).scheme not in _DEFAULT_PORTS or not urlsplit(endpoint).hostname:
            raise StorageMisconfigured("VOORAF_S3_ENDPOINT must be an http:// or https:// address")
        return cls(
            endpoint=endpoint.rstrip("/"),
            bucket=_required(environ, "VOORAF_S3_BUCKET"),
            access_key=_required(environ, "VOORAF_S3_ACCESS_KEY"),
            secret_key=_secret(environ, "VOORAF_S3_SECRET_KEY"),
            region=environ.get("VOORAF_S3_REGION", "").strip() or "us-east-1",
        )


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise StorageMisconfigured(f"{name} is missing; it is needed with VOORAF_S3_ENDPOINT")
    return value


def _secret(environ: Mapping[str, str], name: str) -> str:
    file_name = environ.get(f"{name}_FILE", "").strip()
    if not file_name:
        return _required(environ, name)
    try:
        value = Path(file_name).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise StorageMisconfigured(f"{name}_FILE cannot be read: {error.strerror}") from error
    if not value:
        raise StorageMisconfigured(f"{name}_FILE names an empty file")
    return value
