"""发件箱：写下的每个任务名都有人办，登记的每个任务都有人写。"""

import ast

from celery import current_app

from gjj import schedule
from gjj.work.task import TASKS
from tests.architecture.source import calls, literal, where


def _enqueued() -> dict[str, str]:
    """写进发件箱的任务名 → 在哪里写的。"""
    return {str(literal(call.args[0], path)): where(path, call) for path, call in calls("enqueue") if call.args}


def test_every_task_name_written_to_the_outbox_is_spelled_out() -> None:
    """写发件箱时任务名直接写出来，不临时拼，好让下面几条查得到。"""
    unknown = [where(path, call) for path, call in calls("enqueue") if not call.args or not literal(call.args[0], path)]
    assert unknown == []
    assert len(_enqueued()) >= 4


def test_every_enqueued_task_is_registered() -> None:
    """写进发件箱的每个任务名都登记了办它的函数。"""
    assert {name: place for name, place in _enqueued().items() if name not in TASKS} == {}


def test_every_registered_task_is_enqueued_somewhere() -> None:
    """登记的每个任务都有人写进发件箱，没有办不到的摆设。"""
    ours = {name for name, work in TASKS.items() if not work.__module__.startswith("tests")}
    assert ours == set(_enqueued())


def test_a_task_lives_in_the_room_its_name_begins_with() -> None:
    """任务名的前半截就是它所在的房间。"""
    for name, work in TASKS.items():
        if not work.__module__.startswith("tests"):
            assert work.__module__.removeprefix("gjj.") == f"{name.split('.')[0]}.tasks"


def test_every_periodic_job_and_every_knock_names_a_known_celery_task() -> None:
    """时刻表上的每件事、门铃敲的每个名字，Celery 里都有。"""
    current_app.loader.import_default_modules()
    knocks = {str(literal(call.args[0], path)) for path, call in calls("send_task")}
    timed = {str(entry["task"]) for entry in schedule.SCHEDULE.values()}
    assert knocks
    assert timed
    assert (knocks | timed) - set(current_app.tasks) == set()


def test_services_do_not_call_tasks_directly() -> None:
    """服务不直接叫 Celery 任务（delay、apply_async）：要办的事只写进发件箱。"""
    found: list[ast.Call] = [call for name in ("delay", "apply_async") for _, call in calls(name)]
    assert found == []
