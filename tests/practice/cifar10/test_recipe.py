"""What a recipe makes of its choices: parts, steps, learning rates."""

from dataclasses import asdict

import pytest

from cnn_lessons.practice.cifar10 import recipe as module
from cnn_lessons.practice.cifar10.recipe import Recipe


def test_of_all_images_5000_are_for_validation():
    recipe = Recipe()
    assert (recipe.training_images, recipe.validation_images) == (45_000, 5_000)
    assert recipe.steps_per_epoch == 351  # 351 · 128 = 44,928


def test_without_a_word_it_is_the_training_of_the_paper():
    """Section 3 of "Wide residual networks"; the smoothing is Inception v3's."""
    published = {"momentum": 0.9, "decay": 5e-4, "rate": 0.1, "batch": 128, "smoothing": 0.1}
    assert {name: getattr(module, name.upper()) for name in published} == published
    recipe = Recipe()
    assert (recipe.depth, recipe.width) == (16, 4)  # WRN-16-4
    assert (recipe.epochs, recipe.images, recipe.seed) == (60, 50_000, 0)  # as documented


@pytest.mark.parametrize(("batch", "rate"), [(128, 0.1), (256, 0.2), (1024, 0.8), (64, 0.05)])
def test_the_rate_grows_with_the_global_batch(batch, rate):
    assert Recipe(batch=batch).rate == pytest.approx(rate)


def test_a_rate_that_is_said_is_taken():
    assert Recipe(batch=256, rate=0.07).rate == 0.07


@pytest.mark.keras
def test_the_rate_rises_for_a_twentieth_of_the_steps_and_ends_at_0():
    recipe = Recipe(epochs=20, batch=100, images=1111, rate=0.3)
    steps = 20 * 10
    rates = [float(recipe.schedule()(step)) for step in (0, 5, 10, 105, steps)]
    assert rates == pytest.approx([0.03, 0.165, 0.3, 0.15, 0], abs=1e-6)


def test_differences_are_named_with_both_values():
    one, other = Recipe(epochs=2), Recipe(epochs=3, seed=7)
    assert one.differences(asdict(other)) == {"epochs": (2, 3), "seed": (0, 7)}
    assert one.differences(asdict(one)) == {}
    assert one.differences({})["depth"] == (16, None)


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        ({"images": 100, "batch": 91}, "90 for training: not enough for a batch of 91"),
        ({"images": 9, "batch": 3}, "0 are for validation and 9 for training: not enough"),
        ({"epochs": 0}, "epochs is 0, expected 1 or more"),
        ({"batch": 0}, "batch is 0, expected 1 or more"),
        ({"rate": 0.0}, "rate is 0.0, expected a number above 0"),
        ({"rate": float("nan")}, "rate is nan, expected"),
        ({"rate": float("inf")}, "rate is inf, expected"),
        ({"precision": "float8"}, "precision is 'float8'. Use float32 or float16"),
    ],
)
def test_a_recipe_that_cannot_be_is_refused(choice, text):
    with pytest.raises(ValueError, match=text):
        Recipe(**choice)


def test_one_batch_of_all_images_is_enough():
    assert Recipe(images=100, batch=90).steps_per_epoch == 1


def test_the_smallest_recipe_has_one_epoch_one_image_in_a_batch_and_one_to_validate():
    recipe = Recipe(epochs=1, images=19, batch=1)
    assert (recipe.validation_images, recipe.training_images) == (1, 18)
    assert recipe.steps_per_epoch == 18
