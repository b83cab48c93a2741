"""Settings of the test suites: a throw-away PostgreSQL, on which tests run as `portal_app`."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("AJAR_MODE", "demonstration")

if "AJAR_TEST_CLUSTER" not in os.environ:
    # Only the first process makes the cluster; workers and subprocesses inherit its address.
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_COLLECTOR_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    _data = Path(tempfile.mkdtemp(prefix="ajar-test-"))
    os.environ["AJAR_DATA"] = str(_data)
    os.environ["AJAR_TEST_CLUSTER"] = str(_data)

    from portal.embedded import postgres

    _cluster = postgres.ensure_running(_data, durable=False)

    def _clean() -> None:
        _cluster.stop()
        shutil.rmtree(_data, ignore_errors=True)

    atexit.register(_clean)

from portal.settings import *  # noqa: F403
from portal.settings import _URLS, STORAGES, _database

DATABASES = {"default": _database(_URLS.owner)}
# Logged in as the owner, acting as the application: a suite that ran as the owner would prove
# nothing about row security.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c role=portal_app"
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["collector"] = _database(_URLS.owner) | {"CONN_MAX_AGE": 0, "TEST": {"MIRROR": "default"}}
DATABASES["collector"].setdefault("OPTIONS", {})["options"] = "-c role=portal_collector"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
# Suites of their own turn these on; everywhere else a member is let through to what is tested.
SECOND_FACTOR_OBLIGATORY = False
STEP_UP_OBLIGATORY = False
RATE_LIMITS_OBLIGATORY = False
LOGGING = {"version": 1, "disable_existing_loggers": False}
