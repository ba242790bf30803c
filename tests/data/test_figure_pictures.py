"""Pictures of printed figures: known again, small enough to show, or refused in one message."""

import hashlib
import io

import numpy as np
import pytest
from messages import message
from PIL import Image
from ultralow.data import figure_pictures


def encoded(kind="PNG", size=(60, 40), noisy=False, **options):
    noise = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    picture = Image.fromarray(noise) if noisy else Image.new("RGB", size, "white")
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def pdf(*sizes):
    """Pages of sizes in pixels at 72 dpi, so that a pixel is a point."""
    first, *rest = (Image.new("RGB", size, "white") for size in sizes)
    stream = io.BytesIO()
    first.save(stream, "PDF", save_all=True, append_images=rest, resolution=72)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_known_by_its_hash_and_size(tmp_path, kind):
    raw = encoded(kind)
    (tmp_path / "fig").write_bytes(raw)
    found = figure_pictures.image(tmp_path / "fig")
    assert found == {"sha256": hashlib.sha256(raw).hexdigest(), "width": 60, "height": 40}
    assert figure_pictures.to_show(raw, "fig") == raw


def test_a_page_of_a_pdf_is_drawn_at_three_hundred_dots_an_inch():
    raw = pdf((72, 36), (144, 72))
    assert figure_pictures.is_pdf(raw)
    found = figure_pictures.about(raw, "paper.pdf", 2)
    assert found == {
        "sha256": hashlib.sha256(raw).hexdigest(), "width": 600, "height": 300, "page": 2,
    }  # fmt: skip
    assert figure_pictures.about(raw, "paper.pdf", 1)["width"] == 300
    shown = Image.open(io.BytesIO(figure_pictures.to_show(raw, "paper.pdf", 2)))
    assert shown.size == (600, 300)


@pytest.mark.parametrize("page", [0, 3, 1.5, "1"])
def test_a_page_that_is_not_there_is_refused(page):
    message(lambda: figure_pictures.about(pdf((72, 72), (72, 72)), "paper.pdf", page),
            "paper.pdf has no page", "give one from 1 to 2")  # fmt: skip


@pytest.mark.parametrize(
    "raw", [b"", b"GIF89a", b"%PDF-1.4 cut", encoded("GIF"), encoded()[:20], b"\0" * 100]
)
def test_what_is_no_picture_is_refused(raw):
    message(lambda: figure_pictures.about(raw, "fig"), "fig: ", "To mend it")


def test_what_a_picture_would_need_is_bounded():
    wide = encoded(size=(20_001, 1))
    message(lambda: figure_pictures.about(wide, "fig"), "20001 × 1 pixels", "cut out the figure")
    message(lambda: figure_pictures.about(pdf((5000, 10)), "paper.pdf"), "pixels, and at most")


def test_a_heavy_picture_is_shown_lighter_and_as_large():
    raw = encoded(size=(1600, 1200), noisy=True)
    assert len(raw) > figure_pictures.MOST_SHOWN
    shown = figure_pictures.to_show(raw, "fig")
    assert len(shown) <= figure_pictures.MOST_SHOWN
    assert Image.open(io.BytesIO(shown)).size == (1600, 1200)


@pytest.mark.parametrize("noisy", [False, True])
def test_a_photograph_on_its_side_is_as_large_as_browsers_show_it(noisy):
    size = (1600, 1200) if noisy else (60, 40)
    turned = Image.Exif()
    turned[0x0112] = 6
    raw = encoded("JPEG", size, noisy, quality=100, exif=turned)
    found = figure_pictures.about(raw, "photo.jpg")
    assert (found["width"], found["height"]) == size[::-1]
    if noisy:
        shown = Image.open(io.BytesIO(figure_pictures.to_show(raw, "photo.jpg")))
        assert shown.size == size[::-1] and 0x0112 not in shown.getexif()
