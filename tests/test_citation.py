"""CITATION.cff says what pyproject.toml and the site say."""

import tomllib

import yaml
from project import ROOT

import cnn_lessons

CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SITE = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
# What version 1.2.0 of the format demands, and what it knows; all of it: citation-file-format.
NEEDED = {"cff-version", "message", "title", "authors"}
KNOWN = NEEDED | {
    *("abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords"),
    *("license", "license-url", "preferred-citation", "references", "repository"),
    *("repository-artifact", "repository-code", "type", "url", "version"),
}
ENTITY = {"name", "address", "alias", "city", "country", "email", "orcid", "website"}
PERSON = {"family-names", "given-names", "affiliation", "alias", "email", "orcid", "website"}


def test_the_file_has_the_fields_of_its_format():
    assert CITATION.keys() >= NEEDED
    assert CITATION.keys() <= KNOWN
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["type"] in ("software", "dataset")
    for author in CITATION["authors"]:
        assert author.keys() <= ENTITY or author.keys() <= PERSON


def test_title_version_and_licence_are_those_of_the_project():
    assert CITATION["title"] == SITE["title"]
    assert CITATION["title"].lower().replace(" ", "-") == PROJECT["name"]
    assert str(CITATION["version"]) == PROJECT["version"] == cnn_lessons.__version__
    assert CITATION["abstract"] == PROJECT["description"]
    assert CITATION["license"] == PROJECT["license"]
    assert CITATION["keywords"] == PROJECT["keywords"]
    assert CITATION["authors"] == PROJECT["authors"]


def test_it_leads_to_the_repository():
    address = SITE["repository"]["url"]
    assert CITATION["repository-code"] == address == PROJECT["urls"]["Homepage"]
