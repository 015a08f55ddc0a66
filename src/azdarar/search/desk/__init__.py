"""The newsroom's own search: everything the house keeps, by the engine that readers' search has.

What is public is found in the index readers search. What is not (drafts, what is scheduled or withdrawn,
changes that are not out yet, closed texts), and what is no story (pictures, contributors, subjects,
documents), lies in an index of its own: nothing closed is ever in the readers'. Doors: ``actions`` and
``queries``. Who may see what of it is for the newsroom to say: rows carry the marks that it narrows by.
"""
