"""A slider with its number: typed ones stay whole, drags go in steps, nothing comes back alone."""

import pytest
import widget_page
from barriers import barriers
from ultralow.widgets import sliders
from ultralow.widgets.number_slider import NumberSlider

TRAITS = ["value", "home", "low", "high", "step", "log", "disabled", "description", "tooltip"]
LINEAR = "velocity", 2139.4, 500, 6000, 10, "m s-1"
LOG = "length", 400.0, 0.5, 4, 0.05, "nm"


def test_a_number_stays_within_the_bounds():
    one = NumberSlider(9, 0, 5, 0.1)
    assert one.value == one.home == 5
    one.value = -1
    assert one.value == 0


@pytest.fixture(scope="module")
def page(browser):
    with widget_page.opened(browser, NumberSlider) as one:
        yield one


def show(page, one):
    """Put a slider onto the page; returns its two inputs."""
    widget_page.show(page, one, {name: getattr(one, name) for name in TRAITS})
    return page.get_by_role("slider", name=one.description), page.get_by_role("textbox")


def told(page):
    """The numbers that went to the kernel."""
    return page.evaluate("kernel.saved.map((one) => one.value)")


@pytest.mark.parametrize(
    ("make", "given", "shown"),
    [(sliders.slider, LINEAR, "2139"), (sliders.log_slider, LOG, "400")],
)
def test_a_number_between_two_steps_is_shown_and_sent_back_to_nobody(page, make, given, shown):
    knob, number = show(page, make(*given))
    assert number.input_value() == shown == knob.get_attribute("aria-valuetext")
    number.focus()
    page.keyboard.press("Enter")
    page.evaluate("kernel.tell('value', 1234.56)")
    assert number.input_value() == "1235" and told(page) == []


@pytest.mark.parametrize(
    ("make", "given", "written", "taken"),
    [
        (sliders.log_slider, LOG, "20", 20),
        (sliders.log_slider, LOG, "15,85", 15.85),
        (sliders.log_slider, LOG, "1e9", 1e4),
        (sliders.slider, LINEAR, "1003.25", 1003.25),
        (sliders.slider, LINEAR, "-5", 500),
    ],
)
def test_a_typed_number_is_taken_as_it_is_or_at_the_end(page, make, given, written, taken):
    _, number = show(page, make(*given))
    number.fill(written)
    page.keyboard.press("Enter")
    assert told(page) == [taken] and number.input_value() == f"{taken:.4g}".replace(
        "1e+04", "10000"
    )


@pytest.mark.parametrize("written", ["", "many", "1.2.3", "Infinity"])
def test_what_is_no_number_leaves_the_one_that_was(page, written):
    _, number = show(page, sliders.slider(*LINEAR))
    number.fill(written)
    page.keyboard.press("Enter")
    assert told(page) == [] and number.input_value() == "2139"


@pytest.mark.parametrize(
    ("make", "given", "steps"),
    [
        (sliders.slider, LINEAR, [2150, 2160]),
        (sliders.log_slider, LOG, [446.7, 501.2]),
        (sliders.slider, ("share", 0.1, 0, 1, 0.1, "1"), [0.2, 0.3]),
    ],
)
def test_arrow_keys_go_in_steps_and_come_home(page, make, given, steps):
    knob, number = show(page, make(*given))
    knob.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    assert told(page) == [*steps, steps[0], given[1]]
    assert float(number.input_value()) == pytest.approx(given[1], rel=5e-4)


def test_the_ends_are_the_bounds(page):
    knob, _ = show(page, sliders.log_slider(*LOG))
    knob.focus()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    assert told(page) == [1e4, 10**0.5]


def test_what_cannot_be_moved_is_disabled_until_it_can(page):
    one = sliders.slider(*LINEAR)
    one.disabled = True
    knob, number = show(page, one)
    assert knob.is_disabled() and number.is_disabled()
    page.evaluate("kernel.tell('disabled', false)")
    assert knob.is_enabled() and number.is_enabled()


def test_another_crystal_brings_its_own_number_and_range(page):
    knob, number = show(page, sliders.slider(*LINEAR))
    page.evaluate("kernel.tell('high', 9000); kernel.tell('home', 7001.5)")
    page.evaluate("kernel.tell('value', 7001.5)")
    assert number.input_value() == "7002" and float(knob.input_value()) == 7000
    knob.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert told(page) == [7010, 7001.5]


def test_nothing_keeps_a_reader_from_it(page):
    show(page, sliders.log_slider(*LOG))
    assert barriers(page, "main") == []
