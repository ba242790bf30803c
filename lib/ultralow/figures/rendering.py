"""Figures as SVG and PNG, the same bytes on any processor.

Matplotlib multiplies the numbers of a figure by those of its layout, and what comes out differs by
the last bit from one processor to the next. Here every coordinate is rounded to a hundredth of a
point (SVG) or of a pixel (PNG) before it is written or painted, whoever draws; identifiers in the
SVG are counted in the order in which they appear; and there is one way to pack a PNG, with a table
of its colours where that changes none of them for an eye.
"""

import base64
import io
import re
import struct
import zlib
from xml.sax.saxutils import escape

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from ultralow.figures import color_table, lean_svg
from ultralow.figures.lean_svg import STEP
from ultralow.figures.rounding import whole

POINTS = 72  # an inch
SHOWN = 144  # pixels an inch of the PNG: the size at which notebooks show it
INSIDE = 180  # pixels an inch of what is rasterised within an SVG
SMALLEST = 9  # effort of the packing of a file that is kept
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
    if engine := figure.get_layout_engine():  # which is all that drawing would do about places
        engine.execute(figure)
    figure.set_layout_engine("none")
    for ax in figure.axes:
        inside, place = ax.get_in_layout(), ax.get_position(original=True).extents
        ax.set_position(Bbox(whole(place.reshape(2, 2) / LAYOUT) * LAYOUT))
        ax.set_in_layout(inside)


def svg(figure, title: str = "", words: str = "") -> str:
    """A figure as the text of an SVG file.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Settled, see :func:`settle`.
    title, words : str, optional
        What a reader is told who hears the figure: its title, and its description.
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
    return lean_svg.lean(_packed_images(_described(text.getvalue(), title, words)))


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
    pixels = np.asarray(canvas.buffer_rgba())[..., :3]
    table = color_table.of_pixels(pixels)
    return encoded(pixels, dpi) if table is None else encoded(table.places, dpi, of=table.colors)


def encoded(pixels, dpi: int, effort: int = SMALLEST, of=None) -> bytes:
    """Pixels as a PNG, packed in one fixed way.

    Rows are packed as they are: lines and flat colours repeat, which filters would hide.

    Parameters
    ----------
    pixels : array_like of uint8, shape (rows, columns, 3 or 4)
        Red, green, blue, and opacity if there are four; of shape (rows, columns) if they are
        places in a table of colours.
    dpi : int
    effort : int
        From 1, for a reader who drags a slider, to 9, for a file that is kept.
    of : array_like of uint8, shape (256 at most, 3), optional
        The table of colours.
    """
    pixels = np.asarray(pixels, np.uint8)
    rows, columns, *channels = pixels.shape
    lines = np.column_stack([np.zeros(rows, np.uint8), pixels.reshape(rows, -1)])
    kind = {(): 3, (3,): 2, (4,): 6}[tuple(channels)]
    colors = [] if of is None else [_chunk(b"PLTE", np.asarray(of, np.uint8).tobytes())]
    per_metre = round(dpi / 0.0254)
    packer = zlib.compressobj(effort, zlib.DEFLATED, 15, 9, zlib.Z_DEFAULT_STRATEGY)
    packed = packer.compress(lines.tobytes()) + packer.flush()
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, kind, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
            *colors,
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


def _described(text: str, title: str, words: str) -> str:
    """An SVG with its title and description as its first children, as screen readers want them."""
    if not title:
        return text
    said = f"<title>{escape(title)}</title>\n<desc>{escape(words)}</desc>"
    return re.sub(r"<svg ([^>]*)>", rf'<svg role="img" \1>\n{said}', text, count=1)


def _packed_images(text: str) -> str:
    """The rasterised parts of an SVG, packed as all our PNG are."""
    from PIL import Image

    def again(found):
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(found[1]))).convert("RGBA"))
        return f"data:image/png;base64,{base64.b64encode(encoded(pixels, INSIDE)).decode()}"

    return re.sub(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)", again, text)
