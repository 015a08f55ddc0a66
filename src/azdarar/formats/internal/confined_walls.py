"""The walls around a process that reads foreign bytes: put up from inside, never taken down.

Four kinds, each of which holds alone where the others are missing:

* limits of the kernel on memory, processor time, open files and what is written (everywhere);
* Landlock, on Linux 5.13 and later: files only below the given folders, and only to read;
* a filter of system calls (seccomp), on Linux on x86-64 and ARM64: no socket, no new process, no signal to
  others, no change to any file;
* Python's own audit hook (everywhere): the same refusals, for whatever is asked for from Python.

Source: landlock(7), seccomp(2), the kernel's tables of system calls; PEP 578.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import struct
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from typing import Any

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000

# Landlock: https://docs.kernel.org/userspace-api/landlock.html
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
#: What each version of Landlock learned to hold: files, moves between folders, truncating, devices.
_FILE_RIGHTS = {1: 2**13 - 1, 2: 2**14 - 1, 3: 2**15 - 1, 4: 2**15 - 1}
_FILE_RIGHTS_NOW = 2**16 - 1
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | 1 << 14
_BIND_AND_CONNECT, _SIGNALS_AND_SOCKETS = 3, 3

_REFUSED_EVENTS = {
    "os.exec", "os.fork", "os.forkpty", "os.kill", "os.killpg", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.system", "pty.spawn", "subprocess.Popen",
}  # fmt: skip
_WRITING_EVENTS = {
    "os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.setxattr",
    "os.symlink", "os.truncate", "os.utime",
}  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def put_up(
    *,
    memory_bytes: int,
    cpu_seconds: int,
    open_files: int,
    readable: Sequence[str],
    scratch: str,
    scratch_bytes: int,
    allows_network: bool,
) -> list[str]:
    """Put all walls up around this process.

    Args:
        readable: files and folders that may be read, beside Python itself.
        scratch: a folder in which files may be made; empty: nothing may be written anywhere.

    Returns:
        The walls that stand: ``limits``, ``files``, ``calls``, ``network``, ``hook``.
    """
    standing = ["limits", "hook"]
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None
    if libc is not None:
        if not allows_network and _without_network(libc):
            standing.append("network")
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        places = [*readable, *_own_places()]
        if _landlock(libc, places, scratch=scratch, allows_network=allows_network):
            standing.append("files")
        if _filter_calls(libc, may_write=bool(scratch), allows_network=allows_network):
            standing.append("calls")
    _limit(
        memory_bytes=memory_bytes,
        cpu_seconds=cpu_seconds,
        open_files=open_files,
        scratch_bytes=scratch_bytes if scratch else 0,
    )
    _add_hook(scratch=scratch, allows_network=allows_network)
    return standing


def _limit(*, memory_bytes: int, cpu_seconds: int, open_files: int, scratch_bytes: int) -> None:
    """Limits of the kernel.

    Memory is what the process writes to (``RLIMIT_DATA``), not its addresses: a large file that is looked at
    through ``mmap``, or the libraries, cost nothing. Measured on Linux 6.18; macOS does not keep it.
    """
    for what, soft, hard in (
        (resource.RLIMIT_DATA, memory_bytes, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 5),
        (resource.RLIMIT_NOFILE, open_files, open_files),
        (resource.RLIMIT_FSIZE, scratch_bytes, scratch_bytes),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (soft, hard))


def _without_network(libc: ctypes.CDLL) -> bool:
    """Enter a network of its own in which nothing is; as root, or where users may make name spaces."""
    return bool(libc.unshare(_NEW_NETWORK) == 0 or libc.unshare(_NEW_USER | _NEW_NETWORK) == 0)


def _own_places() -> list[str]:
    """Where Python, its libraries, time zones and the paper's own code are."""
    paths = sysconfig.get_paths()
    own = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    of_python = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    of_system = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache"]
    return [own, *of_python, *of_system, "/dev/null", "/dev/urandom"]


def _landlock(libc: ctypes.CDLL, places: Iterable[str], *, scratch: str, allows_network: bool) -> bool:
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    rights = _FILE_RIGHTS.get(version, _FILE_RIGHTS_NOW)
    network = _BIND_AND_CONNECT if version >= 4 and not allows_network else 0
    told = struct.pack("=QQQ", rights, network, _SIGNALS_AND_SOCKETS if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = libc.syscall(_CREATE_RULESET, told, ctypes.c_size_t(size), 0)
    if rules < 0:
        return False
    try:
        for place in places:
            _allow(libc, rules, place, _READ_FILE | _READ_DIR)
        if scratch:
            _allow(libc, rules, scratch, rights)
        return bool(libc.syscall(_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, place: str, rights: int) -> None:
    try:
        opened = os.open(place, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
    except (OSError, ValueError):
        return
    try:
        if not os.path.isdir(place):
            rights &= _OF_A_FILE
        libc.syscall(_ADD_RULE, rules, 1, struct.pack("=Qi", rights, opened), 0)
    finally:
        os.close(opened)


#: Refused whatever they are asked for, by machine: (x86-64, ARM64); None where one does not have it.
_PROCESSES = (
    (57, None), (58, None), (59, 221), (322, 281), (62, 129), (200, 130), (129, 138), (297, 240), (424, 424),
    (434, 434), (438, 438), (101, 117), (310, 270), (311, 271), (272, 97), (308, 268),
)  # fmt: skip
_MACHINE = (
    (165, 40), (166, 39), (161, 51), (155, 41), (321, 280), (323, 282), (298, 241), (248, 217), (249, 218),
    (250, 219), (304, 265), (319, 279), (29, 194), (30, 196), (240, 180), (175, 105), (313, 273),
)  # fmt: skip
_NETWORK = (
    (41, 198), (42, 203), (43, 202), (49, 200), (50, 201), (53, 199), (288, 242),
)  # fmt: skip
_FILES = (
    (82, None), (83, None), (84, None), (85, None), (86, None), (87, None), (88, None), (90, None), (91, 52),
    (92, None), (93, 55), (94, None), (76, 45), (77, 46), (132, None), (133, None), (188, 5), (189, 6),
    (190, 7), (197, 14), (198, 15), (199, 16), (235, None), (258, 34), (259, 33), (260, 54), (261, None),
    (263, 35), (264, 38), (265, 37), (266, 36), (268, 53), (280, 88), (285, 47), (316, 276), (452, 452),
)  # fmt: skip
#: Newer calls whose arguments a filter cannot see: "there is no such call" makes callers take the older ones.
_UNKNOWN_TO_US = ((435, 435), (437, 437), (425, 425), (426, 426), (427, 427))
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_OPEN = {0: ((2, 1), (257, 2)), 1: ((56, 2),)}
_CLONE, _THREAD = (56, 220), 0x10000
_LOAD, _IS, _AT_LEAST, _HAS, _GIVE = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16


class _Instruction(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_uint16),
        ("yes", ctypes.c_uint8),
        ("no", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Instruction))]


def _filter_calls(libc: ctypes.CDLL, *, may_write: bool, allows_network: bool) -> bool:
    if platform.machine() not in _MACHINES or struct.calcsize("P") != 8 or sys.byteorder != "little":
        return False
    column, architecture = _MACHINES[platform.machine()]
    refused = [*_PROCESSES, *_MACHINE, *(() if allows_network else _NETWORK), *(() if may_write else _FILES)]
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE), (_IS, 1, 0, architecture), (_GIVE, 0, 0, _KILL), (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, 0x40000000), (_GIVE, 0, 0, _REFUSE | errno.EPERM),
    ]  # fmt: skip
    for call in refused:
        if call[column] is not None:
            steps += [(_IS, 0, 1, call[column]), (_GIVE, 0, 0, _REFUSE | errno.EPERM)]
    for call in _UNKNOWN_TO_US:
        steps += [(_IS, 0, 1, call[column]), (_GIVE, 0, 0, _REFUSE | errno.ENOSYS)]
    steps += _when_argument(_CLONE[column], 0, _THREAD, refuses_if_set=False)
    for number, argument in () if may_write else _OPEN[column]:
        steps += _when_argument(number, argument, _WRITING, refuses_if_set=True)
    steps.append((_GIVE, 0, 0, _ALLOW))
    made = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), made)
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _when_argument(
    number: int, argument: int, bits: int, *, refuses_if_set: bool
) -> list[tuple[int, int, int, int]]:
    """Refuse a call by the bits of one argument."""
    yes, no = (0, 1) if refuses_if_set else (1, 0)
    return [
        (_IS, 0, 4, number),
        (_LOAD, 0, 0, _ARGUMENTS + 8 * argument),
        (_HAS, yes, no, bits),
        (_GIVE, 0, 0, _REFUSE | errno.EPERM),
        (_LOAD, 0, 0, _NUMBER),
    ]


def _add_hook(*, scratch: str, allows_network: bool) -> None:
    inside = os.path.join(os.path.realpath(scratch), "") if scratch else ""

    def is_inside(place: Any) -> bool:
        if not inside or not isinstance(place, str | bytes):
            return False
        return os.path.join(os.path.realpath(os.fsdecode(place)), "").startswith(inside)

    def refuse(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            place, _mode, flags = given
            is_writing = isinstance(flags, int) and flags & _WRITING and not isinstance(place, int)
            if is_writing and not is_inside(place):
                raise PermissionError(errno.EPERM, "writing a file is not allowed here")
        elif event.startswith("socket.") and not allows_network:
            raise PermissionError(errno.EPERM, "the network is not allowed here")
        elif event in _REFUSED_EVENTS:
            raise PermissionError(errno.EPERM, "another process is not allowed here")
        elif event in _WRITING_EVENTS and not (given and is_inside(given[0])):
            raise PermissionError(errno.EPERM, "changing a file is not allowed here")

    sys.addaudithook(refuse)
