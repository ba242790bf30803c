"""Files of Quantum ESPRESSO: what is asked, and what is read of its answer."""

import re

import numpy as np
import pytest
from ase.build import bulk
from ase.io import read
from scipy.constants import angstrom, e, physical_constants
from ultralow.compute import espresso_files
from ultralow.compute.espresso_files import Settings
from ultralow.errors import UltralowError

SALT = bulk("NaCl", "rocksalt", a=5.6)
ELECTRONS = {"Na": 9, "Cl": 7}
# Two atoms, with numbers that tell each index: atom, axis of the field, axis of the displacement.
CHARGES = "\n".join(
    f"           atom      {atom}   Na\n"
    + "\n".join(
        f"      E{axis}  ( " + " ".join(f"{atom}.{field}{moved}000" for moved in (1, 2, 3)) + " )"
        for field, axis in enumerate("xyz", start=1)
    )
    for atom in (1, 2)
)
FIELD = f"""
     Program PHONON v.6.7 starts on 28Nov2026 at 20:18:10
     number of atoms/cell      =            2
     PHONON       :      6.92s CPU      7.20s WALL
          Dielectric constant in cartesian axis

          (       1.100000000       1.200000000       1.300000000 )
          (       2.100000000       2.200000000      -2.300000000 )
          (       3.100000000       3.200000000       3.300000000 )

          Effective charges (d Force / dE) in cartesian axis

{CHARGES}

     PHONON       :   5m 3.42s CPU   5m 8.06s WALL
   JOB DONE.
"""
GROUND = """
     Program PWSCF v.6.7 starts on 28Nov2026 at 20:16:00
     number of atoms/cell      =            2
     Forces acting on atoms (cartesian axes, Ry/au):

     atom    1 type  1   force =     0.10000000   -0.00200000    0.00000000
     atom    2 type  2   force =    -0.10000000    0.00200000    0.00000000
     The non-local contrib.  to forces
     atom    1 type  1   force =     9.00000000    9.00000000    9.00000000
     PWSCF        :     43.75s CPU     44.61s WALL
   JOB DONE.
"""


def words(text, name):
    return re.search(rf"\b{name}=(\S+?)[,\n]", text)[1]


def after(text, heading, count):
    return text.partition(f"{heading}\n")[2].splitlines()[:count]


def test_the_input_holds_the_crystal():
    text = espresso_files.ground_text(SALT, Settings(), ELECTRONS)
    assert words(text, "nat") == "2"
    assert words(text, "ntyp") == "2"
    assert float(words(text, "ecutwfc")) == 32.0  # rydberg
    rows = [row.split() for row in after(text, "CELL_PARAMETERS angstrom", 3)]
    np.testing.assert_allclose(np.array(rows, float), SALT.cell[:], atol=1e-9)
    assert after(text, "ATOMIC_SPECIES", 2) == ["Na 22.990 Na.upf", "Cl 35.450 Cl.upf"]


def test_atoms_keep_their_order():
    crystal = read("data/structures/CsPbBr3.cif")
    text = espresso_files.ground_text(crystal, Settings(), {"Cs": 9, "Pb": 14, "Br": 7})
    rows = [row.split() for row in after(text, "ATOMIC_POSITIONS crystal", len(crystal))]
    assert [row[0] for row in rows] == list(crystal.symbols)
    found = np.array([row[1:] for row in rows], float)
    np.testing.assert_allclose(found @ crystal.cell[:], crystal.positions, atol=1e-7)


def test_the_field_stands_still_and_atoms_do_not_move():
    text = espresso_files.field_text(Settings())
    assert words(text, "epsil") == words(text, "zeu") == ".true."
    assert words(text, "trans") == ".false."
    assert text.splitlines()[-1] == "0.0 0.0 0.0"


def test_points_of_the_zone_reach_as_far_along_each_axis():
    box = np.diag([8.0, 12.0, 17.0])
    assert espresso_files.divisions(box, 15.0).tolist() == [2, 2, 2]
    assert espresso_files.divisions(box, 26.5).tolist() == [4, 4, 2]  # where 4, 3 and 2 reach
    assert espresso_files.shift(box) == 0.5
    assert espresso_files.shift(SALT.cell[:]) == 0.0  # half a step would break its symmetry
    text = espresso_files.ground_text(SALT, Settings(), ELECTRONS)
    assert after(text, "K_POINTS automatic", 1) == ["9 9 9 0 0 0"]


@pytest.mark.parametrize("odd", [1, 3, 5])
def test_the_next_even_division_has_as_many_points_that_differ(odd):
    """Of those half a step from the zone centre, a point and its opposite are one."""

    def different(count):
        steps = 2 * np.arange(count) + 1  # of half a division
        return len(set(np.minimum(steps, 2 * count - steps)))

    assert different(odd) == different(odd + 1)


def test_bands_must_be_full():
    with pytest.raises(UltralowError, match="15 electrons fill no bands"):
        espresso_files.ground_text(SALT, Settings(), {"Na": 8, "Cl": 7})


def test_the_answer_is_read_axis_by_axis():
    found = espresso_files.answer(FIELD)
    assert found.dielectric[1].tolist() == [2.1, 2.2, -2.3]
    # Atom 2 moved along x polarises along z.
    assert found.charges[1, 2, 0] == 2.31
    assert found.charges.shape == (2, 3, 3)


def test_forces_are_the_whole_ones_in_other_units():
    unit = physical_constants["Rydberg constant times hc in J"][0] / e
    unit /= physical_constants["Bohr radius"][0] / angstrom
    expected = unit * np.array([[0.1, -0.002, 0], [-0.1, 0.002, 0]])
    np.testing.assert_allclose(espresso_files.forces(GROUND), expected, rtol=1e-9)


def test_versions_and_costs():
    assert espresso_files.version(FIELD) == espresso_files.version(GROUND) == "6.7"
    assert espresso_files.seconds(GROUND) == 43.75
    assert espresso_files.seconds(FIELD) == pytest.approx(303.42)  # the last time that is told
    assert espresso_files.seconds("PHONON   :  1h 2m CPU  1h 3m WALL") == 3720


@pytest.mark.parametrize("cut", ["Effective charges", "2.3100", "(       3.1"])
def test_a_torn_answer_is_refused(cut):
    torn = FIELD.partition(cut)[0]
    assert not espresso_files.whole(torn)
    with pytest.raises(UltralowError, match="no whole dielectric tensor"):
        espresso_files.answer(torn)


def test_something_else_is_refused():
    with pytest.raises(UltralowError, match="no output of Quantum ESPRESSO"):
        espresso_files.answer("Version 9.6.2 of ABINIT")
    with pytest.raises(UltralowError, match="no forces are told"):
        espresso_files.forces(GROUND.partition("Forces")[0])
