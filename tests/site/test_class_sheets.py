"""Sheets for a class: whole, for two readers, with the words of the notebook and nothing else."""

import json
import re

import pypdfium2
import pytest
import sheets
from generate import class_sheets
from ultralow.errors import UltralowError
from ultralow.paper import exercises, gallery


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    pages = (page.get_textpage().get_text_range() for page in document)
    return " ".join(re.sub(r"\s*\d+\s*$", "", page) for page in pages)  # without its number


def squeezed(text):
    """Letters and digits alone: lines are broken elsewhere on paper."""
    return re.sub(r"\W", "", text)


def plain(text):
    return "".join(words for words, _ in exercises.pieces(text))


@pytest.mark.parametrize("name", ["start_here", "fig2_thermal_conductivity", "fig1_measurement"])
def test_students_get_the_questions_and_the_teacher_the_answers(tmp_path, name):
    made = {path.name: path for path in class_sheets.write(name, tmp_path)}
    assert {path.name for path in tmp_path.iterdir()} == set(made)
    printed = {one: squeezed(text_of(made[f"{name}_{one}.pdf"])) for one in class_sheets.READERS}
    for one in exercises.tries(name):
        question, answer = squeezed(plain(one.question)), squeezed(plain(one.answer))
        assert question in printed["students"] and question in printed["teacher"]
        assert answer in printed["teacher"] and answer not in printed["students"]
        for _, said in one.mistakes:
            assert squeezed(said) in printed["teacher"]
            assert squeezed(said) not in printed["students"]
    for reader in class_sheets.READERS:
        page = made[f"{name}_{reader}.html"].read_text(encoding="utf-8")
        assert "<script" not in page and not re.search(r'(src|href)="(?!data:)', page)
        assert ('class="answer"' in page) == (reader == "teacher")


def test_two_runs_give_the_same_bytes(tmp_path):
    first, again = ([path.read_bytes() for path in class_sheets.write("explore", tmp_path / name)]
                    for name in ("one", "two"))  # fmt: skip
    assert first == again


@pytest.mark.parametrize("name", class_sheets.notebooks())
def test_minutes_are_those_of_a_lesson(name):
    known = json.loads(class_sheets.known(name, "students"))
    minutes = known["minutes"]
    tries = len(known["tries"])
    assert minutes["before"] + tries * minutes["each"] + minutes["after"] == class_sheets.LESSON
    assert minutes["each"] >= 6 and minutes["after"] >= class_sheets.AFTER
    assert (known["picture"] is not None) == (name in gallery.figures())


def test_ranges_are_words():
    (lorenz, *_) = json.loads(class_sheets.known("fig2_thermal_conductivity", "teacher"))["tries"]
    assert (lorenz["right"], lorenz["unit"]) == ("0.355 to 0.365", "W m⁻¹ K⁻¹")
    assert lorenz["what"] == "what the lattice keeps"
    assert lorenz["mistakes"][0][0] == "0.375 to 0.385"
    (network, *_) = json.loads(class_sheets.known("fig1_structures", "teacher"))["tries"]
    assert network["right"] == "1"


def test_an_unknown_notebook_is_one_message(capsys):
    assert sheets.main(["fig9"]) == 1
    assert "fig9" in capsys.readouterr().err
    with pytest.raises(UltralowError):
        class_sheets.known("fig9", "students")
