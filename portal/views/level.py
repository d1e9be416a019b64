"""身份级别：现在是哪一级；就地核验到要的那一级，留着的那一下核验完接着交。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gjj import clock
from gjj.actors.levels import CERTIFICATE, FACE, LEVELS, PASSWORD, VERIFIED
from gjj.actors.roles import HALL_OF
from gjj.catalog.selectors.declared import declared_item, declared_items
from gjj.declarations.errors import BizError
from gjj.identity.models import Login
from gjj.identity.parameters import FACE_MINUTES
from gjj.identity.ports import parameters_on
from gjj.identity.services import step_up
from gjj.web.access import SESSION_FACE
from gjj.web.held import held
from gjj.web.views import HallView
from portal.forms import CardForm, FaceForm


class Level(HallView):
    """身份级别。"""

    permission = "identity.step_up"

    def get(self, request: HttpRequest) -> HttpResponse:
        """现在的级别；有留着的，差哪一级、核验完接着办。"""
        return self._page(self.actor.level)

    def post(self, request: HttpRequest) -> HttpResponse:
        """核验银行卡（do=card）或人脸（do=face）。"""
        return self._face(request) if request.POST.get("do") == "face" else self._card(request)

    def _card(self, request: HttpRequest) -> HttpResponse:
        form = CardForm(request.POST)
        if not form.is_valid():
            return self._page(self.actor.level, card=form, status=422)
        try:
            step_up.verify_card(by=self.actor, bank_card=form.cleaned_data["bank_card"], at=clock.now())
        except BizError as error:
            return self._page(self.actor.level, card=form, error=error)
        return self._stepped(VERIFIED)

    def _face(self, request: HttpRequest) -> HttpResponse:
        form = FaceForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(self.actor.level, face=form, status=422)
        photo = form.cleaned_data["photo"]
        try:
            until = step_up.verify_face(by=self.actor, photo=photo.read(step_up.BIGGEST + 1), at=clock.now())
        except BizError as error:
            return self._page(self.actor.level, face=form, error=error)
        request.session[SESSION_FACE] = until.timestamp()
        return self._stepped(FACE)

    def _stepped(self, level: int) -> HttpResponse:
        messages.success(self.request, f"核验好了，身份级别是第 {level} 级。")
        return redirect("portal:level")

    def _opens(self, level: int) -> str:
        """到了这一级多办得了哪几个事项，这个大厅里的；第一级说别的都行。"""
        if level == PASSWORD:
            return "查询，和别的级别没有写到的事项"
        mine = [one for one in declared_items() if one.level == level and one.hall == HALL_OF[self.actor.role]]
        return "、".join(one.title for one in mine) or "现在没有要到这一级的"

    def _face_minutes(self) -> int:
        """拍一张管多少分钟。"""
        return int(parameters_on((FACE_MINUTES,), on=clock.today())[FACE_MINUTES])

    def _page(
        self, level: int, *, card: CardForm | None = None, face: FaceForm | None = None, error: BizError | None = None,
        status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        login = Login.objects.only("name_verified_at", "name_verified_how").get(pk=self.actor.login_id or 0)
        waiting = held(self.request, clock.now())
        item = declared_item(waiting.item) if waiting else None
        return self.render(
            "portal/level.html", status=error.status if error else status, error=error, level=level,
            levels=[(one, said, self._opens(one), one <= level) for one, said in LEVELS.items() if one < CERTIFICATE],
            held=waiting if item else None, item=item, verified_at=login.name_verified_at, how=login.verified_said, may_go_on=bool(item and level >= item.level),
            card=card or CardForm(), face=face or FaceForm(), form=card or face, face_minutes=self._face_minutes(), verified=VERIFIED, face_level=FACE,
        )  # fmt: skip
