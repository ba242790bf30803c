"""The picture that follows its controls: an answer to each move, and never one too many."""

import os
import textwrap
import threading

import ipywidgets
import pytest
from jupyter_client import KernelManager
from patience import PATIENCE
from ultralow.errors import UltralowError
from ultralow.widgets.live_picture import LivePicture


def followed(draw, *places):
    """A picture and its sliders."""
    sliders = [ipywidgets.FloatSlider(place) for place in places]
    picture = LivePicture(lambda: draw(*(one.value for one in sliders)), sliders)
    for one in sliders:
        one.observe(picture.ask, names="value")
    return picture, sliders


def written(*places):
    return " ".join(map(str, places)).encode()


def test_each_answer_tells_the_places_that_it_is_about():
    picture, (one, other) = followed(written, 1, 2)
    assert (picture.value, picture.answer["places"]) == (b"1.0 2.0", [1, 2])
    first = picture.answer["number"]
    one.value, other.value = 3, 4
    assert (picture.value, picture.answer["places"]) == (b"3.0 4.0", [3, 4])
    assert picture.answer["number"] > first


@pytest.mark.parametrize(
    "error", [UltralowError("no such solid"), ValueError("no such solid"), KeyboardInterrupt()]
)
def test_a_failed_drawing_leaves_words_and_the_old_picture_and_the_next_one_works(error):
    def draw(place):
        if place == 2:
            raise error
        return written(place)

    picture, (one,) = followed(draw, 1)
    one.value = 2
    assert str(error) in picture.words and picture.words
    assert (picture.value, picture.answer["places"]) == (b"1.0", [2])
    one.value = 3
    assert (picture.value, picture.words) == (b"3.0", "")


def test_the_cell_that_makes_a_panel_shows_an_error_that_nobody_foresaw():
    with pytest.raises(ZeroDivisionError):
        followed(lambda place: 1 / 0, 1)
    picture, _ = followed(refuse, 1)
    assert "no such solid" in picture.words


def test_two_threads_never_draw_at_once_and_the_last_move_is_drawn():
    """As in JupyterLab, where a cell and the page may move controls at the same time."""
    started, go, drawn = threading.Event(), threading.Event(), []

    def draw(place):
        drawn.append((place, "begun"))
        if place == 1:
            started.set()
            assert go.wait(PATIENCE)
        drawn.append((place, "done"))
        return written(place)

    picture, (one,) = followed(draw, 0)
    drawn.clear()
    other = threading.Thread(target=one.set_trait, args=("value", 1))
    other.start()
    assert started.wait(PATIENCE)
    one.value = 2
    one.value = 3
    assert picture.value == b"0.0"
    go.set()
    other.join()
    assert (picture.value, picture.answer["places"]) == (b"3.0", [3])
    assert drawn == [(1, "begun"), (1, "done"), (3, "begun"), (3, "done")]


def refuse(_):
    raise UltralowError("no such solid")


PANEL = """
import asyncio, time
from pathlib import Path
import ipywidgets
from ultralow.widgets.live_picture import LivePicture
drawn, slow, quick = [], ipywidgets.FloatSlider(), ipywidgets.FloatSlider()
def draw():
    drawn.append((slow.value, quick.value))
    return b"a picture"
picture = LivePicture(draw, [slow, quick])
slow.observe(picture.ask, names="value")
quick.observe(picture.ask, names="value")
drawn.clear()
print(slow.comm.comm_id, quick.comm.comm_id)
"""


@pytest.fixture
def client():
    """A client of a kernel of its own."""
    manager = KernelManager()
    manager.start_kernel(env=dict(os.environ))
    one = manager.client()
    one.start_channels()
    one.wait_for_ready(timeout=PATIENCE)
    yield one
    one.stop_channels()
    manager.shutdown_kernel(now=True)


def printed(client, code):
    """What a cell prints, which is one text."""
    texts = []
    reply = client.execute_interactive(
        textwrap.dedent(code), timeout=PATIENCE,
        output_hook=lambda message: texts.append(message["content"].get("text", "")),
    )  # fmt: skip
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(texts)


SETTLED = """
while not drawn or picture._watched:
    await asyncio.sleep(0)  # the event loop turns
"""


def drawings(client):
    """What was drawn since the last time, once something was and nothing waits any more."""
    return printed(client, f"{SETTLED}print(drawn)\ndrawn.clear()").strip()


def move(client, comm, place):
    """A message as a browser sends it when a slider moves."""
    data = {"method": "update", "state": {"value": place}, "buffer_paths": []}
    client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": comm, "data": data}))


def touch_beside_the_queue(client, path):
    """Make a file from a thread of the kernel that takes its message after all sent before it."""
    client.control_channel.send(client.session.msg("create_subshell_request"))
    reply = client.get_control_msg(timeout=PATIENCE)
    message = client.session.msg(
        "execute_request", {"code": f"Path({str(path)!r}).touch()", "silent": True}
    )
    message["header"]["subshell_id"] = reply["content"]["subshell_id"]
    client.shell_channel.send(message)


def test_of_moves_that_wait_in_the_kernel_the_last_alone_is_drawn(client, tmp_path):
    slow, quick = printed(client, PANEL).split()
    client.execute(f"while not Path({str(tmp_path / 'go')!r}).exists(): time.sleep(0.01)")
    for place in range(1, 21):
        move(client, slow, float(place))
        move(client, quick, 2.0 * place)
    touch_beside_the_queue(client, tmp_path / "go")
    assert drawings(client) == "[(20.0, 40.0)]"


def test_what_waits_among_other_work_is_drawn_once(client, tmp_path):
    # Before the next cell or after it: while a cell ends, the kernel takes messages of controls
    # without its lock, and then the next cell lies in no queue that can be looked at.
    slow, _ = printed(client, PANEL).split()
    client.execute(f"while not Path({str(tmp_path / 'go')!r}).exists(): time.sleep(0.01)")
    move(client, slow, 7.0)
    client.execute("before = list(drawn)")
    touch_beside_the_queue(client, tmp_path / "go")
    assert drawings(client) == "[(7.0, 0.0)]"
    assert printed(client, "print(before)").strip() in ("[]", "[(7.0, 0.0)]")


def test_moves_that_do_not_wait_are_drawn_each(client):
    slow, _ = printed(client, PANEL).split()
    for place in (1.0, 2.0):
        move(client, slow, place)
        assert drawings(client) == f"[({place}, 0.0)]"
