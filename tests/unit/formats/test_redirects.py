"""Files of redirects are read, and can do no harm."""

import time
from pathlib import Path

import pytest

from azdarar.formats.redirects import NoRedirectsError, compiled, is_rule, read_redirects

GHOST_JSON = r"""[
 {"from": "^/ancien/$", "to": "/nouveau/", "permanent": true},
 {"from": "/blog\\/2019\\/le-train", "to": "/le-train/"},
 {"from": "/^\\/Story\\/(\\d+)\\/(.*)$/i", "to": "/$2/"},
 {"from": "^/out$", "to": "https://elsewhere.example/"},
 {"from": "/script", "to": "javascript:alert(1)"}]"""
GHOST_YAML = r"""301:
  /my-old-category/: /tag/food
  ^\/(old)\/posts\/(.*)$: /blog/$2
302:
  /soon/: /later/
"""
ROUTES = """routes:
  /about/: page
collections:
  /blog/:
    permalink: /blog/{year}/{slug}/
  /:
    permalink: /{slug}/
taxonomies:
  tag: /theme/{slug}/
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_redirects_of_ghost_are_pairs_and_rules(tmp_path: Path) -> None:
    told = read_redirects(write(tmp_path, "redirects.json", GHOST_JSON))

    assert told.pairs == [
        ("/ancien", "/nouveau/"),
        ("/blog/2019/le-train", "/le-train/"),
        ("/out", "https://elsewhere.example/"),
    ]
    assert told.patterns == [(r"^/Story/(\d+)/(.*)$", r"/\2/")]
    assert told.left_out == ["/script"]
    told = read_redirects(write(tmp_path, "redirects.yaml", GHOST_YAML))
    assert told.pairs == [("/my-old-category", "/tag/food"), ("/soon", "/later/")]
    assert told.patterns == [(r"^/(old)/posts/(.*)$", r"/blog/\2")]


def test_routes_of_ghost_say_how_addresses_were_built(tmp_path: Path) -> None:
    told = read_redirects(write(tmp_path, "routes.yaml", ROUTES))

    rules = [(compiled(expression), target) for expression, target in told.patterns]
    assert [rule.search("/blog/2019/le-train/").expand(target) for rule, target in rules[:1]] == [
        "/le-train/"
    ]
    assert [rule.search("/theme/lac").expand(target) for rule, target in rules[1:]] == ["/tag/lac/"]


def test_tables_of_two_columns_are_read_and_a_single_address_is_gone(tmp_path: Path) -> None:
    told = read_redirects(write(tmp_path, "old.csv", "from;to\n/a;/b\nhttps://x.example/c?d=1;/e\n/perdu;\n"))

    assert told.pairs == [("/a", "/b"), ("https://x.example/c?d=1", "/e")]
    assert told.gone == ["/perdu"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("redirects.json", "{"),
        ("redirects.json", '{"from": "/a"}'),
        ("redirects.json", "[" * 100_000),
        ("redirects.yaml", "- a"),
        ("redirects.yaml", "a: &a [x]\nb: [*a, *a]\n"),
        ("redirects.yaml", "301: !!python/object/apply:os.system [ls]\n"),
        ("redirects.yaml", "x" * (2 * 2**20 + 1)),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(NoRedirectsError):
        read_redirects(write(tmp_path, name, text))


def test_an_expression_written_to_hang_takes_no_time(tmp_path: Path) -> None:
    rule = compiled(r"^(/(a+)+)+$")

    begun = time.process_time()
    assert rule is not None
    assert rule.search("/" + "a" * 2_000 + "!") is None

    assert time.process_time() - begun < 0.5
    assert not is_rule(r"^/(?=a)", "/")
    assert not is_rule(r"^/a$", r"/\1")
    assert not is_rule(r"((a{900}){900}){900}", "/")
