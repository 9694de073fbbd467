"""What went wrong with a provider, in words; real answers of a server, and real errors of the library."""

import json
import pickle
import ssl
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import openai
import pytest

from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.failures import HostedError, Kind, telling, told, told_job_failure
from geoft_gui.hosted.providers import Provider, provider
from tests.hosted_server import Fault, FaultSchedule, HostedServer

_KEY = "a-key-of-no-known-shape"


def _refused(
    status: int, error: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
) -> HostedError:
    """What is told of an answer that the library got."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        content = b"<html>" if error is None else json.dumps({"error": error}).encode()
        return httpx2.Response(status, content=content, headers=headers)

    client = openai.OpenAI(
        api_key=_KEY,
        base_url="https://api.example.com/v1",
        max_retries=0,
        http_client=httpx2.Client(transport=httpx2.MockTransport(answer)),
    )
    with client, pytest.raises(HostedError) as failure, telling(provider("openai")):
        client.fine_tuning.jobs.create(model="m", training_file="file-1")
    return failure.value


@pytest.mark.parametrize(
    ("status", "error", "kind", "said"),
    [
        (403, {"message": "no", "code": "training_not_available"}, "not_available", "6 January 2027"),
        (401, {"message": f"Incorrect API key provided: {_KEY}", "code": "invalid_api_key"}, "key", "key"),
        (429, {"message": "You exceeded", "code": "insufficient_quota"}, "quota", "money"),
        (402, {"message": "Payment required"}, "quota", "money"),
        (429, {"message": "Rate limit reached", "code": "rate_limit_exceeded"}, "rate", "too often"),
        (404, {"message": "The model `x` does not exist", "code": "model_not_found"}, "model", "model"),
        (400, {"message": "Model x is not trainable", "param": "model"}, "model", "not trainable"),
        (
            400,
            {"message": "Invalid file format. Line 7: no messages", "param": "training_file"},
            "validation",
            "in row 7",
        ),
        (422, {"message": "field required"}, "validation", "field required"),
        (400, {"message": "blocked", "code": "content_policy_violation"}, "moderation", "own check"),
        (404, {"message": "No such job"}, "not_found", "No such job"),
        (403, {"message": "You have insufficient permissions"}, "refused", "rights"),
        (400, {"message": "n_epochs must be at most 50", "param": "n_epochs"}, "refused", "at most 50"),
        (500, {"message": "oops"}, "server", "trouble"),
        (503, None, "server", "503"),
        (400, None, "refused", "does not say why"),
        (407, None, "proxy", "proxy"),
    ],
)
def test_refusals_in_words(status: int, error: Mapping[str, Any] | None, kind: Kind, said: str) -> None:
    failure = _refused(status, error)
    assert (failure.kind, failure.outcome_known) == (kind, status < 500)
    assert said in str(failure) and failure.hint
    assert _KEY not in f"{failure} {failure.details}"


def test_a_refused_organisation_is_told_the_date_and_the_three_ways_on() -> None:
    failure = _refused(403, {"message": "no", "code": "training_not_available"})
    for said in (
        "from 6 January 2027 nobody can start one",
        "on this computer, which costs nothing",
        "such as Nebius Token Factory",
        "move what it knows to this computer before 14 January 2027",
    ):
        assert said in str(failure)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after": format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "86400"}, 600.0),
        # This computer's clock is years behind the provider's.
        ({"retry-after": "Tue, 01 Jan 2030 10:00:09 GMT", "date": "Tue, 01 Jan 2030 10:00:00 GMT"}, 9.0),
        ({}, None),
    ],
)
def test_when_to_come_back(headers: Mapping[str, str], seconds: float | None) -> None:
    assert _refused(429, {"message": "slow down"}, headers).retry_after == seconds
    assert _refused(503, {"message": "down"}, headers).retry_after == seconds


def test_a_clock_that_is_wrong_is_named_in_place_of_the_key() -> None:
    before = format_datetime(datetime.now(UTC) - timedelta(days=400), usegmt=True)
    failure = _refused(401, {"message": "token is not valid yet"}, {"date": before})
    assert failure.kind == "clock" and "400 days" in failure.message
    now = format_datetime(datetime.now(UTC), usegmt=True)
    assert _refused(401, {"message": "no"}, {"date": now}).kind == "key"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(401, "invalid_api_key", "key"), (403, "training_not_available", "not_available")],
)
def test_a_clock_that_is_wrong_hides_no_reason_that_is_said(status: int, code: str, kind: Kind) -> None:
    before = format_datetime(datetime.now(UTC) - timedelta(days=2), usegmt=True)
    assert _refused(status, {"message": "no", "code": code}, {"date": before}).kind == kind


def test_where_somebody_sends_this_computer_on_is_said() -> None:
    failure = _refused(307, headers={"location": "https://elsewhere.example.com/v1?token=abcdefgh1234"})
    assert (failure.kind, failure.outcome_known) == ("proxy", False)
    assert "another address, elsewhere.example.com; GeoFT" in str(failure)
    assert "abcdefgh" not in f"{failure}{failure.details}"


def test_a_job_that_repeats_the_key_in_its_error_is_told_without_it() -> None:
    key = "marker-of-no-known-form-77"
    with Connection(provider("openai"), key):
        pass
    failure = told_job_failure(provider("openai"), f"not {key}", "", key)
    assert "marker" not in f"{failure}{failure.details}"


def test_a_page_in_place_of_an_answer_is_no_fault_of_geoft() -> None:
    html = httpx2.Response(200, content=b"<html>log in</html>", headers={"content-type": "text/html"})
    client = openai.OpenAI(
        api_key=_KEY,
        base_url="https://api.example.com/v1",
        max_retries=0,
        http_client=httpx2.Client(transport=httpx2.MockTransport(lambda request: html)),
    )
    with (
        client,
        pytest.raises(HostedError, match="not what was asked for") as failure,
        telling(provider("openai")),
    ):
        list(client.models.list())
    assert (failure.value.kind, failure.value.outcome_known) == ("server", False)


@pytest.mark.parametrize(("code", "kind"), [(9, "clock"), (10, "certificate"), (20, "certificate")])
def test_certificates_that_are_not_valid_now(code: int, kind: Kind) -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = code
    request = httpx2.Request("GET", "https://api.example.com")
    failed = openai.APIConnectionError(request=request)
    failed.__cause__ = httpx2.ConnectError(str(error))
    failed.__cause__.__cause__ = error
    failure = told(failed, provider("openai"))
    assert (failure.kind, failure.outcome_known) == (kind, True)


def test_jobs_that_failed_name_the_row() -> None:
    openai_ = provider("openai")
    failure = told_job_failure(
        openai_, "invalid_training_file", "The job failed due to an invalid training file. Line 12 is empty."
    )
    assert (failure.kind, failure.row) == ("validation", 12) and "row 12" in failure.message
    assert told_job_failure(openai_, "server_error", "boom").kind == "server"
    assert told_job_failure(openai_, None, None).kind == "refused"
    unsafe = "The training file was flagged by the moderation system, examples 4, 9."
    assert told_job_failure(openai_, "invalid_training_file", unsafe).kind == "moderation"


@pytest.mark.parametrize("fault", list(Fault))
def test_what_the_server_may_have_done_is_never_said_to_be_known(fault: Fault) -> None:
    faults = FaultSchedule.planned({("POST", "/chat/completions"): [fault]})
    failure: HostedError | None = None
    # A server for each: a request that came late would take the fault of the next.
    with HostedServer(key=None, faults=faults) as server:
        here: Provider = replace(provider("openai"), base_url=server.url)
        with Connection(here, _KEY, timeout=0.3) as connection:
            try:
                with telling(here):
                    connection.once.chat.completions.create(
                        model="gpt-4o-mini-2024-07-18",
                        messages=[{"role": "user", "content": "Create a cube"}],
                    )
            except HostedError as error:
                failure = error
    if fault in (Fault.NONE, Fault.TRUNCATED_UPLOAD):
        return
    assert failure is not None, "the library took it for an answer"
    assert failure.kind in ("rate", "server", "network")
    assert not (fault.acts and failure.outcome_known)
    if fault in (Fault.RATE_LIMIT, Fault.RATE_LIMIT_TOLD):
        assert failure.outcome_known
        assert (failure.retry_after is not None) == (fault is Fault.RATE_LIMIT_TOLD)


def test_a_server_that_is_not_there_has_done_nothing() -> None:
    here = replace(provider("custom"), base_url="http://127.0.0.1:9/v1", needs_key=False)
    with Connection(here, None) as connection, pytest.raises(HostedError) as failure, telling(here):
        connection.once.models.list()
    assert (failure.value.kind, failure.value.outcome_known) == ("network", True)
    assert "Start the server" in failure.value.hint


def test_a_fault_of_the_program_stays_one() -> None:
    with pytest.raises(ZeroDivisionError), telling(provider("openai")):
        print(1 / 0)
    with pytest.raises(KeyError):
        told(KeyError("x"), provider("openai"))


def test_an_error_survives_the_way_from_another_process() -> None:
    failure = HostedError("a", "b", "c", kind="rate", outcome_known=False, retry_after=2.0, row=3)
    again = pickle.loads(pickle.dumps(failure))
    assert (again.kind, again.outcome_known, again.retry_after, again.row, again.message) == (
        "rate",
        False,
        2.0,
        3,
        "a",
    )
