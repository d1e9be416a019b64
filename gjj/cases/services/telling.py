"""办件的事告诉申请人；在走那一步的事务里。"""

from collections.abc import Sequence
from datetime import datetime

from gjj.cases.entries import Flaw
from gjj.cases.messages import RETURNED_TO_PERSON, RETURNED_TO_UNIT
from gjj.cases.models import Case
from gjj.cases.selectors.cases import fields_of
from gjj.messaging.services.announce import announce


def tell_returned(case: Case, *, reason: str, flaws: Sequence[Flaw], at: datetime) -> None:
    """退回补正：告诉申请人哪一件、为什么、要补哪几处、到哪里补；一次退回只说一遍。"""
    names = dict(fields_of(case))
    said = dict.fromkeys(names.get(one.field, one.message) for one in flaws)  # 一个栏目几处，名字只说一次
    announce(
        fact=f"case:{case.pk}:{case.events.filter(kind='returned').count()}",
        template=RETURNED_TO_PERSON if case.person_id else RETURNED_TO_UNIT, at=at,
        person_id=case.person_id, employer_id=case.employer_id, about_id=case.pk,
        variables={
            "number": case.number, "title": case.title, "reason": reason.strip().rstrip("。"), "count": str(len(flaws)),
            "fields": "、".join(said),
        },
    )  # fmt: skip
