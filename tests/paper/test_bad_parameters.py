"""Parameters that cannot be: one message each, whatever papermill hands over."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ultralow.errors import UltralowError
from ultralow.paper import gallery, parameters


def refused(figure, **given_values):
    with pytest.raises(UltralowError) as caught:
        parameters.check(figure, given_values)
    return str(caught.value)


@pytest.mark.parametrize(
    ("figure", "name"),
    [("fig4_thermoelectrics", "scattering_exponent"), ("explore", "temperature_K")],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_whole_number_beyond_any_float_is_out_of_range(figure, name, sign):
    told = refused(figure, **{name: sign * 10**400})
    assert f"{name} = a number of more than 300 digits is out of range" in told
    assert "give a number from" in told and len(told) < 300


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e308])
def test_other_numbers_out_of_range_are_shown(value):
    assert f"temperature_K = {value:g} is out of range" in refused("explore", temperature_K=value)


@pytest.mark.parametrize("value", ["a\0b", "a\nb", "a\x1b[2Jb"])
def test_a_text_with_control_characters_is_refused(value):
    told = refused("fig1_measurement", sweep_csv=value)
    assert "sweep_csv" in told and "cannot be printed" in told
    assert not any(ord(letter) < 32 and letter != "\n" for letter in told)


@pytest.mark.parametrize(
    ("text", "mend"),
    [("1e2", "write 100.0"), ("1e22", "write 1.0e+22"), ("300", "write 300.0")],
)
def test_a_number_that_yaml_took_for_a_text_is_told_how_to_be_written(text, mend):
    import yaml

    assert isinstance(yaml.safe_load(mend.removeprefix("write ")), float)
    told = refused("fig2_thermal_conductivity", casimir_length_nm=text)
    assert f"casimir_length_nm = {text!r} is str, not a number" in told
    assert told.endswith(f"To mend it: {mend}")


@pytest.mark.parametrize("text", ["hot", "nan", "1e400", ""])
def test_a_text_that_is_no_number_is_told_what_is_meant(text):
    told = refused("fig2_thermal_conductivity", casimir_length_nm=text)
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
    rule = parameters.VOCABULARY[name]
    if rule.kind is float:
        assert rule.low <= case.values[name] <= rule.high
