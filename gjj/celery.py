"""工作进程：消息只是门铃，要办的事记在发件箱表里。"""

import os

from celery import Celery
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured
from kombu.transport.redis import Channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gjj.settings.development")

# 断线时不把手里的门铃放回去：那一步要用已经断了的连接，会让整个工作进程倒下；丢了的由清扫再敲（decisions/0009）
Channel.do_restore = False

app = Celery("gjj")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    # 收到就应答：消息断线时手里还有没应答的，工作进程会整个倒下；丢了的门铃由清扫按发件箱再敲
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    # 敲不响就算，几秒之内放手：清扫会再敲，办业务的人不陪着等
    broker_transport_options={
        "visibility_timeout": 3600,
        "socket_connect_timeout": 1,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
    },
    timezone="Asia/Shanghai",
    worker_hijack_root_logger=False,
    task_default_queue="gjj",
)
app.autodiscover_tasks()
app.set_default()

from gjj.schedule import SCHEDULE  # noqa: E402  设置好之后才能读

app.conf.beat_schedule = SCHEDULE


@worker_init.connect
@beat_init.connect
def _whole_indexes_only(**_: object) -> None:
    """查的那一套盲索引不全的，不起来。信号里的异常 Celery 只记日志，要退出才停得下。"""
    from gjj.crypto.slots import refuse_to_start

    try:
        refuse_to_start()
    except ImproperlyConfigured as why:
        raise SystemExit(str(why)) from why
