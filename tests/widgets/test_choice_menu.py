"""Menu with choices that are grey."""

import pytest
import traitlets
from ultralow.widgets.choice_menu import ChoiceMenu


@pytest.fixture
def menu():
    return ChoiceMenu({"iron": "", "copper": "", "gold": "too dear"}, "iron", "metal")


def test_what_can_be_chosen_are_the_options(menu):
    assert menu.options == ("iron", "copper")
    menu.value = "copper"
    assert menu.value == "copper"


@pytest.mark.parametrize("name, why", [("gold", "too dear"), ("tin", "is not offered")])
def test_a_page_that_asks_for_what_is_grey_gets_nothing(menu, name, why):
    with pytest.raises(traitlets.TraitError, match=f"{name}: {why}"):
        menu.value = name
    assert menu.value == "iron"


def test_another_offer_comes_before_its_choice(menu):
    menu.offered = {"gold": ""}
    menu.value = "gold"
    assert menu.options == ("gold",)
