"""Settings for people who work on Azdarar: production's, with the demonstration edition beside them."""

import sys
from importlib.util import find_spec

from azdarar.config.settings import *  # noqa: F403 - a settings module is a list of names
from azdarar.config.settings import INSTALLED_APPS, LOGGING, PACKAGE_DIR

# The edition lives beside the package in a checkout and is never installed.
CHECKOUT_DIR = PACKAGE_DIR.parent.parent
if (CHECKOUT_DIR / "demo" / "apps.py").is_file():
    sys.path.append(str(CHECKOUT_DIR))
    INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
# A paper's log carries the seals of its audit log to another machine; whoever tries the demonstration looks
# for the three lines that say where it is.
LOGGING["loggers"]["azdarar.accounts.actions.audit"] = {"level": "WARNING"}
# Names each room's last migration in a file, so that two branches that both add one clash in git.
if find_spec("django_linear_migrations"):
    INSTALLED_APPS = [*INSTALLED_APPS, "django_linear_migrations"]
