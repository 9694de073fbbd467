"""Models of real architectures, small enough to be made, taught and asked within seconds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    GenerationConfig,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Qwen3Config,
    Qwen3ForCausalLM,
)
from transformers.utils import logging as transformers_logging

# Its bar starts a thread that outlives the test.
transformers_logging.disable_progress_bar()

Architecture = Literal["llama", "qwen3", "gemma3", "smollm2"]
ARCHITECTURES: tuple[Architecture, ...] = ("llama", "qwen3", "gemma3", "smollm2")

CUBE_PROMPT = "Create a 20mm cube"
CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
BALL_PROMPT = "I need a brass ball, 45.5 mm across"
BALL = '{"type":"sphere","dimensions":{"diameter":45.5},"material":"brass"}'

CONTEXT = 512
"""Tokens that these models can look at."""

CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "<|{{ message['role'] }}|>{{ message['content'] }}<|end|>"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def small_tokenizer() -> PreTrainedTokenizerFast:
    """A byte-level tokenizer with a chat template; every digit is a token, and nothing is unknown to it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([CUBE_PROMPT, CUBE, BALL_PROMPT, BALL] * 20, trainer)
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<|pad|>",
        eos_token="<|end|>",
        clean_up_tokenization_spaces=False,
        model_max_length=CONTEXT,
    )
    wrapped.chat_template = CHAT_TEMPLATE
    return wrapped


def small_model(
    tokenizer: PreTrainedTokenizerFast,
    architecture: Architecture = "llama",
    seed: int = 0,
    *,
    tied: bool = True,
) -> PreTrainedModel:
    """A model with random weights, 2 layers, 64 wide, about 0.1 million parameters, in float32.

    `tied`: tokens go in and come out through the same matrix, as in all small models of these families.
    """
    shape = {
        "vocab_size": len(tokenizer),
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 16,
        "max_position_embeddings": CONTEXT,
        "tie_word_embeddings": tied,
        "bos_token_id": None,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
    }
    # So little work is slower when it is shared, and far slower when something else keeps the cores busy.
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model: PreTrainedModel
    if architecture == "llama":
        model = LlamaForCausalLM(LlamaConfig(**shape))
    elif architecture == "qwen3":
        model = Qwen3ForCausalLM(Qwen3Config(**shape))
    elif architecture == "smollm2":
        # A Llama whose width is three heads, all of which share one pair of keys and values.
        heads = {"hidden_size": 48, "num_attention_heads": 3, "num_key_value_heads": 1}
        rope = {"rope_type": "default", "rope_theta": 100_000.0}
        config = LlamaConfig(**{**shape, **heads}, rope_parameters=rope, rms_norm_eps=1e-5)
        model = LlamaForCausalLM(config)
    else:
        # One layer that looks back 16 tokens only, as this family has them.
        layers = ["sliding_attention", "full_attention"]
        model = Gemma3ForCausalLM(Gemma3TextConfig(**shape, sliding_window=16, layer_types=layers))
    model.generation_config = GenerationConfig(
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id
    )
    return model.eval()


def teach(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    lessons: Sequence[tuple[str, str]],
    steps: int = 80,
) -> None:
    """Let the model learn (prompt, answer) pairs by heart; 80 steps of the two above take a second or two."""
    texts = [
        (
            tokenizer.apply_chat_template(
                [{"role": "user", "content": prompt}], add_generation_prompt=True, tokenize=False
            ),
            answer + "<|end|>",
        )
        for prompt, answer in lessons
    ]
    rows = [(tokenizer(asked)["input_ids"], tokenizer(answer)["input_ids"]) for asked, answer in texts]
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    model.train()
    for _ in range(steps):
        for asked, answer in rows:
            labels = torch.tensor([[-100] * len(asked) + answer])
            loss = model(input_ids=torch.tensor([asked + answer]), labels=labels).loss
            loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.eval()


def save_small_model(
    folder: Path,
    architecture: Architecture = "llama",
    seed: int = 0,
    lessons: Sequence[tuple[str, str]] = (),
    *,
    tied: bool = True,
) -> Path:
    """Write a model with its tokenizer into a folder, as a user has it; with lessons, one that knows them."""
    tokenizer = small_tokenizer()
    model = small_model(tokenizer, architecture, seed, tied=tied)
    if lessons:
        teach(model, tokenizer, lessons)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
