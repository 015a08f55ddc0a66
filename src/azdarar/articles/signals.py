"""Facts this room announces: past tense, keyword-only, after the commit, at least once.

Each but the last three is sent with ``sender=Article``, ``article_id`` (int), ``tags`` (frozenset of str) and
``announced_at`` (aware instant).
"""

from django.dispatch import Signal

#: A story became public, or a public story's text changed.
article_published = Signal()
#: A public story was changed together with a notice to readers.
article_corrected = Signal()
#: A story was taken back: it answers 410 from now on.
article_withdrawn = Signal()
#: Stories of an archive were written, many at once. The one fact told before the commit, in the transaction
#: that writes them: ``taken`` (list of ``taking_in.TakenIn``) and ``sender=Article`` only.
articles_taken_in = Signal()
#: Stories of an import were deleted, many at once; told in the transaction that does it: ``article_ids``
#: (list of int) and ``sender=Article`` only.
articles_taken_back = Signal()
#: Public stories came to speak of a subject, or speak of it no more: ``article_ids`` (list of int, at most
#: some hundred), ``subject_id`` (int), and ``sender=Article``.
subjects_decided = Signal()
