"""A writing request of the newsroom happens as a whole, or not at all."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from azdarar.config.edge.middleware import NewsroomTransaction

pytestmark = pytest.mark.django_db(transaction=True)


def writing(status: int):
    """Return a view that writes a row, says whether it did so in a transaction, and answers."""

    def view(request: HttpRequest) -> HttpResponse:
        Group.objects.create(name="written")
        return HttpResponse(str(connection.in_atomic_block), status=status)

    return view


@pytest.mark.parametrize("status", [200, 302, 400, 404])
def test_an_answer_below_500_keeps_what_was_written(status: int) -> None:
    answer = NewsroomTransaction(writing(status))(RequestFactory().post("/newsroom/pages/3/edit/"))

    assert answer.content == b"True"
    assert Group.objects.filter(name="written").exists()


@pytest.mark.parametrize("status", [500, 503])
def test_an_answer_of_500_or_more_undoes_everything(status: int) -> None:
    NewsroomTransaction(writing(status))(RequestFactory().post("/newsroom/pages/3/edit/"))

    assert not Group.objects.filter(name="written").exists()


def test_an_exception_undoes_everything() -> None:
    def breaking(request: HttpRequest) -> HttpResponse:
        writing(200)(request)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        NewsroomTransaction(breaking)(RequestFactory().post("/newsroom/pages/3/edit/"))

    assert not Group.objects.filter(name="written").exists()


def test_what_waits_for_the_commit_is_dropped_with_it() -> None:
    told: list[str] = []

    def announcing(status: int):
        def view(request: HttpRequest) -> HttpResponse:
            transaction.on_commit(lambda: told.append(str(status)))
            return HttpResponse(status=status)

        return view

    NewsroomTransaction(announcing(500))(RequestFactory().post("/newsroom/pages/3/edit/"))
    NewsroomTransaction(announcing(200))(RequestFactory().post("/newsroom/pages/3/edit/"))

    assert told == ["200"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/newsroom/pages/3/edit/"),
        ("post", "/newsroom/images/multiple/add/"),
        ("post", "/newsroom/documents/add/"),
        ("post", "/account/login/"),
    ],
)
def test_reading_files_and_sign_in_take_no_lock(method: str, path: str) -> None:
    answer = NewsroomTransaction(writing(200))(getattr(RequestFactory(), method)(path))

    assert answer.content == b"False"
