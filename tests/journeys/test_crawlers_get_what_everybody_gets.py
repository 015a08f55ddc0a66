"""Whoever says it is a crawler or a program gets what an anonymous reader gets, byte for byte."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.articles import public_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]

CRAWLERS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "GPTBot/1.2",
    "facebookexternalhit/1.1",
    "curl/8.5",
    "",
]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ELSEWHERE = (
    "/account/",
    "/newsroom/",
    "/account/me.json",
    "/robots.txt",
    "/fr/",
    "/feed.xml",
    "/sitemap.xml",
)


def test_no_door_is_wider_or_narrower_for_a_crawler() -> None:
    addresses = (public_story().address, *ELSEWHERE)

    for address in addresses:
        to_reader, *to_crawlers = (
            Client().get(address, headers={"User-Agent": name}) for name in (BROWSER, *CRAWLERS)
        )
        for answer, name in zip(to_crawlers, CRAWLERS, strict=True):
            assert answer.status_code == to_reader.status_code, (address, name)
            assert answer.content == to_reader.content, (address, name)
            assert dict(answer.headers) == dict(to_reader.headers), (address, name)
            assert dict(answer.cookies) == dict(to_reader.cookies), (address, name)
