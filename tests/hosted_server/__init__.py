"""A hosted platform in miniature: files, fine-tuning jobs, checkpoints, models and chat over real HTTP.

It speaks the calls of OpenAI's published specification on 127.0.0.1, moves its jobs on deterministically, and
misbehaves by plan. Three referees that we did not write judge it, in ``tests/referee``.
"""

from tests.hosted_server.faults import Fault, FaultSchedule
from tests.hosted_server.files import StoredFile
from tests.hosted_server.jobs import Job, JobFailure, Story
from tests.hosted_server.platform import Platform, Received
from tests.hosted_server.server import HostedServer

__all__ = [
    "Fault",
    "FaultSchedule",
    "HostedServer",
    "Job",
    "JobFailure",
    "Platform",
    "Received",
    "StoredFile",
    "Story",
]
