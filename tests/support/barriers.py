"""What keeps a reader with a screen reader or without a mouse from a page, as axe-core finds it."""

from axe_playwright_python.sync_playwright import Axe

HINDERS = ("serious", "critical")


def barriers(page, within=None):
    """What of a page, or of a part of it, axe-core calls serious or worse, a line each.

    Parameters
    ----------
    page : playwright.sync_api.Page
    within : str, optional
        A CSS selector.
    """
    # Without its look at style sheets, which a page opened as a file may not fetch.
    options = {"preload": False, "resultTypes": ["violations"]}
    found = Axe().run(page, within, options).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in HINDERS
        for node in one["nodes"]
    ]
