"""Sphinx settings of the site; `python docs/build.py` lays out its pages and runs Sphinx."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "extensions"))

project = "Ultralow"
author = "The Ultralow maintainers"
copyright = "The Ultralow maintainers; text and figures CC BY 4.0, code MIT"
language = "en"
extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx_design",
    "mathml_renderer",
    "plain_site",
]

# Notebooks show what is stored in them; nothing runs and nothing comes from elsewhere.
nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_code_prompt_show = nb_code_prompt_hide = "code"
myst_enable_extensions = [
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "html_image",
]
myst_heading_anchors = 3
suppress_warnings = ["myst.strikethrough"]

default_role = "py:obj"
add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_context = {"default_mode": "auto"}
html_math_renderer = "mathml"
html_title = "Ultralow, a living paper"
# Pages that have no others below them need no list of those; the explorer needs the room.
html_sidebars = {
    name: []
    for name in ("scorecard", "theory", "glossary", "data/README", "cluster", "cite", "CHANGELOG",
                 "CONTRIBUTING", "genindex", "search", "panels/explore")
}  # fmt: skip
html_static_path = ["static"]
html_css_files = ["panels/colors.css", "panels/panel.css", "site.css"]
html_js_files = ["panels/dom.js", "copy.js", "scrolled.js", "toggles.js"]
html_search_scorer = str(Path(__file__).with_name("scorer.js"))
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_domain_indices = False
html_permalinks_icon = "#"
html_theme_options = {
    "logo": {"text": "Ultralow"},
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 6,
    "show_prev_next": True,
    "collapse_navigation": True,  # a page lists its own wing: all modules on all pages are 5 MB
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
