"""What other rooms may ask about rights."""

from azdarar.language.typography import TypesetText
from azdarar.press.showing import shows
from azdarar.rights.models import Source


def credit_line(source: Source, *, language: str, year: int, title: str = "") -> TypesetText:
    """Return the sentence a source's licence asks for.

    Falls back to the English line, then to any line, then to the bare name with the year: a credit is
    never left out because a translation is missing.

    Args:
        language: the language of the page it stands on.
        year: the year of the original's publication.
        title: the original's headline, for lines that name it.
    """
    shows(f"source:{source.pk}")
    lines: dict[str, str] = source.credit_lines
    chosen = language if language in lines else "en" if "en" in lines else next(iter(lines), "")
    if not chosen:
        return TypesetText(f"© {year} {source.name}", language)
    text = lines[chosen].replace("{year}", str(year)).replace("{title}", title)
    return TypesetText(text, chosen)
