"""看一页：宽屏和手机都没有严重的无障碍毛病，不横着滚，各留一张图。"""

import re
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.browser import shoot

OUTPUT = Path(__file__).resolve().parent.parent / "output"
AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# preload 关掉：它会把样式表再读进行内样式里，被我们的安全策略拦下
FAULTS = """
async (skipped) => (await axe.run(document, {resultTypes: ["violations"], preload: false, rules: skipped})).violations
  .filter(v => ["serious", "critical"].includes(v.impact))
  .map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "))
"""
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
NO_COLORS = {"color-contrast": {"enabled": False}}
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
VALUE = re.compile(r'(?<!class)="[^"]*"')
_worn: dict[str, set[str]] = {}
"""每一种页上查过的标签（连同类和属性名）。"""


def has_news(html: str, kind: str) -> bool:
    """这一种页上，有没有查过的人没见过的标签：一个新的也没有，只是字不同，就不必再开、再查一遍。"""
    known = _worn.setdefault(kind, set())
    worn = {VALUE.sub("", tag) for tag in TAG.findall(html)}
    is_fresh = not worn <= known
    known.update(worn)
    return is_fresh


def bring(page: Page) -> None:
    """这个窗口以后打开的每一页都带着 axe：走遍各页的用。"""
    page.add_init_script(AXE)


def faults(page: Page) -> list[str]:
    """现在这个宽度上的毛病：axe 的 serious 和 critical，还有横着滚。

    颜色的对比最费时间，只由穿着和宽度决定：页上有没查过的穿着才查颜色，别的规矩每页都查。
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    fresh = {(width, one) for one in page.evaluate(DRESSED)} - _seen
    found: list[str] = page.evaluate(FAULTS, {} if fresh else NO_COLORS)
    if not found:
        _seen.update(fresh)
    found += page.evaluate(OUTSIDE)
    return [*found, "横着滚"] if page.evaluate(SIDEWAYS) else found


def look(page: Page, name: str) -> None:
    """两种宽度各看一遍、各留一张图，看完回到宽屏。"""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = faults(page)
        assert not found, (name, width, found)
        shoot(page, OUTPUT, f"{name}-{width}")
    page.set_viewport_size({"width": 1440, "height": 900})


def large_print(page: Page, base: str, path: str, width: int) -> None:
    """这一页换成大字版：没有严重的无障碍毛病，不比屏幕宽，姓名横着写；留一张图。"""
    page.context.add_cookies([{"name": "elder", "value": "1", "url": base}])
    page.goto(f"{base}{path}")
    shoot(page, OUTPUT, f"elder-{path.strip('/').replace('/', '-')}-{width}")
    assert page.locator("html.elder").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == width, path
    assert faults(page) == [], path
    assert page.evaluate(PLAIN) == 0, path
