"""A real browser for tests: an installed Chromium, driven by Playwright, kept on this machine.

`chromium()` starts it, `visit(browser)` opens a page on which a request to anywhere else, an
uncaught error or a message of the console's level "error" fails the test.
"""

import os
import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
LOCAL_SCHEMES = {"file", "data", "blob", "about"}
DESKTOP = (1280, 900)
PHONE = (390, 844)


def executable() -> str:
    """Path of the browser: $ULTRALOW_CHROMIUM, or what is installed; skips where nothing is."""
    found = os.environ.get("ULTRALOW_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not found:
        pytest.skip("no Chromium here: apt-get install chromium, or set ULTRALOW_CHROMIUM")
    return found


@contextmanager
def chromium(*arguments: str):
    """A headless Chromium as Playwright's Browser, closed at the end.

    Parameters
    ----------
    *arguments : str
        Further arguments of its command line.
    """
    path = executable()
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        # Inside containers Chromium's own sandbox cannot start, and /dev/shm is small.
        arguments = ("--no-sandbox", "--disable-dev-shm-usage", *arguments)
        browser = playwright.chromium.launch(executable_path=path, args=list(arguments))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visit(browser, size=DESKTOP, ignore=(), **options):
    """A page that stays at home and has nothing to complain about, or the test fails.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    size : tuple of int
        Width and height of the window in CSS pixels.
    ignore : tuple of str
        Console errors that contain one of these are let through.
    **options
        Of Browser.new_context, such as ``color_scheme``.
    """
    context = browser.new_context(viewport=dict(zip(("width", "height"), size)), **options)
    page = context.new_page()
    outside, complaints = _watch(context, page)
    try:
        yield page
        assert not outside, f"requests that leave this machine: {outside}"
        spoken = [text for text in complaints if not any(part in text for part in ignore)]
        assert not spoken, "\n".join(spoken)
    finally:
        context.close()


def is_local(url: str) -> bool:
    """Whether a request to this address stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme in LOCAL_SCHEMES or parts.hostname in LOCAL_HOSTS


def _watch(context, page):
    outside, complaints = [], []

    def decide(route):
        if is_local(route.request.url):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    def hear(message):
        if message.type == "error":
            complaints.append(f"console: {message.text}")

    context.route("**/*", decide)
    page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
    page.on("console", hear)
    return outside, complaints
