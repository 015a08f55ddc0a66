"""The paper's mails: written in a reader's language, kept in a queue, taken to a mail server.

Knows: a letter, whom it is for, what became of it. Refuses: who anybody is, and why they are written to: the
rooms above decide that and bring their templates.
Doors: models, actions, queries."""
