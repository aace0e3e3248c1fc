"""Refusals around packs."""

from server.errors import DomainError


class PackOutdated(DomainError):
    """Something was judged or changed after this pack was made. Make a new one."""

    slug, title, status = "pack-outdated", "Make this pack anew", 410
