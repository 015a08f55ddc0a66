"""Facts the newsroom's index listens to: whatever it holds is saved or deleted."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from azdarar.articles.models import Article
from azdarar.articles.signals import articles_taken_in
from azdarar.search.desk.actions import index_waiting_things_now, leave_word_of
from azdarar.search.desk.documents import MODELS
from azdarar.search.desk.things import Kind, Thing

_ATTRIBUTE = "_azdarar_desk_is_told"


def _changed(sender: type[Model], instance: Model, **_: Any) -> None:
    _tell([Thing(MODELS[sender], instance.pk)])


for _model in MODELS:
    post_save.connect(_changed, sender=_model, dispatch_uid=f"search.desk.saved.{_model.__name__}")
    post_delete.connect(_changed, sender=_model, dispatch_uid=f"search.desk.deleted.{_model.__name__}")


@receiver(articles_taken_in, dispatch_uid="search.desk.taken_in")
def _taken_in(sender: type, taken: Any, **_: Any) -> None:
    """Of an archive, only what readers do not have lies in this index: mostly nothing."""
    stories: Sequence[Article] = [one.article for one in taken]
    in_hand = [
        story
        for story in stories
        if not story.live or story.visible_from is None or story.access != Article.Access.EVERYBODY
    ]
    leave_word_of([Thing(Kind.STORY, story.pk) for story in in_hand])


def _tell(things: list[Thing]) -> None:
    """Leave word, and take it up right after the commit; once for a transaction that writes much."""
    leave_word_of(things)
    connection = transaction.get_connection()
    waiting = [told for _sids, told, _robust in connection.run_on_commit if getattr(told, _ATTRIBUTE, False)]
    if not waiting:
        take_up = partial(index_waiting_things_now)
        setattr(take_up, _ATTRIBUTE, True)
        transaction.on_commit(take_up, robust=True)
