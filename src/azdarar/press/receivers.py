"""What this room listens to: its own announcements, which it writes where every process sees them."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from azdarar.press.at_home import changes_at_home
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
