"""一个柜面身份在后台走一遍：登记过的每一类的清单、详情、变更记录，顺着链接走到的办事页；每张表空着交、填好交，每个成批的动作都做一下。"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.urls import resolve, reverse

from deposits.models import Claim
from gjj.identity.models import Login, Person
from gjj.ledger.models import Voucher
from gjj.parameters.models import Parameter
from tests.halls.back_office import address, ours
from tests.journeys.at_the_desk import Window
from tests.journeys.browser import shoot
from tests.journeys.looking import OUTPUT, WIDTHS, faults_at, has_news

MANY, FEW = 4, 2
"""一类记录看几件，顺着链接走到的同一种页看几张；样子没有新的只取来看看，不在浏览器里打开。别的身份走到过的，再看一件、一张就够，空的清单、变更记录不再看；两种身份都看过的一种链接，后面的身份不再跟（详情仍看一件，各人的按钮不同；各类的清单仍从头走起，谁打得开哪一页在 test_back_office_pages 里逐个查）。"""
LINK = re.compile(r'href="(/admin/[^"#]*)')
FORM = re.compile(r'<form\b(?=[^>]*method="post")(?![^>]*id="(?:changelist-|\w+_form"))')
"""办事的表；清单的、详情那个没有按钮的不算。"""
CHOICES = re.compile(r'<select name="action".*?</select>', re.DOTALL)
VALUE = re.compile(r'<option value="(\w+)"')
CHOSEN = re.compile(r'name="_selected_action" value="(\d+)"')
ONE_KIND = re.compile(r"^/admin/\w+/(?=$|\w+/N/history/$)(\w+/N/)?")
"""各类记录都是同一张样子的页：一个房间有哪几类、一件的变更记录。"""
FILES = re.compile(r"[?&]export=")
PRESS = """
([place, given]) => {
  const known = ["changelist-form", "changelist-search"];
  const buttons = [...document.querySelectorAll("#content button, #content input[type=submit]")]
    .filter(one => one.type === "submit" && one.form && one.form.method === "post" && !known.includes(one.form.id));
  if (place < 0) return buttons.length;
  const button = buttons[place], form = button.form;
  form.noValidate = true;
  for (const one of given ? form.elements : []) {
    if (["hidden", "submit", "button", "fieldset"].includes(one.type)) continue;
    if (one.name in given) one.value = given[one.name];
    else if (one.type === "radio" || one.type === "checkbox") {
      if (![...form.elements].some(other => other.name === one.name && other.checked)) one.checked = true;
    } else if (one.tagName === "SELECT") one.value = one.value || [...one.options].map(choice => choice.value).find(Boolean) || "";
    else if (!one.value && (one.required || one.tagName === "TEXTAREA")) one.value = given["*"];
  }
  setTimeout(() => button.click());
  return buttons.length;
}
"""
FILLED = {
    "*": "单位来函，核对无误", "role": "reviewer", "value": "2650", "day": "2026-12-05", "year": "2027", "off": "1月1日至3日、2月5日至2月11日", "on": "1月31日、2月20日",
    "founded_on": "2018-05-20", "legal_representative": "欧阳新任", "phone": "13812345670", "title": "您有一条新的消息",
    "name": "司马新来", "id_no": "419901199003070030", "mobile": "13812345679", "new_username": "newteller", "uscc": "91419901MA09900012",
    "employer_ratio": "8", "personal_ratio": "8", "bank_account": "6200000000009901", "document_no": "110101199003070011", "bank_card": "6222021234567890128",
}  # fmt: skip
"""各栏填什么；没写的照「*」填。"""


def kind_of(here: str) -> str:
    """同一种页：编号换成同一个字；办事页的条件只留名字，清单的不分。"""
    parts = urlsplit(here)
    names = sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair})
    path = re.sub(r"[0-9]+", "N", parts.path)
    if ONE_KIND.search(path):
        return ONE_KIND.sub("各类", path)
    return path if resolve(parts.path).view_name.endswith("_changelist") else f"{path}?{','.join(names)}"


def has_form(html: str) -> bool:
    """正文里有没有办事的表。"""
    return bool(FORM.search(html.partition('id="content-main"')[2].partition('id="footer"')[0]))


@contextmanager
def taken_back() -> Iterator[None]:
    """办了又当没办：下一张表还从原来的样子开始。"""
    mark = transaction.savepoint()
    yield
    transaction.savepoint_rollback(mark)


@dataclass
class Trodden:
    """几种身份一共走过的：各种页看过几张，哪些表的按钮、成批的动作办成过。"""

    kinds: Counter[str] = field(default_factory=Counter)
    pressed: set[tuple[str, int]] = field(default_factory=set)
    acted: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Walk:
    """走过的：几页、到过哪些地址、哪些地址上有表、哪些表填得成、看到的毛病。"""

    role: str
    window: Window
    before: Trodden = field(default_factory=Trodden)
    count: int = 0
    names: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    through: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def round(self) -> None:
        """从首页和各类的清单走起，走到没有没见过的页。"""
        waiting, known = list(self._starts()), Counter[str]()
        while waiting:
            here = waiting.pop(0)
            html = self.look(here)
            self._try_forms(here, html)
            self._try_actions(here, html)
            for found in LINK.findall(html.partition('id="content-main"')[2]):
                there = unescape(found)
                kind = kind_of(there)
                is_list = kind.endswith("/") and "?" not in kind
                before = self.before.kinds[kind]
                is_known = before > FEW and not kind.partition("?")[0].endswith("/change/")
                enough = 0 if is_known else 1 if is_list or before >= FEW else FEW
                if FILES.search(there) or there in waiting or known[kind] >= enough:
                    continue
                known[kind] += 1
                waiting.append(there)
        self.before.kinds.update(known)

    def _starts(self) -> Iterator[str]:
        yield "/admin/"
        for model, _ in ours():
            answer = self.window.client.get(address(model, "changelist"))
            if answer.status_code == 403:
                continue
            yield address(model, "changelist")
            is_first = not self.before.kinds[model._meta.label]
            self.before.kinds[model._meta.label] += 1
            keys = model._default_manager.order_by("-pk").values_list("pk", flat=True)[: MANY if is_first else 1]
            yield from (address(model, "change", key) for key in keys)
            if is_first:  # 谁看都是一个样子的
                yield reverse("admin:app_list", args=[model._meta.app_label])
                yield f"{address(model, 'changelist')}?q=没有这样的一件"
                yield from (address(model, "history", key) for key in keys[:1])
        # 冲得了的一张、撤得了的一件、恢复得了的登录、开得了登录的人：最近的几件里不一定有
        yield from (one for one in self._doable() if self.window.client.get(one).status_code == 200)
        floor = Parameter.objects.filter(code="deposits.base_floor").latest("pk")
        yield reverse("admin:parameters_parameter_over_time", args=[floor.pk])
        yield reverse("portal:devices")
        yield reverse("portal:change_password")

    def _doable(self) -> Iterator[str]:
        received = Voucher.objects.filter(kind="receipt").order_by("-pk")[:MANY]
        yield from (reverse("admin:ledger_voucher_reverse", args=[one.pk]) for one in received)
        closed = Login.objects.filter(closed_because="agreed")
        yield from (reverse("admin:identity_login_restore", args=[one.pk]) for one in closed)
        nobody = Person.objects.filter(login=None).exclude(mobile_index=None).order_by("-pk")[:1]
        yield from (reverse("admin:identity_login_open", args=[one.pk]) for one in nobody)
        claims = Claim.objects.filter(undo=None)
        yield from (reverse("admin:deposits_claim_undo", args=[one.pk]) for one in claims)
        visitor = Login.objects.get(username="at-the-desk")
        yield from (reverse(f"admin:identity_login_{name}", args=[visitor.pk]) for name in ("reopen", "remove_totp"))
        yield reverse("admin:identity_person_mobile", args=[visitor.person_id])

    def look(self, here: str) -> str:
        """取一页来；有没见过的样子就打开看。"""
        answer = self.window.get(here)
        self.names.add(resolve(urlsplit(here).path).view_name)
        if answer.status_code != 200:
            self.wrong.append(f"{here} 答 {answer.status_code}")
        return self.seen(here, answer)

    def seen(self, here: str, answer: Any, after: str = "") -> str:
        """一份答复：有没见过的样子就打开看；after 是做了什么以后的，和打开时的样子分开算。"""
        html = str(answer.getvalue().decode())
        self.count += 1
        if has_news(html, kind_of(here) + after):
            self.window.show(here, answer)
            self.window.do(self._judge, here)
        return html

    def _judge(self, here: str) -> None:
        page = self.window.page
        if page.locator("[style], style").count():
            self.wrong.append(f"{here} 有行内样式")
        for width, found in faults_at(page, WIDTHS):
            self.wrong += [f"{here} @{width} {fault}" for fault in found]
            shoot(page, OUTPUT / "desk", f"{self.count:04d}-{self.role}{kind_of(here).replace('/', '-')}-{width}")

    def _try_forms(self, here: str, html: str) -> None:
        """每个按钮：空着按一次，填好按到办成；办完了这一页是什么样子也看。"""
        name = resolve(urlsplit(here).path).view_name
        if not (here.startswith("/admin/") and has_form(html)):
            return
        self.forms.add(name)
        self.window.show(here, self.window.get(here))
        buttons = self.window.do(self.window.page.evaluate, PRESS, [-1, None])
        if (name, buttons) in self.before.pressed:
            return
        for place in range(buttons):
            for given in (None, FILLED):
                with taken_back():
                    if self._press(here, place, given):
                        self.through.add(name)
                        self.before.pressed.add((name, buttons))
                        self.look(here)

    def _press(self, here: str, place: int, given: dict[str, str] | None) -> bool:
        """按下去，看答的那一页；分两步的接着按头一个按钮。办成没有。"""
        answer = self.window.get(here)
        for step in range(3):
            self.window.show(here, answer)
            which = place if step == 0 else 0
            if which >= self.window.do(self.window.page.evaluate, PRESS, [-1, None]):
                return False  # 和登记着的一样，没有要改的：没有按钮可按
            answer = self.window.press(PRESS, which, given)
            html = self.seen(here, answer, "已交" if given else "空着交")
            if answer.redirect_chain or answer.status_code != 200 or not has_form(html):
                return answer.status_code == 200 and 'class="warning"' not in html
        return False

    def _try_actions(self, here: str, html: str) -> None:
        """清单上成批的动作：选了一件的、没有选的。"""
        found = CHOICES.search(html)
        for action in VALUE.findall(found.group(0)) if found else ():
            if (kind_of(here), action) in self.before.acted:
                continue
            self.before.acted.add((kind_of(here), action))
            for chosen in ([], CHOSEN.findall(html)[:1]):
                with taken_back():
                    told = {"action": action, "_selected_action": chosen, **FILLED}
                    self.seen(here, self.window.client.post(here, told, follow=True), "成批")
