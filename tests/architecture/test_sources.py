"""Rooms are entered by their doors, and names say what things do."""

from __future__ import annotations

import tomllib
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings

from tests.architecture.house import CHECKOUT, refuse
from tests.architecture.sources import (
    SIDE_DOORS,
    admin_out_of_place,
    alarms,
    asked_apart,
    committed_text_files,
    disclosures_made_elsewhere,
    groups_taken_for_good,
    house_code,
    past_the_doors,
    pinned_twice,
    places_named,
    refused_names,
    room_files,
    too_new_for,
    undocumented,
    unresolved_paths,
)

# Written in halves, so that this file does not name them itself.
FORBIDDEN_PLACES = (
    "pypi" + ".org",
    "python" + "hosted",
    "npm" + "js.",
    "/work" + "/main",
    "/work" + "/shared",
)


def test_rooms_are_entered_by_their_doors() -> None:
    refuse(past_the_doors(house_code()))


def test_a_planted_import_past_the_doors_is_found() -> None:
    planted = room_files(
        "from azdarar.media.models import Picture\n"
        "from azdarar.media.renditions import widths\n"
        "import azdarar.rights.internal.terms\n"
        "from azdarar.language.slugs import slugify\n"
    )

    assert past_the_doors(planted) == [
        "azdarar.articles.planted:2 imports azdarar.media.renditions.widths past the doors of media.",
        "azdarar.articles.planted:3 imports azdarar.rights.internal.terms past the doors of rights.",
    ]


def test_no_pattern_counts_on_what_old_pythons_get_wrong() -> None:
    refuse(groups_taken_for_good(house_code()))


def test_a_planted_group_taken_for_good_is_found() -> None:
    planted = room_files('A = re.compile(r"\\d++(?: \\d{3})++")\nB = re.compile(r"(?>(?: \\d{3})+)x*+")\n')

    assert groups_taken_for_good(planted) == [
        "azdarar.articles.planted:1 has a group with a possessive quantifier: make it an atomic group."
    ]


def test_every_side_door_exists() -> None:
    modules = {module for module, _ in house_code()}

    assert set(SIDE_DOORS) <= modules


def test_wagtail_admin_stays_where_staff_screens_are_made() -> None:
    refuse(admin_out_of_place(house_code()))


def test_a_planted_admin_import_is_found() -> None:
    text = "from wagtail.admin.panels import FieldPanel\n"

    assert len(admin_out_of_place(room_files(text, module="azdarar.articles.queries"))) == 1
    assert admin_out_of_place(room_files(text, module="azdarar.articles.wagtail_hooks")) == []


def test_only_members_makes_a_disclosure() -> None:
    refuse(disclosures_made_elsewhere(house_code()))


def test_planted_disclosures_are_found() -> None:
    planted = room_files(
        "text = story.body_for(Disclosure.FULL)\n"
        "closed = Disclosure('closed')\n"
        "if disclosure is Disclosure.TEASER: pass\n"
        "given = disclosure.Disclosure.FULL\n",
        module="azdarar.feeds.views",
    )

    assert [fault.split()[0] for fault in disclosures_made_elsewhere(planted)] == [
        "azdarar.feeds.views:1",
        "azdarar.feeds.views:2",
        "azdarar.feeds.views:4",
    ]


def test_names_say_what_things_do() -> None:
    refuse(refused_names(house_code()))


def test_planted_empty_names_are_found() -> None:
    planted = [
        ("azdarar.articles.utils", "'''Things.'''"),
        ("azdarar.articles.stories", "class StoryHelper: pass\nclass StoryManager(models.Manager): pass"),
    ]

    assert len(refused_names(planted)) == 2


def test_modules_and_doors_are_documented() -> None:
    refuse(undocumented(house_code()))


def test_a_planted_silent_door_is_found() -> None:
    planted = [("azdarar.articles.actions", "'''Writes.'''\ndef publish_article(): ...\ndef _part(): ...")]

    assert undocumented(planted) == ["azdarar.articles.actions:2 publish_article has no docstring."]


def test_dotted_paths_in_the_settings_lead_somewhere() -> None:
    values = [(name, getattr(settings, name)) for name in dir(settings) if name.isupper()]

    refuse(unresolved_paths(values))


def test_a_planted_dotted_path_that_leads_nowhere_is_found() -> None:
    assert len(unresolved_paths([("PLANTED", {"a": ["azdarar.members.queries.decide_price"]})])) == 1


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    refuse(places_named(committed_text_files(CHECKOUT), forbidden=FORBIDDEN_PLACES))


def test_a_planted_registry_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "requirements.txt"
    planted.write_text(f"--index-url https://{FORBIDDEN_PLACES[0]}/simple\n", encoding="utf-8")

    assert len(places_named([planted], forbidden=FORBIDDEN_PLACES)) == 1


def test_alarms_see_long_files_and_functions() -> None:
    long = "'''Long.'''\ndef long(a, b, c, d, e, f):\n" + "    pass\n" * 401

    told = [alarm for alarm in alarms([("azdarar.articles.long", long)]) if "articles.long" in alarm]

    assert len(told) == 3


def test_the_two_locks_never_pin_one_package_at_two_releases() -> None:
    refuse(pinned_twice(*(CHECKOUT / "requirements" / name for name in ("base.txt", "dev.txt"))))


def test_a_planted_second_pin_is_found(tmp_path: Path) -> None:
    one, other = tmp_path / "base.txt", tmp_path / "dev.txt"
    one.write_text("regex==2026.11.19 \\\n    --hash=sha256:00\nsix==1.17.0\n", encoding="utf-8")
    other.write_text("regex==2026.11.15 \\\n    --hash=sha256:01\nsix==1.17.0\n", encoding="utf-8")

    assert pinned_twice(one, other) == [
        "regex is pinned at 2026.11.19 in base.txt and at 2026.11.15 in dev.txt."
    ]


def test_whoever_installs_the_package_gets_what_is_locked() -> None:
    package = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    lines = (CHECKOUT / "requirements/base.in").read_text("utf-8").splitlines()
    # One is held back and the other builds: neither is imported.
    locked = [line for line in lines if line and not line.startswith(("#", "soupsieve<", "setuptools"))]

    refuse(asked_apart(package, locked))


def test_a_planted_package_that_only_one_list_names_is_found() -> None:
    assert asked_apart(["Django>=5", "six; os_name == 'nt'"], ["Django==5.2", "six", "zstandard"]) == [
        "zstandard is asked for by base.in alone."
    ]
    assert asked_apart(["six>=1"], []) == ["six is asked for by pyproject.toml alone."]


def test_every_package_we_lock_takes_debians_own_python() -> None:
    locked = {
        line.split("==")[0]
        for line in (CHECKOUT / "requirements/base.txt").read_text("utf-8").split()
        if "==" in line
    }
    here = [(one.metadata["Name"], one.metadata["Requires-Python"] or "") for one in distributions()]

    assert locked & {name for name, _wanted in here}
    refuse(too_new_for("3.11.2", here))


def test_a_planted_package_for_newer_pythons_is_found() -> None:
    told = too_new_for("3.11.2", [("new", ">=3.11.5"), ("old", ">=3.9"), ("silent", "")])

    assert told == ["new requires Python >=3.11.5: Debian 12 has 3.11.2."]
