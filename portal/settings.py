"""Settings of Ajar: one file; every difference between deployments is an environment variable."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import dj_database_url
import django_stubs_ext
from celery.schedules import crontab
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from portal import stores
from portal.embedded import place

# Forms, query sets and files become subscriptable, so that they can be annotated.
django_stubs_ext.monkeypatch(extra_classes=[File])

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = place.data_dir()

MODE: Final = os.environ.get("AJAR_MODE", "demonstration")
if MODE not in {"demonstration", "production"}:
    raise SystemExit(f"AJAR_MODE is {MODE!r}: set it to demonstration or production.")
DEMONSTRATION: bool = MODE == "demonstration"
DEBUG = os.environ.get("AJAR_DEBUG", "") == "1" and DEMONSTRATION

PORT: Final = place.port()
DEFAULT_SECRETS: Final = frozenset({"ajar-demonstration-only-not-a-secret", ""})
SECRET_KEY = os.environ.get("AJAR_SECRET_KEY") or (
    "ajar-demonstration-only-not-a-secret" if DEMONSTRATION else place.kept_secret()
)
ALLOWED_HOSTS = os.environ.get("AJAR_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
PUBLIC_URL = os.environ.get("AJAR_URL", f"http://127.0.0.1:{PORT}")
HTTPS: bool = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# --- Rooms ------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "diligence.apps.DiligenceConfig",
    "advisory.apps.AdvisoryConfig",
    "reporting.apps.ReportingConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "portal.apps.ListedSessionsConfig",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.headers.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.ActingMiddleware",
    # It answers before any view: what is posted may carry no marking of classified information.
    "portal.classified.NothingClassifiedMiddleware",
    # Innermost: it answers its own exceptions with queries, before the transaction is given up.
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.frame",
            ],
        },
    }
]

# --- Database and broker ----------------------------------------------------------------------
_URLS = place.database_urls()
# Schema work is the owner's; everything else runs as the role that row security binds.
_OWNER_COMMANDS: Final = {"migrate", "sqlmigrate", "showmigrations", "makemigrations", "dbshell"}
PRIVILEGED_COMMAND: bool = len(sys.argv) > 1 and sys.argv[1] in _OWNER_COMMANDS


def _database(url: str) -> dict[str, Any]:
    config: dict[str, Any] = dict(
        dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    )
    # Server-side cursors outlive the transaction that a pooler lends; every read here is paged.
    config["DISABLE_SERVER_SIDE_CURSORS"] = True
    return config


DATABASES = {"default": _database(_URLS.owner if PRIVILEGED_COMMAND else _URLS.app)}
if _URLS.collector:
    # Reads listed columns of listed tables across organisations, for the collecting task alone.
    DATABASES["collector"] = _database(_URLS.collector) | {"CONN_MAX_AGE": 0}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = place.broker_url()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is away costs a request about a second, never a hang: its bell is rung again later.
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A lost worker's message is handed on after this long; the sweeper is quicker.
    "visibility_timeout": 300,
    "unacked_restore_limit": 100,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "socket_keepalive": True,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.2,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.2,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_ALWAYS_EAGER = False
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "portal.sweep", "schedule": timedelta(seconds=5)},
    # Every hour of the early morning: a member is told once a day, however often this runs.
    "digest": {"task": "diligence.digest", "schedule": crontab(minute=43, hour="4-8")},
    "clear": {"task": "portal.clear", "schedule": crontab(minute=7)},
    "factors": {"task": "portal.seal_factors", "schedule": crontab(minute=19, hour=2)},
    "sign-ins": {"task": "portal.refresh_sign_ins", "schedule": crontab(minute=23)},
    "tokens": {"task": "portal.warn_tokens", "schedule": crontab(minute=31, hour=6)},
    "seal": {"task": "portal.seal", "schedule": timedelta(minutes=1)},
    "seal_thoroughly": {"task": "portal.seal_thoroughly", "schedule": crontab(minute=47, hour=1)},
    "prune_record": {"task": "portal.prune_record", "schedule": crontab(minute=53, hour=2)},
    "reseal": {"task": "portal.reseal_plain", "schedule": crontab(minute=11, hour=3)},
    "retain": {"task": "portal.retain", "schedule": crontab(minute=23, hour=2)},
    # After a quarter's end and the days it takes to settle; in other months nothing is due.
    "figures": {
        "task": "reporting.collect_due",
        "schedule": crontab(minute=17, hour=3, day_of_month=11),
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_TIMEZONE = "UTC"

# Rate limits and used one-time codes must hold for every web process, so the database keeps them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# --- Who is acting ----------------------------------------------------------------------------
AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = ["portal.accounts.Backend"]
# Costs memory as well as time; older hashes are read, and made anew when their owner signs in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    # Of before; renewed when somebody signs in.
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_RULES = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_RULES}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": f"{_RULES}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "portal.passwords.MaximumLengthValidator"},
    {"NAME": f"{_RULES}.CommonPasswordValidator"},
    {"NAME": "portal.passwords.GuessableValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:start"
ACCOUNT_ADAPTER = "portal.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # members come by invitation, which proves the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = False  # portal.views.stepup asks, and asks everybody
MFA_REAUTHENTICATION_REQUIRED = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Ours count instead (portal.limits): by account and address, never a campus by its one address.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "portal.forms.account.SignIn",
    "change_password": "portal.forms.account.ChangePassword",
    "reset_password": "portal.forms.account.AskReset",
    "reset_password_from_key": "portal.forms.account.NewPassword",
}
# Without a look into the database, which only known addresses would cost.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # as long as the other links; the first use ends it
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False  # a second factor, where set, is asked at sign-in
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Behind a proxy that speaks TLS, rate limits count the visitor it names and not the proxy itself.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("AJAR_PROXIES") or ("1" if HTTPS else "0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ADAPTER = "portal.accounts.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Ajar"
MFA_TOTP_TOLERANCE = 1  # clocks of phones are off by some seconds
MFA_FORMS = {
    "activate_totp": "portal.forms.account.ActivateSecondFactor",
    "authenticate": "portal.forms.account.SecondFactor",
    "reauthenticate": "portal.forms.account.SecondFactorAgain",
    "login_webauthn": "portal.forms.account.PasskeyAtSignIn",
    "authenticate_webauthn": "portal.forms.account.PasskeyAsSecondFactor",
    "reauthenticate_webauthn": "portal.forms.account.PasskeyAgain",
    "add_webauthn": "portal.forms.account.NewPasskey",
}

# Some roles need a second factor, and what can't be taken back asks again who is there: always,
# but where a test suite says otherwise.
SECOND_FACTOR_OBLIGATORY = True
STEP_UP_OBLIGATORY = True
STEP_UP_MINUTES: Final = 15
RATE_LIMITS_OBLIGATORY = True  # how often what may be tried: portal.limits

# Organisations' own providers: rows of theirs, never of allauth's tables. The page before the
# provider has a link and no form, because the content policy lets forms go nowhere else.
SOCIALACCOUNT_ADAPTER = "portal.social.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_QUERY_EMAIL = False
USERSESSIONS_TRACK_ACTIVITY = False

# Behind TLS the browser itself sees to it that no other host or path set or gets these.
SESSION_ENGINE = "portal.sessions"
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# What a host promises for its subdomains is a decision of whoever runs the domain.
HSTS_REACH: Final = os.environ.get("AJAR_HSTS", "host")
if HSTS_REACH not in {"host", "subdomains", "preload"}:
    raise SystemExit(f"AJAR_HSTS is {HSTS_REACH!r}: set it to host, subdomains or preload.")
SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS_REACH != "host"
SECURE_HSTS_PRELOAD = HSTS_REACH == "preload"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

# --- Pages, files, mail -----------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site reads or embeds them
STORAGES = {
    # Everything goes through the sealed one; what it seals lies in `files`.
    "default": {"BACKEND": "portal.storage.SealedStorage"},
    "files": stores.files(os.environ.get("AJAR_FILES", ""), DATA_DIR / "files"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
JSON_MOST_VALUES: Final = 100_000
UPLOAD_MAX_BYTES: Final = 20 * 1024 * 1024
REQUEST_MAX_BYTES: Final = 21 * UPLOAD_MAX_BYTES  # twenty files at once, and the form around them
# Markings of classified information that uploads are refused for, beside the known ones.
EXTRA_MARKINGS: Final = [text for text in os.environ.get("AJAR_MARKINGS", "").split(";") if text]

EMAIL_URL: Final = os.environ.get("AJAR_SMTP", "")
MAIL_ON: bool = bool(EMAIL_URL)
EMAIL_BACKEND = "portal.mail.ConfiguredBackend"
DEFAULT_FROM_EMAIL = os.environ.get("AJAR_MAIL_FROM", "Ajar <noreply@localhost>")
EMAIL_SUBJECT_PREFIX = ""

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
FORMAT_MODULE_PATH = ["portal.formats"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.api.base.TokenAuthentication",
        "portal.api.base.MemberSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["portal.api.base.IsActing"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.api.base.Json"],
    "DEFAULT_PAGINATION_CLASS": "portal.api.base.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.api.errors.explain",
    "DEFAULT_VERSIONING_CLASS": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Ajar",
    "DESCRIPTION": "Register, appraise and score international research partnerships.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portal.api.document.frame",
    ],
    # Several kinds of state and of kind: each gets a name of its own in the document.
    "ENUM_NAME_OVERRIDES": {
        "AppraisalState": "diligence.choices.AppraisalState",
        "Tlp": "portal.enums.Tlp",
        "MessageTlp": "diligence.api.shapes.MESSAGE_LABELS",
        "DisclosureKind": "portal.enums.DisclosureKind",
        "PartnershipState": "diligence.choices.PartnershipState",
        "MeasureState": "diligence.choices.MeasureState",
        "ImportState": "diligence.choices.ImportState",
        "ImportRowState": "diligence.choices.ImportRowState",
        "ReferralState": "advisory.choices.ReferralState",
        "PartnerKind": "diligence.choices.PartnerKind",
        "ClearanceKind": "diligence.choices.ClearanceKind",
        "DueKind": "diligence.choices.DueKind",
        "ObjectionKind": "diligence.choices.ObjectionKind",
        "ColleagueState": "diligence.choices.ColleagueState",
        "DraftState": "diligence.choices.DraftState",
        "WorkState": "diligence.choices.WorkState",
        "QuestionnaireLevel": "diligence.choices.QuestionnaireLevel",
        "UpdateChoice": "diligence.domain.updating.Choice",
    },
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"without_secrets": {"()": "portal.logs.WithoutSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": os.environ.get("AJAR_LOG", "INFO")},
    # It says at every start of every command that it can say something.
    "loggers": {"pikepdf": {"level": "WARNING"}},
}

# --- Keys and neighbours ------------------------------------------------------------------------
# Master keys are 32 bytes in base64. Without them, a file beside the data holds one, made once.
FILE_KEY: Final = os.environ.get("AJAR_FILE_KEY", "")
AUDIT_KEY: Final = os.environ.get("AJAR_AUDIT_KEY", "")
CLAMD: Final = os.environ.get("AJAR_CLAMD", "")
# Addresses to report a vulnerability to (mailto: or https:), with commas: security.txt names them.
SECURITY_CONTACT: Final = os.environ.get("AJAR_SECURITY_CONTACT", "")
for _contact in filter(None, SECURITY_CONTACT.split(",")):
    if not _contact.strip().startswith(("mailto:", "https://", "tel:")) or "\n" in _contact:
        raise SystemExit(f"AJAR_SECURITY_CONTACT names {_contact!r}: write mailto:… or https://….")
# Test suites run providers on this machine; production never fetches from inner addresses.
FETCH_LOOPBACK: bool = os.environ.get("AJAR_FETCH_LOOPBACK", "") == "1" and DEMONSTRATION

AJAR_VERSION: Final = "0.1.0"
