"""Who finds a hole finds whom to tell."""

import dataclasses
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from litestar import Litestar

from server.settings import SettingMissing, Settings
from tests.support.asgi_client import ADDRESS, browser

PLACE = "/.well-known/security.txt"


async def test_the_file_names_the_contact_and_is_never_out_of_date(app: Litestar) -> None:
    assert (await browser(app).get(PLACE)).status_code == 404
    told = dataclasses.replace(app.state.settings, security_contact="mailto:lek@vooraf.example")
    app.state.parts = dataclasses.replace(app.state.parts, settings=told)
    answer = await browser(app).get(PLACE)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = dict(re.findall(r"^([\w-]+): (.+)$", answer.text, re.MULTILINE))
    assert fields["Contact"] == "mailto:lek@vooraf.example"
    assert fields["Canonical"] == f"{ADDRESS}{PLACE}"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)


@pytest.mark.parametrize("contact", ["lek@vooraf.example", "mailto:a b", "mailto:a\nExpires: x"])
def test_a_contact_that_nobody_can_use_stops_the_start(tmp_path: Path, contact: str) -> None:
    with pytest.raises(SettingMissing, match="VOORAF_SECURITY_CONTACT"):
        Settings.from_environment(
            {"VOORAF_DATA": str(tmp_path), "VOORAF_SECURITY_CONTACT": contact}
        )
