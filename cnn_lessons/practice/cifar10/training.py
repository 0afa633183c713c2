"""The training itself: a step on every device, an epoch, and what is measured afterwards.

Keras's ``fit`` would do, if there were only one machine: with several it fails. The loop is
written out here, and is the same for one device and for many.
"""

import numpy as np

from cnn_lessons.architectures import build, wide_resnet
from cnn_lessons.practice.cifar10.batches import parts_of_epoch, rows_of_replica
from cnn_lessons.practice.cifar10.recipe import DECAY, MOMENTUM, SMOOTHING

EVALUATED = 500  # images at a time


def make_model(recipe, mean, variance):
    """Return the Keras model for images from 0 to 1; it ends with logits.

    Parameters
    ----------
    recipe : Recipe
    mean, variance : ndarray, shape (3,)
        Of the colours of the training images: its first layer standardizes.

    Returns
    -------
    keras.Model
    """
    import keras

    network = build(wide_resnet(recipe.depth, recipe.width), recipe.seed)
    image = keras.Input(network.input_shape[1:])
    standard = keras.layers.Normalization(mean=mean, variance=variance, name="standardize")
    return keras.Model(image, network(standard(image)), name=network.name)


class Training:
    """A network in training on one device or on several.

    Parameters
    ----------
    recipe : Recipe
    images : ndarray of float32, shape (N, 32, 32, 3)
        To learn from, with values from 0 to 1.
    labels : ndarray of int, shape (N,)
        Their classes, from 0 to 9.
    strategy : tf.distribute.Strategy, optional
        By default the one that is in use, for a single device.
    jit : bool, default=False
        Whether XLA compiles the step; for a single device only.
    model : keras.Model, optional
        Made within ``strategy.scope()``; by default that of the recipe.

    Raises
    ------
    ValueError
        If the batch cannot be cut into equal parts.
    """

    def __init__(self, recipe, images, labels, strategy=None, jit=False, model=None):
        import keras
        import tensorflow as tf

        self.strategy = strategy or tf.distribute.get_strategy()
        self.recipe, self.images, self.labels = recipe, images, labels
        rows_of_replica(recipe.batch, self.strategy.num_replicas_in_sync, 0)  # fail early
        policy = "mixed_float16" if recipe.precision == "float16" else "float32"
        before = keras.mixed_precision.dtype_policy()
        keras.mixed_precision.set_dtype_policy(policy)
        try:
            with self.strategy.scope():
                self.model = model or make_model(recipe, *self.colours())
                self.optimizer = _make_optimizer(recipe)
                self.optimizer.build(self.model.trainable_variables)
        finally:
            keras.mixed_precision.set_dtype_policy(before)
        self._step = tf.function(self._distributed_step, jit_compile=jit)
        self._judge = tf.function(self._measure)

    def colours(self):
        """Return mean and variance of the training images' colours, (3,) each."""
        axes = (0, 1, 2)
        return self.images.mean(axes, np.float64), self.images.var(axes, np.float64)

    def run_epoch(self, epoch):
        """Train for one epoch, and return the mean loss and accuracy of its steps.

        Parameters
        ----------
        epoch : int
            Which one, from 0: the order of the images hangs on it.

        Returns
        -------
        (float, float)
            On augmented images, while the network was learning.
        """
        dataset = self.strategy.distribute_datasets_from_function(
            lambda context: self._dataset(epoch, context)
        )
        results = [self._step(*parts) for parts in dataset]  # read at the end: a GPU is not kept
        loss, accuracy = np.mean([[float(value) for value in pair] for pair in results], axis=0)
        return float(loss), float(accuracy)

    def evaluate(self, images, labels):
        """Return the mean loss and the accuracy on images as they are, on one device.

        Parameters
        ----------
        images : ndarray of float32, shape (N, 32, 32, 3)
        labels : ndarray of int, shape (N,)

        Returns
        -------
        (float, float)
            Each mean is over all N images, whatever the size of the last batch.
        """
        total = np.zeros(2)
        for start in range(0, len(labels), EVALUATED):
            part = slice(start, start + EVALUATED)
            total += [float(value) for value in self._judge(images[part], labels[part])]
        loss, accuracy = total / len(labels)
        return float(loss), float(accuracy)

    def variables(self):
        """Return by name what a checkpoint has to hold: the network's and the optimizer's."""
        groups = {"model": self.model.variables, "optimizer": self.optimizer.variables}
        return {
            f"{group}/{number:03d}": variable
            for group, variables in groups.items()
            for number, variable in enumerate(variables)
        }

    def _dataset(self, epoch, context):
        import tensorflow as tf

        replicas = context.num_replicas_in_sync
        count = replicas // context.num_input_pipelines  # on this worker
        first = context.input_pipeline_id * count
        part, shape = self.recipe.batch // replicas, self.images.shape[1:]
        return tf.data.Dataset.from_generator(
            lambda: parts_of_epoch(
                self.images,
                self.labels,
                self.recipe.batch,
                self.recipe.seed,
                epoch,
                replicas,
                range(first, first + count),
            ),
            output_signature=(
                tf.TensorSpec((part, *shape), tf.float32),
                tf.TensorSpec((part,), tf.int64),
            ),
        ).prefetch(2 * count)

    def _distributed_step(self, images, labels):
        each = self.strategy.run(self._replica_step, args=(images, labels))
        return [self.strategy.reduce("SUM", value, axis=None) for value in each]

    def _replica_step(self, images, labels):
        """Make a step with one replica's part of the batch, and return its share of the means."""
        import keras
        import tensorflow as tf

        weights = self.model.trainable_variables
        with tf.GradientTape() as tape:
            loss, correct = self._losses(images, labels, training=True)
            penalty = DECAY / 2 * sum(keras.ops.sum(keras.ops.square(w)) for w in weights)
            # The optimizer adds up what the replicas found: each gives its share of the mean.
            share = (loss + penalty) / self.strategy.num_replicas_in_sync
            scaled = self.optimizer.scale_loss(share)
        self.optimizer.apply(tape.gradient(scaled, weights), weights)
        return [value / self.strategy.num_replicas_in_sync for value in (loss, correct)]

    def _measure(self, images, labels):
        count = float(images.shape[0])
        return [value * count for value in self._losses(images, labels, training=False)]

    def _losses(self, images, labels, training):
        """Return the mean loss, and the share of right answers."""
        import keras
        import tensorflow as tf

        logits = tf.cast(self.model(images, training=training), tf.float32)
        right = tf.one_hot(labels, logits.shape[-1])
        correct = tf.argmax(logits, axis=-1) == tf.cast(labels, tf.int64)
        # A function of Keras, and no object of a class: that divides by the replicas by itself.
        losses = keras.losses.categorical_crossentropy(
            right, logits, from_logits=True, label_smoothing=SMOOTHING
        )
        return tf.reduce_mean(losses), tf.reduce_mean(tf.cast(correct, tf.float32))


def _make_optimizer(recipe):
    import keras

    optimizer = keras.optimizers.SGD(recipe.schedule(), momentum=MOMENTUM, nesterov=True)
    if recipe.precision == "float16":
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    return optimizer
