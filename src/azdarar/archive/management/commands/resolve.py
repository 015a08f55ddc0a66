"""Say what addresses answer, and by which rule: for a webmaster who tries a log or moves a domain."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from azdarar.archive.queries import Answer, resolve, suggestions

#: Suggestions told for an unknown address.
_TOLD = 3


class Command(BaseCommand):
    help = "say what an address answers, and why"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("addresses", metavar="URL", nargs="*")
        parser.add_argument(
            "--file", metavar="FILE", help="addresses, one on each line; “-” reads from the input"
        )
        parser.add_argument("--json", action="store_true", help="answer with one JSON object on each line")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["addresses"]) == bool(options["file"]):
            raise CommandError("Give one or more addresses, or a file of addresses with --file.")
        is_table = bool(options["file"]) and not options["json"]
        if is_table:
            self.stdout.write("address\tstatus\tleads to\trule\tknown from")
        for address in _lines(options["file"]) if options["file"] else options["addresses"]:
            answer = resolve(address, at=timezone.now())
            if options["json"]:
                self.stdout.write(json.dumps(_told(address, answer), ensure_ascii=False))
            elif is_table:
                cells = (address, answer.status, answer.address, answer.rule, answer.source)
                self.stdout.write("\t".join(" ".join(str(cell).split()) for cell in cells))
            else:
                self._tell(address, answer)

    def _tell(self, address: str, answer: Answer) -> None:
        self.stdout.write(address)
        self.stdout.write(f"  {_sentence(answer)}")
        if answer.rule:
            known = f"; {answer.source}" if answer.source else ""
            self.stdout.write(f"  rule: {answer.rule}{known}")
        if answer.status == 404:
            for card in suggestions(answer, at=timezone.now(), most=_TOLD):
                self.stdout.write(f"  perhaps: {card.url} {card.headline}")


def _sentence(answer: Answer) -> str:
    match answer.status:
        case 200:
            return f"200: it is an address of the paper: {answer.address}"
        case 301:
            return f"301: it leads to {answer.address}"
        case 410:
            return "410: what was there was taken back, or deleted"
    return "404: nobody knows it"


def _told(address: str, answer: Answer) -> dict[str, Any]:
    told = {name: value for name, value in asdict(answer).items() if name not in ("words", "told")}
    told["asked"] = address
    if answer.status == 404:
        cards = suggestions(answer, at=timezone.now(), most=_TOLD)
        told["suggestions"] = [{"address": card.url, "headline": str(card.headline)} for card in cards]
    return told


def _lines(name: str) -> Iterator[str]:
    if name == "-":
        yield from _addresses(sys.stdin)
        return
    try:
        with open(name, encoding="utf-8", errors="replace") as file:
            yield from _addresses(file)
    except OSError as error:
        raise CommandError(f"The file “{name}” cannot be read: {error.strerror}.") from error


def _addresses(lines: Iterable[str]) -> Iterator[str]:
    yield from (line.strip() for line in lines if line.strip())
