"""The training loop: epochs of small steps, looked at after each, stopped when it gets worse."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np
from tqdm import tqdm

from cnn_lessons.language import message, said
from cnn_lessons.learning.arguments import check_count, check_examples
from cnn_lessons.learning.losses import cross_entropy, cross_entropy_backward
from cnn_lessons.learning.optimizer import Optimizer
from cnn_lessons.learning.regularization import l2_penalty_backward
from cnn_lessons.operations.values import NotFiniteError, at_least_0

# Numbers that leave all bounds are named by an error, with what to do.
SILENT = {"over": "ignore", "invalid": "ignore"}


@dataclass(frozen=True)
class Plan:
    """How to train: the arguments of `Sequential.fit`, checked."""

    epochs: int
    batch_size: int
    optimizer: Optimizer
    weight_decay: float
    patience: int | None
    augment: Callable | None

    def __post_init__(self):
        check_count(self.epochs, "epochs")
        check_count(self.batch_size, "batch_size")
        at_least_0(self.weight_decay, "weight_decay")
        if self.patience is not None:
            check_count(self.patience, "patience")
        if not isinstance(self.optimizer, Optimizer):
            raise TypeError(f"optimizer={self.optimizer!r} is none. Use one such as Adam(0.001).")
        if self.augment is not None and not callable(self.augment):
            raise TypeError(
                f"augment={self.augment!r}, but a function (images, rng) -> images is expected."
            )


def train(network, examples, validation, plan, progress):
    """Train a network, and put what is known after each epoch into its history.

    Parameters
    ----------
    network : Sequential
        What is changed, in place.
    examples : (inputs, labels)
        Checked already.
    validation : (inputs, labels) or None
        Looked at after each epoch.
    plan : Plan
        How.
    progress : bool
        Whether to show a progress bar.

    Raises
    ------
    NotFiniteError
        If the training has diverged. As after an interrupt, the history is that of the whole
        epochs and, with patience, the weights are the best.
    """
    history = network.history = {"loss": [], "accuracy": []}
    if validation is not None:
        history |= {"val_loss": [], "val_accuracy": []}
    best, best_epoch = None, -1
    what, unit = said(message("training")), said(message("epoch"))
    bar = tqdm(None, what, plan.epochs, file=sys.stdout, unit=unit, disable=not progress)
    try:
        for epoch in range(plan.epochs):
            results = _run_epoch(network, *examples, plan)
            if validation is not None:
                with np.errstate(**SILENT):
                    results += network.evaluate(*validation)
            lowest = min(history.get("val_loss", []), default=inf)
            for values, value in zip(history.values(), results, strict=True):
                values.append(value)
            bar.set_postfix(loss=f"{results[0]:.3f}", accuracy=f"{results[1]:.3f}")
            bar.update()
            if plan.patience is not None and results[2] < lowest:
                best, best_epoch = network.get_weights(), epoch
            if plan.patience is not None and epoch - best_epoch >= plan.patience:
                break
    except NotFiniteError as error:
        text = message(
            "The training has diverged in epoch {epoch}: {error} Try a smaller learning rate than "
            "{rate:g}.",
            epoch=len(history["loss"]) + 1,
            error=error,
            rate=plan.optimizer.learning_rate,
        )
        raise NotFiniteError(said(text)) from error
    finally:
        bar.close()
        if best is not None:
            network.set_weights(best)


def _run_epoch(network, inputs, labels, plan):
    """Show every example once, and return the mean loss and accuracy as they came by."""
    order = network.rng.permutation(len(inputs))
    total, right = 0.0, 0
    for start in range(0, len(order), plan.batch_size):
        batch = order[start : start + plan.batch_size]
        images = inputs[batch]
        if plan.augment is not None:
            images = plan.augment(images, network.rng)
            check_examples(images, network.input_shape, "what augment returned")
        with np.errstate(**SILENT):
            logits = network.forward(images, training=True)
            total += cross_entropy(logits, labels[batch]) * len(batch)
            right += (logits.argmax(axis=1) == labels[batch]).sum()
            d_logits = cross_entropy_backward(logits, labels[batch])
            network.backward(d_logits, needs_d_inputs=False)
        plan.optimizer.update(network.parameters, _gradients(network, plan.weight_decay))
    return total / len(order), float(right / len(order))


def _gradients(network, weight_decay):
    gradients = []
    for layer in network.layers:
        for name, parameter in layer.parameters.items():
            gradient = layer.gradients[name]
            if weight_decay and name == "kernel":
                gradient = gradient + l2_penalty_backward(parameter, weight_decay)
            gradients.append(gradient)
    return gradients
