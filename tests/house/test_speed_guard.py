"""The guard against a loss of speed: it sees a factor of two, and neither a busy nor a slow machine."""

from __future__ import annotations

import random
import runpy
from pathlib import Path

import pytest

GUARD = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "guard.py"))
judge, LOOP = GUARD["judge"], GUARD["LOOP"]
KNOWN = {"read": 2.0, "score": 0.1}


def machine(*, speed=1.0, slower=None, seed=1, busy=1.0):
    """Return a way to measure on a made-up machine: each time is stretched by up to `busy`, each by another draw."""
    draw = random.Random(seed)

    def measure():
        taken = {LOOP: 0.05, "read": 0.1, "score": 0.005}
        for step, factor in (slower or {}).items():
            taken[step] *= factor
        return {step: seconds * speed * (1 + (busy - 1) * draw.random()) for step, seconds in taken.items()}

    return measure


def slow(costs):
    """Return the steps that are said to be too slow."""
    return {cost.step for cost in costs if cost.too_slow}


@pytest.mark.parametrize("step", KNOWN)
@pytest.mark.parametrize("speed", [0.2, 1.0, 7.0])
def test_a_step_that_takes_twice_as_long_fails_on_any_machine(step, speed):
    """Twice the recorded cost is too slow, and the other step is not."""
    assert slow(judge(KNOWN, machine(speed=speed, slower={step: 2.05}))) == {step}


@pytest.mark.parametrize("seed", range(20))
def test_noise_does_not_fail(seed):
    """On a machine that stretches every time by up to four, each on its own, nothing is said of steps that are as they were."""
    assert slow(judge(KNOWN, machine(seed=seed, busy=4.0))) == set()


@pytest.mark.parametrize("seed", range(20))
def test_noise_does_not_hide_a_step_that_is_three_times_as_slow(seed):
    """On a machine that stretches every time by up to one and a half, a real loss is still seen."""
    assert slow(judge(KNOWN, machine(seed=seed, busy=1.5, slower={"score": 3.0}))) == {"score"}


def test_a_slow_first_look_is_looked_at_again():
    """A step that only one batch of rounds found slow is measured anew before it is said, and no oftener than asked."""
    looks = []

    def measure():
        looks.append(1)
        return {LOOP: 0.05, "read": 0.1, "score": 0.05 if len(looks) <= 4 else 0.005}

    assert slow(judge(KNOWN, measure, rounds=4, tries=3)) == set()
    assert len(looks) == 8


def test_a_step_that_is_not_recorded_is_measured_and_not_judged():
    """A new step has a cost and no ratio, so it never fails."""
    [cost] = [cost for cost in judge({"score": 0.1}, machine()) if cost.step == "read"]

    assert cost.loops == pytest.approx(2.0)
    assert cost.ratio is None
    assert not cost.too_slow
