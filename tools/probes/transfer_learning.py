"""What the layers of a trained network are worth to a task far from its own.

Where to cut is chosen by patches of the lower left quarter, and tested on the right half.
Mean colours alone are the control of the features. Thawed are the layers up to conv3: for the
patches, and for digits of 8 × 8 pixels, enlarged to 16 × 16, at the same rates and for as many
epochs. Every training has a rate that rises and falls. What fine-tuning did to the base is asked
by a head that is fitted anew on its features. To be quick, 25 patches of each photograph are for
testing, instead of 50.

The old task is CIFAR-10, of which 500 test images are asked, and 500 training images refit its
head. For digits on photographs the whole network is thawed; the rate was chosen on validation
digits of one draw. The same network from scratch had one rate only. A value "with 2 of 5"
was measured for so many seeds, and none where a dash stands.
"""

import numpy as np
from experiment import Conclusion, Experiment

LAYERS = ("conv2_relu", "block2_add", "conv3_relu", "conv4_relu", "block4_add")
LAYER = "conv3_relu"
EPOCHS = 8  # of fine-tuning
CHAPTER, LONGER = "as in the chapter", "twice the epochs"
HALF, HALF_LONGER = "five photographs", "five photographs, twice the epochs"
FIRST = ("conv2", "block2", "conv3")
FEWER, FEWEST = "20 of each", "10 of each"
PATCHES, DIGITS, FORTY = "patches", "digits", "digits, 40 of each"
FIVE = ("cat", "china", "coffee", "flower", "rocket")


def known(values):
    """Return the values without those that were not measured."""
    return values[~np.isnan(values)]


def networks(seed):
    """Return the trained network, and one that has never seen an image."""
    from cnn_lessons.architectures import build
    from cnn_lessons.practice import load_backbone
    from cnn_lessons.practice.backbone import backbone

    return {"trained": load_backbone(), "untrained": build(backbone(), seed=seed + 1)}


def score_layers(network, data):
    """Return the accuracy of a head on the features of each layer."""
    import keras

    from cnn_lessons.practice import fit_head

    mean = keras.layers.GlobalAveragePooling2D()
    means = [mean(network.get_layer(layer).output) for layer in LAYERS]
    model = keras.Model(network.input, means)
    train, test = (
        [np.asarray(found) for found in model(images, training=False)]
        for images in (data.x_train, data.x_test)
    )
    return [
        fit_head(a, data.y_train).score(b, data.y_test) for a, b in zip(train, test, strict=True)
    ]


def measure_cuts(seed, per_class):
    from cnn_lessons.datasets import load_patches
    from cnn_lessons.practice import fit_head

    some = {"per_class": per_class, "test_per_class": 25, "seed": seed}
    choice, task = load_patches(**some, validation=True), load_patches(**some)
    both = networks(seed)
    chosen = score_layers(both["trained"], choice)
    trained, untrained = (score_layers(network, task) for network in both.values())
    names = [layer.split("_")[0] for layer in LAYERS]
    train, test = (images.mean(axis=(1, 2)) for images in (task.x_train, task.x_test))
    return {
        **{f"validation, {name}": score for name, score in zip(names, chosen, strict=True)},
        "test, trained, conv3": trained[2],
        "test, trained, last": trained[-1],
        "test, untrained, conv3": untrained[2],
        "test, untrained, last": untrained[-1],
        "test, mean colours": fit_head(train, task.y_train).score(test, task.y_test),
    }


def load_task(name, per_class, seed):
    """Return the images and labels for training and for testing, and both bases for their size."""
    import keras

    from cnn_lessons.datasets import load_digits, load_patches
    from cnn_lessons.practice import cut_head

    bases = [cut_head(network, LAYER) for network in networks(seed).values()]
    if name == "patches":
        data = load_patches(per_class=per_class, test_per_class=25, seed=seed)
        return (data.x_train, data.y_train), (data.x_test, data.y_test), bases
    data = load_digits(seed=seed)
    few = np.concatenate([np.flatnonzero(data.y_train == k)[:per_class] for k in range(10)])
    small = [keras.models.clone_model(base, keras.Input((16, 16, 3))) for base in bases]
    for each, base in zip(small, bases, strict=True):
        each.set_weights(base.get_weights())

    def enlarge(images):
        return images.repeat(2, 1).repeat(2, 2).repeat(3, 3).astype("float32")

    return (
        (enlarge(data.x_train[few]), data.y_train[few]),
        (enlarge(data.x_test), data.y_test),
        small,
    )


def measure_thawing(seed, task, per_class):
    from cnn_lessons.practice import (
        accuracy,
        add_head,
        compile_classifier,
        compute_features,
        fit_head,
        retrain,
        unfreeze,
    )

    (images, labels), test, (base, untrained) = load_task(task, per_class, seed)

    def new_head(base):
        head = fit_head(compute_features(base, images), labels)
        return head, head.score(compute_features(base, test[0]), test[1])

    head, alone = new_head(base)
    model = add_head(base, 10, seed=seed)
    unfreeze(base)
    compile_classifier(model, 0.001)
    found = {"head alone": alone, "head on an untrained base": new_head(untrained)[1]}
    random_head = model.get_weights()
    fitted_head = add_head(base, 10, head).get_weights()
    for rate in (0.0001, 0.001, 0.01):
        retrain(model, fitted_head, images, labels, EPOCHS, rate, 25, seed)
        found[f"rate {rate:g}"] = accuracy(model, *test)
        found[f"{rate:g}, new head"] = new_head(base)[1]
    retrain(model, random_head, images, labels, EPOCHS, 0.001, 25, seed)
    found["random head first"] = accuracy(model, *test)
    found["base after that, new head"] = new_head(base)[1]
    unfreeze(base, batch_norm=True)
    compile_classifier(model, 0.001)
    learned = retrain(model, fitted_head, images, labels, EPOCHS, 0.001, 25, seed)["accuracy"]
    found["batch norm thawed, training set"] = learned[-1]
    found["batch norm thawed, in use"] = accuracy(model, *test)
    found["batch norm thawed, training mode"] = accuracy(model, *test, training=True)
    return found


def measure_sizes(seed, names, longer):
    from cnn_lessons.datasets import load_patches
    from cnn_lessons.practice import (
        accuracy,
        compile_classifier,
        compute_features,
        cut_head,
        fit_head,
        retrain,
        small_network,
    )

    found, classes = {}, len(names) or 10
    bases = {name: cut_head(network, LAYER) for name, network in networks(seed).items()}
    small = small_network(classes, seed)
    start = small.get_weights()
    compile_classifier(small, 0.005)
    data = load_patches(*names, per_class=100, test_per_class=25, seed=seed)
    few = {
        size: np.concatenate([np.flatnonzero(data.y_train == k)[:size] for k in range(classes)])
        for size in (5, 20, 100)
    }
    for name, base in bases.items():
        train, test = (compute_features(base, images) for images in (data.x_train, data.x_test))
        for size, chosen in few.items():
            head = fit_head(train[chosen], data.y_train[chosen])
            found[f"{name}, {size}"] = head.score(test, data.y_test)
    for (size, chosen), epochs in zip(few.items(), (40, 20, 5), strict=True):
        part = data.x_train[chosen], data.y_train[chosen]
        retrain(small, start, *part, epochs * longer, 0.005, 25, seed)
        found[f"from scratch, {size}"] = accuracy(small, data.x_test, data.y_test)
    return found


def tuned_network(data, seed):
    """Return a thawed backbone with a head fitted on the data, compiled, and its weights."""
    from cnn_lessons.practice import (
        add_head,
        compile_classifier,
        compute_features,
        cut_head,
        fit_head,
        load_backbone,
        unfreeze,
    )

    base = cut_head(load_backbone())
    head = fit_head(compute_features(base, data.x_train), data.y_train)
    unfreeze(base)
    model = add_head(base, 10, head, seed)
    compile_classifier(model, 0.001)
    return model, model.get_weights()


def same_network(data, seed):
    """Return the same network before it has learned anything, compiled, and its weights.

    The momentum of its averages is that of `small_network`, so that they keep up.
    """
    import keras

    from cnn_lessons.architectures import build
    from cnn_lessons.practice import compile_classifier
    from cnn_lessons.practice.backbone import backbone

    keras.utils.set_random_seed(seed)
    model = build(backbone(), initializer="glorot_uniform")
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.9
    compile_classifier(model, 0.001)
    return model, model.get_weights()


def measure_far(seed, per_class, scratch=(), thrice=()):
    """Ask heads at each layer, fine-tuning, and the same network from scratch.

    What takes long is measured for some seeds only: `scratch` and `thrice` are those for which the
    network from scratch gets as many epochs, and three times as many.
    """
    from cnn_lessons.datasets import load_digits_on_photos
    from cnn_lessons.practice import load_backbone

    found = {}
    for part in ("validation", "test"):
        data = load_digits_on_photos(per_class, seed, part == "validation")
        heads = zip(LAYERS, score_layers(load_backbone(), data), strict=True)
        found |= {f"{part}, head at {layer.split('_')[0]}": score for layer, score in heads}
    given = {"kind": "scratch", "rate": 0.005, "per_class": per_class}
    return {
        **found,
        "fine-tuned": score_far(seed, "fine-tuned", 0.003, per_class, EPOCHS),
        "from scratch": score_far(seed, **given, epochs=EPOCHS) if seed in scratch else np.nan,
        "from scratch, three times the epochs": (
            score_far(seed, **given, epochs=3 * EPOCHS) if seed in thrice else np.nan
        ),
    }


def score_far(seed, kind, rate, per_class, epochs):
    """Return the test accuracy of one network that was trained on digits on photographs."""
    from cnn_lessons.datasets import load_digits_on_photos
    from cnn_lessons.practice import accuracy, retrain

    data = load_digits_on_photos(per_class, seed)
    model, start = {"fine-tuned": tuned_network, "scratch": same_network}[kind](data, seed)
    retrain(model, start, data.x_train, data.y_train, epochs, rate, 25, seed)
    return accuracy(model, data.x_test, data.y_test)


def measure_old_task(seed, task, per_class):
    """Return how well a network does its old task after its base was tuned for another one.

    A new head for the old task, on the features of the tuned base, is the control: with it only
    the features count.
    """
    from cnn_lessons.datasets import fetch_cifar10
    from cnn_lessons.practice import (
        accuracy,
        add_head,
        compile_classifier,
        compute_features,
        cut_head,
        fit_head,
        load_backbone,
        retrain,
        unfreeze,
    )

    new, test, (base, _) = load_task(task, per_class, seed)
    whole, data = load_backbone(), fetch_cifar10()
    part = cut_head(whole, LAYER)
    learned, old = data.x_train[:500], data.x_test[:500]

    def asked():
        head = fit_head(compute_features(part, learned), data.y_train[:500])
        refitted = head.score(compute_features(part, old), data.y_test[:500])
        return accuracy(whole, old, data.y_test[:500]), refitted

    head = fit_head(compute_features(base, new[0]), new[1])
    unfreeze(base)
    model = add_head(base, 10, seed=seed)
    compile_classifier(model, 0.001)
    heads = {"fitted": add_head(base, 10, head).get_weights(), "random": model.get_weights()}
    found = dict(zip(("old task, before", "its head refitted, before"), asked(), strict=True))
    for name, start in heads.items():
        retrain(model, start, *new, EPOCHS, 0.001, 25, seed)
        part.set_weights(base.get_weights())
        found[f"old task, {name} head"], found[f"its head refitted, {name} head"] = asked()
        found[f"new task, {name} head"] = accuracy(model, *test)
    return found


EXPERIMENTS = [
    Experiment(
        "Where to cut?",
        measure_cuts,
        {
            CHAPTER: {"per_class": 20},
            "5 of each": {"per_class": 5},
            "40 of each": {"per_class": 40},
        },
        [
            Conclusion(
                "On the validation part the last layer is the worst, by 5 points on the average.",
                lambda found: (
                    found["validation, block4"].mean()
                    < min(found[f"validation, {name}"].mean() for name in (*FIRST, "conv4")) - 0.05
                ),
            ),
            Conclusion(
                "Which of the first three hardly matters: 5 points on the average.",
                lambda found: (
                    np.ptp([found[f"validation, {name}"].mean() for name in FIRST]) < 0.05
                ),
            ),
            Conclusion(
                "On the test conv3 is better than the last layer by 3 points on the average.",
                lambda found: (
                    found["test, trained, conv3"].mean()
                    > found["test, trained, last"].mean() + 0.03
                ),
            ),
            Conclusion(
                "Cut at conv3, training is worth 5 points on the average.",
                lambda found: (
                    found["test, trained, conv3"].mean()
                    > found["test, untrained, conv3"].mean() + 0.05
                ),
            ),
            Conclusion(
                "Cut at the end, it is worth up to twelve points.",
                lambda found: (
                    found["test, trained, last"] - found["test, untrained, last"] < 0.12
                ).all(),
            ),
            Conclusion(
                "In some draws it is worth nothing there.",
                lambda found: (
                    found["test, trained, last"] <= found["test, untrained, last"]
                ).any(),
                (CHAPTER,),
            ),
            Conclusion(
                "Random filters are worth 5 points more than mean colours alone, on the average.",
                lambda found: (
                    found["test, untrained, last"].mean()
                    > found["test, mean colours"].mean() + 0.05
                ),
            ),
        ],
    ),
    Experiment(
        "Does fine-tuning help, and does a random head harm the base?",
        measure_thawing,
        {
            PATCHES: {"task": "patches", "per_class": 20},
            DIGITS: {"task": "digits", "per_class": 20},
            FORTY: {"task": "digits", "per_class": 40},
        },
        [
            Conclusion(
                "With a new head fine-tuning loses in no draw, and wins a point on the average.",
                lambda found: (
                    (found["0.001, new head"] > found["head alone"] - 0.001).all()
                    and found["0.001, new head"].mean() > found["head alone"].mean() + 0.01
                ),
            ),
            Conclusion(
                "With the head that was trained along, 20 of each hang on the draw, from three "
                "points lost to three won.",
                lambda found: (
                    -0.035 < (found["rate 0.001"] - found["head alone"]).min() < -0.01
                    and 0.01 < (found["rate 0.001"] - found["head alone"]).max() < 0.035
                ),
                (PATCHES, DIGITS),
            ),
            Conclusion(
                "At 0.0001 nothing is lost.",
                lambda found: (found["rate 0.0001"] > found["head alone"] - 0.001).all(),
            ),
            Conclusion(
                "At 0.01 it has destroyed more than it has brought, by 10 points on the average.",
                lambda found: found["rate 0.01"].mean() < found["head alone"].mean() - 0.1,
                (PATCHES, DIGITS),
            ),
            Conclusion(
                "A new head on that base is no better than on an untrained one, within 2 points "
                "on the average.",
                lambda found: (
                    found["0.01, new head"].mean()
                    < found["head on an untrained base"].mean() + 0.02
                ),
                (PATCHES, DIGITS),
            ),
            Conclusion(
                "At 0.01 it finds its way back.",
                lambda found: found["rate 0.01"].mean() > found["head alone"].mean() - 0.01,
                (FORTY,),
            ),
            Conclusion(
                "With a random head the model is left behind the one whose head was fitted first, "
                "by 3 to 9 points on the average.",
                lambda found: (
                    0.03 < found["rate 0.001"].mean() - found["random head first"].mean() < 0.09
                ),
            ),
            Conclusion(
                "But a new head on its base is as good as on the untouched one, within 2 points on "
                "the average.",
                lambda found: (
                    found["base after that, new head"].mean() > found["head alone"].mean() - 0.02
                ),
            ),
            Conclusion(
                "It is behind the base that was tuned with a fitted head, by half a point to two.",
                lambda found: (
                    0.005
                    < found["0.001, new head"].mean() - found["base after that, new head"].mean()
                    < 0.02
                ),
            ),
            Conclusion(
                "Batch normalization thawed: the training set is learned, in use the network is "
                "worse than the head alone by 4 points, and in training mode better by 4.",
                lambda found: (
                    found["batch norm thawed, training set"].min() > 0.9
                    and found["batch norm thawed, in use"].mean()
                    < min(
                        found["head alone"].mean(),
                        found["batch norm thawed, training mode"].mean(),
                    )
                    - 0.04
                ),
            ),
        ],
    ),
    Experiment(
        "How many images does it take?",
        measure_sizes,
        {
            CHAPTER: {"names": (), "longer": 1},
            LONGER: {"names": (), "longer": 2},
            HALF: {"names": FIVE, "longer": 1},
            HALF_LONGER: {"names": FIVE, "longer": 2},
        },
        [
            Conclusion(
                "Borrowing is ahead on the average with 20 and with 100, with 100 by 2 points.",
                lambda found: (
                    found["trained, 20"].mean() > found["from scratch, 20"].mean()
                    and found["trained, 100"].mean() > found["from scratch, 100"].mean() + 0.02
                ),
                (CHAPTER, LONGER),
            ),
            Conclusion(
                "With 100 it is ahead in each draw.",
                lambda found: (found["trained, 100"] > found["from scratch, 100"]).all(),
                (CHAPTER, LONGER),
            ),
            Conclusion(
                "With 20 it is ahead in each draw, or level within a point.",
                lambda found: (found["trained, 20"] > found["from scratch, 20"] - 0.01).all(),
                (CHAPTER,),
            ),
            Conclusion(
                "With 5 it hangs on the draw who is ahead.",
                lambda found: (
                    (found["trained, 5"] < found["from scratch, 5"]).any()
                    and (found["trained, 5"] > found["from scratch, 5"]).any()
                ),
                (CHAPTER, LONGER),
            ),
            Conclusion(
                "With 5 and with 100 it is ahead on the average, by 2 points.",
                lambda found: all(
                    found[f"trained, {size}"].mean() > found[f"from scratch, {size}"].mean() + 0.02
                    for size in (5, 100)
                ),
                (CHAPTER, LONGER, HALF),
            ),
            Conclusion(
                "20 borrowed are worth 100 from scratch, within 4 points on the average.",
                lambda found: (
                    found["trained, 20"].mean() > found["from scratch, 100"].mean() - 0.04
                ),
                (CHAPTER, LONGER),
            ),
            Conclusion(
                "The trained base is ahead of the untrained one at each size, on the average.",
                lambda found: all(
                    found[f"trained, {size}"].mean() > found[f"untrained, {size}"].mean()
                    for size in (5, 20, 100)
                ),
            ),
            Conclusion(
                "The network from scratch is level at each size, within 2 points, or ahead.",
                lambda found: all(
                    found[f"from scratch, {size}"].mean() > found[f"trained, {size}"].mean() - 0.02
                    for size in (5, 20, 100)
                ),
                (HALF_LONGER,),
            ),
        ],
    ),
    Experiment(
        "What does a random head do to the old task?",
        measure_old_task,
        {
            DIGITS: {"task": "digits", "per_class": 20},
            FORTY: {"task": "digits", "per_class": 40},
            PATCHES: {"task": "patches", "per_class": 20},
        },
        [
            Conclusion(
                "From a fitted head the network keeps its old task but for 15 points.",
                lambda found: (
                    known(found["old task, before"] - found["old task, fitted head"]) < 0.15
                ).all(),
            ),
            Conclusion(
                "From a random head it is right in a quarter of the cases at most.",
                lambda found: (known(found["old task, random head"]) < 0.25).all(),
            ),
            Conclusion(
                "With its head refitted, it is behind the one from a fitted head, by 15 points at "
                "most.",
                lambda found: all(
                    0 < lead < 0.15
                    for lead in known(
                        found["its head refitted, fitted head"]
                        - found["its head refitted, random head"]
                    )
                ),
            ),
        ],
    ),
    Experiment(
        "Where does fine-tuning pay?",
        measure_far,
        {
            CHAPTER: {"per_class": 40, "scratch": (0, 1, 2, 3)},
            FEWER: {"per_class": 20, "thrice": (0,)},
            FEWEST: {"per_class": 10},
        },
        [
            Conclusion(
                "Of the heads the one at conv4 is best on validation, on the average.",
                lambda found: (
                    found["validation, head at conv4"].mean()
                    > max(
                        found[f"validation, head at {layer.split('_')[0]}"].mean()
                        for layer in LAYERS
                        if layer != "conv4_relu"
                    )
                ),
            ),
            Conclusion(
                "Fine-tuning is ahead of it by 23 points or more in each draw.",
                lambda found: (found["fine-tuned"] - found["test, head at conv4"] > 0.23).all(),
                (CHAPTER,),
            ),
            Conclusion(
                "Fine-tuning is ahead of it by 9 points or more in each draw.",
                lambda found: (found["fine-tuned"] - found["test, head at conv4"] > 0.09).all(),
                (CHAPTER, FEWER),
            ),
            Conclusion(
                "Fine-tuning is behind it in each draw.",
                lambda found: (found["fine-tuned"] < found["test, head at conv4"]).all(),
                (FEWEST,),
            ),
            Conclusion(
                "Who is ahead, fine-tuning or training from scratch, hangs on the draw; by less "
                "than ten points.",
                lambda found: (
                    (found["fine-tuned"] > found["from scratch"]).any()
                    and (found["fine-tuned"] < found["from scratch"]).any()
                    and (known(abs(found["fine-tuned"] - found["from scratch"])) < 0.1).all()
                ),
                (CHAPTER,),
            ),
        ],
    ),
]
