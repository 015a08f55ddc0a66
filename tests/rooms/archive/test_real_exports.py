"""Real WordPress exports become papers, or end with a sentence."""

import re
from pathlib import Path

import pytest

from azdarar.archive.report import ImportReport
from azdarar.articles.models import Article, Section
from azdarar.errors import AzdararError
from azdarar.language.filenames import looks_like_file_name
from azdarar.media.models import Picture
from tests.rooms.archive.bringing import import_wxr

pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db,
    pytest.mark.usefixtures("founded"),
    pytest.mark.xdist_group("real exports"),  # the longest tests of all: together they begin early
]


#: What is counted of comments, beside the items.
COMMENTS = {"comment", "comment-spam", "comment-trash", "comment-other", "pingback", "trackback"}


def assert_accounted_for(report: ImportReport, path: Path) -> None:
    """What came in and what was left out with a reason is all there is, counted without any parser."""
    raw = path.read_bytes()
    items = sum(report.outcomes.values()) + sum(
        number for name, number in report.counted.items() if name not in COMMENTS
    )

    assert items == len(re.findall(rb"<item[ >]", raw)), path.name
    assert sum(report.counted[name] for name in COMMENTS) == len(re.findall(rb"<wp:comment>", raw)), path.name


def test_every_real_export_ends_with_a_paper_or_a_sentence(shared_data: Path) -> None:
    files = sorted(path for path in (shared_data / "wxr").rglob("*.xml") if "alienlebarge" not in str(path))
    told = 0
    for path in files:
        try:
            report = import_wxr([path], language="en", is_dry_run=True)
        except AzdararError as error:
            told += str(error).endswith(".")
        else:
            assert_accounted_for(report, path)
            told += 1

    assert told == len(files) >= 30


def test_the_french_blog_becomes_a_paper_of_571_stories(shared_data: Path) -> None:
    path = shared_data / "wxr" / "blog-fr-alienlebarge" / "wordpress.xml"

    report = import_wxr([path])

    public = Article.objects.filter(live=True).order_by("visible_from")
    assert dict(report.outcomes) == {"taken": 588}
    assert_accounted_for(report, path)
    assert public.count() == 571
    assert public.first().canonical_path == "/fr/2005/03/19/feedback-bns-citizen-night-zoo-ge-19-03-2005/"
    assert public.last().visible_from.year == 2013
    assert not any(looks_like_file_name(picture.alt_text) for picture in Picture.objects.all())
    assert Section.objects.filter(is_in_menu=True).count() == 10
    assert dict(import_wxr([path]).outcomes) == {"unchanged": 588}
