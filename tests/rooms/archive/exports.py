"""WordPress exports as short as a test needs them."""

from __future__ import annotations

from pathlib import Path

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Le Lac</title><language>fr-FR</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://lac.example</wp:base_blog_url>
<wp:author><wp:author_login>anahit</wp:author_login><wp:author_display_name>Anahit S.</wp:author_display_name>
</wp:author>"""
_ITEM = """<item><title>{title}</title><dc:creator>Anahit</dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>{date}</wp:post_date><wp:post_date_gmt>{date}</wp:post_date_gmt>
<wp:post_name>{slug}</wp:post_name><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>
<wp:post_password>{password}</wp:post_password>{more}</item>"""


def item(number: int, **values: str) -> str:
    """One item of an export: a public post of 2012, unless ``values`` says otherwise."""
    told = {
        "title": f"Titre {number}",
        "content": "Un texte.\n\nUn autre.",
        "excerpt": "",
        "slug": f"titre-{number}",
        "date": "2012-05-06 07:08:09",
        "status": "publish",
        "kind": "post",
        "password": "",
        "more": '<category domain="category" nicename="lac"><![CDATA[Le lac]]></category>',
    }
    return _ITEM.format(number=number, **(told | values))


def write_export(folder: Path, *items: str, end: str = "</channel></rss>") -> Path:
    """Write an export of these items and return its path."""
    path = folder / "export.xml"
    path.write_text(_HEAD + "".join(items) + end, encoding="utf-8")
    return path
