"""How long pages take to be rendered, without the store: ``python -m benchmarks.rendering`` on a home.

By the clock, and by the processor's time, since the two differ on a machine that does other things.
"""

import json
import sys
import time
from statistics import median

from benchmarks.paper import start_django

ROUNDS = 31


def main() -> None:
    """Print the median milliseconds of each kind of page, every article another one."""
    start_django()
    from django.conf import settings
    from django.utils.module_loading import import_string

    from azdarar.articles.models import Article
    from azdarar.config.collector import collect_seldom

    # As every process that renders pages does.
    collect_seldom()
    render = import_string(settings.AZDARAR_PRESS_RENDERER)
    stories = Article.objects.filter(language="fr", visible_from__isnull=False).order_by("-visible_from")
    kinds = {
        "front": ["/fr/"] * ROUNDS,
        "article": list(stories.values_list("canonical_path", flat=True)[:ROUNDS]),
        "section": ["/fr/rubrique-3/"] * ROUNDS,
        "feed": ["/fr/feed.xml"] * ROUNDS,
    }
    told = {}
    for kind, keys in kinds.items():
        render(keys[0])
        times, used = [], []
        for key in keys:
            begun, begun_cpu = time.perf_counter(), time.process_time()
            page = render(key)
            times.append((time.perf_counter() - begun) * 1000)
            used.append((time.process_time() - begun_cpu) * 1000)
            assert page.status == 200, key  # noqa: S101 (a benchmark of an error page is none)
        told[kind] = [median(times), median(used)]
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
