"""换索引的密钥：manage.py rotate_index [--check | --forget]，以属主身份跑（GJJ_DATABASE_ROLE=owner）。

盲索引有 a、b 两套，平时只用一套。添上另一套的密钥、各进程都重起过以后跑这一条：从密文把另一套补全，业务不用停；以 0 退出才可以
把 index_current 换过去。都换过去、重起过以后跑 --forget：两把都在的时候放开旧的一套（以后许空），拿掉旧的密钥、重起过再跑一遍，
把旧的一套清空。--check 只数，还说下一步做什么。
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, OperationalError

from gjj.approvals.reindexing import learn, unlearned
from gjj.crypto import index_rotation as rotation
from gjj.crypto.box import SLOTS, current_slot, has_both, other_slot
from gjj.crypto.slots import guard, not_whole, pairs, unguard

TRIES = 2
"""刚补完又写进来半行的，补一遍、再试一遍。"""
BUSY = "有别人的长事务占着表，五秒没有等到，没有改；请过一会儿再跑一遍。"


class Command(BaseCommand):
    """换索引的密钥。"""

    help = "从密文把另一套盲索引补全；--check 只数，--forget 换过去以后放开、清空旧的一套。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--check", action="store_true", help="只数，不补")
        ways.add_argument("--forget", action="store_true", help="换过去以后：放开、清空旧的一套")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                self._check()
            elif options["forget"]:
                self._forget()
            else:
                self._rotate()
        except OperationalError as busy:
            if "lock timeout" not in str(busy):
                raise
            raise CommandError(BUSY) from busy

    def _rotate(self) -> None:
        if not has_both():
            raise CommandError(
                f"GJJ_KEYS 里只有一把索引的密钥。请添上 {SLOTS[other_slot()]}，依次重起各进程，再跑这一条。"
            )
        self._refuse_foreign()
        unguard(other_slot(), only_unchecked=True)
        for _ in range(TRIES):
            self._fill()
            if self._guarded():
                break
        else:
            self.stdout.write(
                "还有行一直被别人改着，或者有进程只写一套：没有加约束，业务照写。请看是不是每个进程都重起过了，再跑一遍。"
            )
        told = learn()
        if told:
            self.stdout.write(f"审批：{told:,} 份记下了号码另一套的索引")
        self._check()

    def _fill(self) -> None:
        for one in pairs():
            done = [*rotation.fill(one)]
            if done:
                self.stdout.write(f"{one.named}：补了 {sum(part.rows for part in done):,} 行")
            odd = sum(part.odd for part in done)
            if odd:
                self.stdout.write(f"{one.named}：其中 {odd:,} 行原来的索引和密文对不上，照密文算了")

    def _guarded(self) -> bool:
        """一行也不空了才加约束，从这里起，只写一套的（没有重起、没有另一把的）写不进；查的时候又有空的，不留约束。"""
        if any(map(rotation.remaining, pairs())):
            return False
        try:
            guard(other_slot(), "other")
        except IntegrityError:  # 数过以后、加上以前刚写进来的
            return False
        return True

    def _refuse_foreign(self) -> None:
        """另一套里还有别的密钥算的，不接着补：补了就两样混着，再也分不出来。"""
        loose = not_whole(other_slot())
        found = [one.named for one in pairs() if rotation.foreign(one, wholly=one.table in loose)]
        if found:
            raise CommandError(
                f"{other_slot()} 这一套里还有从前换下来的（{'、'.join(found)}，不是现在的 {SLOTS[other_slot()]} 算的）。请先拿掉这一把、"
                "重起各进程，跑 rotate_index --forget 清空（说「还剩 0 行」才是清完了），再添上新的。没有任何改动。"
            )

    def _check(self) -> None:
        now, other = current_slot(), other_slot()
        empty = sum(self._counted(one, rotation.lacking(one), now) for one in pairs())
        left = sum(self._counted(one, rotation.remaining(one), other) for one in pairs()) if has_both() else 0
        unguarded, loose = not_whole(now), not_whole(other)
        papers = unlearned() if has_both() else 0
        if empty or unguarded:
            self.stdout.write(
                f"照 {now} 查会有人找不到（还空着 {empty:,} 行，没有补全的表 {len(unguarded)} 张），请换回 {other}。"
            )
        elif not has_both():
            kept = sum(map(rotation.left_over, pairs()))
            self.stdout.write(
                f"只有 {now} 一把密钥，这一套是全的"
                + (
                    f"；{other} 那一套还写着 {kept:,} 行，拿掉了旧的密钥就跑 --forget 清空。"
                    if kept
                    else "，另一套是空的。"
                )
            )
        elif loose and not left and not papers:
            self.stdout.write(
                f"查的是 {now}；{other} 这一套没有约束守着。要换到 {other} 的，再跑一遍 rotate_index；"
                f"从 {other} 换过来、放开了的，接着拿掉 {SLOTS[other]}、重起，再跑 --forget。"
            )
        elif left or loose or papers:
            said = f"{other} 还空着 {left:,} 行" + (f"，审批还有 {papers:,} 份没有记" if papers else "")
            self.stdout.write(
                f"查的是 {now}；{said}，没有补全的表 {len(loose)} 张：还不能换到 {other}，请（再）跑一遍 rotate_index。"
            )
        else:
            self.stdout.write(
                f"查的是 {now}；{other} 也全了。可以把 index_current 换成 {other}、依次重起；已经是换过来的，跑 rotate_index --forget。"
            )
        if empty or unguarded or (has_both() and (left or loose or papers)):
            raise SystemExit(1)

    def _counted(self, one: Any, rows: int, slot: str) -> int:
        if rows:
            self.stdout.write(f"{one.table}.{one.current if slot == current_slot() else one.other}：还空着 {rows:,} 行")
        return rows

    def _forget(self) -> None:
        now, other = current_slot(), other_slot()
        if not_whole(now):
            raise CommandError(f"{now} 这一套还没有补全，不能丢掉 {other}。没有任何改动。")
        if has_both():
            learn()
            unguard(other)
            self.stdout.write(
                f"{other} 这一套放开了，业务照 {now} 查。现在从 GJJ_KEYS 里拿掉 {SLOTS[other]}（备份要用的另存），"
                "依次重起各进程，再跑一遍 rotate_index --forget 把它清空。"
            )
            return
        unguard(other)
        # 人的一列最后清：清到一半断了的，下一回换的时候照它认得出没有清完
        done = sum(rows for one in reversed(pairs()) for rows in rotation.forget(one))
        left = sum(map(rotation.left_over, pairs()))
        self.stdout.write(f"{other} 这一套清了 {done:,} 行，还剩 {left:,} 行。")
        if left:
            self.stdout.write("剩下的正被别人改着，或者还有进程在写它：看是不是都重起过了，再跑一遍。")
            raise SystemExit(1)
