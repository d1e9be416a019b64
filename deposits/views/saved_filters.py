"""存筛选、删筛选：办完回到那个清单。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from deposits.selectors.saved_filters import PAGES, clean_query
from deposits.services.saved_filters import delete_filter, save_filter
from deposits.views.unit import UnitView
from gjj import clock
from gjj.declarations.errors import BizError


class SaveFilter(UnitView):
    """存下现在的筛选。"""

    permission = "deposits.filter.save"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """存好回到原来的清单；没存成说清为什么。"""
        page, query = request.POST.get("page", ""), request.POST.get("query", "")
        name = request.POST.get("name", "").strip()
        try:
            save_filter(by=self.actor, page=page, name=name, query=query, at=clock.now())
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(request, error.said)
        else:
            messages.success(request, f"筛选「{name}」存好了，下次点一下就是这些条件。")
        if page not in PAGES:
            return redirect("portal:unit_home")
        return redirect(f"{reverse(PAGES[page].address)}?{clean_query(page, query)}")


class DeleteFilter(UnitView):
    """删掉本人存的一个筛选。"""

    permission = "deposits.filter.save"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """删好回到那个清单。"""
        page = delete_filter(by=self.actor, filter_id=pk, at=clock.now())
        messages.success(request, "筛选删掉了。")
        return redirect(PAGES[page].address)
