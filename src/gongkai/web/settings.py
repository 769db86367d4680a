"""Django's settings, from the environment alone; every default is safe for one machine.

The reference of the variables is docs/reference/settings.md.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from gongkai.web import environment
from gongkai.web.data import DataFolder

_HERE = Path(__file__).parent
_ENV = os.environ

# --- the installation ----------------------------------------------------------------------------
GONGKAI_DATA = DataFolder.prepared(Path(_ENV.get("GONGKAI_DATA") or "var"))
GONGKAI_HTTPS = environment.flag(_ENV, "GONGKAI_HTTPS")
#: How many proxies of our own stand in front; each adds one address to X-Forwarded-For that can be believed.
GONGKAI_PROXIES = environment.number(_ENV, "GONGKAI_PROXIES", 0)
#: Where to report a weakness, for /.well-known/security.txt: mailto:… or https://…
GONGKAI_SECURITY_CONTACT = _ENV.get("GONGKAI_SECURITY_CONTACT", "")
GONGKAI_ADDRESS = _ENV.get("GONGKAI_ADDRESS", "").rstrip("/") or "http://127.0.0.1:8000"

# Where the writer of PDFs looks for an installation's own fonts.
os.environ.setdefault("GONGKAI_FONTS", str(GONGKAI_DATA.room("fonts")))

DEBUG = environment.flag(_ENV, "GONGKAI_DEBUG")
SECRET_KEY = _ENV.get("GONGKAI_SECRET_KEY") or GONGKAI_DATA.secret_key()
ALLOWED_HOSTS = environment.listed(_ENV, "GONGKAI_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.listed(_ENV, "GONGKAI_ORIGINS", [])

# --- limits --------------------------------------------------------------------------------------
#: Largest report file that /check/ and the API take, in bytes.
GONGKAI_LARGEST_REPORT = 10 * 1024 * 1024
#: Requests that read a report, a minute and address, in one server process.
GONGKAI_READS_A_MINUTE = environment.number(_ENV, "GONGKAI_READS_A_MINUTE", 60)
#: Seconds and bytes that reading one request's reports may take before it is killed.
GONGKAI_READING_SECONDS = 10
GONGKAI_READING_MEMORY = 1024 * 1024 * 1024
# Two reports and the form around them. Up to this size an upload stays in memory: /check/ promises to store nothing.
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * GONGKAI_LARGEST_REPORT + 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_TEMP_DIR = str(GONGKAI_DATA.room("tmp"))

# --- what runs -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "gongkai.ledger",
    "gongkai.organisations",
    "gongkai.yearbook",
    "gongkai.portal",
    "gongkai.api",
    "gongkai.demo",
    "gongkai.web.apps.WebConfig",  # before wagtail.admin, whose widget templates it overrides
    "wagtail.embeds",
    "wagtail.sites",
    "gongkai.web.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "gongkai.web.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gongkai.web.middleware.language_of_path",
    "gongkai.web.limits.report_limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "gongkai.web.urls"
WSGI_APPLICATION = "gongkai.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- records -------------------------------------------------------------------------------------
DATABASES = {"default": environment.database(_ENV, GONGKAI_DATA.room("db"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "gk_organisations.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "gongkai.organisations.backends.PostBackend",  # posts open the back office
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
#: Who knows the names behind the ledger's keys, by kind: a function from uids to names.
GONGKAI_LEDGER_NAMES = {
    "organisation": "gongkai.organisations.queries.names_of_bodies",
    "user": "gongkai.organisations.queries.names_of_people",
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# --- languages and days --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [_HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
# Served straight from the packages: hashing and compressing the back office's files takes 25 s, which a first start
# must not. A web server in front may be given them with `gongkai manage collectstatic`.
STATIC_ROOT = GONGKAI_DATA.room("public") / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of one that is not there
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 600
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
MEDIA_ROOT = GONGKAI_DATA.room("files")
MEDIA_URL = "/files/"
FILE_UPLOAD_PERMISSIONS = 0o640

# --- security ------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = GONGKAI_HTTPS
SESSION_COOKIE_NAME = "__Host-gongkai" if GONGKAI_HTTPS else "gongkai"
CSRF_COOKIE_NAME = "__Host-gongkai-csrf" if GONGKAI_HTTPS else "gongkai-csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = GONGKAI_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if GONGKAI_HTTPS and GONGKAI_PROXIES else None
SECURE_HSTS_SECONDS = environment.number(_ENV, "GONGKAI_HSTS_SECONDS", 31_536_000 if GONGKAI_HTTPS else 0)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if GONGKAI_HTTPS else None
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews its own pages in a frame

# --- Wagtail -------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "公开"
WAGTAILADMIN_BASE_URL = GONGKAI_ADDRESS
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Browsers do not know every zone that Python knows, and the account page breaks on one they do not.
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai", "Asia/Urumqi"]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Its own search finds nothing in Chinese; the plain one does.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback"}}
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "json", "md", "odt", "pdf", "txt", "xlsx", "zip"]

# --- log: to stderr, no addresses of visitors, no bodies, no names of files ------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _ENV.get("GONGKAI_LOG_LEVEL", "WARNING").upper()},
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": "WARNING"},
        # A page not found or a refused form is no event for an operator, and its line would carry the path.
        "django.request": {"level": "ERROR"},
        # It warns of every HEAD: Django leaves it to the server to drop the body.
        "gunicorn.http.wsgi": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
