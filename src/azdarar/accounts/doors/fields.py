"""Fields that password managers, phones and screen readers understand, and their labels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.passwords import LONGEST, SHORTEST

REQUIRED_ADDRESS = {"required": _("Type your e-mail address.")}
REQUIRED_LOGIN = {"required": _("Type your e-mail address or your user name.")}
REQUIRED_PASSWORD = {"required": _("Type a password.")}
REQUIRED_CODE = {"required": _("Type the code.")}
#: Typed letter by letter, as it is: no capital first, nothing corrected.
_AS_TYPED = {"autocapitalize": "none", "spellcheck": "false", "autocorrect": "off"}


def address(*, autocomplete: str = "email", **options: Any) -> forms.CharField:
    """A field for an e-mail address; whether it is one is ``login_names``' to say."""
    return forms.CharField(
        label=options.pop("label", _("E-mail address")),
        max_length=320,
        error_messages={
            **REQUIRED_ADDRESS,
            "max_length": _("An address has at most 254 characters."),
        },
        widget=forms.EmailInput(attrs={"inputmode": "email", "autocomplete": autocomplete, **_AS_TYPED}),
        **options,
    )


def login(*, autocomplete: str = "username") -> forms.CharField:
    """A field for an e-mail address or a user name."""
    return forms.CharField(
        label=_("E-mail address or user name"),
        max_length=320,
        error_messages={**REQUIRED_LOGIN, "max_length": _("This is too long for an address.")},
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": autocomplete, **_AS_TYPED}),
    )


def password(*, label: Any = None) -> forms.CharField:
    """A field for a password that somebody has."""
    return forms.CharField(
        label=label or _("Password"),
        strip=False,
        max_length=LONGEST,
        error_messages={
            **REQUIRED_PASSWORD,
            "max_length": _("A password has at most %(limit_value)d characters."),
        },
        widget=_Password(attrs={"autocomplete": "current-password", **_AS_TYPED}),
    )


def new_password(*, label: Any = None) -> forms.CharField:
    """A field for a password that somebody makes up; how long it is, is ``passwords``' to say."""
    return forms.CharField(
        label=label or _("Password"),
        strip=False,
        error_messages=REQUIRED_PASSWORD,
        help_text=_("Twelve characters or more. A sentence does very well."),
        widget=_Password(
            attrs={
                "autocomplete": "new-password",
                "minlength": SHORTEST,
                "passwordrules": f"minlength: {SHORTEST}; maxlength: {LONGEST};",
                **_AS_TYPED,
            }
        ),
    )


def one_time_code(*, label: Any = None, numeric: bool = True) -> forms.CharField:
    """A field for a code that comes by mail or from an app; phones offer it by themselves."""
    return forms.CharField(
        label=label or _("Code"),
        max_length=40,
        error_messages={**REQUIRED_CODE, "max_length": _("A code is shorter than this.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric" if numeric else "text",
                "data-code": True,
                **_AS_TYPED,
            }
        ),
    )


class _Password(forms.PasswordInput):
    """A password, which is never sent back to be shown again."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, render_value=False)
