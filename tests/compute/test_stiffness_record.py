"""The record of a stiffness: what it says of stable and unstable crystals, and what is stored."""

import hashlib
import json

import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.emt import EMT
from copper import GPa, at_rest
from ultralow.compute import elastic_constants, potentials, relaxation, stiffness_record
from ultralow.crystal import elasticity, sound
from ultralow.paper.gallery import ROOT

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
]


STORED = sorted((ROOT / "data" / "computed").glob("*/stiffness_*.json"))


def test_a_stable_crystal_gives_a_record_with_velocities(copper):
    record = stiffness_record.measured(copper, EMT(), {"path": "copper"})
    assert record["accepted"] and record["refused_because"] is None
    assert record["cautions"] == [] and record["grade"] == "R"
    hill = record["moduli"]["hill"]
    speeds = sound.sound_velocities(
        hill["bulk_GPa"] * GPa, hill["shear_GPa"] * GPa, record["mass_density_kg_m3"]
    )
    assert speeds == pytest.approx(
        (record["v_longitudinal_m_s"], record["v_transverse_m_s"]), abs=0.2
    )
    assert record["residuals"]["linear_response_GPa"] < 0.1
    again = stiffness_record.measured(copper, EMT(), {"path": "copper"})
    assert again == record  # to the last digit


def test_the_numbers_of_a_record_are_those_of_copper_in_their_units(copper):
    record = stiffness_record.measured(copper, EMT(), {"path": "copper"})
    # EMT's copper has the measured constants of 170, 123 and 76 GPa to a tenth, and 8.9 g/cm³.
    matrix = np.array(record["stiffness_GPa"])
    assert matrix[[0, 0, 3], [0, 1, 3]] == pytest.approx([170, 123, 76], rel=0.3)
    assert record["mass_density_kg_m3"] == pytest.approx(8960, rel=0.05)
    assert record["number_density_m3"] == pytest.approx(8.49e28, rel=0.05)
    assert record["eigenvalues_GPa"] == pytest.approx(np.linalg.eigvalsh(matrix), abs=0.003)
    for value in (*matrix.ravel(), *record["eigenvalues_GPa"], *record["reference_stress_GPa"]):
        assert value == round(value, 3)
    assert np.abs(record["reference_stress_GPa"]).max() < 0.1  # at rest


def test_one_atom_has_no_optical_modes_and_the_same_stiffness(copper):
    one = bulk("Cu", a=copper.cell.lengths()[0])
    record = stiffness_record.measured(one, EMT(), {})
    assert record["accepted"] and record["zone_centre_lowest_THz"] is None
    whole = stiffness_record.measured(copper, EMT(), {})
    assert record["stiffness_GPa"][0] == pytest.approx(whole["stiffness_GPa"][0], abs=0.01)


def test_residuals_are_sizes_whichever_way_they_go(hexagonal, hexagonal_run):
    fit = elasticity.stiffness_from_stresses(hexagonal_run.strains, hexagonal_run.stresses)
    relaxed = relaxation.Relaxed(hexagonal, 1e-9, 3)
    for much in (5 * GPa, -5 * GPa):
        stiffness = fit.stiffness + much * np.eye(6)
        run = hexagonal_run._replace(clamped=hexagonal_run.clamped + much * hexagonal_run.strains)
        found = stiffness_record.residuals(relaxed, run, fit, stiffness)
        assert found["point_group_GPa"] == pytest.approx(5, abs=1e-5)
        assert found["linear_response_GPa"] == pytest.approx(5, abs=0.05)


@pytest.mark.parametrize(("lowest", "count"), [(0.4, 0), (-0.4, 1)])
def test_imaginary_modes_alone_are_a_caution(lowest, count):
    modes = elastic_constants.Modes(np.array([lowest, 0.9, 2.0]), np.zeros(3))
    told = stiffness_record.cautions(modes)
    assert len(told) == count and all("modes: 1;" in one for one in told)


def test_an_unstable_crystal_is_stored_as_refused():
    record = stiffness_record.measured(at_rest("bcc", 2.7, 3.0), EMT(), {})
    assert record["accepted"] is False
    assert record["refused_because"].startswith("elastically unstable: eigenvalue -")
    assert record["eigenvalues_GPa"][0] < 0
    assert record["v_longitudinal_m_s"] is None and record["v_transverse_m_s"] is None
    assert record["moduli"]["hill"] is None and record["moduli"]["reuss"] is None
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_both_checkpoints_are_stored_for_the_three_phases():
    names = {f"{path.parent.name}/{path.stem}" for path in STORED}
    expected = {
        f"{m}/stiffness_{c}"
        for m in ("CsPbI3", "CsPbBr3", "CsSnI3")
        for c in potentials.CHECKPOINTS
    }
    assert expected <= names


@pytest.mark.parametrize("path", STORED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_stored_results_close_on_themselves(path):
    record = json.loads(path.read_text())
    cif = (ROOT / record["structure"]["path"]).read_bytes()
    assert record["structure"]["sha256"] == hashlib.sha256(cif).hexdigest()
    assert (record["material"], f"stiffness_{record['checkpoint']}") == (
        path.parent.name,
        path.stem,
    )
    matrix = np.array(record["stiffness_GPa"]) * GPa
    test = elasticity.stability(matrix)
    # Entries are stored to 0.001 GPa; six of them enter an eigenvalue.
    assert np.allclose(test.eigenvalues / GPa, record["eigenvalues_GPa"], atol=0.003)
    # Space group 62 has nine constants; shear does not couple to stretch.
    assert np.count_nonzero(np.triu(matrix)) == 9
    assert record["residuals"]["max_force_eV_A"] <= 1e-6 or not record["accepted"]
    assert record["accepted"] == (record["refused_because"] is None)
    speeds = (record["v_longitudinal_m_s"], record["v_transverse_m_s"])
    if record["accepted"]:
        again = sound.sound_velocities(*elasticity.hill(matrix), record["mass_density_kg_m3"])
        assert again == pytest.approx(speeds, abs=0.2)
    else:
        assert speeds == (None, None) and record["moduli"]["hill"] is None
    assert test.stable or not record["accepted"]
