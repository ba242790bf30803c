"""The explorer's picture: what is drawn in part is what a drawing of everything shows."""

import itertools

import numpy as np
import pytest
from explorer_views import case
from pixels import drawn_whole, pixels
from ultralow.data import materials
from ultralow.explorer import screen
from ultralow.explorer.moving_screen import MovingScreen


@pytest.fixture
def moving():
    return MovingScreen()


def drawn(moving, **changes):
    one = case(**changes)
    inputs = screen.ExplorerInputs(one.material, one.velocity_source, one.checkpoint)
    return pixels(moving.png(inputs, one))


MOVES = {"temperature_K": 320, "transverse_velocity_m_s": 1300, "casimir_length_nm": 15.85,
         "defect_strength": 0.3}  # fmt: skip


def test_every_move_shows_what_a_whole_drawing_shows(moving):
    here = {"material": "CsPbI3", "quantity": "minimum"}
    seen = [drawn(moving, **here)]
    for name, value in [*MOVES.items(), ("transverse_velocity_m_s", 400), ("temperature_K", 100)]:
        here[name] = value
        seen.append(drawn(moving, **here))
        np.testing.assert_array_equal(seen[-1], drawn_whole(moving.page.figure))
    back = drawn(moving, material="CsPbI3", quantity="minimum")
    np.testing.assert_array_equal(back, seen[0])
    assert not any(np.array_equal(one, other) for one, other in itertools.pairwise(seen))


@pytest.mark.parametrize("part", ["_move", "_lines"])
def test_a_drawing_that_fails_half_way_leaves_nothing_behind(moving, monkeypatch, part):
    drawn(moving)
    with monkeypatch.context() as patched:
        patched.setattr(moving, part, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            drawn(moving, material="CsPbI3", temperature_K=200)
    after = drawn(moving, material="CsPbI3", temperature_K=250)
    np.testing.assert_array_equal(after, drawn_whole(moving.page.figure))
    other = drawn(MovingScreen(), material="CsPbI3", temperature_K=250)
    np.testing.assert_array_equal(after, other)


@pytest.mark.parametrize("material", ["CsPbI3", "CsSnI3"])
def test_the_picture_says_which_crystal_it_shows(moving, material):
    drawn(moving, material=material)
    assert moving.page.figure.get_suptitle() == materials.get(material).label
