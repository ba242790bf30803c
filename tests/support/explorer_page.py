"""The explorer's page without Sphinx: its part of docs/panels/explore.md, and all its scripts."""

import re

import numpy as np
import site_static
from generate import explorer_data, layout
from ultralow.explorer import choices, facts, screen
from ultralow.explorer.controls import NAME
from ultralow.paper import parameters

START = {name: parameters.defaults(NAME)[name] for name in facts.CONTROLS}
CRYSTALS = [name for name, why in choices.offered("material", {}).items() if not why]
EXPLORER = "Ultralow.panels.explorer"  # what the page has for tests
# A drag of a slider through some places: of each the milliseconds, and what the charts show then.
MOVES = """([name, values]) => values.map((value) => {
  const range = document.querySelector(`input[type=range][name=${name}]`);
  const start = performance.now();
  range.value = value;
  range.dispatchEvent(new Event("input", { bubbles: true }));
  document.body.offsetHeight;
  const took = performance.now() - start;
  return [took, document.querySelector(".explorer").innerHTML];
})"""
DRAGS = {
    "casimir_length_nm": np.linspace(0.5, 4, 71).tolist(),
    "defect_strength": np.linspace(-6, 0, 61).tolist(),
    "temperature_K": np.arange(20, 401, 5).tolist(),
    "carrier_density_per_cm3": np.linspace(0.5, 60, 60).tolist(),
}
RAW = re.compile(r"```\{raw\} html\n(.*?)```", re.DOTALL)


def write(folder):
    """Lay the page out as the site does; returns its address.

    Parameters
    ----------
    folder : pathlib.Path
        An empty one.
    """
    site_static.write(folder / "_static")
    for name, text in explorer_data.scripts().items():
        (folder / "_static" / "panels" / name).write_text(text, encoding="utf-8")
    source = (layout.DOCS / "panels" / "explore.md").read_text(encoding="utf-8")
    parts = RAW.findall(layout.expanded(source))
    page = folder / "panels" / "explore.html"
    page.parent.mkdir()
    page.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Explorer</title>'
        '<meta name="viewport" content="width=device-width">'
        f"{site_static.head('../_static')}"
        f"<main><h1>Explorer</h1>{''.join(parts)}</main>",
        encoding="utf-8",
    )
    return page.as_uri()


def opened(page, address, fragment=""):
    """Open the page anew and wait until the phonons of its crystal are there."""
    page.goto("about:blank")
    page.goto(address + fragment)
    page.wait_for_function("Ultralow.panels.explorer.isReady()")
    return page


def settings(count, seed):
    """Random values of all controls, each possible, in the units of the notebook's parameters."""
    rng = np.random.default_rng(seed)
    told = explorer_data.page_facts()["known"]

    def some(usual, *ends, share=0.5, law=float):
        return law(rng.uniform(*ends)) if rng.random() < share else usual

    def power(number):
        return float(10.0**number)

    for number in range(count):
        name = CRYSTALS[number % len(CRYSTALS)]
        slow = some(0.0, 300, 2500)
        conducts = told[name]["holes"] is not None
        yield START | {
            "material": name,
            "quantity": str(rng.choice([*screen.PANEL_OF])),
            "velocity_source": str(rng.choice(["best", *told[name]["sounds"]])),
            "minimum_model": str(rng.choice([*facts.MODELS])),
            "checkpoint": str(rng.choice(["best", *told[name]["phonons"]])),
            "temperature_K": float(rng.uniform(20, 400)),
            "casimir_length_nm": some(0.0, 0.5, 4, share=0.7, law=power),
            "defect_strength": some(0.0, -6, 0, share=0.8, law=power),
            "longitudinal_velocity_m_s": max(1.3 * slow, 1500.0) if slow else some(0.0, 3000, 6000),
            "transverse_velocity_m_s": slow,
            "carrier_density_per_cm3": some(0.0, 0.5e18, 60e18) if conducts else 0.0,
            "lorenz_number_W_Ohm_per_K2": some(0.0, 1.2e-8, 3e-8) if conducts else 0.0,
        }
