"""Facts this room announces."""

from django.dispatch import Signal

#: Stories that stood on top of everything on their old site (sticky, featured) were taken in for the first
#: time. Sent at the end of an import, with ``sender=Article`` and ``article_ids`` (list of int, in the old
#: site's order). May be told twice.
stories_stood_on_top = Signal()

#: How often stories were opened on their old site. Sent at the end of an import, some thousand at a time:
#: ``sender=Article`` and ``visits`` (number of the story here, number of visits there). May be told twice.
visits_were_counted = Signal()
