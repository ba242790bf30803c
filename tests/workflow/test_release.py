"""A release: whole, the same twice, described as archives read it; and what is wrong is named."""

import json
import shutil
import subprocess
import zipfile

import pytest
from ultralow.errors import UltralowError
from ultralow.paper import claims, gallery
from workflow_scripts import SCRIPTS, loaded

FIGURE, MATERIAL = "fig4_thermoelectrics", "CsPbBr3"
VALIDATOR = gallery.ROOT / ".venv-release/bin/python"
ADDED = {"ro-crate-metadata.json", ".zenodo.json", "article/article.html", "article/article.pdf"}


@pytest.fixture(scope="module")
def scripts():
    return loaded("release/make_release")["make_release"]


def git(folder, *words):
    who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    told = ["git", *who, *words]
    return subprocess.run(told, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def checkout(tmp_path):
    """A repository with one figure of one material, and what its record names."""
    root = tmp_path / "checkout"
    record = gallery.ROOT / "figures" / FIGURE / f"{MATERIAL}.json"
    named = [one["path"] for one in json.loads(record.read_text(encoding="utf-8"))["inputs"]]
    made = [f"figures/{FIGURE}/{MATERIAL}{end}" for end in (".json", ".svg", ".png")]
    others = ["README.md", "CITATION.cff", "workflow/Snakefile", "requirements.lock"]
    for name in (*named, *made, *others, f"notebooks/{FIGURE}.ipynb"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(gallery.ROOT / name, root / name)
    (root / "run").write_text("#!/bin/sh\n")
    (root / "run").chmod(0o755)
    git(root, "init", "--quiet")
    commit(root)
    return root


def commit(root):
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "all", "--date", "2020-02-02T02:02:02Z")


@pytest.fixture
def release(scripts, checkout, tmp_path, monkeypatch):
    """Makes a release of that repository, with three claims and no article to typeset."""
    found = claims.verdicts(claims.Judges(), FIGURE)[:3]
    monkeypatch.setattr(scripts.scorecard_page, "found", lambda: tuple(found))

    def write(folder):
        folder.mkdir()
        for end in ("html", "pdf"):
            (folder / f"article.{end}").write_text(end)

    monkeypatch.setattr(scripts.article, "write", write)
    return lambda place="release": scripts.release(checkout, tmp_path / place)


def graph(made):
    text = (made / "ro-crate-metadata.json").read_text(encoding="utf-8")
    return {one["@id"]: one for one in json.loads(text)["@graph"]}


def test_it_holds_the_commit_and_what_describes_it(release, checkout, scripts, capsys):
    made, archive, known = release()
    there = {str(one.relative_to(made)) for one in made.rglob("*") if one.is_file()}
    assert there == set(git(checkout, "ls-files").split()) | ADDED
    assert known["folder"] == f"swh:1:dir:{git(checkout, 'rev-parse', 'HEAD^{tree}').strip()}"
    assert known["revision"] == f"swh:1:rev:{git(checkout, 'rev-parse', 'HEAD').strip()}"
    assert scripts.check_release.main([str(made)]) == 0
    assert capsys.readouterr().out == f"{made.name} is whole\n"
    with zipfile.ZipFile(archive) as packed:
        assert {one.filename for one in packed.infolist()} == {f"{made.name}/{n}" for n in there}
        assert packed.getinfo(f"{made.name}/run").external_attr >> 16 & 0o111
    cited = json.loads((made / ".zenodo.json").read_text())
    assert cited["version"] in made.name and cited["related_identifiers"][0]["identifier"] == (
        "10.1073/pnas.1711744114"
    )


def test_the_same_commit_gives_the_same_bytes(release):
    first, second = (release(place)[1].read_bytes() for place in ("one", "two"))
    assert first == second


def test_the_description_tells_inputs_results_parameters_and_verdicts(release):
    described = graph(release()[0])
    action = described[f"#{FIGURE}-{MATERIAL}"]
    record = json.loads((gallery.ROOT / "figures" / FIGURE / f"{MATERIAL}.json").read_text())
    objects = {one["@id"] for one in action["object"]}
    assert {one["path"] for one in record["inputs"]} <= objects
    for one in record["inputs"]:
        assert described[one["path"]]["sha256"] == one["sha256"]
    assert described[f"#{FIGURE}-{MATERIAL}-material"]["value"] == MATERIAL
    assert action["instrument"]["@id"] == f"notebooks/{FIGURE}.ipynb"
    assert described["./"]["mainEntity"]["@id"] == "workflow/Snakefile"
    reviews = [one for one in described.values() if one["@type"] == "ClaimReview"]
    assert len(reviews) == 3
    for one in reviews:
        rating, claim = (described[one[of]["@id"]] for of in ("reviewRating", "itemReviewed"))
        assert rating["ratingValue"] == "not yet" and claim["appearance"]["@id"].endswith(
            "1711744114"
        )


def remove(made):
    (made / "README.md").unlink()
    return "README.md is missing"


def alter(made):
    with (made / "requirements.lock").open("a") as file:
        file.write(" ")
    return "requirements.lock is not what was released: its sha256 is another"


def add(made):
    (made / "data/new.csv").write_text("1\n")
    return "data/new.csv is not described"


def disarm(made):
    (made / "run").chmod(0o644)
    return "the files together have another SWHID: look at their modes and links"


def cut_off(made):
    path = made / "ro-crate-metadata.json"
    path.write_text(path.read_text(encoding="utf-8")[:1000], encoding="utf-8")
    return "ro-crate-metadata.json cannot be read"


@pytest.mark.parametrize("spoil", [remove, alter, add, disarm, cut_off])
def test_what_is_not_whole_is_named(release, scripts, capsys, spoil):
    made = release()[0]
    expected = spoil(made)
    assert scripts.check_release.main([str(made)]) == 1
    assert capsys.readouterr().err.startswith(expected)


def test_changes_that_no_commit_holds_are_refused(release, checkout, tmp_path):
    release()
    (checkout / "README.md").write_text("new\n")
    with pytest.raises(UltralowError, match="changes that no commit holds"):
        release()
    assert {one.suffix for one in (tmp_path / "release").iterdir()} == {".0", ".zip"}


def test_what_is_no_clone_is_refused(release, checkout, tmp_path):
    shutil.rmtree(checkout / ".git")
    with pytest.raises(UltralowError, match="Git does not answer here"):
        release()
    assert not list((tmp_path / "release").glob("*"))


def test_an_article_that_fails_leaves_nothing_and_loses_nothing(
    release, scripts, tmp_path, monkeypatch
):
    archive = release()[1]
    before = archive.read_bytes()

    def fails(folder):
        raise UltralowError("the article cannot be typeset")

    monkeypatch.setattr(scripts.article, "write", fails)
    with pytest.raises(UltralowError, match="article"):
        release()
    assert {one.suffix for one in (tmp_path / "release").iterdir()} == {".0", ".zip"}
    assert archive.read_bytes() == before


def test_a_figure_that_rests_on_what_is_not_released_is_named(release, checkout):
    git(checkout, "rm", "--quiet", "data/paper/claims.csv")
    git(checkout, "commit", "--quiet", "--message", "less")
    with pytest.raises(UltralowError, match=r"rests on data/paper/claims\.csv, which no commit"):
        release()


@pytest.mark.skipif(not VALIDATOR.exists(), reason="needs .venv-release (make .venv-release/ready)")
def test_it_is_a_workflow_run_crate_and_one_without_its_workflow_is_not(release):
    made = release()[0]

    def validated():
        script = SCRIPTS / "release/validate_crate.py"
        told = [VALIDATOR, script, made]
        return subprocess.run(told, capture_output=True, text=True, check=False)

    assert validated().stdout == f"{made.name} is a Workflow Run RO-Crate\n", validated().stderr
    path = made / "ro-crate-metadata.json"
    less = json.loads(path.read_text(encoding="utf-8"))
    for one in less["@graph"]:
        one.pop("mainEntity", None)
    path.write_text(json.dumps(less), encoding="utf-8")
    wrong = validated()
    assert wrong.returncode == 1 and "Main Workflow" in wrong.stderr
