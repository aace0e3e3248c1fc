"""Days and times as people say them: "vandaag om 10:15", "Friday 20 November, 19:04"."""

from datetime import date, datetime, time, timedelta

from server.clock import HOME
from server.sentences import Sentences

_NEAR_DAYS = {-1: "yesterday", 0: "today", 1: "tomorrow"}


class SpokenTimes:
    """Times in one language, seen from one moment."""

    def __init__(self, say: Sentences, now: datetime) -> None:
        self._say = say
        self._now = now.astimezone(HOME)

    def clock_time(self, moment: datetime) -> str:
        local = moment.astimezone(HOME)
        return f"{local.hour}:{local:%M}"

    def on(self, day: date) -> str:
        """The same of a day without a time."""
        return self.day(datetime.combine(day, time(12), HOME))

    def day(self, moment: datetime) -> str:
        local = moment.astimezone(HOME)
        near = _NEAR_DAYS.get((local.date() - self._now.date()).days)
        if near:
            return self._say(f"times.{near}")
        return self._say(
            "times.date",
            weekday=self._say("times.weekdays").split()[local.weekday()],
            day=local.day,
            month=self._say("times.months").split()[local.month - 1],
        )

    def opening(self, moment: datetime) -> str:
        """At the start of a sentence: "Vandaag om 10:15"."""
        spoken = self._say("times.dayAt", day=self.day(moment), time=self.clock_time(moment))
        return spoken[0].upper() + spoken[1:]

    def block(self, begins: datetime, ends: datetime) -> str:
        """As in "morgen tussen 10:00 en 12:00"."""
        return self._say(
            "times.dayBetween",
            day=self.day(begins),
            begins=self.clock_time(begins),
            ends=self.clock_time(ends),
        )

    def block_line(self, begins: datetime, ends: datetime) -> str:
        """Below a step: "vrijdag 20 november, 10:00\N{EN DASH}12:00"."""
        return self._say(
            "times.dayAndTime", day=self.day(begins), time=self.clock_times(begins, ends)
        )

    def clock_times(self, begins: datetime, ends: datetime) -> str:
        return f"{self.clock_time(begins)}\N{EN DASH}{self.clock_time(ends)}"

    def line(self, moment: datetime) -> str:
        """Below a step: "vrijdag 20 november, 19:04"."""
        return self._say("times.dayAndTime", day=self.day(moment), time=self.clock_time(moment))

    def deadline(self, moment: datetime) -> str:
        """Until when: at midnight the day before is the last one, and needs no time."""
        if moment.astimezone(HOME).time() == time.min:
            return self.day(moment - timedelta(seconds=1))
        return self.line(moment)
