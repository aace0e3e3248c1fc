"""The photos of a job as somebody outside looks at them: by spot, before beside after."""

from dataclasses import dataclass

from server.case_files.outside_view import OutsideView
from server.evidence.schemas import Photo
from server.evidence.slots import SlotCount
from server.evidence.tables import Moment
from server.outsiders.tables import May


@dataclass(frozen=True)
class Place:
    """One moment of a spot, with what was photographed there."""

    moment: Moment
    photos: list[Photo]
    is_wanted: bool

    @property
    def sent_back(self) -> list[Photo]:
        """What came back, and has not been taken again yet."""
        return [each for each in self.photos if each.verdict == "sent_back" and not each.retaken_by]


@dataclass(frozen=True)
class Group:
    """One spot. `name` is empty for photos of no spot of ours."""

    key: str
    name: str
    instruction: str
    places: list[Place]


def outside_groups(job: OutsideView) -> list[Group]:
    """Who may add sees every spot of the job, who may view only those with photos."""
    groups = [
        Group(
            slot.key,
            slot.name,
            slot.instruction,
            [
                _place(job, slot.key, moment, count)
                for moment, count in ((Moment.BEFORE, slot.before), (Moment.AFTER, slot.after))
            ],
        )
        for slot in job.slots
    ]
    known = {slot.key for slot in job.slots}
    others = [photo for photo in job.photos if photo.slot not in known]
    if others:
        places = [
            Place(moment, [each for each in others if each.moment == moment], is_wanted=False)
            for moment in (Moment.BEFORE, Moment.AFTER)
        ]
        groups.append(Group("", "", "", places))
    if job.may == May.ADD and job.is_open:
        return groups
    return [group for group in groups if any(place.photos for place in group.places)]


def _place(job: OutsideView, slot: str, moment: Moment, count: SlotCount | None) -> Place:
    photos = [each for each in job.photos if (each.slot, each.moment) == (slot, moment)]
    return Place(moment, photos, is_wanted=count is not None)
