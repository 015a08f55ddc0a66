"""Sources."""

import factory

from azdarar.rights.models import Source


class SourceFactory(factory.django.DjangoModelFactory):
    """A paper whose stories are reprinted."""

    class Meta:
        model = Source

    name = factory.Sequence(lambda number: f"Source {number}")
    credit_lines = {"fr": "© {year} Source", "en": "© {year} Source"}
