"""A window that moves with time: what it lets through, and how much it remembers."""

from __future__ import annotations

import threading

import pytest

from actions.limits import MovingWindow


class Seconds:
    """A clock in seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def let_through(window: MovingWindow, key: str, tries: int) -> int:
    return sum(window.allows(key) for _ in range(tries))


def test_no_more_than_its_number_within_its_time(seconds: Seconds) -> None:
    window = MovingWindow(3, 60, clock=seconds)
    assert [window.allows("a") for _ in range(5)] == [True, True, True, False, False]


def test_each_key_has_its_own_number(seconds: Seconds) -> None:
    window = MovingWindow(1, 60, clock=seconds)
    assert [window.allows(key) for key in ("a", "b", "a", "b", "")] == [True, True, False, False, True]


@pytest.mark.parametrize(("later", "allowed"), [(59.9, False), (60.0, True)])
def test_a_hit_counts_for_its_time(seconds: Seconds, later: float, allowed: bool) -> None:
    window = MovingWindow(1, 60, clock=seconds)
    window.allows("a")
    seconds.now += later
    assert window.allows("a") is allowed


def test_the_window_moves_and_does_not_jump(seconds: Seconds) -> None:
    window = MovingWindow(2, 60, clock=seconds)
    window.allows("a")
    seconds.now += 40
    window.allows("a")
    seconds.now += 25  # the first is gone, the second is not
    assert [window.allows("a"), window.allows("a")] == [True, False]


def test_trying_too_early_does_not_prolong_the_wait(seconds: Seconds) -> None:
    window = MovingWindow(1, 60, clock=seconds)
    window.allows("a")
    for _ in range(59):
        seconds.now += 1
        assert not window.allows("a")
    seconds.now += 1
    assert window.allows("a")


def test_zero_is_no_limit(seconds: Seconds) -> None:
    assert let_through(MovingWindow(0, 60, clock=seconds), "a", 1000) == 1000


def test_a_flood_of_keys_pushes_out_only_those_used_longest_ago(seconds: Seconds) -> None:
    window = MovingWindow(1, 60, keys_kept=3, clock=seconds)
    for key in ("old", "busy", "b"):
        window.allows(key)
    window.allows("busy")
    window.allows("new")
    assert not window.allows("busy")
    assert window.allows("old")


def test_many_threads_get_through_no_more_than_one_would(seconds: Seconds) -> None:
    window = MovingWindow(50, 60, clock=seconds)
    passed: list[int] = []
    start = threading.Barrier(8)

    def work() -> None:
        start.wait()
        passed.append(let_through(window, "a", 100))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 50
