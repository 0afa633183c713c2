"""A long training on CIFAR-10: one command, which goes on where it was stopped."""
