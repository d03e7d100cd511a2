import fcntl
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import ExportError
from kg.readers.atomic import write_atomically

WRITER = """
import sys
from kg.readers.atomic import write_atomically
print("ready", flush=True)
while True:
    for letter in (b"a", b"b"):
        write_atomically(sys.argv[1], (letter * 4096 for _ in range(64)))
"""


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_bytes_are_written(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.csv", b"x")
    assert (tmp_path / "a.csv").read_bytes() == b"x"
    assert names(tmp_path) == ["a.csv"]


def test_chunks_are_written_in_order_over_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a longer old content")
    write_atomically(str(tmp_path / "a"), iter([b"1", b"", b"23"]))
    assert (tmp_path / "a").read_bytes() == b"123"


def test_a_failing_chunk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise KeyError("made no more")

    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(KeyError):
        write_atomically(tmp_path / "a", chunks())
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_failing_chunk_keeps_its_own_error_where_it_is_of_the_system(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise FileNotFoundError("an input")

    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "a", chunks())
    assert names(tmp_path) == []


def test_a_killed_write_leaves_the_old_file_and_the_next_cleans_up(tmp_path: Path) -> None:
    target = tmp_path / "out.kg"
    whole = {letter * 4096 * 64 for letter in (b"a", b"b")}
    left = 0
    for moment in range(100):
        if moment >= 12 and left:
            break
        child = subprocess.Popen([sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE)
        assert child.stdout
        child.stdout.readline()
        time.sleep(random.Random(moment).uniform(0.002, 0.03))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        left += len(names(tmp_path)) - target.exists()
        assert not target.exists() or target.read_bytes() in whole
    assert left, "no kill came in the middle of a write"
    write_atomically(target, b"new")
    assert names(tmp_path) == ["out.kg"]


def test_a_write_at_work_is_no_leftover(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"first"
        write_atomically(tmp_path / "a", b"meanwhile")
        yield b" and second"

    write_atomically(tmp_path / "a", chunks())
    assert (tmp_path / "a").read_bytes() == b"first and second"
    assert names(tmp_path) == ["a"]


def test_many_writers_of_one_file_leave_one_of_theirs(tmp_path: Path) -> None:
    script = "import sys\nfrom kg.readers.atomic import write_atomically\nfor _ in range(30): write_atomically(sys.argv[1], [sys.argv[2].encode()] * 999)"
    children = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "a"), letter]) for letter in "wxyz"
    ]
    assert [child.wait() for child in children] == [0] * 4
    assert (tmp_path / "a").read_bytes() in {letter * 999 for letter in (b"w", b"x", b"y", b"z")}
    assert names(tmp_path) == ["a"]


def test_leftovers_of_another_file_stay(tmp_path: Path) -> None:
    (tmp_path / ".0123456789abcdef-00.part").write_bytes(b"another's")
    write_atomically(tmp_path / "a", b"x")
    assert names(tmp_path) == [".0123456789abcdef-00.part", "a"]


@pytest.mark.parametrize(
    "kind", ["folder", "fifo", "no-folder", "file-as-folder", "nul", "read-only", "too-long"]
)
def test_a_place_that_cannot_be_written_is_named(kind: str, tmp_path: Path) -> None:
    target = tmp_path / "a"
    if kind == "folder":
        target.mkdir()
    elif kind == "fifo":
        os.mkfifo(target)
    elif kind == "no-folder":
        target = tmp_path / "none" / "a"
    elif kind == "file-as-folder":
        target.write_bytes(b"")
        target = target / "b"
    elif kind == "nul":
        target = tmp_path / "a\0b"
    elif kind == "too-long":
        target = tmp_path / ("a" * 300)
    else:
        if os.geteuid() == 0:
            target = Path("/proc/a")
        tmp_path.chmod(0o555)
    with pytest.raises(ExportError) as caught:
        write_atomically(target, b"x")
    tmp_path.chmod(0o755)
    assert caught.value.where == str(target)
    assert "\n" not in str(caught.value)


def test_a_long_name_has_room_for_its_part(tmp_path: Path) -> None:
    write_atomically(tmp_path / ("a" * 255), b"x")
    assert names(tmp_path) == ["a" * 255]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    script = (
        "import resource, signal, sys\nfrom kg.errors import ExportError\nfrom kg.readers.atomic import write_atomically\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (9999, 9999))\n"
        "try: write_atomically(sys.argv[1], [b'x' * 4096] * 9)\nexcept ExportError as error: print(error)"
    )
    (tmp_path / "a").write_bytes(b"old")
    said = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a")], capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith(f"{tmp_path / 'a'}: cannot be written: ")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder" / "real")
    write_atomically(tmp_path / "link", b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "folder" / "real").read_bytes() == b"x"


def test_permissions_are_those_of_the_old_file_or_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"")
    (tmp_path / "old").chmod(0o640)
    (tmp_path / "ordinary").touch()
    for name in ("old", "new"):
        write_atomically(tmp_path / name, b"x")
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o640
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


def test_a_locked_leftover_is_not_removed(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        (part,) = tmp_path.glob(".*.part")
        with part.open("rb") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield b"x"

    write_atomically(tmp_path / "a", chunks())
