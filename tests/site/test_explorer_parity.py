"""The explorer's page computes what the library computes, on tables that are small enough."""

import re

import explorer_page
import numpy as np
import pytest
from browser import visit
from explorer_page import CRYSTALS, EXPLORER, START
from generate import explorer_data
from ultralow.analysis import lattice_conductivity, sound_velocities
from ultralow.analysis.lattice_conductivity import ConductivityParts
from ultralow.data import materials, phonon_store
from ultralow.explorer import heat_curves, phonon_tables, screen
from ultralow.explorer.controls import NAME
from ultralow.explorer.heat_curves import CachedConductivity
from ultralow.figures import style
from ultralow.paper import parameters

SETTINGS = 200
EXACT = 1e-9


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    return explorer_page.write(tmp_path_factory.mktemp("explorer"))


@pytest.fixture
def page(browser, address):
    with visit(browser) as one:
        yield explorer_page.opened(one, address)


class Library:
    """What the library shows, on the stored phonons and on those of the page's tables."""

    def __init__(self):
        self.known, self.phonons, self.sounds = {}, {}, {}

    def view(self, values, parts=screen.PARTS, tabulated=False, curves=False):
        """The screen, or some parts of it; without curves over temperature, which take long."""
        known = self._inputs(values)
        known.phonons = self._phonons(values["material"], values["checkpoint"], tabulated)
        view, curve = screen.View(), known.phonons.curve
        try:
            if not curves:
                known.phonons.curve = lambda *_: ConductivityParts(*np.zeros((3, 26)))
            for part in parts:
                part(known, parameters.Case(NAME, values, False), view)
        finally:
            known.phonons.curve = curve
        return view

    def _inputs(self, values):
        name, source = values["material"], values["velocity_source"]
        if name not in self.known:
            self.known[name] = screen.ExplorerInputs(name)
        known = self.known[name]
        if (name, source) not in self.sounds:
            self.sounds[name, source] = sound_velocities.sound(known.crystal, source)
        known.sound = self.sounds[name, source]
        return known

    def _phonons(self, material, checkpoint, tabulated):
        name = phonon_store.choose(material, checkpoint).name
        if (material, name, tabulated) not in self.phonons:
            heat = lattice_conductivity.chosen_result(materials.get(material), name)
            if tabulated:
                heat = phonon_tables.Tabulated(phonon_tables.of_result(material, name), name)
            self.phonons[material, name, tabulated] = CachedConductivity(heat)
        return self.phonons[material, name, tabulated]


OF_PHONONS = re.compile("(computed_(conductivity)|(path)_95)(_in_wire)?")


@pytest.fixture(scope="module")
def library():
    return Library()


def asked(page, all_values):
    """What the page would show: numbers and series of each of some values."""
    for source in {(one["material"], one["checkpoint"]) for one in all_values}:
        values = dict(zip(("material", "checkpoint"), source))
        page.wait_for_function(f"values => {EXPLORER}.isReady(values)", arg=values)
    part = "({ numbers, series }) => ({ numbers, series })"
    return page.evaluate(f"all => all.map((one) => ({part})({EXPLORER}.show(one)))", all_values)


@pytest.fixture(scope="module")
def compared(browser, address):
    """Random values and the numbers of the page."""
    tried = list(explorer_page.settings(SETTINGS, seed=14))
    with visit(browser) as page:
        explorer_page.opened(page, address)
        page.evaluate("() => { Ultralow.lattice.curve = () => [] }")  # which take long
        return list(zip(tried, (one["numbers"] for one in asked(page, tried)), strict=True))


def test_every_number_of_the_phonons_equals_the_library_s_on_the_same_tables(compared, library):
    for values, found in compared:
        wanted = library.view(values, [heat_curves.phonons], tabulated=True).numbers
        for name, number in wanted.items():
            assert found[name]["value"] == pytest.approx(number.value, rel=EXACT), (name, values)
            assert found[name]["grade"] == number.grade, (name, values)
    assert len({(one["material"], one["checkpoint"]) for one, _ in compared}) > 6


def test_other_numbers_equal_the_library_s_and_those_of_the_tables_nearly(compared, library):
    worst = dict.fromkeys(phonon_tables.STATED, 0.0)
    for values, found in compared:
        wanted = library.view(values).numbers
        assert found.keys() == wanted.keys(), values
        for name, number in wanted.items():
            off = abs(found[name]["value"] / number.value - 1)
            rounded = OF_PHONONS.fullmatch(name)
            if rounded:
                kind = rounded[2] or rounded[3]
                worst[kind] = max(worst[kind], off)
            else:
                assert off < EXACT, (name, values)
    for kind, most in phonon_tables.STATED.items():
        assert 0 < worst[kind] < most, (kind, worst)


@pytest.mark.parametrize("material", CRYSTALS)
def test_every_curve_equals_the_library_s(page, library, material):
    first = START | {"material": material}
    moved = first | {"temperature_K": 37.0, "casimir_length_nm": 20.0, "defect_strength": 0.3,
                     "quantity": "minimum"}  # fmt: skip
    for values, found in zip([first, moved], asked(page, [first, moved]), strict=True):
        exact, stored = (
            library.view(values, tabulated=one, curves=True).curves for one in (True, False)
        )
        series = {(one["panel"], one["label"]): one for one in found["series"]}
        assert len(series) == len(exact)
        for one, rounded in zip(stored, exact, strict=True):
            label = f"{style.words(one.label)} [{one.grade}]".replace("cahill", "Cahill")
            drawn = series[one.panel, label]
            points = np.array([point[:2] for point in drawn.get("line") or drawn["points"]])
            np.testing.assert_allclose(points, np.column_stack([rounded.x, rounded.y]), rtol=EXACT)
            if one.panel == "conductivity":
                near = phonon_tables.STATED["conductivity"]
                np.testing.assert_allclose(points[:, 1], one.y, rtol=near)


def test_a_material_s_tables_are_small():
    sizes = {name: len(text.encode()) for name, text in explorer_data.scripts().items()}
    assert sizes.pop("explorer.js") < 100_000
    for material in CRYSTALS:
        own = [size for name, size in sizes.items() if name.startswith(f"explorer_{material}_")]
        assert 0 < sum(own) <= explorer_data.MOST == 1_500_000
        assert max(own) < 500_000  # what a choice fetches


def test_what_has_no_room_is_grey_and_the_notebook_is_named(monkeypatch):
    name = "CsPbBr3"
    first, second, *_ = explorer_data.phonon_scripts(name)
    monkeypatch.setattr(explorer_data, "MOST", 500_000)
    monkeypatch.setattr(explorer_data, "phonon_scripts", explorer_data.phonon_scripts.__wrapped__)
    assert [*explorer_data.phonon_scripts(name)] == [first]
    menu = explorer_data.page_facts()["known"][name]["offered"]["checkpoint"]
    assert (menu[first], menu["best"], menu[second]) == ("", "", explorer_data.TOO_LARGE)
