"""Stored phonons along the wire: the numbers of the notebooks, and what is said where none are."""

import copy

import numpy as np
import pytest
from ultralow.analysis import lattice_conductivity
from ultralow.analysis.lattice_conductivity import LatticeConductivity
from ultralow.compute import three_phonon
from ultralow.data import materials, phonon_store
from ultralow.errors import UltralowError
from ultralow.heat import wigner
from ultralow.paper import vocabulary, wires
from ultralow.phonons import harmonic

WIRES = tuple(wires.LATTICE)


@pytest.fixture(scope="module", params=WIRES)
def heat(request):
    return lattice_conductivity.chosen_result(materials.get(request.param))


def test_the_record_along_the_wire(heat):
    stored = phonon_store.choose(heat.material.name, heat.checkpoint).record["conductivity"]
    at = stored["temperatures_K"].index(300)
    unit = heat.direction / np.linalg.norm(heat.direction)
    found = heat.conductivity(300.0)
    for part in ("particle", "coherence"):
        tensor = wigner.tensor(stored[f"{part}_W_m_K"][at])
        # the record is rounded to five decimals
        assert getattr(found, part) == pytest.approx(unit @ tensor @ unit, abs=2e-5)
    assert found.total == found.particle + found.coherence


def test_wires_lie_as_the_paper_says(heat):
    # [010] of the delta phase; [110] of Pbnm, which is [101] of Pnma: across the longest axis
    cell = heat.material.atoms.cell.lengths()
    expected = np.where(cell < cell.max(), cell, 0)
    expected = [0, cell[1], 0] if heat.material.name == "CsPbI3" else expected
    np.testing.assert_allclose(heat.direction, expected, atol=1e-9)
    made = phonon_store.choose(heat.material.name, heat.checkpoint).phonopy().unitcell
    np.testing.assert_allclose(made.cell, heat.material.atoms.cell[:], atol=1e-4)


def test_accumulation_and_rates_agree_with_the_conductivity(heat):
    length, warm = lattice_conductivity.casimir_length(heat.material), 137.0
    whole = heat.conductivity(warm, length, 0.02).particle
    found = heat.accumulation(warm, length, 0.02)
    assert found.conductivity[-1] == pytest.approx(whole, rel=1e-10)
    assert found.value.max() < length
    assert heat.mean_free_path_at(warm, 0.95, length, 0.02) < heat.mean_free_path_at(warm)
    assert heat.mean_free_path_at(200.0) < heat.mean_free_path_at(100.0)
    rates = heat.rates(np.array([100.0, 300.0]), length, 0.02)
    assert list(rates) == list(lattice_conductivity.MECHANISMS)
    assert {rate.shape for rate in rates.values()} == {(2, *heat.modes.frequencies.shape)}
    known = np.isfinite(rates["phonons"][0])
    assert np.all(rates["phonons"][1][known] > rates["phonons"][0][known])


@pytest.fixture(scope="module")
def mesh_alone(heat):
    """The same without the cell around the zone centre, as of a record that has no powers."""
    result = copy.copy(heat.result)
    result.record = {key: one for key, one in heat.result.record.items() if key != "zone_centre"}
    return LatticeConductivity(heat.material, result)


def test_the_cell_around_the_zone_centre_adds_its_part_where_the_record_knows_it(heat, mesh_alone):
    length = lattice_conductivity.casimir_length(heat.material)
    for wire in ((), (length, 0.02)):
        without, found = (one.conductivity(150.0, *wire) for one in (mesh_alone, heat))
        assert found.coherence == without.coherence
        assert 1.0 < found.particle / without.particle < 1.2
        carried = heat.accumulation(150.0, *wire)
        assert carried.conductivity[-1] == pytest.approx(found.particle, rel=1e-10)
        paths = [one.mean_free_path_at(150.0, 0.95, *wire) for one in (mesh_alone, heat)]
        assert paths[0] < paths[1]
    assert carried.value.max() < length
    around = heat.rates(150.0, length, 0.02)
    assert {one.shape for one in around.values()} == {heat.modes.frequencies.shape}
    assert mesh_alone.centre is None and len(heat.domains) == 2


def test_defects_and_surface_slow_the_cell_around_the_centre_as_the_mesh(heat):
    clean, dirty = (heat.total_rates(150.0, None, one)[1] for one in (0.0, 0.1))
    unit = (dirty - clean) / 0.1
    fourth = unit / heat.centre.modes.frequencies**4
    low = fourth[: len(fourth) // 2]
    assert np.nanmax(low) < 20 * np.nanmin(low)  # Rayleigh's, but for the mesh points around
    speed = np.linalg.norm(heat.centre.modes.group_velocities, axis=-1)
    surface = heat.total_rates(150.0, 1e-7)[1] - clean
    assert surface == pytest.approx(speed / 1e-7, rel=1e-6)


def test_few_modes_are_missing(heat):
    missing = heat.missing(300.0)
    # Sound at rest, three modes of the zone centre, and no heat worth a thousandth.
    assert missing.count >= 3 and missing.heat < 1e-3
    assert missing.total == np.prod(heat.modes.mesh) * heat.modes.frequencies.shape[1]


def test_medians_count_the_whole_mesh(heat):
    many = np.repeat(heat.speeds, heat.modes.weights, axis=0)
    middle = np.nanmedian(many)
    assert heat.quantile(heat.speeds) == pytest.approx(middle, rel=2e-2)
    assert heat.quantile(heat.speeds, 1.0) == np.nanmax(many)


def test_overdamped_modes(heat):
    def slow(_temperature, _factor=1.0):
        return {"phonons": np.where(heat.modes.frequencies > 0, 1.0, np.nan)}

    assert 0 <= heat.overdamped(300.0) < 1
    fast = LatticeConductivity.__new__(LatticeConductivity)
    fast.modes, fast.rates = heat.modes, slow
    assert fast.overdamped(300.0) == 0
    fast.rates = lambda temperature: {"phonons": slow(temperature)["phonons"] * 1e15}
    assert fast.overdamped(300.0) == 1


def test_crossings_lie_on_the_bands():
    heat = lattice_conductivity.chosen_result(materials.get("CsPbI3"))
    found, bands = heat.crossings(0.8e12), heat.bands
    assert len(found.place) > 10 and found.sound.any() and not found.sound.all()
    solve = harmonic.solver(phonon_store.choose("CsPbI3", heat.checkpoint).phonopy())
    for place, frequency in zip(found.place[::5], found.frequency[::5]):
        right = np.searchsorted(bands.distances, place)
        step = bands.distances[right] - bands.distances[right - 1]
        share = (place - bands.distances[right - 1]) / step
        q = (1 - share) * bands.wavevectors[right - 1] + share * bands.wavevectors[right]
        near = harmonic.vibrations(solve, [q]).frequencies[0]
        assert np.sum(np.abs(near - frequency) < 2e9) >= 2  # twice the resolution of a crossing
    place, level = heat.band_lines(0.8e12)
    assert place.shape == level.shape and np.isnan(place).sum() == np.isnan(level).sum() > 5


def test_a_mesh_is_computed_anew():
    crystal = materials.get("CsPbI3")
    live = lattice_conductivity.chosen_result(crystal, mesh="1 2 1")
    constants = phonon_store.choose("CsPbI3", live.checkpoint).force_constants()
    powers = live.result.record["zone_centre"]["powers"]
    expected = three_phonon.conductivity(constants, [1, 2, 1], live.temperatures, powers)[1]
    assert live.modes.mesh == (1, 2, 1)
    # phono3py's own sums; a mode without a rate is left out of pairs here, and kept there
    at = list(live.temperatures).index(300)
    mine = wigner.component_along(expected.particle, live.direction)[at]
    assert live.conductivity(300.0).particle == pytest.approx(mine, rel=1e-5)


@pytest.mark.parametrize("mesh", ["2 2", "2 2 x", "0 1 1", "2 2 10", "2,2,2", "-1 2 2"])
def test_what_is_no_mesh(mesh):
    with pytest.raises(UltralowError, match="no mesh"):
        lattice_conductivity.divisions_of(mesh)


def test_curves_stay_where_rates_are_known():
    heat = lattice_conductivity.chosen_result(materials.get("CsPbBr3"))
    points = heat.within(1.0, 2000.0)
    assert points[0] == heat.temperatures[0] and points[-1] == heat.temperatures[-1]
    assert np.all(np.diff(points) <= 5.0)
    np.testing.assert_allclose(heat.within(100.0, 103.0), [100.0, 103.0])
    with pytest.raises(UltralowError, match="no rates are known between"):
        heat.within(500.0, 600.0)
    heat.modes = heat.modes._replace(temperatures=np.array([300.0]))
    assert heat.within(1.0, 400.0).tolist() == [300.0]
    with pytest.raises(UltralowError, match="no rates are known between 1 and 200 K"):
        heat.within(1.0, 200.0)


def test_length_of_the_surface():
    tin, yellow = materials.get("CsSnI3"), materials.get("CsSnI3_yellow")
    assert lattice_conductivity.casimir_length(tin) == pytest.approx(400e-9)
    assert lattice_conductivity.casimir_length(tin, 25.0) == pytest.approx(25e-9)
    assert lattice_conductivity.casimir_length(yellow) is None


def test_a_crystal_without_phonons(monkeypatch):
    crystal = materials.get("CsPbI3")
    monkeypatch.setattr(phonon_store, "results", lambda _material: ())
    assert lattice_conductivity.accepted_results(crystal) == []
    assert "no phonons are stored for CsPbI3" in lattice_conductivity.report(crystal)
    assert "make compute MATERIAL=CsPbI3" in lattice_conductivity.report(crystal)


def test_refused_phonons_are_named_and_not_drawn():
    for name in WIRES:
        crystal = materials.get(name)
        heats, refused = lattice_conductivity.accepted_results(crystal), phonon_store.refused(name)
        assert [heat.result for heat in heats] == list(phonon_store.accepted(name))
        for one in refused:
            assert f"{one.name}: refused, {one.refused_because}" in lattice_conductivity.report(
                crystal
            )
            with pytest.raises(UltralowError, match="was refused"):
                lattice_conductivity.accepted_results(crystal, one.name)
    other = phonon_store.accepted("CsPbI3")[-1].name
    assert (
        lattice_conductivity.accepted_results(materials.get("CsPbI3"), other)[0].checkpoint == other
    )


def test_the_notebooks_know_every_checkpoint():
    choices = vocabulary.VOCABULARY["checkpoint"].choices
    assert choices == ("best", *phonon_store.ORDER)


def test_lengths_come_with_the_error_of_their_mesh():
    for material in ("CsPbI3", "CsPbBr3", "CsSnI3"):
        for heat in lattice_conductivity.accepted_results(materials.get(material)):
            for share in (0.5, 0.95):
                length, error = (
                    heat.mean_free_path_at(300.0, share),
                    heat.mean_free_path_error(share),
                )
                assert 0 < error < np.inf
                # Half of the heat is where every mesh has points.
                assert error < length / 2 or share > 0.5
    coarse = lattice_conductivity.chosen_result(materials.get("CsPbI3"), mesh="1 2 1")
    assert np.isnan(coarse.mean_free_path_error())


def test_the_error_of_a_path_knows_the_finer_meshes_of_the_ledger(monkeypatch):
    heat = lattice_conductivity.accepted_results(materials.get("CsSnI3"))[0]
    here, plain = heat.mean_free_path_at(300.0), heat.mean_free_path_error()
    half = heat.mean_free_path_error(0.5)
    rung = {"changed": "mesh", "settings": {}, "against": {}, "lowest_mode_THz": 0.0}
    rungs = [
        rung | {"mesh": mesh, "path_95_m": here + away}
        for mesh, away in (([3, 3, 3], 900e-9), ([9, 7, 9], -300e-9), ([11, 9, 11], 200e-9))
    ]
    monkeypatch.setitem(vars(heat.result), "ledger", {"rungs": [rung | {"mesh": [11] * 3}, *rungs]})
    assert plain < 100e-9
    assert heat.mean_free_path_error() == pytest.approx(300e-9, rel=1e-9, abs=0)
    assert heat.mean_free_path_error(0.5) == half
