"""The name of a reader's crystal: safe in paths, and of no other formula than its own."""

import pytest
from ase import Atoms
from hypothesis import given
from hypothesis import strategies as st
from messages import message
from ultralow.data import material_name


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,30}x", fullmatch=True))
def test_letters_digits_and_underscores_are_a_name(name):
    material_name.check(name)


def test_the_longest_name_is_taken_and_a_longer_one_is_not():
    material_name.check("C" * material_name.LONGEST)
    message(lambda: material_name.check("C" * (material_name.LONGEST + 1)), "at most 40")


@given(st.text(max_size=12).filter(lambda text: not text.replace("_", "").isalnum()))
def test_what_is_unsafe_in_a_path_is_refused(name):
    message(lambda: material_name.check(name), "cannot be a material's name", "To mend it: ")


@pytest.mark.parametrize(
    ("name", "better"), [("CsPbCl₃", "CsPbCl3"), ("Ｃｓ", "Cs"), ("é", "CsPbCl3")]
)
def test_a_better_name_is_offered(name, better):
    assert message(lambda: material_name.check(name), "NAME=").endswith(f"NAME={better}")


@pytest.mark.parametrize("name", ["example", "Example", "NO", "null", "nan", "True", "inf"])
def test_a_reserved_name_is_refused_in_any_letters(name):
    message(lambda: material_name.check(name), f"the name {name} is reserved")
    material_name.check(f"{name}_2")


CHLORIDE = Atoms("CsPbCl3")


@pytest.mark.parametrize(
    "name", ["CsPbCl3", "PbCsCl3", "Cs2Pb2Cl6", "CsPbCl3_HT", "alpha_CsPbCl3", "CsSnI3_CsPbCl3",
             "mine", "S1", "I", "Q1"],
)  # fmt: skip
def test_a_name_with_the_formula_or_none_is_taken(name):
    assert material_name.doubts(name, CHLORIDE, "mine.cif") == []
    assert material_name.doubts(name, Atoms("Cs2Pb2Cl6"), "mine.cif") == []


@pytest.mark.parametrize("name", ["CsPbBr3", "CsPbCl2", "warm_CsSnI3", "NaCl_x", "HOPb"])
def test_a_name_with_another_formula_is_asked_about(name):
    [asked] = material_name.doubts(name, CHLORIDE, "mine.cif")
    assert "mine.cif: the crystal is CsPbCl3" in asked
    assert f"the name {name} says another formula" in asked
