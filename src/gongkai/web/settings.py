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
#: Roles whose holders must set up a second factor before the back office opens.
GONGKAI_MFA_ROLES = environment.roles(_ENV, "GONGKAI_MFA_ROLES")

# Where the writer of PDFs looks for an installation's own fonts.
os.environ.setdefault("GONGKAI_FONTS", str(GONGKAI_DATA.room("fonts")))

DEBUG = environment.flag(_ENV, "GONGKAI_DEBUG")
SECRET_KEY = _ENV.get("GONGKAI_SECRET_KEY") or GONGKAI_DATA.secret_key()
ALLOWED_HOSTS = environment.listed(_ENV, "GONGKAI_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.listed(_ENV, "GONGKAI_ORIGINS", [])
#: Entry without a password for the demonstration's officers; see gongkai.web.signing_in.demo.
GONGKAI_DEMO = environment.demo(_ENV, https=GONGKAI_HTTPS, proxies=GONGKAI_PROXIES, hosts=ALLOWED_HOSTS)

# --- limits --------------------------------------------------------------------------------------
#: Largest report file that /check/ and the API take, in bytes.
GONGKAI_LARGEST_REPORT = 10 * 1024 * 1024
#: Requests that read a report, a minute and address, in one server process.
GONGKAI_READS_A_MINUTE = environment.number(_ENV, "GONGKAI_READS_A_MINUTE", 60)
#: Seconds and bytes that reading one request's reports may take before it is killed.
GONGKAI_READING_SECONDS = 10
GONGKAI_READING_MEMORY = 1024 * 1024 * 1024
#: Seconds and bytes that examining or redacting one attachment before publishing may take before it is killed.
GONGKAI_EXAMINING_SECONDS = 60
GONGKAI_EXAMINING_MEMORY = 2 * 1024 * 1024 * 1024
#: Networks of the office whose addresses the check of links may open, such as 10.0.0.0/8; otherwise public ones alone.
GONGKAI_LINK_NETWORKS = environment.networks(_ENV, "GONGKAI_LINK_NETWORKS")
#: Largest attachment and largest picture of a publication, in bytes; set in MB.
GONGKAI_LARGEST_ATTACHMENT = environment.number(_ENV, "GONGKAI_LARGEST_ATTACHMENT", 100) * 1024 * 1024
GONGKAI_LARGEST_PICTURE = environment.number(_ENV, "GONGKAI_LARGEST_PICTURE", 20) * 1024 * 1024
#: What looks for malicious programs in every file before it is kept; see gongkai.publications.files.malware.
GONGKAI_MALWARE_COMMAND = _ENV.get("GONGKAI_MALWARE_COMMAND", "")
# Two reports and the form around them. Up to this size an upload stays in memory: /check/ promises to store nothing.
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * GONGKAI_LARGEST_REPORT + 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_TEMP_DIR = str(GONGKAI_DATA.room("tmp"))

# --- what runs -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "gongkai.ledger",
    "gongkai.organisations",
    "gongkai.channels",
    "gongkai.publications",
    "gongkai.registers",
    "gongkai.oversight",
    "gongkai.yearbook",
    "gongkai.portal",
    "gongkai.api",
    "gongkai.demo",
    "gongkai.web.apps.WebConfig",  # before wagtail.admin, whose widget templates it overrides
    "wagtail.embeds",
    "wagtail.sites",
    "gongkai.web.apps.UsersConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "wagtail.snippets",
    "wagtail.contrib.table_block",
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
    "gongkai.web.traffic.traffic",
    "gongkai.web.middleware.language_of_path",
    "gongkai.web.limits.report_limits",
    "gongkai.web.limits.upload_limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "gongkai.web.middleware.posts_remembered",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gongkai.web.signing_in.second_factor.required_of_roles",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a refused sign-in into the page that says so
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
    "axes.backends.AxesStandaloneBackend",  # first: it stops whoever guesses passwords
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
# In files, so that all workers count the same guesses at a code of the second factor.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": GONGKAI_DATA.room("cache"),
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
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

# --- signing in ----------------------------------------------------------------------------------
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
LOGOUT_REDIRECT_URL = "account_login"
#: A working day; the browser forgets it when it is closed.
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ACCOUNT_ADAPTER = "gongkai.web.signing_in.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "gongkai.web.signing_in.forms.OfficeLoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Somebody signed in whose posts have ended is sent here by the back office, and must not be sent back there.
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
# Guesses at a password are counted by axes (the adapter sees to it); `login_failed` are guesses at a person's codes.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,10/15m/key"}
MFA_ADAPTER = "gongkai.web.signing_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "公开"
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = GONGKAI_HTTPS
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not GONGKAI_HTTPS  # browsers then offer it on http://localhost alone
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "gongkai.web.limits.address_of"
AXES_LOCKOUT_CALLABLE = "gongkai.web.signing_in.lockout.answer"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # who is signed in where, the list of sessions knows
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- Wagtail -------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "公开"
# Passwords are changed on the pages of signing in, and set anew by a link that an administrator hands over.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_BASE_URL = GONGKAI_ADDRESS
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# A review holds for the very content that was reviewed.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# Mail goes to those whose turn it is, and is ours: publications.acts.notices.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
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
