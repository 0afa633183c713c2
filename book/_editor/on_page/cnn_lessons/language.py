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
    values = dict([(name, _value(name, values[name], template)) for name in values])
    return WORDS.get(template, template).format(**values)


def _value(name, value, template):
    before, place, _ = template.partition("{" + name + "}")
    is_code = place and before.count("`") % 2
    return said(value) if isinstance(value, str) and not is_code else value
