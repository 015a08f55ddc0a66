"""The line before the door: how many sign-ins one process works at, and what the others are told."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from azdarar.accounts.hashers import LONGEST_WAIT_S, MOST_WAITING
from azdarar.accounts.internal.hashing_gate import HashingBusyError

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: Sign-ins a process works at together: while one hashes, which needs no interpreter, the other may be read.
AT_WORK = 2
#: Seconds after which somebody may come back, drawn anew for each, so that they do not all come at once.
COME_BACK_S = range(3, 9)
#: What hashes a password or counts a guess. Passkeys stand in a line of their own: whoever floods the first
#: keeps nobody from signing in with the second.
_PASSWORD_DOORS = tuple(
    f"/account/{door}/"
    for door in ("login", "signup", "password", "reauthenticate", "invitation", "confirm-email")
)
_PASSKEY_DOORS = ("/account/2fa/",)


class Line:
    """A bounded line: a few are served, some wait, nobody else is let in.

    Args:
        at_work: how many are served together.
        most_waiting: how many may wait for that.
        longest_wait_s: after which one who waits is sent away.
    """

    def __init__(self, *, at_work: int, most_waiting: int, longest_wait_s: float) -> None:
        self._served = threading.Semaphore(at_work)
        self._longest_wait_s = longest_wait_s
        self._counting = threading.Lock()
        self.places = at_work + most_waiting
        self.taken = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and keep it for the length of the block.

        Raises:
            HashingBusyError: ``accounts.too-many-at-the-door``: the line is full, or the wait was too long.
        """
        with self._place():
            if not self._served.acquire(timeout=self._longest_wait_s):
                raise HashingBusyError
            try:
                yield
            finally:
                self._served.release()

    @contextmanager
    def _place(self) -> Iterator[None]:
        with self._counting:
            if self.taken >= self.places:
                raise HashingBusyError
            self.taken += 1
        try:
            yield
        finally:
            with self._counting:
                self.taken -= 1


class DoorQueue:
    """Let few sign-ins be worked at together, and answer the rest at once with 503 and ``Retry-After``.

    The hash is not all a sign-in costs: two hundred that are parsed, counted and rendered side by side take
    the interpreter from readers just as well, and each holds a thread. In line a request costs a thread, and
    neither processor nor database.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.passwords, self.passkeys = _line(), _line()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        line = self._line_of(request)
        if line is None:
            return self.get_response(request)
        try:
            with line.turn():
                return self.get_response(request)
        except HashingBusyError as error:
            return _sent_away(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer where a hash was refused further in, whatever page asked for it."""
        return _sent_away(request, exception) if isinstance(exception, HashingBusyError) else None

    def _line_of(self, request: HttpRequest) -> Line | None:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        if request.path_info.startswith(_PASSWORD_DOORS):
            return self.passwords
        return self.passkeys if request.path_info.startswith(_PASSKEY_DOORS) else None


def _line() -> Line:
    most_waiting = max(8, MOST_WAITING // settings.OPTIONS.workers)
    return Line(at_work=AT_WORK, most_waiting=most_waiting, longest_wait_s=LONGEST_WAIT_S)


def _sent_away(request: HttpRequest, error: HashingBusyError) -> HttpResponse:
    if request.accepts("text/html"):
        response = HttpResponse(busy_page(get_language() or settings.LANGUAGE_CODE), status=503)
    else:
        problem = {"type": "about:blank", "status": 503, "code": error.code, "detail": str(error)}
        response = JsonResponse(problem, status=503, content_type="application/problem+json")
    response["Retry-After"] = str(secrets.choice(COME_BACK_S))
    response["Cache-Control"] = "no-store"
    return response


@cache
def busy_page(language: str) -> str:
    """The page, made once for each language: it is wanted most when there is least time to make it."""
    return render_to_string("accounts/busy.html", {"sentence": str(HashingBusyError())})
