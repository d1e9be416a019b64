"""收开户的材料：传一份新的，从前的那份换下，都留着；没有提交过的草稿不办了才删。"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from deposits.errors.opening import paper_refused
from deposits.items import PAPERS
from deposits.models import ApplicationPaper, UnitApplication
from deposits.rules.unit_papers import PaperLimits, kind_of, paper_problem
from gjj.actors.actor import Actor

LONGEST_NAME = 200


@dataclass(frozen=True)
class Paper:
    """选的一份材料。"""

    filename: str
    data: bytes


def check_papers(papers: Mapping[str, Paper], limits: PaperLimits) -> None:
    """哪一份收不了抛 paper_refused。"""
    for code, paper in papers.items():
        problem = paper_problem(paper.data, limits) if code in dict(PAPERS) else "没有这样材料。"
        if problem:
            raise paper_refused(code, problem)


def keep_papers(
    row: UnitApplication, papers: Mapping[str, Paper], *, by: Actor, at: datetime, limits: PaperLimits
) -> list[tuple[ApplicationPaper | None, ApplicationPaper]]:
    """收下选的材料，返回换下的（没有为空）和新的；和现在的一模一样的不另存。申请由调用者锁住；传得太多次抛 paper_refused。"""
    made = []
    for code, paper in papers.items():
        given = row.papers.filter(code=code).defer("content")
        last, digest = given.order_by("-version").first(), hashlib.sha256(paper.data).hexdigest()
        if last is not None and last.sha256 == digest:
            continue
        version = last.version + 1 if last else 1
        if version > limits.most_times:
            raise paper_refused(code, f"这样材料已经传过 {limits.most_times} 次，不再收；请带原件到柜面核对。")
        given.filter(superseded_at=None).update(superseded_at=at)
        new = ApplicationPaper.objects.create(
            application=row, code=code, version=version, filename=paper.filename[-LONGEST_NAME:], kind=kind_of(paper.data),
            size=len(paper.data), content=paper.data, sha256=digest, received_at=at, received_by=by.name,
        )  # fmt: skip
        made.append((last, new))
    return made
