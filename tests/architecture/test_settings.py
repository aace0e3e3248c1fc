"""`.env.example` is complete: it names every setting that is read, and no other."""

import re

from tests.architecture.repository import ROOT

PREFIXES = {"server": "VOORAF_", "storage": "VOORAF_", "signalling": "VOORAF_SIGNALLING_"}


def settings_read_by(package: str) -> set[str]:
    source = (ROOT / package / "settings.py").read_text()
    source = source.replace("{PREFIX}", PREFIXES[package])
    names = set(re.findall(r'"(VOORAF_[A-Z0-9_]+[A-Z0-9])"', source))
    # A secret may also come from a file.
    secrets = re.findall(r'_secret\(\w+, f?"(VOORAF_[A-Z0-9_]+)"', source)
    return names | {f"{secret}_FILE" for secret in secrets}


def test_env_example_names_every_setting_and_no_other():
    example = re.findall(r"^(VOORAF_\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    read = set().union(*(settings_read_by(package) for package in PREFIXES))
    assert sorted(example) == sorted(read)
