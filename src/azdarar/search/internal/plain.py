"""What is found without the index: the newest stories whose headline holds the words."""

from collections.abc import Sequence
from datetime import datetime

from azdarar.articles.models import Article
from azdarar.articles.queries import visible_articles
from azdarar.language.folding import words_of
from azdarar.search.asking import Asked

#: Stories whose headlines are looked at, the newest: a search without an index must not walk an archive.
_LOOKED_AT = 5_000
#: Words that are looked for.
_MOST_WORDS = 8


def plain_ids(asked: Asked, *, languages: Sequence[str], at: datetime, skip: int, most: int) -> list[int]:
    """Visible stories of these languages whose headline holds every word, newest first."""
    words = [folded for word in asked.words if not word.is_excluded for folded in words_of(word.text)]
    if not words:
        return []
    newest = visible_articles(at=at).filter(language__in=languages).values_list("pk")[:_LOOKED_AT]
    found = Article.objects.filter(pk__in=newest).order_by("-visible_from", "-pk")
    for word in words[:_MOST_WORDS]:
        found = found.filter(headline_key__contains=word)
    return list(found.values_list("pk", flat=True)[skip : skip + most])
