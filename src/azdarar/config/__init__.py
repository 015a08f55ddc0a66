"""The building: own settings, Django's settings, root addresses, middleware order, the console command,
start-up.

Knows every room by name and none of their rules; holds no template and no business rule. Nobody imports it,
except through Django's settings.

Importing this package puts the paper's own SQLite in the place of Python's: every entry point (the command,
``manage.py``, the server's workers, pytest) loads a settings module from here before Django opens a database.
"""

from azdarar.config import sqlite

sqlite.take_the_place_of_the_standard_library()
