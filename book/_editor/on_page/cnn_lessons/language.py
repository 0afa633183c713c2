"""The reader's language, as in `cnn_lessons.language`: here the build puts in the words."""

WORDS = {}
_made = {}


def message(template, **values):
    text = template.format(**values)
    if text != template:
        _made[text] = template, values
    return text


def said(text):
    if not WORDS or text in WORDS:
        return WORDS.get(text, text)
    if text not in _made:
        return text
    template, values = _made[text]
    values = {name: said(each) if isinstance(each, str) else each for name, each in values.items()}
    return WORDS.get(template, template).format(**values)
