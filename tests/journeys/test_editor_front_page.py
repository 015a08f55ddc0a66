"""An editor arranges the front page, and readers see it so."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from azdarar.fronts.models import Front
from tests.factories.accounts import EditorFactory, WriterFactory
from tests.factories.articles import public_story
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db


def container(kind: str, picks: list[int] = (), **values: Any) -> tuple[str, dict[str, Any]]:  # type: ignore[assignment]
    """One container as the form sends it."""
    chosen = {
        str(index): {
            "value": {"article": str(pk), "reason": "À lire", "chosen_by": ""},
            "deleted": "",
            "order": str(index),
            "type": "item",
        }
        for index, pk in enumerate(picks)
    }
    plain = {
        "title": "",
        "rule": "none",
        "section": "",
        "subject": "",
        "dossier": "",
        "most": "4",
        "max_age_days": "",
    }
    return "container", {"kind": kind, "picks": {"count": str(len(chosen)), **chosen}, **plain, **values}


def front_form(front: Front, *containers: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """The edit form of a front page."""
    sent: dict[str, Any] = nested_form_data(
        {
            "title": front.title,
            "containers": streamfield(list(containers)),
            "comments": inline_formset([]),
            "action-publish": "yes",
        }
    )
    return sent


def test_picks_stand_where_the_editor_put_them(client: Client) -> None:
    (front,) = make_paper("fr")
    first, second = public_story(title="Le train du lac"), public_story(title="Le prix du pain")
    client.force_login(EditorFactory())
    address = reverse("wagtailadmin_pages:edit", args=[front.pk])

    response = client.post(
        address,
        front_form(front, container("lead", [second.pk]), container("band", [first.pk], title="Ailleurs")),
    )

    assert response.status_code == 302, response.context["form"].errors
    page = Client().get("/fr/").content.decode()
    assert page.index("Le prix du pain") < page.index("Le train du lac")


def test_a_container_that_lacks_what_fills_it_is_refused_at_its_place(client: Client) -> None:
    (front,) = make_paper("fr")
    client.force_login(EditorFactory())

    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[front.pk]),
        front_form(front, container("band", rule="section")),
    )

    assert response.status_code == 200
    assert "containers" in response.context["form"].errors


def test_a_writer_does_not_arrange_the_front(client: Client) -> None:
    (front,) = make_paper("fr")
    client.force_login(WriterFactory())

    response = client.get(reverse("wagtailadmin_pages:edit", args=[front.pk]))

    assert response["Location"] == reverse("wagtailadmin_home")
