"""What is missing from the rooms above is told at start."""

from __future__ import annotations

from django.conf import settings
from django.test import override_settings

from azdarar.articles.checks import check_block_templates, check_composers


def test_the_paper_as_it_is_has_all_it_needs() -> None:
    assert check_composers(None) == []
    assert check_block_templates(None) == []


def test_a_page_nobody_composes_is_told() -> None:
    without = {
        name: path for name, path in settings.AZDARAR_PAGE_COMPOSERS.items() if name != "articles.Article"
    }

    with override_settings(AZDARAR_PAGE_COMPOSERS=without):
        assert [error.id for error in check_composers(None)] == ["articles.E001"]


def test_a_path_that_leads_nowhere_is_told() -> None:
    with override_settings(AZDARAR_DISCLOSURE="azdarar.members.queries.nobody"):
        assert [error.id for error in check_composers(None)] == ["articles.E002"]


def test_a_block_without_its_template_is_told() -> None:
    empty = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [], "APP_DIRS": False}]

    with override_settings(TEMPLATES=empty):
        found = {error.id for error in check_block_templates(None)}

    assert found == {"articles.E003"}
