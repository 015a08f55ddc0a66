"""Middleware: nobody finishes a sign-in begun before access was ended, and no change is half written."""

from collections.abc import Callable
from contextlib import nullcontext

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from azdarar.accounts.queries import pending_sign_in_is_void

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: Where allauth keeps a sign-in that waits for a code, a second factor or a confirmed address.
PENDING_SIGN_IN = "account_login"


class StandingAccess:
    """Drop void sign-ins at the door; write all of a change of the account, or none of it.

    A change of address or of a second factor ends other access and queues a notice: one transaction.
    Addresses where a password is hashed are left out: that is slow, and a lock over it would keep others
    from writing. There the action that stores the password has a transaction of its own.
    """

    ROOT = "/account/"
    HASHING = ("login/", "signup/", "password/", "reauthenticate/", "invitation/")
    SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(self.ROOT):
            return self.get_response(request)
        pending = request.session.get(PENDING_SIGN_IN)
        if pending is not None and pending_sign_in_is_void(pending):
            del request.session[PENDING_SIGN_IN]
        with transaction.atomic() if self._is_one_change(request) else nullcontext():
            response = self.get_response(request)
            if self._is_one_change(request) and response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def _is_one_change(self, request: HttpRequest) -> bool:
        within = request.path_info.removeprefix(self.ROOT)
        is_code = within == "login/code/confirm/"
        return request.method not in self.SAFE and (is_code or not within.startswith(self.HASHING))
