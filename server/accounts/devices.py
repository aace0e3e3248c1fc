"""What a browser says it is, in the few words by which its owner knows it again."""

import re

_SYSTEMS = (
    (r"iPhone|iPod", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"CrOS", "Chromebook"),
    (r"Windows", "Windows"),
    (r"Macintosh|Mac OS X", "Mac"),
    (r"Linux|X11", "Linux"),
)
_BROWSERS = (
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"OPR/|Opera", "Opera"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)


def device_words(user_agent: str) -> str:
    """ "Android, Chrome"; empty when it says nothing we know. It may lie: this is a hint."""
    found = (_first(_SYSTEMS, user_agent), _first(_BROWSERS, user_agent))
    return ", ".join(filter(None, found))


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for pattern, name in names if re.search(pattern, text)), "")
