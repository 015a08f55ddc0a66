"""What only a browser can tell; run by ``make test``, or by ``pytest -m browser``."""
