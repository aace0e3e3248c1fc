"""Finding a home by what people type: postcode and house number."""

import re

from server.dwellings.tables import Dwelling
from server.plain_digits import plain_digits

_NOT_KEY = re.compile(r"[^0-9A-Z]")


def address_key(postcode: str, house_number: str) -> str:
    """ "1234 ab" and "12-a" become "1234AB/12A": case, spaces and hyphens do not matter."""
    return "/".join(
        _NOT_KEY.sub("", plain_digits(part).upper()) for part in (postcode, house_number)
    )


async def dwelling_at(postcode: str, house_number: str) -> Dwelling | None:
    """The home at this address, of whichever corporation it is."""
    return await Dwelling.objects().get(Dwelling.address_key == address_key(postcode, house_number))
