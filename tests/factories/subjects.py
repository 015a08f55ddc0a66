"""What stories speak of."""

import factory

from azdarar.subjects.models import Subject


class SubjectFactory(factory.django.DjangoModelFactory):
    """A topic."""

    class Meta:
        model = Subject

    title = factory.Sequence(lambda number: f"Chemin de fer {number}")
    slug = factory.Sequence(lambda number: f"chemin-de-fer-{number}")
