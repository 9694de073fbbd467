"""The faults happen as planned: drills that trust in them would otherwise prove nothing."""

import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator

import openai
import pytest

from tests.hosted_server import Fault, FaultSchedule, HostedServer
from tests.hosted_server.faults import SLOW, Route, route

ROWS = b"".join(
    json.dumps(
        {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": f"{n}"}]}
    ).encode()
    + b"\n"
    for n in range(12)
)
UPLOAD: Route = ("POST", "/files")
LIST: Route = ("GET", "/files")
# Seconds: long for a busy computer, short for two tests that wait for all of it.
TIMEOUT = 1.0


@pytest.fixture(scope="module")
def server() -> Iterator[HostedServer]:
    with HostedServer() as running:
        yield running


@pytest.fixture(scope="module")
def client(server: HostedServer) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=server.url, api_key="test-key", max_retries=0, timeout=TIMEOUT) as opened:
        yield opened


def upload(client: openai.OpenAI) -> str:
    return client.files.create(file=("geoft-1.jsonl", ROWS), purpose="fine-tune").id


SEEN: dict[Fault, tuple[type[Exception], int | None]] = {
    Fault.RATE_LIMIT: (openai.RateLimitError, None),
    Fault.RATE_LIMIT_TOLD: (openai.RateLimitError, None),
    Fault.SERVER_ERROR: (openai.InternalServerError, None),
    Fault.UNAVAILABLE: (openai.InternalServerError, None),
    Fault.GATEWAY_TIMEOUT: (openai.InternalServerError, len(ROWS)),
    Fault.RESET_BEFORE: (openai.APIConnectionError, None),
    Fault.RESET_AFTER: (openai.APIConnectionError, len(ROWS)),
    Fault.TIMEOUT_BEFORE: (openai.APITimeoutError, None),
    Fault.TIMEOUT_AFTER: (openai.APITimeoutError, len(ROWS)),
    Fault.TORN_RESPONSE: (openai.APIConnectionError, len(ROWS)),
    Fault.CUT_RESPONSE: (json.JSONDecodeError, len(ROWS)),
    Fault.TRUNCATED_UPLOAD: (openai.APIConnectionError, len(ROWS) // 2),
}


@pytest.mark.parametrize("fault", SEEN)
def test_what_the_client_sees_and_what_the_server_did(
    fault: Fault, server: HostedServer, client: openai.OpenAI
) -> None:
    server.begin_anew(faults=FaultSchedule.planned({UPLOAD: [fault]}))
    error, kept = SEEN[fault]
    with pytest.raises(error) as seen:
        upload(client)
    assert isinstance(seen.value, openai.APITimeoutError) == (fault in SLOW)
    assert [len(file.content) for file in server.files.values()] == ([] if kept is None else [kept])
    assert fault.acts == (kept is not None)
    assert [received.fault for received in server.requests] == [fault]
    if isinstance(seen.value, openai.RateLimitError):
        assert ("retry-after" in seen.value.response.headers) == (fault is Fault.RATE_LIMIT_TOLD)
    # The next request goes well, on a new connection if need be.
    assert upload(client) in server.files


def test_every_fault_is_tried() -> None:
    assert {Fault.NONE, *SEEN} == set(Fault)


def test_a_seed_says_it_all_and_the_order_of_requests_nothing() -> None:
    one, other = FaultSchedule(11), FaultSchedule(11)
    files = [one.next(*UPLOAD) for _ in range(50)]
    lists = [one.next(*LIST) for _ in range(50)]
    mixed = [(other.next(*LIST), other.next(*UPLOAD)) for _ in range(50)]
    assert list(zip(lists, files, strict=True)) == mixed
    assert files != [FaultSchedule(12).next(*UPLOAD) for _ in range(50)]


def test_schedules_hold_every_kind_and_every_one_ends() -> None:
    met: Counter[Fault] = Counter()
    for seed in range(150):
        schedule = FaultSchedule(seed, rate=0.9, in_a_row=3)
        drawn = [schedule.next(*UPLOAD) for _ in range(40)]
        met.update(drawn)
        rows = (
            len(list(run))
            for is_good, run in itertools.groupby(drawn, lambda f: f is Fault.NONE)
            if not is_good
        )
        assert max(rows) <= 3
    assert set(met) == set(Fault)
    least, most = min(met[fault] for fault in SEEN), max(met[fault] for fault in SEEN)
    assert most < 1.5 * least


def test_uploads_alone_are_truncated() -> None:
    schedule = FaultSchedule(1, rate=1.0, in_a_row=1000)
    assert Fault.TRUNCATED_UPLOAD not in {schedule.next(*LIST) for _ in range(500)}


def test_only_some_routes_and_kinds() -> None:
    schedule = FaultSchedule(
        1, rate=1.0, kinds=[Fault.RESET_AFTER], only=[("POST", "/fine_tuning/jobs/*/cancel")]
    )
    assert schedule.next(*UPLOAD) is Fault.NONE
    assert schedule.next("POST", "/fine_tuning/jobs/ftjob-1/cancel") is Fault.RESET_AFTER
    assert schedule.next("POST", "/fine_tuning/jobs/ftjob-2/cancel") is Fault.RESET_AFTER


def test_routes_have_no_ids() -> None:
    assert route("GET", "/fine_tuning/jobs/ftjob-Ab1/events") == ("GET", "/fine_tuning/jobs/*/events")
    assert route("GET", "/files/file-result-1/content") == ("GET", "/files/*/content")
    assert route("GET", "/models/ft:gpt-4o-mini:org::1") == ("GET", "/models/*")
    assert route("POST", "/fine_tuning/jobs") == ("POST", "/fine_tuning/jobs")


def test_silence_does_not_outlive_the_server() -> None:
    heard: list[Exception] = []

    def ask(url: str) -> None:
        with openai.OpenAI(base_url=url, api_key="test-key", max_retries=0, timeout=20) as client:
            try:
                client.files.list()
            except openai.APIConnectionError as error:
                heard.append(error)

    with HostedServer(faults=FaultSchedule.planned({LIST: [Fault.TIMEOUT_BEFORE]})) as server:
        asking = threading.Thread(target=ask, args=[server.url])
        asking.start()
        while not server.requests:
            time.sleep(0.01)
    asking.join(5)
    assert not asking.is_alive()
    assert [type(error) for error in heard] == [openai.APIConnectionError]
