from pathlib import Path

import pytest

from storage.errors import StorageMisconfigured
from storage.settings import StorageSettings

COMPLETE = {
    "VOORAF_S3_ENDPOINT": "https://s3.example/",
    "VOORAF_S3_BUCKET": "photos",
    "VOORAF_S3_ACCESS_KEY": "key",
    "VOORAF_S3_SECRET_KEY": "secret",
}


def read(environ: dict[str, str]) -> StorageSettings:
    settings = StorageSettings.from_environment(environ)
    assert settings is not None
    return settings


def test_without_an_endpoint_the_embedded_store_is_meant():
    assert StorageSettings.from_environment({}) is None
    assert StorageSettings.from_environment({"VOORAF_S3_ENDPOINT": " "}) is None


def test_a_complete_environment_is_read():
    settings = StorageSettings.from_environment({**COMPLETE, "VOORAF_S3_REGION": "eu-west-1"})
    assert settings == StorageSettings(
        endpoint="https://s3.example",
        bucket="photos",
        access_key="key",
        secret_key="secret",  # noqa: S106
        region="eu-west-1",
    )


def test_the_region_has_a_default():
    assert read(COMPLETE).region == "us-east-1"


@pytest.mark.parametrize("name", sorted(set(COMPLETE) - {"VOORAF_S3_ENDPOINT"}))
def test_what_is_missing_is_named(name):
    with pytest.raises(StorageMisconfigured, match=name):
        StorageSettings.from_environment({**COMPLETE, name: ""})


@pytest.mark.parametrize("endpoint", ["s3.example", "ftp://s3.example", "https://", "http:/x"])
def test_an_endpoint_that_is_no_address_is_refused(endpoint):
    with pytest.raises(StorageMisconfigured, match="VOORAF_S3_ENDPOINT"):
        StorageSettings.from_environment({**COMPLETE, "VOORAF_S3_ENDPOINT": endpoint})


def test_the_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text("from-file\n")
    environ = {**COMPLETE, "VOORAF_S3_SECRET_KEY_FILE": str(file)}
    assert read(environ).secret_key == "from-file"  # noqa: S105


def test_a_secret_file_that_is_not_there_is_named(tmp_path: Path):
    environ = {**COMPLETE, "VOORAF_S3_SECRET_KEY_FILE": str(tmp_path / "absent")}
    with pytest.raises(StorageMisconfigured, match="VOORAF_S3_SECRET_KEY_FILE"):
        StorageSettings.from_environment(environ)


def test_the_secret_is_not_shown_in_logs():
    assert "secret" not in repr(StorageSettings.from_environment(COMPLETE)).replace(
        "secret_key", ""
    )


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("https://s3.example", "s3.example"),
        ("https://s3.example:443", "s3.example"),
        ("http://s3.example:443", "s3.example:443"),
        ("http://[::1]:9000", "[::1]:9000"),
    ],
)
def test_the_signed_host_leaves_out_a_default_port(endpoint, host):
    assert StorageSettings(endpoint, "b", "k", "s").host == host
