"""Settings of the site. Everything that changes from one machine to another is an environment variable.

FILIERE_HOME            data folder (see `filiere.site.home`)
FILIERE_DATABASE_URL    for example postgresql://user@host/name; SQLite in the data folder without it
FILIERE_SECRET_KEY      else drawn once into the data folder; FILIERE_SECRET_KEY_FALLBACKS for the former ones
FILIERE_DEBUG           1 on a developer's machine only
FILIERE_ALLOWED_HOSTS   names, separated by commas; this machine alone without it
FILIERE_HTTPS           1 when the site is served over HTTPS: cookies are then sent over HTTPS only
FILIERE_HSTS_SECONDS    how long browsers must refuse plain HTTP; 0, the default, leaves it to the front server
FILIERE_TRUSTED_PROXY   1 when a front server sets X-Forwarded-For and X-Forwarded-Proto itself
FILIERE_REFERENTIALS    folder that holds referentials/ and mappings/; the shipped content without it
FILIERE_EMAIL_BACKEND   Django's mail backend; letters are only kept in the outbox without it
FILIERE_EMAIL_FROM      address that letters come from
FILIERE_EMAIL_HOST      mail server, with FILIERE_EMAIL_PORT, _USER, _PASSWORD, and FILIERE_EMAIL_TLS (1, the default)
FILIERE_ADDRESS         public address of the site, for the links of letters and, for years, of certificates and
                        credentials, such as https://filiere.example
FILIERE_UPLOAD_BYTES    largest source file that staff may send through a page
FILIERE_CONTACTS_BYTES  largest contact log that a member may deliver through a page, packed or not;
                        FILIERE_CONTACTS_UNPACKED_BYTES for what a packed one unpacks to, and
                        FILIERE_CONTACTS_WAITING_BYTES for the files of a centre that wait for their import, together
FILIERE_PACK_BYTES      largest sealed pack that somebody may send through a page to have it verified
FILIERE_CONTACTS_MEMORY memory that the engine of contacts takes before it writes to the disk, such as 1GB
FILIERE_EVIDENCE_BYTES  largest document that may be sent as evidence; FILIERE_EVIDENCE_DOSSIER_BYTES for a dossier
FILIERE_SCANNER         antivirus command, given a path: 0 nothing found, 1 infected; documents are not scanned without
FILIERE_SCANNER_SECONDS how long the antivirus may take
FILIERE_LOG_ADDRESSES   1 to keep the address of visitors in the log of requests
FILIERE_DISK_FLOOR      bytes of free disk under which the site says that it is not ready
FILIERE_READ_PROCESSOR_SECONDS
                        seconds of processor that reading what somebody sent may take; FILIERE_READ_SECONDS by the
                        clock, FILIERE_READ_MEMORY_BYTES, FILIERE_READ_FILE_BYTES and FILIERE_READ_OPEN_FILES;
                        FILIERE_LOAD_… for a source file of the staff
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from filiere.site.file_modes import narrow_umask
from filiere.site.home import database, former_keys, home_path, secret_key

# Whatever loads the settings makes files next: a database, a log, a key.
narrow_umask()


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def _whole(name: str, default: int) -> int:
    words = os.environ.get(name, str(default))
    if not words.isascii() or not words.isdigit():
        raise ImproperlyConfigured(f"{name}={words}")
    return int(words)


HERE = Path(__file__).resolve().parent
FILIERE_HOME = home_path()
SECRET_KEY = secret_key(FILIERE_HOME)
SECRET_KEY_FALLBACKS = former_keys(FILIERE_HOME)
# A demonstration is stamped by the command that builds it. `accounts.demo` asks for more before it opens anything.
FILIERE_DEMO = (FILIERE_HOME / "demo-stamp").is_file()
DEBUG = _flag("FILIERE_DEBUG")
HTTPS = _flag("FILIERE_HTTPS")
TRUSTED_PROXY = _flag("FILIERE_TRUSTED_PROXY")
ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("FILIERE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "filiere.site.journal",
    "filiere.site.accounts",
    "filiere.site.mail",
    "filiere.site.members",
    "filiere.site.dossiers",
    "filiere.site.evidence",
    "filiere.site.candidature",
    "filiere.site.audit",
    "filiere.site.committee",
    "filiere.site.holders",
    "filiere.site.observatory",
    "filiere.site.confidentiality",
    "filiere.site.label",
    "filiere.site.register",
    "filiere.site.science",
    "filiere.site.quality",
]

MIDDLEWARE = [
    "filiere.site.middleware.request_log",
    "filiere.site.middleware.server_timing",
    "filiere.site.middleware.no_body_for_head",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "filiere.site.middleware.known_host",
    "filiere.site.middleware.manners_of_the_api",
    "filiere.site.form_tokens.FormTokens",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "filiere.site.audit.clearing.clear_kept_forms",
    "filiere.site.accounts.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "filiere.site.fault_responses.FaultResponses",
]

ROOT_URLCONF = "filiere.site.urls"
WSGI_APPLICATION = "filiere.site.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "filiere.site.context.site",
            ],
            "libraries": {"filiere": "filiere.site.templatetags.filiere"},
            "builtins": ["django.templatetags.static", "filiere.site.templatetags.filiere"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ]
            if not DEBUG
            else ["django.template.loaders.filesystem.Loader"],
        },
    }
]

DATABASES = {"default": database(FILIERE_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["filiere.site.accounts.backend.EmailBackend"]
# Scrypt is in the standard library and costs memory to an attacker; PBKDF2 stays readable for older hashes.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "staff:home"
LOGOUT_REDIRECT_URL = "observatory:home"

# Letters are kept in the outbox and go nowhere until a mail server is named.
_mailer = os.environ.get("FILIERE_EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
MAILERS: dict[str, dict[str, object]] = {"default": {"BACKEND": _mailer}}
if _mailer == "django.core.mail.backends.smtp.EmailBackend":
    MAILERS["default"]["OPTIONS"] = {
        "host": os.environ.get("FILIERE_EMAIL_HOST", "localhost"),
        "port": _whole("FILIERE_EMAIL_PORT", 587),
        "username": os.environ.get("FILIERE_EMAIL_USER", ""),
        "password": os.environ.get("FILIERE_EMAIL_PASSWORD", ""),
        "use_tls": _flag("FILIERE_EMAIL_TLS", True),
        "timeout": 10,
    }
DEFAULT_FROM_EMAIL = os.environ.get("FILIERE_EMAIL_FROM", "filiere@localhost")
FILIERE_ADDRESS = os.environ.get("FILIERE_ADDRESS", "http://localhost:8000").rstrip("/")

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "filiere.site.static_files.StampedStaticFiles"},
}
# Files are served from the package itself: nothing to collect, hence nothing to forget at deployment. Their address
# carries a stamp of their content, so browsers may keep them for a year.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 31_536_000
WHITENOISE_ALLOW_ALL_ORIGINS = False

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = _whole("FILIERE_HSTS_SECONDS", 0)
if TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "filiere.site.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

_referentials = os.environ.get("FILIERE_REFERENTIALS")
REFERENTIALS = Path(_referentials).expanduser().resolve() if _referentials else None

UPLOADS = FILIERE_HOME / "uploads"
FILIERE_UPLOAD_BYTES = _whole("FILIERE_UPLOAD_BYTES", 4 * 1024**3)
FILIERE_CONTACTS_BYTES = _whole("FILIERE_CONTACTS_BYTES", 4 * 1024**3)
FILIERE_CONTACTS_UNPACKED_BYTES = _whole("FILIERE_CONTACTS_UNPACKED_BYTES", 64 * 1024**3)
FILIERE_CONTACTS_WAITING_BYTES = _whole("FILIERE_CONTACTS_WAITING_BYTES", 16 * 1024**3)
FILIERE_PACK_BYTES = _whole("FILIERE_PACK_BYTES", 1024**3)
# Memory that the engine takes for an import or a computation, beyond which it writes to the disk.
FILIERE_CONTACTS_MEMORY = os.environ.get("FILIERE_CONTACTS_MEMORY", "1GB")
# Imports and computations are made by processes of their own, started when a page asks; tests work in their own.
FILIERE_WORKERS = True
FILIERE_EVIDENCE_BYTES = _whole("FILIERE_EVIDENCE_BYTES", 50 * 1024**2)
FILIERE_EVIDENCE_DOSSIER_BYTES = _whole("FILIERE_EVIDENCE_DOSSIER_BYTES", 2 * 1024**3)
FILIERE_EVIDENCE_DOCUMENTS = _whole("FILIERE_EVIDENCE_DOCUMENTS", 2000)
FILIERE_SCANNER = os.environ.get("FILIERE_SCANNER", "")
FILIERE_SCANNER_SECONDS = _whole("FILIERE_SCANNER_SECONDS", 60)
# What the child process may take that reads a file or a text that somebody sent, and one that loads a source file.
FILIERE_READ_PROCESSOR_SECONDS = _whole("FILIERE_READ_PROCESSOR_SECONDS", 20)
FILIERE_READ_SECONDS = _whole("FILIERE_READ_SECONDS", 60)
FILIERE_READ_MEMORY_BYTES = _whole("FILIERE_READ_MEMORY_BYTES", 1024**3)
FILIERE_READ_FILE_BYTES = _whole("FILIERE_READ_FILE_BYTES", 256 * 1024**2)
FILIERE_READ_OPEN_FILES = _whole("FILIERE_READ_OPEN_FILES", 256)
FILIERE_LOAD_PROCESSOR_SECONDS = _whole("FILIERE_LOAD_PROCESSOR_SECONDS", 1800)
FILIERE_LOAD_SECONDS = _whole("FILIERE_LOAD_SECONDS", 3600)
FILIERE_LOAD_MEMORY_BYTES = _whole("FILIERE_LOAD_MEMORY_BYTES", 4 * 1024**3)
FILIERE_LOAD_FILE_BYTES = _whole("FILIERE_LOAD_FILE_BYTES", 16 * 1024**3)
FILIERE_LOG_ADDRESSES = _flag("FILIERE_LOG_ADDRESSES")
FILIERE_DISK_FLOOR = _whole("FILIERE_DISK_FLOOR", 256 * 1024**2)
FILE_UPLOAD_HANDLERS = ["filiere.site.uploads.RefusedUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no-secrets": {"()": "filiere.site.logs.NoSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["no-secrets"], "level": "WARNING"},
        "site": {"()": "filiere.site.log_files.JsonFile", "file": "site.jsonl", "level": "WARNING"},
        "work": {"()": "filiere.site.log_files.JsonFile", "file": "work.jsonl"},
    },
    "loggers": {
        "django": {"handlers": ["console", "site"], "level": "WARNING", "propagate": False},
        "filiere": {"handlers": ["console", "site"], "level": "WARNING"},
        "filiere.site.quality.work": {"handlers": ["work"], "level": "INFO"},
        # A wrong address is not an event of the site; an error is.
        "django.request": {"level": "ERROR"},
    },
}
