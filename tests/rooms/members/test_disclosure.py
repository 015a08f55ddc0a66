"""While everything is free, anybody gets the whole of a story, through the one maker of that decision."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from azdarar.articles.disclosure import Disclosure, disclosure_for
from azdarar.articles.models import Article
from azdarar.members.queries import decide_disclosure
from tests.factories.accounts import UserFactory


def test_the_settings_name_the_maker() -> None:
    assert import_string(settings.AZDARAR_DISCLOSURE) is decide_disclosure


@pytest.mark.django_db
def test_anybody_gets_the_whole_of_every_story() -> None:
    for reader in (None, UserFactory()):
        assert disclosure_for(article=Article(title="Le train"), reader=reader) is Disclosure.FULL
