"""The same network in two frameworks: same outputs, there and back, and errors that help."""

import re
import sys

import numpy as np
import pytest

from cnn_lessons.architectures import build, lenet5, resnet_cifar, vgg
from cnn_lessons.blueprints.graph import Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dense, Dropout, Flatten, Pool
from cnn_lessons.blueprints.normalization import BatchNorm
from cnn_lessons.practice import build_torch, carry_to_keras, carry_to_torch, require_torch

NO_TORCH = "PyTorch is optional: see CONTRIBUTING.md"
FEW = {"classes": 5, "filters": (3, 5, 7, 7, 11), "units": 13}


def network_of(input_shape, *layers):
    x = Input(input_shape)
    for layer in layers:
        x = layer(x)
    return Network("test", x)


NETWORKS = {
    "VGG-11, 3 × 2 places left": vgg(11, input_shape=(96, 64, 3), **FEW),
    "VGG-16, 1 place left": vgg(16, input_shape=(32, 37, 3), **FEW),
    "LeNet-5": lenet5(),
    "same padding with strides, one zero more at the end": network_of(
        (8, 11, 3),
        Conv(5, (3, 2), strides=(2, 3), padding="same", use_bias=False),
        Activation("tanh"),
        Pool(3, strides=2, padding="same"),
        Flatten(),
        Dense(7, use_bias=False),
    ),
    "padding in pixels, groups, dilation": network_of(
        (11, 13, 6),
        Conv(4, 3, padding=2, dilation_rate=2, groups=2),
        Activation("relu"),
        Pool(3, strides=2, padding=1),
        Conv(3, 2, padding=((1, 0), (0, 2))),
        Activation("sigmoid"),
        Pool(2, operation="average"),
        Flatten(),
        Dropout(0.5),
        Dense(7),
    ),
}


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch", reason=NO_TORCH)


def outputs_of(torch, model, module, network, seed=0):
    """Return what both networks make of the same images, without dropout."""
    rng = np.random.default_rng(seed)
    images = rng.normal(size=(2, *network.input_shape)).astype(np.float32)
    with torch.no_grad():
        theirs = module.eval()(torch.from_numpy(images).permute(0, 3, 1, 2)).numpy()
    return np.asarray(model(images, training=False)), theirs


@pytest.mark.keras
@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_carried_weights_give_the_same_outputs(torch, network):
    model, module = build(network), build_torch(network)
    assert carry_to_torch(model, module) == model.count_params()
    ours, theirs = outputs_of(torch, model, module, network)
    np.testing.assert_allclose(theirs, ours, rtol=1e-4, atol=1e-5)


@pytest.mark.keras
@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_weights_that_were_born_in_pytorch_come_back(torch, network):
    model, module = build(network), build_torch(network, seed=3)
    assert carry_to_keras(module, model) == model.count_params()
    ours, theirs = outputs_of(torch, model, module, network)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


@pytest.mark.keras
def test_without_the_softmax_logits_are_left(torch):
    import keras

    network = NETWORKS["VGG-11, 3 × 2 places left"]
    full, module = build(network), build_torch(network)[:-1]
    model = keras.Model(full.input, full.get_layer("fc8").output)
    carry_to_torch(model, module)
    ours, theirs = outputs_of(torch, model, module, network)
    assert theirs.min() < 0
    np.testing.assert_allclose(theirs, ours, rtol=1e-4, atol=1e-5)


def test_modules_bear_the_names_of_the_paper(torch):
    names = dict(build_torch(vgg(11, input_shape=(32, 32, 3), **FEW)).named_children())
    assert list(names)[:3] == ["conv1_1", "relu1_1", "pool1"]
    assert list(names)[-2:] == ["fc8", "softmax"]


def test_the_seed_decides_and_others_random_numbers_stay_as_they_were(torch):
    network = network_of((4,), Dense(3))
    torch.manual_seed(7)
    expected = torch.rand(5)
    torch.manual_seed(7)
    first, again, other = (build_torch(network, seed)[0].weight for seed in (0, 0, 1))
    assert torch.equal(torch.rand(5), expected)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_a_network_that_branches_is_refused(torch):
    with pytest.raises(ValueError, match=r"branches: .* gets .* and .*Only layers in a row"):
        build_torch(resnet_cifar(8))


@pytest.mark.parametrize(
    ("layer", "says"),
    [
        (BatchNorm(name="bn"), "bn: no module is known for BatchNorm("),
        (Activation("swish", name="act"), "act: no module is known for Activation("),
        (Dropout(0.2, whole=True, name="drop"), "drop: no module is known for Dropout("),
        (
            Pool(3, strides=2, padding="same", operation="average", name="pool"),
            "pool: average pooling with padding is not known here.",
        ),
    ],
)
def test_a_layer_without_a_module_is_named(torch, layer, says):
    with pytest.raises(TypeError, match=re.escape(says)):
        build_torch(network_of((7, 5, 3), layer))


@pytest.mark.keras
@pytest.mark.parametrize("carry", ["to_torch", "to_keras"])
def test_what_does_not_fit_is_named_and_nothing_is_copied(torch, carry):
    layers = Conv(3, 2, name="conv"), Flatten(name="flatten")
    model = build(network_of((4, 5, 2), *layers, Dense(5, name="fc")))
    module = build_torch(network_of((4, 5, 2), *layers, Dense(7, name="fc")))
    before = module.conv.weight.detach().clone(), model.get_weights()[0].copy()
    with pytest.raises(ValueError, match=r"fc: weights of .* would come, but .* are expected"):
        carry_to_torch(model, module) if carry == "to_torch" else carry_to_keras(module, model)
    assert torch.equal(module.conv.weight, before[0])
    np.testing.assert_array_equal(model.get_weights()[0], before[1])


@pytest.mark.keras
def test_a_layer_that_only_one_of_them_has_is_named(torch):
    model = build(network_of((4,), Dense(5, name="fc1"), Dense(3, name="fc2")))
    module = build_torch(network_of((4,), Dense(5, name="fc1")))
    with pytest.raises(ValueError, match="only one of the two has fc2"):
        carry_to_torch(model, module)


def test_where_pytorch_is_missing_the_error_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ModuleNotFoundError, match=r"PyTorch is not installed.*pip install torch"):
        require_torch()
    with pytest.raises(ModuleNotFoundError, match="PyTorch is not installed"):
        build_torch(vgg(11))
