"""Symmetry operations: read as written, a group or refused, known by what they do."""

import gemmi
import numpy as np
import pytest
from cif_texts import listed, refused
from hypothesis import given
from hypothesis import strategies as st
from messages import message
from ultralow.data import symmetry_operations

NO_OPERATIONS = ("9**9**9", "x,y", "x,y,2*z", "x,x,z", "x,y,z+1/0", "x,y,z+1/5", "x,y,w", "xyz")


NO_OPERATIONS += ("x,y,z+0.2", "x,y,z" * 30, "__import__(os)", "x+" * 5000, "x,y,-+z", "")


REFUSED = {
    "no group": (listed("x,y,z", "-y,x,z"), "symmetry operations are no group"),
    "no identity": (listed("-x,-y,-z"), "symmetry operations are no group"),
    **{
        f"operation {one}": (listed("x,y,z", one), "cannot be read|is no symmetry|are no group")
        for one in NO_OPERATIONS
    },
    "operations without end": (listed(*["x,y,z"] * 20_000), "20000 symmetry operations"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_operations_that_are_no_group_are_refused(case):
    refused(*REFUSED[case])


GROUPS = st.sampled_from(list(gemmi.spacegroup_table()))


def triplets(group):
    return [f"'{one.triplet()}'" for one in group.operations()]


@given(GROUPS, st.randoms(use_true_random=False))
def test_a_group_is_known_by_its_operations_in_any_order(group, random):
    texts = triplets(group)
    random.shuffle(texts)
    found = symmetry_operations.listed(texts, "mine.cif")
    assert found.number == group.number and len(found.rotations) == len(texts)
    assert found.same_operations(symmetry_operations.tabulated(group))
    assert found.same_operations(symmetry_operations.named(group.operations()))


@given(GROUPS)
def test_an_operation_fewer_is_no_group(group):
    texts = triplets(group)
    if len(texts) > 2:
        message(
            lambda: symmetry_operations.listed(texts[:-1], "mine.cif"), "mine.cif: ", "no group"
        )


@pytest.mark.parametrize("text", ["-x,y+1/2,-z", "-X, 1/2+Y, -Z", "-x,y+.5,-z"])
def test_an_operation_is_read_however_it_is_spelled(text):
    found = symmetry_operations.listed(["x,y,z", text], "mine.cif")
    assert found.rotations[1].tolist() == [[-1, 0, 0], [0, 1, 0], [0, 0, -1]]
    assert found.translations[1].tolist() == [0, 0.5, 0]
    assert found.number == 4


def test_a_third_in_decimals_is_a_third():
    decimals = ["x,y,z", "-y,x-y,z+0.333", "-x+y,-x,z+0.6667"]
    found = symmetry_operations.listed(decimals, "mine.cif")
    assert (found.symbol, found.translations[:, 2].tolist()) == ("P 31", [0, 1 / 3, 2 / 3])


def test_two_settings_of_one_group_are_not_the_same_operations():
    one, other = (
        symmetry_operations.tabulated(gemmi.SpaceGroup(name)) for name in ("P n m a", "P b n m")
    )
    assert one.number == other.number and not one.same_operations(other)


@pytest.mark.parametrize(
    ("symbol", "cell", "kept"),
    [
        ("P m -3 m", (5, 5, 5, 90, 90, 90), True),
        ("P m -3 m", (5, 5, 5.05, 90, 90, 90), False),
        ("P m -3 m", (5, 5, 5, 90, 90, 91), False),
        ("P 4", (5, 5, 7, 90, 90, 90), True),
        ("P 3", (5, 5, 7, 90, 90, 120), True),
        ("P 3", (5, 5, 7, 90, 90, 90), False),
        ("P -1", (5, 6, 7, 81, 92, 103), True),
    ],
)
def test_a_cell_keeps_its_metric_under_its_own_symmetry(symbol, cell, kept):
    rotations = symmetry_operations.tabulated(gemmi.SpaceGroup(symbol)).rotations
    assert symmetry_operations.keep_metric(rotations, np.array(cell, float)) is kept


def test_digits_of_another_script_are_no_operation():
    message(
        lambda: symmetry_operations.listed(["x,y,z", "-x,y+١/٢,-z"], "mine.cif"), "cannot be read"
    )
