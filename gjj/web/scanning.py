"""收到的文件先查毒，再读：每一页、每个接口办事之前过这一道；没有设 GJJ_CLAMD 的不查（结构、宏、公式照样由读文件的查）。

查出来的不收，查毒的服务没有应答的也不收：都没有任何改动，换一份、过一会儿再传就行。
"""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gjj.declarations.errors import BizError
from gjj.exchange.connectors.asking import NoAnswer
from gjj.exchange.connectors.clamd import scan

log = logging.getLogger("gjj.web")
NOTHING = "没有任何款项变动。"


def scan_uploads(request: HttpRequest, files: Any) -> None:
    """逐份查；查出来的抛 file_infected（422），没有应答的抛 scanner_down（503）。文件退回开头，后面照常读。"""
    if not settings.GJJ_CLAMD:
        return
    for _, found in files.lists():
        for one in found:
            one.seek(0)
            try:
                name = scan(one, settings.GJJ_CLAMD)
            except NoAnswer as error:
                log.warning("scanner down reference=%s: %s", getattr(request, "reference", ""), error)
                raise BizError(
                    "scanner_down", "查毒的服务暂时没有应答，文件没有收，没有任何改动。", status=503, money=NOTHING,
                    fix="您的文件没有问题，请过几分钟把同一份再传一次；一直不行的，拨打 12329，或带名单到柜面。",
                ) from None  # fmt: skip
            one.seek(0)
            if name:
                log.warning("infected upload reference=%s: %s", getattr(request, "reference", ""), name)
                raise BizError(
                    "file_infected", f"上传的文件里查出病毒（{name[:60]}），没有收，没有任何改动。", status=422, money=NOTHING,
                    fix="请先用杀毒软件清理这台电脑，再另存一份干净的文件上传；确信是误报的，拨打 12329。",
                )  # fmt: skip
