"""What tests of large models share."""

import pytest


@pytest.fixture
def forget_models():
    """Forget the models of a test that makes large ones, which takes half a second."""
    import keras

    yield
    keras.backend.clear_session()
