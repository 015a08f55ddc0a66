"""Settings are read once, and every mistake is told at the same time."""

from __future__ import annotations

from pathlib import Path

import pytest

from azdarar.config.wishes.environment import SettingsError, address_of, read_options
from azdarar.config.wishes.options import TABLE

CHANCE = "k3J-9xQ_vT0mWz7LrB5yHdPf1cGsNaUe8oViXj2tKbMqZw4RlDhC6gY"


def mistakes_of(**given: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_options({f"AZDARAR_{name}": value for name, value in given.items()})
    return str(caught.value).splitlines()[1:]


def test_an_empty_environment_is_a_paper_on_this_machine() -> None:
    options = read_options({})

    assert options.bind == ("127.0.0.1", 8000)
    assert options.site_url == "http://localhost:8000"
    assert options.home == Path("var").absolute()
    assert options.languages == ("fr", "en", "hy", "ru")
    assert options.database_file == options.home / "azdarar.sqlite3"
    assert not options.debug


def test_the_public_address_follows_where_the_server_listens() -> None:
    assert read_options({"AZDARAR_BIND": "127.0.0.1:8080"}).site_url == "http://localhost:8080"
    assert address_of(("0.0.0.0", 80)) == "http://localhost"
    assert address_of(("::1", 8000)) == "http://localhost:8000"
    assert address_of(("2001:db8::7", 8000)) == "http://[2001:db8::7]:8000"


def test_all_mistakes_are_told_together() -> None:
    mistakes = mistakes_of(
        BIND="eight thousand",
        SITE_URL="ftp://paper.example",
        LANGUAGES="fr,de",
        WORKERS="many",
        SECRET_KEY="short",
    )

    assert len(mistakes) == 5
    assert all(mistake.startswith("- AZDARAR_") for mistake in mistakes)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BIND", "localhost"),
        ("BIND", "127.0.0.1:70000"),
        ("SITE_URL", "paper.example"),
        ("SITE_URL", "https://paper.example/news"),
        ("LANGUAGES", "fr,fr"),
        ("LANGUAGES", ","),
        ("TIME_ZONE", "Mars/Olympus"),
        ("DATABASE_URL", "mysql://paper"),
        ("DATABASE_URL", "sqlite://paper"),
        ("CACHE_URL", "memory"),
        ("CACHE_URL", "redis://127.0.0.1"),
        ("EMAIL_URL", "smtp://"),
        ("MAIL_FROM", "the desk"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", ".paper.example"),
        ("ALLOWED_HOSTS", "https://paper.example"),
        ("PROXY_COUNT", "6"),
        ("WORKERS", "0"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
        ("DEBUG", "perhaps"),
    ],
)
def test_a_bad_value_is_one_mistake_that_names_its_variable(name: str, value: str) -> None:
    mistakes = mistakes_of(**{name: value})

    assert len(mistakes) == 1
    assert f"AZDARAR_{name}" in mistakes[0]


def test_an_unknown_name_is_told_with_the_nearest_known_one() -> None:
    assert mistakes_of(HOM="/srv/paper") == [
        "- AZDARAR_HOM is not a setting of Azdarar; did you mean AZDARAR_HOME?"
    ]


def test_a_secret_is_never_repeated_in_a_mistake() -> None:
    (mistake,) = mistakes_of(DATABASE_URL="mysql://editor:hunter2@db/paper")

    assert "hunter2" not in mistake


@pytest.mark.parametrize(
    "given",
    [
        {"DEBUG": "yes", "BIND": "0.0.0.0:8000"},
        {"SITE_URL": "http://paper.example"},
        {"SECRET_KEY": "short"},
        {"SECRET_KEY": "a" * 60},
    ],
    ids=["debug for everyone", "plain http", "short secret", "secret without chance"],
)
def test_unsafe_settings_are_refused(given: dict[str, str]) -> None:
    assert len(mistakes_of(**given)) == 1


def test_debug_with_a_public_address_is_refused() -> None:
    assert len(mistakes_of(DEBUG="yes", SITE_URL="https://paper.example")) == 1


def test_a_full_setting_of_a_public_paper_is_accepted() -> None:
    options = read_options(
        {
            "AZDARAR_SITE_URL": "https://paper.example",
            "AZDARAR_SECRET_KEY": CHANCE,
            "AZDARAR_DATABASE_URL": "postgres://paper:secret@db/paper",
            "AZDARAR_EMAIL_URL": "smtps://paper:secret@mail.example",
            "AZDARAR_ALLOWED_HOSTS": "desk.paper.example, www.paper.example",
            "AZDARAR_PROXY_COUNT": "1",
            "AZDARAR_LANGUAGES": "hy,fr",
            "AZDARAR_TIME_ZONE": "Asia/Yerevan",
        }
    )

    assert options.allowed_hosts == ("desk.paper.example", "www.paper.example")
    assert options.mail_from == "azdarar@paper.example"
    assert options.database_file is None


def test_every_option_says_what_it_is_in_whole_sentences() -> None:
    for option in TABLE:
        assert option.sentence.endswith(".")
        assert option.kind
        assert option.default
