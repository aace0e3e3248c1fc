"""Where to go after signing in elsewhere: to a screen of ours, and nowhere else."""

import re

from server.accounts.tables import Role

_OURS = re.compile(r"/(app|desk)(/[A-Za-z0-9-]+)*/?", re.ASCII)
_LONGEST = 300


def safe_return(wish: str | None) -> str:
    """The wish when it is a screen of ours; no host, no `//`, no query that could carry one."""
    if wish and len(wish) <= _LONGEST and _OURS.fullmatch(wish):
        return wish
    return "/desk/"


def screen_for(role: str, wish: str) -> str:
    """Technicians have the app, everybody else the desk."""
    home = "/app/" if role == Role.TECHNICIAN else "/desk/"
    return wish if wish.startswith(home) else home
