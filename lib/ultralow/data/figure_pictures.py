"""Pictures of printed figures: PNG and JPEG as they are, a page of a PDF drawn at 300 dpi.

A picture is known again by its sha256 and its size, and a page of a PDF by its number, too; the
picture itself is kept nowhere.
"""

import hashlib
import io

from ultralow.data import plain_file
from ultralow.errors import UltralowError

DPI = 300
# What a notebook's server lets through to the browser at once is 3 MB.
MOST_SHOWN = 2_500_000
LARGEST = 20_000  # pixels of an edge
_ORIENTATION, _TURNED = 0x0112, (5, 6, 7, 8)  # a camera's note that a picture lies on its side


def is_pdf(raw):
    """Whether bytes are a PDF, by their first ones."""
    return raw[:5] == b"%PDF-"


def image(path, page=1):
    """What a file of clicks keeps of a picture.

    Parameters
    ----------
    path : str or os.PathLike
    page : int
        Of a PDF, from 1.

    Returns
    -------
    dict
        sha256, width and height (pixels), and of a PDF the page.

    Raises
    ------
    UltralowError
        If it cannot be read, is no picture, has more than 20,000 pixels along an edge, or has no
        such page.
    """
    raw, shown = plain_file.content(path)
    return about(raw, shown, page)


def about(raw, shown, page=1):
    """Return what a file of clicks keeps of a picture, as `image` does, from its bytes."""
    from PIL import Image

    found = {"sha256": hashlib.sha256(raw).hexdigest()}
    if is_pdf(raw):
        width, height = _page(raw, shown, page).size
        return {**found, "width": width, "height": height, "page": page}
    try:
        with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as picture:  # its head alone
            width, height = picture.size
            if picture.getexif().get(_ORIENTATION, 1) in _TURNED:  # as every browser shows it
                width, height = height, width
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UltralowError(f"{shown}: no picture", mend="give a PNG, a JPEG or a PDF") from None
    _check_size(width, height, shown)
    return {**found, "width": width, "height": height}


def to_show(raw, shown, page=1):
    """A picture as the browser gets it: of the same size in pixels, below 2.5 MB where possible.

    Parameters
    ----------
    raw : bytes
        PNG, JPEG or PDF.
    shown : str
        Its name in messages.
    page : int
        Of a PDF, from 1.

    Returns
    -------
    bytes
        What was given if it is small enough, a PNG of a PDF's page, or else a JPEG.

    Raises
    ------
    UltralowError
        As `image`.
    """
    from PIL import Image, ImageOps

    about(raw, shown, page)
    if not is_pdf(raw) and len(raw) <= MOST_SHOWN:
        return raw
    if is_pdf(raw):
        picture = _page(raw, shown, page)
    else:
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(raw)))
    found = _encoded(picture, "PNG") if is_pdf(raw) else raw
    for quality in (85, 60, 35):
        if len(found) <= MOST_SHOWN:
            break
        found = _encoded(picture.convert("RGB"), "JPEG", quality=quality)
    return found


def _encoded(picture, kind, **options):
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def _page(raw, shown, page):
    """A page of a PDF as picture."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError:
        raise UltralowError(f"{shown}: the PDF cannot be read, or wants a password",
                            mend="take a picture of its figure") from None  # fmt: skip
    try:
        if not (isinstance(page, int) and 1 <= page <= len(document)):
            raise UltralowError(f"{shown} has no page {page!r:.20}",
                                mend=f"give one from 1 to {len(document)}")  # fmt: skip
        scale = DPI / 72
        width, height = document[page - 1].get_size()
        _check_size(scale * width, scale * height, shown)
        return document[page - 1].render(scale=scale).to_pil()
    finally:
        document.close()


def _check_size(width, height, shown):
    if max(width, height) > LARGEST:
        raise UltralowError(f"{shown}: {width:.0f} × {height:.0f} pixels, and at most "
                            f"{LARGEST} along an edge are taken",
                            mend="cut out the figure, or make it smaller")  # fmt: skip
