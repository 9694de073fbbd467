"""The openai package's own tests of files, fine-tuning and models find nothing amiss in our test server."""

import os
import re
import subprocess
import sys

import pytest

from tests.hosted_server import HostedServer
from tests.referee.brought import TEST_TOOLS, openai_tests, python_packages

TESTS = ("fine_tuning", "test_files.py", "test_models.py")
AT_LEAST = 280
"""How many there were in 3.54.0, roundly: fewer would mean that they were not found."""


@pytest.fixture
def server() -> HostedServer:
    """With everything that those tests name, whatever they do to it."""
    server = HostedServer(key=None, lasting=True)
    at = server.platform
    for name in ("file_id", "file-abc123"):
        at.put_file(b"Example data", id=name)
    at.put_job("file-abc123", id="ft-AF1WoRqd3aJAHsqc9NY7iL8F")
    for name in ("gpt-6-astra", "ft:gpt-4o-mini:acemeco:suffix:abc123"):
        at.put_model(name, owned_by="org-test")
    return server


def test_its_own_tests(server: HostedServer) -> None:
    tests = openai_tests()
    tools = python_packages(*TEST_TOOLS)
    with server:
        done = subprocess.run(
            [
                *(sys.executable, "-B", "-m", "pytest", "-q", "-o", "addopts=", "-p", "no:cacheprovider"),
                *(f"tests/api_resources/{name}" for name in TESTS),
            ],
            cwd=tests,
            env=os.environ | {"TEST_API_BASE_URL": server.url, "PYTHONPATH": str(tools)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    told = re.search(r"(\d+) passed", done.stdout)
    assert told is not None
    assert int(told.group(1)) >= AT_LEAST, done.stdout[-500:]
