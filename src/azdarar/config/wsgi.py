"""What a WSGI server loads; ``azdarar serve`` gives it to Granian."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azdarar.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
