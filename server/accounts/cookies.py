"""The two cookies: staff are signed in, a tenant follows one case. No script can read either."""

from typing import Literal

from litestar.datastructures import Cookie

SIGN_IN = "vooraf_sign_in"
CASE = "vooraf_case"


def cookie(
    key: Literal["vooraf_sign_in", "vooraf_case"], secret: str, *, max_age: int, has_tls: bool
) -> Cookie:
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


def gone(key: Literal["vooraf_sign_in", "vooraf_case"]) -> Cookie:
    """The same cookie, thrown away."""
    return Cookie(key=key, value="", max_age=0, httponly=True, samesite="lax", path="/")
