"""清册的行是哪一个人的：照证件号码的盲索引对上，写成 SQL 的语句里的列名由这里填。"""

from deposits.models import ChangeRow
from gjj.crypto.blind import column_of
from gjj.identity.models import Person


def same_person(asked: str) -> str:
    """填好语句里的 {row_index}、{person_index}：这个进程查的那一套。"""
    return asked.format(row_index=column_of(ChangeRow, "id_no_index"), person_index=column_of(Person, "id_no_index"))
