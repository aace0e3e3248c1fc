"""The cookies: staff are signed in, a tenant follows one case, a guest is invited into one call,
an outsider is let in to one job.

No script can read them.
"""

from typing import Literal

from litestar.datastructures import Cookie

SIGN_IN = "vooraf_sign_in"
CASE = "vooraf_case"
GUEST = "vooraf_guest"
OUTSIDER = "vooraf_outside"

CODE = "vooraf_code"
PASSKEY = "vooraf_passkey"
DIRECTORY = "vooraf_directory"
"""Of a browser in which somebody is signing in: what was begun there is finished there."""

Key = Literal[
    "vooraf_sign_in",
    "vooraf_case",
    "vooraf_guest",
    "vooraf_outside",
    "vooraf_code",
    "vooraf_passkey",
    "vooraf_directory",
]


def cookie(key: Key, secret: str, *, max_age: int, has_tls: bool) -> Cookie:
    """SameSite=Lax keeps other sites from posting with it, and still lets a link open the page."""
    return Cookie(
        key=key,
        value=secret,
        max_age=max_age,
        httponly=True,
        secure=has_tls,
        samesite="lax",
        path="/",
    )


def gone(key: Key) -> Cookie:
    """The same cookie, thrown away."""
    return Cookie(key=key, value="", max_age=0, httponly=True, samesite="lax", path="/")
