"""Settings of the site. Everything that changes from one machine to another is an environment variable.

`filiere.site.environment` lists them, with what each may hold; what is unknown or not usable is refused here, at start.
"""

from pathlib import Path

from django.utils.csp import CSP

from filiere.core.content_folder import content_path
from filiere.core.translation_catalogues import list_further_languages
from filiere.site.data_folder import database_settings, home_path
from filiere.site.environment import check_environment, read_setting
from filiere.site.file_permissions import narrow_umask
from filiere.site.secret_key import load_secret_key, read_former_keys

# Whatever loads the settings makes files next: a database, a log, a key.
narrow_umask()


check_environment()
HERE = Path(__file__).resolve().parent
FILIERE_HOME = home_path()
SECRET_KEY = load_secret_key(FILIERE_HOME)
SECRET_KEY_FALLBACKS = read_former_keys(FILIERE_HOME)
# A demonstration is stamped by the command that builds it. `accounts.demo_people` asks for more before it opens
# anything.
FILIERE_DEMO = (FILIERE_HOME / "demo-stamp").is_file()
DEBUG = read_setting("FILIERE_DEBUG")
HTTPS = read_setting("FILIERE_HTTPS")
TRUSTED_PROXY = read_setting("FILIERE_TRUSTED_PROXY")
ALLOWED_HOSTS = read_setting("FILIERE_ALLOWED_HOSTS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "filiere.site.journal",
    "filiere.site.accounts",
    "filiere.site.mail",
    "filiere.site.jobs",
    "filiere.site.search",
    "filiere.site.observatory",
    "filiere.site.members",
    "filiere.site.workflow",
    "filiere.site.evidence",
    "filiere.site.candidature",
    "filiere.site.audit",
    "filiere.site.committee",
    "filiere.site.holders",
    "filiere.site.confidentiality",
    "filiere.site.label",
    "filiere.site.register",
    "filiere.site.science",
    "filiere.site.quality",
    "filiere.site.programme",
    "filiere.site.careers",
    "filiere.site.survey",
    "filiere.site.pages",
    "filiere.site.kit",
]

MIDDLEWARE = [
    "filiere.site.middleware.request_log",
    "filiere.site.middleware.server_timing",
    "filiere.site.middleware.no_body_for_head",
    "filiere.site.public_data_middleware.share_public_data",
    "filiere.site.middleware.permissions_policy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "filiere.site.middleware.require_known_host",
    "filiere.site.middleware.require_known_encoding",
    "filiere.site.middleware.complete_api_methods",
    "filiere.site.mail.delivery.limit_request_letters",
    "filiere.site.form_idempotency.FormIdempotencyMiddleware",
    "filiere.site.middleware.no_store_for_personal_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "filiere.site.kit.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "filiere.site.audit.browser_storage_clearing.clear_client_storage",
    "filiere.site.accounts.middleware.SecondFactorMiddleware",
    "filiere.site.sandboxed_reading.track_answered_request",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "filiere.site.failure_responses.FailureResponseMiddleware",
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
                "filiere.site.context_processors.user_context",
            ],
            "libraries": {
                "filiere": "filiere.site.kit.templatetags.filiere",
                "page_layout": "filiere.site.pages.page_layout",
            },
            "builtins": [
                "django.templatetags.static",
                "filiere.site.kit.templatetags.filiere",
                "filiere.site.pages.choice_tags",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["filiere.site.minifying_loader.Loader"],
                )
            ]
            if not DEBUG
            else ["filiere.site.minifying_loader.Loader"],
        },
    }
]

FORM_RENDERER = "filiere.site.kit.forms.FormRenderer"

DATABASES = {"default": database_settings(FILIERE_HOME)}
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
LOGIN_REDIRECT_URL = "dossiers:home"
LOGOUT_REDIRECT_URL = "observatory:home"

# Letters are kept in the outbox and go nowhere until a mail server is named.
_mailer = read_setting("FILIERE_EMAIL_BACKEND")
MAILERS: dict[str, dict[str, object]] = {"default": {"BACKEND": _mailer}}
if _mailer == "django.core.mail.backends.smtp.EmailBackend":
    # Django's own waits for as long as the server keeps talking.
    MAILERS["default"]["BACKEND"] = "filiere.site.mail.smtp.EmailBackend"
    MAILERS["default"]["OPTIONS"] = {
        "host": read_setting("FILIERE_EMAIL_HOST"),
        "port": read_setting("FILIERE_EMAIL_PORT"),
        "username": read_setting("FILIERE_EMAIL_USER"),
        "password": read_setting("FILIERE_EMAIL_PASSWORD"),
        "use_tls": read_setting("FILIERE_EMAIL_TLS"),
        "timeout": 10,
    }
DEFAULT_FROM_EMAIL = read_setting("FILIERE_EMAIL_FROM")
FILIERE_ADDRESS = read_setting("FILIERE_ADDRESS")
# Who publishes the site, as its pages say it; in the demonstration, an association made up for it.
FILIERE_DEMO_ISSUER = {
    "FILIERE_ISSUER": "Association de démonstration",
    "FILIERE_ISSUER_ADDRESS": "1 place de l’Exemple, 37000 Tours",
    "FILIERE_CONTACT": "contact@association.example",
}
FILIERE_BANK_ACCOUNT = read_setting("FILIERE_BANK_ACCOUNT")
FILIERE_ISSUER, FILIERE_ISSUER_ADDRESS, FILIERE_PUBLICATION_DIRECTOR, FILIERE_HOSTING, FILIERE_CONTACT = (
    read_setting(name, otherwise=FILIERE_DEMO_ISSUER.get(name, "") if FILIERE_DEMO else "")
    for name in (
        "FILIERE_ISSUER",
        "FILIERE_ISSUER_ADDRESS",
        "FILIERE_PUBLICATION_DIRECTOR",
        "FILIERE_HOSTING",
        "FILIERE_CONTACT",
    )
)

LANGUAGE_CODE = "fr"
FILIERE_LOCALES = read_setting("FILIERE_LOCALES") or content_path("locales")
LANGUAGES = [("fr", "Français"), ("en", "English"), *list_further_languages(FILIERE_LOCALES)]
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
    # An image of a chart is drawn from the page itself, as a blob (see chart.js).
    "img-src": [CSP.SELF, "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# A day can be taken back; longer is for whoever keeps the names and their certificates to say.
SECURE_HSTS_SECONDS = read_setting("FILIERE_HSTS_SECONDS", otherwise="86400" if HTTPS else "0")
if TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Without a front server that says how a visitor came, nobody could be led anywhere without end.
    SECURE_SSL_REDIRECT = HTTPS
    # What watches the site asks it from the machine itself.
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SESSION_ENGINE = "filiere.site.accounts.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "filiere.site.accounts.views.pending_form.expired_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

_referentials = read_setting("FILIERE_REFERENTIALS")
REFERENTIALS = Path(_referentials).expanduser().resolve() if _referentials else None

UPLOADS = FILIERE_HOME / "uploads"
FILIERE_UPLOAD_BYTES = read_setting("FILIERE_UPLOAD_BYTES")
FILIERE_CONTACTS_BYTES = read_setting("FILIERE_CONTACTS_BYTES")
FILIERE_CONTACTS_UNPACKED_BYTES = read_setting("FILIERE_CONTACTS_UNPACKED_BYTES")
FILIERE_CONTACTS_WAITING_BYTES = read_setting("FILIERE_CONTACTS_WAITING_BYTES")
FILIERE_CENTRE_BYTES = read_setting("FILIERE_CENTRE_BYTES")
FILIERE_PACK_BYTES = read_setting("FILIERE_PACK_BYTES")
# Memory that the engine takes for an import or a computation, beyond which it writes to the disk.
FILIERE_CONTACTS_MEMORY = read_setting("FILIERE_CONTACTS_MEMORY")
# Imports and computations are made by processes of their own, started when a page asks; tests work in their own.
FILIERE_WORKERS = True
FILIERE_EVIDENCE_BYTES = read_setting("FILIERE_EVIDENCE_BYTES")
FILIERE_EVIDENCE_DOSSIER_BYTES = read_setting("FILIERE_EVIDENCE_DOSSIER_BYTES")
FILIERE_EVIDENCE_DOCUMENTS = read_setting("FILIERE_EVIDENCE_DOCUMENTS")
FILIERE_SCANNER = read_setting("FILIERE_SCANNER")
FILIERE_SCANNER_SECONDS = read_setting("FILIERE_SCANNER_SECONDS")
# What the child process may take that reads a file or a text that somebody sent, and one that loads a source file.
FILIERE_READ_PROCESSOR_SECONDS = read_setting("FILIERE_READ_PROCESSOR_SECONDS")
FILIERE_READ_SECONDS = read_setting("FILIERE_READ_SECONDS")
FILIERE_READ_MEMORY_BYTES = read_setting("FILIERE_READ_MEMORY_BYTES")
FILIERE_READ_FILE_BYTES = read_setting("FILIERE_READ_FILE_BYTES")
FILIERE_READ_OPEN_FILES = read_setting("FILIERE_READ_OPEN_FILES")
FILIERE_LOAD_PROCESSOR_SECONDS = read_setting("FILIERE_LOAD_PROCESSOR_SECONDS")
FILIERE_LOAD_SECONDS = read_setting("FILIERE_LOAD_SECONDS")
FILIERE_LOAD_MEMORY_BYTES = read_setting("FILIERE_LOAD_MEMORY_BYTES")
FILIERE_LOAD_FILE_BYTES = read_setting("FILIERE_LOAD_FILE_BYTES")
FILIERE_ANCHOR_FILE = read_setting("FILIERE_ANCHOR_FILE")
FILIERE_ANCHOR_MAIL = read_setting("FILIERE_ANCHOR_MAIL")
FILIERE_REQUEST_SECONDS = read_setting("FILIERE_REQUEST_SECONDS")
FILIERE_UPLOAD_SECONDS = read_setting("FILIERE_UPLOAD_SECONDS")
# Jobs that run at once; what one may take in all, and before it makes room for others that wait.
FILIERE_JOB_LANES = read_setting("FILIERE_JOB_LANES")
FILIERE_JOB_SECONDS = read_setting("FILIERE_JOB_SECONDS")
FILIERE_JOB_SHARE_SECONDS = read_setting("FILIERE_JOB_SHARE_SECONDS")
FILIERE_JOB_MEMORY_BYTES = read_setting("FILIERE_JOB_MEMORY_BYTES")
FILIERE_JOB_FILE_BYTES = read_setting("FILIERE_JOB_FILE_BYTES")
FILIERE_LOG_ADDRESSES = read_setting("FILIERE_LOG_ADDRESSES")
FILIERE_DISK_FLOOR = read_setting("FILIERE_DISK_FLOOR")
# What checks the tokens of a form whose view chose how its body is read.
FILIERE_FORM_CHECK = "filiere.site.form_idempotency.idempotent_form"
FILE_UPLOAD_HANDLERS = ["filiere.site.kit.uploads.RefusedUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no-secrets": {"()": "filiere.site.log_redaction.SecretFilter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["no-secrets"], "level": "WARNING"},
        "site": {"()": "filiere.site.log_files.JsonFileHandler", "file": "site.jsonl", "level": "WARNING"},
        "work": {"()": "filiere.site.log_files.JsonFileHandler", "file": "work.jsonl"},
    },
    "loggers": {
        "django": {"handlers": ["console", "site"], "level": "WARNING", "propagate": False},
        "filiere": {"handlers": ["console", "site"], "level": "WARNING"},
        "filiere.site.jobs": {"handlers": ["work"], "level": "INFO"},
        # A wrong address is not an event of the site; an error is.
        "django.request": {"level": "ERROR"},
    },
}
