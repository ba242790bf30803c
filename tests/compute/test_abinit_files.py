"""Files of ABINIT: what is asked, and what is read of its answer."""

import re

import numpy as np
import pytest
from ase.build import bulk
from ase.io import read
from ultralow.compute import abinit_files
from ultralow.compute.abinit_files import Settings
from ultralow.errors import UltralowError

SALT = bulk("NaCl", "rocksalt", a=5.6)
ELECTRONS = {"Na": 9, "Cl": 7}
# Two atoms, with numbers that tell each index: axis of the displacement, atom, axis of the field.
CHARGES = "\n".join(
    f"   {i}    {atom}   {j}    4        {atom}.{i}{j}00000000         0.0000000000"
    for j in (1, 2, 3)
    for atom in (1, 2)
    for i in (1, 2, 3)
)
PERMITTIVITY = "\n".join(
    f"   {i}    4   {j}    4         {i}.{j}000000000        -0.0000000000"
    for i in (1, 2, 3)
    for j in (1, 2, 3)
)
FORCES = "\n".join(
    f"    {n}      0.0{n}300000000000    -1.5E-03     0.00000000000000" for n in (1, 2)
)
OUTPUT = f"""
.Version 9.6.2 of ABINIT
     natom =       2  nloc_mem =       1
 cartesian forces (eV/Angstrom) at end:
{FORCES}
 frms,max,avg= 1.0 2.0
  Dielectric tensor, in cartesian coordinates,
     j1       j2             matrix element
  dir pert dir pert     real part    imaginary part

{PERMITTIVITY}

  Effective charges, in cartesian coordinates,
  (from electric field response)
     j1       j2             matrix element

{CHARGES}

== END DATASET(S) ==============================================================
- Proc.   0 individual time (sec): cpu=        129.4  wall=        131.0
"""


def words(text, name):
    return re.search(rf"^{name} (.*)$", text, re.MULTILINE)[1].split()


def test_the_input_holds_the_crystal():
    text = abinit_files.input_text(SALT, Settings(), "ground", ELECTRONS)
    assert words(text, "nband") == ["8"]
    assert words(text, "znucl") == ["11", "17"]
    assert words(text, "typat") == ["1", "2"]
    rows = text.split("rprim\n")[1].splitlines()[:3]
    lattice = np.array([row.split() for row in rows], float) * abinit_files.BOHR_A
    np.testing.assert_allclose(lattice, SALT.cell[:], atol=1e-8)
    assert "kptopt 1" in text
    assert "rfelfd" not in text


def test_each_stage_goes_on_from_the_one_before():
    slope, field = (
        abinit_files.input_text(SALT, Settings(), stage, ELECTRONS) for stage in ("slope", "field")
    )
    assert words(slope, "rfelfd") == ["2"]
    assert words(field, "rfelfd") == ["3"]
    assert words(field, "indata_prefix") == ['"slope"']
    for text in (slope, field):
        assert words(text, "getwfk_filepath") == ['"ground_WFK"']
        assert words(text, "kptopt") == ["2"]


def test_points_of_the_zone_reach_as_far_along_each_axis():
    box = np.diag([8.0, 12.0, 17.0])
    assert abinit_files.divisions(box, 15.0).tolist() == [2, 2, 1]
    assert abinit_files.shift(box) == 0.5
    assert abinit_files.shift(SALT.cell[:]) == 0.0  # half a step would break its symmetry


def test_bands_must_be_full():
    with pytest.raises(UltralowError, match="15 electrons fill no bands"):
        abinit_files.input_text(SALT, Settings(), "ground", {"Na": 8, "Cl": 7})


def test_the_answer_is_read_axis_by_axis():
    found = abinit_files.answer(OUTPUT)
    assert found.dielectric[1, 2] == 2.3
    # Atom 2 moved along x polarises along z: 2.13 in ABINIT's order, displacement first.
    assert found.charges[1, 2, 0] == 2.13
    assert found.charges.shape == (2, 3, 3)
    assert abinit_files.forces(OUTPUT).tolist() == [[0.013, -0.0015, 0.0], [0.023, -0.0015, 0.0]]
    assert abinit_files.version(OUTPUT) == "9.6.2"
    assert abinit_files.seconds(OUTPUT) == 129.4


@pytest.mark.parametrize("cut", ["Effective charges", "   3    2   3    4", "   3    4   3    4"])
def test_a_torn_answer_is_refused(cut):
    with pytest.raises(UltralowError, match="no whole dielectric tensor"):
        abinit_files.answer(OUTPUT.partition(cut)[0])


def test_something_else_is_refused():
    with pytest.raises(UltralowError, match="no output of ABINIT"):
        abinit_files.answer("Program PWSCF v.6.7 starts")


def test_one_pseudopotential_an_element(tmp_path):
    for name in ("11_Na_9_1.8_2.2_pbe_v1.0.psp8", "17_Cl_7_1.9_1.9_pbe_n_v1.0.psp8"):
        (tmp_path / name).write_text(f"a title\n  11.0  {name.split('_')[2]}.0000  220801\n")
    found = abinit_files.pseudopotentials(SALT.symbols, tmp_path)
    assert {name: abinit_files.valence(path) for name, path in found.items()} == ELECTRONS
    with pytest.raises(UltralowError, match="U: 0 pseudopotentials"):
        abinit_files.pseudopotentials(["U"], tmp_path)


def test_without_the_package_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(abinit_files.util, "find_spec", lambda name: None)
    with pytest.raises(UltralowError, match=r"(?s)sparc-x-api.*make .venv-compute/ready"):
        abinit_files.pseudopotentials(["Na"])


def test_atoms_keep_their_order():
    crystal = read("data/structures/CsPbBr3.cif")
    text = abinit_files.input_text(crystal, Settings(), "ground", {"Cs": 9, "Pb": 14, "Br": 7})
    kinds = [["Cs", "Pb", "Br"][int(one) - 1] for one in words(text, "typat")]
    assert kinds == list(crystal.symbols)
