"""`python -m server.proof.report_worker FOLDER`: makes `report.pdf` of the facts there."""

import os
import signal
import sys
from pathlib import Path

import msgspec

from server.proof.report_facts import FACTS, REPORT, ReportFacts
from server.proof.report_layout import lay_out

_NOT_URGENT = 10


def main() -> None:
    # Ctrl-C goes to everybody in the terminal; the parent ends this process when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NOT_URGENT)
    folder = Path(sys.argv[1])
    facts = msgspec.json.decode((folder / FACTS).read_bytes(), type=ReportFacts)
    (folder / REPORT).write_bytes(lay_out(facts))


if __name__ == "__main__":
    main()
