"""The tables of SPIP, in every version: their names, their columns, and what a row of each becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from azdarar.formats.internal import spip_makers as makers
from azdarar.formats.internal.names import names
from azdarar.formats.internal.spip_fields import Row
from azdarar.formats.internal.spip_records import Record


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is read: its key, the columns that are known, and the maker of its records.

    ``joins`` is set for one that joins: what is linked, and to what, "" for any object.
    """

    name: str
    key: str
    columns: frozenset[str]
    make: Callable[[Row], Record]
    joins: tuple[str, str] | None = None


#: What can belong to an object, in a table of its own.
LINKED = ("auteur", "mot", "document")
_OBJECT_NAMES = ("article", "auteur", "breve", "document", "forum", "message", "mot", "rubrique", "syndic")
_PLURALS = {
    name: "syndic" if name == "syndic" else "forum" if name == "forum" else f"{name}s"
    for name in _OBJECT_NAMES
}
_LINK_COLUMNS = names("id_objet objet vu rang_lien rang role maj")
#: Tables by name, key, maker and every column any version had.
_PLAIN: tuple[tuple[str, str, Callable[[Row], Record], str], ...] = (
    (
        "rubriques",
        "id_rubrique",
        makers.make_rubrique,
        "id_rubrique id_parent titre descriptif texte id_secteur maj export id_import statut date lang "
        "langue_choisie idx url_propre statut_tmp date_tmp profondeur id_trad",
    ),
    (
        "articles",
        "id_article",
        makers.make_article,
        "id_article surtitre titre soustitre id_rubrique descriptif chapo texte ps date statut id_secteur "
        "maj export images date_redac visites referers popularite accepter_forum auteur_modif date_modif "
        "lang langue_choisie id_trad idx id_version nom_site url_site url_propre virtuel",
    ),
    (
        "breves",
        "id_breve",
        makers.make_breve,
        "id_breve date_heure titre texte lien_titre lien_url statut id_rubrique lang langue_choisie maj idx "
        "url_propre",
    ),
    (
        "auteurs",
        "id_auteur",
        makers.make_auteur,
        "id_auteur nom bio email nom_site url_site login pass low_sec statut webmestre maj pgp htpass "
        "en_ligne imessage messagerie alea_actuel alea_futur prefs cookie_oubli source lang idx url_propre "
        "backup_cles",
    ),
    (
        "groupes_mots",
        "id_groupe",
        makers.make_groupe,
        "id_groupe titre descriptif texte unseul obligatoire tables_liees articles breves rubriques syndic "
        "minirezo comite forum maj",
    ),
    (
        "mots",
        "id_mot",
        makers.make_mot,
        "id_mot titre descriptif texte id_groupe type maj idx url_propre",
    ),
    (
        "documents",
        "id_document",
        makers.make_document,
        "id_document id_vignette id_type extension titre date descriptif fichier taille largeur hauteur "
        "duree media mode distant statut credits alt date_publication brise maj idx inclus",
    ),
    (
        "forum",
        "id_forum",
        makers.make_forum,
        "id_forum objet id_objet id_parent id_thread date_heure date_thread titre texte auteur email_auteur "
        "nom_site url_site statut ip maj id_auteur id_article id_breve id_rubrique id_syndic id_message idx",
    ),
    (
        "syndic",
        "id_syndic",
        makers.make_site,
        "id_syndic id_rubrique id_secteur nom_site url_site url_syndic descriptif url_propre idx maj "
        "syndication statut date date_syndic date_index extra_syndic moderation miroir oubli resume "
        "date_visible fichier_syndic",
    ),
    ("urls", "", makers.make_url, "id_parent url type id_objet date segments perma langue maj"),
)


def _plain_tables() -> Iterator[Table]:
    for name, key, make, columns in _PLAIN:
        yield Table(name, key, names(columns), make)


def _link_tables() -> Iterator[Table]:
    """Tables that join: one for all objects since SPIP 3, one for each kind of object before."""
    for kind in LINKED:
        columns = _LINK_COLUMNS | {f"id_{kind}"}
        yield Table(f"{kind}s_liens", "", columns, makers.link_maker(kind, ""), (kind, ""))
        for objet, plural in _PLURALS.items():
            if objet != kind:
                make = makers.link_maker(kind, objet)
                yield Table(f"{kind}s_{plural}", "", columns | {f"id_{objet}"}, make, (kind, objet))


#: Every table that becomes records, by its name without the prefix.
TABLES = {table.name: table for table in [*_link_tables(), *_plain_tables()]}
#: Tables SPIP keeps for itself: their rows are counted, and nothing of them is missed in a paper.
OWN_TABLES = names(
    "meta auteurs_messages caches depots depots_plugins index index_dico jobs jobs_liens "
    "messages ortho_cache ortho_dico paquets petitions plugins referers referers_articles "
    "resultats signatures syndic_articles test types_documents type_documents versions "
    "versions_fragments visites visites_articles visites_temp ajax_fonc"
)
