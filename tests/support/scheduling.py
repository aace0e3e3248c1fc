"""Which worker runs which test, when several run them side by side."""

from xdist.scheduler import LoadScopeScheduling


class BrowsersOnOneWorker(LoadScopeScheduling):
    """Two video calls at once on a small machine starve each other.

    The marks of `--dist loadgroup` would say the same, but do nothing with this version of pytest.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browsers" if nodeid.startswith("tests/end_to_end/") else nodeid
