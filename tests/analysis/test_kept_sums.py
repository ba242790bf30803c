"""Kept sums: found once for the same numbers, anew for others, and not to be changed."""

import numpy as np
import pytest
from ultralow.analysis.kept_sums import MOST, KeptSums


def counted(kept, asked, calls):
    def found():
        calls.append(asked)
        return np.atleast_1d(np.sum([np.sum(one) for one in asked[1:] if one is not None])), 1.0

    return kept.once(asked, found)


def test_the_same_numbers_are_summed_once_whatever_holds_them():
    kept, calls = KeptSums(), []
    for at in ([1.0, 2.0], np.array([1.0, 2.0]), (1, 2)):
        assert counted(kept, ("sum", at, None), calls)[0].tolist() == [3.0]
    assert len(calls) == 1


def test_another_name_number_shape_or_nothing_is_another_sum():
    kept, calls = KeptSums(), []
    for asked in [("sum", 3.0), ("mean", 3.0), ("sum", 3.1), ("sum", [3.0]), ("sum", None),
                  ("sum", [[3.0]]), ("sum", 0.0), ("sum", [3.0], 0.0)]:  # fmt: skip
        counted(kept, asked, calls)
    assert len(calls) == 8


def test_what_is_kept_is_not_to_be_changed():
    kept = KeptSums()
    found = counted(kept, ("sum", [1.0, 2.0]), [])
    with pytest.raises(ValueError, match="read-only"):
        found[0][0] = 5.0


def test_the_first_ones_go_when_there_are_too_many():
    kept, calls = KeptSums(), []
    for at in range(MOST + 1):
        counted(kept, ("sum", at), calls)
    counted(kept, ("sum", MOST), calls)
    assert len(calls) == MOST + 1
    counted(kept, ("sum", 0), calls)
    assert len(calls) == MOST + 2


def test_a_failure_is_not_kept():
    kept = KeptSums()
    with pytest.raises(ZeroDivisionError):
        kept.once(("sum", 1.0), lambda: 1 / 0)
    assert kept.once(("sum", 1.0), lambda: (2.0,)) == (2.0,)
