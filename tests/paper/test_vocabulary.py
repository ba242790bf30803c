"""Every parameter says its unit in its name, what is allowed, and what is usual."""

import pytest
from ultralow.paper import gallery, vocabulary

NUMERIC = {name: rule for name, rule in vocabulary.VOCABULARY.items() if rule.kind is float}
ANY_TILT = {"view_tilt_deg"}  # every angle of a view is as good as another


def test_every_parameter_of_the_gallery_is_in_the_vocabulary_with_its_unit_in_its_name():
    used = {
        name
        for figure in (gallery.figures() | gallery.companions()).values()
        for name in figure.parameters
    }
    assert used <= set(vocabulary.VOCABULARY)
    for name, rule in vocabulary.VOCABULARY.items():
        if rule.unit:
            assert name.endswith("_" + rule.unit.replace(" ", "_").replace("-1", "")), name


@pytest.mark.parametrize("name", NUMERIC)
def test_every_number_has_a_usual_range_inside_the_allowed_one(name):
    rule = NUMERIC[name]
    if name in ANY_TILT:
        assert rule.usual is None
        return
    low, high = rule.usual.low, rule.usual.high
    assert rule.low <= low < high <= rule.high
    assert (low, high) != (rule.low, rule.high) and rule.usual.because
    assert all(rule.low <= one <= rule.high for one in rule.usual.apart)
