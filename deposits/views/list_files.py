"""变更清册的文件：下载标好错的工作簿，传改好的。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header

from deposits.forms import MendedFileForm
from deposits.services.annotate_list import annotated_workbook
from deposits.services.held_file import drop_held, hold_file, replace_with_held
from deposits.services.replace_big_file import ask_to_replace
from deposits.services.replace_file import Replaced
from deposits.views.change_list import ChangeListPage
from deposits.views.unit import XLSX, UnitView
from gjj import clock
from gjj.declarations.errors import BizError


class ChangeListAnnotated(UnitView):
    """标好错的工作簿。"""

    permission = "deposits.list.file"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """上传人自己的工作簿，错的格子着色、加批注。"""
        try:
            made = annotated_workbook(by=self.actor, change_list_id=pk, at=clock.now())
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(request, error.said)
            return redirect("deposits:change_list", pk=pk)
        headers = {
            "Content-Disposition": content_disposition_header(True, made.filename) or "attachment",
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(made.data, content_type=XLSX, headers=headers)


class ChangeListFile(ChangeListPage):
    """传改好的工作簿。"""

    permission = "deposits.list.file"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """只有和原来不同的行会变；回到清册页，说变了几行。"""
        self.find(pk)
        if "held" in request.POST:
            return self.held(pk, wanted=request.POST["held"] == "use")
        form = MendedFileForm(request.POST, request.FILES)
        if not form.is_valid():
            messages.error(request, f"{form.errors['file'][0]}清册没有变。")
            return redirect("deposits:change_list", pk=pk)
        upload = form.cleaned_data["file"]
        data, at = upload.read(), clock.now()
        try:
            done = ask_to_replace(
                by=self.actor, change_list_id=pk, data=data, filename=upload.name or "", at=at,
                confirm=form.cleaned_data["confirm"],
            )  # fmt: skip
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(request, error.said)
            if error.code == "list_quite_different":
                hold_file(
                    by=self.actor, change_list_id=pk, data=data, filename=upload.name or "", refused=error, at=at
                )  # fmt: skip
                return redirect(f"{reverse('deposits:change_list', args=[pk])}#workbook")
        else:
            drop_held(by=self.actor, change_list_id=pk)
            self.tell(done)
        return redirect("deposits:change_list", pk=pk)

    def held(self, pk: int, *, wanted: bool) -> HttpResponse:
        """上一次传来、存着的那份：换，或者不换。"""
        try:
            if wanted:
                self.tell(replace_with_held(by=self.actor, change_list_id=pk, at=clock.now()))
            else:
                drop_held(by=self.actor, change_list_id=pk)
                messages.success(self.request, "没有换，传来的那份已经删掉，清册还是原来的。")
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(self.request, error.said)
        return redirect("deposits:change_list", pk=pk)

    def tell(self, done: Replaced | None) -> None:
        """说变了几行；排队的由页面看进度。"""
        if done is not None:
            messages.success(self.request, f"改好的工作簿已读：{done.said}")
