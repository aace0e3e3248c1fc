"""One photo on a page of its own: as large as the screen, with a way back and to its neighbours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from server.errors import NotFound
from server.evidence.schemas import Photo
from server.evidence.tables import Kind
from server.tenant_pages.drawn_marks import MarkedPhoto, marked
from server.tenant_pages.outside_groups import Group


@dataclass(frozen=True)
class LargePhoto:
    """What stands on the page. `back` is the page that it was opened from."""

    title: str
    place: int
    count: int
    kind: Kind
    address: str
    poster: str | None
    marked: MarkedPhoto | None
    back: str
    previous: str | None
    next: str | None


def large_photo_of_case(photos: Sequence[Photo], photo_id: UUID) -> LargePhoto:
    """One of the tenant's photos. What was drawn on it is for whoever takes it again."""
    return _large("/r", [("", photo) for photo in photos], photo_id, lambda _: None)


def large_photo_outside(
    groups: Sequence[Group], words: Callable[[str], str], photo_id: UUID
) -> LargePhoto:
    """One of the photos that an outsider may see, named by its spot and moment."""
    named = [
        (" · ".join(filter(None, (group.name, words(place.moment)))), photo)
        for group in groups
        for place in group.places
        for photo in place.photos
    ]
    return _large("/o", named, photo_id, marked)


def _large(
    back: str,
    named: Sequence[tuple[str, Photo]],
    photo_id: UUID,
    drawn_on: Callable[[Photo], MarkedPhoto | None],
) -> LargePhoto:
    shown = [(title, photo) for title, photo in named if photo.play_url or photo.screen_url]
    place = next((at for at, (_, photo) in enumerate(shown) if photo.id == photo_id), None)
    if place is None:
        raise NotFound
    title, photo = shown[place]
    pages = [f"{back}/photos/{each.id}" for _, each in shown]
    return LargePhoto(
        title=title,
        place=place + 1,
        count=len(shown),
        kind=photo.kind,
        address=photo.play_url or photo.screen_url or "",
        poster=photo.screen_url,
        marked=drawn_on(photo),
        back=back,
        previous=pages[place - 1] if place else None,
        next=pages[place + 1] if place + 1 < len(pages) else None,
    )
