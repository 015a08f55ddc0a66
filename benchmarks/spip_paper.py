"""A SPIP dump of any size, as ``mysqldump`` writes it: a paper that never was.

``python -m benchmarks.spip_paper 250000 paper.sql``. The same number makes the same bytes. Tables stand in
the order of their names, as in a real dump, so that articles come before what they are tied to. Texts are of
some three thousand characters, with the shortcuts and the oddities of real ones.
"""

import random
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

AUTHORS, SECTIONS, GROUPS = 400, 60, 12
#: One keyword for some twenty articles, as in the papers looked at; 1.2 documents for an article.
_ARTICLES_PER_WORD, _DOCUMENTS_PER_ARTICLE = 250 / 12, 1.2
_POOL = 6_000
#: Rows in one INSERT: the server sends them by about a megabyte.
_ROWS_AT_ONCE = 200
_BEGIN = datetime(1998, 1, 5, 8)  # noqa: DTZ001 (a dump has the site's own time)
_STATES = ("publie",) * 94 + ("prop", "prop", "prepa", "prepa", "refuse", "poubelle")
_SYLLABLES = """ba ca da fa ga la ma na pa ra sa ta va be ce de fe ge le me ne pe re se te
ve bi ci di fi gi li mi ni pi ri si ti vi bo co do fo go lo mo no po ro so to vo
bu cu du fu gu lu mu nu pu ru su tu vu é è an en in
on un eur oir age tion ment que elle ette able isme ard aud ier ière""".split()  # noqa: SIM905 (a text)
_SMALL = "de la le les des et à en du un une dans qui que pour sur au par plus avec ce son".split()  # noqa: SIM905

_Row = tuple[object, ...]


class Paper:
    """What the tables hold, by the number of articles alone."""

    def __init__(self, articles: int) -> None:
        self.articles = articles
        self.words = max(GROUPS, round(articles / _ARTICLES_PER_WORD))
        self.documents = round(articles * _DOCUMENTS_PER_ARTICLE)
        dice = random.Random(20)
        vocabulary = ["".join(dice.choices(_SYLLABLES, k=dice.randrange(2, 5))) for _ in range(20_000)]
        weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
        self.names = vocabulary
        self.sentences = [_sentence(dice, vocabulary, weights) for _ in range(_POOL)]
        self.titles = [" ".join(sentence.split()[: dice.randrange(4, 11)]) for sentence in self.sentences]

    def write(self, file: IO[str]) -> None:
        """Write the dump."""
        file.write("-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)\n")
        file.write("-- Host: localhost    Database: journal\n/*!40101 SET NAMES utf8mb4 */;\n")
        for table, (columns, rows) in self._tables().items():
            _write_table(file, table, columns, rows())

    def _tables(self) -> dict[str, tuple[str, Callable[[], Iterable[_Row]]]]:
        return {
            "articles": (
                "id_article:int surtitre titre soustitre id_rubrique:int descriptif chapo texte ps date:date "
                "statut id_secteur:int maj:date date_redac:date visites:int popularite:real accepter_forum "
                "date_modif:date lang langue_choisie id_trad:int nom_site url_site virtuel",
                self._articles,
            ),
            "auteurs": ("id_auteur:int nom bio email login statut lang", self._authors),
            "auteurs_liens": ("id_auteur:int id_objet:int objet vu", self._signatures),
            "documents": (
                "id_document:int id_vignette:int extension titre date:date descriptif fichier taille:int "
                "largeur:int hauteur:int media mode distant statut credits alt",
                self._documents,
            ),
            "documents_liens": (
                "id_document:int id_objet:int objet vu rang_lien:int",
                self._document_links,
            ),
            "groupes_mots": ("id_groupe:int titre descriptif texte", self._groups),
            "meta": ("nom valeur impt", self._meta),
            "mots": ("id_mot:int titre descriptif texte id_groupe:int type", self._keywords),
            "mots_liens": ("id_mot:int id_objet:int objet", self._tags),
            "rubriques": (
                "id_rubrique:int id_parent:int titre descriptif texte id_secteur:int statut date:date lang",
                self._sections,
            ),
            "urls": ("url type id_objet:int date:date id_parent:int", self._addresses),
        }

    def _articles(self) -> Iterator[_Row]:
        for number in range(1, self.articles + 1):
            dice = random.Random(number)
            at = _instant(number, self.articles)
            is_reprint = number % 40 == 0
            yield (
                number,
                dice.choice(self.titles) if number % 4 == 0 else "",
                dice.choice(self.titles),
                dice.choice(self.titles) if number % 9 == 0 else "",
                1 + dice.randrange(SECTIONS),
                "",
                dice.choice(self.sentences) if number % 3 else "",
                self._text(number, dice),
                dice.choice(self.sentences) if number % 25 == 0 else "",
                at,
                dice.choice(_STATES),
                1,
                at,
                "0000-00-00 00:00:00",
                dice.randrange(20_000),
                0.0,
                "",
                at,
                "fr",
                "non",
                0,
                "Radio du lac" if is_reprint else "",
                "https://radio.example/" if is_reprint else "",
                "",
            )

    def _text(self, number: int, dice: random.Random) -> str:
        paragraphs = []
        for place in range(dice.randrange(4, 11)):
            paragraph = " ".join(dice.choices(self.sentences, k=dice.randrange(3, 7)))
            paragraphs.append(self._marked(paragraph, number, place, dice))
        return "\r\n\r\n".join(paragraphs)

    def _marked(self, text: str, number: int, place: int, dice: random.Random) -> str:
        """A paragraph with one of the shortcuts that texts hold."""
        match (number + place) % 11:
            case 0:
                return f"{{{{{{{dice.choice(self.titles)}}}}}}}\r\n\r\n{text}"
            case 1:
                return f"{{{{{text[:30]}}}}}{text[30:]}"
            case 2:
                return f"{text} [{dice.choice(self.titles)}->article{1 + dice.randrange(self.articles)}]"
            case 3:
                return f"{text}[[{dice.choice(self.sentences)}]]"
            case 4 if self.documents:
                return f"<doc{1 + dice.randrange(self.documents)}|center>\r\n\r\n{text}"
            case 5:
                items = "\r\n".join(f"-* {dice.choice(self.titles)}" for _ in range(3))
                return f"{text}\r\n\r\n{items}"
            case 6:
                return f"{text[:60]}{{{text[60:90]}}}{text[90:]} [le site->https://radio.example/{number}]"
            case 7 if number % 5 == 0:
                return f"<quote>{text}</quote>"
            case 8 if number % 50 == 0:
                return "| {{Mois}} | {{Nombre}} |\r\n| mai | 12 |\r\n| juin | 14 |"
            case _:
                return text

    def _authors(self) -> Iterator[_Row]:
        for number in range(1, AUTHORS + 1):
            name = f"{self.names[number].capitalize()} {self.names[number + 500].capitalize()}"
            yield number, name, self.sentences[number], "", f"login{number}", "1comite", "fr"

    def _signatures(self) -> Iterator[_Row]:
        for number in range(1, self.articles + 1):
            dice = random.Random(-number)
            # A few people write most of a paper.
            first = 1 + min(int(dice.paretovariate(0.6)), AUTHORS - 1)
            yield first, number, "article", "non"
            if number % 12 == 0:
                yield 1 + first % AUTHORS, number, "article", "non"

    def _documents(self) -> Iterator[_Row]:
        for number in range(1, self.documents + 1):
            ending = "pdf" if number % 15 == 0 else "jpg"
            is_titled = number % 3 == 0
            yield (
                number,
                0,
                ending,
                self.titles[number % _POOL] if is_titled else "",
                _instant(number, self.documents),
                "",
                f"{ending}/photo-{number}.{ending}",
                84_000,
                800,
                600,
                "file" if ending == "pdf" else "image",
                "document" if number % 2 else "image",
                "non",
                "publie",
                "Photo Radio du lac" if is_titled else "",
                self.titles[number % 977] if number % 5 == 0 else "",
            )

    def _document_links(self) -> Iterator[_Row]:
        for number in range(1, self.documents + 1):
            yield number, 1 + (number * 7) % self.articles, "article", "non", 0

    def _groups(self) -> Iterator[_Row]:
        for number in range(1, GROUPS + 1):
            yield number, self.names[number].capitalize(), "", ""

    def _meta(self) -> Iterator[_Row]:
        yield "nom_site", "La Voix du lac", "oui"
        yield "adresse_site", "https://voix.example", "oui"
        yield "langue_site", "fr", "oui"
        yield "version_installee", "2022022303", "non"

    def _keywords(self) -> Iterator[_Row]:
        for number in range(1, self.words + 1):
            group = 1 + number % GROUPS
            name = self.names[number % len(self.names)].capitalize()
            yield number, f"{name} {number}", "", "", group, self.names[group].capitalize()

    def _tags(self) -> Iterator[_Row]:
        for number in range(1, self.articles + 1):
            dice = random.Random(number * 3)
            for word in {1 + dice.randrange(self.words) for _ in range(dice.randrange(5))}:
                yield word, number, "article"

    def _sections(self) -> Iterator[_Row]:
        for number in range(1, SECTIONS + 1):
            parent = 0 if number <= 8 else 1 + number % 8
            yield (
                number,
                parent,
                f"{number}. {self.names[number + 900].capitalize()}",
                "",
                "",
                1,
                "publie",
                _BEGIN,
                "fr",
            )

    def _addresses(self) -> Iterator[_Row]:
        for number in range(1, self.articles + 1):
            title = self.titles[number % _POOL].replace(" ", "-").strip("-.")
            yield f"{title}-{number}", "article", number, _instant(number, self.articles), 0


def _instant(number: int, count: int) -> datetime:
    return _BEGIN + timedelta(minutes=int(number * (27 * 365 * 24 * 60) / (count + 1)))


def _sentence(dice: random.Random, vocabulary: list[str], weights: list[float]) -> str:
    words = dice.choices(vocabulary, weights, k=dice.randrange(8, 20))
    for place in range(1, len(words), 3):
        words[place] = dice.choice(_SMALL)
    return " ".join(words).capitalize() + dice.choice((".", ".", ".", " ?", " !"))


_TYPES = {
    "int": "bigint(21) NOT NULL DEFAULT 0",
    "real": "double NOT NULL DEFAULT 0",
    "date": "datetime NOT NULL DEFAULT '0000-00-00 00:00:00'",
    "": "longtext NOT NULL DEFAULT ''",
}


def _write_table(file: IO[str], table: str, columns: str, rows: Iterable[_Row]) -> None:
    told = [column.partition(":") for column in columns.split()]
    file.write(f"\nDROP TABLE IF EXISTS `spip_{table}`;\nCREATE TABLE `spip_{table}` (\n")
    file.write(",\n".join(f"  `{name}` {_TYPES[kind]}" for name, _colon, kind in told))
    file.write("\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n\n")
    waiting: list[str] = []
    for row in rows:
        waiting.append(f"({','.join(map(_value, row))})")
        if len(waiting) == _ROWS_AT_ONCE:
            _insert(file, table, waiting)
    if waiting:
        _insert(file, table, waiting)


def _insert(file: IO[str], table: str, waiting: list[str]) -> None:
    file.write(f"INSERT INTO `spip_{table}` VALUES {','.join(waiting)};\n")  # noqa: S608 (a dump)
    waiting.clear()


def _value(value: object) -> str:
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        return f"'{value:%Y-%m-%d %H:%M:%S}'"
    text = str(value).replace("\\", "\\\\").replace("'", "\\'").replace("\r", "\\r").replace("\n", "\\n")
    return f"'{text}'"


def write_dump(path: Path, *, articles: int) -> None:
    """Write the dump of a paper of so many articles."""
    with path.open("w", encoding="utf-8") as file:
        Paper(articles).write(file)


if __name__ == "__main__":
    write_dump(Path(sys.argv[2]), articles=int(sys.argv[1]))
