"""The newsroom's form of a picture: the full form, the chooser's upload, and many files at once.

The renditions are made within the request, before anything is saved: decoding a picture to its end is the
only proof that it is whole, so a damaged file can still be refused at its field; and a picture that can be
chosen can be shown. A background task would save the editor a second and owe every page a picture that may
never come. Many files at once arrive one request each.
"""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.search import index as search_index

from azdarar.errors import AzdararError
from azdarar.language.filenames import looks_like_file_name
from azdarar.media.actions import forget_after_commit, saved_or_forgotten
from azdarar.media.embedded import desk_title, is_synthetic, wording_of
from azdarar.media.models import Picture
from azdarar.media.preparing import PreparedPicture, examine_picture, prepare_picture
from azdarar.media.storing import store_picture, store_renditions

#: A field that grows with its text, by the name of Wagtail's own script for it.
_GROWING = {"rows": 1, "data-controller": "w-autosize", "class": "w-field__autosize"}
_TRANSLATED = {"alt_text": _("Alt text in %(language)s"), "caption": _("Caption in %(language)s")}


class PictureFileField(WagtailImageField):
    """A picture's file, looked at before anything decodes it."""

    def to_python(self, data: Any) -> Any:
        # Past Wagtail's own checks: they say less, and refuse a PNG that somebody named .jpg.
        upload = forms.FileField.to_python(self, data)
        if upload is None:
            return None
        try:
            upload.examined = examine_picture(upload)
        except AzdararError as error:
            raise _at_field(error) from error
        return upload


class PictureForm(BaseImageForm):
    """A picture's form: what the photograph says of itself fills whatever the editor leaves empty."""

    class Meta(BaseImageForm.Meta):
        widgets = {
            **BaseImageForm.Meta.widgets,
            "alt_state": forms.RadioSelect,
            "alt_text": forms.Textarea(attrs=_GROWING),
            "caption": forms.Textarea(attrs=_GROWING),
            "usage_terms": forms.Textarea(attrs=_GROWING),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepared: PreparedPicture | None = None
        if "file" in self.fields:
            stock = self.fields["file"]
            self.fields["file"] = PictureFileField(
                label=stock.label, required=stock.required, widget=stock.widget, max_length=stock.max_length
            )
        if "alt_state" in self.fields:
            # Many files at once arrive without a word; they are asked about afterwards.
            self.fields["alt_state"].required = False
        if self.instance.pk and "file" in self.fields:
            self._offer_translations()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self._upload is not None:
            self._fill_in(cleaned)
        if "alt_state" in self.fields:
            cleaned["alt_state"] = self._alt_state(cleaned)
        for name, _language, _field in self._translation_fields():
            if looks_like_file_name(cleaned.get(name) or ""):
                self.add_error(name, gettext("This is a file name. Write what the picture shows."))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        upload = self._upload
        if upload is None:
            return
        # Also when another field is wrong: Wagtail keeps such a file aside as one that passed.
        try:
            self._prepared = prepare_picture(upload, examined=upload.examined)
        except AzdararError as error:
            self.add_error("file", _at_field(error))

    def save(self, commit: bool = True) -> Picture:
        """Store the file and its renditions, then the row; what is replaced goes after the commit."""
        picture: Picture = self.instance
        replaced = self._store()
        self._note_translations()
        with saved_or_forgotten(picture) if self._prepared else transaction.atomic():
            # Past Wagtail's own ``save``, which deletes the former original before the row is written.
            super(BaseImageForm, self).save(commit=commit)
            if commit and replaced:
                picture.renditions.all().delete()
                forget_after_commit(picture, replaced)
        if commit:
            # Once more, with the tags that were written after the row.
            search_index.insert_or_update_object(picture)
        return picture

    def _store(self) -> list[str]:
        """Store what was uploaded; return the names of the files it replaces."""
        picture: Picture = self.instance
        if self._prepared is not None:
            former = [self.original_file.name, *picture.rendition_names()] if self.original_file else []
            store_picture(picture, file=self._upload, prepared=self._prepared)
            return former
        if picture.file and not picture.rendition_set and "file" not in self.fields:
            # Uploaded among many, and kept aside by Wagtail until its other fields were right.
            with picture.open_file() as original:
                store_renditions(picture, prepared=prepare_picture(original))
        return []

    @property
    def _upload(self) -> UploadedFile | None:
        """The file that came with this request and passed its field."""
        upload = getattr(self, "cleaned_data", {}).get("file")
        return upload if "file" in self.changed_data and hasattr(upload, "examined") else None

    def _fill_in(self, cleaned: dict[str, Any]) -> None:
        upload = cleaned["file"]
        metadata = upload.examined.metadata
        found = wording_of(metadata)
        if cleaned.get("alt_state") == Picture.AltState.DECORATIVE:
            found.pop("alt_text", None)
        for name, text in found.items():
            if name in self.fields and not cleaned.get(name):
                cleaned[name] = text
        if "is_synthetic" in self.fields and is_synthetic(metadata):
            cleaned["is_synthetic"] = True
        title = cleaned.get("title") or ""
        if title in {upload.name, PurePath(upload.name).stem} or looks_like_file_name(title):
            cleaned["title"] = desk_title(metadata) or title

    def _alt_state(self, cleaned: dict[str, Any]) -> str:
        chosen, has_words = cleaned.get("alt_state"), bool((cleaned.get("alt_text") or "").strip())
        if chosen == Picture.AltState.DECORATIVE:
            if has_words:
                sentence = gettext(
                    "A decorative picture has no alt text: empty the field, or choose otherwise."
                )
                self.add_error("alt_text", sentence)
            return chosen
        if has_words:
            return Picture.AltState.DESCRIBED
        return chosen or Picture.AltState.UNKNOWN

    def _offer_translations(self) -> None:
        for name, language, field in self._translation_names():
            self.fields[name] = forms.CharField(
                label=_TRANSLATED[field] % {"language": dict(settings.LANGUAGES)[language]},
                required=False,
                max_length=500,
                initial=self.instance.texts.get(language, {}).get(field, ""),
                help_text=_("Empty: the text above is used."),
                widget=forms.Textarea(attrs=_GROWING),
            )

    def _note_translations(self) -> None:
        texts = self.instance.texts
        for name, language, field in self._translation_fields():
            text = self.cleaned_data[name].strip()
            if text or field in texts.get(language, {}):
                texts.setdefault(language, {})[field] = text

    def _translation_fields(self) -> Iterator[tuple[str, str, str]]:
        return (row for row in self._translation_names() if row[0] in self.fields)

    @staticmethod
    def _translation_names() -> Iterator[tuple[str, str, str]]:
        """Yield the name, language and field of every text a picture may have in another language."""
        return (
            (f"{field}_{code}", code, field) for code, _name in settings.LANGUAGES for field in _TRANSLATED
        )


def _at_field(error: AzdararError) -> ValidationError:
    """The error as a form shows it; the pure rooms write their sentences in English, for us to translate."""
    sentence = gettext(error.sentence) if isinstance(error.sentence, str) else str(error.sentence)
    data = {name: gettext(word) if name == "kind" else word for name, word in error.data.items()}
    return ValidationError(sentence % data if data else sentence, code=error.code)
