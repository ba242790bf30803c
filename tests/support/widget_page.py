"""A widget's front end in a page of its own, where a test stands for the kernel.

The page has `kernel`: its traits, what was sent, and `tell` for what a kernel sets.
"""

import base64
from contextlib import contextmanager
from pathlib import Path

import browser

KERNEL = Path(__file__).with_name("fake_kernel.js")
OPEN = """async ([script, traits, streams]) => {
    for (const [name, text] of Object.entries(streams))
        traits[name] = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    globalThis.kernel = fakeKernel(traits);
    const place = document.createElement('main');
    document.body.replaceChildren(place);
    await addView(script, globalThis.kernel, place);
}"""
SCRIPT = """globalThis.addView = async (script, model, place) => {
    const address = URL.createObjectURL(new Blob([script], {type: 'text/javascript'}));
    const { render } = (await import(address)).default;
    URL.revokeObjectURL(address);
    return render({ model, el: place });
}"""


@contextmanager
def opened(chromium, widget, **options):
    """A page for the front end of a widget's class; options as of `browser.visit`."""
    with browser.visit(chromium, **options) as page:
        page.goto("about:blank")
        page.add_style_tag(content=widget._css)
        page.add_script_tag(content=KERNEL.read_text() + SCRIPT)
        yield page


def show(page, widget, traits: dict, **streams: bytes) -> None:
    """Put a widget onto the page: its traits, and those that are bytes."""
    texts = {name: base64.b64encode(raw).decode() for name, raw in streams.items()}
    page.evaluate(OPEN, [widget._esm, traits, texts])
