"""What the site says outside of its pages' texts."""


def of_site():
    """Return the messages of the site, each with where it stands."""
    return {}
