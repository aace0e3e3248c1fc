"""`python -m storage check`, as somebody would type it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def check(**environ: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if "VOORAF" not in name}
    return subprocess.run(
        [sys.executable, "-m", "storage", "check"],
        env={**inherited, **environ},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_settings_it_tries_the_embedded_store():
    done = check()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("the store is fit for use\n")


def test_it_tries_the_store_that_is_configured(embedded_settings):
    done = check(
        VOORAF_S3_ENDPOINT=embedded_settings.endpoint,
        VOORAF_S3_BUCKET="checked",
        VOORAF_S3_ACCESS_KEY=embedded_settings.access_key,
        VOORAF_S3_SECRET_KEY=embedded_settings.secret_key,
    )
    assert done.returncode == 0, done.stderr
    assert "bucket checked" in done.stdout
    left = [
        path for path in (embedded_settings.data_folder / "checked").rglob("*") if path.is_file()
    ]
    assert left == []


def test_it_says_in_one_line_what_is_wrong():
    done = check(VOORAF_S3_ENDPOINT="http://127.0.0.1:9", VOORAF_S3_BUCKET="b")
    assert done.returncode == 1
    assert done.stderr == (
        "storage check failed: VOORAF_S3_ACCESS_KEY is missing; "
        "it is needed with VOORAF_S3_ENDPOINT\n"
    )


def test_storage_stands_alone():
    """Nothing of the server, the framework or the calls comes along."""
    code = (
        "import sys, storage.objects, storage.embedded, storage.proxy, storage.derivatives;"
        "print({'litestar', 'piccolo', 'aiortc', 'server', 'signalling'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
