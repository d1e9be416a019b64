"""批准了的一份没有生效，告诉签的人。"""

from collections.abc import Iterable
from datetime import datetime

from gjj.approvals.messages import ENDED
from gjj.approvals.models import Proposal
from gjj.identity.ports import person_teller

SAID = 40
"""短信里改什么、为什么最多几个字：长的到后台看。"""


def tell_ended(row: Proposal, people: Iterable[int | None], why: str, at: datetime) -> None:
    """批准了的一份没有生效，告诉这几个人（提的、批的，自己撤的不用说）；在调用者的事务里。"""
    told = {"number": row.number, "title": row.title[:SAID], "why": why.rstrip("。")[:SAID]}
    for person in dict.fromkeys(people):
        if person is not None:
            person_teller()(
                fact=f"approval_ended:{row.pk}:{person}", template=ENDED, person_id=person, variables=told, at=at
            )
