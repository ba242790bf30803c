"""Make a release: what the last commit holds, with the article and what describes it, and a zip.

    python workflow/scripts/release/make_release.py [FOLDER]

FOLDER is build/release unless another is named. The same commit gives the same bytes: dates are
those of the commit. Nothing is uploaded; the zip is what an archive such as Zenodo takes.
"""

import argparse
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT / "docs"), str(Path(__file__).parent)]

import check_release  # noqa: E402
import crate  # noqa: E402
from generate import article, citation, scorecard_page  # noqa: E402
from ultralow.data import atomic_write, swhid  # noqa: E402
from ultralow.errors import UltralowError  # noqa: E402

ZENODO = ".zenodo.json"


def main(arguments: list[str] | None = None) -> int:
    """Make the release, look at it, and say what it is called."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "release")
    folder = parser.parse_args(arguments).folder.resolve()
    try:
        made, archive, known = release(ROOT, folder)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{archive}\n  sha256 {check_release.digest(archive)}", *known.values(), sep="\n  ")
    return check_release.main([str(made)])


def release(root: Path, folder: Path) -> tuple[Path, Path, dict[str, str]]:
    """The folder and the zip of a release, and the identifiers of what it holds.

    Raises
    ------
    UltralowError
        Where there is no checkout, it has changes that are not committed, or the article cannot
        be typeset.
    """
    cited = citation.given()
    made = folder / f"ultralow-{cited['version']}"
    draft = made.with_name(f"{made.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        known = filled(root, draft, cited)
        shutil.rmtree(made, ignore_errors=True)
        draft.rename(made)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return made, zipped(made, committed(root)), known


def filled(root: Path, folder: Path, cited: dict) -> dict[str, str]:
    """Everything of a release in a folder, and the identifiers of what the commit holds."""
    known = exported(root, folder)
    article.write(folder / check_release.ARTICLE)
    atomic_write.write_text(folder / ZENODO, zenodo(cited))
    described = crate.described(folder, cited, committed(root), known, scorecard_page.found())
    atomic_write.write_text(folder / check_release.METADATA, crate.text(described))
    return known


def exported(root: Path, folder: Path) -> dict[str, str]:
    """The last commit's files, in a folder, and what Software Heritage would call them."""
    if _git(root, "status", "--porcelain").strip():
        raise UltralowError(
            "the checkout has changes that no commit holds", mend="commit them, or stash them"
        )
    # With nothing to commit, the index is the commit.
    _git(root, "checkout-index", "--all", f"--prefix={folder}/")
    return {
        "folder": swhid.of_folder(folder),
        "revision": f"swh:1:rev:{_git(root, 'rev-parse', 'HEAD').strip()}",
    }


def committed(root: Path) -> str:
    """When the last commit was made, in UTC."""
    seconds = int(_git(root, "log", "-1", "--format=%ct"))
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat()


def zenodo(cited: dict) -> str:
    """What Zenodo asks of a deposit, as JSON."""
    paper = cited["preferred-citation"]
    return atomic_write.json_text(
        {
            "title": cited["title"],
            "version": cited["version"],
            "upload_type": "software",
            "description": f"Every figure of <em>{paper['title']}</em> from data and crystal "
            "structures up, with a verdict on every number that the paper states.",
            "creators": [{"name": one["name"]} for one in cited["authors"]],
            "keywords": cited["keywords"],
            "license": cited["license"],
            "related_identifiers": [
                {"identifier": paper["doi"], "relation": "isSupplementTo", "scheme": "doi"}
            ],
        }
    )


def zipped(folder: Path, when: str) -> Path:
    """A zip of a folder beside it; all its files have one date."""
    archive = folder.with_name(f"{folder.name}.zip")
    moment = datetime.fromisoformat(when).timetuple()[:6]

    def write(path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for one in sorted(folder.rglob("*")):
                if one.is_file():
                    place = one.relative_to(folder.parent).as_posix()
                    entry = zipfile.ZipInfo(place, moment)
                    entry.external_attr = one.stat().st_mode << 16
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    packed.writestr(entry, one.read_bytes())

    atomic_write.replace_atomically(archive, write)
    return archive


def _git(root: Path, *words: str) -> str:
    told = ["git", *words]
    try:
        return subprocess.run(told, cwd=root, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError) as problem:
        why = (getattr(problem, "stderr", "") or str(problem)).strip()
        mend = "make a release from a clone with Git: one that was unpacked has no commits"
        raise UltralowError("Git does not answer here", why, mend) from None


if __name__ == "__main__":
    sys.exit(main())
