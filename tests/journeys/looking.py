"""看一页：宽屏和手机都没有严重的无障碍毛病，不横着滚，各留一张图。"""

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
WIDTHS = (1440, 375)
PLAIN = "() => [...document.querySelectorAll('td.name')].filter(one => one.offsetWidth < 40 && one.innerText.length > 1).length"
NO_COLORS = {"color-contrast": {"enabled": False}}


def bring(page: Page) -> None:
    """这个窗口以后打开的每一页都带着 axe：走遍各页的用。"""
    page.add_init_script(AXE)


def faults(page: Page, *, colors: bool = True) -> list[str]:
    """现在这个宽度上的毛病：axe 的 serious 和 critical，还有横着滚。

    颜色的对比最费时间，又不随宽度变：同一页换个宽度再看，可以不再看颜色（colors=False）。
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(FAULTS, {} if colors else NO_COLORS)
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
    """这一页换成大字版：不比屏幕宽，姓名横着写；留一张图。"""
    page.context.add_cookies([{"name": "elder", "value": "1", "url": base}])
    page.goto(f"{base}{path}")
    shoot(page, OUTPUT, f"elder-{path.strip('/').replace('/', '-')}-{width}")
    assert page.locator("html.elder").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == width, path
    assert page.evaluate(PLAIN) == 0, path
