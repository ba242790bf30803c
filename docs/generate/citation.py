"""Small generated texts: what the grades mean, and how to cite."""

from ultralow.figures import style
from ultralow.paper import gallery


def grades() -> str:
    """The letters of evidence as a table."""
    rows = [f"| **{letter}** | {meaning} |" for letter, meaning in style.GRADES.items()]
    return "\n".join(["| grade | what it means |", "|---|---|", *rows])


def of(figure: str, label: str) -> str:
    """How to cite one figure, in words; its address comes behind."""
    cited = given()
    paper = cited["preferred-citation"]
    return (
        f"{cited['title']}, version {cited['version']}: {gallery.figure(figure).title}, {label}. "
        f"After {paper['authors'][0]['family-names']} et al., {paper['journal']} "
        f"{paper['volume']}, {paper['start']} ({paper['year']}), https://doi.org/{paper['doi']}."
    )


def bibtex() -> str:
    """The entries of CITATION.cff for BibTeX."""
    cited = given()
    paper = cited["preferred-citation"]
    entries = {
        "@article{Lee2017": {
            "author": _authors(paper["authors"]),
            "title": paper["title"],
            "journal": paper["journal"],
            "volume": paper["volume"],
            "pages": paper["start"],
            "year": paper["year"],
            "doi": paper["doi"],
        },
        "@software{Ultralow": {
            "author": _authors(cited["authors"]),
            "title": cited["title"],
            "version": cited["version"],
        },
    }
    texts = [
        f"{kind},\n" + "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items()) + "}"
        for kind, fields in entries.items()
    ]
    return "\n\n".join(f"```bibtex\n{one}\n```" for one in texts)


def given() -> dict:
    """What CITATION.cff says."""
    import yaml

    return yaml.safe_load((gallery.ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def _authors(people: list[dict]) -> str:
    """Names as BibTeX has them; a group's name in braces, "et al." as others."""
    found = []
    for one in people:
        if "family-names" in one:
            found.append(f"{one['family-names']}, {one['given-names']}")
        else:
            found.append("others" if one["name"] == "et al." else f"{{{one['name']}}}")
    return " and ".join(found)
