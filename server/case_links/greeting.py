"""How a letter begins."""

import re

from server.sentences import Sentences

_LONGEST_NAME = 60
_MORE_THAN_A_NAME = re.compile(r"[:/\n]|\w\.\w{2}")  # of an address, or a text of its own


def greeting(name: str, say: Sentences) -> str:
    """A stranger may have reported under any name, and our letter is not there to carry his."""
    if len(name) > _LONGEST_NAME or _MORE_THAN_A_NAME.search(name):
        return say("linkMail.helloTenant")
    return say("linkMail.hello", name=name)
