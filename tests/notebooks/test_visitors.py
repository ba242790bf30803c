"""Without the token nobody gets anything of JupyterLab or of the app, and who has it moves sliders
in the app and neither runs code nor names a path.
"""

import asyncio
import json
import re
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import jupyter_lab
import pytest
from tornado.websocket import websocket_connect

TOKEN = "let-me-in"
LISTENING = "0A"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of JupyterLab as `make lab` starts it."""
    folder = jupyter_lab.copy(tmp_path_factory.mktemp("lab"))
    options = f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0"
    with jupyter_lab.serve("lab", folder, *options) as url:
        yield url


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The address of the app as `make app` starts it, and the folder in which it runs."""
    folder = jupyter_lab.copy(tmp_path_factory.mktemp("app"))
    (folder / "notebooks" / "picture.png").write_bytes(b"a picture of the reader's")
    with jupyter_lab.serve("app", folder, f"--Voila.token={TOKEN}") as url:
        yield url, folder


class Stay(urllib.request.HTTPRedirectHandler):
    """Redirections are answers of their own."""

    def redirect_request(self, *_):
        return None


def answer(url, method="GET", token=""):
    """Status, text, and where it sends a visitor."""
    headers = {"Authorization": f"token {token}"} if token else {}
    body = b"{}" if method in ("POST", "PUT", "PATCH") else None
    request = urllib.request.Request(url, data=body, method=method, headers=headers)
    try:
        with urllib.request.build_opener(Stay).open(request) as found:
            return found.status, found.read().decode("utf-8", "replace"), ""
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode(), refused.headers.get("Location", "")


def bound(url):
    """At which addresses of this machine somebody listens to the port, as the system has them."""
    port = f"{int(url.rpartition(':')[2]):04X}"
    tables = [Path(f"/proc/net/tcp{six}") for six in ("", "6")]
    lines = [line for one in tables if one.exists() for line in one.read_text().splitlines()]
    rows = map(str.split, lines)
    local = [row[1].split(":") for row in rows if row[3] == LISTENING]
    return {address for address, where in local if where == port}


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the system does not list its ports")
@pytest.mark.parametrize("server", ["lab", "app"])
def test_servers_are_reached_from_this_machine_alone(server, request):
    url = request.getfixturevalue(server)
    url = url if isinstance(url, str) else url[0]
    assert bound(url) == {"0100007F"}  # 127.0.0.1


@pytest.mark.parametrize("token", ["", "wrong"])
@pytest.mark.parametrize(
    ("method", "place"),
    [
        ("GET", "/lab"),
        ("GET", "/api/contents"),
        ("GET", "/files/notebooks/explore.ipynb"),
        ("PUT", "/api/contents/new.txt"),
        ("POST", "/api/kernels"),
        ("POST", "/api/terminals"),
        ("POST", "/api/sessions"),
    ],
)
def test_jupyterlab_turns_away_who_has_no_token(lab, method, place, token):
    status, _, elsewhere = answer(lab + place, method, token)
    assert status == 403 or (status == 302 and "/login" in elsewhere)


def test_jupyterlab_lets_in_who_has_the_token(lab):
    assert answer(f"{lab}/api/contents", token=TOKEN)[0] == 200


@pytest.mark.parametrize("target", ["lab", "app"])
def test_each_start_makes_a_token_of_its_own_and_prints_it(target, tmp_path):
    folder = jupyter_lab.copy(tmp_path)
    with jupyter_lab.serve(target, folder) as url:
        assert answer(f"{url}/lab" if target == "lab" else f"{url}/")[0] == 302
        printed = (folder / f"{target}.log").read_text()
    assert re.search(f"{url.rpartition(':')[2]}/\\S*token=[0-9a-f]{{32,}}", printed)


def test_the_app_without_the_token_shows_nothing(app):
    url, _ = app
    for token in ("", "wrong"):
        status, _, elsewhere = answer(f"{url}/", token=token)
        assert status == 302 and "/login" in elsewhere
        asked = f"{url}/api/kernels/{uuid.uuid4()}"
        assert answer(asked, token=token)[0] in (302, 403)
        assert answer(asked, "DELETE", token)[0] == 403


PLACES = [
    "api/contents", "api/contents/explore.ipynb", "api/kernels", "api/kernelspecs",
    "api/sessions", "api/terminals", "terminals/1", "lab", "tree", "voila/tree",
    "voila/api/contents", "voila/render/fig4_thermoelectrics.ipynb", "explore.ipynb",
    "fig4_thermoelectrics.ipynb", "files/explore.ipynb", "voila/files/explore.ipynb",
    "voila/files/picture.png", "voila/files/gallery.yml", "voila/files//etc/passwd",
    "voila/files/../figures/fig4_thermoelectrics/CsSnI3.png",
    "voila/files/%2e%2e/figures/fig4_thermoelectrics/CsSnI3.png",
    "voila/files/..%2ffigures%2ffig4_thermoelectrics%2fCsSnI3.svg",
    "voila/static/..%2f..%2f..%2f..%2fetc%2fpasswd", "voila/static/%2fetc%2fpasswd",
    "voila/templates/app/static/..%2f..%2f..%2f..%2fvoila.json",
    "voila/templates/app/static/../../conf.json",
    "voila/labextensions/..%2f..%2f..%2fetc%2fpasswd",
    "voila/api/themes/..%2f..%2f..%2fetc%2fpasswd",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_visitor_of_the_app_names_no_path(app, place):
    url, _ = app
    status, text, elsewhere = answer(f"{url}/{place}", token=TOKEN)
    if status == 302:  # what is no page is looked for among the files to be shown: there are none
        assert elsewhere.startswith("/voila/files/")
        status, text, _ = answer(url + elsewhere, token=TOKEN)
    assert status in (403, 404, 500)
    assert not re.search("root:|traitlet|VoilaConfiguration|base_template|nbformat", text)


@pytest.mark.parametrize("place", ["api/contents/new.txt", "api/kernels", "api/terminals", ""])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_visitor_of_the_app_writes_and_starts_nothing(app, place, method):
    url, folder = app
    assert answer(f"{url}/{place}", method, TOKEN)[0] in (403, 404, 405)
    assert not list(folder.rglob("new.txt"))


def said(kind, **content):
    """A message to a kernel, as a page sends it."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "s", "username": "v",
              "version": "5.4", "date": "2000-01-01T00:00:00Z"}  # fmt: skip
    channel = "control" if kind in ("debug_request", "create_subshell_request") else "shell"
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    return json.dumps(message | {"channel": channel, "buffers": []})


async def answers(address, messages):
    """The kinds of the kernel's replies to messages, the last of which it answers."""
    socket = await websocket_connect(address)
    for message in messages:
        await socket.write_message(message)
    kinds = []
    while "kernel_info_reply" not in kinds:
        text = await socket.read_message()
        assert text is not None, "the socket was closed"
        kinds.append(json.loads(text)["header"]["msg_type"])
    socket.close()
    while await socket.read_message() is not None:
        pass
    return kinds


def test_a_visitor_of_the_app_runs_no_code(app):
    url, folder = app
    status, page, _ = answer(f"{url}/?template=lab", token=TOKEN)
    assert status == 200 and "import numpy" not in page
    kernel = re.search(r'"kernelId": "([0-9a-f-]+)"', page)[1]
    code = f"open({str(folder / 'written')!r}, 'w').write('by a visitor')"
    asked = [
        said("execute_request", code=code, silent=False, store_history=False,
             user_expressions={"a": code}, allow_stdin=False, stop_on_error=True),
        said("inspect_request", code="open", cursor_pos=4, detail_level=1),
        said("complete_request", code="op", cursor_pos=2),
        said("history_request", hist_access_type="tail", n=9, output=True, raw=True),
        said("debug_request", seq=1, command="evaluate", arguments={"expression": code}),
        said("create_subshell_request"),
        said("comm_open", comm_id="c", target_name="code", target_module="os", data={"code": code}),
        said("kernel_info_request"),
    ]  # fmt: skip
    socket = f"{url.replace('http', 'ws')}/api/kernels/{kernel}/channels"
    kinds = asyncio.run(answers(f"{socket}?token={TOKEN}", asked))
    assert not {kind for kind in kinds if kind.endswith("_reply")} - {"kernel_info_reply"}
    assert "execute_result" not in kinds and not (folder / "written").exists()
    with pytest.raises(Exception, match="403"):
        asyncio.run(answers(socket, asked))
