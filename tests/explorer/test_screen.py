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
from ultralow.analysis import lattice_conductivity
from ultralow.data import phonon_store
from ultralow.errors import UltralowError
from ultralow.explorer import commands, panel, screen
from ultralow.figures import records, rounding
from ultralow.heat import minimum
from ultralow.paper import gallery, parameters, wires
from ultralow.paper.stated import stated

BINARIES = Path(sys.executable).parent
START = gallery.figure("explore").parameters


def case(**changes):
    return parameters.check("explore", START | changes)


def view(**changes):
    one = case(**changes)
    return screen.show(
        screen.ExplorerInputs(one.material, one.velocity_source, one.checkpoint), one
    )


def curve(seen, label):
    (found,) = [one for one in seen.curves if one.label == label]
    return found


@pytest.fixture
def opened():
    """The explorer with its widgets, at the paper's case."""
    one = panel.Explorer(case())
    one.panel()
    return one


@pytest.mark.parametrize("material", ["CsPbI3", "CsPbBr3", "CsSnI3"])
def test_the_papers_points_are_there_whatever_is_set(material):
    moved = {"longitudinal_velocity_m_s": 1500, "temperature_K": 120, "quantity": "minimum"}
    seen = view(material=material, **moved)
    point = curve(seen, "lattice, Lee 2017")
    assert (point.x, point.y, point.grade) == (300, seen_lattice(material), "S")
    path = curve(seen, "95 %, from Lee 2017")
    assert path.x * 1e-9 == pytest.approx(stated(lattice_conductivity.PATHS[material]).value)
    assert (path.y, path.grade) == (pytest.approx(0.95 * seen_lattice(material)), "D")
    assert ("merit" in seen.absent) == (material != "CsSnI3")


def seen_lattice(material):
    return stated({"CsPbI3": "D1", "CsPbBr3": "D2", "CsSnI3": "D3"}[material]).value


def test_zero_is_the_stored_number_and_keeps_its_grade():
    known = screen.ExplorerInputs("CsSnI3")
    plain, by_hand = view(), view(**known.defaults())
    of_phonons = {"computed_conductivity": "R", "path_95": "R",
                  "computed_conductivity_in_wire": "G", "path_95_in_wire": "G"}  # fmt: skip
    assert set(of_phonons) < set(plain.numbers)
    for name, number in plain.numbers.items():
        assert number.grade == (of_phonons | {"casimir_length": "S"}).get(name, "R")
        assert by_hand.numbers[name].value == pytest.approx(number.value, rel=1e-12)
        assert by_hand.numbers[name].grade == of_phonons.get(name, "G")


def test_the_minimum_is_cahills_with_the_velocities_of_the_sliders():
    known = screen.ExplorerInputs("CsPbI3")
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


@pytest.fixture(scope="module", params=wires.LATTICE)
def known(request):
    return screen.ExplorerInputs(request.param)


def test_a_thinner_wire_never_conducts_better(known):
    lengths = [None, *np.logspace(-5, -9, 9)]
    for variance in (0.0, 0.05):
        found = [known.phonons.curve(length, variance) for length in lengths]
        for part in ("particle", "total"):
            assert np.all(np.diff([getattr(one, part) for one in found], axis=0) < 0)
        paths = [known.phonons.at(150.0, length, variance).path for length in lengths]
        assert np.all(np.diff(paths) < 0)
        assert np.all(np.array(paths[1:]) < lengths[1:])


def test_without_surface_and_defects_the_wire_is_the_crystal(known):
    alone, wire = known.phonons.curve(None, 0.0), known.phonons.curve(1e6, 0.0)
    np.testing.assert_allclose(wire, alone, rtol=1e-6)
    clean, defects = (known.phonons.curve(None, variance).particle for variance in (1e-9, 0.01))
    np.testing.assert_allclose(clean, alone.particle, rtol=1e-4)
    assert np.all(defects < alone.particle)


def test_the_phonons_of_the_screen_are_those_of_lattice_heat(known):
    chosen = {"casimir_length_nm": 60.0, "defect_strength": 0.03, "temperature_K": 110.0}
    seen = screen.show(known, case(material=known.crystal.name, **chosen))
    heat, wire = known.phonons.heat, (60e-9, 0.03)
    for ending, setting in (("", ()), ("_in_wire", wire)):
        whole, path = (
            heat.conductivity(110.0, *setting),
            heat.mean_free_path_at(110.0, 0.95, *setting),
        )
        number = seen.numbers[f"computed_conductivity{ending}"].value
        assert number == pytest.approx(whole.total, rel=1e-12)
        assert seen.numbers[f"path_95{ending}"].value == pytest.approx(path * 1e9, rel=1e-12)
    for label, setting in (
        (f"computed, {heat.checkpoint}", ()),
        ("with surface and defects", wire),
    ):
        shown = curve(seen, label)
        expected = heat.conductivity(shown.x, *setting).total
        np.testing.assert_allclose(shown.y, expected, rtol=1e-12)


def test_the_accumulation_ends_at_what_particles_carry(known):
    seen = screen.show(known, case(material=known.crystal.name, temperature_K=220))
    wire = known.casimir_length, START["defect_strength"]
    for label, mark, setting in [("phonons and isotopes", "95 % of these", ()),
                                 ("in the wire", "95 % in the wire", wire)]:  # fmt: skip
        rising, reached = curve(seen, label), curve(seen, mark)
        particle = known.phonons.heat.conductivity(220.0, *setting).particle
        assert rising.y[-1] == rising.y[-2] == pytest.approx(particle, rel=1e-9)
        assert rising.x[-1] >= screen.LIMITS["accumulation"]["xlim"][1]
        assert np.all(np.diff(rising.x) >= 0) and np.all(np.diff(rising.y) >= 0)
        assert reached.y == pytest.approx(0.95 * particle)
        assert np.interp(reached.x, rising.x, rising.y) >= reached.y * (1 - 1e-9)


def test_only_what_moved_is_computed_anew():
    known = screen.ExplorerInputs("CsPbI3")
    curves, points = known.phonons.curve, known.phonons.at
    for changes, new_curves, new_points in [
        ({}, 2, 2),
        ({"temperature_K": 200}, 0, 2),
        ({"transverse_velocity_m_s": 900}, 0, 0),
        ({"casimir_length_nm": 80}, 1, 1),
        ({"defect_strength": 0.1}, 1, 1),
        ({}, 0, 0),
    ]:
        before = curves.cache_info().misses, points.cache_info().misses
        screen.show(known, case(material="CsPbI3", **changes))
        after = curves.cache_info().misses, points.cache_info().misses
        assert np.subtract(after, before).tolist() == [new_curves, new_points], changes


def test_a_crystal_without_usable_phonons_keeps_its_words(monkeypatch):
    monkeypatch.setattr(phonon_store, "accepted", lambda name: ())
    seen = view(material="CsPbI3", casimir_length_nm=50)
    assert seen.absent["accumulation"] == "no stored phonons\npassed the checks"
    monkeypatch.setattr(phonon_store, "checkpoints", lambda name: {})
    seen = view(material="CsPbI3", casimir_length_nm=50)
    assert seen.absent["accumulation"] == "no phonons are stored"
    assert set(seen.numbers) == {"minimum_conductivity", "stated_lattice_over_minimum"}
    curve(seen, "95 %, from Lee 2017")
    one = panel.Explorer(case(material="CsPbI3"))
    one.panel()
    assert one.knobs["casimir_length_nm"].disabled and one.knobs["defect_strength"].disabled
    assert one.menus["checkpoint"].options == ("best",)
    assert len(one.picture.value) > 0 and one.message.value == ""


def test_a_crystal_without_velocities_is_refused():
    with pytest.raises(UltralowError, match="no sound velocities of CsSnI3_yellow"):
        view(material="CsSnI3_yellow")


def test_where_no_length_is_stated_there_is_no_wire_until_one_is_set(monkeypatch):
    monkeypatch.delitem(wires.CASIMIR, "CsPbI3")
    one = panel.Explorer(case(material="CsPbI3"))
    one.panel()
    length, defects = one.knobs["casimir_length_nm"], one.knobs["defect_strength"]
    assert "computed_conductivity_in_wire" not in screen.show(one.known, one.case).numbers
    assert (length.value, length.disabled, defects.disabled) == (length.max, False, True)
    before = one.picture.value
    length.value = 2.0
    assert one.case.values["casimir_length_nm"] == 100.0 and not defects.disabled
    assert screen.show(one.known, one.case).numbers["path_95_in_wire"].value < 100
    length.value = length.max
    assert one.case.values["casimir_length_nm"] == 0.0 and defects.disabled
    np.testing.assert_array_equal(pixels(one.picture.value), pixels(before))


def test_where_no_rates_are_known_the_screen_says_so():
    seen = view(material="CsPbI3", temperature_K=1500)
    low, high = screen.ExplorerInputs("CsPbI3").phonons.temperature[[0, -1]]
    assert seen.absent["accumulation"] == f"rates are known\nfrom {low:g} to {high:g} K"
    assert not any(name.startswith(("computed", "path")) for name in seen.numbers)
    curve(seen, "with surface and defects")


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
                        ("casimir_length_nm", 1.2), ("defect_strength", -0.5),
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


def test_sliders_along_a_logarithm(opened):
    length, defects = opened.knobs["casimir_length_nm"], opened.knobs["defect_strength"]
    start = length.value
    assert 10**start == pytest.approx(stated("C11").value * 1e9)
    length.value, defects.value = 1.5, -1.5
    assert opened.case.values["casimir_length_nm"] == pytest.approx(10**1.5, rel=1e-3)
    assert opened.case.values["defect_strength"] == pytest.approx(10**-1.5, rel=1e-3)
    length.value, defects.value = start, defects.min
    assert opened.case.values == case(defect_strength=0).values
    defects.value = -2
    assert opened.case.values == case().values


def test_a_set_value_puts_the_sliders_in_its_place():
    one = panel.Explorer(case(casimir_length_nm=31.62, defect_strength=0))
    one.panel()
    assert one.knobs["casimir_length_nm"].value == pytest.approx(1.5, abs=1e-4)
    assert one.knobs["defect_strength"].value == one.knobs["defect_strength"].min
    one.knobs["temperature_K"].value = 250
    assert one.case.values["casimir_length_nm"] == 31.62
    one.reset()
    assert one.case.values == case().values


def test_the_menu_lists_the_phonons_that_were_accepted(opened):
    opened.menus["material"].value = "CsPbI3"
    names = phonon_store.accepted("CsPbI3")
    assert opened.menus["checkpoint"].options == ("best", *names)
    opened.menus["checkpoint"].value = names[-1]
    assert opened.case.values["checkpoint"] == names[-1]
    curve(screen.show(opened.known, opened.case), f"computed, {names[-1]}")
    opened.menus["material"].value = "CsSnI3"
    assert opened.case.values == case().values


def test_phonons_that_are_not_accepted_are_refused_in_words():
    for material in wires.LATTICE:
        for name in set(phonon_store.ORDER) - set(phonon_store.accepted(material)):
            with pytest.raises(UltralowError, match=f"no usable phonons of {material} from"):
                view(material=material, checkpoint=name)


def test_another_material_starts_from_its_own_numbers(opened):
    opened.knobs["transverse_velocity_m_s"].value = 1500
    opened.menus["material"].value = "CsPbI3"
    assert opened.case.values == case(material="CsPbI3").values
    sound = screen.ExplorerInputs("CsPbI3").sound
    assert opened.knobs["transverse_velocity_m_s"].value == pytest.approx(sound.transverse)
    assert opened.knobs["carrier_density_per_cm3"].disabled


def test_a_source_that_a_material_does_not_have_is_refused_in_words(opened):
    opened.menus["velocity_source"].value = "literature"
    assert "no sound velocities of CsSnI3" in opened.message.value
    assert opened.menus["velocity_source"].value == "best"


@pytest.mark.parametrize("material", ["CsPbI3", "CsSnI3"])
@pytest.mark.parametrize("quantity", ["conductivity", "accumulation", "minimum", "merit"])
def test_the_screen_shows_what_the_record_holds(material, quantity):
    one = case(material=material, quantity=quantity, longitudinal_velocity_m_s=1900)
    seen = view(material=material, quantity=quantity, longitudinal_velocity_m_s=1900)
    recorded = screen.page(one).record
    shown_by_label = {one.label: one for one in seen.curves}
    assert len(recorded["series"]) == len(shown_by_label) == len(seen.curves)
    for series in recorded["series"]:
        shown = shown_by_label[series["label"]]
        assert series["y"]["values"] == rounding.drawn(shown.y).tolist()
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
             "casimir_length_nm": 1.35, "defect_strength": -1.3,
             "lorenz_number_W_Ohm_per_K2": 1.94}  # fmt: skip
    for name, value in moves.items():
        opened.knobs[name].value = value
    saved = opened.save()
    assert saved[0].parent == gallery.ROOT / "build" / "explored" / "explore"
    command, _ = opened.tell()
    assert run(command, tmp_path) == records.read(saved[2])


@pytest.mark.parametrize("quantity", commands.RELATED_FIGURES)
def test_the_figure_that_is_named_gives_the_same_numbers(quantity, tmp_path):
    _, shared, _, temperature, same = commands.RELATED_FIGURES[quantity]
    changes = {"velocity_source": "7net-0", "checkpoint": phonon_store.accepted("CsPbBr3")[-1],
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


@pytest.mark.parametrize(
    "name, given",
    [
        ("casimir_length_nm", 20.0),
        ("casimir_length_nm", 5.0),
        ("transverse_velocity_m_s", 1003.0),
        ("lorenz_number_W_Ohm_per_K2", 1.7e-8),
        ("defect_strength", 0.0123),
    ],
)
def test_a_given_parameter_outlives_what_a_browser_does_to_its_slider(name, given):
    """A browser sends the place of a slider back with fewer digits."""
    one = panel.Explorer(case(**{name: given}))
    one.panel()
    shown, place = one.picture.value, one.knobs[name].value
    one.knobs[name].value = round(place, 3)
    assert one.case.values[name] == given
    assert one.picture.value == shown
    one.knobs[name].value = place - 10 * panel.KNOBS[name].step
    assert one.case.values[name] not in (given, 0.0)
    one.knobs[name].value = round(place, 3)
    assert one.case.values[name] == given
    one.reset()
    assert one.case.values[name] == START[name]
    if name in one.resting:
        one.knobs[name].value = round(one.knobs[name].value, 3)
        assert one.case.values[name] == START[name]
