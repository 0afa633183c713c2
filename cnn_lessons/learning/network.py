"""A small network: layers in a row, trained by gradient descent, saved as plain arrays."""

import sys
from math import inf

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from cnn_lessons.learning.losses import cross_entropy, cross_entropy_backward
from cnn_lessons.learning.optimizers import Adam
from cnn_lessons.learning.regularization import l2_penalty_backward
from cnn_lessons.learning.weights_file import read_weights, write_weights

# A layer's matrix products are small, and several threads would mostly wait for each other: where
# another process holds a core, an epoch takes ten times as long with two threads as with one.
one_thread = threadpool_limits.wrap(limits=1, user_api="blas")


class Sequential:
    """Layers in a row, that end with one score (logit) for each class.

    Parameters
    ----------
    layers : list of Layer
        From the input to the logits.
    input_shape : tuple of int
        Shape of one example: (H, W, C) or (D,).
    seed : int, default=0
        Where all random numbers come from: weights, the order of examples, dropout.

    Raises
    ------
    ValueError
        If a layer cannot take what the one before gives, or comes twice; the text says which.

    Examples
    --------
    >>> from cnn_lessons.learning import Dense, Flatten
    >>> network = Sequential([Flatten(), Dense(10)], input_shape=(8, 8, 1))
    >>> network.count_parameters()
    650
    """

    def __init__(self, layers, input_shape, seed=0):
        self.layers = list(layers)
        self.input_shape = tuple(input_shape)
        self.rng = np.random.default_rng(seed)
        example = np.zeros((1, *self.input_shape), "float32")
        for number, layer in enumerate(self.layers):
            if any(layer is other for other in self.layers[:number]):
                raise ValueError(
                    f"Layer {number}, {type(layer).__name__}, is in the network twice. It "
                    "remembers one batch only: make another layer with the same arguments."
                )
            try:
                layer.build(example.shape[1:], self.rng)
                example = layer.forward(example)
            except (TypeError, ValueError) as error:
                raise ValueError(
                    f"Layer {number}, {type(layer).__name__}, cannot take examples of shape "
                    f"{example.shape[1:]}: {error}"
                ) from error
        self.output_shape = example.shape[1:]

    @property
    def parameters(self):
        """All arrays that training changes, in the order of the layers."""
        return [array for layer in self.layers for array in layer.parameters.values()]

    def count_parameters(self):
        """Return how many numbers training can change."""
        return sum(array.size for array in self.parameters)

    def forward(self, inputs, training=False):
        """Return the logits for a batch.

        Parameters
        ----------
        inputs : ndarray, shape (N, …)
            Examples of the input shape, float32 or float64.
        training : bool, default=False
            Whether dropout drops, and batch normalization uses the batch's own moments.

        Returns
        -------
        ndarray, shape (N, K)
            One score for each class.

        Raises
        ------
        ValueError
            If the examples have another shape than the network was made for.
        """
        if inputs.shape[1:] != self.input_shape:
            raise ValueError(
                f"inputs have shape {inputs.shape}, but (N, {str(self.input_shape)[1:-1]}) is "
                "expected. For one example use inputs[np.newaxis]."
            )
        for layer in self.layers:
            inputs = layer.forward(inputs, training)
        return inputs

    def backward(self, d_logits, needs_d_inputs=True):
        """Return the gradient of the last inputs; each layer keeps those of its parameters.

        In training nobody needs the gradient of the images: where `needs_d_inputs` is False,
        the first layer may save the work, and what is returned means nothing.
        """
        first, *later = self.layers
        for layer in reversed(later):
            d_logits = layer.backward(d_logits)
        return first.backward(d_logits, needs_d_inputs)

    @one_thread
    def predict(self, inputs, batch_size=256):
        """Return the logits of many examples, batch by batch, as after training."""
        batches = range(0, len(inputs), batch_size)
        return np.concatenate([self.forward(inputs[i : i + batch_size]) for i in batches])

    def evaluate(self, inputs, labels):
        """Return the mean cross-entropy, and the share of examples that are right."""
        logits = self.predict(inputs)
        return cross_entropy(logits, labels), float((logits.argmax(axis=1) == labels).mean())

    @one_thread
    def fit(
        self,
        inputs,
        labels,
        epochs,
        batch_size=32,
        optimizer=None,
        validation=None,
        weight_decay=0.0,
        patience=None,
        augment=None,
        progress=True,
    ):
        """Train, and return how it went.

        Parameters
        ----------
        inputs : ndarray, shape (N, …)
            Examples of the input shape.
        labels : ndarray of int, shape (N,)
            Their classes.
        epochs : int
            How often every example is shown, in a new order each time.
        batch_size : int, default=32
            Examples in a step.
        optimizer : Optimizer, default=None
            None is `Adam` with its defaults.
        validation : (inputs, labels), default=None
            Examples to look at after each epoch, without learning from them.
        weight_decay : float, default=0.0
            Strength of `l2_penalty` on every kernel.
        patience : int, default=None
            Stop after so many epochs without a smaller validation loss, and go back to the
            best. None never stops early.
        augment : callable, default=None
            Function ``(images, rng) -> images`` that changes every batch before the network
            sees it, with the network's random numbers; never the validation. See
            *augmentation*.
        progress : bool, default=True
            Whether to show a progress bar.

        Returns
        -------
        dict of str to list of float
            ``"loss"`` and ``"accuracy"`` of each epoch, as the examples came by, and
            ``"validation_loss"`` and ``"validation_accuracy"`` if there is a validation.

        Raises
        ------
        ValueError
            If shapes or labels do not fit, or `patience` comes without a validation.
        """
        if len(inputs) != len(labels):
            raise ValueError(f"{len(inputs)} inputs, but {len(labels)} labels: give one for each.")
        if patience is not None and validation is None:
            raise ValueError("patience needs a validation=(inputs, labels) to look at.")
        optimizer = optimizer or Adam()
        history = {"loss": [], "accuracy": []}
        if validation is not None:
            history |= {"validation_loss": [], "validation_accuracy": []}
        best, best_epoch = None, -1
        bar = tqdm(range(epochs), "training", file=sys.stdout, unit="epoch", disable=not progress)
        for epoch in bar:
            loss, accuracy = self._run_epoch(
                inputs, labels, batch_size, optimizer, weight_decay, augment
            )
            history["loss"].append(loss)
            history["accuracy"].append(accuracy)
            if validation is not None:
                loss, accuracy = self.evaluate(*validation)
                history["validation_loss"].append(loss)
                history["validation_accuracy"].append(accuracy)
                *before, loss = history["validation_loss"]
                if patience is not None and loss < min(before, default=inf):
                    best, best_epoch = self._copy_arrays(), epoch
            bar.set_postfix(loss=f"{loss:.3f}", accuracy=f"{accuracy:.3f}")
            if patience is not None and epoch - best_epoch >= patience:
                break
        if best is not None:
            self._put_arrays(best)
        return history

    def save(self, path):
        """Write all parameters and averages to an ``.npz`` file, as plain arrays."""
        write_weights(path, self._arrays())

    def load(self, path):
        """Read what `save` wrote; a file that does not fit changes nothing.

        Parameters
        ----------
        path : str or Path
            The ``.npz`` file of a network with the same layers.

        Raises
        ------
        ValueError
            If the file is damaged, is that of another network, or holds NaN or infinity.
        FileNotFoundError
            If there is none.
        """
        self._put_arrays(read_weights(path, self._arrays()))

    def _run_epoch(self, inputs, labels, batch_size, optimizer, weight_decay, augment):
        order = self.rng.permutation(len(inputs))
        total, right = 0.0, 0
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            examples = inputs[batch] if augment is None else augment(inputs[batch], self.rng)
            logits = self.forward(examples, training=True)
            total += cross_entropy(logits, labels[batch]) * len(batch)
            right += (logits.argmax(axis=1) == labels[batch]).sum()
            self.backward(cross_entropy_backward(logits, labels[batch]), needs_d_inputs=False)
            optimizer.update(self.parameters, self._gradients(weight_decay))
        return total / len(order), float(right / len(order))

    def _gradients(self, weight_decay):
        gradients = []
        for layer in self.layers:
            for name, parameter in layer.parameters.items():
                gradient = layer.gradients[name]
                if weight_decay and name == "kernel":
                    gradient = gradient + l2_penalty_backward(parameter, weight_decay)
                gradients.append(gradient)
        return gradients

    def _arrays(self):
        return {
            f"{number}.{name}": array
            for number, layer in enumerate(self.layers)
            for name, array in (layer.parameters | layer.state).items()
        }

    def _copy_arrays(self):
        return {name: array.copy() for name, array in self._arrays().items()}

    def _put_arrays(self, arrays):
        for name, array in self._arrays().items():
            array[...] = arrays[name]
