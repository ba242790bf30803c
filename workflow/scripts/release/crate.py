"""What a release says of itself: a Workflow Run RO-Crate of its files, runs and claims.

https://w3id.org/ro/wfrun/workflow: a dataset whose main entity is the workflow, with the action of
the whole run and one a figure, each from the inputs that its record names to the files it made; and
of every claim of the paper a review with its verdict. ``rocrate`` writes it.
"""

import json
import mimetypes
from collections.abc import Sequence
from pathlib import Path

from check_release import METADATA, digest
from rocrate.model.contextentity import ContextEntity
from rocrate.rocrate import ROCrate
from ultralow.errors import UltralowError
from ultralow.figures import records
from ultralow.paper.claims import Verdict

WORKFLOW = "workflow/Snakefile"
README = "README.md"
TERMS = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}
BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
KINDS = {
    ".ipynb": "application/x-ipynb+json",
    ".cif": "chemical/x-cif",
    ".smk": "text/plain",
    ".md": "text/markdown",
    ".yml": "application/yaml",
    ".lock": "text/plain",
    ".hdf5": "application/x-hdf5",
    ".xyz": "chemical/x-xyz",
}
MADE = (".json", ".svg", ".png")


def described(folder: Path, cited: dict, when: str, known: dict, verdicts: Sequence[Verdict]):
    """The crate of a folder that holds a release.

    Parameters
    ----------
    folder : Path
    cited : dict
        What CITATION.cff says.
    when : str
        Date and time of the commit, as ISO 8601, for the release. Runs have none: records keep no
        time.
    known : dict
        Identifiers of the content by what they are of: ``{"folder": "swh:1:dir:…"}``.
    verdicts : sequence of Verdict
        On the claims of the paper.

    Returns
    -------
    rocrate.rocrate.ROCrate
    """
    crate = ROCrate(version="1.1")
    crate.metadata.extra_terms.update(TERMS)
    paper = _root(crate, cited, when, known)
    names = [name for name in _names(folder) if name != WORKFLOW]
    files = {name: _file(crate, folder, name, cited["version"]) for name in names}
    files[WORKFLOW] = workflow = _workflow(crate, folder, cited)
    agent = _entity(crate, "#maintainers", "Organization", name=cited["authors"][0]["name"])
    crate.root_dataset["author"] = crate.root_dataset["publisher"] = agent
    runs = [_run(crate, files, path, folder, agent) for path in _records(folder)]
    _whole(crate, workflow, runs, agent)
    for one in verdicts:
        _review(crate, one, paper, agent)
    return crate


def text(crate: ROCrate) -> str:
    """The crate as JSON-LD, in an order that does not change."""
    graph = crate.metadata.generate()
    graph["@graph"].sort(key=lambda one: (one["@id"] != METADATA, one["@id"] != "./", one["@id"]))
    return json.dumps(graph, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _names(folder: Path) -> list[str]:
    found = (one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())
    return sorted(name for name in found if name != METADATA)


def _records(folder: Path) -> list[Path]:
    return sorted((folder / "figures").glob("*/*.json"))


def _root(crate: ROCrate, cited: dict, when: str, known: dict) -> ContextEntity:
    """The dataset itself, its profiles, and the paper that it is about."""
    paper = cited["preferred-citation"]
    about = _entity(
        crate,
        f"https://doi.org/{paper['doi']}",
        "ScholarlyArticle",
        name=paper["title"],
        datePublished=str(paper["year"]),
    )
    root = crate.root_dataset
    root["name"], root["version"] = cited["title"], cited["version"]
    root["description"] = (
        f"Every figure of {paper['title']} from data and crystal structures up, every number that "
        "the paper states with a verdict, and what made them."
    )
    root["datePublished"] = when
    root["license"] = _entity(
        crate,
        "https://spdx.org/licenses/MIT",
        "CreativeWork",
        name="MIT License",
        description="Code; text, figures and data are under CC BY 4.0 where LICENSE says so.",
    )
    root["identifier"] = list(known.values())
    root["citation"] = about
    root["conformsTo"] = [
        _entity(crate, address, "CreativeWork", name=name, version=version)
        for address, (name, version) in PROFILES.items()
    ]
    return about


def _file(crate: ROCrate, folder: Path, name: str, version: str):
    path = folder / name
    properties = {"name": name, **_content(path)}
    if path.suffix == ".ipynb":
        properties |= {"@type": ["File", "SoftwareSourceCode"], "version": version}
    if name == README:
        properties["about"] = {"@id": "./"}
    return crate.add_file(path, name, properties=properties)


def _content(path: Path) -> dict[str, str]:
    """What a file holds: kind, size and digest."""
    return {
        "encodingFormat": KINDS.get(path.suffix) or mimetypes.guess_type(path)[0] or "text/plain",
        "contentSize": str(path.stat().st_size),
        "sha256": digest(path),
    }


def _workflow(crate: ROCrate, folder: Path, cited: dict):
    path = folder / WORKFLOW
    workflow = crate.add_workflow(path, WORKFLOW, main=True, lang="snakemake")
    workflow["name"] = "All figures of the paper"
    workflow["version"] = cited["version"]
    workflow["conformsTo"] = _entity(
        crate, BIOSCHEMAS, "CreativeWork", name="ComputationalWorkflow", version="1.0"
    )
    for name, value in _content(path).items():
        workflow[name] = value
    workflow["softwareRequirements"] = {"@id": "requirements.lock"}
    return workflow


def _run(crate: ROCrate, files: dict, path: Path, folder: Path, agent):
    """The action that made one figure of one material."""
    record, place = records.read(path), path.relative_to(folder)
    figure, material = path.parent.name, path.stem
    made = [str(place.with_suffix(end)) for end in MADE]
    read, notebook = [one["path"] for one in record["inputs"]], f"notebooks/{figure}.ipynb"
    lacking = [one for one in (*made, *read, notebook) if one not in files]
    if lacking:
        raise UltralowError(
            f"{place} rests on {', '.join(lacking)}, which no commit holds",
            mend="commit it, or make the figure without it",
        )
    values = [
        _entity(
            crate,
            f"#{figure}-{material}-{name}",
            "PropertyValue",
            name=name,
            value=value if isinstance(value, str) else json.dumps(value),
        )
        for name, value in sorted(record["parameters"].items())
    ]
    action = crate.add_action(
        instrument=files[notebook],
        identifier=f"#{figure}-{material}",
        object=[*(files[one] for one in read), *values],
        result=[files[one] for one in made],
        properties={
            "name": f"{figure} of {material}",
            "description": f"papermill runs the notebook of {figure} with material {material}.",
        },
    )
    action["agent"] = agent
    return action


def _whole(crate: ROCrate, workflow, runs: list, agent) -> None:
    """The run of the workflow: from all that the figures read to all that they are."""
    files = [
        {one["@id"]: one for run in runs for one in run[side] if one["@type"] != "PropertyValue"}
        for side in ("object", "result")
    ]
    action = crate.add_action(
        instrument=workflow,
        identifier="#make-figures",
        object=list(files[0].values()),
        result=list(files[1].values()),
        properties={
            "name": "make figures",
            "description": "Snakemake runs the notebook of each figure for each material.",
        },
    )
    action["agent"] = agent
    crate.root_dataset["mentions"] = [action, *runs]


def _review(crate: ROCrate, one: Verdict, paper, agent) -> None:
    """A claim of the paper, and the verdict on it."""
    claim = _entity(
        crate,
        f"#claim-{one.id}",
        "Claim",
        name=one.quantity,
        text=" ".join(filter(None, (one.paper, one.unit, f"({one.material})"))),
        appearance=paper,
    )
    rating = _entity(
        crate, f"#verdict-{one.id}", "Rating", name=one.verdict, ratingValue=one.verdict
    )
    _entity(
        crate,
        f"#review-{one.id}",
        "ClaimReview",
        name=f"Verdict on {one.id}",
        itemReviewed=claim,
        reviewRating=rating,
        reviewBody=". ".join(filter(None, (one.here and f"Found: {one.here}", one.reason))),
        author=agent,
    )


def _entity(crate: ROCrate, identifier: str, kind: str, **properties) -> ContextEntity:
    one = crate.add(ContextEntity(crate, identifier, properties={"@type": kind}))
    for name, value in properties.items():
        one[name] = value
    return one
