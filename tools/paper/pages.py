"""A page of the built site as a part of a book: what nobody can do on paper is put otherwise.

Questions and exercises keep their task and get a number; their hints, answers and solutions go to
the end of the chapter. What is folded is opened, and links within the site lead to another place
of the same document: each id gets the name of its page.
"""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup

from cnn_lessons.language import message, said

GONE = (
    "a.headerlink, button, cnn-exercise, p.elsewhere, #exercises-by-chapter, "
    ".cell.tag_remove-input:empty"
)
# On paper keywords, strings and comments have their colours, and each part of a line is a tag.
KINDS = ("n", "p", "w", "o", "nn", "nb", "nc", "bp", "mi", "mf")
PLAIN = ", ".join([*(f".highlight span.{kind}" for kind in KINDS), ".pre", "span.std"])
NAMING = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
HEADING = re.compile("h[1-6]")


def stem(page):
    """Return the name of a page, which begins the id of each of its places.

    >>> stem("operations/pooling")
    'pooling'
    """
    return PurePosixPath(page).name


def is_help(summary):
    """Tell whether a fold with these words holds a hint or a solution, and no code."""
    hint = said(message("Hint {i}", i=0)).removesuffix("0")
    return summary.startswith((hint, said("Solution"), said("Answer")))


class Page:
    """One page of the site, turned into a section of a book.

    Parameters
    ----------
    page : str
        Its name, as in ``_toc.yml``: ``"operations/pooling"``.
    text : str
        Its HTML.
    pages : collection of str
        The names of all pages of the book. Links to others are left as their words.
    folder : str
        Where the site of its language lies in the whole site: ``""``, or ``"ko/"``.

    Attributes
    ----------
    section : bs4.Tag
        The article as one ``<section>``; its headings are one level lower than on the page.
    styles, scripts : list of str
        Those of its elements, which a book needs once.
    """

    def __init__(self, page, text, pages, folder=""):
        self.pages, self.name, self.folder = pages, stem(page), folder
        self.address = f"{folder}{page}.html"
        self.soup = BeautifulSoup(text, "html.parser")
        self.section = self.soup.select_one("article.bd-article").find("section")
        self.answers = []
        self.styles = [style.extract().string for style in self.section("style")]
        self.take_out()
        self.number_questions()
        self.scripts = [script.extract().string for script in self.section("script", type=None)]
        self.gather_solutions()
        self.open_folds()
        self.merge_code()
        self.rename()
        self.add_answers()
        for heading in self.section(HEADING):
            heading.name = f"h{int(heading.name[1]) + 1}"

    @property
    def title(self):
        """Return the words of the page's own heading."""
        return self.section.find(HEADING).get_text().strip()

    @property
    def headings(self):
        """Return the words of all headings of the page, in their order."""
        return [" ".join(heading.get_text().split()) for heading in self.section(HEADING)]

    def new(self, markup):
        """Return a piece of HTML as an element."""
        return BeautifulSoup(markup, "html.parser").find()

    def take_out(self):
        """Remove what works in a browser only."""
        for element in self.section.select(GONE):
            element.decompose()
        for output in self.section.select(".cell_output"):
            if f"○ {said('Not attempted')}." in output.get_text():
                output.decompose()

    def number_questions(self):
        """Make each quiz a plain question, and keep its hints and its answer for later."""
        for number, quiz in enumerate(self.section("cnn-quiz"), 1):
            title = said(message("Question {number}", number=number))
            quiz.name, quiz["class"], quiz["id"] = "div", "question", f"question-{number}"
            quiz.find("script").decompose()
            quiz.select_one(".title strong").string = title
            self.keep(quiz, title, quiz("details"), f"question-{number}")

    def gather_solutions(self):
        """Keep the hints and the solution of each exercise for later."""
        for exercise in self.section("section", class_="exercise"):
            folds = [d for d in exercise("details") if is_help(d.summary.get_text().strip())]
            cells = [fold.find_parent(class_="cell") for fold in folds]
            if folds:
                title = exercise.find(HEADING).get_text().strip()
                last = cells[0].find_previous_sibling()
                name = said(message("Exercise {title}", title=title))
                self.keep(last, name, folds, exercise["id"])
            for cell in cells:
                if not cell.decomposed and not cell.get_text().strip():
                    cell.decompose()

    def keep(self, before, title, folds, place):
        """Take folded parts out, and leave a way to them below what stands `before` them."""
        key = f"answer-{place}"
        self.answers.append((title, place, key, [fold.extract() for fold in folds]))
        way = self.new(f'<p class="way"><a href="#{key}">{said("Hints and answer")}</a></p>')
        if before.get("class") == "question":
            before.append(way)
        else:
            before.insert_after(way)

    def open_folds(self):
        """Show what is folded on the page: code that a reader may pass over."""
        for fold in self.section("details"):
            fold.summary.decompose()
            fold.name, fold.attrs = "div", {"class": "unfolded"}

    def add_answers(self):
        """Add the section with what was kept."""
        if not self.answers:
            return
        section = self.new(f'<section class="answers" id="{self.name}.answers"></section>')
        section.append(self.new(f"<h2>{said('Hints and answers')}</h2>"))
        for title, place, key, folds in self.answers:
            answer = self.new(f'<div class="answer" id="{self.name}.{key}"></div>')
            way = f'<a href="#{self.name}.{place}"><strong></strong></a>'
            answer.append(self.new(f'<p class="title">{way}</p>'))
            answer.strong.string = title
            for fold in folds:
                answer.append(self.labelled(fold))
            section.append(answer)
        self.section.append(section)

    def labelled(self, fold):
        """Return a folded part, opened, with what it is called before its text."""
        label = self.new(f"<b>{fold.summary.extract().get_text().strip()}.</b>")
        fold.name = "div"
        first = fold.find()
        if first.name == "p":
            first.insert(0, label, " ")
        else:
            paragraph = self.new("<p></p>")
            paragraph.append(label)
            fold.insert(0, paragraph)
        return fold

    def merge_code(self):
        """Unwrap the parts of code and of links that look like what is around them."""
        for part in self.section.select(PLAIN):
            part.unwrap()

    def rename(self):
        """Begin each id with the page's name, and follow it where the id is used."""
        self.section.insert(0, self.new(f'<span id="{self.section["id"]}"></span>'))
        self.section["id"] = self.name
        for element in self.section(id=True):
            element["id"] = f"{self.name}.{element['id']}"
        for attribute in NAMING:
            for element in self.section(attrs={attribute: True}):
                names = element[attribute].split()
                element[attribute] = " ".join(f"{self.name}.{name}" for name in names)
        for link in self.section("a", href=True):
            place = self.place(link["href"])
            if place is None:
                link.unwrap()
            else:
                link["href"] = place
        for image in self.section("img"):
            image["src"] = urljoin(self.address, image["src"])
            for name in ("loading", "decoding"):
                image.attrs.pop(name, None)

    def place(self, href):
        """Return where a link of the page leads in the book, or None if it has no such place."""
        if urlsplit(href).scheme:
            return href
        target = urlsplit(urljoin(self.address, href))
        page = unquote(target.path).removeprefix(self.folder).removesuffix(".html")
        fragment = unquote(target.fragment)
        if page not in self.pages:
            return None
        return f"#{stem(page)}{'.' if fragment else ''}{fragment}"
