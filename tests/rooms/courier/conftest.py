"""What the courier's tests share: a small mail in three templates, such as the rooms above write them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from azdarar.courier.actions import queue_mail
from azdarar.courier.models import Mail
from tests.factories.articles import AT

TEMPLATES = {
    "letters/hello/subject.txt": "{{ name }}, \"votre\" code: c'est l'heure !\n",
    "letters/hello/text.txt": (
        '{% extends "courier/base.txt" %}{% load courier %}{% block content %}Bonjour {{ name }} !\n\n'
        "{{ link }}\n\nCode : {{ code|exactly }}{% endblock %}"
    ),
    "letters/hello/html.html": (
        '{% extends "courier/base.html" %}{% load courier %}{% block content %}<h1>Bonjour {{ name }} !</h1>'
        '{% include "courier/button.html" with address=link label="Entrer" %}'
        '{% include "courier/code.html" %}<p>Code : {{ code|exactly }}</p>{% endblock %}'
    ),
}
LINK = "https://paper.example/account/confirm/MQ:1v--Dash...x_'?a=1&b='c'!"
CODE = 'AB-12--"C"!?'

Queue = Callable[..., Mail]


@pytest.fixture
def letters() -> Iterator[None]:
    """Templates of a mail, as a room above would bring them."""
    loaders = [
        ("django.template.loaders.locmem.Loader", TEMPLATES),
        "django.template.loaders.app_directories.Loader",
    ]
    (engine,) = settings.TEMPLATES
    options = {**engine["OPTIONS"], "loaders": loaders}
    with override_settings(TEMPLATES=[{**engine, "APP_DIRS": False, "OPTIONS": options}]):
        yield


@pytest.fixture
def queue(letters: None, db: None) -> Queue:
    """Queue the small mail; every argument may be given otherwise."""

    def queue_one(name: str = "Anahit", **given: Any) -> Mail:
        asked: dict[str, Any] = {
            "template": "letters/hello",
            "to": "reader@example.org",
            "language": "fr",
            "context": {"name": name, "link": LINK, "code": CODE},
            "at": AT,
        }
        return queue_mail(**{**asked, **given})

    return queue_one
