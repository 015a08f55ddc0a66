"""What this room listens to: its own announcements, which it writes where every process sees them."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.dispatch import receiver

from azdarar.press.at_home import changes_at_home, exposed_at_home
from azdarar.press.signals import changed


@receiver(changed, dispatch_uid="press.changed")
def _changed(
    sender: type,
    fact: str,
    tags: frozenset[str],
    announced_at: datetime,
    due: list[datetime],
    takes_away: bool,
    number: int = 0,
    **_: Any,
) -> None:
    changes_at_home().tell(
        fact,
        tags,
        at=announced_at.timestamp(),
        takes_away=takes_away,
        due=[instant.timestamp() for instant in due],
        announcement=number,
    )


@receiver(changed, dispatch_uid="press.exposed")
def _take_down(sender: type, **_: Any) -> None:
    """After the change is told, so that nobody can lay out again what is old."""
    if settings.PRESS_FILES:
        exposed_at_home().take_down()
