"""Tokens that stop working when access is ended."""

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator

from azdarar.accounts.models import User


class ResetTokens(EmailAwarePasswordResetTokenGenerator):
    """The tokens of links that reset a password: void once used, once an address has changed, once access
    was ended for any other reason."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}|{user.access_epoch}"
