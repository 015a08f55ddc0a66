"""Run a room's management command from the ``azdarar`` command: what it refuses is one sentence."""

from __future__ import annotations

from django.core.management import CommandError, call_command

from azdarar.errors import AzdararError


class CommandRefusedError(AzdararError):
    """A room's command refused, in Django's way of saying so."""

    code = "config.command-refused"
    sentence = "%(reason)s"


def run_room_command(name: str, *arguments: str) -> None:
    """Call a management command by its name.

    Raises:
        CommandRefusedError: ``config.command-refused``; the command's own sentence.
    """
    try:
        call_command(name, *arguments)
    except CommandError as error:
        raise CommandRefusedError(reason=str(error)) from error
