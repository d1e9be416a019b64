"""来大厅的人：过了口令和短信码的浏览器。"""

from django.test import Client

from gjj.actors.actor import Actor
from gjj.identity.models import Login
from gjj.identity.selectors.grants import device_of


def signed_in(actor: Actor) -> Client:
    """这个人已经过了口令和短信码；程序里的错照线上那样答。"""
    login = Login.objects.get(pk=actor.login_id)
    client = Client(raise_request_exception=False)
    client.force_login(login)
    session = client.session
    session["otp_device_id"] = device_of(login).persistent_id
    session.save()
    return client
