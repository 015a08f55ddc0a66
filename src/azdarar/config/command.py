"""The ``azdarar`` command: what a person types, and the three ways it can end.

0: done. 1: refused, with a sentence on standard error. 2: called in a way that means nothing. Nothing heavy
is imported before it is needed, so that ``azdarar --help`` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from azdarar.errors import AzdararError

if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]

DONE, REFUSED, WRONG_CALL = 0, 1, 2
_SYSTEMS = ("spip", "wordpress", "wxr", "ghost", "pages")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["manage"]:
        return run_management_command(given[1:])
    call = make_parser().parse_args(given)
    try:
        code: int = call.run(call)
    except AzdararError as error:
        return _refuse(error)
    except KeyboardInterrupt:
        return _refuse("Stopped.")
    return code


def run_management_command(arguments: list[str]) -> int:
    """Run one of Django's commands as its own command line would; a refusal of ours is a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azdarar.config.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["azdarar manage", *arguments])
    except AzdararError as error:
        return _refuse(error)
    return DONE


def _refuse(sentence: object) -> int:
    print(sentence, file=sys.stderr)
    return REFUSED


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command, for itself and for the reference page."""
    parser = argparse.ArgumentParser(prog="azdarar", description="A newsroom in one command.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_serving(commands)
    _add_staff(commands)
    audit = commands.add_parser("audit", help="look at the audit log")
    verify = audit.add_subparsers(metavar="ACTION", required=True).add_parser(
        "verify", help="say whether every line is as it was written, or which is the first that is not"
    )
    verify.set_defaults(run=_verify_audit)
    _add_import(commands)
    _add_addresses(commands)
    _add_subjects(commands)
    _add_onward(commands)
    _add_pressing(commands)
    check = commands.add_parser("check", help="say whether this paper can be served, or what is wrong")
    check.set_defaults(run=_check)
    commands.add_parser("manage", add_help=False, help="run one of Django's own commands")
    return parser


def _add_serving(commands: _Commands) -> None:
    serve = commands.add_parser("serve", help="serve the paper and the newsroom, with the background worker")
    serve.add_argument("--bind", metavar="HOST:PORT", help="where to listen (default: AZDARAR_BIND)")
    serve.add_argument(
        "--demo", action="store_true", help="fill an empty home with the demonstration edition first"
    )
    serve.set_defaults(run=_serve)
    demo = commands.add_parser("demo", help="fill an empty home with the demonstration edition")
    demo.set_defaults(run=_demo)


def _add_staff(commands: _Commands) -> None:
    staff = commands.add_parser("staff", help="let people into the newsroom")
    invite = staff.add_subparsers(metavar="ACTION", required=True).add_parser(
        "invite", help="print a one-time link that signs a member of staff in"
    )
    invite.add_argument("email", metavar="EMAIL")
    invite.add_argument(
        "--role",
        help="what they may do: editor (default), editor-in-chief, administrator (the three that lead), …",
    )
    invite.add_argument(
        "--language", metavar="CODE", action="append", help="only in this language (may be given again)"
    )
    invite.set_defaults(run=_invite)


def _add_import(commands: _Commands) -> None:
    archive = commands.add_parser(
        "import", help="bring an archive in: SPIP, WordPress, Ghost, saved pages, a web archive"
    )
    archive.add_argument(
        "sources",
        metavar="SOURCE",
        nargs="*",
        help="files, a folder, an archive or a mysql:// address; what it is, is seen from its content",
    )
    archive.add_argument(
        "--from", dest="system", choices=_SYSTEMS, help="which system it is, where that cannot be seen"
    )
    archive.add_argument("--media", metavar="DIR", help="where the pictures the files name are at hand")
    archive.add_argument(
        "--language", metavar="CODE", help="language of the stories (default: as the source says)"
    )
    archive.add_argument("--prefix", help="which site's tables, where a dump holds several")
    archive.add_argument(
        "--map", metavar="NAME=USE", action="append", help="what a group of keywords becomes (SPIP)"
    )
    archive.add_argument("--json", action="store_true", help="answer with one JSON object")
    archive.add_argument("--dry-run", action="store_true", help="change nothing, only report")
    archive.add_argument("--report", metavar="DIR", help="where the report is written")
    archive.add_argument(
        "--list", action="store_true", help="list the imports there were, and change nothing"
    )
    archive.add_argument(
        "--resume", metavar="RUN", nargs="?", const="0", help="go on with an import (default: the last one)"
    )
    archive.add_argument("--undo", metavar="RUN", help="take an import back whole")
    archive.set_defaults(run=_import, refuse=archive.error)


def _add_addresses(commands: _Commands) -> None:
    asked = commands.add_parser("resolve", help="say what an old address answers, and by which rule")
    asked.add_argument("addresses", metavar="URL", nargs="*")
    asked.add_argument("--file", metavar="FILE", help="addresses, one on each line; a table is printed")
    asked.add_argument("--json", action="store_true", help="answer with one JSON object on each line")
    asked.set_defaults(run=_resolve)
    redirects = commands.add_parser("redirects", help="take in a file that says which addresses lead where")
    redirects.add_argument(
        "file", metavar="FILE", help="Ghost's redirects or routes, or a table of two columns"
    )
    redirects.set_defaults(run=_take_in_redirects)


def _add_subjects(commands: _Commands) -> None:
    subjects = commands.add_parser(
        "subjects", help="write subjects into a file, take a file of them in, find who speaks of them"
    )
    deeds = subjects.add_subparsers(metavar="ACTION", required=True)
    written = deeds.add_parser("export", help="write all subjects with their names as CSV or JSON")
    written.add_argument("file", metavar="FILE", nargs="?", default="-", help="default: the output")
    written.add_argument(
        "--format", choices=("csv", "json"), help="default: as the file is called, else JSON"
    )
    taken = deeds.add_parser("import", help="add and correct subjects by a file; it takes nothing away")
    taken.add_argument("file", metavar="FILE", help="CSV or JSON, as its content says; “-” is the input")
    found = deeds.add_parser(
        "find", help="look the archive through for what it speaks of; goes on after a stop"
    )
    found.set_defaults(run=_find_subjects)
    for deed, parser in (("export", written), ("import", taken)):
        parser.set_defaults(run=_exchange_subjects, deed=deed)


def _add_onward(commands: _Commands) -> None:
    related = commands.add_parser(
        "related", help="print what would be read on to from each text file of a folder, and why"
    )
    related.add_argument("folder", metavar="FOLDER", help="a file is a story, its first line the headline")
    related.add_argument(
        "--language", metavar="CODE", default="fr", help="language of the texts (default: fr)"
    )
    related.add_argument("--most", metavar="NUMBER", default="5", help="how many for each (default: 5)")
    related.add_argument(
        "--plain", action="store_true", help="the nearest as they are, copies and all, for measuring"
    )
    related.add_argument("--json", action="store_true", help="answer with one JSON object on each line")
    related.set_defaults(run=_related)


def _add_pressing(commands: _Commands) -> None:
    press = commands.add_parser("press", help="press pages before anyone asks for them")
    press.add_argument("addresses", metavar="ADDRESS", nargs="*", help="pages to press now, fresh or not")
    press.add_argument(
        "--all", action="store_true", help="every page of the paper that is not fresh; go on after a stop"
    )
    press.add_argument("--forget", action="store_true", help="forget these pages instead of pressing them")
    press.add_argument("--json", action="store_true", help="answer with one JSON object")
    press.set_defaults(run=_press, refuse=press.error)
    siege = commands.add_parser(
        "siege", help="under attack: answer with pressed pages only, and to staff with passkeys"
    )
    siege.add_argument("wish", choices=("on", "off", "status"), metavar="on|off|status")
    siege.add_argument("--json", action="store_true", help="answer with one JSON object")
    siege.set_defaults(run=_siege)


def _press(call: argparse.Namespace) -> int:
    if call.all and (call.addresses or call.forget):
        call.refuse("--all presses every page; name addresses without it")
    if not call.all and not call.addresses:
        call.refuse("say what to press: azdarar press ADDRESS…, or azdarar press --all")
    flags = (("--all", call.all), ("--forget", call.forget), ("--json", call.json))
    return _run_in_room("press_pages", [*call.addresses, *(name for name, is_chosen in flags if is_chosen)])


def _siege(call: argparse.Namespace) -> int:
    return _run_in_room("siege", [call.wish, *(["--json"] if call.json else [])])


def _resolve(call: argparse.Namespace) -> int:
    flags = ["--json"] if call.json else []
    return _run_in_room("resolve", [*flags, *_given("--file", call.file), *call.addresses])


def _related(call: argparse.Namespace) -> int:
    flags = [name for name, is_chosen in (("--plain", call.plain), ("--json", call.json)) if is_chosen]
    chosen = [*_given("--language", call.language), *_given("--most", call.most)]
    return _run_in_room("related_texts", [*chosen, *flags, "--", call.folder])


def _exchange_subjects(call: argparse.Namespace) -> int:
    flags = _given("--format", getattr(call, "format", None))
    return _run_in_room("exchange_subjects", [call.deed, *flags, "--", call.file])


def _find_subjects(call: argparse.Namespace) -> int:
    return _run_in_room("look_through", [])


def _take_in_redirects(call: argparse.Namespace) -> int:
    return _run_in_room("take_in_redirects", [call.file])


def _serve(call: argparse.Namespace) -> int:
    from azdarar.config.serving.serve import serve

    return serve(bind=call.bind, with_demonstration=call.demo)


def _demo(call: argparse.Namespace) -> int:
    from azdarar.config.serving.serve import use_checkout_settings

    use_checkout_settings()
    return _run_in_room("load_demo", [])


def _invite(call: argparse.Namespace) -> int:
    return _run_in_room(
        "invite_staff", [call.email, *_given("--role", call.role), *_each("--language", call.language)]
    )


def _verify_audit(call: argparse.Namespace) -> int:
    return _run_in_room("verify_audit", [])


def _import(call: argparse.Namespace) -> int:
    given = [source for source in call.sources if source not in _SYSTEMS or os.path.exists(source)]
    if not (given or call.list or call.resume or call.undo):
        call.refuse("say what to bring in: azdarar import SOURCE…")
    return _run_in_room("import_archive", import_arguments(call))


def import_arguments(call: argparse.Namespace) -> list[str]:
    """What the archive's own command is told."""
    sources, system = list(call.sources), call.system
    # ``azdarar import wxr FILE`` is an older way to say ``--from wxr``.
    if len(sources) > 1 and sources[0] in _SYSTEMS and not os.path.exists(sources[0]):
        system = system or sources.pop(0)
    arguments = [*sources, *_given("--from", system), *_given("--media", call.media)]
    arguments += [*_given("--language", call.language), *_given("--prefix", call.prefix)]
    arguments += [*_each("--map", call.map), *_given("--report", call.report)]
    arguments += [*_given("--resume", call.resume), *_given("--undo", call.undo)]
    chosen = (("--dry-run", call.dry_run), ("--json", call.json), ("--list", call.list))
    return [*arguments, *(name for name, is_chosen in chosen if is_chosen)]


def _given(name: str, value: str | None) -> list[str]:
    return [] if value is None else [name, value]


def _each(name: str, values: list[str] | None) -> list[str]:
    return [word for value in values or () for word in (name, value)]


def _check(call: argparse.Namespace) -> int:
    from azdarar.config.serving.self_check import check

    return check()


def _run_in_room(name: str, arguments: list[str]) -> int:
    """Run a room's management command on an up-to-date database."""
    from azdarar.config.serving import preflight
    from azdarar.config.wishes.environment import read_options

    options = read_options(os.environ)
    preflight.refuse_unwritable_home(options.home)
    preflight.refuse_network_file_system(options.database_file)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azdarar.config.settings")
    import django

    django.setup()
    from azdarar.config.serving.database_start import bring_up_to_date, refuse_unusable_database
    from azdarar.config.serving.room_command import run_room_command
    from azdarar.config.worker.checkpointer import checkpointing

    refuse_unusable_database()
    bring_up_to_date()
    with checkpointing():
        run_room_command(name, *arguments)
    return DONE
