"""Heat by three-phonon scattering: symmetry, the classical limit, and stored modes."""

import numpy as np
import pytest
from argon import SMALL, computed, conducted, crystal
from textbook import particle
from ultralow.compute import three_phonon
from ultralow.phonons import mode_shares

pytestmark = [
    pytest.mark.long(450),
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]


def test_a_cubic_crystal_conducts_alike_in_all_directions(argon):
    for part in argon[3]:
        assert part[:, :3] == pytest.approx(part[:, :1] * np.ones(3), rel=1e-6)
        assert np.abs(part[:, 3:]).max() < 1e-6 * np.abs(part).max()


def test_hot_crystals_conduct_as_one_over_temperature(argon):
    constants = argon[0]
    mesh = argon[2].mesh
    _, hot = three_phonon.conductivity(constants, mesh, [400.0, 800.0])
    # Three phonons alone: rates grow as T where all modes are classical (52 K at the top); the
    # isotopes of argon give next to nothing.
    assert hot.particle[0, 0] / hot.particle[1, 0] == pytest.approx(2, rel=0.01)


def test_modes_are_those_of_the_mesh(argon):
    modes = argon[2]
    assert modes.weights.sum() == np.prod(modes.mesh)
    assert np.isnan(modes.scattering_rates[0]).sum() == 3  # translations
    assert modes.frequencies.max() == pytest.approx(2e12, rel=0.15)  # argon: 2 THz
    slow = np.linalg.norm(modes.group_velocities, axis=2)
    assert slow.max() < 2500


def test_squares_of_velocities_are_the_products_of_a_mode_with_itself(argon):
    """A star turns vectors and keeps their lengths; modes of a group are free to mix, and left."""
    modes, checked = argon[2], 0
    for point, frequencies in enumerate(modes.frequencies):
        groups = mode_shares.degenerate_groups(frequencies)
        alone = np.bincount(groups)[groups] == 1
        speed = np.linalg.norm(modes.group_velocities[point][alone], axis=1)
        trace = np.einsum("css->s", modes.velocity_products[point, :3])[alone]
        # Those of a standing wave are rounding.
        assert np.sqrt(np.abs(trace)) == pytest.approx(speed, rel=1e-4, abs=1.0)
        checked += np.count_nonzero(speed > 100)
    assert checked > 10
    # Along a line from the centre sound goes as fast as its frequency rises: argon, 1 to 2 km/s.
    assert 1000 < np.linalg.norm(modes.group_velocities, axis=2).max() < 2500


def test_modes_add_up_to_the_conductivity(argon):
    modes, found = argon[2:]
    for at in range(2):
        # phono3py's constants differ from CODATA's by parts in a million.
        expected = found.particle[at] - found.centre[at]
        assert particle(modes, at) == pytest.approx(expected, rel=5e-6, abs=1e-6 * expected.max())


def test_the_cell_around_the_centre_carries_its_part_and_three_modes_of_the_mesh_none(argon):
    constants, modes, found = argon[0], *argon[2:]
    _, alone = three_phonon.on_mesh(constants, modes.mesh, modes.temperatures)
    assert found.particle == pytest.approx(alone.particle + found.centre, rel=1e-9)
    assert np.all(alone.centre == 0) and np.all(found.coherence == alone.coherence)
    assert np.all(found.centre[:, :3] > 0) and np.all(found.centre[:, :3] < alone.particle[:, :3])


def test_powers_to_the_centre_are_those_between_a_mesh_and_one_three_times_as_fine(argon):
    constants, modes = argon[0], argon[2]
    found = three_phonon.inward_powers(constants, modes, 300.0)
    assert found == pytest.approx(np.broadcast_to(found[0], (3, 3)), rel=1e-3)  # cubic
    assert np.all(found > 0.5) and np.all(found < 4)
    fine, _ = three_phonon.on_mesh(constants, 3 * np.array(modes.mesh), [modes.temperatures[-1]])
    near, far = (
        np.argmin(np.abs(one.wavevectors - np.eye(3)[axis] / one.mesh).sum(axis=1))
        for one, axis in ((fine, 0), (modes, 0))
    )
    rates = [fine.scattering_rates[0, near], modes.scattering_rates[-1, far]]
    sounds = [fine.frequencies[near], modes.frequencies[far]]
    assert np.log(rates[0] / rates[1]) / np.log(sounds[0] / sounds[1]) == pytest.approx(
        found[0], rel=1e-6
    )


def test_two_seeds_agree_within_the_fit_error(argon, tmp_path):
    again, _ = computed(crystal(), SMALL._replace(seed=2), tmp_path)
    _, other = conducted(again, SMALL)
    # The error of the third order, a fifth of it at this size, enters squared and averaged.
    assert other.particle[:, 0] == pytest.approx(argon[3].particle[:, 0], rel=0.05)
    assert other.particle[0, 0] != argon[3].particle[0, 0]


def test_a_doubled_cell_conducts_the_same(argon, tmp_path):
    """The same crystal described by a cell twice as long has the same primitive cell."""
    constants, _ = computed(crystal((1, 1, 2)), SMALL, tmp_path)
    assert constants.second.shape[0] == argon[0].second.shape[0]
    _, other = conducted(constants, SMALL)
    assert other.particle[:, 0] == pytest.approx(argon[3].particle[:, 0], rel=0.05)


def test_the_full_solution_starts_from_the_same_relaxation_times(argon):
    """And gives more: what umklapp does not destroy goes on, and argon is cold."""
    full, approximate = three_phonon.direct(argon[0], argon[2].mesh, 20.0)
    mesh = argon[3].particle[0] - argon[3].centre[0]
    assert approximate == pytest.approx(mesh, rel=1e-5, abs=1e-9)
    assert full[:3] == pytest.approx(np.full(3, full[0]), rel=1e-4)
    assert 1 < full[0] / approximate[0] < 1.5
