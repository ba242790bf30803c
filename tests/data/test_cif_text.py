"""The text of a CIF: what editors do to it means nothing, and what is none is refused."""

import gzip
import os

import numpy as np
import pytest
from cif_texts import block, cif, read, refused
from messages import message
from ultralow.data import cif_text, crystal_file

ENCODED = {
    "byte-order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "spaces that do not break": lambda text: text.replace(" ", "\u00a0").encode(),
    "lines of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "lines of old Macs": lambda text: text.replace("\n", "\r").encode(),
    "an author in latin-1": lambda text: f"# Møller\n{text}".encode("latin-1"),
    "tags in capitals": lambda text: text.replace("_atom_site", "_ATOM_SITE").encode(),
}


@pytest.mark.parametrize("case", ENCODED)
def test_what_editors_do_to_a_text_changes_no_crystal(case):
    plain, found = read(cif()), crystal_file.parse(ENCODED[case](cif()), "mine.cif")
    np.testing.assert_array_equal(found.atoms.positions, plain.atoms.positions)
    assert found.atoms.get_chemical_formula() == "Cl3CsPb"


@pytest.mark.parametrize("raw", [cif().encode("utf-16"), b"\x00\x01\x02", b"BZh91AY&SY\x01"])
def test_bytes_that_are_no_text_are_no_cif(raw):
    message(lambda: crystal_file.parse(raw, "mine.cif"), "mine.cif: not a CIF")


REFUSED = {
    "a letter": ("Dear reader,\nthis is a letter.\n", "not a CIF"),
    "nothing": ("", "no crystal structures"),
    "no sites": ("data_x\n_cell_length_a 5\n", "no crystal structures"),
    "two crystals": (cif(name="one") + cif(name="two"), "2 crystal structures"),
    "cut short": (cif()[:-12], "not a CIF"),
    "tags without end": (cif() + "".join(f"_t{i} 1\n" for i in range(30_000)), "30013 tags"),
    "blocks without end": ("".join(f"data_{i}\n" for i in range(2_000)) + cif(), "2001 blocks"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_text_without_one_crystal_of_bounded_size_is_refused(case):
    refused(*REFUSED[case])


def unreadable(folder):
    """Paths that lead to no file of bounded size."""
    (folder / "folder.cif").mkdir()
    os.mkfifo(folder / "pipe.cif")
    (folder / "zeros.cif").symlink_to("/dev/zero")
    packed = gzip.compress(bytes(20_000_000))
    (folder / "bomb.cif").write_bytes(packed)
    (folder / "cut.cif").write_bytes(packed[:-20])
    (folder / "torn.cif").write_bytes(packed[:30] + b"x" * 40)
    (folder / "large.cif").write_bytes(b"# " * 6_000_000)
    return {
        "folder.cif": "no regular file",
        "pipe.cif": "no regular file",
        "zeros.cif": "no regular file",
        "bomb.cif": "larger than 10 MB",
        "cut.cif": "larger than 10 MB",
        "torn.cif": "gzip file",
        "large.cif": "larger than 10 MB",
        "none.cif": "not there",
        f"{'long' * 80}.cif": "not there",
        "null\0.cif": "not there",
    }


def test_no_path_leads_to_more_than_a_bounded_file(tmp_path):
    for name, expected in unreadable(tmp_path).items():
        message(lambda path=tmp_path / name: cif_text.content(path), expected)
    message(lambda: cif_text.content(""), "give a CIF and a name: STRUCTURE=my.cif")


def test_a_gzipped_file_is_unpacked(tmp_path):
    path = tmp_path / "mine.cif.gz"
    path.write_bytes(gzip.compress(cif().encode()))
    assert cif_text.content(path) == cif().encode()


def test_a_second_file_behind_a_gzipped_one_is_not_left_out_unsaid(tmp_path):
    path = tmp_path / "mine.cif.gz"
    path.write_bytes(gzip.compress(cif().encode()) * 2)
    message(lambda: cif_text.content(path), "ends early, or holds more than one file")
    path.write_bytes(gzip.compress(cif().encode())[:-9])
    message(lambda: cif_text.content(path), "ends early, or holds more than one file")


@pytest.mark.parametrize("name", ["a\nb.cif", "a\x1b[2Jb.cif", "é\udcff.cif", "a" * 200])
def test_a_name_is_shown_printable_and_short(name):
    shown = cif_text.shown_name(f"/some/where/{name}")
    assert shown.isprintable() and len(shown) <= 80 and "/" not in shown


def test_the_first_tag_that_has_a_value_counts():
    found = block(cif(stated="_one ?\n_two .\n_three 'P  n\tm a'\n_four 4\n"))
    assert cif_text.first(found, "_none", "_one", "_two", "_three", "_four") == "P n m a"
    assert cif_text.first(found, "_none", "_one", "_two") == ""
