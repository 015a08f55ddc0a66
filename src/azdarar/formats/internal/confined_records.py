"""Records as plain values and back, so that nothing but records can come out of a process nobody trusts.

Not pickle: whoever controls its bytes controls far more than the values. Here the sender may only name
dataclasses and errors of ``azdarar.formats`` (and of the one module it was started for), give one value for
each field, and each value must be of the type its field declares. Everything else is refused.

A value that is not a plain one is a list whose first element says what it is: a class by its number, or one
of the marks below.
"""

from __future__ import annotations

import dataclasses
import importlib
import re
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from azdarar.errors import AzdararError
from azdarar.formats.internal.marking import Phrase

_TUPLE, _DICT, _INSTANT, _LIST, _PHRASE, _ODD_TEXT, _LONG_NUMBER, _PATH, _ERROR, _DAY, _SET = range(
    -1, -12, -1
)
_WRITTEN_OUT: Mapping[int, Callable[[str], Any]] = {
    _INSTANT: datetime.fromisoformat,
    _DAY: date.fromisoformat,
    _PATH: Path,
    _LONG_NUMBER: int,
}
_PLAIN = frozenset({str, int, float, bool, type(None), bytes})
_LARGEST = 2**63
_OUR_MODULE = re.compile(r"azdarar\.formats(?:\.[a-z][a-z0-9_]*)*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,80}")


class RefusedValueError(Exception):
    """The message says what was refused."""


class Packer:
    """Values as plain ones. ``new_classes`` are those the other side has not been told of yet."""

    def __init__(self) -> None:
        self._numbers: dict[type, tuple[int, tuple[str, ...]]] = {}
        self.new_classes: list[str] = []

    def pack(self, value: Any) -> Any:
        """The value in plain ones.

        Raises:
            RefusedValueError: it is of a type that cannot cross.
        """
        kind = type(value)
        if kind is str or kind is bool or value is None or kind is float or kind is bytes:
            return value
        if kind is int:
            return value if -_LARGEST <= value < _LARGEST else [_LONG_NUMBER, str(value)]
        if kind is tuple:
            return [_TUPLE, *map(self.pack, value)]
        if kind is datetime:
            return [_INSTANT, value.isoformat()]
        known = self._numbers.get(kind)
        if known is None:
            return self._pack_seldom(value, kind)
        number, names = known
        row: list[Any] = [number]
        for name in names:
            field = getattr(value, name)
            row.append(field if type(field) is str else self.pack(field))
        return row

    def _pack_seldom(self, value: Any, kind: type) -> Any:
        if dataclasses.is_dataclass(kind):
            self._register(kind, tuple(field.name for field in dataclasses.fields(kind) if field.init))
            return self.pack(value)
        match value:
            case Phrase():
                return [_PHRASE, value.source, self.pack(value.data)]
            case Mapping():
                return [_DICT, *(self.pack(part) for pair in value.items() for part in pair)]
            case list():
                return [_LIST, *map(self.pack, value)]
            case AzdararError():
                if kind not in self._numbers:
                    self._register(kind, ())
                return [_ERROR, self._numbers[kind][0], self.pack(value.data)]
            case set() | frozenset():
                return [_SET, *map(self.pack, value)]
            case date():
                return [_DAY, value.isoformat()]
            case Path():
                return [_PATH, str(value)]
            case str():
                return str(value)
        raise RefusedValueError(f"a {kind.__module__}.{kind.__qualname__} cannot leave its reader")

    def _register(self, kind: type, names: tuple[str, ...]) -> None:
        self._numbers[kind] = (len(self._numbers), names)
        self.new_classes.append(f"{kind.__module__}:{kind.__qualname__}")


def without_odd_text(value: Any) -> Any:
    """Plain values in which texts that are not UTF-8 (lone surrogates) are marked."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return [_ODD_TEXT, value.encode("utf-8", "surrogatepass")]
        return value
    return [without_odd_text(part) for part in value] if isinstance(value, list) else value


class Unpacker:
    """Values from plain ones that somebody sent who is not trusted.

    Args:
        modules: whose classes may be named beside those of ``azdarar.formats``.
    """

    def __init__(self, *, modules: Iterable[str] = ()) -> None:
        self._modules = frozenset(modules)
        self._makers: list[_Maker | type[AzdararError]] = []

    def learn(self, name: str) -> None:
        """Take the next class in.

        Raises:
            RefusedValueError: it is none that may cross.
        """
        module, _, kind = name.partition(":")
        if not (_OUR_MODULE.fullmatch(module) or module in self._modules) or not _NAME.fullmatch(kind):
            raise RefusedValueError(f"the class {name[:120]!r}")
        try:
            found = getattr(importlib.import_module(module), kind, None)
        except ImportError as problem:
            raise RefusedValueError(f"the class {name[:120]!r}") from problem
        if not isinstance(found, type) or found.__module__ != module:
            raise RefusedValueError(f"the class {name[:120]!r}")
        if issubclass(found, AzdararError):
            self._makers.append(found)
        elif dataclasses.is_dataclass(found):
            self._makers.append(_Maker(found))
        else:
            raise RefusedValueError(f"the class {name[:120]!r}")

    def unpack(self, raw: Any) -> Any:
        """The value.

        Raises:
            RefusedValueError: it is none that may cross.
        """
        kind = type(raw)
        if kind in _PLAIN:
            return raw
        if kind is not list or not raw or type(raw[0]) is not int:
            raise RefusedValueError("a value of no known form")
        mark = raw[0]
        if mark >= 0:
            maker = self._makers[mark] if mark < len(self._makers) else None
            if not isinstance(maker, _Maker):
                raise RefusedValueError("a class that was not named")
            return maker.make([part if type(part) is str else self.unpack(part) for part in raw[1:]])
        if mark == _TUPLE:
            return tuple([part if type(part) is str else self.unpack(part) for part in raw[1:]])
        try:
            return self._unpack_seldom(mark, raw[1:])
        except (ValueError, TypeError, OverflowError) as problem:
            raise RefusedValueError("a value that is not what it says") from problem

    def _unpack_seldom(self, mark: int, parts: list[Any]) -> Any:
        match parts:
            case [str(text)] if mark in _WRITTEN_OUT:
                return _WRITTEN_OUT[mark](text)
            case [bytes(data)] if mark == _ODD_TEXT:
                return data.decode("utf-8", "surrogatepass")
            case [str(source), data] if mark == _PHRASE:
                return Phrase(source, **self._named(data))
            case [int(number), data] if mark == _ERROR and 0 <= number < len(self._makers):
                kind = self._makers[number]
                if isinstance(kind, type):
                    return kind(**self._named(data))
        values = [self.unpack(part) for part in parts]
        if mark == _LIST:
            return values
        if mark == _SET:
            return frozenset(values)
        if mark == _DICT and len(values) % 2 == 0:
            return dict(zip(values[::2], values[1::2], strict=True))
        raise RefusedValueError("a value of no known form")

    def _named(self, raw: Any) -> dict[str, Any]:
        data = self.unpack(raw)
        if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
            raise RefusedValueError("an error without its data")
        return data


class _Maker:
    """Makes records of one class from the values of its fields, each of the type the field declares."""

    def __init__(self, kind: type) -> None:
        self.kind = kind
        hints = get_type_hints(kind)
        self._names = tuple(field.name for field in dataclasses.fields(kind) if field.init)
        self._checks = tuple(_check_of(hints[name]) for name in self._names)
        #: Fields whose values' type does not say enough.
        self._deep = tuple(
            (place, self._checks[place])
            for place, name in enumerate(self._names)
            if not _is_said_by_type(hints[name])
        )
        self._known: set[tuple[type, ...]] = set()

    def make(self, values: list[Any]) -> Any:
        if len(values) != len(self._names):
            raise RefusedValueError(f"a {self.kind.__name__} with {len(values)} fields")
        types_met = tuple(map(type, values))
        if types_met not in self._known:
            for name, check, value in zip(self._names, self._checks, values, strict=True):
                if not check(value):
                    raise RefusedValueError(
                        f"a {self.kind.__name__} whose {name} is a {type(value).__name__}"
                    )
            if len(self._known) < 1000:
                self._known.add(types_met)
        else:
            for place, check in self._deep:
                if not check(values[place]):
                    raise RefusedValueError(
                        f"a {self.kind.__name__} with another kind of {self._names[place]}"
                    )
        try:
            return self.kind(**dict(zip(self._names, values, strict=True)))
        except (TypeError, ValueError, AzdararError) as problem:
            raise RefusedValueError(f"a {self.kind.__name__} that cannot be one") from problem


_SIMPLE = (str, int, float, bool, bytes, datetime, date, Phrase, type(None))


def _is_said_by_type(hint: Any) -> bool:
    if get_origin(hint) in (Union, types.UnionType):
        return all(_is_said_by_type(part) for part in get_args(hint))
    return (
        hint in _SIMPLE
        or hint is None
        or hint is Any
        or (isinstance(hint, type) and get_origin(hint) is None)
    )


def _check_of(hint: Any) -> Callable[[Any], bool]:
    """A test whether a value is of a declared type, all the way down."""
    if hint is Any:
        return lambda value: True
    if hint is None:
        return lambda value: value is None
    if hint is float:
        return lambda value: type(value) is float or type(value) is int
    origin, parts = get_origin(hint), get_args(hint)
    if origin is None and isinstance(hint, type):
        return lambda value: isinstance(value, hint)
    if origin is Literal:
        return lambda value: value in parts
    if origin in (Union, types.UnionType):
        if all(isinstance(part, type) and get_origin(part) is None and part is not float for part in parts):
            return lambda value: isinstance(value, parts)
        checks = [_check_of(part) for part in parts]
        return lambda value: any(check(value) for check in checks)
    return _check_of_many(origin, parts)


def _check_of_many(origin: Any, parts: tuple[Any, ...]) -> Callable[[Any], bool]:
    if origin is tuple and parts[-1:] != (Ellipsis,):
        checks = [_check_of(part) for part in parts]
        return lambda value: (
            isinstance(value, tuple)
            and len(value) == len(checks)
            and all(check(part) for check, part in zip(checks, value, strict=True))
        )
    if isinstance(origin, type) and issubclass(origin, Mapping) and len(parts) == 2:
        of_key, of_value = map(_check_of, parts)
        return lambda value: (
            isinstance(value, dict) and all(of_key(key) and of_value(below) for key, below in value.items())
        )
    if isinstance(origin, type) and issubclass(origin, Iterable) and parts:
        of_part = _check_of(parts[0])
        kinds = (tuple, list, frozenset)
        return lambda value: isinstance(value, kinds) and all(of_part(part) for part in value)
    raise TypeError(f"No value of the type {origin}{parts} can leave a reader.")
