"""单位大厅里变更清册的清单。"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from deposits.selectors import scope
from deposits.selectors.change_lists import running_job, with_overtaken
from deposits.views.columns import LISTS
from deposits.views.listing import QueryView
from deposits.workflow.change_list import WORDS
from gjj.web.paging import page_of


class ChangeLists(QueryView):
    """变更清册的清单。"""

    item = "deposits.change_lists"
    code = "change_lists"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """本单位的清册，可按状态筛、找、导出。"""
        status, search = self.asked.choice("status", "状态", WORDS), self.said("q")
        rows = scope.change_lists(self.actor).filter(employer_account=self.account())
        if status:
            rows = rows.filter(status=status)
        rows = with_overtaken(scope.search_lists(rows, search))
        if done := self.export("变更清册", LISTS, rows):
            return done
        page = page_of(rows, request, 20)
        for head in page.object_list:
            head.running = running_job(head) if head.job_id else None
        return self.render("deposits/unit/change_lists.html", page=page, status_filter=status, q=search, words=WORDS)
