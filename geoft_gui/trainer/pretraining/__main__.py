"""Makes the starter model, in two courses: notes about single things first, then whole scenes.

python -m geoft_gui.trainer.pretraining --out first_course
python -m geoft_gui.trainer.pretraining --start first_course --steps 3500 --batch-size 32 \\
                                        --out resources/starter_model
"""

import argparse
import math
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import torch
from tqdm import tqdm
from transformers import AutoTokenizer, LlamaForCausalLM, PreTrainedTokenizerFast

from geoft_gui.trainer import attention
from geoft_gui.trainer.pretraining.composition import Steward
from geoft_gui.trainer.pretraining.corpus import Clerk, Note
from geoft_gui.trainer.pretraining.spelling import workshop_lines
from geoft_gui.trainer.starter import new_model, train_tokenizer

TOKENIZER_NOTES = 20_000
SPELLING_WEIGHT = 400
"""How often each workshop word is shown to the tokenizer: often enough to become one piece."""
POOL = 16
"""Batches drawn together and sorted by length, so that little of a batch is padding."""


def main() -> None:
    """Train one course and save the model and its tokenizer."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="the result of the first course; without it, that is made")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    if arguments.start is None:
        tokenizer = _tokenizer(arguments.seed)
        model, notes = new_model(tokenizer, arguments.seed), Clerk(arguments.seed + 1).notes()
    else:
        tokenizer = AutoTokenizer.from_pretrained(arguments.start)
        model = LlamaForCausalLM.from_pretrained(arguments.start, dtype=torch.float32)
        notes = Steward(arguments.seed + 1).notes()
    arguments.out.mkdir(parents=True, exist_ok=True)
    pretrain(model, tokenizer, notes, arguments)
    save(model, tokenizer, arguments.out)


def _tokenizer(seed: int) -> PreTrainedTokenizerFast:
    return train_tokenizer(
        chain(
            (f"{note.prompt}\n{note.record}" for note in islice(Clerk(seed).notes(), TOKENIZER_NOTES)),
            chain.from_iterable(workshop_lines() for _ in range(SPELLING_WEIGHT)),
        )
    )


def pretrain(
    model: LlamaForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    notes: Iterator[Note],
    arguments: argparse.Namespace,
) -> None:
    """Teach the model to write the record of a note; the note itself is only read, never predicted.

    AdamW with 5 % warm-up and a cosine decay to 5 % of the peak learning rate; bfloat16 where the processor
    has it.
    """
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=arguments.learning_rate, betas=(0.9, 0.98), weight_decay=0.05, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, arguments.steps))
    bfloat16 = torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    if bfloat16:
        attention.use(model)
    torch.manual_seed(arguments.seed)
    batches = _batches(notes, tokenizer, arguments.batch_size)
    started, seen = time.monotonic(), 0
    model.train()
    with tqdm(total=arguments.steps, unit="step") as bar:
        for step, (tokens, labels, mask) in enumerate(islice(batches, arguments.steps), start=1):
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
                loss = model(input_ids=tokens, attention_mask=mask, labels=labels).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            schedule.step()
            seen += int(mask.sum())
            bar.update()
            if step % 50 == 0:
                bar.write(
                    f"step {step} loss {loss.item():.4f} tokens/s {seen / (time.monotonic() - started):.0f}"
                )
            if step % 500 == 0:
                save(model, tokenizer, arguments.out)


def save(model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast, out: Path) -> None:
    """Write the model in half precision (7 MB instead of 15) and its tokenizer."""
    half = LlamaForCausalLM(model.config)
    half.load_state_dict(model.state_dict())
    half.generation_config = model.generation_config
    half.half().save_pretrained(out)
    tokenizer.save_pretrained(out)


def _rate(step: int, steps: int) -> float:
    warmup = max(1, steps // 20)
    if step < warmup:
        return (step + 1) / warmup
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - warmup)))


def _batches(
    stream: Iterator[Note], tokenizer: PreTrainedTokenizerFast, size: int
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Padded token ids (size, longest), labels (-100 where nothing is learnt) and attention masks."""
    while True:
        pool = [_encoded(note, tokenizer) for note in islice(stream, size * POOL)]
        pool.sort(key=lambda pair: len(pair[0]) + len(pair[1]))
        order = torch.randperm(POOL).tolist()
        for at in order:
            yield _padded(pool[at * size : (at + 1) * size], tokenizer.pad_token_id)


def _encoded(note: Note, tokenizer: PreTrainedTokenizerFast) -> tuple[list[int], list[int]]:
    prompt = tokenizer.apply_chat_template(
        [{"role": "user", "content": note.prompt}], add_generation_prompt=True, tokenize=False
    )
    read = tokenizer(prompt, add_special_tokens=False)["input_ids"]
    written = tokenizer(note.record + tokenizer.eos_token, add_special_tokens=False)["input_ids"]
    return read, written


def _padded(
    pairs: list[tuple[list[int], list[int]]], pad: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(read) + len(written) for read, written in pairs)
    tokens = torch.full((len(pairs), longest), pad)
    labels = torch.full((len(pairs), longest), -100)
    mask = torch.zeros((len(pairs), longest), dtype=torch.long)
    for row, (read, written) in enumerate(pairs):
        end = len(read) + len(written)
        tokens[row, :end] = torch.tensor(read + written)
        labels[row, len(read) : end] = torch.tensor(written)
        mask[row, :end] = 1
    return tokens, labels, mask


if __name__ == "__main__":
    main()
