"""The public surface of the room's models.

Dependencies run inside one way: ``people`` and ``sections`` know nothing of stories; ``article`` knows
both; ``parts`` (bylines, corrections, recommendations) hang on ``article``; ``spaces`` holds stories.
"""

from azdarar.articles.blocks import LONGEST_TEXT
from azdarar.articles.digest import headline_key
from azdarar.articles.models.article import Article
from azdarar.articles.models.composed import ComposedPage
from azdarar.articles.models.gone import GoneAddress
from azdarar.articles.models.parts import (
    ENDS_TOO_EARLY,
    ArticleSubject,
    Contribution,
    Correction,
    Recommendation,
    ends_too_early,
)
from azdarar.articles.models.people import Contributor, ContributorProfile
from azdarar.articles.models.rights import (
    EditionCornerstonePermissions,
    EditionPermissions,
    editable_by,
    publishes_in,
    sections_edited_by,
    seen_by,
)
from azdarar.articles.models.sections import Section
from azdarar.articles.models.spaces import ArticleSpace, PlainPage
from azdarar.articles.models.speaking import (
    NameDecision,
    NewName,
    RecognitionPass,
    SubjectPicture,
    SubjectSuggestion,
    WaitingStory,
)

__all__ = [
    "ENDS_TOO_EARLY",
    "LONGEST_TEXT",
    "Article",
    "ArticleSpace",
    "ArticleSubject",
    "ComposedPage",
    "Contribution",
    "Contributor",
    "ContributorProfile",
    "Correction",
    "EditionCornerstonePermissions",
    "EditionPermissions",
    "GoneAddress",
    "NameDecision",
    "NewName",
    "PlainPage",
    "RecognitionPass",
    "Recommendation",
    "Section",
    "SubjectPicture",
    "SubjectSuggestion",
    "WaitingStory",
    "editable_by",
    "ends_too_early",
    "headline_key",
    "publishes_in",
    "sections_edited_by",
    "seen_by",
]
