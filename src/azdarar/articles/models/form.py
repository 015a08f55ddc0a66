"""The form an editor fills in: it refuses early, at the field, what publication would refuse."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from azdarar.articles.models.rights import publishes_in, sections_edited_by, sections_of
from azdarar.articles.publication import form_problems

#: The buttons that make a story public or ask somebody to; saving a draft is never refused for what it lacks.
_PUBLISHING_BUTTONS = ("action-publish", "action-submit", "action-restart-workflow")


def _capitalised(choices: Any) -> list[tuple[str, str]]:
    """Choices as a list of their own shows them; in a sentence they keep their small letters."""
    return [(value, capfirst(str(label))) for value, label in choices]


class LanguageSelect(forms.Select):
    """A choice among languages that keeps a code it does not know, such as an import brings."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        known = {str(code) for code, _label in self.choices}
        self.choices = [*self.choices, *((code, code) for code in value if code and code not in known)]
        groups: list[Any] = super().optgroups(name, value, attrs)
        return groups


class ArticleForm(WagtailAdminPageForm):
    """Wagtail's page form, with the paper's own conditions when the editor asks to publish."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "section" in self.fields:
            self._offer_sections_of_this_language()
        if self.instance.canonical_path and "address_slug" in self.fields:
            self.fields["address_slug"].disabled = True
            self.fields["address_slug"].help_text = _("Settled at publication: %(address)s") % {
                "address": self.instance.canonical_url
            }
        for name in {"form", "access"} & self.fields.keys():
            self.fields[name].choices = _capitalised(self.fields[name].choices)
        for row in self.formsets["contributions"].forms if "contributions" in self.formsets else ():
            row.fields["role"].choices = _capitalised(row.fields["role"].choices)
        for row in self._public_correction_forms():
            for field in row.fields.values():
                field.widget.attrs["readonly"] = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self._refuse_unwriting_corrections()
        if self._asks_for_publication():
            self._refuse_publishing_elsewhere(cleaned.get("section"))
            for problem in form_problems(cleaned, story=self.instance):
                self.add_error(problem.field if problem.field in self.fields else None, problem.sentence)
        return cleaned

    def _offer_sections_of_this_language(self) -> None:
        field = self.fields["section"]
        own = sections_of(self.for_user, field.queryset.filter(locale_id=self.instance.locale_id))
        field.queryset = own.order_by("rank", "name")
        field.empty_label = _("Choose a section")

    def _refuse_publishing_elsewhere(self, section: Any) -> None:
        """Refuse at the field what the page would refuse: publishing in a section of another desk."""
        is_editor = self.for_user is None or sections_edited_by(self.for_user).exists()
        if section and is_editor and self._publishes() and not publishes_in(self.for_user, section):
            self.add_error(
                "section",
                _("You do not publish in “%(section)s”: save a draft and submit it.") % {"section": section},
            )

    def _asks_for_publication(self) -> bool:
        return self._publishes() or any(name in self.data for name in _PUBLISHING_BUTTONS)

    def _publishes(self) -> bool:
        return "action-publish" in self.data or self.data.get("workflow-action-name") == "approve"

    def _public_correction_forms(self) -> list[Any]:
        formset = self.formsets.get("corrections")
        announced = self.instance.corrections_announced
        forms_ = formset.forms if formset is not None else []
        return [row for row in forms_ if row.instance.pk and row.instance.pk <= announced]

    def _refuse_unwriting_corrections(self) -> None:
        """Keep what readers were told: a public correction is neither changed nor taken out."""
        rows = self._public_correction_forms()
        told = type(rows[0].instance).objects.in_bulk([row.instance.pk for row in rows]) if rows else {}
        for row in rows:
            public = told[row.instance.pk]
            if row["DELETE"].data or _is_reworded(row, public):
                self.add_error(
                    None,
                    _(
                        "The correction “%(note)s” is public and stays as readers were told it. Reload the "
                        "page to get it back, and add another correction; nothing was saved."
                    )
                    % {"note": public.note[:80]},
                )


def _is_reworded(row: Any, public: Any) -> bool:
    """Whether a form says something else than the public correction; it knows of no seconds."""
    if row.errors:
        return True
    said: dict[str, Any] = row.cleaned_data
    same_minute = said["corrected_at"].replace(second=0) == public.corrected_at.replace(
        second=0, microsecond=0
    )
    return bool(said["note"] != public.note or not same_minute)
