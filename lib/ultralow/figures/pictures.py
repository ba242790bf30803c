"""Whether two images show the same: equal but for what processors do to the last digits."""

import re
from pathlib import Path

# A last digit that differs moves a line by far less than a point and shades a pixel by a level.
POINTS = 1e-3
LEVELS = 2
PNG_END = b"IEND\xaeB`\x82"

_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_EMBEDDED = re.compile(r'href="data:image/png;base64,[^"]*"')


def same(one: Path, other: Path) -> bool:
    """Whether two images of one format, SVG or PNG, show the same.

    Pixels that are embedded in an SVG are left to the PNG that is saved with it.
    """
    if one.read_bytes() == other.read_bytes():
        return True
    return _same_lines(one, other) if one.suffix == ".svg" else _same_pixels(one, other)


def whole(path: Path) -> bool:
    """Whether an image, SVG or PNG, is there to its last byte."""
    ends = b"</svg>" if path.suffix == ".svg" else PNG_END
    try:
        return path.is_file() and path.read_bytes().rstrip(b"\n").endswith(ends)
    except OSError:
        return False


def _same_lines(one: Path, other: Path) -> bool:
    texts = [
        _EMBEDDED.sub("", path.read_text(encoding="utf-8", errors="surrogateescape"))
        for path in (one, other)
    ]
    if _NUMBER.sub("0", texts[0]) != _NUMBER.sub("0", texts[1]):
        return False
    pairs = zip(*map(_NUMBER.findall, texts), strict=True)
    return all(abs(float(old) - float(new)) <= POINTS for old, new in pairs)


def _same_pixels(one: Path, other: Path) -> bool:
    try:
        (kind, pixels), (other_kind, others) = map(_pixels, (one, other))
    except (OSError, SyntaxError, ValueError):  # cut off, or bytes that are no image
        return False
    if kind != other_kind or pixels.shape != others.shape:
        return False
    return bool(abs(pixels - others).max() <= LEVELS)


def _pixels(path: Path):
    """How an image keeps its colours, and these."""
    import numpy as np
    from PIL import Image

    with Image.open(path) as image:
        return image.mode, np.asarray(image.convert("RGBA"), dtype=int)
