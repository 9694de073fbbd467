"""One tokenizer and one base model for all tests of the trainer."""

from pathlib import Path

import pytest
import torch
from tqdm import tqdm
from transformers import PreTrainedTokenizerFast

from tests.small_models import save_small_model, small_tokenizer

# `datasets` makes progress bars even where none are shown; their thread would outlive the test.
tqdm.monitor_interval = 0


@pytest.fixture(scope="session")
def tokenizer() -> PreTrainedTokenizerFast:
    return small_tokenizer()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Llama with random weights, as a user has a model."""
    return save_small_model(tmp_path_factory.mktemp("models") / "llama")


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Small matrices: sharing them among threads costs more than it saves."""
    torch.set_num_threads(1)
