"""办件指着的业务叫什么、在哪一页：由办这件业务的房间来登记。"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Subject:
    """一类业务：编码（办件的 ``about`` 里写的）、中文名、各大厅里的页名（编号叫 ``pk``）。"""

    code: str
    title: str
    pages: Mapping[str, str] = field(default_factory=dict)


_SUBJECTS: dict[str, Subject] = {}


def register_subject(subject: Subject) -> None:
    """登记一类业务；同一编码内容不同抛 ValueError。"""
    if _SUBJECTS.setdefault(subject.code, subject) != subject:
        raise ValueError(f"办件的业务 {subject.code} 登记了两次，内容不同")


def subject_of(code: str) -> Subject | None:
    """一个编码对应的业务；没登记为空。"""
    return _SUBJECTS.get(code)
