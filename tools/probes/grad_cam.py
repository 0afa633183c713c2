"""Whose map hears the question, and whose map notices a network that guesses.

MobileNet, its last layer drawn at random, and other classes asked: first of two photographs of the
chapter, then of the two others, and with maps compared in blocks of 7 pixels instead of 14. The
controls are the map of another photograph, and of a network that is random from its first layer on.
"""

import numpy as np
from experiment import Conclusion, Experiment

CHAPTER, OTHERS, FINER = "cat and coffee", "pagoda and rocket", "in finer blocks"
SIZE = 224


def measure(seed, names, block):
    """Return how alike maps are, of saliency and of Grad-CAM before it is cut off at 0."""
    import keras

    from cnn_lessons.datasets import load_squares
    from cnn_lessons.practice import load_mobilenet

    network, rng = load_mobilenet(), np.random.default_rng(seed)
    model, pictures = network.model, load_squares(*names, size=SIZE)
    keras.utils.set_random_seed(seed)
    blank = keras.models.clone_model(model)
    stranger = keras.models.clone_model(model)
    stranger.set_weights(model.get_weights())
    last = [layer for layer in stranger.layers if layer.weights][-1]
    asked = network.logits(pictures).argmax(axis=1)
    likeness = {"another class": [], "random last layer": [], "all random": [], "another photo": []}
    for picture, own, other_picture in zip(pictures, asked, pictures[::-1], strict=True):
        heats = maps_of(model, picture, own, block)
        for other in rng.choice(len(network.class_names), 1):
            last.set_weights(
                [rng.normal(0, weights.std(), weights.shape) for weights in last.get_weights()]
            )
            likeness["random last layer"].append(alike(heats, stranger, picture, own, block))
            if other != own:
                likeness["another class"].append(alike(heats, model, picture, other, block))
        likeness["all random"].append(alike(heats, blank, picture, own, block))
        likeness["another photo"].append(alike(heats, model, other_picture, own, block))
    return {
        f"{way}, {kind}": mean
        for kind, values in likeness.items()
        for way, mean in zip(("saliency", "Grad-CAM"), np.mean(values, axis=0), strict=True)
    }


def maps_of(model, picture, index, block):
    """Return both maps, averaged in blocks."""
    from cnn_lessons.visualization import enlarge, maps_and_gradients, saliency

    feature_maps, gradients = maps_and_gradients(model, picture, index)
    places = enlarge(feature_maps @ gradients.mean((0, 1)), SIZE, SIZE)
    heats, side = np.stack([saliency(model, picture, index), places]), SIZE // block
    return heats.reshape(2, side, block, side, block).mean((2, 4))


def alike(heats, *question):
    """Return the correlation of both maps with those of another question."""
    pairs = zip(heats, maps_of(*question), strict=True)
    return [np.corrcoef(one.flat, other.flat)[0, 1] for one, other in pairs]


def ends(found, way):
    """Return how alike the maps are for another class, and for a random last layer."""
    return np.array([found[f"{way}, {kind}"] for kind in ("another class", "random last layer")])


EXPERIMENTS = [
    Experiment(
        "Which maps change with the class and with the weights?",
        measure,
        {
            CHAPTER: {"names": ("cat", "coffee"), "block": 14},
            OTHERS: {"names": ("china", "rocket"), "block": 14},
            FINER: {"names": ("cat", "coffee"), "block": 7},
        },
        [
            Conclusion(
                "Saliency is much the same for any class and for a random end.",
                lambda found: ends(found, "saliency").min() > 0.45,
            ),
            Conclusion(
                "That is not because all such maps are alike: another picture and a network that "
                "is random throughout are far less so.",
                lambda found: all(
                    (found[f"saliency, {kind}"] < ends(found, "saliency").min(axis=0) - 0.1).all()
                    for kind in ("another photo", "all random")
                ),
            ),
            Conclusion(
                "Grad-CAM is not: on average its map has little in common with that of another "
                "class or of a random end.",
                lambda found: abs(ends(found, "Grad-CAM").mean(axis=1)).max() < 0.35,
            ),
        ],
    )
]
