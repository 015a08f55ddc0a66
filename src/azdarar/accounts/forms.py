"""What somebody fills in at the door."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext_lazy as _


class InvitationForm(forms.Form):
    """A name and, for those who want to come back without a link, a password."""

    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As your colleagues see it. A byline is something else: it needs no account."),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password", "passwordrules": "minlength: 12;", "maxlength": 128}
        ),
        help_text=_(
            "Twelve characters or more; a sentence does very well. Without one, you will need another link "
            "to come back."
        ),
    )

    @staticmethod
    def password_rules() -> list[str]:
        """What the paper asks of a password, in sentences."""
        return password_validators_help_texts()
