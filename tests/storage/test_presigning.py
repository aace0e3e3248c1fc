"""Our own signing against boto3's, the stability of addresses, and the checking of signatures."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import boto3
import pytest
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from storage.objects import ObjectStore
from storage.settings import StorageSettings
from storage.sigv4 import SignatureRefused, Signer

SECRET = "a-secret-for-tests"  # noqa: S105
SETTINGS = StorageSettings(
    endpoint="https://objects.example:8443",
    bucket="photos",
    access_key="key",
    secret_key=SECRET,
    region="eu-west-1",
)
KEY = "evidence/a/2026/11/b.jpg"
HALF_PAST = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def store_at(moment: datetime) -> ObjectStore:
    return ObjectStore(SETTINGS, clock=lambda: moment)


def address_at(moment: datetime, **more) -> str:
    return store_at(moment).presign_download(KEY, media_type="image/jpeg", **more)


def signer(**changes) -> Signer:
    facts = {"access_key": "key", "secret_key": SECRET, "region": "eu-west-1", "host": "h"}
    return Signer(**{**facts, **changes})


def signed_by_botocore(method: str, url: str, headers: dict, monkeypatch) -> str:
    """The signature botocore gives to the same request at the same moment."""
    plain, _, query = url.partition("?")
    claims = dict(parse_qsl(query))
    overrides = {name: value for name, value in claims.items() if name.startswith("response-")}
    request = AWSRequest(method=method, url=plain, headers=headers, params=overrides)
    stamp = datetime.strptime(claims["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_, **__: stamp)
    auth = S3SigV4QueryAuth(
        Credentials("key", SECRET), "s3", "eu-west-1", expires=int(claims["X-Amz-Expires"])
    )
    auth.add_auth(request)
    return signature_in(str(request.url))


def signature_in(url: str) -> str:
    return dict(parse_qsl(urlsplit(url).query))["X-Amz-Signature"]


def test_a_download_is_signed_as_botocore_signs_it(monkeypatch):
    url = address_at(HALF_PAST, file_name="vóór & na (1)~.jpg")
    assert url.startswith(f"https://objects.example:8443/photos/{KEY}?")
    assert signature_in(url) == signed_by_botocore("GET", url, {}, monkeypatch)


def test_an_upload_is_signed_as_botocore_signs_it(monkeypatch):
    ticket = store_at(HALF_PAST).presign_upload(
        KEY, byte_count=400_000, media_type="image/jpeg", sha256="00" * 32
    )
    headers = {**ticket.headers, "Content-Length": "400000"}
    assert signature_in(ticket.url) == signed_by_botocore("PUT", ticket.url, headers, monkeypatch)
    assert ticket.expires_at == HALF_PAST + HOUR


def test_an_address_stays_the_same_within_the_hour_and_for_every_server():
    start = HALF_PAST.replace(minute=0)
    assert (
        address_at(start)
        == address_at(HALF_PAST)
        == address_at(start + HOUR - timedelta(seconds=1))
    )


def test_the_next_hour_has_another_address():
    assert address_at(HALF_PAST) != address_at(HALF_PAST + HOUR)


def test_type_name_and_key_are_part_of_the_address():
    store = store_at(HALF_PAST)
    addresses = {
        store.presign_download(KEY, media_type="image/jpeg"),
        store.presign_download(KEY, media_type="image/png"),
        store.presign_download(KEY, media_type="image/jpeg", file_name="before.jpg"),
        store.presign_download(KEY + "g", media_type="image/jpeg"),
    }
    assert len(addresses) == 4


def test_an_address_works_for_at_least_an_hour_whenever_it_is_asked_for():
    for minute in (0, 30, 59):
        moment = HALF_PAST.replace(minute=minute, second=59)
        claims = dict(parse_qsl(urlsplit(address_at(moment)).query))
        signed_at = datetime.strptime(claims["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        assert signed_at <= moment
        assert signed_at + timedelta(seconds=int(claims["X-Amz-Expires"])) >= moment + HOUR


def test_the_key_of_yesterday_is_not_used_today():
    one = signer()
    for day in (HALF_PAST, HALF_PAST + timedelta(days=1)):
        query = one.presign("GET", "/b/k", at=day, valid_seconds=60)
        assert signer().verify("GET", "/b/k", query, {}, now=day) == day + timedelta(seconds=60)


ALTERED = {
    "method": {"method": "PUT"},
    "path": {"path": "/b/other"},
    "header": {"headers": {"content-type": "text/html"}},
    "missing header": {"headers": {}},
    "after the end": {"now": HALF_PAST + timedelta(seconds=60)},
}


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED.keys())
def test_a_signature_fits_only_its_own_request(change):
    headers = {"content-type": "image/jpeg"}
    query = signer().presign("GET", "/b/k", at=HALF_PAST, valid_seconds=60, headers=headers)
    request = {"method": "GET", "path": "/b/k", "headers": headers, "now": HALF_PAST}
    signer().verify(query=query, **request)
    with pytest.raises(SignatureRefused):
        signer().verify(query=query, **{**request, **change})


@pytest.mark.parametrize(
    "change", [{"access_key": "x"}, {"secret_key": "x"}, {"region": "x"}, {"host": "x"}]
)
def test_a_signature_of_another_store_is_refused(change):
    query = signer(**change).presign("GET", "/b/k", at=HALF_PAST, valid_seconds=60)
    with pytest.raises(SignatureRefused):
        signer().verify("GET", "/b/k", query, {}, now=HALF_PAST)


SIGNED_LONG_AGO = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261123T103000Z&X-Amz-Expires="
NONSENSE = (
    *("", "&&&", "X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Signature=", "a=1&a=2", "%ff=%zz"),
    *(SIGNED_LONG_AGO + number for number in ("", "x", "60", "-1", "9" * 30)),
)


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_is_refused_and_nothing_worse(query):
    with pytest.raises(SignatureRefused):
        signer().verify("GET", "/b/k", query, {}, now=HALF_PAST)


def test_a_signature_that_is_no_ascii_is_refused():
    query = signer().presign("GET", "/b/k", at=HALF_PAST, valid_seconds=60)
    forged = query.rpartition("=")[0] + "=%C3%A9"
    with pytest.raises(SignatureRefused):
        signer().verify("GET", "/b/k", forged, {}, now=HALF_PAST)


def test_boto3_itself_would_accept_the_settings():
    client = boto3.client(
        "s3",
        endpoint_url=SETTINGS.endpoint,
        region_name=SETTINGS.region,
        aws_access_key_id="key",
        aws_secret_access_key=SECRET,
    )
    theirs = client.generate_presigned_url("get_object", Params={"Bucket": "photos", "Key": KEY})
    assert urlsplit(theirs).path == urlsplit(address_at(HALF_PAST)).path
    client.close()
