"""A terminal takes what is said: old encodings are spelled out, a closed pipe ends quietly."""

import io
import os
import subprocess
import sys

import pytest
from ultralow import terminal
from ultralow.paper import gallery

SAID = "k = 0.38 ± 0.04 W m⁻¹ K⁻¹ of CsSnI₃ at 79 µV/K – and 5 Ω ∝ 中"


@pytest.fixture
def shown(monkeypatch):
    """What a terminal of an encoding shows of a command's words."""

    def of(encoding, said):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
        assert terminal.run(lambda given: print(said) or 0, None) == 0
        return raw.getvalue().decode(encoding).rstrip("\n")

    return of


def test_what_ascii_lacks_is_spelled_out(shown):
    spelled = "k = 0.38 +- 0.04 W m-1 K-1 of CsSnI3 at 79 uV/K - and 5 ohm ~ \\u4e2d"
    assert shown("ascii", SAID) == spelled


def test_what_an_encoding_has_stays(shown):
    assert shown("utf-8", SAID) == SAID
    assert shown("latin-1", "79 ± 1 µV/K − é") == "79 ± 1 µV/K - é"
    # Both letters that look like a micro, of which latin-1 has one.
    assert shown("latin-1", "\N{MICRO SIGN}m \N{GREEK SMALL LETTER MU}m") == "µm um"


def test_the_errors_of_a_command_are_spelled_out_too(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding="ascii"))
    terminal.run(lambda given: print("10 µΩ", file=sys.stderr) or 0, None)
    sys.stderr.flush()
    assert raw.getvalue() == b"10 uohm\n"


def test_a_command_gets_its_arguments_and_gives_its_status(capsys):
    assert terminal.run(lambda given: print(given) or 3, "words") == 3
    assert capsys.readouterr().out == "words\n"


def test_what_is_no_closed_pipe_is_not_hidden():
    def command(given):
        raise FileNotFoundError("nothing there")

    with pytest.raises(FileNotFoundError, match="nothing there"):
        terminal.run(command, None)


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-"])
@pytest.mark.parametrize("command", ["compare figures figures", "reduce lost"])
def test_where_nobody_listens_the_status_is_the_same(command, closed):
    told = f"exec {sys.executable} -m ultralow {command}"
    env = os.environ | {"PYTHONPATH": str(gallery.ROOT / "lib")}
    given = {"shell": True, "cwd": gallery.ROOT, "env": env, "capture_output": True}
    heard, unheard = (subprocess.run(one, **given) for one in (told, f"{told} {closed}"))
    assert unheard.returncode == heard.returncode
    assert b"Traceback" not in unheard.stderr


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_a_closed_stream_takes_words_before_arguments_are_read(name, monkeypatch):
    monkeypatch.setattr(sys, name, None)
    terminal.replace_closed()
    print("nobody hears this", file=getattr(sys, name), flush=True)
    getattr(sys, name).close()


# Few words are written at the end alone, many on the way.
@pytest.mark.parametrize("lines", [1, 100_000])
def test_a_closed_pipe_ends_quietly(lines):
    program = (
        "import sys\nfrom ultralow import terminal\n"
        f"sys.exit(terminal.run(lambda given: print('word\\n' * {lines}) or 0, None))"
    )
    reading, writing = os.pipe()
    os.close(reading)
    env = os.environ | {"PYTHONPATH": str(gallery.ROOT / "lib")}
    try:
        done = subprocess.run(
            [sys.executable, "-c", program], stdout=writing, stderr=subprocess.PIPE, env=env
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")
