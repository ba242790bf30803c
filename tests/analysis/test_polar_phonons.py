"""Phonons with polar forces: laws that hold on the stored springs of real crystals."""

import numpy as np
import pytest
from scipy.constants import angstrom, atomic_mass, e, epsilon_0
from ultralow.analysis import band_sound, left_out, polar_phonons
from ultralow.analysis.lattice_conductivity import accepted_results
from ultralow.analysis.polar_phonons import PolarPhonons
from ultralow.compute import acceptance
from ultralow.data import materials, phonon_store
from ultralow.errors import UltralowError
from ultralow.paper import wires
from ultralow.phonons import harmonic

STORED = [name for name in wires.CASIMIR if phonon_store.polarity(name)]
ACCEPTED = [name for name in STORED if phonon_store.polarity(name)["accepted"]]
RESULTS = [
    (name, one.name)
    for name in ACCEPTED
    for one in phonon_store.accepted(name)
    if one.effective and one.potential.startswith("7net-l3i5")
]


@pytest.fixture(scope="module")
def studies():
    found = {}
    for name, result in RESULTS:
        heats = accepted_results(materials.get(name), result)
        found[name, result] = PolarPhonons(heats[0])
    return found


@pytest.mark.parametrize("case", RESULTS, ids="-".join)
def test_lyddane_sachs_and_teller(studies, case):
    """Of all modes together, along each axis: two sums over modes that know nothing of another."""
    study = studies[case]
    still = study.static_permittivity()
    transverse = study.central.frequencies[0][3:]
    for axis in range(3):
        ratio = still[axis, axis] / study.polarity.dielectric[axis, axis]
        squares = (study.longitudinal(axis)[0][3:] / transverse) ** 2
        assert np.prod(squares) == pytest.approx(ratio, rel=1e-4)
        assert ratio > 1


@pytest.mark.parametrize("case", RESULTS, ids="-".join)
def test_wavevectors_of_the_supercell_stay_and_no_mode_gets_soft(studies, case):
    study = studies[case]
    repeats = np.diag(study.heat.result.second_order().supercell_second)
    held = np.array(list(np.ndindex(*repeats)))[1:] / repeats
    without, polar = (
        harmonic.vibrations(harmonic.solver(model), held).frequencies
        for model in (study.without, study.with_polar)
    )
    np.testing.assert_allclose(polar, without, rtol=0, atol=1e6)  # 1e-6 THz
    softest = acceptance.lowest_anywhere(study.with_polar, 9)[0]
    assert softest > acceptance.LOWEST_FREQUENCY_THZ


@pytest.mark.parametrize("case", RESULTS, ids="-".join)
def test_a_longitudinal_wave_is_stiffer(studies, case):
    study = studies[case]
    for axis in range(3):
        transverse, longitudinal = study.split(axis)
        assert longitudinal > 1.1 * transverse
        _, modes = study.longitudinal(axis)
        both = (study.mode_charges(one)[:, axis] for one in (modes, study.central.eigenvectors[0]))
        sums = [(charges**2).sum() for charges in both]
        assert sums[0] == pytest.approx(sums[1], rel=1e-9)  # which no field changes
        assert (study.longitudinal(axis)[0] >= study.central.frequencies[0] - 1e6).all()


def test_charges_are_told_by_site_and_add_to_nothing(studies):
    for study in studies.values():
        sites = study.sites
        assert sum(one.atoms for one in sites) == len(study.polarity.numbers)
        assert sum(one.atoms * one.charges for one in sites) == pytest.approx(0, abs=1e-3)
        assert sum(one.atoms * one.formal for one in sites) == 0
        assert all(one.charges.mean() * one.formal > 0 for one in sites)


def test_screening_less_splits_more(studies):
    study = next(iter(studies.values()))
    less = PolarPhonons(study.heat, 0.8)
    for axis in range(3):
        assert less.split(axis)[0] == study.split(axis)[0]
        assert less.split(axis)[1] > study.split(axis)[1]
    assert less.conducted is None  # of another crystal than the one that was computed
    removed = study.static_permittivity() - less.static_permittivity()
    np.testing.assert_allclose(removed, 0.2 * study.polarity.dielectric, atol=1e-9)


def test_heat_is_that_of_the_records(studies):
    told = [study.conducted for study in studies.values()]
    assert any(told)
    for study, heat in zip(studies.values(), told, strict=True):
        if heat is None:
            continue
        own = study.heat.conductivity(300.0)
        assert heat.particle[0] == pytest.approx(float(own.particle), abs=2e-4)
        assert heat.coherence[0] == pytest.approx(float(own.coherence), abs=2e-4)
        assert heat.carried[-1] <= 1.05 * heat.particle[1]
        assert np.all(np.diff(heat.carried) >= 0)
        assert heat.change == pytest.approx(sum(x[1] for x in heat[:2]) / heat.total[0] - 1)


def test_a_crystal_without_charges_has_none(monkeypatch):
    monkeypatch.setattr(phonon_store, "polarity", lambda name: None)
    crystal = materials.get("CsSnI3")
    assert polar_phonons.polar_phonons_or_none(crystal) is None
    with pytest.raises(UltralowError, match="make polar MATERIAL=CsSnI3"):
        PolarPhonons(accepted_results(crystal)[0])


def test_refused_charges_are_used_nowhere(monkeypatch):
    refused = phonon_store.polarity("CsSnI3") | {"accepted": False, "refused_because": "no gap"}
    monkeypatch.setattr(phonon_store, "polarity", lambda name: refused)
    with pytest.raises(UltralowError, match="no gap"):
        PolarPhonons(accepted_results(materials.get("CsSnI3"))[0])
    assert polar_phonons.polar_phonons_or_none(materials.get("CsSnI3")) is None


def test_springs_of_short_range_have_the_sound_of_their_own_elastic_constants():
    """And lose it with polar forces, which a crystal with a centre of inversion must not."""
    study = PolarPhonons(accepted_results(materials.get("CsPbBr3"), "7net-0")[0])
    elastic = band_sound.both("CsPbBr3", "7net-0")[1][:, 2]
    assert abs(study.sound(False) / elastic - 1).max() < 0.1
    assert (study.sound(True)[:2] < 0).all()


def test_a_splitting_is_that_of_the_polarisation_and_needs_no_threshold(studies):
    """The field adds its square over the volume to the mean square of longitudinal waves."""
    for study in studies.values():
        masses, volume = study.without.primitive.masses, study.without.primitive.volume
        for axis in range(3):
            transverse, longitudinal = study.split(axis)
            # Charges are stored to 1e-4 e, and phonopy's field is that of such as add to nothing.
            stored = study.polarity.charges
            charge, neutral = (
                one[:, axis] / np.sqrt(masses)[:, np.newaxis]
                for one in (stored, stored - stored.mean(axis=0))
            )
            strength = (charge * neutral).sum() ** 2 / (charge**2).sum()
            added = strength * e**2 / (epsilon_0 * volume * angstrom**3 * atomic_mass)
            added /= study.polarity.dielectric[axis, axis] * (2 * np.pi) ** 2
            assert longitudinal**2 - transverse**2 == pytest.approx(added, rel=1e-9)


def test_principal_charges_are_those_of_any_axes(studies):
    for study in studies.values():
        for one in study.sites:
            assert one.principal.sum() == pytest.approx(one.charges.sum())
            assert abs(one.principal[0]) >= abs(one.charges).max() - 1e-9
            assert (np.diff(abs(one.principal)) <= 0).all()


def test_what_is_left_out_of_a_figure_names_the_polar_forces_with_their_size():
    for name in STORED:
        heats = accepted_results(materials.get(name))
        polar = polar_phonons.polar_heat(heats[0])
        (told,) = [one for one in left_out.effects(heats) if one.name == "long-range polar forces"]
        assert told.grade == ("R" if polar else "")
        assert polar is None or told.middle == polar.change
