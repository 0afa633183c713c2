"""A small network: layers in a row, trained by gradient descent, saved as plain arrays."""

import numpy as np
from threadpoolctl import threadpool_limits

from cnn_lessons.files import write_arrays
from cnn_lessons.learning.arguments import (
    check_count,
    check_examples,
    check_pair,
    check_shape,
    check_validation,
)
from cnn_lessons.learning.layer import check_layers
from cnn_lessons.learning.losses import cross_entropy
from cnn_lessons.learning.optimizers import Adam
from cnn_lessons.learning.training_loop import Plan, train
from cnn_lessons.learning.weights_file import read_weights

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
        If a layer cannot take what the one before gives, comes twice, or belongs to another
        network already; the text says which.
    TypeError
        If one is no layer.

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
        self.history = {}
        check_layers(self.layers)
        self.output_shapes = []  # of one example, after each layer
        example = np.zeros((1, *self.input_shape), "float32")
        for number, layer in enumerate(self.layers):
            try:
                layer.build(example.shape[1:], self.rng)
                example = layer.forward(example)
            except (TypeError, ValueError) as error:
                raise ValueError(
                    f"Layer {number}, {type(layer).__name__}, cannot take examples of shape "
                    f"{example.shape[1:]}: {error}"
                ) from error
            self.output_shapes.append(example.shape[1:])
        for layer in self.layers:
            layer.in_network = True

    def __repr__(self):
        return f"Sequential({self.layers}, input_shape={self.input_shape})"

    @property
    def output_shape(self):
        """Shape of the outputs for one example."""
        return self.output_shapes[-1]

    @property
    def parameters(self):
        """All arrays that training changes, in the order of the layers."""
        return [array for layer in self.layers for array in layer.parameters.values()]

    def count_parameters(self):
        """Return how many numbers training can change."""
        return sum(array.size for array in self.parameters)

    def summary(self):
        """Print each layer with the shape that it gives, and how many parameters it has."""
        for layer, shape in zip(self.layers, self.output_shapes, strict=True):
            parameters = sum(array.size for array in layer.parameters.values())
            print(f"{layer!s:<52} {shape!s:<16} {parameters:>10,}")
        print(f"{'parameters':<69} {self.count_parameters():>10,}")

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
        TypeError, ValueError
            If `inputs` is no array, or of another shape than the network was made for.
        """
        check_shape(inputs, self.input_shape)
        for layer in self.layers:
            inputs = layer.forward(inputs, training)
        return inputs

    def backward(self, d_logits, needs_d_inputs=True):
        """Return the gradient of the last inputs; each layer keeps those of its parameters.

        Parameters
        ----------
        d_logits : ndarray, shape (N, K)
            The gradient of the loss for the logits.
        needs_d_inputs : bool, default=True
            In training nobody needs the gradient of the images: where it is False, the first
            layer may save the work, and what is returned means nothing.
        """
        first, *later = self.layers
        for layer in reversed(later):
            d_logits = layer.backward(d_logits)
        return first.backward(d_logits, needs_d_inputs)

    @one_thread
    def predict(self, inputs, batch_size=256):
        """Return the logits of many examples, batch by batch, as after training."""
        check_count(batch_size, "batch_size")
        check_examples(inputs, self.input_shape)
        batches = range(0, len(inputs), batch_size)
        return np.concatenate([self.forward(inputs[i : i + batch_size]) for i in batches])

    def evaluate(self, inputs, labels):
        """Return the mean cross-entropy, and the share of examples that are right."""
        labels = check_pair(self, inputs, labels)
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
            ``"val_loss"`` and ``"val_accuracy"`` if there is a validation.

        Raises
        ------
        TypeError, ValueError
            If an argument is not as described. It is said before anything is changed.
        NotFiniteError
            If the numbers leave all bounds: the training has diverged.

        Notes
        -----
        What it returns stands in `history` as well, from the first epoch on: an interrupt
        (Ctrl-C) or a divergence loses neither that nor, with `patience`, the best weights.
        """
        labels = check_pair(self, inputs, labels)
        validation = check_validation(self, validation, patience)
        optimizer = Adam() if optimizer is None else optimizer
        plan = Plan(epochs, batch_size, optimizer, weight_decay, patience, augment)
        train(self, (inputs, labels), validation, plan, progress)
        return self.history

    def get_weights(self):
        """Return a copy of all parameters and averages, by name."""
        return {name: array.copy() for name, array in self._arrays().items()}

    def set_weights(self, arrays):
        """Put back what `get_weights` returned.

        Parameters
        ----------
        arrays : dict of str to ndarray
        """
        for name, array in self._arrays().items():
            array[...] = arrays[name]

    def save(self, path):
        """Write all parameters and averages to an ``.npz`` file, as plain arrays."""
        write_arrays(path, self._arrays())

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
        self.set_weights(read_weights(path, self._arrays()))

    def _arrays(self):
        return {
            f"{number}.{name}": array
            for number, layer in enumerate(self.layers)
            for name, array in (layer.parameters | layer.state).items()
        }
