"""What somebody changes on the page of their account."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.models import User
from azdarar.language.scripts import autonym

#: Characters that would turn or hide what stands beside a name.
_UNFIT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


class ProfileForm(forms.Form):
    """How somebody is called and spoken to."""

    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
        help_text=_("Only you and the newsroom see it."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[],
        widget=forms.Select(attrs={"class": "input"}),
        help_text=_("Of this page and of the mails you get."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they come
        self.fields["language"].choices = [(code, autonym(code)) for code, _name in settings.LANGUAGES]

    @classmethod
    def of(cls, user: User, sent: object = None) -> "ProfileForm":
        """The form of one person, filled with what is stored or with what they sent."""
        stored = {"name": user.get_full_name(), "language": user.language or settings.LANGUAGE_CODE}
        return cls(sent, initial=stored, prefix="profile")

    def clean_name(self) -> str:
        """Take one line of text without signs that cannot be seen."""
        name = str(self.cleaned_data["name"])
        if any(character in _UNFIT or not character.isprintable() for character in name):
            raise forms.ValidationError(_("Please use letters, spaces and ordinary signs only."))
        return name
