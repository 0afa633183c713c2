"""What all layers that learn have in common: parameters, gradients, forward and backward."""


class Layer:
    """What all layers have.

    Attributes
    ----------
    parameters : dict of str to ndarray
        What training changes, in place; empty before `build`.
    gradients : dict of str to ndarray
        The gradient of the loss for each, after `backward`.
    state : dict of str to ndarray
        What is kept with the parameters, but not trained by the gradient.
    in_network : bool
        Whether a network has it. It remembers one batch, and so belongs to one network.
    """

    def __init__(self):
        self.parameters = {}
        self.gradients = {}
        self.state = {}
        self.in_network = False

    def __repr__(self):
        return f"{type(self).__name__}()"

    def build(self, input_shape, rng):
        """Make the parameters for examples of a shape.

        Parameters
        ----------
        input_shape : tuple of int
            The shape of one example, without the batch.
        rng : numpy.random.Generator
            What the weights are drawn with.
        """

    def forward(self, inputs, training=False):
        """Return the outputs for a batch, and remember what `backward` needs.

        Parameters
        ----------
        inputs : ndarray, shape (N, …)
            A batch of what `build` was told.
        training : bool, default=False
            Whether the batch is for learning: dropout and batch normalization then differ.

        Returns
        -------
        ndarray, shape (N, …)
        """
        raise NotImplementedError

    def backward(self, d_outputs, needs_d_inputs=True):
        """Return the gradient of the inputs of the last `forward`; keep the parameters'.

        Parameters
        ----------
        d_outputs : ndarray, shape (N, …)
            The gradient of the loss for what `forward` returned.
        needs_d_inputs : bool, default=True
            Where it is False, a layer may save the work and return None.

        Returns
        -------
        ndarray or None
            In the shape of the inputs.
        """
        raise NotImplementedError


def check_layers(layers):
    """Raise an error that helps, unless `layers` are new layers that a network can be made of."""
    if not layers:
        raise ValueError("layers is empty. A small network is [Flatten(), Dense(10)].")
    for number, layer in enumerate(layers):
        name = f"Layer {number}, {getattr(layer, '__name__', type(layer).__name__)},"
        if not isinstance(layer, Layer):
            advice = " Put brackets behind it: Flatten()." if isinstance(layer, type) else ""
            raise TypeError(f"{name} is no layer object, such as Flatten() is.{advice}")
        if any(layer is other for other in layers[:number]):
            raise ValueError(
                f"{name} is in the network twice. It remembers one batch only: make another "
                "layer with the same arguments."
            )
        if layer.in_network:
            raise ValueError(
                f"{name} belongs to another network, whose weights would be lost. Make new "
                "layers with the same arguments."
            )
