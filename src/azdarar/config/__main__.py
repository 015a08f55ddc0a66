"""``python -m azdarar.config`` is the ``azdarar`` command."""

import sys

from azdarar.config.command import main

sys.exit(main())
