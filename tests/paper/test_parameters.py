"""Every parameter is checked by name, type, unit and range before a notebook runs."""

import copy
import math
import pickle

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ultralow.errors import UltralowError
from ultralow.paper import gallery, parameters, vocabulary

FIGURE = "fig2_thermal_conductivity"


def refused_of(figure, **given):
    with pytest.raises(UltralowError) as caught:
        parameters.check(figure, given)
    return str(caught.value)


def refused(**given):
    return refused_of(FIGURE, **given)


def test_defaults_are_the_papers_case():
    case = parameters.check(FIGURE, {})
    assert case.is_paper
    assert case.values == gallery.figure(FIGURE).parameters
    assert isinstance(case.temperature_max_K, float)


def test_a_case_can_be_copied():
    case = parameters.check("explore", parameters.defaults("explore"))
    for again in (copy.copy(case), copy.deepcopy(case), pickle.loads(pickle.dumps(case))):
        assert again == case and again.material == case.material


def test_another_material_is_still_the_papers_case_and_another_value_is_not():
    assert parameters.check(FIGURE, {"material": "CsPbI3", "figures_folder": "x"}).is_paper
    assert not parameters.check(FIGURE, {"temperature_max_K": 401}).is_paper


def test_other_variables_of_a_notebook_are_not_parameters():
    case = parameters.check(FIGURE, {"np": math, "_": 1, "In": ["x"], "page": object()})
    assert case.is_paper


IMPORTS, CELL, ASKS = "import numpy", "material = 'CsPbI3'", "case = check(globals())"


def test_what_an_earlier_run_left_in_the_kernel_is_no_parameter():
    left = {"material": "CsPbI3", "color": "#000000", "models": ["Cahill"], "x": 3.0}
    again = ["", IMPORTS, CELL, ASKS, "x = 3.0; print(x)", IMPORTS, CELL, ASKS]
    assert parameters.check(FIGURE, left | {"In": again}).material == "CsPbI3"


def test_an_unknown_parameter_is_seen_in_the_history_too():
    wrong = ["", IMPORTS, CELL, "# Parameters\nmateriel = 'CsPbI3'\n", ASKS]
    message = refused(In=wrong, material="CsPbI3", materiel="CsPbI3", color="#000000")
    assert "no parameter 'materiel'" in message
    assert "color" not in message


def test_an_unknown_parameter_lists_what_is_allowed():
    message = refused(temperature_max=400)
    assert "no parameter 'temperature_max'" in message
    assert "temperature_max_K" in message


@pytest.mark.parametrize("name", ["CsPbF3", "", "../CsSnI3", "structures/CsSnI3", "cssni3"])
def test_an_unknown_material_lists_the_known_ones(name):
    message = refused(material=name)
    assert f"no material {name!r}" in message
    assert "CsPbI3, CsPbBr3, CsSnI3" in message


@pytest.mark.parametrize("value", ["hot", None, True, [300]])
def test_a_wrong_type_says_what_is_meant(value):
    message = refused(temperature_max_K=value)
    assert repr(value) in message
    assert "not a number" in message
    assert "in K" in message


@given(st.floats().filter(lambda value: not 1 <= value <= 2000))
def test_a_temperature_out_of_range_is_refused(value):
    assert "from 1 to 2000 K" in refused(temperature_max_K=value)


@pytest.mark.parametrize("value", [-273.15, 0, 2000.5])
def test_a_single_temperature_lies_above_zero_and_below_melting_metals(value):
    assert "temperature_K" in refused_of("explore", temperature_K=value)


@pytest.mark.parametrize("value", [-0.001, 1.001])
def test_a_mass_variance_is_neither_negative_nor_above_one(value):
    assert "defect_strength" in refused_of(FIGURE, defect_strength=value)


def test_temperatures_in_the_wrong_order_are_refused():
    assert "is not below" in refused(temperature_min_K=300, temperature_max_K=200)


def test_a_choice_that_is_none_lists_the_choices():
    assert "constant_time, acoustic, kim2015 or sommerfeld" in refused(lorenz_model="drude")


def test_a_figure_has_only_its_own_parameters():
    case = parameters.check(FIGURE, {})
    with pytest.raises(AttributeError, match="minimum_model"):
        case.minimum_model  # noqa: B018


@pytest.mark.parametrize(
    ("figure", "name"),
    [("fig4_thermoelectrics", "scattering_exponent"), ("explore", "temperature_K")],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_whole_number_beyond_any_float_is_out_of_range(figure, name, sign):
    told = refused_of(figure, **{name: sign * 10**400})
    assert f"{name} = a number of more than 300 digits is out of range" in told
    assert "give a number from" in told and len(told) < 300


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e308])
def test_other_numbers_out_of_range_are_shown(value):
    assert f"temperature_K = {value:g} is out of range" in refused_of(
        "explore", temperature_K=value
    )


@pytest.mark.parametrize("value", ["a\0b", "a\nb", "a\x1b[2Jb"])
def test_a_text_with_control_characters_is_refused(value):
    told = refused_of("fig1_measurement", sweep_csv=value)
    assert "sweep_csv" in told and "cannot be printed" in told
    assert not any(ord(letter) < 32 and letter != "\n" for letter in told)


@pytest.mark.parametrize(
    ("text", "mend"),
    [("1e2", "write 100.0"), ("1e22", "write 1.0e+22"), ("300", "write 300.0")],
)
def test_a_number_that_yaml_took_for_a_text_is_told_how_to_be_written(text, mend):
    assert isinstance(yaml.safe_load(mend.removeprefix("write ")), float)
    told = refused_of("fig2_thermal_conductivity", casimir_length_nm=text)
    assert f"casimir_length_nm = {text!r} is str, not a number" in told
    assert told.endswith(f"To mend it: {mend}")


@pytest.mark.parametrize("text", ["hot", "nan", "1e400", ""])
def test_a_text_that_is_no_number_is_told_what_is_meant(text):
    told = refused_of("fig2_thermal_conductivity", casimir_length_nm=text)
    assert "not a number" in told and "in nm" in told


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)


ANY = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3), max_leaves=5)


@settings(max_examples=150, deadline=None)
@given(value=ANY, at=st.integers(0, 1000))
def test_any_value_is_taken_in_range_or_refused_in_one_message(value, at):
    names = [(figure, name) for figure, one in gallery.figures().items() for name in one.parameters]
    figure, name = names[at % len(names)]
    try:
        case = parameters.check(figure, {name: value})
    except UltralowError as problem:
        assert name in str(problem) or repr(value) in str(problem)
        return
    rule = vocabulary.VOCABULARY[name]
    if rule.kind is float:
        assert rule.low <= case.values[name] <= rule.high


NUMERIC = {name: rule for name, rule in vocabulary.VOCABULARY.items() if rule.kind is float}
ANY_TILT = {"view_tilt_deg"}  # every angle of a view is as good as another
NOTEBOOKS = gallery.figures() | gallery.companions()


def asking(name):
    """A notebook that has a parameter, and its other numbers so that they are in order."""
    figure = next(one.name for one in NOTEBOOKS.values() if name in one.parameters)
    ends = {"temperature_min_K": "temperature_max_K", "temperature_max_K": "temperature_min_K"}
    return figure, ends.get(name)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_an_unusual_number_is_taken_with_a_caution_and_a_usual_one_without(data):
    name = data.draw(st.sampled_from(sorted(set(NUMERIC) - ANY_TILT)))
    rule, (figure, other) = NUMERIC[name], asking(name)
    value = data.draw(st.floats(rule.low, rule.high) | st.sampled_from(
        [rule.low, rule.high, rule.usual.low, rule.usual.high, *rule.usual.apart]))  # fmt: skip
    end = {"temperature_min_K": 1, "temperature_max_K": 2000}
    given = {name: value} | ({other: end[other]} if other else {})
    if other and value == given[other]:
        return
    case = parameters.check(figure, given)
    asked = [line for line in case.cautions if f"caution: {name} " in line]
    usual = rule.usual.low <= value <= rule.usual.high or value in rule.usual.apart
    assert len(asked) == (not usual)
    assert all("usual are" in line and rule.usual.because in line for line in asked)


def test_a_notebook_prints_its_cautions_and_others_keep_them(capsys):
    unusual = {"casimir_length_nm": 2}
    quiet = parameters.check(FIGURE, unusual)
    assert capsys.readouterr().out == ""
    parameters.check(FIGURE, unusual | {"In": ["", "casimir_length_nm = 2", ASKS]})
    assert capsys.readouterr().out == "".join(f"{line}\n" for line in quiet.cautions)
    [line] = quiet.cautions
    assert line.startswith("caution: casimir_length_nm 2 nm; usual are 5 to 100000 nm: ")
    parameters.check(FIGURE, {"In": ["", "casimir_length_nm = 20", ASKS], "casimir_length_nm": 20})
    assert capsys.readouterr().out == ""


def test_neither_the_papers_cases_nor_the_exercises_are_asked_about():
    text = (gallery.NOTEBOOKS / "exercises.yml").read_text(encoding="utf-8")
    exercises = yaml.safe_load(text)
    for name in NOTEBOOKS:
        assert parameters.check(name, {}).cautions == []
        for one in exercises.get(name, []):
            assert parameters.check(name, one["set"]).cautions == [], one
