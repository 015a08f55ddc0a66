"""The words before a colon that say what a value is of, in every language of the paper at once."""

from azdarar.language.folding import fold

#: What a value may name, and the words for it: French, English, Armenian, Russian.
_WORDS = {
    "author": "auteur auteure autrice signature author byline հեղինակ автор",
    "section": "rubrique section խորագիր բաժին рубрика раздел",
    "subject": "sujet thème subject topic tag թեմա тема",
    "language": "langue language լեզու язык",
    "kind": "genre kind form ժանր жанр",
    "until": "avant before մինչև մինչ до",
    "since": "après depuis after since հետո սկսած после",
}
FIELDS = {fold(word): field for field, words in _WORDS.items() for word in words.split()}


def field_of(word: str) -> str:
    """What a word before a colon stands for; empty where it is a word like any other."""
    return FIELDS.get(fold(word), "")
