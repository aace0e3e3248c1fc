"""Which worker runs which test, when several run them side by side."""

from xdist.scheduler import LoadScopeScheduling


class TogetherWhatIsHeavy(LoadScopeScheduling):
    """Two video calls at once on a small machine starve each other, and one Ceph is enough.

    The marks of `--dist loadgroup` would say the same, but do nothing with this version of pytest.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/end_to_end/video/"):
            return "video"
        if "ceph" in nodeid:
            return "ceph"
        # Screens share one server and one browser per file; anything else stands alone.
        return nodeid.partition("::")[0] if nodeid.startswith("tests/end_to_end/") else nodeid
