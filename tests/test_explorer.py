"""The explorer: what is on the screen is what is saved, and what its command makes again."""

import io
import os
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread
from ultralow import explorer, explorer_panel, gallery, minimum, parameters, records
from ultralow.claims import stated
from ultralow.errors import UltralowError

BINARIES = Path(sys.executable).parent
START = gallery.figure("explore").parameters


def case(**changes):
    return parameters.check("explore", START | changes)


def view(**changes):
    one = case(**changes)
    return explorer.show(explorer.Known(one.material, one.velocity_source), one)


def curve(seen, label):
    (found,) = [one for one in seen.curves if one.label == label]
    return found


@pytest.fixture
def opened():
    """The explorer with its widgets, at the paper's case."""
    one = explorer_panel.Explorer(case())
    one.panel()
    return one


@pytest.mark.parametrize("material", ["CsPbI3", "CsPbBr3", "CsSnI3"])
def test_the_papers_points_are_there_whatever_is_set(material):
    moved = {"longitudinal_velocity_m_s": 1500, "temperature_K": 120, "quantity": "minimum"}
    seen = view(material=material, **moved)
    point = curve(seen, "lattice, Lee 2017")
    assert (point.x, point.y, point.grade) == (300, seen_lattice(material), "S")
    assert ("merit" in seen.absent) == (material != "CsSnI3")


def seen_lattice(material):
    return stated({"CsPbI3": "D1", "CsPbBr3": "D2", "CsSnI3": "D3"}[material]).value


def test_zero_is_the_stored_number_and_keeps_its_grade():
    known = explorer.Known("CsSnI3")
    plain, by_hand = view(), view(**known.defaults())
    for name, number in plain.numbers.items():
        assert number.grade == "R"
        assert by_hand.numbers[name].value == pytest.approx(number.value, rel=1e-12)
        assert by_hand.numbers[name].grade == "G"


def test_the_minimum_is_cahills_with_the_velocities_of_the_sliders():
    known = explorer.Known("CsPbI3")
    chosen = {"longitudinal_velocity_m_s": 1700.0, "transverse_velocity_m_s": 800.0}
    seen = view(material="CsPbI3", quantity="minimum", temperature_K=77, **chosen)
    expected = minimum.cahill(77.0, known.crystal.number_density, [1700, 800, 800])
    assert seen.numbers["minimum_conductivity"].value == pytest.approx(expected, rel=1e-12)
    whole, part = curve(seen, "minimum, cahill"), curve(seen, "both transverse branches")
    assert np.all(part.y < whole.y)
    only = minimum.cahill(part.x, known.crystal.number_density, [1e-9, 800, 800])
    np.testing.assert_allclose(part.y, only, rtol=1e-9)


def test_at_room_temperature_the_lorenz_number_splits_the_heat_and_leaves_zt():
    before, after = view().numbers, view(lorenz_number_W_Ohm_per_K2=1.7e-8).numbers
    for numbers in (before, after):
        total = numbers["lattice"].value + numbers["electronic"].value
        assert total == pytest.approx(stated("D4").value, rel=1e-9)
    assert after["lattice"].value > before["lattice"].value
    assert after["merit"].value == pytest.approx(before["merit"].value, rel=1e-9)


def test_a_solid_that_cannot_be_is_refused_and_the_screen_says_so(opened):
    with pytest.raises(UltralowError, match="keep the longitudinal velocity above 1155 m/s"):
        view(longitudinal_velocity_m_s=900, transverse_velocity_m_s=1000)
    picture = opened.picture.value
    opened.knobs["transverse_velocity_m_s"].value = 3000
    assert "no solid carries" in opened.message.value
    assert opened.picture.value == picture
    opened.reset()
    assert opened.message.value == ""


def pixels(png):
    return imread(io.BytesIO(png))


def test_a_moved_slider_redraws_and_reset_brings_everything_back(opened):
    before = opened.picture.value
    for name, knob in opened.knobs.items():
        seen = opened.picture.value
        knob.value += 0.3 * (knob.max - knob.value) if knob.value < 0.9 * knob.max else -50
        assert opened.picture.value != seen, name
        assert opened.case.values[name] != START[name]
    opened.reset()
    assert opened.case.values == case().values
    np.testing.assert_array_equal(pixels(opened.picture.value), pixels(before))


def drawn_whole(figure):
    """The pixels of a figure without any shortcut."""
    moving = [one for one in figure.findobj() if one.get_animated()]
    for one in moving:
        one.set_animated(False)
    figure.canvas.draw()
    whole = np.array(figure.canvas.buffer_rgba())
    for one in moving:
        one.set_animated(True)
    return whole


def test_every_move_shows_what_a_whole_drawing_shows(opened):
    opened.menus["material"].value = "CsPbI3"
    opened.menus["quantity"].value = "minimum"
    for name, value in [("temperature_K", 320), ("transverse_velocity_m_s", 1300),
                        ("transverse_velocity_m_s", 400), ("temperature_K", 100)]:  # fmt: skip
        opened.knobs[name].value = value
        shown = np.round(pixels(opened.picture.value) * 255).astype(np.uint8)
        np.testing.assert_array_equal(shown, drawn_whole(opened.screen.page.figure))
    opened.reset()
    shown = np.round(pixels(opened.picture.value) * 255).astype(np.uint8)
    np.testing.assert_array_equal(shown, drawn_whole(opened.screen.page.figure))


def test_a_slider_back_in_its_place_is_the_stored_number_again(opened):
    knob = opened.knobs["carrier_density_per_cm3"]
    start = knob.value
    knob.value = 20.0
    assert opened.case.values["carrier_density_per_cm3"] == pytest.approx(2e19)
    knob.value = start
    assert opened.case.values == case().values


def test_another_material_starts_from_its_own_numbers(opened):
    opened.knobs["transverse_velocity_m_s"].value = 1500
    opened.menus["material"].value = "CsPbI3"
    assert opened.case.values == case(material="CsPbI3").values
    sound = explorer.Known("CsPbI3").sound
    assert opened.knobs["transverse_velocity_m_s"].value == pytest.approx(sound.transverse)
    assert opened.knobs["carrier_density_per_cm3"].disabled


def test_a_source_that_a_material_does_not_have_is_refused_in_words(opened):
    opened.menus["velocity_source"].value = "literature"
    assert "no sound velocities of CsSnI3" in opened.message.value
    assert opened.menus["velocity_source"].value == "best"


@pytest.mark.parametrize("material", ["CsPbI3", "CsSnI3"])
@pytest.mark.parametrize("quantity", ["conductivity", "minimum", "merit"])
def test_the_screen_shows_what_the_record_holds(material, quantity):
    one = case(material=material, quantity=quantity, longitudinal_velocity_m_s=1900)
    seen = view(material=material, quantity=quantity, longitudinal_velocity_m_s=1900)
    recorded = explorer.page(one).record
    shown_by_label = {one.label: one for one in seen.curves}
    assert len(recorded["series"]) == len(shown_by_label) == len(seen.curves)
    for series in recorded["series"]:
        shown = shown_by_label[series["label"]]
        np.testing.assert_allclose(series["y"]["values"], shown.y, rtol=1e-9)
        assert series["grade"] == shown.grade


def run(command, folder):
    """Run one printed command, its files below a folder; the record that it leaves."""
    tool, *words = shlex.split(command)
    assert tool == ".venv/bin/papermill"
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
             "lorenz_number_W_Ohm_per_K2": 1.94}  # fmt: skip
    for name, value in moves.items():
        opened.knobs[name].value = value
    saved = opened.save()
    assert saved[0].parent == gallery.ROOT / "build" / "explored" / "explore"
    command, _ = opened.tell()
    assert run(command, tmp_path) == records.read(saved[2])


@pytest.mark.parametrize("quantity", explorer.KIN)
def test_the_figure_that_is_named_gives_the_same_numbers(quantity, tmp_path):
    _, shared, _, temperature, same = explorer.KIN[quantity]
    changes = {"velocity_source": "7net-0"} if "velocity_source" in shared else {}
    material = "CsSnI3" if quantity == "merit" else "CsPbBr3"
    one = case(material=material, quantity=quantity, temperature_K=temperature, **changes)
    there = run(explorer.kin(one), tmp_path)["numbers"]
    here = explorer.page(one).record["numbers"]
    for name, other in same.items():
        assert here[name]["value"] == pytest.approx(there[other]["value"], rel=1e-9)


def test_no_figure_is_named_for_what_none_can_draw():
    assert explorer.kin(case(longitudinal_velocity_m_s=1500)) == ""
    assert explorer.kin(case(quantity="merit", carrier_density_per_cm3=1e19)) == ""
    assert explorer.kin(case(quantity="accumulation")) == ""


def test_a_printed_command_is_safe_for_a_shell():
    nasty = case(figures_folder="build/a b; echo $HOME")
    assert shlex.split(explorer.command(nasty))[-1] == "build/a b; echo $HOME"
    assert os.sep + "home" not in explorer.command(case())
