"""What is missing or makes no sense stops the start by name; secrets may lie in files."""

from pathlib import Path

import pytest

from server.__main__ import main
from server.settings import SettingMissing, Settings
from storage.errors import StorageMisconfigured

S3 = {
    "VOORAF_S3_ENDPOINT": "https://s3.example.nl",
    "VOORAF_S3_BUCKET": "vooraf",
    "VOORAF_S3_ACCESS_KEY": "key",
    "VOORAF_S3_SECRET_KEY": "secret",
}


def read(folder: Path, **environ: str) -> Settings:
    return Settings.from_environment({"VOORAF_DATA": str(folder), **environ})


def test_without_any_setting_everything_lies_below_the_data_folder(tmp_path: Path) -> None:
    settings = read(tmp_path / "data")
    assert settings.database_url == f"sqlite:///{tmp_path}/data/vooraf.sqlite"
    assert (settings.storage, settings.redis_url, settings.is_demo) == (None, None, False)
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.picture_limit_bytes == 25_000_000
    assert not settings.has_tls


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret == second.secret
    assert len(first.secret) >= 32
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("VOORAF_SECRET", "secret"),
        ("VOORAF_DATABASE_URL", "database_url"),
        ("VOORAF_REDIS_URL", "redis_url"),
        ("VOORAF_TURN_SECRET", "turn_secret"),
    ],
)
def test_a_secret_may_lie_in_a_file(tmp_path: Path, name: str, field: str) -> None:
    file = tmp_path / "kept"
    file.write_text("postgresql://from/a/file\n")
    assert (
        getattr(read(tmp_path, **{f"{name}_FILE": str(file)}), field) == "postgresql://from/a/file"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VOORAF_PORT", "eighty"),
        ("VOORAF_PICTURE_LIMIT_BYTES", "25 MB"),
        ("VOORAF_PICTURE_LIMIT_BYTES", "0"),
        ("VOORAF_PICTURE_LIMIT_BYTES", "-5"),
        ("VOORAF_TURN_URLS", "turn:turn.example.nl"),
        ("VOORAF_SECRET_FILE", "/nowhere/at/all"),
        ("VOORAF_DATABASE_URL", "mysql://here"),
        ("VOORAF_LOG_LEVEL", "shouting"),
    ],
)
def test_what_makes_no_sense_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingMissing, match=name):
        read(tmp_path, **{name: value})


DIRECTORY = {
    "VOORAF_OIDC_ISSUER": "https://login.linde.test/",
    "VOORAF_OIDC_CLIENT_ID": "vooraf",
    "VOORAF_OIDC_CLIENT_SECRET": "secret",
    "VOORAF_OIDC_ROLES": "groups:monteurs=technician",
}


@pytest.mark.parametrize(("said", "hours"), [("", 12), ("8", 8), ("720", 720)])
def test_a_directory_lets_in_for_a_working_day_or_as_long_as_is_said(
    tmp_path: Path, said: str, hours: int
) -> None:
    directory = read(tmp_path, **DIRECTORY, VOORAF_OIDC_SIGN_IN_HOURS=said).directory
    assert directory
    assert directory.sign_in_hours == hours


@pytest.mark.parametrize("hours", ["0", "-1", "721", "a day"])
def test_no_day_has_so_many_hours(tmp_path: Path, hours: str) -> None:
    with pytest.raises(SettingMissing, match="VOORAF_OIDC_SIGN_IN_HOURS"):
        read(tmp_path, **DIRECTORY, VOORAF_OIDC_SIGN_IN_HOURS=hours)


@pytest.mark.parametrize("missing", [name for name in S3 if "ENDPOINT" not in name])
def test_half_an_object_store_is_named(tmp_path: Path, missing: str) -> None:
    given = {name: value for name, value in S3.items() if name != missing}
    with pytest.raises(StorageMisconfigured, match=missing):
        read(tmp_path, **given)


@pytest.mark.parametrize(
    ("name", "value"), [("VOORAF_PORT", "eighty"), ("VOORAF_S3_ENDPOINT", "https://s3.example.nl")]
)
def test_the_command_line_says_it_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv("VOORAF_DATA", str(tmp_path))
    monkeypatch.setenv(name, value)
    assert main(["journal", "verify"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert name.removesuffix("_ENDPOINT") in said


def test_people_who_come_by_https_get_secure_cookies(tmp_path: Path) -> None:
    settings = read(tmp_path, VOORAF_PUBLIC_URL="https://vooraf.example.nl/")
    assert settings.public_url == "https://vooraf.example.nl"
    assert settings.has_tls


def test_sms_are_few_and_stay_in_the_country_unless_said_otherwise(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert (settings.sms_per_day, settings.sms_reaches) == (500, ("+31",))
    said = {"VOORAF_SMS_PER_DAY": "20", "VOORAF_SMS_COUNTRIES": "+31, +32"}
    settings = read(tmp_path, **said)
    assert (settings.sms_per_day, settings.sms_reaches) == (20, ("+31", "+32"))
    by_mail_only = {"VOORAF_SMTP_URL": "smtp://mail.example.nl", "VOORAF_MAIL_FROM": "a@b.nl"}
    assert read(tmp_path, **by_mail_only).sms_reaches == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("VOORAF_SMS_PER_DAY", "-1"),
        ("VOORAF_SMS_PER_DAY", "many"),
        ("VOORAF_SMS_COUNTRIES", "31"),
        ("VOORAF_SMS_COUNTRIES", "+31;+32"),
        ("VOORAF_SMS_COUNTRIES", "+"),
    ],
)
def test_what_limits_sms_must_make_sense(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(SettingMissing, match=name):
        read(tmp_path, **{name: said})
