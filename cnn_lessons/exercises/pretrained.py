"""Exercises of the chapter *Pretrained*.

Cases avoid whatever hides a mistake: grey pixels, images that are mirrored alike,
shares that are in order.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, whole_numbers

FAMILIES = "What each family wants to be fed"
FIVE = "Five answers to a photograph"

prepared_value = NumberQuestion(
    "pretrained.prepared_value",
    reread=FAMILIES,
    prompt="A pixel's red is {value}, from 0 to 255. MobileNet's `preprocess_input` is called, and "
    "then, by mistake, once more on what came out. Which value does the network get?",
    inputs={"value": 204},
    answer=lambda value: (value / 127.5 - 1) / 127.5 - 1,
    tolerance=1e-3,
    mistakes={
        "called once": (
            lambda value: value / 127.5 - 1,
            "That is right after one call. The second call takes this number for one from 0 to "
            "255.",
        ),
        "both calls without effect": (
            lambda value: value,
            "That is the pixel itself. The function does not look whether its input has been "
            "preprocessed before: each call divides and subtracts.",
        ),
        "divided by 255": (
            lambda value: (value / 255) / 255,
            "MobileNet's family maps 0 to −1, not to 0.",
        ),
        "shifted only once": (
            lambda value: value / 127.5 / 127.5 - 1,
            "Both calls divide, and both subtract 1.",
        ),
        "divided by 255 once": (
            lambda value: value / 255,
            "MobileNet's family maps 0 to −1, not to 0, and the function is called twice.",
        ),
        "divided only once": (
            lambda value: value / 127.5 - 2,
            "The second call divides as well, before it subtracts.",
        ),
        "second shift forgotten": (
            lambda value: (value / 127.5 - 1) / 127.5,
            "The second call subtracts 1 as well, after it has divided.",
        ),
    },
    hints=[
        "One call divides by 127.5 and subtracts 1, so that 0 becomes −1 and 255 becomes 1.",
        "Do that twice. The first result lies between −1 and 1: what is left of it after a "
        "division by 127.5?",
    ],
    explanation="{value} → 0.6 → {answer:.4f}. Preprocessed twice, any pixel lies between −1.008 "
    "and −0.992: to the network it is black.",
)


def vgg_input(images):
    """Reverse the channels, then take off the mean of each; a new array."""
    reversed_channels = images[..., ::-1].astype("float32")
    return reversed_channels - np.array([103.939, 116.779, 123.68], "float32")


MEANS = np.array([103.939, 116.779, 123.68], "float32")  # blue, green, red

vgg = Exercise(
    "pretrained.vgg",
    reread=FAMILIES,
    reference=vgg_input,
    cases=[
        (np.array([[[[255, 128, 0], [10, 20, 30]]]], "float32"),),
        (whole_numbers(2, 3, 5, 3, seed=1, low=0, high=256).astype("float32"),),
        (whole_numbers(1, 7, 2, 3, seed=2, low=0, high=256).astype("uint8"),),
    ],
    rtol=1e-4,
    atol=1e-3,
    hints=[
        "VGG was trained with blue first. `images[..., ::-1]` reverses the last axis.",
        "Then subtract the mean of each channel: blue 103.939, green 116.779, red 123.68.",
        "Nothing is divided.",
    ],
    mistakes={
        "divided by 255": (
            lambda images: images.astype("float32") / 255,
            "So you would feed a network of your own. VGG was trained on values that go to 150.",
        ),
        "channels not reversed": (
            lambda images: images.astype("float32") - MEANS,
            "Red still comes first. VGG's first channel is blue.",
        ),
        "means before the reversal": (
            lambda images: (images.astype("float32") - MEANS)[..., ::-1],
            "The means are in the order blue, green, red. Red and blue got each other's.",
        ),
        "as for MobileNet": (
            lambda images: images.astype("float32") / 127.5 - 1,
            "That is another family: −1 to 1.",
        ),
        "image mirrored": (
            lambda images: images[..., ::-1, :].astype("float32") - MEANS,
            "The image is mirrored: another axis was reversed. Channels stand last.",
        ),
        "below 0 cut off": (
            lambda images: np.maximum(images[..., ::-1].astype("float32") - MEANS, 0),
            "Values below 0 are meant: about half of them are.",
        ),
        "red first, with the right means": (
            lambda images: images.astype("float32") - MEANS[::-1],
            "Each colour has lost its own mean. But red still comes first, and VGG wants blue.",
        ),
        "255 before the means": (
            lambda images: images[..., ::-1].astype("float32") / 255 - MEANS,
            "The means belong to values from 0 to 255: divided by that, a pixel hardly counts "
            "beside them.",
        ),
        "255 after the means": (
            lambda images: (images[..., ::-1].astype("float32") - MEANS) / 255,
            "Channels and means are right. But VGG was trained on values that go to 150.",
        ),
        "means forgotten": (
            lambda images: images[..., ::-1].astype("float32"),
            "The channels are in VGG's order. What is taken off each of them?",
        ),
        "one mean for all": (
            lambda images: images[..., ::-1].astype("float32") - MEANS.mean(),
            "Each channel has a mean of its own.",
        ),
        "as in PyTorch": (
            lambda images: (
                (images.astype("float32") / 255 - np.array([0.485, 0.456, 0.406], "float32"))
                / np.array([0.229, 0.224, 0.225], "float32")
            ),
            "So torchvision feeds its networks. Keras's VGG has the weights of the first one, from "
            "Caffe.",
        ),
        "image upside down": (
            lambda images: images[:, ::-1].astype("float32") - MEANS,
            "The rows are reversed, and the colours as they were. Channels stand last.",
        ),
        "means of these images": (
            lambda images: (
                images[..., ::-1] - images[..., ::-1].mean(axis=(0, 1, 2), dtype="float32")
            ),
            "The means belong to the network, as its weights do: they are ImageNet's, and are "
            "given.",
        ),
    },
)


def top_classes(shares, count):
    """Sort by probability, the largest first, and take the first ones."""
    return np.argsort(-shares)[:count]


top = Exercise(
    "pretrained.top",
    reread=FIVE,
    reference=top_classes,
    cases=[
        (np.array([0.1, 0.6, 0.05, 0.25]), 2),
        (np.array([0.05, 0.1, 0.3, 0.02, 0.2, 0.25, 0.08]), 3),
        (np.array([0.15, 0.1, 0.3, 0.4, 0.05]), 5),
        # So many that `argpartition` does not sort them by the way.
        (np.arange(401) * 150 % 401 / 80200, 300),
    ],
    hints=[
        "`np.argsort` returns the numbers of the entries, sorted by their values.",
        "It sorts upwards: sort the negative probabilities, or turn the result round.",
        "Then take the first `count` of these numbers.",
    ],
    mistakes={
        "smallest first": (
            lambda shares, count: np.argsort(shares)[:count],
            "`np.argsort` sorts upwards: these are the least likely.",
        ),
        "the least likely first": (
            lambda shares, count: np.argsort(shares)[-count:],
            "These are the right classes, the least likely of them first.",
        ),
        "probabilities instead of classes": (
            lambda shares, count: np.sort(shares)[::-1][:count],
            "These are the probabilities. Asked for are the numbers of the classes that have them.",
        ),
        "order of the list": (
            lambda shares, count: np.sort(np.argsort(-shares)[:count]),
            "These are the right classes, but in the order of the list.",
        ),
        "ranks taken for places": (
            lambda shares, count: np.argsort(np.argsort(-shares))[:count],
            "Sorted twice: that gives every class its rank, and not every rank its class.",
        ),
        "the first only": (
            lambda shares, count: int(np.argmax(shares)),
            "That is the likeliest class alone. How many are asked for?",
        ),
        "without a limit": (
            lambda shares, count: np.argsort(-shares),
            "These are all classes, in the right order. Return the first `count` of them.",
        ),
        "cut before it is turned": (
            lambda shares, count: np.argsort(shares)[:count][::-1],
            "Sorted upwards, the least likely come first, and they were kept. Turn round, then "
            "cut.",
        ),
        "one is missing": (
            lambda shares, count: np.argsort(shares)[:-count:-1],
            "A slice ends before its second number: here it holds one class less than asked for.",
        ),
        "a mask": (
            lambda shares, count: shares >= np.sort(shares)[-count],
            "It says of each class whether it is among them. Their numbers are wanted, best first.",
        ),
    },
)

outside = ChoiceQuestion(
    "pretrained.outside",
    reread=FIVE,
    prompt="You show MobileNet a photograph of something that is in none of its thousand classes. "
    "What comes out?",
    choices={
        "A small probability for every class, so that you can see that it does not know": (
            "doubt expected",
            "At times. But nothing has taught it to answer so: one logit may well be far above all "
            "others.",
        ),
        "Probabilities that add up to 1, and at times a large one": RIGHT,
        "Probabilities that add up to less than 1": (
            "softmax forgotten",
            "Softmax divides by the sum of all classes, whatever the picture shows.",
        ),
        "An error": (
            "check expected",
            "Any array of the right shape gives an answer, noise as well.",
        ),
    },
    hints=[
        "What does softmax do with any thousand logits?",
        "One logit is the largest, whatever is shown. Its probability depends on all the others.",
    ],
    explanation="The network distributes 1 among its classes, and may be sure of one of them. It "
    "cannot say that what it is shown is none of them.",
)

second_softmax = NumberQuestion(
    "pretrained.second_softmax",
    reread="A softmax too many",
    prompt="A network of {classes} classes is entirely sure: after softmax one probability "
    "is 1, all others are 0. Somebody applies softmax once more. How large is the largest now?",
    inputs={"classes": 10},
    answer=lambda classes: np.e / (np.e + classes - 1),
    tolerance=0.01,
    mistakes={
        "nothing changes": (
            lambda: 1.0,
            "Softmax takes its inputs for logits, and a logit of 1 is not much above one of 0.",
        ),
        "all alike": (
            lambda classes: 1 / classes,
            "Nearly. But one of the inputs is larger than the others.",
        ),
        "zeros stay zeros": (
            lambda: np.e / (np.e + 1),
            "Each of the zeros becomes e⁰, which is 1, and counts in the sum below.",
        ),
        "sum with one class too many": (
            lambda classes: np.e / (np.e + classes),
            "How many classes are there beside the largest?",
        ),
        "divided by the number of classes": (
            lambda classes: np.e / classes,
            "Below the line are exponentials, and one of them is larger than the others.",
        ),
        "largest left out of the sum": (
            lambda classes: np.e / (classes - 1),
            "The sum below the line is that of all classes, the largest included.",
        ),
    },
    hints=[
        "The inputs of the second softmax are 1, 0, 0, 0, …",
        "Their exponentials are e, 1, 1, 1, … Divide the first by the sum.",
    ],
    explanation="e/(e + 9) = {answer:.3f}. With a thousand classes it would be 0.003, however "
    "sure the network is.",
)

cheaper = NumberQuestion(
    "pretrained.cheaper",
    reread="Size and speed",
    prompt="A convolution has {channels} channels in and {channels} out. Now every layer of the "
    "network gets {alpha} times as many channels; the images stay as they are. What part of the "
    "convolution's multiply-adds is left, as a number from 0 to 1?",
    inputs={"channels": 192, "alpha": 0.75},
    answer=lambda alpha: alpha**2,
    tolerance=2e-3,
    mistakes={
        "outputs only": (
            lambda alpha: alpha,
            "There are fewer maps to compute. And from how many is each of them computed?",
        ),
        "image smaller too": (
            lambda alpha: alpha**4,
            "Height and width of the maps stay as they are.",
        ),
        "what is saved": (lambda alpha: 1 - alpha**2, "That much is saved. How much is left?"),
        "both savings taken off": (
            lambda alpha: 1 - 2 * (1 - alpha),
            "Of what the fewer outputs leave, the fewer inputs leave a part: the two parts are "
            "multiplied.",
        ),
        "the channels that are left": (
            lambda channels, alpha: alpha * channels,
            "That is how many channels are left. The question is about the part of the work.",
        ),
        "saved at the outputs": (
            lambda alpha: 1 - alpha,
            "That is what is saved where only the outputs are fewer. What is left, with fewer "
            "inputs, too?",
        ),
    },
    hints=[
        "Multiply-adds of a convolution: places · kernel's area · channels in · channels out.",
        "Which two of these factors become {alpha} of what they were?",
    ],
    explanation="Channels in and channels out are both {alpha} of what they were: {answer}. The "
    "whole MobileNet keeps a little more: a depthwise layer has only one of the two factors.",
)
