"""Picture that follows its controls, and is grey while it does not show what they say.

Controls moved while a picture is drawn wait in the kernel's queue. Of these only the last is drawn:
what it supersedes costs nothing, however long a drag is. JupyterLab has the messages of widgets
handled in a thread beside the cells, the first of them in that of the cells: a picture is drawn in
one thread at a time, and whoever draws sees to what another one wanted in the meantime.
"""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from ultralow.errors import UltralowError
from ultralow.widgets import page_front, pointer

DRAWING = threading.RLock()  # Matplotlib draws one figure at a time
FRONT = Path(__file__).with_suffix("")
TURNS = 8  # of the event loop, more than a message needs from the kernel's socket to a control


class LivePicture(anywidget.AnyWidget):
    """Picture drawn anew whenever it is asked to, with words where there is none.

    A failed drawing leaves the picture that stands, grey, and its error as words; the next one
    starts afresh.

    Parameters
    ----------
    draw : callable
        Returns the PNG of what the controls say now.
    controls : iterable of ipywidgets.Widget
        Each with a ``value``. They are looked at by the browser, which greys the picture from the
        moment one moves, and by nobody else: their owner calls :meth:`ask`.
    drawing : callable, optional
        Gives the :class:`ultralow.widgets.drawing.Drawing` that stands, or None. The pointer then
        reads what is drawn, and a drag of it looks closer.

    Attributes
    ----------
    value : bytes
        The PNG.
    words : str
        Why the controls have no picture; empty where they have one.
    """

    _esm = page_front.module(
        [page_front.KERNEL], FRONT.with_suffix(".js").read_text(encoding="utf-8")
    )
    _css = FRONT.with_suffix(".css").read_text(encoding="utf-8")
    value = traitlets.Bytes().tag(sync=True)
    controls = traitlets.List().tag(sync=True, **ipywidgets.widget_serialization)
    # Which answer of the kernel, to which places of the controls, and its words.
    answer = traitlets.Dict().tag(sync=True)
    # Whether the pointer is answered.
    readable = traitlets.Bool().tag(sync=True)

    def __init__(
        self,
        draw: Callable[[], bytes],
        controls: Iterable,
        drawing: Callable[[], object] | None = None,
    ):
        self._draw, self._due, self._busy = draw, False, threading.Lock()
        self._watched, self._drawing = set(), drawing  # streams
        super().__init__(controls=list(controls), readable=drawing is not None)
        self.on_msg(lambda _, content, __: self._pointed(content))
        self.paint()

    @property
    def words(self) -> str:
        return self.answer["words"]

    def ask(self, _change=None) -> None:
        """Draw, unless messages wait that may move a control once more: then after these.

        Messages that came while the last picture was drawn are handled one by one afterwards. What
        is drawn at once is drawn within its message: so long the browser keeps further moves of
        the same control to itself, and sends only the last.
        """
        stream = _messages()
        if _waits(stream) or stream in self._watched:
            self._due = True
            self._watch(stream)
        else:
            self.paint()

    def paint(self) -> None:
        """Draw now and answer the controls, or have it done by the thread that is drawing."""
        self._due = True
        while self._due and self._busy.acquire(blocking=False):
            try:
                self._due = False
                self._answer()
            finally:
                self._busy.release()

    def _answer(self) -> None:
        png, words = self.value, ""
        try:
            with DRAWING:
                png = self._draw()
        except UltralowError as refused:
            words = str(refused)
        except (Exception, KeyboardInterrupt) as failed:
            if not self.answer:
                raise  # the cell that makes the panel shows it
            # ipywidgets hands an error in a message to nobody whom a reader of the page sees.
            self.log.exception("a drawing failed")
            words = _told(failed)
        places = [one.value for one in self.controls]
        if self._due:  # another thread has moved one of them: what was drawn is superseded
            return
        drawing = self._drawing() if self._drawing else None
        says = pointer.titles(drawing.figure) if drawing else ""
        with self.hold_sync():
            self.value = png
            number = self.answer.get("number", 0) + 1
            self.answer = {"number": number, "places": places, "words": words, "says": says}
        self._watch(_messages())

    def _pointed(self, content: dict) -> None:
        """Answer the pointer: what is drawn where it is, or the picture closer or whole."""
        drawing = self._drawing() if self._drawing else None
        if drawing is None:
            return
        kind = content.get("kind")
        if kind == "point":
            with DRAWING:
                found = pointer.reading(drawing.figure, *content["at"])
            self.send({"kind": "reading", "found": found and found._asdict()})
        elif kind == "zoom":
            with DRAWING:
                drawing.zoom(content["corner"], content["opposite"])
            self.paint()
        elif kind == "whole":
            with DRAWING:
                drawing.whole()
            self.paint()

    def download(self, name: str, content: bytes, kind: str) -> None:
        """Hand a file to the browser, which saves it as it saves any other."""
        self.send({"kind": "download", "name": name, "type": kind}, buffers=[content])

    def _watch(self, stream) -> None:
        if stream is not None and stream not in self._watched:
            self._watched.add(stream)
            stream.io_loop.add_callback(self._settle, stream)

    def _settle(self, stream, quiet: int = 0) -> None:
        """Draw what is due, once no message has come for some turns of the event loop."""
        if _waits(stream):
            stream.flush(limit=1)  # looking took the signal that one is there
            quiet = 0
        if quiet < TURNS:
            stream.io_loop.add_callback(self._settle, stream, quiet + 1)
            return
        self._watched.discard(stream)
        if self._due:
            self.paint()


def _told(failed: BaseException) -> str:
    """The words for an error that nobody foresaw."""
    what = f"This could not be drawn: {type(failed).__name__}: {failed}".rstrip(": ")
    mend = "move a control again; if that does not help, run the notebook from its start"
    return str(UltralowError(what, mend=mend))


def _messages():
    """The stream of the kernel's messages to this thread.

    None outside of a kernel and where it keeps them elsewhere: moves are drawn one by one there.
    """
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    try:
        manager = kernel.shell_channel_thread.manager
        own = manager.subshell_id_from_thread_id(threading.get_ident())
        return manager.get_shell_channel_to_subshell_pair(own).to_stream
    except (AttributeError, RuntimeError):
        return None


def _waits(stream) -> bool:
    """Whether a message is there that was not taken yet."""
    if stream is None:
        return False
    from zmq import POLLIN  # comes with a kernel

    return bool(stream.socket.events & POLLIN)
