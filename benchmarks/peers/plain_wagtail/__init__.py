"""Wagtail as its tutorial begins: a home page, sections, articles, a feed; SQLite, no cache."""
