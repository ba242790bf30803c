"""Tables for display: whole, without row numbers, and the frame left as it was."""

import pandas as pd
from ultralow.figures.table import Table

FRAME = pd.DataFrame({"name": ["a & b", "c"], "ratio": [1.23456, 2.0]}, index=[7, 9])


def test_numbers_are_formatted_in_a_copy():
    before = FRAME.copy()
    shown = Table(FRAME, ratio="{:.2f}")
    assert shown.frame["ratio"].tolist() == ["1.23", "2.00"]
    pd.testing.assert_frame_equal(FRAME, before)


def test_neither_text_nor_html_has_row_numbers():
    shown = Table(FRAME, ratio="{:.1f}")
    assert [line.split() for line in repr(shown).splitlines()] == [
        ["name", "ratio"], ["a", "&", "b", "1.2"], ["c", "2.0"]
    ]  # fmt: skip
    html = shown._repr_html_()
    assert "<th>name</th>" in html and "a &amp; b" in html
    assert "<th>7</th>" not in html and 'border="1"' not in html


def test_a_long_table_is_shown_whole():
    long = Table(pd.DataFrame({"n": range(500), "text": ["x" * 100] * 500}))
    assert len(repr(long).splitlines()) == 501
    assert "..." not in repr(long) and long._repr_html_().count("<tr") == 501
    assert "x" * 100 in repr(long)
