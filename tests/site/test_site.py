"""The site: built without a warning, whole, readable on a phone, by keyboard and without a net."""

import ast
import html
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit
from xml.etree import ElementTree

import nbformat
import pytest
from barriers import barriers
from browser import PHONE, visit
from generate import api, equations, layout, notebook_pages, reader_panel, scorecard_page
from numpydoc.docscrape import NumpyDocString
from patience import PATIENCE
from ultralow.figures import alt_text, record_csv, records, showcase
from ultralow.paper import claims, gallery

pytestmark = pytest.mark.long(460)

MEGABYTE = 1e6
SMALL_DESKTOP = (1280, 800)
ENTITY = re.compile(r"&(?!lt;|gt;|amp;|#)\w+;")
LOADED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "link": "href"}
CHILDREN = {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "munder": 2, "mover": 2,
            "munderover": 3, "mroot": 2}  # fmt: skip


class Page(HTMLParser):
    """What a page of the site links to, loads, and is called."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.images, self.ids = [], [], [], set()
        self.tags, self.lang, self.title, self._inside = Counter(), None, "", None
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags[tag] += 1
        self.ids.add(given.get("id"))
        self.ids.add(given.get("name"))
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "html":
            self.lang = given.get("lang")
        if tag == "img":
            self.images.append(given)
        navigation = tag == "link" and given.get("rel") in ("next", "prev", "canonical", "search")
        if given.get(LOADED.get(tag, "")) and not navigation:
            self.loads.append(given[LOADED[tag]])
        if tag == "title" and not self.title:  # an SVG has titles too
            self._inside = "title"

    def handle_data(self, data):
        if self._inside:
            self.title += data

    def handle_endtag(self, tag):
        if tag == "title":
            self._inside = None


def build(folder):
    command = [sys.executable, str(gallery.ROOT / "docs" / "build.py"), str(folder)]
    env = os.environ | {"PYTHONPATH": str(gallery.ROOT / "lib")}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "site"
    done = build(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site):
    names = (path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    # The theme leaves a template of its own among its scripts, which is no page.
    return {name: Page(site / name) for name in names if not name.startswith("_static/")}


def test_it_is_complete_and_small(site, pages):
    names = {f"notebooks/{path.stem}.html" for path in gallery.NOTEBOOKS.glob("*.ipynb")}
    modules = {f"api/{name}.html" for name in api.modules()}
    others = {"index", "article", "scorecard", "theory", "glossary", "data/README", "cite",
              "CHANGELOG", "cluster", "panels/minimum", "panels/merit",
              "panels/accumulation", "panels/explore", "panels/motion"}  # fmt: skip
    others |= {f"api/{wing}" for wing in api.wings()}
    assert names | modules | {f"{one}.html" for one in others} <= set(pages)
    sizes = {path: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    tables = sum(size for path, size in sizes.items() if path.suffix == ".csv")
    article = sum(size for path, size in sizes.items() if path.stem == "article")
    explorer = sum(size for path, size in sizes.items() if path.name.startswith("explorer_Cs"))
    # No page loads a table or the article, which holds its pictures: they are what a reader saves.
    # Nor does one load what the explorer has of a result, until that is chosen.
    assert 5 * MEGABYTE < sum(sizes.values()) - tables - article - explorer < 28 * MEGABYTE
    assert tables < 10 * MEGABYTE
    assert MEGABYTE < explorer < 4.5 * MEGABYTE  # 1.5 a crystal
    assert MEGABYTE < article < 2.5 * MEGABYTE


def test_every_module_is_listed_in_its_wing(site):
    text = (site / "api" / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{name}.html"' in text for name in api.modules())
    assert {name.partition(".")[0] for name in api.modules() if "." in name} == set(api.wings())


def test_internal_links_lead_to_pages_and_places(site, pages):
    broken = []
    for name, page in pages.items():
        for link in page.links + page.loads:
            if urlsplit(link).scheme:
                continue
            path, place = urldefrag(link)
            place = place.partition("=")[0]  # a choice of the scorecard: the name of its field
            target = os.path.normpath(Path(name).parent / unquote(urlsplit(path).path))
            target = name if not path else target
            missing = place and target in pages and unquote(place) not in pages[target].ids
            if missing or not (site / target).exists():
                broken.append((name, link))
    assert not broken


def test_no_page_loads_anything_from_elsewhere(site, pages):
    outside = {(name, one) for name, page in pages.items() for one in page.loads
               if urlsplit(one).scheme not in ("", "data") or urlsplit(one).netloc}  # fmt: skip
    assert not outside
    for path in site.rglob("*.css"):
        for one in re.findall(r"url\(([^)]*)\)|@import\s+([^;]*)", path.read_text()):
            assert not re.match(r"['\"]?(https?:)?//", "".join(one)), path.name


def test_every_image_has_words_from_its_record(pages):
    for name, page in pages.items():
        for image in page.images:
            assert image.get("alt", "").strip(), (name, image.get("src"))
    for figure in gallery.figures().values():
        for material in figure.materials:
            record = records.read(gallery.ROOT / "figures" / figure.name / f"{material}.json")
            words = alt_text.describe(record, figure.name)
            for name in ("index.html", f"notebooks/{figure.name}.html"):
                found = [" ".join(image["alt"].split()) for image in pages[name].images]
                assert words in found, (name, material)


def test_every_page_has_a_language_one_heading_and_its_own_title(pages):
    for name, page in pages.items():
        assert page.lang == "en", name
        assert page.tags["h1"] == 1, (name, page.tags["h1"])
    titles = Counter(page.title.strip() for page in pages.values())
    assert "" not in titles and titles.most_common(1)[0][1] == 1


def test_formulas_are_whole(site):
    formulas = 0
    for path in site.rglob("*.html"):
        for text in re.findall(r"<math.*?</math>", path.read_text(encoding="utf-8"), re.DOTALL):
            formulas += 1
            for node in ElementTree.fromstring(ENTITY.sub(plain, text)).iter():
                kind = node.tag.rpartition("}")[2]
                assert len(node) == CHILDREN.get(kind, len(node)), text
                assert kind != "merror"
    assert formulas > 100


def plain(entity):
    """A sign that HTML has a name for, and XML has none."""
    return html.unescape(entity[0])


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\tfrac13", r"\tfrac{1}{3}"),
        (r"\frac 52 x", r"\frac{5}{2} x"),
        (r"\frac{12}{5}", r"\frac{12}{5}"),
        (r"x^23", r"x^{2}3"),
        (r"k_B n^{2/3}", r"k_B n^{2/3}"),
    ],
)
def test_digits_are_arguments_one_by_one(tex, expected, monkeypatch):
    monkeypatch.syspath_prepend(str(gallery.ROOT / "docs" / "extensions"))
    import mathml_renderer

    assert mathml_renderer.braced(tex) == expected


def dois(path):
    """The DOIs in the sections of references of a module, as numpydoc reads them."""
    kinds = (ast.Module, ast.FunctionDef, ast.ClassDef)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in (one for one in ast.walk(tree) if isinstance(one, kinds)):
        lines = NumpyDocString(ast.get_docstring(node) or "")["References"]
        yield from re.findall(r"doi[: ](10\.\d+/\S*[\w)])", " ".join(lines))


def test_the_theory_page_has_every_equation_and_reference(site):
    text = (site / "theory.html").read_text(encoding="utf-8")
    for name in equations.functions():
        page = f"api/{name.removeprefix('ultralow.').rpartition('.')[0]}.html#{name}"
        assert page in text, name
    cited = {doi for path in api.modules().values() for doi in dois(path)}
    assert len(cited) > 10
    assert not {doi for doi in cited if f"https://doi.org/{doi}" not in html.unescape(text)}


def test_the_layout_is_stable(tmp_path):
    assert layout.write(tmp_path / "pages")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "pages").rglob("*")}
    (tmp_path / "pages" / "left_over.md").write_text("# of an earlier version")
    assert layout.write(tmp_path / "pages")
    assert not layout.write(tmp_path / "pages")
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "pages").rglob("*")}
    assert {path for path in after if path.is_file()} == {p for p in before if p.is_file()}
    assert all(before[path] == after[path] for path in after if path.is_file())


def test_a_notebook_that_is_no_figure_gets_its_page(tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "NOTEBOOKS", tmp_path)
    gallery_list = (layout.ROOT / "notebooks" / "gallery.yml").read_text(encoding="utf-8")
    (tmp_path / "gallery.yml").write_text(gallery_list, encoding="utf-8")
    for name in (*gallery.figures(), "start_here"):
        source = layout.ROOT / "notebooks" / "fig4_thermoelectrics.ipynb"
        (tmp_path / f"{name}.ipynb").write_bytes(source.read_bytes())
    assert notebook_pages.names() == ["start_here", *gallery.figures()]
    assert "/notebooks/start_here" in notebook_pages.contents()
    title, text = notebook_pages.opening("start_here")
    assert f"[{title}](notebooks/start_here.ipynb): {text}" in notebook_pages.tours()
    page = notebook_pages.page("start_here")
    assert "The other materials" not in page
    images = [cell.metadata.mystnb.image.alt for cell in nbformat.reads(page, 4).cells
              if "mystnb" in cell.metadata]  # fmt: skip
    assert images == [f"{title}. {text}"]


def test_what_a_notebook_links_to_is_there():
    cell = nbformat.v4.new_markdown_cell(
        "[all](../data/paper), [one](../data/paper/claims.csv), [cite](../CITATION.cff)"
    )
    text = notebook_pages.LINK.sub(notebook_pages._to_a_page, cell.source)
    assert text == (
        "[all](../data/README.md#what-is-where), [one](../data/paper/claims.csv), "
        "[cite](../cite.md)"
    )
    assert "data/literature/low_k_crystals.csv" in layout.files()


def test_the_scorecard_filters_by_keyboard(site, browser):
    verdicts = Counter(one.verdict for one in scorecard_page.found())
    figures = Counter(one.figure for one in scorecard_page.found())
    with visit(browser) as page:
        page.goto((site / "scorecard.html").as_uri())
        rows = page.locator("table.scorecard tbody tr")
        shown = page.locator("table.scorecard tbody tr:visible")
        assert rows.count() == shown.count() == len(scorecard_page.found()) == 88
        tab_to(page, "verdict")
        for number, verdict in enumerate(claims.VERDICTS, start=1):
            page.keyboard.press("ArrowDown")
            assert shown.count() == verdicts[verdict], verdict
            said = page.locator("form.scorecard output").inner_text()
            assert said == f"{verdicts[verdict]} of 88 claims"
            assert number == page.evaluate("document.activeElement.selectedIndex")
        page.keyboard.press("Home")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        first = page.input_value("form.scorecard [name=figure]")
        assert shown.count() == figures[first]
        assert f"figure={first}" in page.url
        page.reload()
        assert shown.count() == figures[first]
        page.keyboard.press("Tab")
        tab_to(page, "reset")
        page.keyboard.press("Enter")
        page.wait_for_function("!location.hash")
        assert shown.count() == 88


def tab_to(page, name):
    script = "[document.activeElement.name, document.activeElement.type]"
    for _ in range(60):
        if name in page.evaluate(script):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached with the Tab key")


def test_every_page_fits_a_phone_and_stays_at_home(site, pages, browser):
    wide = {}
    with visit(browser, PHONE) as page:
        for name in pages:
            page.goto((site / name).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], name
            wide[name] = page.evaluate(CUT_OFF)
    assert not {name: found for name, found in wide.items() if found}


@pytest.mark.parametrize(("size", "scheme"), [(SMALL_DESKTOP, "light"), (PHONE, "dark")])
def test_nothing_keeps_a_reader_from_a_page(site, pages, browser, size, scheme):
    with visit(browser, size, color_scheme=scheme) as page:
        found = {}
        for name in of_each_kind(pages):
            page.goto((site / name).as_uri())
            found[name] = barriers(page)
    assert not {name: lines for name, lines in found.items() if lines}


def of_each_kind(pages):
    """All pages but those of the modules, which are of one make: of these every tenth."""
    modules = [name for name in pages if name.startswith("api/") and name.count(".") > 1]
    assert len(modules) > 100
    return [name for name in pages if name not in modules] + modules[::10]


# What reaches beyond the screen, and neither scrolls by itself nor stands in what does.
CUT_OFF = """() => {
  const scrolls = (one) => {
    for (let at = one; at && at.tagName !== "ARTICLE"; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  return Array.from(document.querySelectorAll("article *"))
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one))
    .map((one) => one.outerHTML.slice(0, 80));
}"""


def test_the_built_panels_answer(site, browser):
    with visit(browser) as page:
        for name, status in (("minimum", "At 300 K"), ("merit", "Lorenz number")):
            page.goto((site / "panels" / f"{name}.html").as_uri())
            words = page.inner_text(f"[data-panel={name}] [role=status]")
            assert words.startswith(status)


@pytest.mark.parametrize("size", [SMALL_DESKTOP, PHONE], ids=lambda size: f"{size[0]}px")
def test_points_are_dropped_between_the_figure_and_its_derivation(site, browser, tmp_path, size):
    file = tmp_path / "mine.csv"
    rows = ("total_thermal_conductivity;300;0,61;0,05;W/(m·K)", "seebeck_coefficient;300;79;;uV/K")
    header = "material;quantity;temperature_K;value;uncertainty;unit;source;grade"
    lines = [header, *(f"γ-CsSnI₃;{one};my rig;" for one in rows)]
    file.write_text("\n".join(lines), encoding="utf-8")
    broken = tmp_path / "broken.csv"
    broken.write_bytes(file.read_bytes() + b"\0")
    with visit(browser, size) as page:
        for figure in reader_panel.TAKES:
            page.goto((site / "notebooks" / f"{figure}.html").as_uri())
            headings = page.locator("h2").all_inner_texts()
            assert headings[0].startswith("Your own points"), figure
            page.set_input_files("#points-file", file)
            page.locator("[data-panel=points] svg.chart .cross").wait_for()
            assert "2 points read, 1 drawn here" in page.inner_text("[data-panel=points] .words")
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
            assert barriers(page) == []
            other = page.locator("[data-panel=points] .words a").get_attribute("href")
            assert other.partition("#")[0] in {f"{one}.html" for one in reader_panel.TAKES}
            section = page.locator("section:has(> h2)").first
            assert other.partition("#")[2] == section.get_attribute("id")
            page.set_input_files("#points-file", broken)
            page.locator("[data-panel=points] [role=alert] p").first.wait_for()
            told = page.inner_text("[data-panel=points] [role=alert]")
            assert "line 3: holds the control character '\\x00'" in told


def test_the_front_page_says_what_was_found(site, browser):
    found = scorecard_page.found()
    wrong = [one.id for one in found if one.verdict == "disagrees"]
    with visit(browser, SMALL_DESKTOP) as page:
        page.goto((site / "index.html").as_uri())
        picture = page.locator(f"article img.{showcase.CELL}").bounding_box()
        assert picture["y"] + picture["height"] <= SMALL_DESKTOP[1]
        text = page.locator("article").inner_text()
        for material in gallery.figure("fig2_thermal_conductivity").materials:
            stem = gallery.ROOT / "figures" / "fig2_thermal_conductivity" / material
            number = records.read(stem.with_suffix(".json"))["numbers"]["computed_total_300K"]
            assert f"{number['value']:.2f} ± {number['uncertainty']:.2f} computed" in text
        card = page.locator("article .sd-card", has_text="What does not hold")
        links = card.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        assert links == [*(f"scorecard.html#{one}" for one in wrong),
                         "scorecard.html#verdict=disagrees"]  # fmt: skip
        card.locator("a").last.click()
        page.wait_for_url("**/scorecard.html#verdict=disagrees")
        shown = page.locator("table.scorecard tbody tr:visible")
        rows = "[...document.querySelectorAll('table.scorecard tbody tr')]"
        page.wait_for_function(
            f"count => {rows}.filter(one => one.offsetParent).length === count", arg=len(wrong)
        )
        ids = shown.evaluate_all("all => all.map(one => one.id)")
        assert ids == wrong
        page.goto((site / "scorecard.html").as_uri())
        first = shown.evaluate_all("all => all.map(one => one.id)")[: len(wrong)]
        assert first == wrong


CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
PASTED = "navigator.clipboard.readText()"


def said(place):
    """What a row says once its button has done its work."""
    output = place.locator("output")
    output.locator("span").wait_for()
    return output.inner_text()


def test_under_each_figure_are_its_files_at_addresses_that_stay(site, browser):
    with visit(browser) as page:
        for name in gallery.figures():
            page.goto((site / "notebooks" / f"{name}.html").as_uri())
            rows = page.locator("article .figure-row")
            found = rows.evaluate_all(LINKS)
            made = [material for figure, material in notebook_pages.made() if figure == name]
            first = gallery.figure(name).parameters["material"]
            order = [first, *(one for one in made if one != first)]
            kinds = {"SVG": "svg", "PNG": "png", "CSV": "csv", "record": "json"}
            assert found == [
                [[word, f"../figures/{name}/{one}.{kind}"] for word, kind in kinds.items()]
                + [["notebook", f"../notebooks/{name}.ipynb"]]
                for one in order
            ]
            picture = page.locator(f"article img.{showcase.CELL}").bounding_box()
            row, heading = rows.first.bounding_box(), page.locator("h2").first.bounding_box()
            assert picture["y"] + picture["height"] <= row["y"] < heading["y"], name
    for figure, material in notebook_pages.made():
        stem, own = f"figures/{figure}/{material}", gallery.ROOT / "figures" / figure / material
        for kind in ("svg", "png", "json"):
            served = (site / f"{stem}.{kind}").read_bytes()
            assert served == own.with_suffix(f".{kind}").read_bytes()
        table = (site / f"{stem}.csv").read_text(encoding="utf-8")
        assert table == record_csv.text(records.read(own.with_suffix(".json")))


LINKS = """rows => rows.map(row => [...row.querySelectorAll("a")].map(
  one => [one.textContent.trim(), one.getAttribute("href")]))"""


def test_the_address_of_a_figure_is_copied_and_leads_back_to_it(site, browser):
    start = (site / "notebooks" / "fig4_thermoelectrics.html").as_uri()
    with visit(browser, SMALL_DESKTOP, **CLIPBOARD) as page:
        page.goto(f"{start}#references")
        rows = page.locator("article .figure-row")
        rows.first.get_by_role("button", name="copy link").click()
        assert said(rows.first) == f"copied: {start}"
        assert page.evaluate(PASTED) == start
        name = "fig1_structures"
        page.goto((site / "notebooks" / f"{name}.html").as_uri())
        last = rows.last
        button = last.get_by_role("button", name="copy link")
        button.focus()
        page.keyboard.press("Enter")
        said(last)
        link = page.evaluate(PASTED)
        assert link.endswith(f"{name}.html#figure-CsSnI3_yellow")
        page.goto("about:blank")
        page.goto(link)
        heading = page.get_by_role("heading", name="yellow CsSnI₃")
        assert 0 <= heading.bounding_box()["y"] < SMALL_DESKTOP[1] / 2
        page.goto((site / "index.html").as_uri())
        rows.first.get_by_role("button", name="copy link").click()
        said(rows.first)
        assert page.evaluate(PASTED) == (site / "notebooks" / "fig2_comparison.html").as_uri()


def test_a_figure_is_cited_with_its_address(site, browser):
    address = (site / "notebooks" / "fig4_thermoelectrics.html").as_uri()
    with visit(browser, **CLIPBOARD) as page:
        page.goto(address)
        row = page.locator("article .figure-row").first
        row.get_by_role("button", name="cite").click()
        assert said(row).startswith("copied: Ultralow: a living paper")
        text = page.evaluate(PASTED)
        assert gallery.figure("fig4_thermoelectrics").title in text and text.endswith(address)
        assert "https://doi.org/10.1073/pnas.1711744114" in text and "version" in text


def test_where_the_clipboard_is_closed_the_text_is_marked(site, browser):
    with visit(browser) as page:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        page.goto((site / "notebooks" / "fig4_thermoelectrics.html").as_uri())
        row = page.locator("article .figure-row").first
        row.get_by_role("button", name="copy link").click()
        assert said(row) == f"copy this: {page.url}"
        assert page.evaluate("String(getSelection())") == page.url


def test_each_entry_of_bibtex_has_its_button(site, browser):
    with visit(browser, **CLIPBOARD) as page:
        page.goto((site / "cite.html").as_uri())
        rows = page.locator("article .figure-row")
        for row, kind, key in zip(rows.all(), ("article", "software"), ("Lee2017", "Ultralow"),
                                  strict=True):  # fmt: skip
            row.get_by_role("button", name=f"copy {key}").click()
            said(row)
            entry = page.evaluate(PASTED)
            assert entry.startswith(f"@{kind}{{{key},\n  author = {{") and entry.endswith("}")
            assert entry.count("{") == entry.count("}") and entry.count("@") == 1


def test_a_csv_is_saved_from_the_page(site, browser):
    with visit(browser, accept_downloads=True) as page:
        page.goto((site / "notebooks" / "fig4_thermoelectrics.html").as_uri())
        link = page.locator("article .figure-row").first.get_by_role("link", name="CSV")
        with page.expect_download() as waiting:
            link.click()
        material = gallery.figure("fig4_thermoelectrics").parameters["material"]
        # From a folder a browser keeps the name of the file, from a server it takes this one.
        assert link.get_attribute("download") == f"fig4_thermoelectrics-{material}.csv"
        assert waiting.value.suggested_filename.endswith(f"{material}.csv")
        saved = Path(waiting.value.path()).read_bytes()
        assert saved == (site / f"figures/fig4_thermoelectrics/{material}.csv").read_bytes()


# The place of a page in what a search finds: figures and theory, others, changes, the library.
TIERS = (r"^(notebooks/.*|theory)\.html", r"^(?!api/|CHANGELOG|CONTRIBUTING)", r"^(?!api/)", r"^")


@pytest.mark.parametrize("words", ["thermal conductivity", "minimum", "wigner"])
def test_a_search_from_a_folder_finds_figures_and_theory_first(site, browser, words):
    with visit(browser, SMALL_DESKTOP) as page:
        page.goto(f"{(site / 'search.html').as_uri()}?q={words.replace(' ', '+')}")
        page.wait_for_function(
            "() => /found/.test(document.querySelector('#search-results p')?.textContent)"
        )
        links = page.locator("#search-results li > a").evaluate_all(
            "all => all.map(one => [one.getAttribute('href'), one.getBoundingClientRect().top])"
        )
        tiers = [next(n for n, one in enumerate(TIERS) if re.match(one, link)) for link, _ in links]
        assert tiers == sorted(tiers) and {0, 3} <= set(tiers)
        if tiers.index(3) > 9:  # as many fill a screen
            assert links[tiers.index(3)][1] > SMALL_DESKTOP[1]
        page.locator("#search-results li > a").first.click()
        page.wait_for_url(lambda url: "search.html" not in url)
        assert page.locator("h1").is_visible()


@pytest.mark.parametrize("size", [SMALL_DESKTOP, PHONE], ids=lambda size: f"{size[0]}px")
def test_the_figure_of_a_notebook_is_on_its_first_screen(site, browser, size):
    with visit(browser, size) as page:
        for name in gallery.figures() | gallery.companions():
            page.goto((site / "notebooks" / f"{name}.html").as_uri())
            picture = page.locator(f"article img.{showcase.CELL}")
            assert page.evaluate("one => one.naturalWidth", picture.element_handle()) > 400
            box, text = picture.bounding_box(), page.locator("h1 + p").bounding_box()
            assert 0 < text["y"] < text["y"] + text["height"] <= box["y"], name
            assert box["y"] + box["height"] <= size[1], name
            # All of the column, or as high as half of a screen.
            assert box["width"] >= 0.9 * text["width"] or box["height"] >= 0.45 * size[1], name


def test_code_is_folded_and_opens_by_keyboard(site, browser):
    with visit(browser) as page:
        for path in gallery.NOTEBOOKS.glob("*.ipynb"):
            page.goto((site / "notebooks" / f"{path.stem}.html").as_uri())
            cells = nbformat.read(path, as_version=4).cells
            shown = (cell for cell in cells if "prediction" not in cell.metadata.get("tags", []))
            count = sum(cell.cell_type == "code" for cell in shown)
            code = page.locator("article div.cell_input")
            folded = page.locator("article details:has(div.cell_input)")
            assert count == code.count() == folded.count()
            assert not any(one.is_visible() for one in code.all()), path.stem
            assert page.locator("article .cell_output").first.is_visible()
        summary = page.locator("article details summary").first
        assert summary.inner_text().strip() == "code"
        summary.focus()
        page.keyboard.press("Enter")
        assert code.first.is_visible()
        page.keyboard.press("Enter")
        assert not code.first.is_visible()


def test_a_notebook_has_one_name_in_gallery_page_and_navigation(site, browser):
    with visit(browser) as page:
        page.goto((site / "index.html").as_uri())
        cards = page.locator("article .sd-card a").all_inner_texts()
        page.goto((site / "notebooks" / "start_here.html").as_uri())
        beside = page.locator(".bd-sidebar-primary nav.bd-docs-nav a").all_inner_texts()
        for one in (gallery.figures() | gallery.companions()).values():
            page.goto((site / "notebooks" / f"{one.name}.html").as_uri())
            assert page.locator("h1").inner_text().rstrip("#\n ") == one.title
            assert one.title in beside
            assert one.name in gallery.companions() or one.title in cards


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_our_own_colours_can_be_read(site, browser, scheme):
    ours = {"scorecard": "table.scorecard, form.scorecard", "panels/minimum": ".panel",
            "panels/merit": ".panel"}  # fmt: skip
    with visit(browser, color_scheme=scheme) as page:
        for name, places in ours.items():
            page.goto((site / f"{name}.html").as_uri())
            found = page.evaluate(COLOURS, places)
            assert len(found) > 5
            for text, front, behind, least in found:
                assert contrast(front, behind) >= least, (name, text, front, behind)


# Every element with text of its own, and every line of a chart, with the colour behind it.
COLOURS = """(places) => {
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$/.test(colour) && colour !== "transparent") return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  for (const place of document.querySelectorAll(places)) {
    for (const one of [place, ...place.querySelectorAll("*")]) {
      const style = getComputedStyle(one);
      const own = Array.from(one.childNodes).some((n) => n.nodeType === 3 && n.data.trim());
      if (own) {
        const front = one instanceof SVGElement ? style.fill : style.color;
        found.push([one.textContent.slice(0, 30), front, behind(one), 4.5]);
      } else if (one.matches(".curve")) {
        found.push([String(one.className.baseVal), style.stroke, behind(one), 3]);
      } else if (one.matches(".point")) {
        found.push([String(one.className.baseVal), style.fill, behind(one), 3]);
      }
    }
  }
  return found;
}"""


def contrast(one, other):
    """Contrast ratio of two colours as the Web Content Accessibility Guidelines define it."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@cache
def luminance(colour):
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear))


def test_the_contrast_of_black_on_white_is_21():
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(119, 119, 119)", "rgb(255, 255, 255)") == pytest.approx(4.48, abs=0.01)


def test_texts_hold_no_control_characters(site):
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not any(unicodedata.category(one) == "Cc" for one in set(text) - set("\n\t\r"))
