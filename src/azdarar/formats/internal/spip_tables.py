"""The tables of SPIP, in every version: their names, their columns, and what a row of each becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from azdarar.formats.internal.names import names
from azdarar.formats.internal.spip_fields import Row, objet_of
from azdarar.formats.internal.spip_records import (
    Article,
    Auteur,
    Breve,
    Document,
    Forum,
    GroupeMots,
    Link,
    Mot,
    Record,
    Rubrique,
    SiteReference,
    Url,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is read: its key, the columns that are known, and the maker of its records."""

    name: str
    key: str
    columns: frozenset[str]
    make: Callable[[Row], Record]


def _rubrique(row: Row) -> Rubrique:
    return Rubrique(
        **row.common(),
        id_rubrique=row.number("id_rubrique"),
        id_parent=row.number("id_parent"),
        titre=row.text("titre"),
        descriptif=row.text("descriptif"),
        texte=row.text("texte"),
        id_secteur=row.number("id_secteur"),
        statut=row.text("statut"),
        date=row.date("date"),
        lang=row.text("lang"),
        id_trad=row.number("id_trad"),
        url_propre=row.text("url_propre"),
    )


def _article(row: Row) -> Article:
    chapo, virtuel = row.text("chapo"), row.text("virtuel")
    if chapo.startswith("=") and not row.has("virtuel"):
        # Until SPIP 3 this is how an article only led elsewhere.
        chapo, virtuel = "", chapo[1:].strip()
    return Article(
        **row.common(),
        id_article=row.number("id_article"),
        surtitre=row.text("surtitre"),
        titre=row.text("titre"),
        soustitre=row.text("soustitre"),
        id_rubrique=row.number("id_rubrique"),
        descriptif=row.text("descriptif"),
        chapo=chapo,
        texte=row.text("texte"),
        ps=row.text("ps"),
        date=row.date("date"),
        date_redac=row.date("date_redac"),
        date_modif=row.date("date_modif"),
        statut=row.text("statut"),
        id_secteur=row.number("id_secteur"),
        visites=row.number("visites"),
        popularite=row.real("popularite"),
        accepter_forum=row.text("accepter_forum"),
        lang=row.text("lang"),
        is_language_chosen=row.flag("langue_choisie"),
        id_trad=row.number("id_trad"),
        nom_site=row.text("nom_site"),
        url_site=row.text("url_site"),
        virtuel=virtuel,
        url_propre=row.text("url_propre"),
    )


def _breve(row: Row) -> Breve:
    return Breve(
        **row.common(),
        id_breve=row.number("id_breve"),
        date=row.date("date_heure"),
        titre=row.text("titre"),
        texte=row.text("texte"),
        lien_titre=row.text("lien_titre"),
        lien_url=row.text("lien_url"),
        statut=row.text("statut"),
        id_rubrique=row.number("id_rubrique"),
        lang=row.text("lang"),
        url_propre=row.text("url_propre"),
    )


def _auteur(row: Row) -> Auteur:
    return Auteur(
        **row.common(),
        id_auteur=row.number("id_auteur"),
        nom=row.text("nom"),
        bio=row.text("bio"),
        email=row.text("email"),
        nom_site=row.text("nom_site"),
        url_site=row.text("url_site"),
        has_login=bool(row.text("login")),
        statut=row.text("statut"),
        lang=row.text("lang"),
        url_propre=row.text("url_propre"),
    )


def _groupe(row: Row) -> GroupeMots:
    told = row.text("tables_liees")
    old = (name for name in ("articles", "breves", "rubriques", "syndic") if row.flag(name))
    return GroupeMots(
        **row.common(),
        id_groupe=row.number("id_groupe"),
        titre=row.text("titre"),
        descriptif=row.text("descriptif"),
        texte=row.text("texte"),
        is_exclusive=row.flag("unseul"),
        tables_liees=tuple(filter(None, told.split(","))) or tuple(old),
    )


def _mot(row: Row) -> Mot:
    return Mot(
        **row.common(),
        id_mot=row.number("id_mot"),
        titre=row.text("titre"),
        descriptif=row.text("descriptif"),
        texte=row.text("texte"),
        id_groupe=row.number("id_groupe"),
        type=row.text("type"),
        url_propre=row.text("url_propre"),
    )


def _document(row: Row) -> Document:
    file = row.text("fichier").removeprefix("./").removeprefix("IMG/")
    return Document(
        **row.common(),
        id_document=row.number("id_document"),
        id_vignette=row.number("id_vignette"),
        extension=row.text("extension") or file.rpartition(".")[2][:10].lower(),
        titre=row.text("titre"),
        descriptif=row.text("descriptif"),
        credits=row.text("credits"),
        alt=row.text("alt"),
        date=row.date("date"),
        fichier=file,
        taille=row.number("taille"),
        largeur=row.number("largeur"),
        hauteur=row.number("hauteur"),
        media=row.text("media"),
        mode=row.text("mode"),
        is_remote=row.flag("distant") or file.startswith(("http://", "https://")),
        statut=row.text("statut"),
    )


def _forum(row: Row) -> Forum:
    objet, number = objet_of(row.text("objet")), row.number("id_objet")
    if not objet:
        kinds = ("article", "breve", "rubrique", "syndic", "message")
        objet = next((kind for kind in kinds if row.number(f"id_{kind}")), "")
        number = row.number(f"id_{objet}") if objet else 0
    return Forum(
        **row.common(),
        id_forum=row.number("id_forum"),
        objet=objet_of(objet),
        id_objet=number,
        id_parent=row.number("id_parent"),
        id_thread=row.number("id_thread"),
        date=row.date("date_heure"),
        titre=row.text("titre"),
        texte=row.text("texte"),
        auteur=row.text("auteur"),
        nom_site=row.text("nom_site"),
        url_site=row.text("url_site"),
        statut=row.text("statut"),
        id_auteur=row.number("id_auteur"),
    )


def _site(row: Row) -> SiteReference:
    return SiteReference(
        **row.common(),
        id_syndic=row.number("id_syndic"),
        id_rubrique=row.number("id_rubrique"),
        nom_site=row.text("nom_site"),
        url_site=row.text("url_site"),
        descriptif=row.text("descriptif"),
        statut=row.text("statut"),
        date=row.date("date"),
    )


def _url(row: Row) -> Url:
    return Url(
        **row.common(),
        url=row.text("url"),
        objet=objet_of(row.text("type")),
        id_objet=row.number("id_objet"),
        id_parent=row.number("id_parent"),
        date=row.date("date"),
        is_permanent=row.number("perma") > 0,
        langue=row.text("langue"),
    )


def link_maker(kind: str, objet: str) -> Callable[[Row], Link]:
    """The maker for a table that joins ``kind`` to ``objet``, or to any object where that is empty."""

    def make(row: Row) -> Link:
        return Link(
            **row.common(),
            kind=kind,
            id=row.number(f"id_{kind}"),
            objet=objet_of(objet or row.text("objet")),
            id_objet=row.number(f"id_{objet}" if objet else "id_objet"),
            is_placed=row.flag("vu"),
            rank=row.number("rang_lien") or row.number("rang"),
            role=row.text("role"),
        )

    return make


_OBJECT_NAMES = ("article", "auteur", "breve", "document", "forum", "message", "mot", "rubrique", "syndic")
_PLURALS = {
    name: "syndic" if name == "syndic" else "forum" if name == "forum" else f"{name}s"
    for name in _OBJECT_NAMES
}


def _tables() -> dict[str, Table]:
    plain = (
        Table(
            "rubriques",
            "id_rubrique",
            names(
                "id_rubrique id_parent titre descriptif texte id_secteur maj export id_import statut "
                "date lang langue_choisie idx url_propre statut_tmp date_tmp profondeur id_trad"
            ),
            _rubrique,
        ),
        Table(
            "articles",
            "id_article",
            names(
                "id_article surtitre titre soustitre id_rubrique descriptif chapo texte ps date statut "
                "id_secteur maj export images date_redac visites referers popularite accepter_forum "
                "auteur_modif date_modif lang langue_choisie id_trad idx id_version nom_site url_site "
                "url_propre virtuel"
            ),
            _article,
        ),
        Table(
            "breves",
            "id_breve",
            names(
                "id_breve date_heure titre texte lien_titre lien_url statut id_rubrique lang "
                "langue_choisie maj idx url_propre"
            ),
            _breve,
        ),
        Table(
            "auteurs",
            "id_auteur",
            names(
                "id_auteur nom bio email nom_site url_site login pass low_sec statut webmestre maj pgp "
                "htpass en_ligne imessage messagerie alea_actuel alea_futur prefs cookie_oubli source "
                "lang idx url_propre backup_cles"
            ),
            _auteur,
        ),
        Table(
            "groupes_mots",
            "id_groupe",
            names(
                "id_groupe titre descriptif texte unseul obligatoire tables_liees articles breves "
                "rubriques syndic minirezo comite forum maj"
            ),
            _groupe,
        ),
        Table(
            "mots", "id_mot", names("id_mot titre descriptif texte id_groupe type maj idx url_propre"), _mot
        ),
        Table(
            "documents",
            "id_document",
            names(
                "id_document id_vignette id_type extension titre date descriptif fichier taille largeur "
                "hauteur duree media mode distant statut credits alt date_publication brise maj idx "
                "inclus"
            ),
            _document,
        ),
        Table(
            "forum",
            "id_forum",
            names(
                "id_forum objet id_objet id_parent id_thread date_heure date_thread titre texte auteur "
                "email_auteur nom_site url_site statut ip maj id_auteur id_article id_breve id_rubrique "
                "id_syndic id_message idx"
            ),
            _forum,
        ),
        Table(
            "syndic",
            "id_syndic",
            names(
                "id_syndic id_rubrique id_secteur nom_site url_site url_syndic descriptif url_propre "
                "idx maj syndication statut date date_syndic date_index extra_syndic moderation miroir "
                "oubli resume date_visible fichier_syndic"
            ),
            _site,
        ),
        Table("urls", "", names("id_parent url type id_objet date segments perma langue maj"), _url),
    )
    found = {table.name: table for table in plain}
    link_columns = names("id_objet objet vu rang_lien rang role maj")
    for kind in ("auteur", "mot", "document"):
        found[f"{kind}s_liens"] = Table(
            f"{kind}s_liens", "", link_columns | {f"id_{kind}"}, link_maker(kind, "")
        )
        for objet, plural in _PLURALS.items():
            if objet != kind:
                found.setdefault(
                    f"{kind}s_{plural}",
                    Table(
                        f"{kind}s_{plural}",
                        "",
                        link_columns | {f"id_{kind}", f"id_{objet}"},
                        link_maker(kind, objet),
                    ),
                )
    return found


#: Every table that becomes records, by its name without the prefix.
TABLES = _tables()
#: Tables SPIP keeps for itself: their rows are counted, and nothing of them is missed in a paper.
OWN_TABLES = names(
    "meta auteurs_messages caches depots depots_plugins index index_dico jobs jobs_liens "
    "messages ortho_cache ortho_dico paquets petitions plugins referers referers_articles "
    "resultats signatures syndic_articles test types_documents type_documents versions "
    "versions_fragments visites visites_articles visites_temp ajax_fonc"
)
