"""Where a story's page says that it was read.

The front counts it (``azdarar.onward.counting``) and answers by itself; what comes this far was not to be
counted, or came to a server that has no front.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


@csrf_exempt  # it changes nothing, for nobody
@require_POST
@never_cache
def read(request: HttpRequest, number: int) -> HttpResponse:
    """Answer that it was heard."""
    return HttpResponse(status=204)
