"""Stored snapshots: what was written comes back, pair by pair, and nothing else is taken."""

import numpy as np
import pytest
from ase import Atoms
from ase.io import write
from ultralow.data import force_frames
from ultralow.errors import UltralowError

SOME = np.random.default_rng(1)
CELL = np.diag([4.0, 5.0, 6.0])
REST = {"one": SOME.random((3, 3)) @ CELL, "other": SOME.random((3, 3)) @ CELL}
NUMBERS = [55, 82, 35]


def frame(repeats, ensemble, pair, sign, shift):
    """A snapshot with made-up forces."""
    copies = int(np.prod(repeats))
    steps = [
        np.array([i, j, k]) @ CELL
        for i in range(repeats[0])
        for j in range(repeats[1])
        for k in range(repeats[2])
    ]
    rest = (REST[ensemble][:, None] + steps).reshape(-1, 3)
    atoms = Atoms(np.repeat(NUMBERS, copies), rest + sign * shift, pbc=True,
                  cell=CELL * np.array(repeats)[:, None])  # fmt: skip
    atoms.info = {"repeats": " ".join(map(str, repeats)), "ensemble": ensemble, "pair": pair,
                  "sign": sign, "energy_pbe_eV": -1.5}  # fmt: skip
    for name in ("forces_pbe", "forces_7net-0"):
        atoms.arrays[name] = SOME.normal(size=(len(atoms), 3)).round(5)
    return atoms


@pytest.fixture
def frames():
    """Two pairs of the unit cell, one of a doubled cell, and the still snapshots."""
    plan = [((1, 1, 1), "one"), ((1, 1, 1), "other"), ((1, 2, 1), "one")]
    found = []
    for pair, (repeats, ensemble) in enumerate(plan):
        shift = 0.2 * SOME.normal(size=(3 * int(np.prod(repeats)), 3))
        found += [frame(repeats, ensemble, pair, sign, shift) for sign in (1, -1)]
    still = [frame((1, 1, 1), name, 3, 0, np.zeros((3, 3))) for name in REST]
    return found + still


@pytest.fixture
def parse(tmp_path):
    """Write frames, and read them back."""

    def written(frames, mend=lambda text: text):
        file = tmp_path / "snapshots.xyz"
        write(file, frames, format="extxyz")
        file.write_text(mend(file.read_text()))
        return force_frames.parse(file, "snapshots.xyz")

    return written


def test_pairs_come_back_by_size_of_cell(frames, parse):
    unit, doubled = parse(frames)
    assert unit.repeats == (1, 1, 1) and doubled.repeats == (1, 2, 1)
    assert unit.ensembles == ("one", "other")
    assert list(doubled.numbers) == [55, 55, 82, 82, 35, 35]
    for pair, moved in enumerate(unit.moved):
        rest = REST[unit.ensembles[pair]]
        assert rest + moved == pytest.approx(frames[2 * pair].positions, abs=1e-7)
        for sign in (0, 1):
            stored = frames[2 * pair + sign].arrays["forces_7net-0"]
            assert unit.forces["7net-0"][pair, sign] == pytest.approx(stored, abs=1e-8)


def test_a_pair_has_the_still_forces_of_its_ensemble_copied_into_its_cell(frames, parse):
    unit, doubled = parse(frames)
    one, other = (atoms.arrays["forces_pbe"] for atoms in frames[-2:])
    assert unit.still["pbe"] == pytest.approx(np.array([one, other]), abs=1e-8)
    assert doubled.still["pbe"][0][:2] == pytest.approx(np.array([one[0], one[0]]), abs=1e-8)


def test_cells_of_as_many_atoms_can_be_joined(frames, parse):
    unit, _ = parse(frames)
    both = force_frames.joined([unit, unit])
    assert both.ensembles == ("one", "other") * 2 and both.moved.shape == (4, 3, 3)
    assert both.forces["pbe"][2:] == pytest.approx(unit.forces["pbe"], abs=0)
    assert both.still["pbe"].shape == (4, 3, 3)


def lacking_sign(frames):
    del frames[1]


def other_mean(frames):
    frames[1].positions[0] += 0.01


def no_still(frames):
    del frames[-2]


def not_a_number(frames):
    frames[0].arrays["forces_pbe"][1, 1] = np.nan


def in_millielectronvolt(frames):
    frames[2].arrays["forces_7net-0"] *= 1000


def without_reference(frames):
    for atoms in frames:
        del atoms.arrays["forces_pbe"]


def still_alone(frames):
    del frames[:6]


def without_ensemble(frames):
    del frames[3].info["ensemble"]


@pytest.mark.parametrize(
    "spoil, message",
    [
        (lacking_sign, "pair 0 has not one snapshot of either sign"),
        (other_mean, "pair 0 is not displaced both ways"),
        (no_still, "the still snapshot of one is missing"),
        (not_a_number, "snapshot 1: forces_pbe holds what is not a number"),
        (in_millielectronvolt, "snapshot 3: forces_7net-0 wants three numbers an atom"),
        (without_reference, "snapshot 1: it wants columns forces_pbe"),
        (still_alone, "no pair of snapshots"),
        (without_ensemble, "snapshot 4: its second line wants repeats, ensemble"),
    ],
)
def test_what_are_no_pairs_with_forces_is_refused(frames, parse, spoil, message):
    spoil(frames)
    with pytest.raises(UltralowError, match=message):
        parse(frames)


def test_a_file_that_is_cut_short_is_refused(frames, parse):
    with pytest.raises(UltralowError, match="snapshots.xyz: it cannot be read"):
        parse(frames, lambda text: text[: len(text) // 2])


def test_a_file_of_something_else_is_refused(frames, parse):
    with pytest.raises(UltralowError, match="snapshots.xyz"):
        parse(frames, lambda text: "temperature,conductivity\n300,0.4\n")
