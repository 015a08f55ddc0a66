"""What the audit log's names of deeds mean, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

DEEDS: dict[str, Any] = {
    "accounts.signed-in": _("signed in"),
    "accounts.device-known": _("made a browser known"),
    "accounts.many-failures": _("many failed attempts to sign in"),
    "accounts.factor-added": _("added a second factor"),
    "accounts.factor-removed": _("removed a second factor"),
    "accounts.factors-forgotten": _("took all second factors away"),
    "accounts.invited": _("sent an invitation"),
    "accounts.invitation-accepted": _("accepted an invitation"),
    "accounts.invitation-revoked": _("revoked an invitation"),
    "accounts.role-granted": _("gave a role"),
    "accounts.role-revoked": _("took a role away"),
    "accounts.disabled": _("closed an account"),
    "accounts.enabled": _("opened an account again"),
    "accounts.erasure-asked": _("asked to be erased"),
    "accounts.erased": _("was erased"),
    "newsroom.exported": _("exported"),
    "newsroom.article-published": _("published a story"),
    "newsroom.article-corrected": _("corrected a story"),
    "newsroom.article-withdrawn": _("withdrew a story"),
    "newsroom.article-deleted": _("deleted a story"),
    "newsroom.article-locked": _("locked a story"),
    "newsroom.article-unlocked": _("unlocked a story"),
    "newsroom.front-published": _("published a front page"),
    "newsroom.dossier-published": _("published a dossier"),
    "newsroom.dossier-withdrawn": _("withdrew a dossier"),
    "newsroom.dossier-deleted": _("deleted a dossier"),
    "newsroom.plainpage-published": _("published a page"),
    "newsroom.plainpage-withdrawn": _("withdrew a page"),
    "newsroom.plainpage-deleted": _("deleted a page"),
    "newsroom.setting-created": _("added a setting"),
    "newsroom.setting-changed": _("changed a setting"),
    "newsroom.setting-deleted": _("deleted a setting"),
}
