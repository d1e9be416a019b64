"""改消息模板要两个人：一个提，另一个看着逐处改动批（审批的一类）；改回去是改回上一版，或改回程序声明的。"""

from datetime import datetime
from typing import Any

from gjj.actors.actor import Actor
from gjj.approvals.ports import Change, Facts
from gjj.declarations.errors import BizError
from gjj.declarations.messages import VARIABLE, fill
from gjj.declarations.permissions import require
from gjj.messaging.selectors.templates import TemplateMissing, current, declaration
from gjj.messaging.services.editing import EDIT, write_texts
from gjj.messaging.services.texts import NAMES, TEXTS, check_texts, longest_sms, sms_parts, texts_of


class TemplateChange:
    """一个模板的标题、收件箱里的话、短信的话改成什么，或者改回程序声明的。"""

    kind = EDIT
    title = "改消息模板"
    by_day = False

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "messaging.template.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批。"""
        require(by, "messaging.template.approve")

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """写规整的三样话。没有这个模板、用不得、和现在一样、已经是声明的抛 BizError。"""
        code = str(asked["code"])
        try:
            declared, last = declaration(code), current(code)
        except TemplateMissing:
            raise _refused("template_not_found", "程序里没有声明这个模板，", "请从模板的清单里选。", 404) from None
        if asked["do"] == "declared":
            if last.origin == "declared":
                raise _refused("template_is_declared", "现在用的就是程序声明的，", "不用改。", 409)
            return {"do": "declared", "code": code, "texts": texts_of(declared)}
        texts = {name: str(asked["texts"].get(name, "")).strip() for name in TEXTS}
        if texts == texts_of(last):
            raise _refused("template_unchanged", "和现在用的一个字也不差，", "不用改。")
        check_texts(declared, texts)
        return {"do": "edit", "code": code, "texts": texts}

    def current(self, content: Facts) -> dict[str, Any]:
        """现在用的一版。"""
        last = current(content["code"])
        return {"version": last.version, "origin": last.origin, "texts": texts_of(last)}

    def named(self, content: Facts) -> str:
        """哪个模板。"""
        said = VARIABLE.sub("……", current(content["code"]).title)
        return f"消息模板「{said}」改回程序声明的" if content["do"] == "declared" else f"改消息模板「{said}」"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """改了的话，填上例子的样子，短信按几条计，没有用上的变量。"""
        code, was, now = content["code"], before["texts"], content["texts"]
        found = [Change(NAMES[name], was[name], now[name]) for name in TEXTS if was[name] != now[name]]
        examples = declaration(code).variables
        found += [
            Change(f"{NAMES[name]}的样子", "", fill(now[name], examples)) for name in ("title", "text") if was[name] != now[name]
        ]  # fmt: skip
        if was["sms"] != now["sms"]:
            found.append(Change("短信的样子（最长的）", "", longest_sms(code, now["sms"])))
            found.append(Change("短信按几条计", _parts(code, was["sms"]), _parts(code, now["sms"])))
        unused = [f"{{{name}}}" for name in examples if f"{{{name}}}" not in "".join(now.values())]
        return [*found, *([Change("没有用上的变量", "", "、".join(unused))] if unused else [])]

    def about(self, content: Facts) -> list[str]:
        """哪个模板。"""
        return [template_key(content["code"])]

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """添一版。"""
        return {"template": write_texts(by=by, approval=approval, at=at)}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """改回原来的话；原来就是声明的，改回声明的。"""
        if before["origin"] == "declared" and before["texts"] == texts_of(declaration(content["code"])):
            return {"do": "declared", "code": content["code"]}
        return {"do": "edit", "code": content["code"], "texts": before["texts"]}


def template_key(code: str) -> str:
    """一个模板在审批里怎么写。"""
    return f"template:{code}"


def _refused(code: str, said: str, fix: str, status: int = 422) -> BizError:
    return BizError(code, f"{said}申请没有提交，发出去的话没有变。", status=status, fix=fix, money="没有任何款项变动。")


def _parts(code: str, sms: str) -> str:
    if not sms:
        return "不发短信"
    return f"最多 {sms_parts(code, sms)} 条（{len(longest_sms(code, sms))} 字，连签名）"
