"""单证核验：填核验码，或者传 PDF 原件，不用登录。"""

from django.http import HttpRequest, HttpResponse

from gjj import clock
from gjj.declarations.errors import BizError
from gjj.documents.codes import clean_code, spaced
from gjj.documents.services.verifying import Verdict, verify_code, verify_file
from gjj.web.access import PUBLIC, client_ip
from gjj.web.views import HallView

LOOKS = {
    "valid": "good",
    "corrected": "look",
    "revoked": "bad",
    "tampered": "bad",
    "unknown": "bad",
    "mistyped": "look",
}


class Verify(HallView):
    """核验页。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """填表，或者直接看结果（二维码通到这里）。"""
        given = request.GET.get("code", "").strip()[:64]
        if not given:
            return self._page()
        try:
            told = verify_code(given, ip=client_ip(request), at=clock.now())
        except BizError as error:
            return self._page(given, error=error)
        return self._page(given, told)

    def post(self, request: HttpRequest) -> HttpResponse:
        """和归档的原件一字节一字节地比。"""
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise BizError("file_missing", "没有选文件，没有核验。", fix="请先选从大厅下载的 PDF，再点核验。")
            told = verify_file(upload.read(), ip=client_ip(request), at=clock.now())
        except BizError as error:
            return self._page(error=error)
        return self._page(told=told, filename=upload.name or "")

    def _page(
        self, given: str = "", told: Verdict | None = None, *, error: BizError | None = None, filename: str = ""
    ) -> HttpResponse:
        code = clean_code(given)
        return self.render(
            "portal/verify.html", status=error.status if error else 200, given=spaced(code) if code else given,
            told=told, error=error, filename=filename, look=LOOKS[told.status] if told else "",
        )  # fmt: skip
