"""把到点的事在本进程里办完：测试、演示建城和单机排障用。"""

from datetime import datetime

from gjj.work.relay import due_rows, run


def drain(at: datetime, rounds: int = 50) -> int:
    """一轮轮地办，直到没有到点的；返回办完的件数。"""
    done = 0
    for _ in range(rounds):
        rows = due_rows(at, limit=1000)
        finished = [outcome for row in rows if (outcome := run(row, at)) is not None and outcome.status == "done"]
        done += len(finished)
        if not finished:
            return done
    return done
