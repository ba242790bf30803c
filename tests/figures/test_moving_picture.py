"""A mode as an animated SVG: what moves is what the mode moves, and bonds go with their atoms."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from ultralow.analysis import soft_modes
from ultralow.figures import moving_picture
from ultralow.figures.moving_picture import Scene

SVG = "{http://www.w3.org/2000/svg}"
PAIR = Scene(
    place=np.array([[0.0, 0.0], [30.0, -10.0], [60.0, 0.0]]),
    step=np.array([[4.0, 0.0], [-3.0, 2.0], [4.0, 0.0]]),
    depth=np.array([0.0, 1.0, 0.0]),
    kind=np.array([0, 1, 0]),
    radius=[9.0, 5.0, 9.0],
    color=["#B8B8B8", "#CC79A7", "#B8B8B8"],
    bonds=np.array([[0, 1], [2, 1]]),
    words="two atoms",
)


def parsed(scenes, **kinds):
    return ElementTree.fromstring(moving_picture.svg(scenes, "A mode.", **kinds))


def ends(shape):
    """Between which values each attribute of a shape swings."""
    return {
        one.get("attributeName"): [float(value) for value in one.get("values").split(";")]
        for one in shape
    }


def test_atoms_swing_by_their_steps_and_bonds_go_with_them():
    root = parsed([PAIR])
    atoms = {one.get("id"): ends(one) for one in root.iter(f"{SVG}circle")}
    assert atoms == {"c0a0": {"cx": [4, -4, 4]}, "c0a1": {"cx": [-3, 3, -3], "cy": [2, -2, 2]}}
    first, second = (ends(one) for one in root.iter(f"{SVG}line"))
    assert first == {"x1": [4, -4, 4], "x2": [27, 33, 27], "y2": [-8, -12, -8]}
    assert second["x2"] == [-33, -27, -33]
    used = [one.get("href") for one in root.iter(f"{SVG}use")]
    assert len(used) == 5 and used[-1] == "#c0a1"  # what is nearest is painted last


def test_for_readers_who_ask_for_less_motion_nothing_moves():
    still, moving = parsed([PAIR], moves=False), parsed([PAIR])
    assert not list(still.iter(f"{SVG}animate"))
    uses = [[one.attrib for one in root.iter(f"{SVG}use")] for root in (still, moving)]
    assert uses[0] == uses[1]
    assert still.find(f"{SVG}title").text == "A mode."


def test_the_mode_shown_is_the_soft_one_in_which_caged_ions_move_most():
    study = soft_modes.soft_modes("CsSnI3")
    scene = moving_picture.scene(study)
    caged = study.part[scene.kind] == 0
    swing = np.linalg.norm(scene.step, axis=1)
    assert swing[caged].mean() > 2 * swing[~caged].mean()
    assert float(scene.words.split(", ")[1].removesuffix(" THz [R]")) <= study.highest / 1e12
    assert len(scene.bonds) == 6 * np.count_nonzero(study.part[scene.kind] == 1)
    box = [moving_picture.WIDE, moving_picture.HIGH]
    assert np.all(np.abs(scene.place) <= np.array(box) / 2 - moving_picture.ROOM + 1e-6)


def test_a_reader_is_told_each_crystal_and_frequency():
    told = moving_picture.told([PAIR, PAIR._replace(words="three atoms")])
    assert told.endswith("two atoms; three atoms.")
    assert moving_picture.svg([PAIR], told).count(told) == 1


@pytest.mark.parametrize("crystal", ["CsPbI3", "CsPbBr3", "CsSnI3"])
def test_noise_of_another_processor_moves_nothing(crystal):
    study = soft_modes.soft_modes(crystal)
    before = moving_picture.svg([moving_picture.scene(study)], "")
    found = study.central
    noise = np.random.default_rng(3).normal(0, 1e-13, found.eigenvectors.shape)
    vars(study)["central"] = found._replace(
        frequencies=found.frequencies * (1 + 1e-13),
        eigenvectors=-found.eigenvectors * (1 + noise),
    )
    assert moving_picture.svg([moving_picture.scene(study)], "") == before
