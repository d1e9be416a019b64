"""个人大厅：谁看过我的信息。"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gjj import clock
from gjj.audit.labels import CHANNELS
from gjj.looks.labels import LOOKS
from gjj.looks.selectors import looks_of, told
from gjj.web.asked import asked_of
from gjj.web.exports import Column, export, wanted
from gjj.web.paging import stretch_of
from gjj.web.views import HallView

KINDS = dict(zip(LOOKS, ("看完整号码的", "打开资料的", "按号码找的", "查找结果里列着的", "下载材料的"), strict=True))
COLUMNS = (
    Column("时间", lambda one: one.at, "date"),
    Column("岗位", lambda one: one.role),
    Column("谁", lambda one: one.name),
    Column("从哪里", lambda one: CHANNELS.get(one.channel, one.channel)),
    Column("看了", lambda one: one.seen),
    Column("为什么", lambda one: one.why),
)


class OwnLooks(HallView):
    """谁看过我的信息。"""

    hall = "personal"
    permission = "looks.own"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """新的在前，按种类筛，可以导出。"""
        kind = asked_of(request).choice("kind", "种类", KINDS)
        rows = looks_of(self.actor.person_id or 0)
        if kind:
            rows = rows.filter(action=kind)
        if fmt := wanted(request):
            shown = (told(row) for row in rows.iterator(chunk_size=2000))
            return export(
                fmt, by=self.actor, at=clock.now(), title="谁看过我的信息", about=("person", self.actor.person_id),
                columns=COLUMNS, rows=shown,
            )  # fmt: skip
        stretch = stretch_of(rows, request, size=25)
        looks = [(told(row), CHANNELS.get(row.channel, row.channel)) for row in stretch.object_list]
        return self.render("portal/looks.html", stretch=stretch, looks=looks, kind=kind, kinds=KINDS)
