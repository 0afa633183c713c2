"""The commands of ``python -m cnn_lessons``: what each is told, a module for each."""
