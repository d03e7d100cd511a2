"""What a process that answers questions of strangers may not do: outlive its parent, connect, grow, open files.

Each measure is taken where the system has it: all of them on Linux, the limits elsewhere too.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EACCES
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_OFFSET_OF_CALL, _OFFSET_OF_MACHINE = 0, 4
_CALLS = {  # socket, socketpair, ptrace, execve, execveat, io_uring_setup
    "x86_64": (0xC000003E, (41, 53, 101, 59, 322, 425)),
    "aarch64": (0xC00000B7, (198, 199, 117, 221, 281, 425)),
}


class _Instruction(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("first", ctypes.POINTER(_Instruction))]


def end_with_parent(parent: int | None = None) -> None:
    """Let the system kill this process when its parent ends; it ends at once if that is no longer ``parent``.

    >>> end_with_parent()
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        raise SystemExit("the parent has ended")


def end_after(seconds: float) -> None:
    """Let the system kill this process after some seconds, whatever it is doing; 0 takes that back.

    >>> end_after(0)
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(0 if seconds == 0 else max(1, round(seconds)))


def refuse_network() -> bool:
    """Take from this process, for good, sockets and the starting of programs; False where the system cannot.

    >>> import subprocess, sys
    >>> code = "from kg.sparql.confinement import refuse_network; print(not refuse_network()); import socket; socket.socket()"
    >>> done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    >>> "True" in done.stdout or "PermissionError" in done.stderr
    True
    """
    known = _CALLS.get(platform.machine())
    if known is None or not sys.platform.startswith("linux"):
        return False
    machine, calls = known
    steps = [
        (_LOAD_WORD, 0, 0, _OFFSET_OF_MACHINE),
        (_JUMP_IF_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _REFUSE),
    ]
    steps.append((_LOAD_WORD, 0, 0, _OFFSET_OF_CALL))
    steps += [(_JUMP_IF_EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    filled = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), filled)
    system = ctypes.CDLL(None)
    if system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return not system.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


def bound(*, memory: int, files: int | None = None) -> None:
    """Bound this process to so many bytes of memory in all, and to file descriptors below ``files``.

    >>> import subprocess, sys
    >>> code = "from kg.sparql.confinement import bound; bound(memory=2**30, files=3); open('README.md')"
    >>> "Too many open files" in subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr
    True
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, memory)
    if files is not None:
        _limit(resource.RLIMIT_NOFILE, files)


def busy_of(process: int) -> float | None:
    """Return the seconds of processor time that a process has taken, None where the system does not tell.

    >>> import os
    >>> (busy_of(os.getpid()) or 0.0) >= 0.0
    True
    """
    try:
        stat = Path(f"/proc/{process}/stat").read_text("ascii", "replace")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return None


def memory_of(process: int | str = "self") -> tuple[int, int] | None:
    """Return the bytes of address space and of resident memory of a process, None where the system does not tell.

    >>> sizes = memory_of()
    >>> sizes is None or sizes[0] >= sizes[1] > 0
    True
    """
    try:
        said = Path(f"/proc/{process}/statm").read_text("ascii").split()
    except OSError:
        return None
    page = resource.getpagesize()
    return int(said[0]) * page, int(said[1]) * page


def _limit(kind: int, most: int) -> None:
    # a system that does not know the limit, or has a lower one
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (most, most))
