"""Abbreviations that end in a full stop without ending a sentence, and words that begin one.

``before`` abbreviations are followed by what they shorten for: a name, a number; the sentence goes on.
``after`` abbreviations close an enumeration or a measure and may also close the sentence: it ends there when
a capital follows, and for the ``after_doubtful`` among them only when a starter does. ``starters`` are words
that begin sentences and are no names; only before one of them does an initial or an acronym end a sentence.
All lower case, without the final stop.
"""

from __future__ import annotations

from dataclasses import dataclass

from .characters import words


@dataclass(frozen=True)
class Abbreviations:
    """What a language writes with a full stop."""

    before: frozenset[str] = frozenset()
    before_number: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    after_doubtful: frozenset[str] = frozenset()


_FRENCH = Abbreviations(
    before=words(
        "m mm mr dr drs pr prof st ste mgr me sr jr cie col gén gal cdt cap capt lt sgt adj amb dir prés sén "
        "dép av apr bd boul pl sq ch c-à-d p.ex ex cf env hab rééd éd ed trad coll dir red réd rédac art anc "
        "auj janv févr fév avr juil sept oct nov déc dep dép arr tél fax réf resp secr gouv min univ inst "
        "assoc ltd not notamm litt lat gr arm ital angl fr all "
        "prov ill suppl introd préf op loc ibid id viz vs v"
    ),
    before_number=words("p pp vol t n n° no nos art fig chap § al par ch env ca v vers"),
    after=words("etc al suiv ss j.-c j-c sq sqq inc corp cie"),
    starters=words(
        "il elle ils elles on nous vous je tu ce cette ces cela ça c’est c'est mais et or puis dans pour "
        "selon les un une des en au aux à après avant depuis alors ainsi aussi cependant pourtant toutefois "
        "sur sous avec sans par si quand lorsque comme l’un "
        "qui que quel quelle où pourquoi comment voilà voici hier aujourd’hui"
    ),
)
_ENGLISH = Abbreviations(
    before=words(
        "mr mrs ms mx dr drs prof st mt ft rev hon gen col capt lt sgt maj adm cmdr sen rep gov pres supt "
        "det sr fr messrs mme mlle m v vs viz cf approx est dept univ assn bros ave blvd rd hwy rte ext tel "
        "e.g i.e jan feb mar apr jun jul aug sept sep oct nov dec"
    ),
    before_number=words("no nos n° p pp vol vols ch fig figs art sec para par c ca fl ed"),
    after=words("etc al inc ltd co corp plc jr sr bros llc esq phd ph.d m.d b.a m.a a.m p.m a.d b.c st"),
    starters=words(
        "he she it they we i you this that these those the a an in on at but and or so if when while as for "
        "from by with after before then there here however meanwhile what who why how where did does do is "
        "are was were has have had his her its their our my your not no yes yesterday today tomorrow some "
        "many most all both each another one two last next according since although because once please let"
    ),
    after_doubtful=words("inc ltd co corp plc jr sr bros llc esq phd ph.d m.d b.a m.a a.m p.m a.d b.c st"),
)
_RUSSIAN = Abbreviations(
    before=words(
        "т.е т.н т.к т.ч т.о г гр ул пл пр просп пер пос с д дер обл р-н о оз р им св акад проф доц ген полк "
        "майор кап лейт адм см ср напр нач зам дир ред изд пер сост илл прим кв корп стр эт тов д-р г-н г-жа "
        "г-жи м-р мин янв фев февр мар апр авг сен сент окт ноя нояб дек ок около род ум пгт п т e"
    ),
    before_number=words("с стр рис гл ст п пп т тт №№ вып кн ч разд табл ул д кв корп тел ок"),
    after=words(
        "т.д т.п др пр проч гг г в вв н.э э руб коп долл тыс млн млрд трлн чел шт экз кг км м см мм га л ч "
        "мин сек куб.м кв.м см стр у.е"
    ),
    starters=words(
        "он она оно они это этот эта эти мы вы но однако как по при после до для из на за кто что где когда "
        "почему в на с к у и а если также тогда теперь "
        "затем здесь там его её ее их все всё так сегодня вчера завтра"
    ),
    after_doubtful=words("гг г в вв"),
)
_ARMENIAN = Abbreviations(
    before=words("տ պ դոկտ պրոֆ ակադ գեն գնդ փող հր թ հեռ էլ օր տես հմմտ ծ էջ բ հ նկ գլ"),
    before_number=words("էջ հ նկ գլ հոդ"),
    after=words("թ թթ դ դդ և.այլն ևն այլն մ.թ մ.թ.ա կմ մ կգ հզ մլն մլրդ դր"),
)
_NONE = Abbreviations()
_BY_LANGUAGE = {"fr": _FRENCH, "en": _ENGLISH, "ru": _RUSSIAN, "hy": _ARMENIAN, "hyw": _ARMENIAN}


def abbreviations_of(language: str) -> Abbreviations:
    """Give the abbreviations of a primary subtag; none are known for other languages."""
    return _BY_LANGUAGE.get(language, _NONE)
