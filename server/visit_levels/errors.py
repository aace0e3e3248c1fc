"""Refusals around levels."""

from server.errors import DomainError


class LevelDatesRefused(DomainError):
    """A level begins today or later and ends after it begins. What emergencies only postpones has
    a date within thirty days, so that ends within 29 days; careful ends within a year. `latest`
    names the last day that is possible."""

    slug, title, status = "level-dates-refused", "These days are not possible", 422


class RegionRefused(DomainError):
    """A region is a range of postcodes, the lower one first, with at least one home of ours."""

    slug, title, status = "region-refused", "There is no such region", 422


class LevelOverlaps(DomainError):
    """One level holds in a place on a day: take the other back first. `other` is that one."""

    slug, title, status = "level-overlaps", "Another level holds there on some of these days", 409
