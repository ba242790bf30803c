"""The phonons' part of the explorer: any wire of a crystal, from what is stored."""

import copy

import numpy as np
import pytest
from explorer_views import START, case, curve, view
from ultralow.data import phonon_store
from ultralow.errors import UltralowError
from ultralow.explorer import heat_curves, screen
from ultralow.paper import wires


@pytest.fixture(scope="module", params=wires.LATTICE)
def known(request):
    return screen.ExplorerInputs(request.param)


def test_a_thinner_wire_never_conducts_better(known):
    lengths = [None, *np.logspace(-5, -9, 9)]
    for variance in (0.0, 0.05):
        found = [known.phonons.curve(length, variance) for length in lengths]
        for part in ("particle", "total"):
            assert np.all(np.diff([getattr(one, part) for one in found], axis=0) < 0)
        paths = [known.phonons.at(150.0, length, variance).path for length in lengths]
        assert np.all(np.diff(paths) < 0)
        assert np.all(np.array(paths[1:]) < lengths[1:])


def test_without_surface_and_defects_the_wire_is_the_crystal(known):
    very_far = 1e15  # m; at 2 K the longest waves reach kilometres
    alone, wire = known.phonons.curve(None, 0.0), known.phonons.curve(very_far, 0.0)
    np.testing.assert_allclose(wire, alone, rtol=1e-6)
    clean, defects = (known.phonons.curve(None, variance).particle for variance in (1e-9, 0.01))
    np.testing.assert_allclose(clean, alone.particle, rtol=1e-4)
    assert np.all(defects < alone.particle)


def test_the_phonons_of_the_screen_are_those_of_lattice_heat(known):
    chosen = {"casimir_length_nm": 60.0, "defect_strength": 0.03, "temperature_K": 110.0}
    seen = screen.show(known, case(material=known.crystal.name, **chosen))
    heat, wire = known.phonons.heat, (60e-9, 0.03)
    for ending, setting in (("", ()), ("_in_wire", wire)):
        whole, path = (
            heat.conductivity(110.0, *setting),
            heat.mean_free_path_at(110.0, 0.95, *setting),
        )
        number = seen.numbers[f"computed_conductivity{ending}"].value
        assert number == pytest.approx(whole.total, rel=1e-12)
        assert seen.numbers[f"path_95{ending}"].value == pytest.approx(path * 1e9, rel=1e-12)
    for label, setting in (
        (f"computed, {heat.checkpoint}", ()),
        ("with surface and defects", wire),
    ):
        shown = curve(seen, label)
        expected = heat.conductivity(shown.x, *setting).total
        np.testing.assert_allclose(shown.y, expected, rtol=1e-12)


def test_the_cell_around_the_zone_centre_is_in_the_curves_of_the_screen(known):
    heat = with_zone_centre(known.phonons.heat, {"powers": [1.5, 1.6, 2.0]})
    shown = heat_curves.CachedConductivity(heat).curve(60e-9, 0.03)
    expected = heat.conductivity(heat.temperatures, 60e-9, 0.03)
    np.testing.assert_allclose(shown.total, expected.total, rtol=1e-9)
    bare = with_zone_centre(known.phonons.heat, None)
    without = heat_curves.CachedConductivity(bare).curve(60e-9, 0.03)
    assert np.all(shown.particle > without.particle)


def with_zone_centre(heat, told):
    """The same phonons as if their record told this of the cell around the zone centre."""
    other = copy.copy(heat)
    other.result = copy.copy(heat.result)
    other.result.record = heat.result.record | {"zone_centre": told}
    for found in ("centre", "domains"):
        other.__dict__.pop(found, None)
    return other


def test_the_accumulation_ends_at_what_particles_carry(known):
    seen = screen.show(known, case(material=known.crystal.name, temperature_K=220))
    wire = known.casimir_length, START["defect_strength"]
    for label, mark, setting in [("phonons and isotopes", "95 % of these", ()),
                                 ("in the wire", "95 % in the wire", wire)]:  # fmt: skip
        rising, reached = curve(seen, label), curve(seen, mark)
        particle = known.phonons.heat.conductivity(220.0, *setting).particle
        assert rising.y[-1] == rising.y[-2] == pytest.approx(particle, rel=1e-9)
        assert rising.x[-1] >= screen.LIMITS["accumulation"]["xlim"][1]
        assert np.all(np.diff(rising.x) >= 0) and np.all(np.diff(rising.y) >= 0)
        assert reached.y == pytest.approx(0.95 * particle)
        there = np.interp(np.log(reached.x), np.log(rising.x), rising.y)
        assert there == pytest.approx(reached.y, rel=1e-9)


def test_only_what_moved_is_computed_anew():
    known = screen.ExplorerInputs("CsPbI3")
    curves, points = known.phonons.curve, known.phonons.at
    for changes, new_curves, new_points in [
        ({}, 2, 2),
        ({"temperature_K": 200}, 0, 2),
        ({"transverse_velocity_m_s": 900}, 0, 0),
        ({"casimir_length_nm": 80}, 1, 1),
        ({"defect_strength": 0.1}, 1, 1),
        ({}, 0, 0),
    ]:
        before = curves.cache_info().misses, points.cache_info().misses
        screen.show(known, case(material="CsPbI3", **changes))
        after = curves.cache_info().misses, points.cache_info().misses
        assert np.subtract(after, before).tolist() == [new_curves, new_points], changes


def test_where_no_rates_are_known_the_screen_says_so():
    seen = view(material="CsPbI3", temperature_K=1500)
    low, high = screen.ExplorerInputs("CsPbI3").phonons.temperature[[0, -1]]
    assert seen.absent["accumulation"] == f"rates are known\nfrom {low:g} to {high:g} K"
    assert not any(name.startswith(("computed", "path")) for name in seen.numbers)
    curve(seen, "with surface and defects")


def test_phonons_that_are_not_accepted_are_refused_in_words():
    for material in wires.LATTICE:
        for name in set(phonon_store.ORDER) - {one.name for one in phonon_store.accepted(material)}:
            with pytest.raises(UltralowError, match=f"no usable phonons of {material} from"):
                view(material=material, checkpoint=name)
