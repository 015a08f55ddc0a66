"""What the courier's names of mails mean, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

_KINDS: dict[str, Any] = {
    "account_exists": _("word that there is an account already"),
    "address_changed": _("word of a changed address"),
    "confirm_address": _("link that confirms an address"),
    "erased": _("word of an erased account"),
    "erasure_asked": _("word of an account to be erased"),
    "erasure_called_off": _("word of an account that stays"),
    "library": _("message of the newsroom"),
    "new_device": _("word of a new device"),
    "new_stories": _("word of new stories in saved searches"),
    "no_account": _("word that there is no account"),
    "passkey_added": _("word of a new passkey"),
    "passkey_removed": _("word of a passkey taken away"),
    "password_changed": _("word of a changed password"),
    "recovery_codes_made": _("word of new recovery codes"),
    "reset_password": _("link to a new password"),
    "second_factor_added": _("word of a new second factor"),
    "second_factor_removed": _("word of a second factor taken away"),
    "sign_in_code": _("code to sign in with"),
    "signed_out_everywhere": _("word of signing out everywhere"),
    "staff_alarm": _("warning to the staff"),
    "staff_invitation": _("invitation to the newsroom"),
}


def kind_in_words(kind: str) -> str:
    """Say what sort of mail one is; a sort that has no words yet keeps the name of its templates."""
    return str(_KINDS.get(kind.rpartition("/")[2], kind))
