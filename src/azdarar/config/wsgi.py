"""Django as an application; ``azdarar serve`` gives it to the back, with the limits of the edge before it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azdarar.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
