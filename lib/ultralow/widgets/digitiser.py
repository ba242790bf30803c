"""Digitiser: clicks on a printed figure become a table of the reader's own points.

The browser keeps the draft of clicks; the kernel tells what they read and what comes next, looks at
pictures, writes files and opens them.
"""

import math
from pathlib import Path

import anywidget
import traitlets

from ultralow.data import (
    digitised_draft,
    digitised_figure,
    digitised_files,
    figure_pictures,
    plain_file,
    point_table,
)
from ultralow.errors import UltralowError
from ultralow.figures import practice_print
from ultralow.paper import gallery

FRONT = Path(__file__).with_suffix("")


class Digitiser(anywidget.AnyWidget):
    """A figure to click on, and a form beside it.

    Parameters
    ----------
    picture : bytes
        A PNG, JPEG or PDF; empty: the reader drops one onto it.
    shown : str
        Its name in messages.
    page : int
        Of a PDF, from 1.
    material : str
        Of the first series.

    Attributes
    ----------
    clicks : dict
        The draft: see :mod:`ultralow.data.digitised_draft`.
    answer : dict
        ``words`` and their ``state`` (step, refused or done); ``readings`` of each series, texts of
        x, y and standard error of each point; what is known of the ``image`` in hand.

    Raises
    ------
    UltralowError
        If what is given as picture is none.
    """

    _esm = FRONT.with_suffix(".js").read_text(encoding="utf-8")
    _css = FRONT.with_suffix(".css").read_text(encoding="utf-8")
    clicks = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    picture = traitlets.Bytes().tag(sync=True)  # as it is shown; empty: none, or not dropped yet
    offered = traitlets.Dict().tag(sync=True)

    def __init__(
        self, picture: bytes = b"", shown: str = "picture", page: int = 1, material: str = "CsSnI3"
    ):
        self._image, self._material = None, material
        super().__init__(clicks=digitised_draft.empty(material), offered=_offered())
        if picture:
            self._show(picture, shown, page)
        self.read()
        self.observe(self.read, names="clicks")
        self.on_msg(self._hear)

    def read(self, _change=None) -> None:
        """Answer with what the clicks read, and what comes next."""
        try:
            readings, told = self._readings()
        except UltralowError as refused:
            self._say(str(refused), "refused")
            return
        if self._image and not self.picture:
            told = ["Drop its picture, to see where the clicks lie.", *told]
        due = digitised_draft.step(self.clicks, self._image)
        self._say("\n".join([due, *told]), "step", readings)

    def _readings(self) -> tuple[list, list]:
        """Texts of each series' points, and cautions; none until the axes are calibrated."""
        if not digitised_draft.calibrated(self.clicks):
            return [], []
        figure = digitised_draft.so_far(self.clicks, self._image)
        texts = [_told(digitised_figure.readings(figure, one)) for one in figure.series]
        return texts, digitised_files.cautions(figure)

    def _say(self, words: str, state: str, readings: list | None = None) -> None:
        kept = self.answer.get("readings", []) if readings is None else readings
        self.answer = {"words": words, "state": state, "readings": kept, "image": self._image}

    def _hear(self, _widget, message: dict, buffers: list) -> None:
        """Do what the form asks for."""
        acts = {"picture": self._take, "save": self._save, "open": self._open, "anew": self._anew}
        try:
            acts[message["kind"]](message, buffers)
        except UltralowError as refused:
            self._say(str(refused), "refused")

    def _show(self, raw: bytes, shown: str, page: int) -> None:
        """Keep what tells a picture from any other, and hand it to the browser."""
        image = figure_pictures.about(raw, shown, page)
        self.picture = figure_pictures.to_show(raw, shown, page)
        self._image = image

    def _take(self, message: dict, buffers: list) -> None:
        """Look at a picture that was dropped; refuse another one under what was clicked."""
        raw, shown, page = bytes(buffers[0]), Path(message["name"]).name, message["page"]
        image = figure_pictures.about(raw, shown, page)
        placed = digitised_draft.placed(self.clicks)
        if self._image not in (None, image) and placed:
            size = f"{self._image['width']} × {self._image['height']}"
            raise UltralowError(f"{shown} is not the picture that was clicked on",
                                f"That one has {size} pixels.",
                                "drop that one, or start anew")  # fmt: skip
        if placed and not digitised_draft.fits(self.clicks, image):
            raise UltralowError(f"{shown} is smaller than what was clicked on",
                                mend="drop the picture that belongs to the clicks")  # fmt: skip
        another = self._image != image
        self._show(raw, shown, page)
        if another and not placed:  # after the one for practice, whose series is of no crystal
            self.clicks = digitised_draft.empty(self._material)
        self.read()

    def _save(self, message: dict, _buffers: list) -> None:
        figure = digitised_draft.whole(self.clicks, self._image)
        told = digitised_files.save(figure, message["name"], replace=message["replace"])
        self.offered = _offered()
        self._say("\n".join(told), "done")

    def _open(self, message: dict, _buffers: list) -> None:
        """Go on with a figure that was digitised before."""
        name = message["name"]
        if name not in digitised_files.stored():
            raise UltralowError(f"{name!r:.80} was not digitised here", mend="choose from the menu")
        figure = digitised_files.load(name)
        if figure.image and figure.image != self._image:
            self._image, self.picture = figure.image, b""  # the reader drops it
        elif self._image and not digitised_draft.fits(digitised_draft.of(figure), self._image):
            raise UltralowError(f"{name} was clicked on a larger picture than this one",
                                mend="drop its own picture first")  # fmt: skip
        self.clicks = digitised_draft.of(figure)
        self.read()

    def _anew(self, _message: dict, _buffers: list) -> None:
        """Forget picture and clicks."""
        self._image, self.picture = None, b""
        self.clicks = digitised_draft.empty(self._material)
        self.read()


def opened(picture_file: str, page: int, material: str) -> Digitiser:
    """The digitiser on a reader's picture, or on the one for practice.

    Parameters
    ----------
    picture_file : str
        PNG, JPEG or PDF, from the root of the repository; empty: the practice print, whose
        material is no crystal, so that no figure shows what is read from it.
    page : int
        Of a PDF, from 1.
    material : str
        Of the first series.

    Returns
    -------
    Digitiser

    Raises
    ------
    UltralowError
        As :func:`ultralow.data.figure_pictures.image`.
    """
    if not picture_file:
        made = Digitiser(practice_print.scan().png, "practice.png", material=material)
        made.clicks = digitised_draft.empty("example")
        return made
    raw, shown = plain_file.content(gallery.ROOT / picture_file)
    return Digitiser(raw, shown, page, material)


def _offered() -> dict:
    """What the form's menus list."""
    return point_table.offered() | {"figures": digitised_files.stored()}


def _told(readings) -> list:
    """Texts of a series' points, their values to the digits that the errors leave."""
    return [(f"{x:.4g}", _rounded(y, e), f"{e:.2g}") for x, y, e in zip(*readings, strict=True)]


def _rounded(value: float, error: float) -> str:
    """A value to the second digit of its error, four digits where that is none."""
    if not 1e-6 <= error < 1e3:
        return f"{value:.4g}"
    return f"{value:.{max(0, 1 - math.floor(math.log10(error)))}f}"
