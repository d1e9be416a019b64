"""看一页：宽屏和手机都没有严重的无障碍毛病，不横着滚，各留一张图。"""

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.browser import shoot

OUTPUT = Path(__file__).resolve().parent.parent / "output"
AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# preload 关掉：它会把样式表再读进行内样式里，被我们的安全策略拦下
FAULTS = """
async ([skipped, only]) => {
  const asked = only || axe._audit.rules.filter(rule => rule.enabled && !rule.tags.includes("experimental")
    && ["serious", "critical"].includes(rule.impact)).map(rule => rule.id);
  const options = {resultTypes: ["violations"], preload: false, runOnly: asked.filter(id => !skipped.includes(id))};
  return (await axe.run(document, options)).violations.filter(v => ["serious", "critical"].includes(v.impact))
    .map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "));
}
"""
"""只问要算的那些规矩：轻的毛病不算，也就不查。"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
OUTSIDE = """
() => {
  const clipped = one => { for (let up = one; up; up = up.parentElement) if (getComputedStyle(up).overflowX !== "visible") return up !== document.body && up !== document.documentElement; return false };
  const over = one => one.scrollWidth > one.clientWidth + 1 || (one.matches(".top-in") && one.scrollHeight > one.clientHeight + 1);
  return [...document.querySelectorAll(".card :is(p, li, dt, dd, h2, h3, label, .btn-x), .top-in, .shelves td")]
    .filter(one => one.clientWidth > 4 && over(one))
    .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !clipped(one))
    .slice(0, 3).map(one => "字出了框: " + one.outerHTML.slice(0, 160));
}
"""
"""框里的字不比框宽：能左右移动的、有意藏起来的不算。"""
WIDTHS = (1440, 375)
PLAIN = "() => [...document.querySelectorAll('td.name')].filter(one => one.offsetWidth < 40 && one.innerText.length > 1).length"
BY_WIDTH = ("scrollable-region-focusable", "bypass", "aria-hidden-focus", "link-in-text-block")
"""窗口窄了结果会变的规矩：放不放得下、看不看得见。"""
NO_COLORS = ["color-contrast"]
DRESSED = """
() => {
  const styled = new Set();
  const gather = rules => [...rules].forEach(rule => {
    for (const found of (rule.selectorText || "").matchAll(/[.]([\\w-]+)/g)) styled.add(found[1]);
    if (rule.cssRules) gather(rule.cssRules);
  });
  [...document.styleSheets].forEach(sheet => gather(sheet.cssRules));
  const dress = one => one.tagName + [...one.classList].filter(name => styled.has(name)).sort().map(name => "." + name).join("")
    + ["aria-current", "aria-selected", "disabled", "open", "type", "scope"].filter(name => one.hasAttribute(name))
      .map(name => "[" + name + "=" + one.getAttribute(name) + "]").join("");
  const known = new Map();
  const chain = one => {
    if (!one) return "";
    if (!known.has(one)) known.set(one, chain(one.parentElement) + ">" + dress(one));
    return known.get(one);
  };
  const speaks = one => one.matches("input, select, textarea") || [...one.childNodes].some(part => part.nodeType === 3 && part.data.trim());
  return [...new Set([...document.querySelectorAll("body *")].filter(one => speaks(one) && one.checkVisibility()).map(chain))];
}
"""
"""页上看得见的字各穿着什么：自己和每一层上级的标签、样式表认的类和属性。穿得一样，颜色就一样。"""
_seen: set[tuple[int, str]] = set()
"""哪个宽度上哪一身穿着查过颜色、没有毛病；换一页再遇到不再查。"""


TAG = re.compile(r"<([a-z][^<>]*)>")
VALUE = re.compile(r'(?<!class)="[^"]*"|\b(?:field|column|model|app)-[\w-]+')
"""不算样子的：属性的值，类里写着是哪一类记录、哪一列的那几个。"""
_kinds: set[str] = set()
_worn: set[str] = set()
"""开过的各种页；哪一页上查过的标签（连同类和属性名）。"""


def has_news(html: str, kind: str) -> bool:
    """头一回见的一种页，或者有哪一页上都没查过的标签：都没有，只是字不同，就不必再开、再查一遍。"""
    worn = {VALUE.sub("", tag) for tag in TAG.findall(html)}
    is_fresh = kind not in _kinds or not worn <= _worn
    _kinds.add(kind)
    _worn.update(worn)
    return is_fresh


def bring(page: Page) -> None:
    """这个窗口以后打开的每一页都带着 axe：走遍各页的用。"""
    page.add_init_script(AXE)


def faults(page: Page, checked: Collection[str] = ()) -> list[str]:
    """现在这个宽度上的毛病：axe 的 serious 和 critical，还有横着滚。

    颜色的对比最费时间，只由穿着和宽度决定：页上有没查过的穿着才查颜色，别的规矩每页都查。
    checked 是同一页在另一个宽度上查过的穿着（dressed）：这里看得见的都在里面，就只查随宽度变的规矩。
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    assert page.viewport_size is not None
    width, worn = page.viewport_size["width"], dressed(page)
    fresh = {(width, one) for one in worn} - _seen
    rules = [] if fresh else NO_COLORS
    only = [*BY_WIDTH, *(("color-contrast",) if fresh else ())] if worn <= set(checked) else None
    found: list[str] = page.evaluate(FAULTS, [rules, only])
    if not found:
        _seen.update(fresh)
    found += page.evaluate(OUTSIDE)
    return [*found, "横着滚"] if page.evaluate(SIDEWAYS) else found


def dressed(page: Page) -> set[str]:
    """这个宽度上看得见的字各穿着什么。"""
    return set(page.evaluate(DRESSED))


def faults_at(page: Page, widths: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
    """几种宽度各看一遍：宽的查全部的规矩，窄的只是藏起一些的，查随宽度变的。看完回到宽屏。"""
    checked: set[str] = set()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        yield width, faults(page, checked)
        checked = checked or dressed(page)
    page.set_viewport_size({"width": 1440, "height": 900})


def look(page: Page, name: str) -> None:
    """两种宽度各看一遍、各留一张图，看完回到宽屏。"""
    for width, found in faults_at(page, WIDTHS):
        assert not found, (name, width, found)
        shoot(page, OUTPUT, f"{name}-{width}")


def large_print(page: Page, base: str, path: str, width: int) -> None:
    """这一页换成大字版：没有严重的无障碍毛病，不比屏幕宽，姓名横着写；留一张图。"""
    page.context.add_cookies([{"name": "elder", "value": "1", "url": base}])
    page.goto(f"{base}{path}")
    shoot(page, OUTPUT, f"elder-{path.strip('/').replace('/', '-')}-{width}")
    assert page.locator("html.elder").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == width, path
    assert faults(page) == [], path
    assert page.evaluate(PLAIN) == 0, path
