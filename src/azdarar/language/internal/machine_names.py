"""What names given by cameras, telephones, programs and libraries of pictures look like."""

from __future__ import annotations

import re

from .characters import words


def _matcher(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{alternative})" for alternative in alternatives), re.IGNORECASE)


def _any_of(alternatives: str) -> str:
    return "(?:" + "|".join(alternatives.split()) + ")"


_EXTENSION = _any_of(
    "jpe?g jpe jfif png gif webp avif tiff? bmp heic heif svg eps psd ai raw cr[23] nef arw dng ico "
    "mp[34] m4[av] mov avi mkv webm wmv 3gp wav ogg flac pdf docx? xlsx? pptx? odt zip rar html? php aspx?"
)
_CAMERA = _any_of(
    "img dsc[nf]? mvi vid pxl pano mov imgp dji gopr gx hpim cimg sam pict sdc kif dcim wp fb_img"
)
_MESSENGER = _any_of("whatsapp signal telegram viber snapchat inshot received")
_LIBRARY = _any_of(
    "shutterstock adobe\\s?stock i\\s?stock(?:photo)? getty\\s?images "
    "depositphotos dreamstime fotolia alamy pexels "
    "unsplash pixabay afp rtx rtr epa"
)
_SCREEN = _any_of(
    "screen\\s?shot screen[\\s_-]?capture screen[\\s_-]?recording capture(?:\\s+d['\u2019]\\s?[ée]cran)? "
    "copie\\s+d['\u2019]\\s?[ée]cran снимок(?:\\s+экрана)? скриншот էկրանի\\s+(?:նկար|պատկեր) սքրինշոթ"
)
_NAMELESS = _any_of(
    "sans[\\s_-]?titre sans[\\s_-]?nom untitled "
    "unnamed no[\\s_-]?name no[\\s_-]?title без\\s+(?:имени|названия) "
    "անանուն անվերնագիր ohne\\s+titel default "
    "placeholder thumb(?:nail)? avatar download t[ée]l[ée]chargement "
    "images? photos? pictures? pics? img фото изображение "
    "նկար լուսանկար illustration bild foto file fichier document "
    "doc scan numérisation new\\s+project nouveau\\s+projet collage diapositive slide frame layer calque"
)
_KIND = _any_of("jpe?g png gif webp tiff? bmp pdf mp[34] svg avif heic word zip")
_SIZE = r"[\d.,\s]+(?:octets?|bytes?|[kmg]i?[ob]|кб|мб|կբ|մբ)"
_DATE = r"(?:19|20)\d\d[\s._\-]?[01]\d[\s._\-]?[0-3]\d"
_COPY = (
    r"(?:[\s_().\-]*(?:copie?|copy|kopi[ae]|копия|edit(?:ed|é)?|final|bis|ok|hd|bd|web|min|scaled|crop(?:ped)?|"
    r"retouche|\d{1,3}(?!\d)|e\d{6,}|v\d+))?[\s).]*"
)

# Wherever such a token stands, a name has leaked into the text.
LEAKED_TOKEN = _matcher(
    rf"[\w\-().]+\.{_EXTENSION}\s*\Z",
    rf"(?<!\w){_CAMERA}[_\-]\d{{3,}}\w*",
    r"(?<!\w)(?:art|rub|bre|aut|mot|site|breve|doc)(?:on|off)\d+(?!\w)",
    r"(?<!\w)dsc[nf]?\d{4,}(?!\w)",
)

# A label that a machine writes and nobody says, when it is all there is.
WHOLE_LABEL = _matcher(
    # Cameras and telephones.
    rf"(?:{_CAMERA}|image|p)[\s_\-]*\d{{3,}}\w{{0,4}}{_COPY}{_COPY}",
    rf"(?:{_CAMERA}|{_MESSENGER}|image|photo|picture|video)[\s_\-]+(?:{_DATE}|\d{{5,}}).*",
    rf"{_MESSENGER}[\s_\-]+(?:image|video|photo|audio)[\s_\-]+(?:{_DATE}|\d{{2,}}).*",
    r"fullsizer(?:ender)?.*",
    # Pictures of a screen, by the programs of three systems, in the languages of the paper.
    rf"{_SCREEN}(?:[\s_\-(]+(?:(?:de|from|от)\s+)?\d.*)?",
    # What a program calls what has no name.
    rf"{_NAMELESS}[\s_\-.]*(?:\(?(?:n[°o.]\s*)?\d{{1,3}}(?!\d)\)?)?{_COPY}",
    r"(?:copie|copy|копия)\s+(?:de|of)\s+\S+",
    # Kind, size and dimensions, as a publishing program of the 2000s prints them under a picture.
    rf"(?:image[/\s]+)?{_KIND}(?:[\s\-–,:(]+{_SIZE}\)?)?",
    rf"\d{_SIZE}|\d+\s*(?:px|dpi)",
    r"\d{2,5}\s*[x×х*]\s*\d{2,5}\s*(?:px|pixels?)?",
    # Libraries of pictures.
    rf"{_LIBRARY}(?:[\s_\-]+[a-z]+){{0,6}}?[\s_\-]*\d{{4,}}\w*",
    # Fingerprints and identifiers.
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
    r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{10,}",
    # An address or a path.
    r"(?:https?|ftp|file|data|blob):\S+|www\.\S+",
    r"(?:\.{0,2}/|[a-z]:\\)\S*|[\w%.\-]+(?:/[\w%.\-]+){2,}",
)

# One word without a space, in the manner of names of files.
ONE_WORD_NAME = _matcher(
    r"\S*\w_\S*|\S*_\w\S*",
    # A capital and a year is the name of an event: Euro2020.
    r"(?!(?-i:[A-Z])[a-z]+(?:19|20)\d\d\Z)[^\W\d_]{3,}\d{3,}",
    r"[^\W\d_]+\d{5,}[^\W\d_]*",
    r"\S*%[0-9a-f]{2}\S*",
)
MACHINE_WORDS = words(
    "final def ok v1 v2 v3 1 2 3 bis copie copy new old test img image photo logo banner header thumb "
    "default small medium large full hd bd web min scaled resized crop cropped retouche"
)
LINKING_WORDS = words(
    "en à au aux de du des d et la le les l sur sous lès ès a y un une in on of the and at to by"
)
