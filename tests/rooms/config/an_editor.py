"""``python -m tests.rooms.config.an_editor``: somebody of the newsroom, in a process of its own.

Orders are JSON, a line each: ``publish``, ``correct``, ``withdraw``, ``sign_in``. ``dies`` ends the process
with SIGKILL right after the commit, before anybody is told of it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azdarar.config.settings")
    import django

    import azdarar.config.sqlite  # noqa: F401 (puts the sound SQLite in its place)

    django.setup()
    _tell({"is_ready": True})
    for line in sys.stdin:
        order = json.loads(line)
        _tell(_do(order))


def _tell(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _do(order: dict[str, Any]) -> dict[str, Any]:
    from django.utils import timezone

    from azdarar.articles import actions
    from azdarar.articles.models import Article
    from azdarar.press import actions as press

    if order["do"] == "sign_in":
        return _sign_in(order["email"])
    if order.get("dies"):
        press._deliver_waiting = lambda _pk: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
    now = timezone.now()
    if order["do"] == "publish":
        story = actions.publish_article(_draft(order["title"]), at=now)
        return {"pk": story.pk, "path": story.canonical_path}
    story = Article.objects.get(pk=order["pk"])
    if order["do"] == "correct":
        story.title = order["title"]
        actions.correct_article(story, note="Le titre disait une autre chose que le texte.", at=now)
    else:
        actions.withdraw_article(story)
    return {}


def _draft(title: str) -> Any:
    from django.template.defaultfilters import slugify
    from wagtail.models import Locale
    from wagtail.rich_text import RichText

    from azdarar.articles.actions import add_article
    from azdarar.articles.models import Article, Contribution, Contributor, Section

    french = Locale.objects.get(language_code="fr")
    section, _ = Section.objects.get_or_create(locale=french, slug="eaux", defaults={"name": "Eaux"})
    somebody, _ = Contributor.objects.get_or_create(slug="helene-aubry", defaults={"name": "Hélène Aubry"})
    story = Article(title=title, slug=slugify(title), section=section, standfirst="Une phrase qui résume.")
    story.body = [("paragraph", RichText("<p>Le train de 10 h 05 ne va plus jusqu’à Martouni.</p>"))]
    story.contributions.add(Contribution(contributor=somebody))
    return add_article(story, language="fr")


def _sign_in(email: str) -> dict[str, str]:
    from django.conf import settings
    from django.test import Client

    from azdarar.accounts.models import User

    user, _ = User.objects.get_or_create(username=email, defaults={"email": email})
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"}


if __name__ == "__main__":
    main()
