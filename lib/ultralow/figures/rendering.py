"""Figures as SVG and PNG, the same bytes on any processor.

Matplotlib multiplies the numbers of a figure by those of its layout, and what comes out differs by
the last bit from one processor to the next. Here every coordinate is rounded to a hundredth of a
point (SVG) or of a pixel (PNG) before it is written or painted, whoever draws; identifiers in the
SVG are counted in the order in which they appear; and there is one way to pack a PNG.
"""

import base64
import io
import re
import struct
import zlib
from collections import Counter

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from ultralow.figures.rounding import whole

STEP = 0.01
POINTS = 72  # an inch
SHOWN = 144  # pixels an inch of the PNG: the size at which notebooks show it
INSIDE = 180  # pixels an inch of what is rasterised within an SVG
CIRCLES = ("MCCCCCCCCz", "MCCCCCCCC")  # of how many curves Matplotlib makes one
LAYOUT = 1e-5  # of the figure's width and height


class Rounded:
    """A renderer that passes everything on to another one, coordinates and colours rounded.

    Parameters
    ----------
    renderer : matplotlib.backend_bases.RendererBase
    """

    def __init__(self, renderer):
        self.renderer = renderer

    def __getattr__(self, name):
        return getattr(self.renderer, name)

    def draw_path(self, gc, path, transform, rgbFace=None):
        """One path; see Matplotlib, as for all methods here."""
        path, transform = _path(path, transform), Affine2D()
        self.renderer.draw_path(_context(gc), path, transform, _color(rgbFace))

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        marker_path, path, here = _path(marker_path, marker_trans), _path(path, trans), Affine2D()
        self.renderer.draw_markers(_context(gc), marker_path, here, path, here, _color(rgbFace))

    def draw_path_collection(
        self, gc, master_transform, paths, all_transforms, offsets, offset_trans,
        facecolors, edgecolors, *more, **settings,
    ):  # fmt: skip
        if not len(all_transforms):  # else the paths are symbols, and offsets place them
            paths = [_path(one, master_transform) for one in paths]
            master_transform = Affine2D()
        if len(offsets):
            offsets = _points(offset_trans.transform(np.asarray(offsets, float)))
            offset_trans = Affine2D()
        colors = (_colors(one) for one in (facecolors, edgecolors))
        self.renderer.draw_path_collection(
            _context(gc), master_transform, paths, all_transforms, offsets, offset_trans,
            *colors, *more, **settings,
        )  # fmt: skip

    def draw_image(self, gc, x, y, *more, **settings):
        self.renderer.draw_image(_context(gc), *_points([x, y]), *more, **settings)

    def draw_text(self, gc, x, y, *more, **settings):
        self.renderer.draw_text(_context(gc), *map(float, _points([x, y])), *more, **settings)


def settle(figure) -> None:
    """Lay out a figure once, for images of any kind, with places that are whole steps.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for ax in figure.axes:
        inside, place = ax.get_in_layout(), ax.get_position(original=True).extents
        ax.set_position(Bbox(whole(place.reshape(2, 2) / LAYOUT) * LAYOUT))
        ax.set_in_layout(inside)


def svg(figure) -> str:
    """A figure as the text of an SVG file.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Settled, see :func:`settle`.
    """
    size, text = figure.get_size_inches(), io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    vectors = RendererSVG(*_points(size * POINTS), text, image_dpi=INSIDE, metadata=nothing)
    with _resolution(figure, POINTS):
        mixed = MixedModeRenderer(
            figure, *size, INSIDE, Rounded(vectors),
            raster_renderer_class=lambda *given: Rounded(RendererAgg(*given)),
        )  # fmt: skip
        figure.draw(mixed)
        mixed.finalize()
    return _lean(_packed_images(text.getvalue()))


def png(figure, dpi: int = SHOWN) -> bytes:
    """A figure as the bytes of a PNG file.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Settled, see :func:`settle`, on a ground without transparency.
    dpi : int
        Pixels an inch.
    """
    with _resolution(figure, dpi):
        canvas = RendererAgg(*(figure.get_size_inches() * dpi), dpi)
        figure.draw(Rounded(canvas))
    return encoded(np.asarray(canvas.buffer_rgba())[..., :3], dpi)


def encoded(pixels, dpi: int) -> bytes:
    """Pixels as a PNG, packed in one fixed way.

    Rows are packed as they are: lines and flat colours repeat, which filters would hide.

    Parameters
    ----------
    pixels : array_like of uint8, shape (rows, columns, 3 or 4)
        Red, green, blue, and opacity if there are four.
    dpi : int
    """
    pixels = np.asarray(pixels, np.uint8)
    rows, columns, channels = pixels.shape
    lines = np.column_stack([np.zeros(rows, np.uint8), pixels.reshape(rows, -1)])
    kind = {3: 2, 4: 6}[channels]
    per_metre = round(dpi / 0.0254)
    packer = zlib.compressobj(9, zlib.DEFLATED, 15, 9, zlib.Z_DEFAULT_STRATEGY)
    packed = packer.compress(lines.tobytes()) + packer.flush()
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, kind, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
            _chunk(b"IDAT", packed),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check


class _resolution:
    """A figure at some pixels an inch, for as long as it is drawn."""

    def __init__(self, figure, dpi):
        self.figure, self.dpi = figure, dpi

    def __enter__(self):
        self.before, self.figure.dpi = self.figure.dpi, self.dpi

    def __exit__(self, *problem):
        self.figure.dpi = self.before


def _points(values):
    return whole(np.asarray(values, float) / STEP) * STEP


def _path(path, transform):
    """A path where it is drawn, its points on the grid."""
    moved = Path(_points(transform.transform(path.vertices)), path.codes)
    moved.should_simplify = path.should_simplify
    moved.simplify_threshold = path.simplify_threshold
    return moved


def _color(color):
    """Red, green, blue and perhaps opacity, as a screen and a file take them."""
    return None if color is None else tuple(_colors(color))


def _colors(colors):
    colors = np.array(colors, float)
    if colors.size:
        colors[..., :3] = whole(colors[..., :3] * 255) / 255
        colors[..., 3:] = whole(colors[..., 3:] * 1000) / 1000
    return colors


def _context(gc):
    """The settings of a drawing, its colour and the rectangle that it is cut to rounded."""
    gc.set_foreground(_color(gc.get_rgb()), isRGBA=True)
    cut = gc.get_clip_rectangle()
    if cut is not None:
        gc.set_clip_rectangle(Bbox(_points(cut.extents).reshape(2, 2)))
    return gc


def _packed_images(text: str) -> str:
    """The rasterised parts of an SVG, packed as all our PNG are."""
    from PIL import Image

    def again(found):
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(found[1]))).convert("RGBA"))
        return f"data:image/png;base64,{base64.b64encode(encoded(pixels, INSIDE)).decode()}"

    return re.sub(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)", again, text)


def _lean(text: str) -> str:
    """An SVG with counted identifiers, without what no reader needs.

    Names of groups that nothing refers to go, and groups of one element; paths are told from point
    to point; circles are circles; looks that return are written once, as classes, and neighbours
    that are cut to one rectangle are cut together.
    """
    text = re.sub(r'<g id="[A-Za-z0-9]+_[0-9]+">', "<g>", text)
    named = re.findall(r' id="([^"]*)"', text)
    counted = {old: f"n{n}" for n, old in enumerate(named, start=1)}
    text = re.sub(
        r'(?<= id=")[^"]*|(?<=#)[^"()#;]+(?=["()])', lambda old: counted.get(old[0], old[0]), text
    )
    text = re.sub(r"<!--.*?-->|\n\s*(?=\n)", "", text, flags=re.DOTALL)
    text = re.sub(r'<path ([^<>]*?)\bd="([^"]*)"', _short_path, text)
    moved = r'(<use [^<>]*)transform="translate\(([^ ()]+) ([^ ()]+)\)"/>'
    text = re.sub(moved, r'\1x="\2" y="\3"/>', text).replace(' y="0"/>', "/>")
    text = re.sub(r"<g>\s*(<[^<>]*/>)\s*</g>", r"\1", text)
    return _cut_together(re.sub(r"\n\s*", "\n", _classes(text)))


def _short_path(found) -> str:
    """A path from point to point in hundredths, or as a circle; one of more decimals stays."""
    kept, path = found.groups()
    letters = re.sub("[^A-Za-z]", "", path)
    if re.search(r"[.][0-9]{3}", path) or set(letters) - set("MLQCz"):
        return f'<path {kept}d="{" ".join(path.split())}"'
    points = [np.array(one.split(), float).reshape(-1, 2) for one in re.split("[A-Za-z]", path)[1:]]
    places = [np.round(one / STEP).astype(int) for one in points]
    if letters in CIRCLES and (circle := _circle(places)):
        return f"<circle {kept}{circle}"
    return f'<path {kept}d="{_from_point_to_point(letters, places)}"'


def _circle(places) -> str | None:
    """Centre and radius of eight curves through places of a circle, None if they are of none."""
    corners = np.array([one[-1] for one in places if len(one)])
    low, high = corners.min(axis=0), corners.max(axis=0)
    if np.ptp(high - low) > 2:
        return None
    numbers = (*((low + high) // 2 * STEP), (high - low).sum() // 4 * STEP)
    named = zip(("cx", "cy", "r"), numbers, strict=True)
    return " ".join(f'{name}="{value:.6g}"' for name, value in named)


def _from_point_to_point(letters, places) -> str:
    """The same path with each place told from the one before, a command said once in a row."""
    told, here, start, before = [], np.zeros(2, int), np.zeros(2, int), ""
    for letter, points in zip(letters, places, strict=True):
        if letter == "M":
            told.append("M" + _listed(points))
            start = points[-1]
        elif letter == "z":
            told.append("z")
            points = start[np.newaxis]
        else:
            steps = _listed(points - here)
            apart = " " * (steps[0] != "-")
            told.append((apart if letter == before else letter.lower()) + steps)
        here, before = points[-1], letter
    return "".join(told)


def _listed(steps) -> str:
    """Hundredths as decimals, as short as they can be."""
    words = [f"{one * STEP:.2f}".rstrip("0").rstrip(".") for one in np.ravel(steps).tolist()]
    return " ".join(re.sub(r"^(-?)0[.]", r"\1.", one) for one in words).replace(" -", "-")


def _cut_together(text: str) -> str:
    """Neighbours that are cut to one rectangle as a group that is."""
    lines, cut = [], ""
    for line in text.split("\n"):
        found = re.fullmatch(r'<(?:path|circle|use)[^<>]*( clip-path="[^"]*")[^<>]*/>', line)
        here = found[1] if found else ""
        if here != cut:
            lines += ["</g>"] * bool(cut) + [f"<g{here}>"] * bool(here)
            cut = here
        lines.append(line.replace(here, "", 1) if here else line)
    return "\n".join(lines)


def _classes(text: str) -> str:
    """Looks that elements share, counted in the order in which they appear."""
    looks = Counter(re.findall(r' style="([^"]*)"', text))
    shared = [look for look, times in looks.items() if times > 2]
    names = {look: f"s{n}" for n, look in enumerate(shared, start=1)}
    rules = "".join(f".{name}{{{look}}}" for look, name in names.items())
    text = re.sub(
        r' style="([^"]*)"',
        lambda found: f' class="{names[found[1]]}"' if found[1] in names else found[0],
        text,
    )
    return text.replace("</style>", f"{rules}</style>", 1)
