"""A lock for readers, and one for tests on top: conda, pip and make install the same packages."""

import importlib.metadata
import os
import re
import subprocess
import tomllib

import newest_versions
import pytest
import yaml
from packaging.requirements import Requirement
from ultralow.paper import gallery

LOCKS = sorted(gallery.ROOT.glob("requirements*.lock"))
LOCK, TOOLS = ((gallery.ROOT / f"requirements{end}.lock").read_text() for end in ("", "-dev"))
MAKEFILE = (gallery.ROOT / "Makefile").read_text()
PROJECT = tomllib.loads((gallery.ROOT / "pyproject.toml").read_text())["project"]


def name(requirement):
    return re.match(r"[A-Za-z0-9_.-]+", requirement)[0].lower().replace("_", "-")


def entries_of(lock):
    plain = re.sub(r"^#.*\n", "", lock.read_text(), flags=re.MULTILINE)
    return re.split(r"\n(?=[a-z0-9])", plain.strip())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_of_a_lock_has_a_version_and_hashes(lock):
    for entry in entries_of(lock):
        assert re.match(r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==[^ ]+ ", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


def locked(text):
    """Names and versions of a lock, which has a line a package and Python."""
    found = re.findall(r"^([a-z0-9.-]+)(?:\[.*\])?==([^ ]+)", text, re.MULTILINE)
    return {(name(one), f"{one}=={version}") for one, version in found}


def test_a_lock_names_the_extras_that_its_packages_ask_of_one_another():
    """Without them pip wants the newest version of such a package, whose hash no lock has."""
    lines = re.findall(r"^([a-z0-9.-]+)(?:\[(.*)\])?==", LOCK, re.MULTILINE)
    named = {name(one): set(filter(None, extras.split(","))) for one, extras in lines}
    asked = [
        requirement
        for one in named
        for text in installed_requirements(one)
        if (requirement := Requirement(text)).extras
        and (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
    ]
    assert {name(one.name) for one in asked} >= {"jsonschema", "bleach"}
    lacking = [str(one) for one in asked if not one.extras <= named[name(one.name)]]
    assert lacking == []


def installed_requirements(one):
    """What an installed package asks for; nothing where it is for other systems."""
    try:
        return importlib.metadata.requires(one) or []
    except importlib.metadata.PackageNotFoundError:
        return []


def test_the_locks_have_what_the_project_asks_for_and_name_no_index():
    extras = PROJECT["optional-dependencies"]
    asked = {name(one) for one in PROJECT["dependencies"] + extras["notebooks"] + extras["build"]}
    readers, tools = ({one for one, _ in locked(text)} for text in (LOCK, TOOLS))
    assert asked <= readers
    wanted = {name(one) for one in extras["dev"] + extras["site"]}
    assert wanted <= readers | tools
    assert "://" not in LOCK + TOOLS


def test_readers_wait_for_no_tool_of_the_tests_and_both_locks_agree():
    readers = dict(locked(LOCK))
    extras = PROJECT["optional-dependencies"]
    only_tools = {name(one) for one in extras["dev"] + extras["site"]}
    assert not only_tools & readers.keys()
    assert {(one, version) for one, version in locked(TOOLS) if one in readers} <= locked(LOCK)


def test_a_target_installs_what_it_needs_and_no_more():
    needs = dict(re.findall(r"^([a-z]+): \.venv/(ready|tools)", MAKEFILE, re.MULTILINE))
    tools = {one for one, needed in needs.items() if needed == "tools"}
    assert tools == {"test", "site", "article", "class", "release", "data", "lock", "bench"}
    assert set(needs) - tools >= {"figures", "table", "lab", "app", "check", "claims", "adopt"}


def test_every_environment_is_locked():
    counts = {lock.name: len(entries_of(lock)) for lock in LOCKS}
    assert counts["requirements.lock"] > 100 and counts["requirements-dev.lock"] > 50
    for extra in ("compute", "electrons"):
        wanted = {name(one): one for one in PROJECT["optional-dependencies"][extra]}
        locks = ("torch", "compute") if extra == "compute" else (extra,)
        texts = [(gallery.ROOT / f"requirements-{one}.lock").read_text() for one in locks]
        versions = {version for text in texts for _, version in locked(text)}
        assert set(wanted.values()) <= versions


def test_nothing_is_installed_without_hashes_but_the_package_itself():
    installed = re.findall(r"pip install (.*)", MAKEFILE)
    assert len(installed) > 8
    for options in installed:
        if "--upgrade" in options:  # `make newest`, of which no result is kept
            continue
        assert "--require-hashes" in options or "--editable ." in options, options


def test_conda_and_binder_install_the_lock_and_nothing_else():
    environment = yaml.safe_load((gallery.ROOT / "environment.yml").read_text())
    packages = environment["dependencies"]
    assert packages[-1] == {"pip": ["--requirement requirements.lock"]}
    python = next(one for one in packages if str(one).startswith("python="))
    low, high = re.findall(r"3\.(\d+)", PROJECT["requires-python"])
    assert int(low) <= int(python.removeprefix("python=3.")) < int(high)
    assert packages[1:-1] == ["pip", "make"]


def test_binder_finds_one_environment_and_may_run_what_follows():
    # repo2docker takes the first folder that exists, and there the first file that it knows.
    assert not [one for one in ("binder", ".binder") if (gallery.ROOT / one).exists()]
    known = {"Dockerfile", "environment.yml", "Pipfile", "requirements.txt", "setup.py", "apt.txt",
             "runtime.txt", "start", "postBuild", "install.R", "Project.toml"}  # fmt: skip
    assert {one for one in known if (gallery.ROOT / one).exists()} == {
        "environment.yml", "postBuild"
    }  # fmt: skip
    script = gallery.ROOT / "postBuild"
    assert os.access(script, os.X_OK)
    assert script.read_bytes().startswith(b"#!/usr/bin/env bash\n")
    assert b"\r" not in script.read_bytes()
    checked = subprocess.run(["bash", "-n", script], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    listed = ["git", "ls-files", "--stage", "--", "postBuild"]
    stage = subprocess.run(listed, cwd=gallery.ROOT, capture_output=True, text=True).stdout
    assert stage.startswith("100755") or not stage  # the clone keeps it; a plain copy has no git


def test_widgets_in_binder_and_in_the_lock_are_of_one_version():
    # The page of JupyterLab and the kernel meet in these two: both come from the lock.
    together = {"jupyterlab", "ipykernel", "ipywidgets", "jupyterlab-widgets", "voila"}
    assert together <= dict(locked(LOCK)).keys()


def test_make_installs_the_same_lock():
    environments = re.findall(r"-m venv --clear (\S+)", MAKEFILE)
    others = [".venv-compute", ".venv-electrons"]
    assert environments == [".venv", ".venv-release", ".venv-newest", *others]
    # The one without a lock, and the one in which nothing of ours runs.
    environments = [".venv", *others]
    readers = re.findall(r"--require-hashes -r requirements.lock$", MAKEFILE, re.MULTILINE)
    assert len(readers) == len(environments)


def test_ci_runs_the_test_command_of_the_readme():
    assert "make test" in (gallery.ROOT / "README.md").read_text()
    assert (gallery.ROOT / ".ci" / "run").read_text().rstrip().endswith("\nmake test")
    workflow = (gallery.ROOT / ".github" / "workflows" / "ci.yml").read_text()
    assert "bash .ci/run" in workflow


def test_a_push_runs_all_but_what_takes_long_and_the_night_the_rest():
    recipe = r"^(test|test-all):[^#\n]*##[^\n]*\n((?:\t.*\n)+)"
    recipes = dict(re.findall(recipe, MAKEFILE, re.MULTILINE))
    assert recipes["test"] == "\t@python -m pytest\n"
    assert recipes["test-all"].startswith('\t@python -m pytest -m "long or not long"\n')
    night = yaml.safe_load((gallery.ROOT / ".github/workflows/all.yml").read_text())
    assert len(night[True]["schedule"][0]["cron"].split()) == 5
    (job,) = night["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [
        "make .venv-compute/ready", "make test-all",
    ]  # fmt: skip


WORKFLOWS = sorted((gallery.ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_calls_what_there_is_and_has_no_rights_and_no_secrets(path):
    text = path.read_text()
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in text
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    used = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v[0-9]+", one) for one in used)
    runs = " ".join(step.get("run", "") for step in steps)
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)", runs)) <= targets
    assert all((gallery.ROOT / one).exists() for one in re.findall(r"bash (\S+)", runs))


def test_the_newest_versions_are_tried_every_week_and_stop_nobody():
    workflow = yaml.safe_load((gallery.ROOT / ".github/workflows/newest.yml").read_text())
    when = workflow[True]  # YAML 1.1 reads `on` so
    day, month, weekday = when["schedule"][0]["cron"].split()[2:]
    assert (day, month) == ("*", "*") and weekday in "0123456"
    assert set(when) == {"schedule", "workflow_dispatch"}
    (job,) = workflow["jobs"].values()
    (made,) = [step for step in job["steps"] if "make" in step.get("run", "")]
    assert made == {"run": "make newest", "continue-on-error": True}
    told = [step for step in job["steps"] if step.get("if") == "always()"]
    assert "summary.md" in told[0]["run"] and told[1]["with"]["path"] == "build/newest"


def test_newer_versions_are_told_by_package():
    lock = "a-b==1.0 \\\n    --hash=sha256:00\nc==1 ; python_version < '3'\nc==2\n"
    old = newest_versions.locked(lock)
    assert old == {"a-b": {"1.0"}, "c": {"1", "2"}}
    new = {"a-b": "1.1", "c": "2", "d": "3", "pip": "9", "ultralow": "0"}
    told = newest_versions.moved(old, new)
    assert told == ["a-b: 1.0 became 1.1", "d: new, 3"]
    text = newest_versions.summary(told, {"numbers": (0, "fine"), "tests": (1, "x\n" * 99 + "end")})
    assert "2 differ" in text and "Numbers: nothing moved" in text
    assert "Tests: differ or fail (status 1)" in text and "end\n```" in text
    assert text.count("x\n") == newest_versions.SHOWN - 1


def test_what_a_run_prints_is_in_its_log_and_in_the_summary_whatever_it_is(
    tmp_path, monkeypatch, capsys
):
    (tmp_path / "torn.py").write_text(
        "import os, sys\nos.write(1, b'\\xff: torn\\n')\nsys.exit(len(sys.argv))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(gallery.ROOT)
    monkeypatch.setattr(newest_versions, "RUNS", {"tests": ("torn", "again")})
    assert newest_versions.main([str(tmp_path / "told")]) == 1
    assert (tmp_path / "told" / "tests.txt").read_bytes() == b"\xff: torn\n"
    text = (tmp_path / "told" / "summary.md").read_text("utf-8")
    assert "Tests: differ or fail (status 2)" in text and "\ufffd: torn" in text
    assert text in capsys.readouterr().out
