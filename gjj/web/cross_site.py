"""打开就会出具单证的地址：别的网站引来的不办，免得一个链接、一张图片替人出了单证。"""

from django.http import HttpRequest

from gjj.declarations.errors import BizError


def refuse_cross_site(request: HttpRequest) -> None:
    """浏览器说是别的网站引来的（Sec-Fetch-Site: cross-site）抛 cross_site（403）；本站点的、自己输地址的、程序调用的照办。"""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise BizError(
            "cross_site", "这个链接是从别的网站打开的，没有出具单证，没有任何改动。", status=403,
            fix="请在网上业务大厅的「单证打印」或者那一份汇缴书里点打印。",
        )  # fmt: skip
