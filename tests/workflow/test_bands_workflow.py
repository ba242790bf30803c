"""Making the tables: BoltzTraP2 against the exact band, and the workflow itself, both optional.

The readers' environment has neither BoltzTraP2 nor GPAW; what needs them is skipped there.
"""

import importlib.util
import json
import os
import subprocess
import sys
import types
from pathlib import Path

import cif_texts
import numpy as np
import pytest
from patience import PATIENCE
from scipy.constants import angstrom, e, hbar, m_e
from ultralow.charge import parabolic_band
from ultralow.charge import thermoelectric as te
from ultralow.data import crystal_file

ROOT = Path(__file__).parents[2]
needs_gpaw = pytest.mark.skipif(
    importlib.util.find_spec("gpaw") is None or importlib.util.find_spec("BoltzTraP2") is None,
    reason="the extra electrons is not installed",
)


@pytest.fixture(scope="module")
def sphere():
    """Energies and velocities of a parabolic valence band on a grid, in BoltzTraP2's units."""
    pytest.importorskip("BoltzTraP2")
    from BoltzTraP2 import bandlib
    from scipy.constants import physical_constants as constants

    hartree, bohr = (constants[f"{name}"][0] for name in ("Hartree energy", "Bohr radius"))
    mass, side, count = 0.1 * m_e, 15 * angstrom, 140
    k = (np.arange(count) + 0.5) / count * np.pi / side  # one octant of the zone
    kx, ky, kz = np.meshgrid(k, k, k, indexing="ij")
    square = (kx**2 + ky**2 + kz**2).ravel()
    energy = -(hbar**2) * square / (2 * mass)
    velocity = (
        hbar * np.stack([kx.ravel(), ky.ravel(), kz.ravel()]) / mass / (hartree * bohr / hbar)
    )
    vv = np.zeros((1, 3, 3, energy.size))
    for axis in range(3):  # the octants cancel what is off the diagonal
        vv[0, axis, axis] = velocity[axis] ** 2
    level, dos, vvdos, _ = bandlib.BTPDOS(
        energy[None] / hartree, vv, erange=(-1.2 * e / hartree, 0.0), npts=1200
    )
    return bandlib, level, dos, vvdos, mass, (side / bohr) ** 3, side**3, hartree


@pytest.mark.parametrize("eta", [-2.0, 0.0, 4.97])
@pytest.mark.parametrize("temperature", [200.0, 300.0])
def test_boltztrap2_on_a_parabolic_band_is_exact_to_one_per_cent(sphere, eta, temperature):
    bandlib, level, dos, vvdos, mass, cell, volume, hartree = sphere
    from scipy.constants import k as k_B

    mu = np.array([-eta * k_B * temperature / hartree])
    count, *moments, _ = bandlib.fermiintegrals(level, dos, vvdos, mu, np.array([temperature]))
    sigma, seebeck, kappa, _ = bandlib.calc_Onsager_coefficients(
        *moments, mu, np.array([temperature]), cell
    )
    full = 2 * dos.sum() * (level[1] - level[0])
    density = (count[0, 0] + full) / volume
    exact = parabolic_band.carrier_density(eta, mass, temperature)
    assert density == pytest.approx(exact, rel=0.01, abs=0)
    for axis in range(3):
        s, k = sigma[0, 0, axis, axis], kappa[0, 0, axis, axis]
        assert s == pytest.approx(exact * e**2 / mass, rel=0.01, abs=0)
        assert seebeck[0, 0, axis, axis] == pytest.approx(
            parabolic_band.seebeck(eta, 0.0), rel=0.01, abs=0
        )
        assert k / (s * temperature) == pytest.approx(
            parabolic_band.lorenz(eta, 0.0), rel=0.01, abs=0
        )
    assert te.lorenz_sommerfeld() > kappa[0, 0, 0, 0] / (sigma[0, 0, 0, 0] * temperature)


@pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning")
def test_a_cif_keeps_the_crystal(tmp_path):
    import bands
    from ultralow.compute.relaxation import compare_phases

    source = ROOT / "data/structures/CsSnI3.cif"
    atoms = crystal_file.read(source).atoms
    text = bands.cif(atoms, "data/structures/CsSnI3.cif", compare_phases(atoms, atoms))
    copy = tmp_path / "copy.cif"
    copy.write_text(text)
    again = crystal_file.read(copy).atoms
    assert len(again) == len(atoms) and sorted(again.symbols) == sorted(atoms.symbols)
    from ase.geometry import get_distances

    away = get_distances(again.positions, atoms.positions, cell=atoms.cell, pbc=True)[1]
    assert away.min(axis=1).max() < 1e-6


def test_the_density_is_that_of_the_crystal_that_every_other_part_reads(tmp_path, monkeypatch):
    """A made-up GPAW takes the atoms of a CIF that ASE reads with 28 atoms."""
    import bands

    taken = []

    class Calculator:
        def __init__(self, **_settings):
            pass

        def get_potential_energy(self, atoms):
            taken.append(len(atoms))

        def write(self, path):
            Path(path).touch()

    made_up = types.ModuleType("gpaw")
    made_up.GPAW, made_up.PW, made_up.FermiDirac = Calculator, float, float
    monkeypatch.setitem(sys.modules, "gpaw", made_up)
    monkeypatch.setattr(bands, "first_process", lambda: True)
    sites = ("Cs1 Cs -0.0077 0.0299 0.25", "Sn1 Sn 0.5 0 0",
             "I1 I 0.049 0.507 0.25", "I2 I 0.795 0.206 0.024")  # fmt: skip
    cell = ("8.207", "8.255", "11.759", "90", "90", "90")
    (tmp_path / "one.cif").write_text(cif_texts.cif(cell, cif_texts.hm("P b n m", 62), sites))
    given = ["density", "--structure", str(tmp_path / "one.cif"), "--output", str(tmp_path / "D")]
    assert bands.main(given) == 0
    assert taken == [20]


@needs_gpaw
@pytest.mark.skipif("ULTRALOW_SLOW" not in os.environ, reason="minutes long; set ULTRALOW_SLOW=1")
def test_a_coarse_run_from_crystal_to_table(tmp_path):
    scripts = ROOT / "workflow/scripts/electrons"
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GPAW_MPI_BACKEND": "serial"}

    def stage(script, *arguments):
        command = [sys.executable, str(scripts / script), *map(str, arguments)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=PATIENCE)

    density, mesh, masses = (tmp_path / name for name in ("d.gpw", "mesh.npz", "masses.npz"))
    relaxed = "data/computed/CsSnI3/relaxed_7net-0.cif"
    stage("bands.py", "density", "--structure", relaxed, "--cutoff", 200, "--mesh", 2, 2, 2,
          "--output", density)  # fmt: skip
    stage("bands.py", "energies", "--density", density, "--points", "mesh", "--mesh", 2, 2, 2,
          "--output", mesh)  # fmt: skip
    stage("bands.py", "energies", "--density", density, "--points", "masses", "--output", masses)
    output = tmp_path / "table.json"
    stage("transport_table.py", "--material", "CsSnI3", "--mesh", mesh, "--check", masses,
          "--grid", 36, 48, 36, "--output", output)  # fmt: skip
    coarse = json.loads(output.read_text())
    stored = json.loads((ROOT / "data/computed/CsSnI3/electrons_pbe.json").read_text())
    assert coarse["format"] == stored["format"] and coarse.keys() == stored.keys()
    # 200 eV in place of 350 moves the edges by hundredths of an eV, the mesh does not at all.
    for kind in ("spin_orbit", "scalar"):
        gaps = [one["bands"][kind]["gap_eV"] for one in (coarse, stored)]
        assert gaps[0] == pytest.approx(gaps[1], abs=0.1)


def test_the_stored_table_is_what_its_layout_makes_of_it():
    import transport_table

    text = (ROOT / "data/computed/CsSnI3/electrons_pbe.json").read_text(encoding="utf-8")
    assert transport_table.layout(json.loads(text)) == text
