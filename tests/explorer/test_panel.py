"""The explorer's kernel: where the controls stand is a case, and each question has an answer."""

import csv
import io
import json
import zipfile

import pytest
from explorer_views import START, case
from generate import explorer_data
from ultralow.data import datapackage, phonon_store
from ultralow.errors import UltralowError
from ultralow.explorer import commands, download, panel, phonon_tables, screen
from ultralow.explorer.facts import CONTROLS

pytestmark = pytest.mark.early(60)


@pytest.fixture
def opened():
    return of()


def of(**changes):
    """An explorer whose answers are kept."""
    one = panel.Explorer(case(**changes))
    one.panel()
    one.answers = []
    one.front.send = lambda content, buffers: one.answers.append((content, buffers))
    return one


def ask(one, **question):
    """Ask as a page does; returns the answer and its bytes."""
    one.front._handle_custom_msg({"id": "a question", **question}, [])
    content, buffers = one.answers.pop()
    assert content.pop("id") == "a question" and not one.answers
    return content, buffers


def test_it_starts_from_the_case_of_the_notebook():
    one = of(material="CsPbBr3", temperature_K=250, quantity="merit")
    assert one.front.values == {name: one.case.values[name] for name in CONTROLS}
    assert [*one.front.tables] == [f"CsPbBr3/{phonon_store.accepted('CsPbBr3')[0].name}"]
    named = phonon_store.accepted("CsPbBr3")[-1].name
    assert [*of(material="CsPbBr3", checkpoint=named).front.tables] == [f"CsPbBr3/{named}"]


def test_where_the_page_says_that_its_controls_stand_is_the_case(opened):
    moved = {"material": "CsPbI3", "temperature_K": 250, "casimir_length_nm": 20}
    opened.front.values = opened.front.values | moved
    assert opened.case.values == case(**moved).values
    numbers = [one for one in opened.case.values.values() if not isinstance(one, str)]
    assert all(isinstance(one, float) for one in numbers)
    assert not opened.case.is_paper
    opened.front.values = {name: START[name] for name in CONTROLS}
    assert opened.case.values == case().values and opened.case.is_paper


REFUSED = [
    {"temperature_K": -1}, {"temperature_K": float("nan")}, {"temperature_K": "warm"},
    {"temperature_K": None}, {"material": "NaCl"}, {"material": ["CsPbI3"]}, {"quantity": ""},
    {"casimir_length_nm": 1e9}, {"defect_strength": {}}, {"minimum_model": "../clarke"},
]  # fmt: skip


@pytest.mark.parametrize("values", REFUSED, ids=str)
def test_what_cannot_be_leaves_the_case_as_it_was(opened, values):
    before = opened.case.values
    with pytest.raises(UltralowError):
        opened.take(before | values)
    opened.front.values = opened.front.values | values
    assert opened.case.values == before
    answer, _ = ask(opened, kind="command", values=before | values)
    assert [*answer] == ["words"] and opened.case.values == before


def test_a_page_moves_controls_and_nothing_else(opened):
    opened.take({"figures_folder": "/somewhere", "is_paper": False, "temperature_K": 200.0})
    assert opened.case.values == case(temperature_K=200).values


def test_what_is_saved_is_the_figure_of_the_controls(opened, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    values = opened.front.values | {"material": "CsPbI3", "temperature_K": 200}
    answer, (content,) = ask(opened, kind="save", values=values)
    assert answer == {"name": "explore_CsPbI3_T=200K.zip", "type": download.KIND}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        record = json.loads(packed.read("explore_CsPbI3_T=200K.json"))
    seen = screen.page(case(material="CsPbI3", temperature_K=200))
    assert content == download.archive(seen)[1]
    assert record["parameters"]["temperature_K"] == 200
    assert list(tmp_path.rglob("*")) == []


def test_the_numbers_that_are_handed_over_are_those_of_the_library(opened, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = datapackage.inputs()
    values = opened.front.values | {"temperature_K": 250}
    answer, (content,) = ask(opened, kind="csv", values=values)
    assert answer == {"name": "explore_CsSnI3_T=250K.csv", "type": "text/csv"}
    assert datapackage.inputs() == before  # they are no inputs of what the notebook saves
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    known = screen.ExplorerInputs("CsSnI3")
    (whole,) = [one for one in screen.show(known, opened.case).curves if one.label[:8] == "computed"
                and one.panel == "conductivity"]  # fmt: skip
    found = [float(one["y_value"]) for one in rows if one["series"].startswith("computed, tuned")]
    assert found == pytest.approx(whole.y.tolist(), rel=1e-12)
    assert list(tmp_path.rglob("*")) == []


def test_the_command_is_that_of_the_controls(opened):
    answer, _ = ask(opened, kind="command", values=opened.front.values | {"temperature_K": 250})
    here = case(temperature_K=250)
    said = [one for _, one in answer["told"]]
    assert said == [commands.command(here), commands.related_command(here)]
    fast = opened.front.values | {"longitudinal_velocity_m_s": 3000}  # no figure draws it
    answer, _ = ask(opened, kind="command", values=fast)
    assert len(answer["told"]) == 1


@pytest.mark.parametrize("material", ["CsPbI3", "CsPbBr3", "CsSnI3"])
def test_a_table_is_what_the_site_has(opened, material):
    for name, script in explorer_data.phonon_scripts(material).items():
        answer, _ = ask(opened, kind="table", key=f"{material}/{name}")
        assert json.loads(script[script.index("] = ") + 4 : -2]) == json.loads(
            json.dumps(answer["table"])
        )


NO_TABLES = ["", "CsSnI3", "CsSnI3/", "CsSnI3/7net-0", "NaCl/7net-0", "../data/CsSnI3", None, 7, []]


@pytest.mark.parametrize("key", NO_TABLES, ids=str)
def test_no_other_table_is_handed_over(opened, key):
    answer, buffers = ask(opened, kind="table", key=key)
    assert "no phonons are called" in answer["words"] and buffers == []


def test_what_nobody_foresaw_is_told_and_the_next_question_is_answered(opened, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(screen, "page", lambda case: 1 / 0)
        answer, _ = ask(opened, kind="save", values=opened.front.values)
    assert answer == {"words": "ZeroDivisionError: division by zero"}
    answer, _ = ask(opened, kind="nothing of this name")
    assert [*answer] == ["words"]
    assert "told" in ask(opened, kind="command", values=opened.front.values)[0]


def test_a_solid_that_cannot_be_is_refused_in_words(opened):
    slow = {"longitudinal_velocity_m_s": 900, "transverse_velocity_m_s": 1000}
    for kind in ("save", "csv"):
        answer, _ = ask(opened, kind=kind, values=opened.front.values | slow)
        assert "keep the longitudinal velocity above 1155 m/s" in answer["words"]


def test_two_explorers_do_not_know_each_other():
    one, other = of(), of(material="CsPbI3")
    one.front.values = one.front.values | {"temperature_K": 100}
    assert other.case.values == case(material="CsPbI3").values
    told = ask(other, kind="command", values=other.front.values)[0]["told"]
    assert told[0][1] == commands.command(other.case) and not one.answers


@pytest.fixture
def without_phonons(monkeypatch):
    datapackage.forget_inputs()
    monkeypatch.setattr(phonon_store, "usable", lambda name: ())
    yield
    datapackage.forget_inputs()


def test_a_crystal_without_usable_phonons_needs_no_table(without_phonons):
    one = of(material="CsPbI3")
    assert one.front.tables == {}
    known = one.front.facts["known"]["CsPbI3"]
    assert known["phonons"] == [] and known["best"]["checkpoint"] is None
    assert known["absent"]["accumulation"] == "no stored phonons\npassed the checks"
    assert "words" in ask(one, kind="table", key="CsPbI3/7net-l3i5")[0]


def test_a_case_that_has_no_screen_is_refused_where_it_is_opened():
    with pytest.raises(UltralowError):
        panel.Explorer(case(material="CsSnI3_yellow")).panel()
    with pytest.raises(UltralowError, match="refused"):
        panel.Explorer(case(checkpoint="7net-0")).panel()


def test_tables_belong_to_accepted_results_alone(opened):
    refused = phonon_store.refused("CsSnI3")
    assert refused
    for one in refused:
        assert "words" in ask(opened, kind="table", key=f"CsSnI3/{one.name}")[0]
    assert phonon_tables.of_result("CsSnI3", phonon_store.accepted("CsSnI3")[0].name) == next(
        iter(opened.front.tables.values())
    )
