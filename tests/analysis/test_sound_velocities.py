"""Sound of the stored materials: who says so, what is refused, and the minimum that follows."""

import math

import numpy as np
import pytest
from messages import message
from scipy.constants import giga, hbar
from scipy.constants import k as k_B
from ultralow.analysis import sound_velocities
from ultralow.data import materials, phonon_store, tables
from ultralow.heat import minimum

NAMES = materials.names()
MODELS = ("cahill", "clarke", "diffuson")


def every():
    return [(materials.get(name), one) for name in NAMES
            for one in sound_velocities.sounds(materials.get(name))]  # fmt: skip


def test_velocities_of_literature_follow_from_two_moduli():
    row = tables.read("elastic_moduli").iloc[0]
    crystal = materials.get(row["material"])
    young, bulk = row["youngs_modulus"] * giga, row["bulk_modulus"] * giga
    nu = 0.5 - young / (6 * bulk)
    shear = young / (2 * (1 + nu))
    longitudinal = 2 * shear * (1 - nu) / (1 - 2 * nu)  # C11 of an isotropic solid
    found = sound_velocities.sounds(crystal)[0]
    assert (found.source, found.grade, found.refused) == ("literature", "L", "")
    expected = np.sqrt(np.array([longitudinal, shear]) / crystal.mass_density)
    assert [found.longitudinal, found.transverse] == pytest.approx(expected, rel=1e-12)
    assert found.youngs_modulus == young


@pytest.mark.parametrize("name", materials.names())
def test_behind_the_literature_stands_the_potential_nearest_to_first_principles(name):
    crystal = materials.get(name)
    sources = [one.source for one in sound_velocities.sounds(crystal)]
    nearest = phonon_store.nearest_first(name)
    measured = [one for one in sources if one not in nearest]
    assert sources == [*measured, *(one for one in nearest if one in sources)]
    usable = [one for one in sound_velocities.sounds(crystal) if not one.refused]
    if usable:
        assert sound_velocities.sound(crystal).source == usable[0].source


def test_what_is_refused_has_a_reason_and_no_number():
    for _, one in every():
        numbers = one.longitudinal, one.transverse, one.youngs_modulus
        assert all(math.isnan(x) for x in numbers) == bool(one.refused)
        # A longitudinal wave is faster than a transverse one by sqrt(4/3) in any stable solid.
        assert one.refused or one.longitudinal > math.sqrt(4 / 3) * one.transverse > 0


def test_usable_ones_keep_their_order_and_the_best_is_the_first():
    for name in NAMES:
        crystal = materials.get(name)
        usable = sound_velocities.usable_sounds(crystal)
        assert usable == [one for one in sound_velocities.sounds(crystal) if not one.refused]
        if usable:
            assert sound_velocities.sound(crystal) == usable[0]
            for one in usable:
                assert sound_velocities.sound(crystal, one.source) == one


def test_the_summary_has_a_line_a_source_with_its_grade():
    for name in NAMES:
        crystal = materials.get(name)
        lines = sound_velocities.sounds_summary(crystal).splitlines()
        found = sound_velocities.sounds(crystal)
        assert len(lines) == len(found)
        for line, one in zip(lines, found):
            assert line.startswith(f"{one.source}: ") and line.endswith(f"[{one.grade}]")
            assert "nan" not in line
            assert one.refused in line


def test_a_source_without_velocities_lists_those_that_have_them(monkeypatch):
    crystal = materials.get("CsPbBr3")
    message(
        lambda: sound_velocities.sound(crystal, "echo"),
        "no sound velocities of CsPbBr3 from 'echo'", "velocity_source = 'best' or 'literature'",
    )  # fmt: skip
    soft = sound_velocities.Sound("7net-0", "R", *[math.nan] * 3, refused="it is soft")
    monkeypatch.setattr(sound_velocities, "sounds", lambda material: [soft])
    message(
        lambda: sound_velocities.sound(crystal, "7net-0"), "refused: it is soft", "make compute"
    )
    message(lambda: sound_velocities.sound(crystal), "make compute MATERIAL=CsPbBr3")


@pytest.mark.parametrize("model", MODELS)
def test_minimum_conductivity_is_that_of_the_model(model):
    crystal = materials.get("CsPbBr3")
    sound = sound_velocities.sound(crystal)
    n, v = crystal.number_density, np.array([sound.longitudinal, *[sound.transverse] * 2])
    expected = {
        "cahill": minimum.cahill(300.0, n, v),
        "clarke": 0.87 * k_B * n ** (2 / 3) * np.sqrt(sound.youngs_modulus / crystal.mass_density),
        "diffuson": 0.76 * k_B * n ** (2 / 3) * v.mean(),
    }[model]
    found = sound_velocities.minimum_conductivity(crystal, sound, model)
    assert found == pytest.approx(expected, rel=1e-12)
    cold = sound_velocities.minimum_conductivity(crystal, sound, model, 1.0)
    # Far below the Debye temperature Cahill's model falls as T²; the others do not know T.
    theta = hbar / k_B * v * np.cbrt(6 * np.pi**2 * n)
    assert theta.min() > 30
    assert (cold < 0.01 * found) == (model == "cahill")


@pytest.fixture
def forgotten():
    """What a test lets be read otherwise is not kept for the next one."""
    yield
    tables.forget_inputs()


def test_softness_is_told_of_the_weights_that_were_judged_alone(forgotten, monkeypatch):
    def caution():
        crystal = materials.get("CsSnI3")
        (sound,) = (one for one in sound_velocities.sounds(crystal) if one.source == "7net-0")
        return sound.caution

    assert "0.80 times those of first principles" in caution()
    read = tables.read_json

    def other_weights(path):
        found = read(path)
        if "stiffness_" not in path:
            return found
        return found | {"provenance": found["provenance"] | {"checkpoint_sha256": "0" * 64}}

    monkeypatch.setattr(tables, "read_json", other_weights)
    tables.forget_inputs()
    assert "first principles" not in caution()
