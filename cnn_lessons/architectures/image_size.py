"""Images that are too small for a network."""


def large_enough(network):
    """Return the network, unless a layer with a stride gets maps that have nothing to halve.

    With padding every window fits on a single pixel. So nothing fails, and the last stages
    compute with one place and zeros around it.

    Parameters
    ----------
    network : Network

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the maps before a stride are one pixel high or wide; the text names the layer.
    """
    for step in network.steps:
        if len(step.input_shape) == 3 and 1 in step.input_shape[:2] and _strides(step) != (1, 1):
            H, W, _ = network.input_shape
            raise ValueError(
                f"an image of {H} × {W} pixels is too small for {network.name}: {step.name} has "
                f"a stride, and gets maps of {step.input_shape[0]} × {step.input_shape[1]}. Use a "
                "larger input_shape."
            )
    return network


def _strides(step):
    return step.layer.window(step.input_shape).strides
