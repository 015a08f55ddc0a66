"""Tokens of mailed links: void once used, once access is ended, and in any browser but the one that asked."""

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.core import context
from django.core import signing

from azdarar.accounts.internal import browsers
from azdarar.accounts.internal.mailed_links import Standing
from azdarar.accounts.models import User


class ResetTokens(EmailAwarePasswordResetTokenGenerator):
    """The tokens of links that reset a password: void once used, once an address has changed, once access
    was ended for any other reason, and wherever nobody asked for one."""

    def make_token(self, user: User) -> str:
        """Make a token for the browser of the request being answered."""
        return _signer().sign(f"{super().make_token(user)}.{browsers.mark_of(context.request)}")

    def check_token(self, user: User | None, token: str | None) -> bool:
        return self.standing(user, token) is Standing.GOOD

    def standing(self, user: User | None, token: str | None) -> Standing:
        """Tell what a token is worth here."""
        try:
            plain, _dot, mark = _signer().unsign(token or "").rpartition(".")
        except signing.BadSignature:
            return Standing.SPENT
        if not super().check_token(user, plain):
            return Standing.SPENT
        return Standing.GOOD if browsers.is_marked(context.request, mark) else Standing.ELSEWHERE

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}|{user.access_epoch}"


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt="azdarar.accounts.reset")
