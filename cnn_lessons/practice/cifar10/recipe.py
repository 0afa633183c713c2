"""What decides how a training ends: the network, the images, the learning rate, the seed."""

from dataclasses import asdict, dataclass, fields

from cnn_lessons.practice.schedule import cosine_with_warmup

MOMENTUM = 0.9  # Nesterov's
DECAY = 5e-4  # of all weights, as an L2 penalty in the loss
SMOOTHING = 0.1  # of the labels
RATE = 0.1  # largest learning rate, for a batch of 128
BATCH = 128
WARM_UP = 0.05  # share of the steps on which the rate rises
HELD_OUT = 10  # one in so many training images is for validation
PRECISIONS = ("float32", "float16")


@dataclass(frozen=True)
class Recipe:
    """The choices of one training; a checkpoint belongs to exactly one recipe.

    Weight decay, batch size and learning rate are those of [1]_; the warm-up is from [2]_,
    and the rate falls along half a cosine.

    Parameters
    ----------
    depth, width : int
        Of the network, `wide_resnet`.
    epochs : int, default=60
        Times through the training images.
    batch : int, default=128
        Global batch: the images of one step, on all devices together.
    rate : float, optional
        Largest learning rate; by default 0.1 for a batch of 128, and in proportion for others.
    images : int, default=50_000
        How many labelled images are used. A tenth of them is for validation.
    seed : int, default=0
        Of the initial weights, the order of the images, and the augmentation.
    precision : {"float32", "float16"}, default="float32"
        What the layers compute in. The weights are kept in float32.

    Raises
    ------
    ValueError
        If a batch is larger than the images for training, or something is out of its range.

    References
    ----------
    .. [1] S. Zagoruyko and N. Komodakis, "Wide residual networks", 2016, section 3.
       https://arxiv.org/abs/1605.07146
    .. [2] P. Goyal et al., "Accurate, large minibatch SGD", 2017, section 2.
       https://arxiv.org/abs/1706.02677

    Examples
    --------
    >>> recipe = Recipe(batch=256)
    >>> recipe.rate, recipe.training_images, recipe.steps_per_epoch
    (0.2, 45000, 175)
    """

    depth: int = 16
    width: int = 4
    epochs: int = 60
    batch: int = BATCH
    rate: float | None = None
    images: int = 50_000
    seed: int = 0
    precision: str = "float32"

    def __post_init__(self):
        for name in ("epochs", "batch"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}, expected 1 or more.")
        if self.precision not in PRECISIONS:
            raise ValueError(f"precision is {self.precision!r}. Use float32 or float16.")
        if self.rate is None:
            object.__setattr__(self, "rate", RATE * self.batch / BATCH)
        if not 0 < self.rate < float("inf"):
            raise ValueError(f"rate is {self.rate}, expected a number above 0, such as {RATE}.")
        if self.steps_per_epoch < 1 or self.validation_images < 1:
            raise ValueError(
                f"of {self.images} images, {self.validation_images} are for validation and "
                f"{self.training_images} for training: not enough for a batch of {self.batch}. "
                "Take more images, or a smaller batch."
            )

    @property
    def validation_images(self):
        """Images by which choices may be made."""
        return self.images // HELD_OUT

    @property
    def training_images(self):
        """Images that are learned from."""
        return self.images - self.validation_images

    @property
    def steps_per_epoch(self):
        """Whole batches in an epoch; what is left over is left out, others each time."""
        return self.training_images // self.batch

    def schedule(self):
        """Return the learning rate as a function of the step, for Keras."""
        steps = self.epochs * self.steps_per_epoch
        return cosine_with_warmup(steps, self.rate, round(WARM_UP * steps))

    def differences(self, other):
        """Return ``{name: (value here, value there)}`` for what differs from a recipe's dict."""
        mine = asdict(self)
        names = [field.name for field in fields(self)]
        return {
            name: (mine[name], other.get(name)) for name in names if mine[name] != other.get(name)
        }
