"""S-AUTH-4: a paper served by two processes counts guesses once, remembers them, and locks no passkey out."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings

from tests.conftest import CHECKOUT
from tests.rooms.accounts.passkeys import Passkey
from tests.rooms.config.test_serving import Served, environment

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(settings.OPTIONS.database_file is None, reason="one database is enough"),
    pytest.mark.xdist_group("serving"),
]

TWO = {"AZDARAR_WORKERS": "2"}
GUESSES = 40
MAKE_A_VICTIM = """
import azdarar.config.sqlite as sqlite
sqlite.take_the_place_of_the_standard_library()
import django
django.setup()
from tests.rooms.accounts.doors import reader
from tests.rooms.accounts.passkeys import Passkey
passkey = Passkey(site="localhost")
passkey.add_to(reader("victim@reader.example"))
print(passkey.kept)
"""


class Visitor:
    """A browser without script: it keeps its cookies and sends back the token of the form."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = re.findall(
            r'csrfmiddlewaretoken" value="([^"]+)', self.ask("GET", "/account/login/")[1]
        )[0]

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, str]:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": self.token})
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()

    def guess(self, _number: int = 0) -> int:
        """Guess the victim's password, wrongly, and return the status."""
        wrong = {"login": "victim@reader.example", "password": "a wrong guess of mine"}
        return self.ask("POST", "/account/login/", wrong)[0]

    def show(self, passkey: Passkey) -> bool:
        """Sign in with a passkey; returns whether that let the visitor in."""
        door = "/account/2fa/webauthn/login/"
        asked = json.loads(self.ask("GET", door, Accept="application/json")[1])
        challenge = asked["request_options"]["publicKey"]["challenge"]
        answer = passkey.answer(challenge, origin=f"http://localhost:{self.port}")
        self.ask("POST", door, {"credential": answer})
        return self.ask("GET", "/account/")[0] == 200


def test_s_auth_4_of_two_processes_restarted(tmp_path: Path) -> None:
    home = tmp_path / "var"
    paper = Served(home, **TWO)
    passkey = Passkey(site="localhost", kept=_make_a_victim(home))
    enemy, victim = Visitor(paper.port), Visitor(paper.port)

    with ThreadPoolExecutor(GUESSES) as crowd:
        flood = [crowd.submit(enemy.guess) for _ in range(GUESSES)]
        came_in = victim.show(passkey)
        statuses = Counter(guess.result() for guess in flood)
    paper.end()
    paper.log.close()
    again = Served(home, **TWO)
    afterwards = Visitor(again.port).guess()
    again.end()
    again.log.close()

    assert came_in
    assert 1 <= statuses[422] <= 5
    # Whoever found the line of the door full was not counted, and not heard either.
    assert set(statuses) <= {422, 429, 503}
    assert afterwards == 429


def _make_a_victim(home: Path) -> str:
    """Give the paper a reader with a password and a passkey; returns what the passkey's device keeps."""
    environ = environment(home, DJANGO_SETTINGS_MODULE="azdarar.config.settings", PYTHONPATH=str(CHECKOUT))
    made = subprocess.run(
        [sys.executable, "-c", MAKE_A_VICTIM], env=environ, capture_output=True, text=True, check=True
    )
    return made.stdout
