"""The records of a SPIP site.

Names follow SPIP (``surtitre``, ``chapo``, ``statut``): translating them into the paper's own words is the
importer's decision. Texts are raw: shortcuts, entities and sort numbers are as they were stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """``occurrence`` is 2 or more when an earlier record of its kind had the same id.

    ``extra`` holds what plug-ins put into columns of their own. ``doubtful_dates`` are dates that name no
    day: the record then has the first day they could mean, or none. ``is_mended``: some of its letters were
    in another encoding than the backup's, or encoded twice.
    """

    occurrence: int = 1
    doubtful_dates: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    is_mended: bool = False

    @property
    def is_duplicate(self) -> bool:
        """Whether an earlier record of the backup had the same id."""
        return self.occurrence > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubrique(_Record):
    """A section. ``id_parent`` is 0 at the top."""

    id_rubrique: int
    id_parent: int
    titre: str
    descriptif: str
    texte: str
    id_secteur: int
    statut: str
    date: datetime | None
    lang: str
    id_trad: int
    url_propre: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(_Record):
    """An article. Dates are the site's local time, which the backup does not name.

    ``date`` is of publication, ``date_redac`` of an earlier one. ``virtuel`` is where an article led that had
    no text of its own, also where an old site kept it in ``chapo``. ``id_trad`` is the id of the article the
    translations of a family refer to, 0 for none.
    """

    id_article: int
    surtitre: str
    titre: str
    soustitre: str
    id_rubrique: int
    descriptif: str
    chapo: str
    texte: str
    ps: str
    date: datetime | None
    date_redac: datetime | None
    date_modif: datetime | None
    statut: str
    id_secteur: int
    visites: int
    popularite: float
    accepter_forum: str
    lang: str
    is_language_chosen: bool
    id_trad: int
    nom_site: str
    url_site: str
    virtuel: str
    url_propre: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Breve(_Record):
    """A brief, with the one link it may have."""

    id_breve: int
    date: datetime | None
    titre: str
    texte: str
    lien_titre: str
    lien_url: str
    statut: str
    id_rubrique: int
    lang: str
    url_propre: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Auteur(_Record):
    """Somebody who signs, writes, or only reads: ``statut`` says it. Passwords are not read."""

    id_auteur: int
    nom: str
    bio: str
    email: str
    nom_site: str
    url_site: str
    has_login: bool
    statut: str
    lang: str
    url_propre: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupeMots(_Record):
    """A group of keywords; ``tables_liees`` are the kinds of objects it is for."""

    id_groupe: int
    titre: str
    descriptif: str
    texte: str
    is_exclusive: bool
    tables_liees: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mot(_Record):
    """A keyword; ``type`` repeats the title of its group, and may be out of date."""

    id_mot: int
    titre: str
    descriptif: str
    texte: str
    id_groupe: int
    type: str
    url_propre: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(_Record):
    """A picture, a sound, a film or a file.

    ``fichier`` is a path below ``IMG/``, or an address where the file is elsewhere (``is_remote``). ``mode``
    is ``logoon`` or ``logooff`` for the logos of SPIP 4, ``vignette`` for small copies.
    """

    id_document: int
    id_vignette: int
    extension: str
    titre: str
    descriptif: str
    credits: str
    alt: str
    date: datetime | None
    fichier: str
    taille: int
    largeur: int
    hauteur: int
    media: str
    mode: str
    is_remote: bool
    statut: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forum(_Record):
    """A reader's message. Machine and mail of who wrote it are not read: nothing here may need them."""

    id_forum: int
    objet: str
    id_objet: int
    id_parent: int
    id_thread: int
    date: datetime | None
    titre: str
    texte: str
    auteur: str
    nom_site: str
    url_site: str
    statut: str
    id_auteur: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReference(_Record):
    """Another site this one refers to."""

    id_syndic: int
    id_rubrique: int
    nom_site: str
    url_site: str
    descriptif: str
    statut: str
    date: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Url(_Record):
    """An address the site gave to an object, now or once."""

    url: str
    objet: str
    id_objet: int
    id_parent: int
    date: datetime | None
    is_permanent: bool
    langue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(_Record):
    """One thing that belongs to another: an author, keyword or document to an object.

    ``is_placed`` says that the text already shows the document; ``rank`` orders what it does not show.
    """

    kind: str
    id: int
    objet: str
    id_objet: int
    is_placed: bool = False
    rank: int = 0
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What other records may want to know of an article or a brief."""

    kind: Literal["article", "breve"]
    number: int
    titre: str
    statut: str
    is_duplicate: bool


Record = (
    Rubrique | Article | Breve | Auteur | GroupeMots | Mot | Document | Forum | SiteReference | Url | Link
)
