"""Folders of photographs as hypothesis makes them up: classes, parts, nesting, strays."""

from hypothesis import strategies as st

# What the words of a folder are does not matter, but for the parts: any others will do.
NAMES = st.sampled_from(["cat", "Cat", "dog", "고양이", "3", "a b", "train", "bird", "images"])
PARTS = st.sampled_from(["train", "Training", "val", "test", "test1", "validation", "TEST_set"])
CLASSES = st.lists(NAMES, min_size=1, max_size=4, unique=True)


@st.composite
def trees(draw):
    """Return folders with photographs, each with its class; "" where it is none."""
    wrapped = draw(st.lists(st.sampled_from(["images", "data", "v2"]), max_size=2))
    several = st.lists(PARTS, min_size=1, max_size=3, unique=True)
    found = {}
    for part in draw(st.one_of(st.just([""]), several)):
        for name in draw(CLASSES):
            path = (*wrapped, *filter(None, [part]), name)
            deeper = draw(st.sampled_from([(), (name,), ("images",), ("2023",), ("2023", "May")]))
            both = draw(st.booleans())
            found |= {path: name} if both else {}
            found[path + deeper] = name if both or "2023" not in deeper else deeper[-1]
    for junk in draw(st.lists(st.sampled_from(["", "test", "junk", "train"]), max_size=2)):
        found.setdefault((*wrapped, *filter(None, [junk])), "")
    return found
