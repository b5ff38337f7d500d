"""The words by which people say how many live in a place, as patterns over folded text."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any


class PopulationWords:
    """The patterns made of the words in `populations.toml`.

    Those named `..._before` and `..._after` are held against the text beside a number, up to it
    or from it on; `others` and `joint` too.
    """

    def __init__(self, words: Mapping[str, Any]) -> None:
        people, between = any_of(words["people"]), any_of(words["between"])
        holders = any_of(words["holders"])
        self.people = re.compile(people)
        self.people_after = re.compile(
            rf"^[\s+-]{{0,3}}(?:or so |odd |plus |full-?time |permanent |de |of )?{people}\b"
        )
        self.people_before = re.compile(rf"\b(?:{people}|{holders})(?: {between}){{0,4}}\W{{0,3}}$")
        self.hedged_before = re.compile(rf"\b{any_of(words['hedges'])} $")
        self.others_after = re.compile(rf"^[\s+-]{{0,2}}{any_of(words['others'])}")
        self.now_after = re.compile(
            rf"^ (?!y\b|and\b|but\b)(?:\w+ ){{0,2}}{any_of(words['now'])}\b"
        )
        self.ours_before = re.compile(rf"\b{any_of(words['ours'])}(?: {between}){{0,3}} $")
        self.denied_before = re.compile(rf"\b{any_of(words['denied'])} $")
        self.grown_before = re.compile(rf"\b{any_of(words['grown'])}(?: \w+)? (?:from|de) $")
        self.joint = re.compile(
            rf"^\s?{any_of(map(re.escape, words['joints']))}\s?(?:about |around |unos |unas )?$"
        )
        fillers = f"(?:{any_of(words['fillers'])}|{people})"
        mended = any_of(words["corrections"])
        self.correction = re.compile(
            rf"^\W*(?:{fillers}\W+)*{mended}(?:\W+(?:{mended}|{fillers}))*\W*$"
        )
        self.dated = re.compile(
            rf"^\W*(?:{fillers}\W+){{0,4}}(?:(?:in|en|as of|at|by|per)\W+(?:the |el )?)?$"
        )
        self.bounds_before = {
            name: re.compile(rf"(?<!\w){any_of(found)}\W{{0,2}}(?:the |about |around )?$")
            for name, found in words["bounds_before"].items()
        }
        self.bounds_after = {
            name: re.compile(rf"^(?: {people})?{any_of(found)}")
            for name, found in words["bounds_after"].items()
        }
        labels, streets = any_of(words["labels"]), any_of(words["streets"])
        no_street = any_of((people, *words["no_street"]))
        self.no_count = re.compile(
            rf"\b{labels}\W{{0,3}}(?:{any_of(words['label_joints'])}\W{{1,3}}){{0,2}}"
            r"\d++(?:[-.]\d++)*(?!,\d)"
            rf"|(?<![\d,.])\d{{1,5}} (?:(?!{no_street}\b)[\w.]+ ){{1,2}}{streets}\b"
            r"|(?<![\d,.])\d{5}(?:-\d{4})?,? (?:is|es) (?:our|my|the|nuestro|mi|el)"
            r" (?:zip|postal|codigo)\b"
            r"|\b501 ?\(?c\b\)?(?:\(\d\))?"
            r"|\b\d{1,2}(?::\d{2})? ?[ap]\.?m\b"
        )
        self.vague = re.compile(
            rf"^\W*(?:{any_of(words['vague_before'])} )*{any_of(words['vague'])}\b"
            rf"(?: (?:of |de )?{people})?\W*$"
        )


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words."""
    return f"(?:{'|'.join(words)})"


@cache
def population_words() -> PopulationWords:
    """The patterns, made once."""
    file = resources.files("assistant.answering.exact.turn") / "populations.toml"
    return PopulationWords(tomllib.loads(file.read_text(encoding="utf-8")))
