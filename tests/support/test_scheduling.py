"""A run of many tests ends, also when one of its workers dies."""

import sys
from subprocess import run

from tests.support import scheduling

TESTS = """
import os, signal, pytest

@pytest.mark.parametrize("number", range(20))
def test_one(number):
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
"""
SCHEDULER = """
from tests.support.scheduling import TogetherWhatIsHeavy

def pytest_xdist_make_scheduler(config, log):
    return TogetherWhatIsHeavy(config, log)
"""


def test_a_worker_that_dies_fails_its_test_and_the_others_go_on(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "conftest.py").write_text(SCHEDULER)
    (tmp_path / "test_dying.py").write_text(TESTS)

    finished = run(
        [sys.executable, "-m", "pytest", "-n", "2", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=scheduling.__file__.partition("/tests/")[0],
        capture_output=True,
        text=True,
        timeout=100,
    )

    assert "1 failed, 19 passed" in finished.stdout
    assert "crashed while running" in finished.stdout
