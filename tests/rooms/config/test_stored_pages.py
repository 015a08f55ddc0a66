"""Pages that were pressed before are shown by the paper that pressed them, and by no other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from azdarar.config.serving.stored_pages import fingerprint, make_sure_they_belong
from azdarar.press.actions import announce, forget_delivered
from azdarar.press.at_home import store_at_home
from azdarar.press.internal.changes import marks
from azdarar.press.models import Announcement
from azdarar.press.queries import newest_announcement


def test_what_readers_see_of_the_settings_makes_other_pages_and_where_they_are_kept_does_not() -> None:
    options = settings.OPTIONS

    assert fingerprint(replace(options, paper_name="Another")) != fingerprint(options)
    assert fingerprint(replace(options, bind=("127.0.0.1", 1), workers=3)) == fingerprint(options)


@pytest.mark.django_db
def test_pages_of_another_days_database_are_old_and_those_of_this_one_hold() -> None:
    changes = store_at_home().changes
    make_sure_they_belong()
    for _ in range(3):
        announce("articles.told", tags={"article:1"}, at=timezone.now())
    make_sure_they_belong()  # delivers them
    pressed_at = changes.look()

    make_sure_they_belong()
    assert changes.newest(marks(["article:2"]), since=pressed_at) == (0, False)

    Announcement.objects.filter(pk=newest_announcement()).delete()
    make_sure_they_belong()
    assert changes.newest(marks(["article:2"]), since=pressed_at) == (changes.horizon, True)


@pytest.mark.django_db
def test_the_newest_announcement_is_never_forgotten() -> None:
    for _ in range(2):
        announce("articles.told", tags={"article:1"}, at=datetime(2020, 1, 1, tzinfo=UTC))
    Announcement.objects.update(delivered_at=datetime(2020, 1, 1, tzinfo=UTC))

    assert forget_delivered(before=timezone.now() - timedelta(days=30)) == 1

    assert Announcement.objects.get().pk == newest_announcement()
