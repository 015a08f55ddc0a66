"""Every address a real site tells of itself leads, in one redirect, to a page of the paper that is there."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from azdarar.archive.actions import carry_on_import, start_import
from azdarar.archive.models import LedgerLine, OldAddress
from azdarar.articles.models import Article

pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db,
    pytest.mark.usefixtures("founded"),
    pytest.mark.xdist_group("real exports"),
]

SITES = {
    "spip": "spip/dump-1.8.2-xml/dump.xml",
    "wordpress": "wxr/pelican/wordpressexport.xml",
    "ghost": "ghost/real-blog-1.15.1-es/ghost.json",
}


def asked_forms(line: LedgerLine) -> list[str]:
    """The forms by number that the old site gave a story, whatever it called it."""
    number = line.foreign_id
    if line.system == "spip":
        return [
            f"/spip.php?page={line.kind}&id_{line.kind}={number}&utm_source=lettre",
            f"/?{line.kind}{number}",
            f"/spip.php?{line.kind}{number}",
            f"/{line.kind}.php3?id_{line.kind}={number}",
            f"/{line.kind}{number}.html",
            f"/spip.php?page=imprimer&id_{line.kind}={number}",
        ]
    if line.system == "wordpress":
        name = "page_id" if line.kind == "page" else "p"
        return [f"/?{name}={number}", f"/index.php?fbclid=x&{name}={number}"]
    return []


@pytest.mark.parametrize("system", SITES)
def test_every_address_of_every_story_answers_with_one_redirect(
    client: Client, shared_data: Path, system: str
) -> None:
    run = start_import(
        system=system, given=[str(shared_data / SITES[system])], at=timezone.now(), options={"language": "fr"}
    )
    carry_on_import(run)
    public = set(Article.objects.filter(live=True).values_list("pk", flat=True))
    lines = LedgerLine.objects.filter(object_label="articles.Article", object_id__in=public)
    rows = OldAddress.objects.filter(object_label="articles.Article", object_id__in=public)
    asked = {form: line.object_id for line in lines for form in asked_forms(line)}
    asked |= {f"//{row.host}{row.address}" if row.host else row.address: row.object_id for row in rows}

    paths = dict(Article.objects.values_list("pk", "canonical_path"))
    led = {}
    for address, pk in asked.items():
        _nothing, _stroke, path = (
            address.removeprefix("//").partition("/") if address.startswith("//") else ("", "", address[1:])
        )
        answer = client.get(f"/{path}")
        if answer.headers.get("Location") != f"https://paper.example{paths[pk]}":
            led[address] = (answer.status_code, answer.headers.get("Location"), paths[pk])

    assert len(public) >= 3
    assert {line.object_id for line in lines} == public
    assert led == {}
    assert {client.get(path).status_code for pk, path in paths.items() if pk in public} == {200}
