"""The digitiser's kernel: it tells what clicks read, takes pictures, saves and opens files."""

import io
import json

import pytest
from clicked import figure
from messages import message
from PIL import Image
from ultralow.data import digitised_draft, tables
from ultralow.figures import practice_print
from ultralow.widgets import digitiser


def png(size=(800, 600), color="white"):
    stream = io.BytesIO()
    Image.new("RGB", size, color).save(stream, "PNG")
    return stream.getvalue()


class Reader:
    """A digitiser, and what its browser sends."""

    def __init__(self, *given, **named):
        self.widget = digitiser.Digitiser(*given, **named)

    def ask(self, kind, *buffers, **content):
        self.widget._hear(self.widget, {"kind": kind, **content}, list(buffers))
        return self.widget.answer

    def drop(self, raw, name="fig.png", page=1):
        return self.ask("picture", memoryview(raw), name=name, page=page)

    def click(self):
        """All that a whole figure has."""
        held = digitised_draft.of(figure())
        self.widget.clicks = json.loads(json.dumps(held))
        return self.widget.answer


@pytest.fixture
def reader(data_copy):
    return Reader(png())


def test_it_begins_by_asking_for_a_picture_and_offers_what_tables_take(data_copy):
    one = Reader()
    assert one.widget.answer["words"].startswith("Drop a picture")
    offered = one.widget.offered
    assert "CsSnI3" in offered["materials"] and offered["figures"] == []
    assert offered["quantities"]["electrical_conductivity"] == ["S m-1", "S cm-1"]
    assert set(offered["quantities"]) == set(tables.QUANTITIES)
    assert one.drop(png())["words"] == "Click on the first label of x."
    assert one.widget.picture == png()


def test_clicks_are_read_with_their_errors(reader):
    answer = reader.click()
    assert answer["state"] == "step" and answer["words"] == digitised_draft.SAVE
    (first, *_), (film,) = answer["readings"]
    assert [float(one) for one in first[:2]] == [50, 0.5] and 0 < float(first[2]) < 0.01
    assert [float(one) for one in film[:2]] == [100, 0.45]


@pytest.mark.parametrize(
    ("value", "error", "told"),
    [(0.351401, 0.031, "0.351"), (1.02396, 0.0075, "1.0240"), (-85.4321, 12, "-85"),
     (0.5, 0.0, "0.5"), (1.23456e20, 1e18, "1.235e+20"), (0.99, 0.1, "0.99")],
)  # fmt: skip
def test_a_reading_has_the_digits_that_its_error_leaves(value, error, told):
    assert digitiser._rounded(value, error) == told


def test_axes_that_cannot_be_are_told_and_the_readings_stay(reader):
    before = reader.click()["readings"]
    held = json.loads(json.dumps(reader.widget.clicks))
    held["axes"]["clicks"][1]["value"] = 0.0
    reader.widget.clicks = held
    answer = reader.widget.answer
    assert answer["state"] == "refused" and "have the value 0" in answer["words"]
    assert answer["readings"] == before
    assert reader.click()["state"] == "step"


def test_a_further_label_that_is_missed_is_told(reader):
    held = json.loads(json.dumps(digitised_draft.of(figure())))
    held["further_clicks"] = [{"x": 150, "y": None, "pixel": [406, 500]}]
    reader.widget.clicks = held
    assert "misses its x by 6.0 pixels" in reader.widget.answer["words"]
    held = json.loads(json.dumps(held))
    held["further_clicks"][0]["x"] = 250
    reader.widget.clicks = held
    assert reader.widget.answer["state"] == "refused"


def test_it_saves_asks_before_it_writes_over_and_opens_again(reader, data_copy):
    reader.click()
    answer = reader.ask("save", name="mine", replace=False)
    assert (answer["state"], answer["words"]) == ("done", "data/readers/mine.csv: 7 points")
    assert reader.widget.offered["figures"] == ["mine"]
    files = [data_copy / "readers" / f"mine{end}" for end in (".csv", ".digitised.json")]
    kept = [file.read_bytes() for file in files]
    files[0].write_text("changed by hand")
    answer = reader.ask("save", name="mine", replace=False)
    assert answer["state"] == "refused" and "written over" in answer["words"]
    assert reader.ask("save", name="mine", replace=True)["state"] == "done"
    assert [file.read_bytes() for file in files] == kept

    another = Reader()
    assert "Drop its picture" in another.ask("open", name="mine")["words"]
    assert another.widget.clicks == reader.widget.clicks
    assert "is not the picture" in another.drop(png(color="black"))["words"]
    assert another.widget.picture == b""
    assert another.drop(png())["words"] == digitised_draft.SAVE
    assert another.ask("save", name="mine", replace=False)["state"] == "done"
    assert [file.read_bytes() for file in files] == kept


@pytest.mark.parametrize("name", ["", "../mine", "a b"])
def test_a_name_that_is_none_is_refused_and_nothing_is_written(reader, data_copy, name):
    before = sorted((data_copy / "readers").iterdir())
    reader.click()
    assert reader.ask("save", name=name, replace=False)["state"] == "refused"
    assert "was not digitised here" in reader.ask("open", name=name)["words"]
    assert sorted((data_copy / "readers").iterdir()) == before


def test_an_unfinished_figure_is_not_saved(reader):
    answer = reader.ask("save", name="mine", replace=False)
    assert answer["state"] == "refused" and "click on the first label of x" in answer["words"]


def test_what_is_no_picture_leaves_the_one_in_hand(reader):
    before = reader.widget.answer["image"]
    answer = reader.drop(b"no picture", name="../notes.txt")
    assert answer["state"] == "refused" and answer["words"].startswith("notes.txt: no picture")
    assert answer["image"] == before and reader.widget.picture == png()


def test_a_page_of_a_pdf_is_drawn_for_the_browser(reader):
    stream = io.BytesIO()
    Image.new("RGB", (72, 72), "white").save(stream, "PDF", resolution=72)
    assert reader.drop(stream.getvalue(), "paper.pdf")["image"]["page"] == 1
    assert Image.open(io.BytesIO(reader.widget.picture)).size == (300, 300)
    assert "no page 2" in reader.drop(stream.getvalue(), "paper.pdf", 2)["words"]


def test_starting_anew_forgets_picture_and_clicks(reader):
    reader.click()
    answer = reader.ask("anew")
    assert reader.widget.picture == b"" and reader.widget.clicks == digitised_draft.empty("CsSnI3")
    assert answer["image"] is None and answer["words"].startswith("Drop a picture")
    assert reader.drop(png((10, 10)))["image"]["width"] == 10


def test_without_a_file_it_opens_the_print_to_practise_on(tmp_path):
    found = digitiser.opened("", 1, "CsSnI3")
    assert found.picture == practice_print.scan().png
    assert found.clicks["series"][0]["material"] == "example"  # whose points no figure shows
    (tmp_path / "mine.png").write_bytes(png())
    found = digitiser.opened(str(tmp_path / "mine.png"), 1, "CsPbI3")
    assert found.clicks["series"][0]["material"] == "CsPbI3"
    message(lambda: digitiser.opened(str(tmp_path / "none.png"), 1, "CsPbI3"), "none.png")


def test_after_the_print_for_practice_a_picture_of_ones_own_is_of_ones_own_crystal(data_copy):
    reader = Reader()
    reader.widget = digitiser.opened("", 1, "CsPbI3")
    reader.drop(png())
    assert reader.widget.clicks == digitised_draft.empty("CsPbI3")
    assert reader.widget.picture == png()


def test_pictures_in_turn_are_all_shown(reader):
    stream = io.BytesIO()
    Image.new("RGB", (72, 72), "white").save(stream, "PDF", resolution=72)
    pdf = stream.getvalue()
    for raw, width in ((pdf, 300), (png(), 800), (pdf, 300)):
        reader.drop(raw)
        assert Image.open(io.BytesIO(reader.widget.picture)).width == width


def test_another_day_begins_with_open_though_the_practice_print_is_there(reader, data_copy):
    reader.click()
    reader.ask("save", name="mine", replace=False)
    another = Reader()
    another.widget = digitiser.opened("", 1, "CsSnI3")
    assert "Drop its picture" in another.ask("open", name="mine")["words"]
    assert another.widget.picture == b"" and another.widget.clicks == reader.widget.clicks


def test_clicks_without_a_picture_of_their_own_take_one_that_holds_them(data_copy):
    from ultralow.data import digitised_files

    digitised_files.save(figure(image=None), "bare")
    small, large = Reader(png((200, 200))), Reader(png())
    assert "larger picture" in small.ask("open", name="bare")["words"]
    assert large.ask("open", name="bare")["words"] == digitised_draft.SAVE
    empty = Reader()
    empty.ask("open", name="bare")
    assert "smaller than" in empty.drop(png((200, 200)))["words"]
