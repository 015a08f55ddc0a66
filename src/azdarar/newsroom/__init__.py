"""The staff's desk: what an editor sees before, around and after writing.

Knows: the home page, the list of stories, roles, how Wagtail's admin looks and what it leaves out.
Refuses: an article's fields, anything a reader sees. Doors: actions, queries."""
