"""Settings for tests: production's on an empty home of their own, nothing sent, nothing slow on purpose."""

import os
import tempfile

# Read before the real settings look at the environment; the database alone may be chosen from outside.
for _name in [name for name in os.environ if name.startswith("AZDARAR_") and name != "AZDARAR_DATABASE_URL"]:
    del os.environ[_name]
os.environ["AZDARAR_HOME"] = tempfile.mkdtemp(prefix="azdarar-tests-")
os.environ["AZDARAR_SITE_URL"] = "https://paper.example"
os.environ["AZDARAR_EMAIL_URL"] = "smtp://mail.paper.example"
os.environ["AZDARAR_SECRET_KEY"] = "".join(chr(code) for code in range(48, 123))

from azdarar.config.settings_dev import *  # noqa: F403 - a settings module is a list of names
from azdarar.config.settings_dev import ALLOWED_HOSTS, STORAGES

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
SECURE_SSL_REDIRECT = False
AZDARAR_COUNTS_IN_BACKGROUND = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files come straight from the rooms, so that a browser test needs no collection.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
