"""The cupboard of ``formats``: nothing outside the room imports from here."""
