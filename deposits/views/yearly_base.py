"""单位大厅里的年度基数调整：看上下限和谁在外面，下载填好的名单，改好上传成应办月份的变更清册。"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from deposits.selectors.yearly_base import everyone_outside, yearly_base
from deposits.services.yearly_template import yearly_template
from deposits.views.columns import OUTSIDE
from deposits.views.unit import XLSX, UnitView
from gjj import clock
from gjj.web.exports import export, wanted


class YearlyBasePage(UnitView):
    """年度基数调整。"""

    item = "deposits.yearly_base"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """能不能办、上下限、谁的基数在外面；名单能导出，一个不少。"""
        unit = self.account()
        found = yearly_base(unit, clock.today())
        if fmt := wanted(request):
            return export(
                fmt, by=self.actor, at=clock.now(), title="基数在上下限外面的职工", about=("employer_account", unit.pk),
                columns=OUTSIDE, rows=everyone_outside(unit, found),
            )  # fmt: skip
        return self.render("deposits/unit/yearly_base.html", account=unit, found=found)


class YearlyTemplate(UnitView):
    """下载填好的名单。"""

    item = "deposits.yearly_base"
    permission = "deposits.list.file"

    def get(self, request: HttpRequest) -> HttpResponse:
        """全体职工一份工作簿。"""
        data = yearly_template(by=self.actor, unit=self.account(), at=clock.now())
        name = f"yearly-base-{clock.today().year}.xlsx"
        return HttpResponse(data, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
