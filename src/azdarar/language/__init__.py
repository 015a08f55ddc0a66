"""What is known about written language, and about nothing else.

This room knows how a text is set in the typography of its language, where its sentences end, how it is
written in an address, compared, sorted and dated, in which script and direction it runs, which spellings are
one name, and when it is not a sentence at all but the name of a file. It is pure Python: no Django, no clock,
no settings, no database, and every function gives the same answer for the same arguments.

It refuses to know what a text is about, who may read it and how the interface is translated.

Doors: ``typography`` (``TypesetText``, ``set_text``, ``set_html``), ``sentences``, ``slugs``, ``folding``,
``dates``, ``names``, ``numbers``, ``scripts``, ``filenames``. A language is named by its BCP 47 tag; only the
primary subtag counts (``fr-CH`` is set like ``fr``). A language without rules here leaves a text as it is.
"""
