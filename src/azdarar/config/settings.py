"""Django's settings, safe for production as they stand; a paper's own wishes come from ``options.py``."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from azdarar.config import sqlite
from azdarar.config.edge import logs
from azdarar.config.wishes import caches_in_front, databases, mail, secret_key
from azdarar.config.wishes.environment import read_options
from azdarar.press.for_caches import KEPT_BY_ADDRESS_S, KEPT_BY_KEY_S

OPTIONS = read_options(os.environ)

PACKAGE_DIR = Path(__file__).resolve().parent.parent
HOME = OPTIONS.home

# Secrets and hosts
SECRET_KEY = OPTIONS.secret_key or secret_key.of_home(HOME)
DEBUG = OPTIONS.debug
SITE_URL = OPTIONS.site_url
SITE_IS_HTTPS = SITE_URL.startswith("https:")
ALLOWED_HOSTS = list(
    dict.fromkeys(
        [
            *(OPTIONS.site_host, *OPTIONS.allowed_hosts, "localhost", "127.0.0.1", "[::1]"),
            *OPTIONS.every_old_host,
        ]
    )
)
# Hosts of former days: what is asked there leads to the public address (edge/old_addresses.py).
AZDARAR_OLD_HOSTS = OPTIONS.every_old_host
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "azdarar.reader.views.errors.form_refused"
USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if OPTIONS.proxy_count and SITE_IS_HTTPS else None
)

# Rooms
# From the faces down, so that a template or a command of ours wins over the same name in a library.
ROOMS = (
    "config",
    "reader",
    "newsroom",
    "newsletters",
    "feeds",
    "members",
    "fronts",
    "search",
    "onward",
    "wires",
    "archive",
    "articles",
    "media",
    "rights",
    "subjects",
    "accounts",
    "press",
    "courier",
)
INSTALLED_APPS = [
    *(f"azdarar.{room}" for room in ROOMS if (PACKAGE_DIR / room / "apps.py").is_file()),
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    # Outermost, so that it sees every answer, whoever gives it.
    "azdarar.config.edge.middleware.RequestLog",
    "azdarar.config.edge.middleware.SecurityHeaders",
    # Before https is asked for: an old address on plain http takes one redirect, not two.
    "azdarar.config.edge.old_addresses.OldAddresses",
    "django.middleware.security.SecurityMiddleware",
    # Before sessions: a static file needs none of what follows.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "azdarar.config.edge.middleware.Compression",
    "azdarar.config.edge.middleware.ChosenEdition",
    "azdarar.accounts.doors.sessions.SteadySessions",
    "azdarar.config.edge.middleware.LanguageByAddress",
    # Before the session is read: whoever waits in line costs no query.
    "azdarar.accounts.door_queue.DoorQueue",
    "django.middleware.common.CommonMiddleware",
    "azdarar.config.edge.middleware.QuietCsrf",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "azdarar.accounts.doors.keeping.SessionKeeper",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "azdarar.accounts.standing_access.StandingAccess",
    # Innermost: the transaction opens after everything that may refuse, and closes before an answer leaves.
    "azdarar.config.edge.middleware.NewsroomTransaction",
    # Within it: a device is remembered together with what was done from it, and a refusal undoes all.
    "azdarar.newsroom.standing.StaffStanding",
    "azdarar.newsroom.middleware.Refusals",
]

ROOT_URLCONF = "azdarar.config.urls"
WSGI_APPLICATION = "azdarar.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "azdarar.reader.account_page.account_page",
            ],
        },
    },
]

# Data
DATABASES = {"default": databases.database(OPTIONS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": databases.cache(OPTIONS)}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o640, "directory_permissions_mode": 0o750},
    },
    "staticfiles": {"BACKEND": "azdarar.config.serving.static_files.HashedStaticFiles"},
}
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
WHITENOISE_MAX_AGE = 300
# django.contrib.staticfiles would list every app's folder at each start; what is served is what was
# collected.
WHITENOISE_USE_FINDERS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_AUTOREFRESH = False

PRESS_MEMORY_BYTES = OPTIONS.press_memory_mb * 2**20
# Pages laid out as files for a web server in front; the cache in front that is told what to forget.
PRESS_FILES = OPTIONS.press_files
CDN_URL = OPTIONS.cdn_url
CDN_TOKEN = OPTIONS.cdn_token
CDN_KEPT_S = KEPT_BY_ADDRESS_S if caches_in_front.is_told_addresses(CDN_URL) else KEPT_BY_KEY_S

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # bytes: a form, without its files
# A story of two hundred paragraphs is a form of a thousand fields. Readers cannot send so many: their bodies
# end at 64 kB (edge/refusals.py).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# An export uploaded in the newsroom: written to disk as it arrives (archive/intake.py).
IMPORT_UPLOAD_BYTES = OPTIONS.import_upload_mb * 2**20
IMPORT_PASSWORD = OPTIONS.import_password

# Languages and time
LANGUAGE_NAMES = {"fr": _("French"), "en": _("English"), "hy": _("Armenian"), "ru": _("Russian")}
LANGUAGES = [(code, LANGUAGE_NAMES[code]) for code in OPTIONS.languages]
LANGUAGE_CODE = OPTIONS.languages[0]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = OPTIONS.time_zone
# What somebody chose on the pages of their account; no other page may know it.
LANGUAGE_COOKIE_NAME = "__Secure-language" if SITE_IS_HTTPS else "language"
LANGUAGE_COOKIE_PATH = "/account/"
LANGUAGE_COOKIE_AGE = 31_536_000  # seconds: a year
LANGUAGE_COOKIE_SECURE = SITE_IS_HTTPS
LANGUAGE_COOKIE_HTTPONLY = True

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["azdarar.accounts.doors.backend.DoorBackend"]
PASSWORD_HASHERS = ["azdarar.accounts.hashers.GatedArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "azdarar.accounts.passwords.LengthValidator"},
    {"NAME": "azdarar.accounts.passwords.GuessableValidator"},
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address is changed
# Whoever opens the mailed link in the browser that asked has shown enough; a second factor is still asked.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
# Digits, because they are on every keyboard; eight, because five guesses at six are too good a chance.
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
PASSWORD_RESET_TIMEOUT = 3600  # seconds
# Counted in the shared cache, for all workers and across restarts. "key" is what was typed, in one spelling;
# "ip" a network: an IPv6 address counts as its /64. None of these stands before a passkey. An account counts
# under either of its names, silently (accounts/doors/backend.py).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "login_failed_account": "5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/30m/key",
    "reset_password_account": "5/30m/key",
    "request_login_code": "20/m/ip,5/30m/key",
    "confirm_email": "3/10m/key",
}
ACCOUNT_FORMS = {
    "login": "azdarar.accounts.doors.forms.SignInForm",
    "signup": "azdarar.accounts.doors.forms.SignUpForm",
    "reset_password": "azdarar.accounts.doors.forms.ResetRequestForm",
    "reset_password_from_key": "azdarar.accounts.doors.forms.NewPasswordForm",
    "change_password": "azdarar.accounts.doors.forms.ChangePasswordForm",
    "set_password": "azdarar.accounts.doors.forms.NewPasswordForm",
    "add_email": "azdarar.accounts.doors.forms.NewAddressForm",
    "reauthenticate": "azdarar.accounts.doors.forms.ConfirmItIsYouForm",
    "request_login_code": "azdarar.accounts.doors.forms.CodeRequestForm",
    "confirm_login_code": "azdarar.accounts.doors.forms.CodeForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_IS_HTTPS else "http"
ACCOUNT_ADAPTER = (
    "azdarar.accounts.adapter.AccountAdapter"
    if find_spec("azdarar.accounts.adapter")
    else "allauth.account.adapter.DefaultAccountAdapter"
)
ACCOUNT_CHANGE_EMAIL = True  # one address for each person; the new one counts once it is confirmed
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "azdarar.accounts.tokens.ResetTokens"  # noqa: S105 - a path
ALLAUTH_TRUSTED_PROXY_COUNT = OPTIONS.proxy_count
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 64
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds for which a proof of who one is counts as fresh
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # or nobody with a second factor could ever change their address
MFA_TOTP_TOLERANCE = 1  # steps of 30 s: a device's clock may be that much off
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_ADAPTER = "azdarar.accounts.doors.factors.FactorAdapter"
MFA_FORMS = {
    "authenticate": "azdarar.accounts.doors.factors.CodeAfterPasswordForm",
    "authenticate_webauthn": "azdarar.accounts.doors.factors.PasskeyForm",
    "reauthenticate": "azdarar.accounts.doors.factors.ConfirmByCodeForm",
    "reauthenticate_webauthn": "azdarar.accounts.doors.factors.ConfirmByPasskeyForm",
    "login_webauthn": "azdarar.accounts.doors.factors.SignInByPasskeyForm",
    "add_webauthn": "azdarar.accounts.doors.factors.AddPasskeyForm",
    "edit_webauthn": "azdarar.accounts.doors.factors.RenamePasskeyForm",
    "activate_totp": "azdarar.accounts.doors.factors.AddAppForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_IS_HTTPS

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_AGE = 2_592_000  # seconds: thirty days; staff sooner (accounts/internal/session_ages.py)
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SITE_IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if SITE_IS_HTTPS else "session"
CSRF_COOKIE_HTTPONLY = False  # Wagtail's own scripts read it
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SITE_IS_HTTPS
CSRF_COOKIE_NAME = "__Host-csrftoken" if SITE_IS_HTTPS else "csrftoken"

# Headers (the content policies are in middleware.py)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SITE_IS_HTTPS and OPTIONS.proxy_count > 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # the other hosts of the paper's domain are not ours to bind
SECURE_HSTS_PRELOAD = False
X_FRAME_OPTIONS = "DENY"
# Frames a reader may open with a click on an embed; nothing else may be framed on a public page.
EMBED_FRAME_HOSTS = ["https://www.youtube-nocookie.com", "https://player.vimeo.com", "https://archive.org"]

# Mail and logs
DEFAULT_FROM_EMAIL = SERVER_EMAIL = OPTIONS.mail_from
EMAIL_SUBJECT_PREFIX = ""
EMAIL_TIMEOUT = 20
globals().update(mail.settings_for(OPTIONS))
MAIL_CA_FILE = OPTIONS.email_ca_file
MAIL_OUTBOX_IS_SHOWN = mail.is_outbox_shown(OPTIONS)
LOGGING = logs.logging_settings(log_format=OPTIONS.log_format, level=OPTIONS.log_level)

# Wagtail
PAPER_NAME = WAGTAIL_SITE_NAME = OPTIONS.paper_name
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", _("French")), ("en", _("English"))]
# Where people of the newsroom live; the system's whole list has names that browsers refuse.
WAGTAIL_USER_TIME_ZONES = sorted(
    {
        TIME_ZONE,
        *("America/Argentina/Buenos_Aires", "America/Los_Angeles", "America/New_York", "America/Toronto"),
        *("Asia/Beirut", "Asia/Dubai", "Asia/Tbilisi", "Asia/Tehran", "Asia/Yerevan", "Australia/Sydney"),
        *("Europe/Athens", "Europe/Berlin", "Europe/Brussels", "Europe/Istanbul", "Europe/London"),
        *("Europe/Moscow", "Europe/Paris", "Europe/Zurich", "UTC"),
    }
)
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False  # it would tell a third party about every newsroom
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_IMAGE_MODEL = "media.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "azdarar.media.forms.PictureForm"
WAGTAILDOCS_DOCUMENT_MODEL = "media.StoryDocument"
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "txt", "odt", "ods", "docx", "xlsx", "epub", "gpx", "geojson", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 25 * 2**20
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 25 * 2**20
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILEMBEDS_RESPONSIVE_HTML = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # nothing is fetched from elsewhere while somebody writes
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "azdarar.newsroom.staff_search"}}
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "azdarar.newsroom.text_editor.TextEditor"}}
# Milliseconds of quiet before a draft is saved and its preview drawn anew; both take SQLite's write lock.
WAGTAIL_AUTOSAVE_INTERVAL = 2_000
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 1_000
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_MODERATION_ENABLED = True

# The search: where its index lives (search/internal/index_file.py), and the journal a sound SQLite allows it.
AZDARAR_SEARCH_FOLDER = HOME / "search"
AZDARAR_SEARCH_JOURNAL = sqlite.journal_mode(sqlite.version_in_use())
# Empty for the engine that comes with the paper; else "postgresql", or an OpenSearch server's address.
AZDARAR_SEARCH_URL = OPTIONS.search_url
AZDARAR_SEARCH_CA_FILE = OPTIONS.search_ca_file

# Extension points: dotted paths, checked at start
# Who decides how much of a story a reader gets (the one maker of a Disclosure).
AZDARAR_DISCLOSURE = "azdarar.members.queries.decide_disclosure"
# What each room keeps of a person, the highest room first: handed out and erased by the account page.
AZDARAR_PERSONAL_DATA = [
    "azdarar.newsroom.personal_data.PERSONAL_DATA",
    "azdarar.members.personal_data.PERSONAL_DATA",
    "azdarar.accounts.personal_data.PERSONAL_DATA",
]
# What scripts may learn of whoever is signed in: facts(request) -> dict, each, put into /account/me.json.
AZDARAR_ACCOUNT_FACTS = ["azdarar.members.facts.account_facts"]
# Who knows whether readers may see something that offers a document: carries(document=, at=) -> bool, each.
AZDARAR_DOCUMENT_CARRIERS = ["azdarar.articles.queries.carries_publicly"]
# Who knows whether all that shows a picture is closed to readers: keeps(picture=, at=) -> bool, each.
AZDARAR_PICTURE_KEEPERS = ["azdarar.articles.queries.keeps_back"]
# Who finds the stories an unknown address may have meant: find(words, language=, at=, most=) -> StoryCards.
AZDARAR_STORY_FINDER = "azdarar.search.queries.likely"
# Who says which subjects a text speaks of: subjects.recognising.Recogniser tells what is asked of it.
AZDARAR_SUBJECT_RECOGNISER = "azdarar.subjects.recognising.known_names_recogniser"
# Whether addresses asked for in vain are written down by a thread; tests write them down themselves.
AZDARAR_COUNTS_IN_BACKGROUND = True
# Who composes the public page of each model: compose(request, *, page, is_preview) -> HttpResponse.
AZDARAR_PAGE_COMPOSERS = {
    "articles.Article": "azdarar.reader.pages.article_page",
    "articles.PlainPage": "azdarar.reader.pages.plain_page",
    "fronts.Front": "azdarar.reader.pages.front_page",
    "fronts.Dossier": "azdarar.reader.pages.dossier_page",
}

# Who answers a page's key as a stranger would be answered: render(key) -> RenderedPage.
AZDARAR_PRESS_RENDERER = "azdarar.config.serving.rendering.render"
# Who knows under which key the page of an address is pressed: key(path, query) -> str, or None.
AZDARAR_PRESS_KEYS = "azdarar.config.serving.pressed_addresses.key_of"

SILENCED_SYSTEM_CHECKS = [
    # Plain http is refused everywhere but on this machine (wishes/safety.py), and there nobody listens.
    *(() if SITE_IS_HTTPS else ("security.W010", "security.W016")),
    "security.W002",  # X-Frame-Options is set beside the content policy, which says the same
    "security.W003",  # the guard of forms is Django's own, quieter (edge/middleware.py: QuietCsrf)
    "security.W004",  # HSTS is on exactly when the paper's address is https
    "security.W005",  # the paper's other sub-domains are not ours to bind
    "security.W008",  # redirects to https are the proxy's work unless proxies are declared
    "security.W021",  # preloading is a promise only the owner of the domain can make
    "treebeard.W001",
]
