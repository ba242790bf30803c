"""The article: every number, figure and claim comes from a record; page and print are whole."""

import json
import re

import pypdfium2
import pytest
from generate import article, scorecard_page
from ultralow.data import tables
from ultralow.errors import UltralowError
from ultralow.paper import claims, gallery

TEXT = (article.FOLDER / "article.typ").read_text(encoding="utf-8")
# Verdicts that sentences rest on, as the text has them.
PRESUMED = dict(re.findall(r'\b([A-H]\d+): "([a-z ]+)"', TEXT))
QUOTED = re.compile(r'"[^"\n]*"')
TYPED = ("95 %",)  # part of what a claim is about


@pytest.fixture(scope="module")
def told():
    """The claims with the verdicts that the text presumes, without a judge's minute."""
    judges = claims.Judges()
    for one, verdict in PRESUMED.items():
        judges[one] = lambda verdict=verdict: claims.Finding(verdict, "12", "by hand")
    return tuple(claims.verdicts(judges))


@pytest.fixture(scope="module")
def known(told):
    """What the text may name, with those claims."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scorecard_page, "found", lambda: told)
        return article.known()


def changed(known, part, **new):
    """The same with some of a part put in another way."""
    found = json.loads(known)
    found[part].update(new)
    return json.dumps(found)


def prose():
    """The text without comments, equations, commands' words and names of crystals."""
    lines = [line for line in TEXT.splitlines() if not line.lstrip().startswith("//")]
    bare = re.sub(r"\$.*?\$", "", "\n".join(lines), flags=re.DOTALL)
    bare = re.sub(r"#presumes\([^)]*\)", "", QUOTED.sub("", bare))
    for one in TYPED:
        bare = bare.replace(one, "")
    return bare


def test_no_number_is_typed():
    assert re.findall(r".*\d.*", prose()) == []


def test_a_typed_number_would_be_seen(monkeypatch):
    monkeypatch.setattr(f"{__name__}.TEXT", TEXT.replace("of each kind", "of each of 3 kinds"))
    assert len(re.findall(r".*\d.*", prose())) == 1


def test_each_claim_stands_beside_the_text_once():
    beside = re.findall(r"#beside\(\(([^)]*)\)\)", TEXT)
    named = [one for listed in beside for one in re.findall(r'"([A-H]\d+)"', listed)]
    assert sorted(named) == sorted(tables.read("claims")["id"])


def test_each_figure_is_shown_once():
    assert sorted(re.findall(r'#picture\("(\w+)"\)', TEXT)) == sorted(gallery.figures())


def test_each_number_is_used_and_has_its_record():
    used = re.findall(r'#number\("([^"]+)"\)', TEXT)
    assert sorted(set(used)) == sorted(article.numbers())


def test_the_stated_value_is_that_of_the_table():
    assert article.stated("D1") == "0.45 ± 0.05 W m⁻¹ K⁻¹"
    assert article.stated("E3") == "about 2"
    assert article.stated("F3") == "less than 2000 m s⁻¹"
    assert article.stated("B3") == ""


def test_words_of_tables_are_read_as_in_pictures():
    assert (
        article.read("CsSnI3 7net-0-300K, 3 W m-1 K-1")
        == "CsSnI₃ potential B at 300 K, 3 W m⁻¹ K⁻¹"
    )
    assert article.read("83+/-4 uV K-1 over 5 um") == "83 ± 4 µV K⁻¹ over 5 µm"
    assert article.read("Wiedemann-Franz, refs 32-35") == "Wiedemann-Franz, refs 32-35"


def test_a_number_moves_with_its_record(known):
    moved = changed(known, "numbers", **{"computed CsPbI3": "777"})
    assert "comes out as 777" in words_of(article.printed(moved))


def test_print_and_page_are_the_same_twice_and_say_what_was_found(known):
    first, page = article.printed(known), article.page(known)
    assert (first, page) == (article.printed(known), article.page(known))
    shown = words_of(first)
    for number in article.numbers().values():
        assert squeezed(number) in squeezed(shown), number
        assert number in page.decode(), number
    for one in tables.read("claims")["id"]:
        assert f'id="claim-{one}"' in page.decode()


def test_nothing_of_this_machine_is_in_it(known):
    page = article.page(known).decode()
    assert str(gallery.ROOT) not in page
    assert not re.search(r"(src|href)=\"(?!data:|#|article\.pdf|https://doi\.org/)", page)


def test_a_sentence_whose_verdict_changed_is_named(known):
    other = json.loads(known)["claims"]["F3"] | {"verdict": "consistent"}
    with pytest.raises(UltralowError, match="F3 is disagrees, and its verdict is now consistent"):
        article.printed(changed(known, "claims", F3=other))


def test_a_number_without_a_name_is_named_and_nothing_is_lost(known, tmp_path, monkeypatch):
    (tmp_path / "article.pdf").write_bytes(b"of yesterday")
    lacking = json.loads(known) | {"numbers": {}}
    monkeypatch.setattr(article, "known", lambda: json.dumps(lacking))
    with pytest.raises(UltralowError, match="computed CsPbI3"):
        article.write(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["article.pdf"]
    assert (tmp_path / "article.pdf").read_bytes() == b"of yesterday"


def test_the_sentences_hold_today(judged):
    assert {one: judged.verdicts[one].verdict for one in PRESUMED} == PRESUMED


def words_of(pdf):
    """The text of all pages, with its line breaks as spaces."""
    document = pypdfium2.PdfDocument(pdf)
    pages = (page.get_textpage().get_text_range() for page in document)
    return re.sub(r"\s+", " ", " ".join(pages))


def squeezed(text):
    """A text without spaces: print breaks lines within numbers and their units."""
    return re.sub(r"\s", "", text)
