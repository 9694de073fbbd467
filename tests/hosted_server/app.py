"""The calls of the platform as a Starlette application."""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.hosted_server.files import form_fields
from tests.hosted_server.platform import Platform, Refused, metadata_filter, page

Handler = Callable[[Platform, Request], Awaitable[Response]]


def hosted_app(platform: Callable[[], Platform]) -> Starlette:
    """The application; ``platform`` gives the one that is served at the moment."""

    def answered(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            at = platform()
            try:
                _check_key(at, request)
                return await handler(at, request)
            except Refused as refused:
                return JSONResponse(refused.body, refused.status, refused.headers)

        return endpoint

    return Starlette(
        routes=[Route(f"/v1{path}", answered(handler), methods=[method]) for method, path, handler in _CALLS],
        exception_handlers={404: _unknown, 405: _unknown},
    )


async def _unknown(request: Request, error: Exception) -> Response:
    refused = Refused(404, f"Invalid URL ({request.method} {request.url.path})")
    return JSONResponse(refused.body, refused.status)


def _check_key(at: Platform, request: Request) -> None:
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if at.key is None or given == at.key:
        return
    if not given:
        raise Refused(401, "You didn't provide an API key.")
    shown = f"{'*' * 8}{given[-4:]}"
    raise Refused(401, f"Incorrect API key provided: {shown}.", code="invalid_api_key")


# ---------------------------------------------------------------------- files
async def _create_file(at: Platform, request: Request) -> Response:
    try:
        fields = form_fields(request.headers.get("content-type", ""), await request.body())
        (name, content), purpose = fields["file"], fields["purpose"][1].decode()
    except (ValueError, KeyError) as problem:
        raise Refused(400, f"The upload cannot be read: {problem}") from problem
    seconds = fields.get("expires_after[seconds]")
    kept = at.create_file(name or "upload", content, purpose, None if seconds is None else int(seconds[1]))
    return JSONResponse(kept.told())


async def _list_files(at: Platform, request: Request) -> Response:
    query = request.query_params
    files = [file.told() for file in at.files.values()]
    if "purpose" in query:
        files = [file for file in files if file["purpose"] == query["purpose"]]
    if query.get("order", "desc") == "desc":
        files.reverse()
    listed = page(files, query.get("after"), int(query.get("limit", 10_000)))
    # The specification wants words here even where nothing is listed.
    return JSONResponse(listed | {"first_id": listed["first_id"] or "", "last_id": listed["last_id"] or ""})


async def _retrieve_file(at: Platform, request: Request) -> Response:
    return JSONResponse(at.file(request.path_params["id"]).told())


async def _delete_file(at: Platform, request: Request) -> Response:
    return JSONResponse(at.delete_file(request.path_params["id"]))


async def _file_content(at: Platform, request: Request) -> Response:
    file = at.file(request.path_params["id"])
    return Response(file.content, media_type="application/octet-stream")


# ---------------------------------------------------------------------- jobs
async def _create_job(at: Platform, request: Request) -> Response:
    return JSONResponse(at.create_job(await _document(request)).told())


async def _list_jobs(at: Platform, request: Request) -> Response:
    jobs = [job.told() for job in at.listed_jobs(metadata_filter(request.query_params))]
    return _listed(request, jobs)


async def _retrieve_job(at: Platform, request: Request) -> Response:
    return JSONResponse(at.poll(request.path_params["id"]).told())


async def _list_events(at: Platform, request: Request) -> Response:
    return _listed(request, at.job(request.path_params["id"]).events[::-1])


async def _list_checkpoints(at: Platform, request: Request) -> Response:
    job = at.job(request.path_params["id"])
    if not job.story.has_checkpoints:
        return await _unknown(request, LookupError())
    return _listed(request, job.checkpoints[::-1])


def _changing(verb: str) -> Handler:
    async def change(at: Platform, request: Request) -> Response:
        return JSONResponse(at.change(request.path_params["id"], verb).told())

    return change


# ---------------------------------------------------------------------- checkpoints' permissions
async def _create_permissions(at: Platform, request: Request) -> Response:
    asked = await _document(request)
    kept = at.permissions.setdefault(request.path_params["id"], [])
    made = [
        {
            "id": f"cp_{len(kept) + n:06}",
            "object": "checkpoint.permission",
            "created_at": int(time.time()),
            "project_id": project,
        }
        for n, project in enumerate(asked.get("project_ids", []))
    ]
    kept.extend(made)
    return JSONResponse(page(made, None, max(1, len(made))))


async def _list_permissions(at: Platform, request: Request) -> Response:
    kept = at.permissions.get(request.path_params["id"], [])
    project = request.query_params.get("project_id")
    return _listed(request, [one for one in kept[::-1] if project in {None, one["project_id"]}])


async def _delete_permission(at: Platform, request: Request) -> Response:
    kept = at.permissions.get(request.path_params["id"], [])
    kept[:] = [one for one in kept if one["id"] != request.path_params["permission"]]
    told = {"id": request.path_params["permission"], "object": "checkpoint.permission", "deleted": True}
    return JSONResponse(told)


# ---------------------------------------------------------------------- graders
async def _validate_grader(at: Platform, request: Request) -> Response:
    return JSONResponse({"grader": (await _document(request))["grader"]})


async def _run_grader(at: Platform, request: Request) -> Response:
    asked = await _document(request)
    grader = asked["grader"]
    if grader["type"] != "string_check":
        raise Refused(400, "Only string_check is here.", param="grader.type")
    is_equal = grader["input"] == grader["reference"]
    faults = (
        "formula_parse_error", "sample_parse_error", "truncated_observation_error",
        "unresponsive_reward_error", "invalid_variable_error", "other_error",
        "python_grader_server_error", "python_grader_runtime_error",
        "model_grader_server_error", "model_grader_refusal_error", "model_grader_parse_error",
    )  # fmt: skip
    details = (
        "python_grader_server_error_type", "python_grader_runtime_error_details",
        "model_grader_server_error_details",
    )  # fmt: skip
    metadata = {
        "name": grader["name"],
        "type": grader["type"],
        "errors": dict.fromkeys(faults, False) | dict.fromkeys(details),
        "execution_time": 0.0,
        "scores": {},
        "token_usage": None,
        "sampled_model_name": None,
    }
    return JSONResponse(
        {
            "reward": float(is_equal == (grader["operation"] == "eq")),
            "metadata": metadata,
            "sub_rewards": {},
            "model_grader_token_usage_per_model": {},
        }
    )


# ---------------------------------------------------------------------- models
async def _list_models(at: Platform, request: Request) -> Response:
    return JSONResponse({"object": "list", "data": list(at.models.values())})


async def _retrieve_model(at: Platform, request: Request) -> Response:
    return JSONResponse(at.model(request.path_params["id"]))


async def _delete_model(at: Platform, request: Request) -> Response:
    name = request.path_params["id"]
    if at.model(name)["owned_by"] == "system":
        raise Refused(403, "You have insufficient permissions to delete this model.")
    if not at.lasting:
        del at.models[name]
    return JSONResponse({"id": name, "object": "model", "deleted": True})


async def _chat(at: Platform, request: Request) -> Response:
    asked = await _document(request)
    if not isinstance(asked.get("model"), str):
        raise Refused(400, "you must provide a model parameter")
    if not asked.get("messages"):
        raise Refused(400, "Missing required parameter: 'messages'.", param="messages")
    at.model(asked["model"])
    text = at.answer(asked["messages"], asked["model"])
    made = {"id": "chatcmpl-1", "created": int(time.time()), "model": asked["model"]}
    said = sum(len(str(message.get("content") or "")) for message in asked["messages"]) // 4 + 1
    usage = {"prompt_tokens": said, "completion_tokens": len(text) // 4 + 1}
    usage["total_tokens"] = sum(usage.values())
    if asked.get("stream"):
        wants_usage = (asked.get("stream_options") or {}).get("include_usage", False)
        return StreamingResponse(
            _chunks(text, made, usage if wants_usage else None), media_type="text/event-stream"
        )
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return JSONResponse(made | {"object": "chat.completion", "choices": [choice], "usage": usage})


async def _chunks(text: str, made: dict[str, Any], usage: dict[str, int] | None) -> AsyncIterator[str]:
    deltas: list[tuple[dict[str, str], str | None]] = [({"role": "assistant", "content": ""}, None)]
    deltas += [({"content": text[at : at + 7]}, None) for at in range(0, len(text), 7)]
    deltas.append(({}, "stop"))
    for delta, reason in deltas:
        choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
        yield _sse(made | {"object": "chat.completion.chunk", "choices": [choice]})
    if usage is not None:
        yield _sse(made | {"object": "chat.completion.chunk", "choices": [], "usage": usage})
    yield "data: [DONE]\n\n"


def _sse(document: dict[str, Any]) -> str:
    return f"data: {json.dumps(document)}\n\n"


async def _document(request: Request) -> dict[str, Any]:
    try:
        document = json.loads(await request.body() or b"{}")
    except ValueError as problem:
        raise Refused(400, "We could not parse the JSON body of your request.") from problem
    if not isinstance(document, dict):
        raise Refused(400, "The body of your request is not an object.")
    return document


def _listed(request: Request, items: list[dict[str, Any]]) -> Response:
    query = request.query_params
    return JSONResponse(page(items, query.get("after"), int(query.get("limit", 0))))


_JOB = "/fine_tuning/jobs/{id}"
_PERMISSIONS = "/fine_tuning/checkpoints/{id}/permissions"
_CALLS: list[tuple[str, str, Handler]] = [
    ("POST", "/files", _create_file),
    ("GET", "/files", _list_files),
    ("GET", "/files/{id}", _retrieve_file),
    ("DELETE", "/files/{id}", _delete_file),
    ("GET", "/files/{id}/content", _file_content),
    ("POST", "/fine_tuning/jobs", _create_job),
    ("GET", "/fine_tuning/jobs", _list_jobs),
    ("GET", _JOB, _retrieve_job),
    ("POST", f"{_JOB}/cancel", _changing("cancel")),
    ("POST", f"{_JOB}/pause", _changing("pause")),
    ("POST", f"{_JOB}/resume", _changing("resume")),
    ("GET", f"{_JOB}/events", _list_events),
    ("GET", f"{_JOB}/checkpoints", _list_checkpoints),
    ("POST", _PERMISSIONS, _create_permissions),
    ("GET", _PERMISSIONS, _list_permissions),
    ("DELETE", f"{_PERMISSIONS}/{{permission}}", _delete_permission),
    ("POST", "/fine_tuning/alpha/graders/run", _run_grader),
    ("POST", "/fine_tuning/alpha/graders/validate", _validate_grader),
    ("GET", "/models", _list_models),
    ("GET", "/models/{id}", _retrieve_model),
    ("DELETE", "/models/{id}", _delete_model),
    ("POST", "/chat/completions", _chat),
]
