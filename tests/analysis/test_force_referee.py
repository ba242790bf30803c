"""What first principles say of the potentials: the stored numbers, and the laws behind them."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ultralow.analysis import force_referee, lattice_conductivity
from ultralow.analysis.force_referee import Referee, mended
from ultralow.analysis.lattice_conductivity import LatticeConductivity
from ultralow.compute import acceptance, snapshot_record
from ultralow.data import force_frames, materials, phonon_store
from ultralow.data.force_frames import REFERENCE
from ultralow.errors import UltralowError
from ultralow.heat import wigner

PAPER = ("CsPbI3", "CsPbBr3", "CsSnI3")


@pytest.fixture(scope="module", params=PAPER)
def referee(request):
    return Referee(request.param)


def test_the_stored_record_is_what_the_stored_forces_say(referee):
    unit, *doubled = force_frames.read(referee.material)
    assert bool(doubled) == bool(referee.record["doubled"])
    sizes = {"potentials": unit} | ({"doubled": force_frames.joined(doubled)} if doubled else {})
    for kind, frames in sizes.items():
        for name, stored in referee.record[kind].items():
            forces = (frames.forces[REFERENCE], frames.forces[name])
            still = (frames.still[REFERENCE], frames.still[name])
            numerics = referee.record["numerics"]["rms_error"]
            found = snapshot_record.judged(*forces, *still, numerics)
            for part in force_referee.PARTS:
                for quantity, values in found[part].items():
                    assert values == pytest.approx(stored[part][quantity], abs=2e-4)
            assert found["accepted"] == stored["accepted"]


def test_gates_stand_in_the_record_with_the_limits_of_the_code(referee):
    for judged in referee.record["potentials"].values():
        gates = judged["gates"]
        assert gates["force_error"]["limit"] == acceptance.FORCE_ERROR
        assert gates["even_force_error"]["limit"] == acceptance.EVEN_FORCE_ERROR
        passed = all(gate["value"] <= gate["limit"] for gate in gates.values())
        assert passed == judged["accepted"]


def test_first_principles_say_how_far_they_are_converged(referee):
    """Of tin, whose gap is small, the points of the zone leave 15 meV/angstrom open."""
    found = snapshot_record.numerics(referee.record["convergence"])
    assert found == referee.record["numerics"]
    assert found["converged"] == (referee.material == "CsPbI3")
    tried = {one["changed"] for one in referee.record["convergence"]}
    assert tried == {"cutoff", "points", "more_points", "density", "functional"}
    least = min(referee.agreement(name).rms_error[0] for name in referee.potentials)
    assert found["rms_error"] < least / 2


def test_elements_together_make_the_whole(referee):
    """Squares of errors, weighted by the atoms of each element, add up."""
    name = referee.potentials[0]
    numbers = referee.frames.numbers
    each = referee.by_element(name)
    counts = [np.sum(numbers == number) for number in dict.fromkeys(numbers.tolist())]
    squares = np.array([one.rms_error[0] ** 2 for one in each.values()])
    whole = referee.agreement(name).rms_error[0]
    assert np.sqrt(np.average(squares, weights=counts)) == pytest.approx(whole, rel=1e-9)


def test_orders_together_make_the_whole(referee):
    """Squares of the odd and the even errors; of the latter with the forces at the mean."""
    name = referee.potentials[0]
    odd = np.subtract(*referee.forces(name, "odd"))
    frames = referee.frames
    even = np.mean(frames.forces[REFERENCE] - frames.forces[name], axis=1)
    whole = np.subtract(*referee.forces(name))
    assert np.mean(odd**2) + np.mean(even**2) == pytest.approx(np.mean(whole**2), rel=1e-9)


def test_every_mode_but_the_translations_has_a_spring(referee):
    found = referee.modes()
    assert found.frequencies.shape == (57,)
    assert np.mean(found.frequencies > 0) > 0.9
    for name in referee.potentials:
        ratio, error = found.ratios[name], found.errors[name]
        known = np.isfinite(ratio)
        assert known.sum() > 50 and np.all(error[known] >= 0)
        slope = referee.agreement(name, "odd").slope[0]
        # Frequencies go as roots of springs; the mean over modes and that over forces are two.
        assert np.median(ratio[known]) == pytest.approx(np.sqrt(slope), abs=0.1)


def test_modes_of_the_zone_centre_are_all_but_the_translations(referee):
    vectors, masses = force_referee._zone_centre(phonon_store.choose(referee.material))
    norms = np.sum(vectors**2, axis=(1, 2))
    assert norms == pytest.approx(np.ones(57), abs=1e-9) and masses.shape == (20,)


def test_without_usable_phonons_there_are_no_modes(referee, monkeypatch):
    monkeypatch.setattr(phonon_store, "accepted", lambda _material: ())
    assert referee.modes() is None


class Classical:
    """A crystal whose particle part falls as 1/T, as one of plain springs and third order does."""

    temperatures = np.array([2.0, 400.0])

    def conductivity(self, temperature):
        return SimpleNamespace(total=90.0 / temperature)


@given(springs=st.floats(0.8, 1.05), cubic=st.floats(0.95, 1.2))
def test_softness_moves_a_particle_conductivity_as_perturbation_theory_has_it(springs, cubic):
    r"""Rates go as the square of the third order over the cube of the springs, times a frequency.

    With velocities as roots of springs, :math:`\kappa_p\propto\Phi_2^{7/2}/\Phi_3^2`.
    """
    stiff = mended(Classical(), springs, cubic)
    assert stiff == pytest.approx(0.3 * (1 / springs) ** 3.5 * cubic**2, rel=1e-9)


@pytest.mark.parametrize("springs, kelvin", [(0.9, 350.0), (0.95, 275.0), (0.8, 250.0)])
def test_a_real_crystal_made_stiffer_conducts_as_the_soft_one_at_another_temperature(
    springs, kelvin
):
    """Frequencies, velocities and rates scaled one by one, at 300 K, by perturbation theory.

    The law is classical; quantum statistics leave one part in a hundred at these temperatures.
    """
    modes = phonon_store.choose("CsPbBr3").modes()
    cubic = springs**1.5 * np.sqrt(300.0 / kelvin)
    stiff = modes._replace(
        frequencies=modes.frequencies * springs**-0.5,
        group_velocities=modes.group_velocities * springs**-0.5,
        velocity_products=modes.velocity_products / springs,
    )

    def conducted(crystal, temperature, of, factor=1.0):
        at = modes.temperatures.tolist().index(of)
        rates = factor * np.where(
            modes.scattering_rates[at] > 0, modes.scattering_rates[at], np.nan
        )
        parts = (wigner.particle, wigner.coherence)
        return sum(part(crystal, rates, temperature) for part in parts)[:3]

    scaled = conducted(stiff, 300.0, 300.0, springs**2.5 / cubic**2)
    law = springs**-0.5 * conducted(modes, kelvin, kelvin)
    assert scaled == pytest.approx(law, rel=0.012)


def test_a_potential_without_softness_is_left_alone():
    heat = lattice_conductivity.accepted_results(materials.get("CsPbBr3"))[0]
    assert mended(heat, 1.0, 1.0) == pytest.approx(float(heat.conductivity(300.0).total), rel=1e-12)


def test_where_no_rates_are_known_nothing_is_mended():
    assert np.isnan(mended(Classical(), 1.0, 0.5))


def test_mended_conductivities_come_with_the_error_of_their_slopes():
    result = phonon_store.choose("CsPbBr3")
    heat = LatticeConductivity(materials.get("CsPbBr3"), result)
    referee = Referee("CsPbBr3")
    value, error = referee.mended(heat)
    slopes = [referee.agreement(result.potential, part).slope[0] for part in ("odd", "even")]
    assert value == pytest.approx(mended(heat, *slopes), rel=1e-9)
    assert 0 < error < value


def test_a_crystal_without_stored_forces_says_so():
    assert force_referee.referee_or_none("CsSnI3_yellow") is None
    assert "make referee" in force_referee.summary(None)
    assert force_referee.numbers(materials.get("CsSnI3_yellow"), None) == []
    with pytest.raises(UltralowError, match="no forces from first principles are stored"):
        Referee("CsSnI3_yellow")


def test_a_part_of_the_forces_that_there_is_not_is_refused():
    with pytest.raises(UltralowError, match="Unknown part of the forces 'cubic'"):
        Referee("CsPbBr3").forces("7net-0", "cubic")


def test_the_table_has_a_row_a_crystal_and_potential():
    found = force_referee.table([*PAPER, "CsSnI3_yellow"])
    assert found["crystal"].tolist() == [name for name in PAPER for _ in range(4)]
    for row in found.itertuples(index=False):
        judged = phonon_store.referee(row.crystal)["potentials"][row.potential]
        assert row[-1] == (judged["refused_because"] or "yes")


def test_tuned_potentials_are_asked_apart_from_the_shipped(referee):
    tuned = Referee(referee.material, "tuned")
    assert set(tuned.potentials) == {f"{name}-tuned" for name in referee.potentials}
    for name in referee.potentials:
        before, after = referee.agreement(name), tuned.agreement(f"{name}-tuned")
        assert after.missed[0] < 0.65 * before.missed[0]
        assert abs(after.slope[0] - 1) < 0.03 < abs(before.slope[0] - 1)
    with pytest.raises(UltralowError, match="Unknown kind of potential 'taught'"):
        Referee(referee.material, "taught")


def test_what_two_potentials_are_apart_is_of_the_forces_and_shrinks_by_tuning(referee):
    one, other = (referee.forces(name)[1] for name in referee.potentials)
    size = np.sqrt(np.mean(referee.frames.forces[REFERENCE] ** 2))
    value, error = referee.apart()
    assert value == pytest.approx(np.sqrt(np.mean((one - other) ** 2)) / size)
    assert 0 < error < value / 5
    assert Referee(referee.material, "tuned").apart()[0] < 0.6 * value


def test_of_a_result_the_referee_is_that_of_its_potential():
    for heat in lattice_conductivity.accepted_results(materials.get("CsPbBr3")):
        found = force_referee.referee_of(heat)
        assert heat.result.potential in force_referee.KINDS[found.kind]


def test_of_a_result_from_other_weights_there_is_no_referee(monkeypatch):
    heat = lattice_conductivity.chosen_result(materials.get("CsPbBr3"))
    provenance = heat.result.record["provenance"] | {"checkpoint_sha256": "0" * 64}
    monkeypatch.setitem(heat.result.record, "provenance", provenance)
    assert force_referee.referee_of(heat) is None
