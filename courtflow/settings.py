"""Settings, read from the environment. What is missing or malformed stops the start.

manage.py completes the environment for a machine that has no servers (courtflow/servers); web
and worker processes in production get theirs from whoever starts them.
"""

import base64
import binascii
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from courtflow.servers.commands import NO_DATABASE
from courtflow.servers.folder import state_folder

BASE_DIR = Path(__file__).resolve().parent.parent


# ---------------------------------------------------------------- reading the environment


def env(name: str, default: str | None = None) -> str:
    """A setting as text; NAME_FILE may name a file that holds it."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None or (value == "" and default is None):
        raise ImproperlyConfigured(f"{name} is not set.")
    return value


def env_bool(name: str, default: bool) -> bool:
    """A setting that is 1 or 0."""
    value = env(name, "1" if default else "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def env_int(name: str, default: int) -> int:
    """A setting that is a whole number."""
    value = env(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def env_list(name: str, default: str = "") -> list[str]:
    """A setting that is a list, separated by commas."""
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def key_bytes(name: str, text: str, sizes: tuple[int, ...]) -> bytes:
    """A key written in base64, of one of the sizes."""
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured(f"{name} holds a key that is not base64.") from error
    if len(key) not in sizes:
        raise ImproperlyConfigured(f"{name} holds a key of {len(key)} bytes, not {sizes}.")
    return key


def env_keys(name: str) -> dict[str, bytes]:
    """Named AES keys, `id:base64,id:base64`; the first is the one in use."""
    keys = {}
    for part in env_list(name, env(name)):
        identity, _separator, text = part.partition(":")
        if not identity or identity in keys:
            raise ImproperlyConfigured(f"{name} names a key twice or not at all.")
        keys[identity] = key_bytes(name, text, (16, 24, 32))
    return keys


def gateway(name: str, sandbox: str, *, training: bool) -> str:
    """The class of a gateway: its sandbox twin in training and nowhere else; "" is none at all."""
    found = env(name, sandbox if training else "")
    if found == sandbox and not training:
        raise ImproperlyConfigured(f"{name} names the sandbox, which is for training only.")
    return found


def database(url: str) -> dict[str, Any]:
    """One entry of DATABASES from an address `postgresql://user:password@host:port/name?option=`."""
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name:
        raise ImproperlyConfigured("A database address must look like postgresql://user@host/name.")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": env_int("DATABASE_CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "10"}
        | {key: unquote(value) for key, value in options.items()},
    }


def mail_server(url: str) -> dict[str, Any]:
    """Django's settings from `smtp://user:password@host:587/?from=court@example.org&tls=1`.

    `smtps://` speaks TLS from the first byte, `tls=1` after greeting. Empty: no mail server.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if url and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://user:password@host:587/?from=.")
    if url and "@" not in options.get("from", ""):
        raise ImproperlyConfigured("EMAIL_URL must say from whom: ?from=court@example.org.")
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": not secure and options.get("tls") == "1",
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": options.get("from", "courtflow@localhost"),
    }


# ---------------------------------------------------------------- what kind of start this is

DATABASE_URL = env("DATABASE_URL")
REDIS_URL = env("REDIS_URL")
# Commands that need no database (nodes, deadline, makemigrations ...) need no secrets either.
WITHOUT_DATABASE = DATABASE_URL == NO_DATABASE
DEBUG = env_bool("DEBUG", False)
# A demonstration on one machine: plain http on the loopback address, generated secrets.
DEMO = env_bool("COURTFLOW_DEMO", False)
LOCAL = DEBUG or DEMO or WITHOUT_DATABASE
STATE_FOLDER = state_folder()

if WITHOUT_DATABASE:
    for _name, _stand_in in (
        ("SECRET_KEY", "not for signing"),
        ("FIELD_KEYS", f"none:{base64.b64encode(bytes(32)).decode()}"),
        ("BLIND_INDEX_KEY", base64.b64encode(bytes(32)).decode()),
    ):
        os.environ.setdefault(_name, _stand_in)

SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
FIELD_KEYS = env_keys("FIELD_KEYS")
BLIND_INDEX_KEY = key_bytes("BLIND_INDEX_KEY", env("BLIND_INDEX_KEY"), (32, 64))
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if LOCAL else "")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

# ---------------------------------------------------------------- apps and pages

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "rest_framework",
    "courtflow.accounts",
    "cases",
    "mediation",
    "execution",
    "courtflow",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "courtflow.headers.content_security",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "courtflow.accounts.shared.forget",
    "django.contrib.messages.middleware.MessageMiddleware",
    "courtflow.accounts.lasting.end",
    "courtflow.accounts.door.keep",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "courtflow.urls"
WSGI_APPLICATION = "courtflow.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}

# ---------------------------------------------------------------- database and cache

# Migrations run as the owner of the tables, everything else as a role without that power;
# migrations grant and revoke to the role named here. Without DATABASE_OWNER_URL both would be one
# role, which nothing but a demonstration is served with: cases/database.py.
DATABASE_APP_ROLE = "" if WITHOUT_DATABASE else database(DATABASE_URL)["USER"]

if WITHOUT_DATABASE:
    DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
elif env_bool("COURTFLOW_AS_OWNER", False):
    DATABASES = {"default": database(env("DATABASE_OWNER_URL", DATABASE_URL))}
else:
    DATABASES = {"default": database(DATABASE_URL)}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
    }
}

# ---------------------------------------------------------------- background work

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Redelivery after a crash; no task of ours lasts nearly as long, and none has an ETA.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300}
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
SWEEP_SECONDS = env_int("SWEEP_SECONDS", 3)
RELAY_SECONDS = env_int("RELAY_SECONDS", 3)
# What somebody has just done can be taken back for so long before anybody is told.
HOLD_SECONDS = env_int("HOLD_SECONDS", 10)
# The court's own targets, in working days: to hold the judges' meeting, and to have the judicial
# committee decide (法发〔2021〕2号 4; 法院组织法 39; neither names a period).
JUDGES_MEETING_DAYS = env_int("JUDGES_MEETING_DAYS", 10)
COMMITTEE_DAYS = env_int("COMMITTEE_DAYS", 15)
# Whether a judgment in a supervised case (四类案件) waits for the division chief's written word.
# The rule (法发〔2021〕30号 10) names what leaders may do there; courts read it differently.
SUPERVISED_JUDGMENTS_APPROVED = env_bool("SUPERVISED_JUDGMENTS_APPROVED", True)
CELERY_BEAT_SCHEDULE = {
    # A sweep that nobody took in time is dropped: the next one sees everything it would have.
    "sweep": {
        "task": "cases.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": 2 * SWEEP_SECONDS},
    },
    # A release may bring another calendar. Where it did not, this asks for one row.
    "settle-calendar": {
        "task": "cases.tasks.settle_calendar",
        "schedule": 60,
        "options": {"expires": 60},
    },
    # What acts left in the outbox becomes notices; what is to leave the house is sent.
    "relay": {
        "task": "cases.tasks.relay",
        "schedule": RELAY_SECONDS,
        "options": {"expires": 2 * RELAY_SECONDS},
    },
    "send": {
        "task": "courtflow.tasks.send",
        "schedule": RELAY_SECONDS,
        "options": {"expires": 2 * RELAY_SECONDS},
    },
    "serve": {
        "task": "courtflow.tasks.serve",
        "schedule": RELAY_SECONDS,
        "options": {"expires": 2 * RELAY_SECONDS},
    },
    # Mail that did not come back, days to collect that are over; and the proofs of service.
    "settle-services": {
        "task": "cases.tasks.settle_services",
        "schedule": 30,
        "options": {"expires": 30},
    },
    # A message of the payment gateway may be lost: it is asked, too.
    "ask-open-orders": {
        "task": "courtflow.tasks.ask_open_orders",
        "schedule": 60,
        "options": {"expires": 60},
    },
    # By night where the courts are: it reads every clock there is.
    "work-out-usual-times": {
        "task": "cases.tasks.work_out_usual_times",
        "schedule": crontab(hour=19, minute=30),
        "options": {"expires": 6 * 60 * 60},
    },
    "bind-archived": {
        "task": "cases.tasks.bind_archived",
        "schedule": 10 * 60,
        "options": {"expires": 10 * 60},
    },
    # So that a case is searched at once; what is not read yet is read when somebody asks.
    "keep-words": {
        "task": "cases.tasks.keep_words",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "sweep-uploads": {
        "task": "cases.tasks.sweep_uploads",
        "schedule": 60 * 60,
        "options": {"expires": 30 * 60},
    },
}

# ---------------------------------------------------------------- people and sessions

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["courtflow.accounts.backend.ByNameOrContact"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# The court's own people stay for less: courtflow/accounts/lasting.py.
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# Over plain http on the own machine a secure cookie would never come back.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_NAME = "sessionid" if LOCAL else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if LOCAL else "__Host-csrftoken"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True

SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", not LOCAL)
SECURE_HSTS_SECONDS = 0 if LOCAL else env_int("SECURE_HSTS_SECONDS", 365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env_bool("BEHIND_HTTPS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# ---------------------------------------------------------------- the world outside

GATEWAYS = {
    kind: gateway(f"{kind.upper()}_GATEWAY", f"courtflow.gateways.{kind}.Sandbox", training=LOCAL)
    for kind in ("identity", "messages", "mail", "payments", "seals")
}
# In training courts the seal is a sample whatever is set for real ones.
TRAINING_SEALS = "courtflow.gateways.seals.Sandbox"
SEALS_FOLDER = Path(env("SEALS_FOLDER", str(STATE_FOLDER / "seals")))
SEAL_FILE, SEAL_PASSPHRASE = env("SEAL_FILE", ""), env("SEAL_PASSPHRASE", "")
SEAL_AUTHORITY = env("SEAL_AUTHORITY", "")
SEAL_PKCS11_MODULE, SEAL_PKCS11_TOKEN, SEAL_PKCS11_KEY = (
    env(f"SEAL_PKCS11_{part}", "") for part in ("MODULE", "TOKEN", "KEY")
)
globals().update(mail_server(env("EMAIL_URL", "")))
# Nothing is queued for a channel that nobody carries.
OUTGOING_CHANNELS = [
    channel for channel, kind in (("sms", "messages"), ("mail", "mail")) if GATEWAYS[kind]
]
# After a restore nothing leaves before a person says so; see `manage.py notices`.
OUTBOUND_PAUSED = env_bool("OUTBOUND_PAUSED", False)
# Where the sandbox of payments answers; `make run` starts it and says where.
PAYMENTS_URL = env("PAYMENTS_URL", "")

# ---------------------------------------------------------------- words, dates and files

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"  # where the courts are; stored instants are UTC

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env("STATIC_ROOT", str(STATE_FOLDER / "static")))
MEDIA_ROOT = Path(env("MEDIA_ROOT", str(STATE_FOLDER / "files")))
UPLOAD_MOST_BYTES = env_int("UPLOAD_MOST_BYTES", 200 * 1024 * 1024)
# What one person may have on its way or waiting to be handed in.
UPLOAD_MOST_OPEN_BYTES = env_int("UPLOAD_MOST_OPEN_BYTES", 2 * 1024 * 1024 * 1024)
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# ---------------------------------------------------------------- logs

LOG_LEVEL = env("LOG_LEVEL", "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "courtflow.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
    },
}
