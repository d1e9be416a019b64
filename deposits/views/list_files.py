"""变更清册的文件：下载标好错的工作簿，传改好的。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header

from deposits.forms import MendedFileForm
from deposits.services.annotate_list import annotated_workbook
from deposits.services.replace_big_file import ask_to_replace
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
        form = MendedFileForm(request.POST, request.FILES)
        if not form.is_valid():
            messages.error(request, f"{form.errors['file'][0]}清册没有变。")
            return redirect("deposits:change_list", pk=pk)
        upload = form.cleaned_data["file"]
        try:
            done = ask_to_replace(
                by=self.actor, change_list_id=pk, data=upload.read(), filename=upload.name or "", at=clock.now(),
                confirm=form.cleaned_data["confirm"],
            )  # fmt: skip
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(request, error.said)
            if error.code == "list_quite_different":
                return redirect(f"{reverse('deposits:change_list', args=[pk])}?different=1#workbook")
        else:
            if done is not None:
                messages.success(request, f"改好的工作簿已读：{done.said}")
        return redirect("deposits:change_list", pk=pk)
