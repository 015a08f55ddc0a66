"""The public addresses. Each is written once, here; templates and views reverse them by name."""

from django.conf import settings
from django.urls import path, register_converter

from azdarar.reader.views import editions, lists, pages, readings, search, stories


class LanguageConverter:
    """A language the paper appears in; any other first segment is no address of ours."""

    regex = "[a-z]{2,3}(?:-[a-z0-9]{2,8})?"

    def to_python(self, value: str) -> str:
        if value not in dict(settings.LANGUAGES):
            raise ValueError
        return value

    def to_url(self, value: str) -> str:
        return value


class DigitsConverter:
    """A part of a date, with its leading zeros; years have four digits."""

    regex = "[0-9]{2}(?:[0-9]{2})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "language")
register_converter(DigitsConverter, "digits")

app_name = "reader"
urlpatterns = [
    path("", pages.entrance, name="entrance"),
    path("edition/<str:name>/", editions.choose, name="edition"),
    path("read/<int:number>/", readings.read, name="read"),
    path("read/<int:number>/end/", readings.read, name="read_to_the_end"),
    path("<language:language>/", lists.front, name="front"),
    path("<language:language>/latest/", lists.latest, name="latest"),
    path("<language:language>/corrections/", lists.corrections, name="corrections"),
    path("<language:language>/search/", search.search_page, name="search"),
    path("<language:language>/search/suggestions/", search.suggestions, name="suggestions"),
    path("<language:language>/dossiers/", lists.dossiers, name="dossiers"),
    path("<language:language>/dossiers/<str:slug>/", lists.dossier, name="dossier"),
    path("<language:language>/authors/<str:slug>/", lists.author, name="author"),
    path("<language:language>/tags/<str:slug>/", lists.subject, name="subject"),
    path(
        "<language:language>/<digits:year>/<digits:month>/<digits:day>/<str:slug>/",
        stories.story,
        name="story",
    ),
    path(
        "<language:language>/<digits:year>/<digits:month>/<digits:day>/<str:slug>/comments/",
        stories.old_comments_of,
        name="old_comments",
    ),
    path("<language:language>/<str:slug>/", pages.segment, name="segment"),
]

if settings.DEBUG:
    from azdarar.reader.views import components

    urlpatterns.insert(0, path("components/", components.components, name="components"))
