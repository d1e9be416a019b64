"""业务线交给办件的几样东西：申请人、逐项的毛病、待办、材料。都是值。"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Applicant:
    """申请人：一个单位账户，或一个自然人。"""

    name: str
    employer_id: int | None = None
    account_number: str = ""
    person_id: int | None = None

    def __post_init__(self) -> None:
        if (self.employer_id is None) == (self.person_id is None) or bool(self.account_number) != bool(
            self.employer_id
        ):
            raise ValueError("申请人要么是一个单位账户（带账号），要么是一个自然人")

    @classmethod
    def employer(cls, employer_id: int, account_number: str, name: str) -> "Applicant":
        """单位账户。"""
        return cls(name, employer_id=employer_id, account_number=account_number)

    @classmethod
    def person(cls, person_id: int, name: str) -> "Applicant":
        """职工本人。"""
        return cls(name, person_id=person_id)

    @property
    def key(self) -> str:
        """申请人的代号：同时办理时按它一个一个来。"""
        return f"employer:{self.account_number}" if self.employer_id else f"person:{self.person_id}"


@dataclass(frozen=True)
class Flaw:
    """退回时的一处毛病：哪一项、哪里不对、怎么改。"""

    field: str
    message: str

    def as_json(self) -> dict[str, str]:
        """存法与接口的写法。"""
        return {"field": self.field, "message": self.message}


@dataclass(frozen=True)
class TaskDraft:
    """待办：做什么、谁来做（``side`` applicant 申请人、center 中心的 ``role``）、最迟哪天。"""

    title: str
    side: str = "applicant"
    role: str = ""
    due_on: date | None = None

    def __post_init__(self) -> None:
        if self.side not in ("applicant", "center") or (self.side == "center") != bool(self.role):
            raise ValueError("待办是申请人的，或者是中心某个身份的")


@dataclass(frozen=True)
class MaterialDraft:
    """一样材料：叫什么、收到的是哪份文件（名字与指纹）、文件存在哪件业务里；没有文件的就是还没交。"""

    code: str
    title: str
    filename: str = ""
    digest: str = ""
    about: tuple[str, int] | None = None
    is_required: bool = True
