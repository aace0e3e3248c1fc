"""The built screens: scripts, styles and the two apps' pages, in memory as the build left them."""

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
from litestar import Response

from server.errors import NotFound

_SERVER = Path(__file__).resolve().parent
# An installed package carries the build; a checkout has it beside the sources.
_BUILDS = (_SERVER / "pwa_build", _SERVER.parent / "build" / "pwa")
_MEDIA_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_SCRIPT = re.compile(rb'<script\b|<link(?= rel="modulepreload")')
_ENCODINGS = {".br": "br", ".gz": "gzip"}


class ScreensNotBuilt(Exception):
    """The folder with the built screens is missing or incomplete: `make` builds it."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out, also in the encodings that the build prepared."""

    content: bytes
    encoded: dict[str, bytes]
    media_type: str
    etag: str
    is_hashed: bool


@dataclass(frozen=True, slots=True)
class PageAssets:
    """What a page made by the server needs: its style sheet as text, its script by address."""

    css: str
    script: str
    preloads: tuple[str, ...] = ()


class _Chunk(msgspec.Struct, frozen=True):
    """An entry of Vite's manifest."""

    file: str
    css: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


class Screens:
    """Every file of the build. It is less than a megabyte, so it stays in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or next((each for each in _BUILDS if each.is_dir()), _BUILDS[-1])
        self._assets = _read_all(self._folder)
        manifest = self._folder / ".vite" / "manifest.json"
        self._manifest = (
            msgspec.json.decode(manifest.read_bytes(), type=dict[str, _Chunk])
            if manifest.is_file()
            else {}
        )
        self._pages: dict[str, PageAssets] = {}

    def page_assets(self, entry: str) -> PageAssets:
        """What the entry `tenant/report.ts` came to be in this build."""
        if entry not in self._pages:
            chunks = self._chunks_of(entry)
            styles = dict.fromkeys(name for chunk in chunks for name in chunk.css)
            self._pages[entry] = PageAssets(
                css="".join(self._assets[name].content.decode() for name in styles),
                script=f"/{chunks[-1].file}",
                preloads=tuple(f"/{chunk.file}" for chunk in chunks[:-1]),
            )
        return self._pages[entry]

    def source(self, entry: str) -> str:
        """A script that is smaller than the headers of asking for it."""
        return self._assets[self._chunks_of(entry)[-1].file].content.decode()

    def _chunks_of(self, entry: str) -> list[_Chunk]:
        """The entry last, behind everything it imports."""
        chunk = self._manifest.get(entry)
        if chunk is None:
            raise ScreensNotBuilt(f"{entry} is not in {self._folder}; run make to build it")
        found = [each for name in chunk.imports for each in self._chunks_of(name)]
        return [*dict.fromkeys(found), chunk]

    def page(self, name: str, nonce: str) -> bytes:
        """A page of the build, its scripts marked with the nonce that its answer names."""
        asset = self._assets.get(name)
        if asset is None:
            raise NotFound
        return _SCRIPT.sub(rb'\g<0> nonce="' + nonce.encode() + b'"', asset.content)

    def answer(self, name: str, *, accepts: str = "", known_etag: str = "") -> Response[bytes]:
        """One file over HTTP. A hashed name never changes its content; the rest is asked again."""
        asset = self._assets.get(name)
        if asset is None:
            raise NotFound
        headers = {
            "etag": asset.etag,
            "vary": "accept-encoding",
            "cache-control": "max-age=31536000, immutable" if asset.is_hashed else "no-cache",
        }
        if known_etag == asset.etag:
            return Response(b"", status_code=304, headers=headers)
        for encoding, content in asset.encoded.items():
            if encoding in accepts:
                headers["content-encoding"] = encoding
                return Response(content, media_type=asset.media_type, headers=headers)
        return Response(asset.content, media_type=asset.media_type, headers=headers)


@cache
def _read_all(folder: Path) -> dict[str, Asset]:
    """Once per process, however often the application is put together."""
    files = [
        file
        for file in folder.rglob("*")
        if file.is_file() and ".vite" not in file.parts and file.suffix not in _ENCODINGS
    ]
    return {file.relative_to(folder).as_posix(): _read(file, folder) for file in files}


def _read(file: Path, folder: Path) -> Asset:
    content = file.read_bytes()
    copies = {
        encoding: file.with_name(file.name + suffix) for suffix, encoding in _ENCODINGS.items()
    }
    media_type = _MEDIA_TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0]
    return Asset(
        content=content,
        encoded={name: copy.read_bytes() for name, copy in copies.items() if copy.is_file()},
        media_type=media_type or "application/octet-stream",
        etag=f'"{hashlib.sha256(content).hexdigest()[:16]}"',
        is_hashed=file.relative_to(folder).parts[0] == "assets",
    )
