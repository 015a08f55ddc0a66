"""A small site as it is left when its database is gone: a mirror, and the same as a web archive."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from PIL import Image

HOST = "lac.example"
TEXT = (
    "<p>Le vent s’est levé sur le lac à l’aube, et les pêcheurs sont restés au port toute la matinée, "
    "comme chaque année à cette saison, disent les plus âgés d’entre eux.</p>\n"
    "<p>À midi, la préfecture a fermé la route du col. Les camions attendent en file devant le poste, et "
    "personne ne sait quand ils passeront.</p>"
    "<p>Les commerçants du marché parlent d’une saison perdue, mais les hôtels affichent complet.</p>"
)
PAGE = """<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title} - Le Lac</title>
<meta property="og:site_name" content="Le Lac"><meta name="description" content="{standfirst}">
<link rel="canonical" href="http://lac.example{path}">{head}</head><body>
<nav><a href="/">Accueil</a> <a href="/rubrique/lac">Le lac</a></nav>
<article><h1>{title}</h1>{text}</article><footer>Mentions légales</footer></body></html>"""
LD = """<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"%s",
"datePublished":"%s","articleSection":"Le lac","author":{"@type":"Person","name":"Anahit S."},
"keywords":["lac","pêche"]}</script>"""


def picture() -> bytes:
    """A picture that can be taken in."""
    out = BytesIO()
    Image.new("RGB", (800, 600), (20, 90, 140)).save(out, "JPEG")
    return out.getvalue()


def page(path: str, title: str, *, day: str = "2012-05-06", language: str = "fr", **more: str) -> bytes:
    """One page of the site."""
    told = {"standfirst": "Une tempête de printemps.", "text": TEXT, "head": LD % (title, day)} | more
    return PAGE.format(path=path, title=title, language=language, **told).encode()


FIGURE = """<figure><img src="/img/lac.jpg" alt="Le lac gelé vu du port">
<figcaption>Le port, en mai.</figcaption></figure>"""
STORM = "/2012/05/tempete.html"
#: What the site answered: path, status, type, body (or where it leads).
ANSWERS: list[tuple[str, int, str, bytes]] = [
    (
        "/2012/05/tempete.html",
        200,
        "text/html",
        page("/2012/05/tempete.html", "Tempête sur le lac", text=FIGURE + TEXT),
    ),
    ("/2013/01/neige.html", 200, "text/html", page("/2013/01/neige.html", "La neige", day="2013-01-02")),
    ("/imprimer/neige.html", 200, "text/html", page("/2013/01/neige.html", "La neige", day="2013-01-02")),
    ("/", 200, "text/html", page("/", "Le Lac", head="")),
    (
        "/perdu.html",
        200,
        "text/html",
        page("/perdu.html", "Page introuvable", head="", text="<p>Rien ici.</p>"),
    ),
    ("/absent.html", 404, "text/html", b"<html><h1>404</h1></html>"),
    ("/vieux.php3?id=7", 301, "text/html", b"/2012/05/tempete.html"),
    ("/feed.xml", 200, "application/rss+xml", b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>"),
    ("/style.css", 200, "text/css", b"body{}"),
    ("/img/lac.jpg", 200, "image/jpeg", picture()),
]


def write_mirror(folder: Path) -> Path:
    """The site as a program that mirrors leaves it."""
    for path, status, _kind, body in ANSWERS:
        if status == 200:
            file = folder / HOST / (path.strip("/") or "index.html")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
    return folder


def write_warc(
    file: Path, answers: list[tuple[str, int, str, bytes]] | None = None, *, at: str = "2014-01-01"
) -> Path:
    """The site as a web archive."""
    records = [_record(*answer, at=at) for answer in (ANSWERS if answers is None else answers)]
    is_packed = file.suffix == ".gz"
    file.write_bytes(b"".join(gzip.compress(record) if is_packed else record for record in records))
    return file


def _record(path: str, status: int, kind: str, body: bytes, *, at: str) -> bytes:
    location = f"Location: {body.decode()}\r\n" if status == 301 else ""
    http = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}; charset=utf-8\r\n{location}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://{HOST}{path}\r\n"
        f"WARC-Date: {at}T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"
