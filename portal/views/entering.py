"""进门：换会话编号，记住第二因子和这台设备；还没有同意现在这版用户协议的，先去同意。"""

from datetime import datetime

from django.contrib.auth import login as start_session
from django.http import HttpRequest
from django_otp import login as remember_factor

from gjj import clock
from gjj.actors.roles import HALL_OF
from gjj.identity.models import Login
from gjj.identity.selectors import grants as identity
from gjj.identity.services import consents
from gjj.web import sessions
from gjj.web.access import SESSION_TERMS_DUE, client_ip

BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(request: HttpRequest, login: Login, at: datetime) -> None:
    """第二样对了，或刚注册好：进门。柜面的人要不要先添动态口令，每次认人都重新看（gjj.web.access）。"""
    request.session.flush()
    start_session(request, login, backend=BACKEND)
    remember_factor(request, identity.device_of(login))
    halls = {HALL_OF[grant.role] for grant in identity.grants_of(login, clock.today())}
    if consents.is_due(login) and halls - {"counter"}:
        request.session[SESSION_TERMS_DUE] = True
    sessions.begin(request, login, sessions.client_place(request, client_ip(request)), at)
