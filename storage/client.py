"""The only file that touches boto3: blocking calls, our own types in and out, our own errors.

Never tags, ACLs, retention, lifecycle or user metadata. The embedded store answers 200 to some of
those and then overwrites or deletes the object; facts about an object belong in the database.
"""

import base64
import hashlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import IO, Any, Protocol, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]
from botocore.client import Config  # pyright: ignore[reportMissingTypeStubs]
from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from storage.errors import ObjectMissing, StorageUnavailable
from storage.settings import StorageSettings

_CHUNK = 256 * 1024
_DELETE_BATCH = 1000
_ALREADY_THERE = {"BucketAlreadyExists", "BucketAlreadyOwnedByYou"}
_MISSING = {"NoSuchKey", "404", "NotFound", "NoSuchUpload"}


class _Body(Protocol):
    def read(self, amount: int | None = None) -> bytes: ...
    def iter_chunks(self, chunk_size: int) -> Iterator[bytes]: ...
    def close(self) -> None: ...


class S3Client:
    def __init__(self, settings: StorageSettings, *, connections: int) -> None:
        self._bucket = settings.bucket
        self._region = settings.region
        make_client = cast("Callable[..., Any]", boto3.client)  # pyright: ignore[reportUnknownMemberType]
        self._s3 = make_client(
            "s3",
            endpoint_url=settings.endpoint,
            region_name=settings.region,
            aws_access_key_id=settings.access_key,
            aws_secret_access_key=settings.secret_key,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                # boto3's default checksums cannot read the ranges and 304 answers of every S3
                # server.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                retries={"total_max_attempts": 3, "mode": "standard"},
                connect_timeout=3,
                read_timeout=20,
                max_pool_connections=connections,
            ),
        )

    def create_bucket_if_missing(self) -> None:
        """Looks first: in production our keys may well be refused the right to create one."""
        try:
            self.look_at_bucket()
        except ObjectMissing:
            self._create_bucket()

    def look_at_bucket(self) -> None:
        with _our_errors(self._bucket):
            self._s3.head_bucket(Bucket=self._bucket)

    def _create_bucket(self) -> None:
        options: dict[str, Any] = {}
        if self._region != "us-east-1":
            options["CreateBucketConfiguration"] = {"LocationConstraint": self._region}
        with _our_errors(self._bucket):
            try:
                self._s3.create_bucket(Bucket=self._bucket, **options)
            except ClientError as error:
                # Another process was quicker.
                if _code(error) not in _ALREADY_THERE:
                    raise

    def put(self, key: str, data: bytes, media_type: str) -> None:
        digest = hashlib.md5(data, usedforsecurity=False).digest()
        with _our_errors(key):
            # Every store we know compares Content-MD5; several ignore the newer checksum headers.
            self._s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=data,
                ContentType=media_type,
                ContentMD5=base64.b64encode(digest).decode(),
            )

    def put_file(self, key: str, file: IO[bytes], media_type: str, md5: bytes) -> None:
        """Straight from the disk, whatever its size."""
        file.seek(0)
        with _our_errors(key):
            self._s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=file,
                ContentType=media_type,
                ContentMD5=base64.b64encode(md5).decode(),
            )

    def keys(self, prefix: str) -> list[str]:
        found: list[str] = []
        with _our_errors(prefix):
            for page in self._s3.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=prefix
            ):
                found += [str(each["Key"]) for each in page.get("Contents", [])]
        return sorted(found)

    def size_of(self, key: str) -> int:
        with _our_errors(key):
            answer = self._s3.head_object(Bucket=self._bucket, Key=key)
            return int(answer["ContentLength"])

    def begin_multipart(self, key: str, media_type: str) -> str:
        with _our_errors(key):
            answer = self._s3.create_multipart_upload(
                Bucket=self._bucket, Key=key, ContentType=media_type
            )
            return str(answer["UploadId"])

    def put_part(self, key: str, upload_id: str, number: int, data: bytes) -> str:
        """What completing the upload asks for: the part's ETag."""
        digest = hashlib.md5(data, usedforsecurity=False).digest()
        with _our_errors(key):
            answer = self._s3.upload_part(
                Bucket=self._bucket,
                Key=key,
                UploadId=upload_id,
                PartNumber=number,
                Body=data,
                ContentMD5=base64.b64encode(digest).decode(),
            )
            return str(answer["ETag"])

    def complete_multipart(self, key: str, upload_id: str, tags: list[str]) -> None:
        parts = [{"ETag": tag, "PartNumber": number} for number, tag in enumerate(tags, 1)]
        with _our_errors(key):
            self._s3.complete_multipart_upload(
                Bucket=self._bucket,
                Key=key,
                UploadId=upload_id,
                MultipartUpload={"Parts": parts},
            )

    def abort_multipart(self, key: str, upload_id: str) -> None:
        """One that is not there any more is fine."""
        try:
            with _our_errors(key):
                self._s3.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload_id)
        except ObjectMissing:
            return

    def read(self, key: str) -> bytes:
        with _our_errors(key), self._body(key) as (body, _):
            return body.read()

    @contextmanager
    def open(self, key: str) -> Generator[tuple[int, Iterator[bytes]]]:
        """The size the store reports, and the bytes in chunks."""
        with _our_errors(key), self._body(key) as (body, byte_count):
            yield byte_count, body.iter_chunks(_CHUNK)

    @contextmanager
    def _body(self, key: str) -> Generator[tuple[_Body, int]]:
        answer = self._s3.get_object(Bucket=self._bucket, Key=key)
        body: _Body = answer["Body"]
        try:
            yield body, int(answer["ContentLength"])
        finally:
            body.close()

    def delete(self, keys: list[str]) -> None:
        for start in range(0, len(keys), _DELETE_BATCH):
            batch = keys[start : start + _DELETE_BATCH]
            with _our_errors(batch[0]):
                answer = self._s3.delete_objects(
                    Bucket=self._bucket,
                    Delete={"Objects": [{"Key": key} for key in batch], "Quiet": True},
                )
            refused = [
                entry for entry in answer.get("Errors", []) if entry.get("Code") not in _MISSING
            ]
            if refused:
                code = refused[0].get("Code")
                raise StorageUnavailable(f"{len(refused)} objects were not deleted: {code}")

    def close(self) -> None:
        self._s3.close()


@contextmanager
def _our_errors(key: str) -> Generator[None]:
    try:
        yield
    except ClientError as error:
        if _code(error) in _MISSING:
            raise ObjectMissing(key) from error
        raise StorageUnavailable(f"The object store refused: {_code(error)}") from error
    except (BotoCoreError, OSError) as error:
        raise StorageUnavailable(
            f"The object store does not answer: {type(error).__name__}"
        ) from error


def _code(error: ClientError) -> str:
    answer = cast("dict[str, Any]", error.response)
    return str(answer.get("Error", {}).get("Code", "unknown"))
