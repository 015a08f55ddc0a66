"""Tests of the language room: no Django, no database."""
