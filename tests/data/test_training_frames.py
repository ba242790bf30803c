"""Frames to tune on: what is stored reads back, is none that judges, and bad files are refused."""

import hashlib
import json

import numpy as np
import pytest
from ase import Atoms
from ase.io import write
from ultralow.data import datapackage, force_frames, tables, training_frames
from ultralow.errors import UltralowError

STORED = sorted(
    path.split("/")[1] for path in datapackage.paths() if path.endswith("/training_pbe.xyz")
)
TUNED = sorted(
    path for path in datapackage.paths() if path.startswith("potentials/") and "json" in path
)


@pytest.mark.parametrize("material", STORED)
def test_no_stored_frame_is_one_that_judges(material):
    """Of all frames and snapshots the most alike are a tenth of an angstrom apart, when the frames
    are brought to the whole of the thermal motion: half of a snapshot would be one, too."""
    seen = [one for one in training_frames.read(material) if len(one) == 20]
    for pair in force_frames.read(material)[0].moved:
        for one in seen:
            shift = one.positions - _mean(material, one.info["ensemble"])
            shift /= one.info["factor"]
            apart = min(np.sqrt(np.mean((shift - sign * pair) ** 2)) for sign in (1, -1))
            assert apart > 0.1


def _mean(material, ensemble):
    from ase.io import read

    frames = read(tables.path(force_frames.path(material)), index=":", format="extxyz")
    (still,) = (one for one in frames if one.info["sign"] == 0 and one.info["ensemble"] == ensemble)
    return still.positions


@pytest.mark.parametrize("material", STORED)
def test_stored_forces_add_up_to_nothing_and_grow_with_the_factor(material):
    frames = training_frames.read(material)
    for one in frames:
        # Plane waves and the grid of the density break the translation by as much.
        assert abs(one.arrays[training_frames.FORCES].sum(axis=0)).max() < 0.05
    sizes = {
        factor: np.mean([np.mean(one.arrays[training_frames.FORCES] ** 2) for one in frames
                         if one.info["factor"] == factor])
        for factor in (1.0, 0.5)
    }  # fmt: skip
    assert 1.5 < np.sqrt(sizes[1.0] / sizes[0.5]) < 3


@pytest.mark.parametrize("path", TUNED)
def test_a_tuned_potential_saw_what_is_stored_and_nothing_that_judges(path):
    record = tables.read_json(path)
    assert record["format"] == "ultralow tuned potential 1"
    assert record["name"] == f"{record['base']}-tuned" == path.split("/")[1].removesuffix(".json")
    for material, seen in record["frames"].items():
        assert seen["path"] == f"data/{training_frames.path(material)}"
        raw = tables.path(training_frames.path(material)).read_bytes()
        assert seen["sha256"] == hashlib.sha256(raw).hexdigest()
    assert len(record["history"]) == record["settings"]["epochs"]
    assert record["history"][-1] < record["history"][0] / 1.5
    assert "snapshots" not in json.dumps(record)


def frame(**changes):
    atoms = Atoms("CsI", positions=[[0, 0, 0], [2.3, 2.3, 2.3]], cell=[4.6] * 3, pbc=True)
    atoms.arrays[training_frames.FORCES] = np.array([[0.1, 0.0, 0.0], [-0.1, 0.0, 0.0]])
    atoms.info = {"repeats": "1 1 1", "ensemble": "one", "factor": 0.5} | changes
    return atoms


def _without_forces(atoms):
    del atoms.arrays[training_frames.FORCES]


def _large(atoms):
    atoms.arrays[training_frames.FORCES][0, 0] = 60.0


def _nothing(atoms):
    atoms.arrays[training_frames.FORCES][0, 0] = np.nan


def _nowhere(atoms):
    del atoms.info["factor"]


@pytest.mark.parametrize(
    "spoil, message",
    [
        (_without_forces, "wants three numbers an atom under forces_pbe"),
        (_large, "more than 50 eV/Å"),
        (_nothing, "not a number"),
        (_nowhere, "second line wants repeats, ensemble, factor"),
    ],
)
def test_a_frame_that_cannot_be_is_refused_with_its_place(tmp_path, spoil, message):
    good, bad = frame(), frame()
    spoil(bad)
    path = tmp_path / "training_pbe.xyz"
    write(path, [good, bad], format="extxyz")
    with pytest.raises(UltralowError, match=message) as caught:
        training_frames.parse(path, "mine.xyz")
    assert "mine.xyz, snapshot 2" in str(caught.value) and "make training" in str(caught.value)


def test_a_file_that_is_cut_short_or_empty_is_refused(tmp_path):
    path = tmp_path / "training_pbe.xyz"
    write(path, [frame()], format="extxyz")
    assert len(training_frames.parse(path, "mine.xyz")) == 1
    path.write_text(path.read_text()[:-60])
    with pytest.raises(UltralowError, match="mine.xyz"):
        training_frames.parse(path, "mine.xyz")
    path.write_text("")
    with pytest.raises(UltralowError, match="mine.xyz"):
        training_frames.parse(path, "mine.xyz")
