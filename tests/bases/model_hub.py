"""A server on loopback that answers as the Hugging Face hub does when it is asked for models."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import numpy as np
from safetensors.numpy import save

COMMIT = "5ad3" * 10
CONFIG = {"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 8, "vocab_size": 50}


def model_files(weight_bytes: int = 4_000) -> dict[str, bytes]:
    """The files of a model that can be trained, as far as its files tell."""
    return {
        "config.json": json.dumps(CONFIG).encode(),
        "tokenizer.json": b"{}",
        "tokenizer_config.json": json.dumps({"chat_template": "{{ messages }}"}).encode(),
        "model.safetensors": save({"weight": np.zeros(weight_bytes // 4, np.float32)}),
        "README.md": b"# A model",
        "pytorch_model.bin": b"pickle",
    }


@dataclass
class Repository:
    """`key`: only whoever has it is given the files. `gated`: as the hub says it. `earlier`: by commit."""

    files: dict[str, bytes]
    gated: str | bool = False
    key: str | None = None
    config: dict[str, object] = field(default_factory=lambda: dict(CONFIG))
    commit: str = COMMIT
    earlier: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def at(self, commit: str) -> dict[str, bytes] | None:
        return self.files if commit in {"", self.commit} else self.earlier.get(commit)


class Hub(ThreadingHTTPServer):
    """Knows the models in `models`. What it was asked for is in `asked`: verb, path and first byte."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.models: dict[str, Repository] = {}
        self.asked: list[tuple[str, str, int]] = []
        self.break_after: int | None = None
        """The next large answer ends after so many bytes, as a connection that breaks."""
        self.slow = False
        """A megabyte takes a fifth of a second."""

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def fetched(self) -> list[tuple[str, int]]:
        """The names of the files that were given, each with the byte that it began at."""
        return [(path.rsplit("/", 1)[1], first) for verb, path, first in self.asked if "/cdn/" in path]


@contextmanager
def serving() -> Iterator[Hub]:
    hub = Hub()
    thread = threading.Thread(target=hub.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield hub
    finally:
        hub.slow = False
        hub.shutdown()
        hub.server_close()
        thread.join()


class _Answers(BaseHTTPRequestHandler):
    server: Hub
    # One answer to a connection: a kept one would hold a thread.
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        wanted = self.headers.get("Range", "bytes=0-")
        first = int(wanted.removeprefix("bytes=").partition("-")[0])
        self.server.asked.append((self.command, path, first))
        parts = path.strip("/").split("/")
        if parts[0] == "api":
            self._describe("/".join(parts[2:4]), parts[5] if len(parts) > 5 else "")
        elif parts[0] == "cdn":
            files = self.server.models["/".join(parts[1:3])].at(parts[3])
            assert files is not None
            self._give(files[parts[4]], first)
        else:
            self._resolve("/".join(parts[:2]), parts[3], parts[-1])

    def log_message(self, *_: object) -> None:
        pass

    def _describe(self, name: str, commit: str) -> None:
        model = self.server.models.get(name)
        if model is None:
            self._send(404, b"", {"X-Error-Code": "RepoNotFound"})
            return
        files = model.at(commit)
        if files is None:
            self._send(404, b"", {"X-Error-Code": "RevisionNotFound"})
            return
        siblings = [_sibling(file, data) for file, data in files.items()]
        content = {"id": name, "sha": commit or model.commit, "gated": model.gated, "config": model.config}
        answer = json.dumps(content | {"siblings": siblings}).encode()
        self._send(200, answer, {"Content-Type": "application/json"})

    def _resolve(self, name: str, commit: str, file: str) -> None:
        model = self.server.models[name]
        if model.key is not None and self.headers.get("Authorization") != f"Bearer {model.key}":
            self._send(403 if model.gated == "manual" else 401, b"", {"X-Error-Code": "GatedRepo"})
        else:
            self._send(302, b"", {"Location": f"{self.server.endpoint}/cdn/{name}/{commit}/{file}"})

    def _give(self, data: bytes, first: int) -> None:
        headers = {"Content-Length": str(len(data) - first)}
        if first:
            headers["Content-Range"] = f"bytes {first}-{len(data) - 1}/{len(data)}"
        self.send_response(206 if first else 200)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        end = len(data)
        if self.server.break_after is not None and end > self.server.break_after:
            end, self.server.break_after = self.server.break_after, None
        for begin in range(first, end, 1_000_000):
            try:
                self.wfile.write(data[begin : min(end, begin + 1_000_000)])
            except ConnectionError:
                return  # whoever asked has been ended
            if self.server.slow:
                time.sleep(0.2)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _sibling(name: str, data: bytes) -> dict[str, object]:
    described: dict[str, object] = {
        "rfilename": name,
        "size": len(data),
        "blobId": hashlib.sha1(data).hexdigest(),
    }
    if name.endswith(".safetensors"):
        described["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
    return described
