"""Modes that move in a browser: the same displacements as the library's, by click, key and time."""

import json

import numpy as np
import pytest
from barriers import barriers
from browser import visit
from ultralow.data import materials, phonon_store
from ultralow.phonons import mode_displacements
from ultralow.widgets import mode_motion

SETTINGS = 200


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A page with the crystal, as a file."""
    picture = mode_motion.picture(materials.get("CsSnI3"), phonon_store.choose("CsSnI3"))
    style, script = (mode_motion.SCRIPT.with_suffix(end).as_uri() for end in (".css", ".js"))
    path = tmp_path_factory.mktemp("motion") / "index.html"
    path.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>motion</title>'
        f'<link rel="stylesheet" href="{style}"><script src="{script}"></script>'
        f'<div class="motion" id="here"></div>'
        f"<script>const made = modeMotion(document.getElementById('here'), "
        f"{json.dumps(picture)});</script>",
        encoding="utf-8",
    )
    return path.as_uri()


@pytest.fixture
def page(browser, address):
    with visit(browser) as one:
        one.goto(address)
        yield one


def test_displacements_are_those_of_the_library(page):
    rng = np.random.default_rng(14)
    for _ in range(SETTINGS // 20):
        given, wanted = [], []
        for _ in range(20):
            count = int(rng.integers(1, 6))
            vector = rng.normal(size=(count, 3, 2))
            masses, places = rng.uniform(1, 200, count), rng.uniform(0, 1, (count, 3))
            wave, cells = rng.uniform(-1, 1, 3), rng.integers(-3, 4, (4, 3))
            given.append([one.tolist() for one in (vector.ravel(), masses, places, wave, cells)])
            found = mode_displacements.displacements(vector @ [1, 1j], masses, places, wave, cells)
            wanted.append(np.stack([found.real, found.imag], axis=-1))
        seen = page.evaluate("(all) => all.map((one) => motionPattern(...one))", given)
        for one, other in zip(seen, wanted, strict=True):
            assert np.array(one) == pytest.approx(other, rel=0, abs=1e-12)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_a_reader_from_it(page, scheme):
    page.emulate_media(color_scheme=scheme)
    assert barriers(page) == []


def test_neighbours_at_the_edge_of_the_zone_are_opposite(page):
    chain = [[0, 0, 0, 0, 1, 0], [5.0], [[0, 0, 0]], [0, 0, 0.5], [[0, 0, 0], [0, 0, 1]]]
    (here,), (there,) = page.evaluate("(one) => motionPattern(...one)", chain)
    assert here[2] == [1, 0] and there[2] == pytest.approx([-1, 0], abs=1e-12)


def test_a_click_takes_the_nearest_mode(page):
    page.evaluate("made.choose({ playing: false })")
    x, y = page.evaluate(
        """() => {
          const dots = [...document.querySelectorAll('.motion-bands polyline')];
          const box = document.querySelector('.motion-bands svg').getBoundingClientRect();
          const [x, y] = dots[30].getAttribute('points').split(' ')[12].split(',').map(Number);
          return [box.x + x, box.y + y];
        }"""
    )
    page.mouse.click(x, y)
    state = page.evaluate("made.state")
    frequency = page.evaluate("made.sentence()")
    assert state["point"] == 12 and f"band {state['band'] + 1}:" in frequency
    found = page.evaluate("document.querySelector('.motion-bands circle').getAttribute('cy')")
    box = page.locator(".motion-bands svg").bounding_box()
    assert float(found) + box["y"] == pytest.approx(y, abs=1.0)


def test_the_keyboard_reaches_everything(page):
    page.get_by_role("slider", name="Band").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("slider", name="Place on the path").focus()
    page.keyboard.press("End")
    page.get_by_role("slider", name="Cells along each axis").focus()
    page.keyboard.press("Home")
    state = page.evaluate("made.state")
    assert (state["band"], state["cells"]) == (4, 1)
    assert state["point"] == page.evaluate("made.state.point") > 60
    before = state["turn"]
    page.locator("canvas").focus()
    page.keyboard.press("ArrowRight")
    after = page.evaluate("made.state.turn")
    assert after[1] == pytest.approx(before[1] + 0.1) and after[0] == before[0]
    page.get_by_role("button", name="Softest optical mode").press("Enter")
    assert page.evaluate("[made.state.point, made.state.band]") == [0, 3]


def test_atoms_swing_until_they_are_held(page):
    """To the given amplitude: between the two ends the farthest atom goes twice as far."""
    page.wait_for_function("made.state.time > 0.1")
    page.get_by_role("button", name="Hold still").click()
    still = page.evaluate("made.state.time")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("made.state.time") == still
    page.evaluate("made.choose({ amplitude: 0.5 })")
    ends = [np.array(page.evaluate(f"made.placesAt({phase})")) for phase in (0, np.pi)]
    assert np.linalg.norm(ends[1] - ends[0], axis=1).max() == pytest.approx(1.0, rel=1e-3)


STANDS = """async () => {
  const before = made.state.time;
  for (let i = 0; i < 8; i++) await new Promise((done) => requestAnimationFrame(done));
  return made.state.time === before;
}"""


def test_nothing_is_drawn_where_nobody_sees_it(page):
    page.wait_for_function("made.state.time > 0.1")
    page.evaluate("document.body.style.paddingTop = '4000px'")
    page.wait_for_function(STANDS)
    assert page.evaluate(STANDS)
    before = page.evaluate("made.state.time")
    page.evaluate("document.body.style.paddingTop = '0'")
    page.wait_for_function(f"made.state.time !== {before}")


def test_the_picture_has_a_name_that_says_what_moves(page):
    model = phonon_store.choose("CsSnI3").phonopy()
    model.run_qpoints([[0, 0, 0]])
    softest = np.sort(model.qpoints.frequencies[0])[3]  # behind the three of the crystal as a whole
    name = page.locator("canvas").get_attribute("aria-label")
    assert f"{softest:.2f} THz" in name and "% I" in name


def test_the_widget_carries_the_same_script():
    material = materials.get("CsSnI3")
    found = mode_motion.of_material(material)
    assert "export default" in found._esm and "function modeMotion" in found._esm
    assert found.data["label"] == material.label
    assert mode_motion.of_material(materials.get("CsSnI3_yellow")) is None
