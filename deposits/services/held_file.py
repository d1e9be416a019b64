"""传来的像是另一份名单：文件先存着，等人说换不换；只给传的那个人。"""

from datetime import datetime

from django.db import transaction

from deposits.errors import held_file_gone, no_employer_account
from deposits.models import HeldFile
from deposits.selectors import scope
from deposits.services.replace_big_file import ask_to_replace
from deposits.services.replace_file import Replaced
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require


def held_file(by: Actor, change_list_id: int) -> HeldFile | None:
    """本人为这份清册传来、还等着说换不换的；没有为空。"""
    rows = HeldFile.objects.filter(change_list_id=change_list_id, login_id=by.login_id or 0)
    return rows.defer("content").first()


@transaction.atomic
def hold_file(*, by: Actor, change_list_id: int, data: bytes, filename: str, refused: BizError, at: datetime) -> None:
    """记下这份文件和少几人、添几人；又传一份的换成新的。不是本单位的抛 404。"""
    require(by, "deposits.list.file")
    if not scope.change_lists(by).filter(pk=change_list_id).exists():
        raise no_employer_account()
    told = refused.extra or {}
    said = f"{told['sent']:,} 人里 {told['known']:,} 人在现在的清册上：换了会少 {told['dropped']:,} 人、添 {told['added']:,} 人"
    HeldFile.objects.update_or_create(
        change_list_id=change_list_id, login_id=by.login_id or 0,
        defaults={"filename": filename[:200], "content": data, "said": said, "at": at},
    )  # fmt: skip


def replace_with_held(*, by: Actor, change_list_id: int, at: datetime) -> Replaced | None:
    """就用存着的那份换，和重新选它、勾选「我知道」一样；大的排队答空。没有存着的抛 held_file_gone，清册没有变。"""
    require(by, "deposits.list.file")
    held = HeldFile.objects.filter(change_list_id=change_list_id, login_id=by.login_id or 0).first()
    if held is None:
        raise held_file_gone()
    done = ask_to_replace(
        by=by, change_list_id=change_list_id, data=bytes(held.content), filename=held.filename, at=at, confirm=True
    )  # fmt: skip
    drop_held(by=by, change_list_id=change_list_id)
    return done


def drop_held(*, by: Actor, change_list_id: int) -> None:
    """不换了，或者换好了：存着的删掉。"""
    HeldFile.objects.filter(change_list_id=change_list_id, login_id=by.login_id or 0).delete()
