"""A file is seen whole or not at all."""

import multiprocessing
import threading

import pytest

from core.errors import EnvironmentFault
from core.files import locked, machine_faults, write_atomically


def test_a_file_is_replaced_as_a_whole(tmp_path):
    path = tmp_path / "current"
    for content in (b"one\n", b"another\n"):
        write_atomically(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "current"
    path.mkdir()
    with pytest.raises(EnvironmentFault, match="cannot write"):
        write_atomically(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_what_the_machine_refuses_is_one_line_with_a_mend():
    with pytest.raises(EnvironmentFault) as caught, machine_faults("cannot do it"):
        raise OSError(28, "No space left on device")
    expected = "cannot do it: No space left on device (check free space and permissions)"
    assert str(caught.value) == expected


def test_only_one_holds_a_lock_and_the_next_gets_it_afterwards(tmp_path):
    lock = tmp_path / "lock"
    inside = []

    def work(number):
        with locked(lock, 5.0, "counting"):
            inside.append(number)
            assert inside == [number]
            inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with (
        locked(lock, 0.0, "counting"),
        pytest.raises(EnvironmentFault, match="another process is counting"),
        locked(lock, 0.0, "counting"),
    ):
        pass


def test_the_lock_of_a_killed_process_is_free_again(tmp_path):
    lock = tmp_path / "lock"
    context = multiprocessing.get_context("fork")
    held = context.Event()

    def hold():
        with locked(lock, 0.0, "holding"):
            held.set()
            threading.Event().wait()

    process = context.Process(target=hold)
    process.start()
    assert held.wait(10)
    with pytest.raises(EnvironmentFault), locked(lock, 0.0, "waiting"):
        pass
    process.kill()
    process.join()
    with locked(lock, 0.0, "waiting"):
        pass
