#!/usr/bin/env python
"""Django's own commands for people who work on Azdarar itself; papers use ``azdarar``."""

import os
import sys

from azdarar.config.command import run_management_command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azdarar.config.settings_dev")
    sys.exit(run_management_command(sys.argv[1:]))
