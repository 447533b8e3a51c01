"""One way out for mail."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from accounts.messages import Delivery
from boekel_sd.celery import app

pytestmark = pytest.mark.policy("2.5")
SENDS = ("django.core.mail", "smtplib")
ONLY = "accounts/messages.py"


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_mail_leaves_through_one_place_alone():
    rooms = [room for room in settings.INSTALLED_APPS if (settings.BASE_DIR / room / "__init__.py").exists()]
    paths = [path for room in rooms for path in (settings.BASE_DIR / room).rglob("*.py")]
    assert len(paths) > 100
    senders = {
        path.relative_to(settings.BASE_DIR).as_posix()
        for path in paths
        if any(name.startswith(SENDS) for name in imports_of(path))
    }
    assert senders == {ONLY}


def test_what_sends_a_mail_leaves_the_queue_before_it_starts():
    app.loader.import_default_modules()
    deliveries = [task for task in app.tasks.values() if isinstance(task, Delivery)]
    assert deliveries
    assert [(task.acks_late, task.reject_on_worker_lost) for task in deliveries] == [(False, False)] * len(deliveries)


def test_a_demo_keeps_its_mail_on_this_machine():
    assert settings.EMAIL_FILE_PATH.is_relative_to(settings.DATA_DIR)
