"""The explorer's controls are the parameters of its notebook, each with a name and a place."""

from ultralow.explorer import controls
from ultralow.paper import parameters, vocabulary

NOT_SHOWN = {"figures_folder"}


def test_every_parameter_of_the_notebook_has_a_control():
    wanted = parameters.defaults(controls.NAME).keys() - NOT_SHOWN
    assert controls.MENUS.keys() | controls.KNOBS.keys() == wanted == controls.SHORT.keys()
    assert len(set(controls.SHORT.values())) == len(controls.SHORT)


def test_sliders_stay_within_what_the_notebook_takes():
    for name, knob in controls.KNOBS.items():
        rule = vocabulary.VOCABULARY[name]
        ends = [10**end if knob.log else end for end in (knob.low, knob.high)]
        low, high = (end * knob.size for end in ends)
        assert rule.low <= low < high <= rule.high, name
        assert knob.about and 0 < knob.step < knob.high - knob.low


def test_a_control_is_called_by_a_word_that_begins_a_label():
    assert controls.in_words("casimir_length_nm") == "Casimir length"
    assert controls.in_words("velocity_source") == "Sound from"
