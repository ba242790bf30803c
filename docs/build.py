"""Build the site: ``python docs/build.py [folder]``, into build/site unless told otherwise.

Pages, notebooks and generated parts are laid out in one folder beside the result, in the same
places as in the repository, so that links between them hold; then Sphinx runs on that folder, and
the article is typeset beside the pages. No notebook is executed and nothing is fetched. Files that
did not change are not written again.
"""

import argparse
import shutil
import sys
from pathlib import Path

from generate import article, layout


def main(arguments: list[str] | None = None) -> int:
    """Lay out the pages and run Sphinx; every warning is an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=layout.ROOT / "build" / "site")
    folder = parser.parse_args(arguments).folder.resolve()
    source, cache = (folder.with_name(f"{folder.name}-{what}") for what in ("pages", "cache"))
    anew = ["--fresh-env"] if layout.write(source) else []
    from sphinx.cmd.build import main as sphinx

    here = str(Path(__file__).parent)
    flags = ["--quiet", "--fail-on-warning", "--keep-going", "-b", "html", "-c", here]
    failed = sphinx([*flags, *anew, "-d", str(cache), str(source), str(folder)])
    if failed:
        shutil.rmtree(cache)  # pages that were read would not warn a second time
    else:
        for path in folder.rglob("*.map"):
            path.unlink()  # of the theme's scripts, for those who write them: 2 MB
        article.write(folder)
        print(f"the site is in {folder}: open index.html")
    return failed


if __name__ == "__main__":
    sys.exit(main())
