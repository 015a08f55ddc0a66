"""The addresses of Ghost sites: names, tags, authors, previews, pictures in every size."""

import re
from collections.abc import Iterator

from azdarar.formats.internal.asked_address import Asked
from azdarar.formats.internal.identity import Identity, Service, named, picture_names, service, written

_CONTENT = re.compile(r"/content/(?:images|media|files)/", re.IGNORECASE)
_SIZE = re.compile(r"(?<=/content/images/)(?:size/w\d+(?:h\d+)?/|format/\w+/|thumbnail/)+", re.IGNORECASE)


def ghost_identities(address: Asked) -> Iterator[Identity]:
    """What an address means on a Ghost site beyond what WordPress means by it: the two share most forms."""
    match = _CONTENT.search(address.path)
    if match:
        inside = address.path[match.start() :]
        smaller = _SIZE.sub("", inside)
        for path in dict.fromkeys((inside, smaller)):
            yield written(path, rule="ghost-file")
        for original in picture_names(smaller):
            yield written(original, rule="ghost-file-size")
    segments = [segment.lower() for segment in address.segments]
    if segments in (["ghost"], ["signin"], ["account"]):
        yield service(Service.SIGN_IN, rule="ghost-service", is_guess=True)
    elif segments in (["archive"], ["latest"], ["blog"]):
        yield service(Service.LATEST, rule="ghost-service", is_guess=True)
    if len(segments) == 1 and "." not in address.last:
        yield named("section", address.last, rule="name-here")
