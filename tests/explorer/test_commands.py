"""Commands of the explorer: they make what is on the screen again."""

import io
import os
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from explorer_views import case
from ultralow.data import phonon_store
from ultralow.explorer import commands, panel, screen
from ultralow.figures import records
from ultralow.paper import gallery

pytestmark = pytest.mark.long(60)

BINARIES = Path(sys.executable).parent


@pytest.fixture
def opened():
    """The explorer with its widgets, at the paper's case."""
    one = panel.Explorer(case())
    one.panel()
    return one


def run(command, folder):
    """Run one printed command, its files below a folder; the record that it leaves."""
    *folder_made, tool = shlex.split(command)[:5]
    assert (folder_made, tool) == (["mkdir", "-p", "build", "&&"], ".venv/bin/papermill")
    words = shlex.split(command)[5:]
    out = folder / Path(words[1]).name
    more = ["-p", "figures_folder", str(folder), "--no-progress-bar"]
    subprocess.run(
        [BINARIES / "papermill", words[0], out, *words[2:], *more],
        cwd=gallery.ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (path,) = (folder / Path(words[0]).stem).glob("*.json")
    return records.read(path)


def test_the_command_makes_the_saved_record_again(opened, tmp_path):
    opened.menus["minimum_model"].value = "clarke"
    moves = {"temperature_K": 320.0, "longitudinal_velocity_m_s": 1830.0,
             "transverse_velocity_m_s": 970.0, "carrier_density_per_cm3": 7.3,
             "casimir_length_nm": 1.35, "defect_strength": -1.3,
             "lorenz_number_W_Ohm_per_K2": 1.94}  # fmt: skip
    for name, value in moves.items():
        opened.knobs[name].value = value
    name, content = opened.save()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        saved = packed.read(f"{Path(name).stem}.json")
    place = tmp_path / "saved" / "explore" / "CsSnI3.json"
    place.parent.mkdir(parents=True)
    place.write_bytes(saved)
    command, _ = opened.tell()
    assert run(command, tmp_path) == records.read(place)


@pytest.mark.parametrize("quantity", commands.RELATED_FIGURES)
def test_the_figure_that_is_named_gives_the_same_numbers(quantity, tmp_path):
    _, shared, _, temperature, same = commands.RELATED_FIGURES[quantity]
    changes = {"velocity_source": "7net-0", "checkpoint": phonon_store.accepted("CsPbBr3")[-1].name,
               "casimir_length_nm": 42.0, "defect_strength": 0.04}  # fmt: skip
    changes = {name: value for name, value in changes.items() if name in shared}
    material = "CsSnI3" if quantity == "merit" else "CsPbBr3"
    one = case(material=material, quantity=quantity, temperature_K=temperature, **changes)
    there = run(commands.related_command(one), tmp_path)["numbers"]
    here = screen.page(one).record["numbers"]
    for name, other in same.items():
        assert here[name]["value"] == pytest.approx(there[other]["value"], rel=1e-9)


def test_no_figure_is_named_for_what_none_can_draw():
    assert commands.related_command(case(longitudinal_velocity_m_s=1500)) == ""
    assert commands.related_command(case(quantity="merit", carrier_density_per_cm3=1e19)) == ""
    named = commands.related_command(case(quantity="accumulation", transverse_velocity_m_s=900))
    assert "fig3_mean_free_paths" in named and "velocity" not in named


def test_a_printed_command_is_safe_for_a_shell():
    nasty = case(figures_folder="build/a b; echo $HOME")
    assert shlex.split(commands.command(nasty))[-1] == "build/a b; echo $HOME"
    assert os.sep + "home" not in commands.command(case())
