"""From a row of a table to a record, whichever version of SPIP wrote it."""

from __future__ import annotations

from collections.abc import Callable

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
    Rubrique,
    SiteReference,
    Url,
)


def make_rubrique(row: Row) -> Rubrique:
    """A section."""
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


def make_article(row: Row) -> Article:
    """An article; until SPIP 3 a chapô that begins with "=" is where it only leads."""
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


def make_breve(row: Row) -> Breve:
    """A brief."""
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


def make_auteur(row: Row) -> Auteur:
    """Somebody; of the login only whether there is one."""
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


def make_groupe(row: Row) -> GroupeMots:
    """A group of keywords."""
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


def make_mot(row: Row) -> Mot:
    """A keyword."""
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


def make_document(row: Row) -> Document:
    """A picture, sound, film or file, its path below ``IMG/``."""
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


def make_forum(row: Row) -> Forum:
    """A reader's message, without address and mail."""
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


def make_site(row: Row) -> SiteReference:
    """Another site."""
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


def make_url(row: Row) -> Url:
    """An address the site gave."""
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
