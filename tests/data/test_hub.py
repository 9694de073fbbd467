"""Fetching a data set, from a real HTTP server on loopback that answers as the hub does."""

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from geoft_gui.data.hub import fetch_dataset
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.errors import UserError

COMMIT = "8f3a" * 10
ROW = json.dumps({"prompt": "Create a 20mm cube", "completion": '{"type":"cube"}'}) + "\n"


class Hub(ThreadingHTTPServer):
    """Knows one data set, ``owner/parts``; ``owner/gated`` lists its files and gives none."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.keys: set[str | None] = set()
        self.broken = False

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def downloads(self) -> list[str]:
        return [path.rsplit("/", 1)[1] for verb, path in self.asked if verb == "GET" and "/resolve/" in path]


class _Answers(BaseHTTPRequestHandler):
    server: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, *, with_body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.asked.append((self.command, path))
        self.server.keys.add(self.headers.get("Authorization"))
        if self.server.broken:
            self._send(200, b"<html>Welcome to the hotel</html>", {}, with_body)
        elif path in ("/api/datasets/owner/parts", "/api/datasets/owner/gated"):
            siblings = [{"rfilename": name, "size": len(data)} for name, data in self.server.files.items()]
            content = {"id": "owner/parts", "sha": COMMIT, "siblings": siblings}
            self._send(200, json.dumps(content).encode(), {"Content-Type": "application/json"}, with_body)
        elif path.startswith(f"/datasets/owner/parts/resolve/{COMMIT}/"):
            data = self.server.files[path.split(f"/{COMMIT}/")[1]]
            etag = hashlib.sha256(data).hexdigest()
            self._send(200, data, {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT}, with_body)
        elif path.startswith("/datasets/owner/gated/"):
            self._send(403, b"", {"X-Error-Code": "GatedRepo"}, with_body)
        else:
            self._send(404, b"", {"X-Error-Code": "RepoNotFound"}, with_body)

    def _send(self, status: int, body: bytes, headers: dict[str, str], with_body: bool) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    from huggingface_hub import constants
    from huggingface_hub.utils import close_session

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Hub()
    server.files = {
        "README.md": b"# Parts",
        "data/train.jsonl": ROW.encode() * 3,
        "data/more.csv": b"prompt,answer\na cube,{}\n",
        "dataset_info.json": b"{}",
        "picture.png": b"\x89PNG",
        "../../out.jsonl": ROW.encode(),
    }
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        # A kept connection would hold a thread of the server.
        close_session()
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_data_set_becomes_a_folder_of_its_rows(hub: Hub, tmp_path: Path) -> None:
    heard: list[float] = []
    path = fetch_dataset(
        "https://huggingface.co/datasets/owner/parts/tree/main",
        tmp_path / "hub",
        heard.append,
        lambda: False,
        hub.endpoint,
    )
    assert sorted(hub.downloads()) == ["more.csv", "train.jsonl"]
    rows = list(read_rows(path))
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert all(isinstance(row, Row) for row in rows)
    assert heard[0] == -1
    assert heard[1:] == sorted(heard[1:])
    assert heard[-1] == 1
    # No key of this computer went to a server that was named.
    assert hub.keys == {None}
    assert [child.name for child in tmp_path.iterdir()] == ["hub"]


def test_what_is_there_is_not_fetched_again(hub: Hub, tmp_path: Path) -> None:
    hub.files = {"rows.jsonl": ROW.encode()}
    first = fetch_dataset("owner/parts", tmp_path, lambda _: None, lambda: False, hub.endpoint, "hf_secret")
    assert first.name == "rows.jsonl"
    assert "Bearer hf_secret" in hub.keys
    assert fetch_dataset("owner/parts", tmp_path, lambda _: None, lambda: False, hub.endpoint) == first
    assert hub.downloads() == ["rows.jsonl"]


def test_a_download_can_be_stopped(hub: Hub, tmp_path: Path) -> None:
    hub.files = {"rows.jsonl": ROW.encode(), "more.jsonl": ROW.encode()}
    heard: list[float] = []
    with pytest.raises(UserError, match="stopped"):
        fetch_dataset("owner/parts", tmp_path, heard.append, lambda: len(heard) > 1, hub.endpoint)
    assert hub.downloads() == ["rows.jsonl"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("owner/absent", "There is no data set owner/absent"),
        ("owner/gated", "only given to those who have asked"),
        ("not a name", "is not the name of a data set"),
        ("a/b/c", "is not the name of a data set"),
    ],
)
def test_a_data_set_that_is_not_given_says_why(hub: Hub, tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        fetch_dataset(name, tmp_path, lambda _: None, lambda: False, hub.endpoint)


def test_a_data_set_without_rows_and_one_that_is_too_large_are_refused(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.files = {"images.zip": b"PK"}
    with pytest.raises(UserError, match="no files of rows"):
        fetch_dataset("owner/parts", tmp_path, lambda _: None, lambda: False, hub.endpoint)
    hub.files = {"rows.jsonl": ROW.encode()}
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Disk", (), {"free": 3})())
    with pytest.raises(UserError, match="are free"):
        fetch_dataset("owner/parts", tmp_path, lambda _: None, lambda: False, hub.endpoint)
    assert hub.downloads() == []


def test_a_network_that_is_not_the_internet_is_named(hub: Hub, tmp_path: Path) -> None:
    hub.broken = True
    with pytest.raises(UserError, match="not Hugging Face"):
        fetch_dataset("owner/parts", tmp_path, lambda _: None, lambda: False, hub.endpoint)
    nobody = "http://127.0.0.1:9"
    with pytest.raises(UserError, match="cannot be reached"):
        fetch_dataset("owner/parts", tmp_path, lambda _: None, lambda: False, nobody)
