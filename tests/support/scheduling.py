"""Which worker runs which test, when several run them side by side."""

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController


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

    def remove_node(self, node: WorkerController) -> str | None:
        """The test a worker died in has failed; only what it had not begun goes to the others.

        The scheduler this stands on also gives away what was finished: a worker that gets such an
        empty unit waits for ever, and the run with it.
        """
        unfinished = _unfinished(self.assigned_work.pop(node))
        if not unfinished:
            return None
        unit = next(iter(unfinished.values()))
        died_in = next(nodeid for nodeid, finished in unit.items() if not finished)
        unit[died_in] = True
        self.workqueue.update(_unfinished(unfinished))
        for other in self.assigned_work:
            self._reschedule(other)
        return died_in

    def schedule(self) -> None:
        super().schedule()
        # A worker runs a test only once it knows the next: one that came later needs two as well.
        for node in self.nodes:
            self._reschedule(node)


def _unfinished(units: dict[str, dict[str, bool]]) -> dict[str, dict[str, bool]]:
    return {scope: unit for scope, unit in units.items() if not all(unit.values())}
