"""承诺时限：受理次日起算，工作日或自然日；申请人欠着一步的日子不算。纯函数，只看经过里的日子。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gjj.periods.days import CalendarNotAnnounced, WorkCalendar

LONGEST = 3_660
"""往后最多数几天：十年。"""


@dataclass(frozen=True)
class Span:
    """暂停的一段：从哪天起、到哪天止；还没止的为空。起、止当天照旧，止的次日接着算。"""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        """这一天算不算暂停。"""
        return self.start < day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Clock:
    """时限走到哪里。

    ``due_on`` 按现在的情形最迟哪天办结；暂停中、放假安排没公布的为空。``left`` 还剩几天，超期是负数。
    """

    days: int
    day_kind: str
    used: int
    left: int
    due_on: date | None
    is_paused: bool
    is_provisional: bool = False
    paused_since: date | None = None

    @property
    def is_overdue(self) -> bool:
        """过了承诺的日子。"""
        return self.left < 0

    @property
    def share(self) -> int:
        """用掉百分之几，画进度用。"""
        return 100 if self.days <= 0 else min(100, round(self.used * 100 / self.days))


def spans_of(steps: Sequence[tuple[date, bool]]) -> tuple[Span, ...]:
    """由经过得出暂停的段：每一步是（哪天, 这一步之后是不是暂停），按先后。"""
    spans: list[Span] = []
    start: date | None = None
    for on, is_paused in steps:
        if is_paused and start is None:
            start = on
        elif not is_paused and start is not None:
            spans.append(Span(start, on))
            start = None
    return (*spans, Span(start)) if start is not None else tuple(spans)


def clock(
    *,
    accepted_on: date,
    days: int,
    day_kind: str,
    spans: Sequence[Span],
    on: date,
    calendar: WorkCalendar,
) -> Clock:
    """到 ``on`` 这一天，承诺用了几天、还剩几天、最迟哪天。``on`` 早于受理日按受理日算。

    要用的年份没有公布放假安排时，那一年先按周一到周五数，``is_provisional`` 为真：日子以国务院放假安排为准。
    """
    on = max(on, accepted_on)
    provisional = False

    def counts(day: date) -> bool:
        nonlocal provisional
        if any(span.covers(day) for span in spans):
            return False
        if day_kind == "calendar":
            return True
        try:
            return calendar.is_workday(day)
        except CalendarNotAnnounced:
            provisional = True
            return day.weekday() < 5

    used = sum(counts(accepted_on + timedelta(days=step)) for step in range(1, (on - accepted_on).days + 1))
    paused_since = next((span.start for span in spans if span.end is None), None)
    due = accepted_on if days == 0 else None
    counted, day = 0, accepted_on
    while due is None and paused_since is None and (day - accepted_on).days < LONGEST:
        day += timedelta(days=1)
        counted += counts(day)
        if counted == days:
            due = day
    if paused_since is not None:
        due = None
    return Clock(days, day_kind, used, days - used, due, paused_since is not None, provisional, paused_since)
