"""What a CIF says of its crystal: all of it agrees with the atoms, or is refused."""

import pytest
from cif_texts import PEROVSKITE, STATED, cif, hm, read, refused, with_column
from hypothesis import given
from hypothesis import strategies as st
from ultralow.data import stated_facts

REFUSED = {
    "formula": (cif(stated="_chemical_formula_sum 'Cs Pb Cl2 Br'\n"), "states Cs Pb Cl2 Br"),
    "shares": (cif(stated="_chemical_formula_sum 'Cs Pb Cl2'\n"), "states Cs Pb Cl2"),
    "Z": (cif(stated="_chemical_formula_sum CsPbCl3\n_cell_formula_units_Z 4\n"), "states Z = 4"),
    "Z alone": (cif(stated="_cell_formula_units_Z 2\n"), "states Z = 2"),
    "volume": (cif(stated="_cell_volume 352.2\n"), "a volume of 352.2 cubic angstrom"),
    "volume in words": (cif(stated="_cell_volume large\n"), "_cell_volume is 'large', no number"),
    "density": (cif(stated="_exptl_crystal_density_diffrn 8.4\n"), "a density of 8.4 g/cm3"),
    "multiplicity": (with_column("symmetry_multiplicity", 1, 1, 6), "multiplicity of 6 for Cl1"),
    "hydrogens in the formula alone": (
        cif(header=hm("F m -3 m"), rows=PEROVSKITE[1:], stated="_chemical_formula_sum 'H4 N Pb'\n"),
        "the file states H4 N Pb",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_fact_that_contradicts_the_sites_is_refused_with_both_values(case):
    refused(*REFUSED[case])


TRUE = STATED.splitlines(keepends=True)


@pytest.mark.parametrize("line", TRUE)
def test_each_fact_that_is_true_is_taken_alone(line):
    if "units_Z" in line:
        line = TRUE[0] + line
    assert len(read(cif(stated=line)).atoms) == 5


@pytest.mark.parametrize(
    ("tag", "true", "within"),
    [
        ("_cell_volume", 176.09, stated_facts.VOLUME),
        ("_exptl_crystal_density_diffrn", 4.21, stated_facts.DENSITY),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_rounded_value_is_taken_and_one_beyond_rounding_is_not(tag, true, within, sign):
    read(cif(stated=f"{tag} {true * (1 + 0.8 * sign * within):.6g}\n"))
    refused(cif(stated=f"{tag} {true * (1 + 1.3 * sign * within):.6g}\n"), "the file states")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("CsPbBr3", {"Cs": 1, "Pb": 1, "Br": 3}),
        ("Br3 Cs Pb", {"Cs": 1, "Pb": 1, "Br": 3}),
        ("CS PB BR3", {"Cs": 1, "Pb": 1, "Br": 3}),
        ("CH3NH3PbI3", {"C": 1, "H": 6, "N": 1, "Pb": 1, "I": 3}),
        ("D2O", {"H": 2, "O": 1}),
        ("Fe0.95O", {"Fe": 0.95, "O": 1}),
    ],
)
def test_a_formula_is_counted_however_it_is_spelled(text, held):
    assert stated_facts.composition(text) == held


@pytest.mark.parametrize(
    "text", ["", "?", "perovskite", "Xx2", "Cs0", "Cs-Pb", "Cs(PbBr3)2", "3", "CsPbBr٣"]
)
def test_what_is_no_formula_is_none(text):
    assert stated_facts.composition(text) is None


@given(
    st.dictionaries(st.sampled_from(["Cs", "Pb", "I", "O", "H"]), st.integers(1, 99), min_size=1)
)
def test_a_written_formula_comes_back(counts):
    text = " ".join(f"{symbol}{count}" for symbol, count in counts.items())
    assert stated_facts.composition(text) == counts
    assert stated_facts.composition(text.replace(" ", "")) == counts
