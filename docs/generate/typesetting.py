"""Typst: one source for a printed page and a web page, the same bytes everywhere.

Fonts are those that Typst or Matplotlib brings, and the system's are not looked at.
"""

from pathlib import Path

from ultralow.errors import UltralowError
from ultralow.paper import gallery

# In print each has its text as text, a language, and words for its pictures.
STANDARD = "ua-1"


def printed(source: Path, known: str) -> bytes:
    """A PDF (PDF/UA-1) of a Typst source that reads ``sys.inputs.known``."""
    return _typeset(source, known, format="pdf", pdf_standards=STANDARD)


def page(source: Path, known: str, style: Path) -> bytes:
    """The same as one HTML page that needs no other file, with a style sheet in it."""
    text = _typeset(source, known, format="html").decode()
    looks = f"<style>{style.read_text(encoding='utf-8')}</style></head>"
    return text.replace("</head>", looks, 1).encode()


def _typeset(source: Path, known: str, **form) -> bytes:
    import matplotlib
    import typst

    fonts = Path(matplotlib.get_data_path(), "fonts", "ttf")
    try:
        return typst.compile(
            str(source),
            root=str(gallery.ROOT),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs={"known": known},
            **form,
        )
    except typst.TypstError as problem:
        where = source.relative_to(gallery.ROOT)
        raise UltralowError(
            f"{where} cannot be typeset", str(problem), mend=f"mend {where}"
        ) from None
