import logging
import os
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.test import RequestFactory

from boekel_sd import addresses, logs, routers
from boekel_sd.celery import app as celery_app
from sealing.models import DataKey

# What is only ever started by an action or another task.
NOT_PERIODIC = {
    "retention.tasks.destroy_dossier",
    "cases.tasks.deliver_digest",
    "cases.tasks.deliver_emergency",
    "cases.tasks.deliver_inspection",
    "casework.tasks.deliver_escalation",
    "accounts.tasks.deliver_agreement",
    "casework.tasks.deliver_invitation",
    "consent.tasks.deliver_changed",
    "consent.tasks.deliver_ended",
    "consent.tasks.deliver_link",
    "consent.tasks.send_disclosure",
    "consent.tasks.take_in_answer",
    "retention.tasks.deliver_announcement",
    "inzage.tasks.deliver_reminder",
    "inzage.tasks.deliver_reminder_of_letters",
    "inzage.tasks.make_release",
}


def in_fresh_process(code, **environment):
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "boekel_sd.settings", **environment},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def test_each_worker_has_a_place_and_a_prefix_of_its_own():
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    assert settings.DATA_DIR.name == worker
    assert settings.FILES_DIR.is_relative_to(settings.DATA_DIR)
    assert f":{worker}:" in settings.CACHES["default"]["KEY_PREFIX"]
    assert f":{worker}:" in settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]


def test_every_scheduled_task_exists():
    celery_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled <= celery_app.tasks.keys()


def test_every_task_is_scheduled_or_expressly_not():
    celery_app.loader.import_default_modules()
    ours = {name for name in celery_app.tasks if not name.startswith("celery.")}
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert ours - scheduled <= NOT_PERIODIC


@pytest.mark.parametrize(
    ("url", "broker", "cache"),
    [
        ("redis://host:6379", "redis://host:6379/0", "redis://host:6379/1"),
        ("redis://:pw@host:6379/4", "redis://:pw@host:6379/4", "redis://:pw@host:6379/5"),
        ("rediss://host/0", "rediss://host/0", "rediss://host/1"),
        ("unix:///run/v.sock", "redis+socket:///run/v.sock?virtual_host=0", "unix:///run/v.sock?db=1"),
        ("unix:///run/v.sock?db=2", "redis+socket:///run/v.sock?virtual_host=2", "unix:///run/v.sock?db=3"),
    ],
)
def test_one_redis_url_gives_tasks_and_cache_each_their_own_database(url, broker, cache):
    assert (addresses.broker(url), addresses.redis_database(url, 1)) == (broker, cache)


def test_keys_live_in_the_keys_database_and_the_rest_does_not():
    router = routers.KeysApart()
    assert router.db_for_write(DataKey) == "keys"
    assert router.allow_migrate("keys", "sealing", "datakey")
    assert not router.allow_migrate("default", "sealing", "datakey")
    user = apps.get_model(settings.AUTH_USER_MODEL)
    assert router.db_for_read(user) == "default"
    assert not router.allow_migrate("keys", "accounts", "user")


def test_raw_statements_go_where_their_hint_says_and_else_to_default():
    router = routers.KeysApart()
    assert router.allow_migrate("keys", "sealing", database="keys")
    assert not router.allow_migrate("default", "sealing", database="keys")
    assert router.allow_migrate("default", "cases")
    assert not router.allow_migrate("keys", "cases")


def test_an_upload_stays_in_memory_and_what_is_too_large_arrives_cut_off(settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100_000
    content = b"x" * 1_000_000
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.pdf", content), "note": "typed"})
    try:
        upload = request.FILES["file"]
    except StopUpload:
        pytest.fail("what was typed beside the file must not be lost")
    assert type(upload).__name__ == "InMemoryUploadedFile"
    assert 100_000 < upload.size < 300_000
    assert upload.size == len(upload.read())
    assert request.POST["note"] == "typed"


def test_the_log_names_the_error_and_the_place_and_no_values():
    try:
        try:
            raise ValueError("Jansen")
        except ValueError as error:
            raise RuntimeError("Key (name)=(Jansen)") from error
    except RuntimeError as error:
        text = logs.Plain().formatException((RuntimeError, error, error.__traceback__))
    assert "RuntimeError" in text
    assert "ValueError" in text
    assert "test_house_settings.py" in text
    assert "Jansen" not in text


def test_the_log_leaves_out_query_strings():
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", ("/zoeken/?q=Jansen",), None)
    logs.NoValues().filter(record)
    assert record.getMessage() == "Not Found: /zoeken/"


def test_the_app_takes_the_role_that_owns_nothing_and_migrations_the_owners():
    code = "from django.conf import settings as s; print(s.DATABASES['default']['OPTIONS']['assume_role'])"
    assert in_fresh_process(code)[1] == "boekel_app"
    assert in_fresh_process(code, DATABASE_ROLE="owner")[1] == "boekel_owner"


def test_a_key_that_is_not_32_bytes_is_named():
    code, _, errors = in_fresh_process("from django.conf import settings as s; s.DEBUG", MASTER_KEY="c2hvcnQ=")
    assert code == 1
    assert "MASTER_KEY must be 32 bytes" in errors


def test_a_key_file_that_is_not_there_is_named(tmp_path):
    code = "from django.conf import settings as s; s.DEBUG"
    result, _, errors = in_fresh_process(code, INDEX_KEY="", INDEX_KEY_FILE=str(tmp_path / "gone"))
    assert result == 1
    assert "INDEX_KEY_FILE: No such file or directory" in errors


def test_outside_a_demo_cookies_are_secure_and_a_second_factor_is_asked():
    code = "from django.conf import settings as s; print(s.MFA_REQUIRED, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    assert in_fresh_process(code, DEMO="0")[1] == "True True True"
    assert in_fresh_process(code, DEMO="1")[1] == "False False False"
