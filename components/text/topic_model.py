"""A linear model over words and characters that ranks topics: trains in seconds, answers in about a millisecond.

What each view of the text brings is measured in docs/nlu.md.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from components.text.context import bound_labels, contexts_of
from components.text.dialogue import has_interrogative
from components.text.normaliser import normalise, plain

#: A word's beginning stands for all its forms: matricul-o, matricul-arme, matricul-ado.
_BEGINNING = 5
#: How far apart two words of a pair may stand.
_WINDOW = 20
_EMPTY_WORDS = frozenset(
    ("de", "la", "el", "los", "las", "un", "una", "y", "a", "en", "al", "del", "me", "se", "lo", "le", "que")
)
#: A word is the domain's own when several examples use it: a typo is corrected only to such a word.
_USES_OF_A_DOMAIN_WORD = 5
_VAGUE = "orientacion/"
#: Smaller weights change no answer (docs/nlu.md).
_SMALLEST_WEIGHT = 0.003
_LETTERS_OF_A_DOMAIN_WORD = 6


class TopicModel:
    """Rank labels for a text. Fit once; afterwards read-only and safe to share between threads."""

    #: normaliser: whether slang and typos are read as the regulation's words; characters: n-grams within the words as
    #: written; normalised_characters: the same of the normaliser's reading; beginnings: one or two beginnings of words;
    #: pairs: two beginnings anywhere near each other; context: how much a label that is always asked with certain words
    #: loses without them; regularisation and tolerance: LinearSVC's C and tol; temperature: of the softmax over the
    #: margins; reading_weight: how much a message that goes on with another counts as joined to it; near and answered:
    #: what labels near the last answer gain and its own loses in that; vague: how much the vague openings lose where a
    #: word asks for something in particular. A view that is False is left out.
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "characters": True,
        "normalised_characters": True,
        "beginnings": True,
        "pairs": True,
        "normaliser": True,
        "context": 0.2,
        "vague": 1.0,
        "regularisation": 0.3,
        "tolerance": 0.5,
        "temperature": 0.07,
        "reading_weight": 0.5,
        "near": 0.15,
        "answered": 0.05,
        "seed": 7,
    }

    def __init__(self, options: dict[str, Any] | None = None) -> None:
        """`options`: see `DEFAULTS`."""
        self.options: dict[str, Any] = {**self.DEFAULTS, **(options or {})}
        self.labels: list[str] = []
        self.vocabulary: list[str] = []
        self.known: frozenset[str] = frozenset()
        self.bound: dict[str, list[int]] = {}
        self.exemplars: dict[str, str] = {}
        self.parts: list[_Part] = []
        self.weights = sparse.csr_matrix((0, 0), dtype=np.float32)
        self.bias = np.zeros(0, dtype=np.float32)

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> TopicModel:
        """Learn from example texts and their labels (two lists of the same length)."""
        counts = Counter(word for text in texts for word in plain(text).split())
        self.known = frozenset(counts)
        self.vocabulary = sorted(
            word
            for word, count in counts.items()
            if count >= _USES_OF_A_DOMAIN_WORD and len(word) >= _LETTERS_OF_A_DOMAIN_WORD
        )
        vectorizers = [TfidfVectorizer(**settings) for _, settings in self._views()]
        features = sparse.hstack(
            [vectorizer.fit_transform(view) for vectorizer, view in zip(vectorizers, self._read(texts), strict=True)]
        ).tocsr()
        self.parts = [
            _Part(vectorizer.build_analyzer(), vectorizer.vocabulary_, vectorizer.idf_ if vectorizer.use_idf else None)
            for vectorizer in vectorizers
        ]
        # All labels at once rather than one against the rest: better, and faster with hundreds of them.
        model = LinearSVC(
            multi_class="crammer_singer",
            C=self.options["regularisation"],
            tol=self.options["tolerance"],
            random_state=self.options["seed"],
        )
        model.fit(features.astype(np.float64), labels)
        self.labels = [str(label) for label in model.classes_]
        coefficients, intercept = model.coef_, model.intercept_
        if len(self.labels) == 2:  # scikit-learn keeps one row for two classes
            coefficients, intercept = np.vstack([-coefficients, coefficients]), np.array([-intercept[0], intercept[0]])
        self.weights = _pruned(coefficients)
        self.bias = np.asarray(intercept, dtype=np.float32)
        self.bound = bound_labels(texts, labels, self.labels)
        self.exemplars = dict(zip(reversed(labels), reversed(texts), strict=True))
        return self

    @cached_property
    def vague(self) -> list[int]:
        """The indexes of the labels of messages that say what they are about but not what is wanted."""
        return [index for index, label in enumerate(self.labels) if label.startswith(_VAGUE)]

    @property
    def retrieval_intents(self) -> list[str]:
        """The intents whose labels have keys: `consulta` of `consulta/nota_minima`."""
        return sorted({label.split("/")[0] for label in self.labels if "/" in label})

    def rank(self, text: str) -> list[tuple[str, float]]:
        """All labels with their confidences (they add up to 1), best first."""
        return self._shares(self.margins(text))

    def rank_together(
        self, text: str, reading: str, near: Collection[str] = (), answered: str = ""
    ) -> list[tuple[str, float]]:
        """`rank` of a text that goes on with another: `reading` is the two joined.

        `near`: labels that lie near the last answer's, which are likelier; `answered`: the last answer's own, which is
        less likely to be wanted again.
        """
        weight = self.options["reading_weight"]
        margins = (1 - weight) * self.margins(text) + weight * self.margins(reading)
        for index, label in enumerate(self.labels):
            if label == answered:
                margins[index] -= self.options["answered"]
            elif label in near:
                margins[index] += self.options["near"]
        return self._shares(margins)

    def _shares(self, margins: np.ndarray) -> list[tuple[str, float]]:
        margins = margins / self.options["temperature"]
        shares = np.exp(margins - margins.max())
        shares /= shares.sum()
        order = np.argsort(-shares)
        return [(self.labels[index], float(shares[index])) for index in order]

    def margins(self, text: str) -> np.ndarray:
        """The distance of the text from each label's hyperplane, in the order of `labels`."""
        margins = self.bias.copy()
        first = 0
        for part, (view,) in zip(self.parts, self._read([text]), strict=True):
            indexes, values = part.weigh(view)
            margins += self.weights[indexes + first].T @ values
            first += len(part.vocabulary)
        if self.vague and has_interrogative(text):
            margins[self.vague] -= self.options["vague"]
        if self.options["context"]:
            found = contexts_of(text)
            for context, labels in self.bound.items():
                if context not in found:
                    margins[labels] -= self.options["context"]
        return margins

    def save(self, folder: Path) -> None:
        """Write the model as plain numbers and JSON (nothing that executes when it is read)."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(
            folder / "weights.npz",
            values=self.weights.data.astype(np.float16),
            columns=self.weights.indices.astype(np.uint16),
            rows=self.weights.indptr,
            bias=self.bias,
        )
        np.savez(
            folder / "idf.npz",
            **{str(number): part.idf for number, part in enumerate(self.parts) if part.idf is not None},
        )
        description = {
            "options": self.options,
            "labels": self.labels,
            "vocabulary": self.vocabulary,
            "known": sorted(self.known),
            "bound": self.bound,
            "exemplars": self.exemplars,
            "features": [sorted(part.vocabulary, key=part.vocabulary.__getitem__) for part in self.parts],
        }
        (folder / "model.json").write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        """Read what `save` wrote. Raises FileNotFoundError when the folder holds no model."""
        description = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        model = cls(description["options"])
        model.labels = description["labels"]
        model.vocabulary = description["vocabulary"]
        model.known = frozenset(description["known"])
        model.bound = description["bound"]
        model.exemplars = description["exemplars"]
        with np.load(folder / "weights.npz") as arrays:
            values, columns = arrays["values"].astype(np.float32), arrays["columns"].astype(np.int32)
            shape = (len(arrays["rows"]) - 1, len(model.labels))
            model.weights = sparse.csr_matrix((values, columns, arrays["rows"]), shape=shape)
            model.bias = arrays["bias"]
        with np.load(folder / "idf.npz") as idf:
            for number, (_, settings) in enumerate(model._views()):
                vocabulary = {feature: index for index, feature in enumerate(description["features"][number])}
                weights = idf.get(str(number))
                model.parts.append(_Part(TfidfVectorizer(**settings).build_analyzer(), vocabulary, weights))
        return model

    def _views(self) -> list[tuple[Callable[[str, str], str], dict[str, Any]]]:
        """The views that are switched on: from (plain, normalised) text to what its vectorizer counts."""
        shared = {"lowercase": False, "sublinear_tf": True, "dtype": np.float32, "min_df": 2}
        characters = {"analyzer": "char_wb", "ngram_range": (2, 5), **shared}
        tokens = {"token_pattern": r"\S+", **shared}
        views: dict[str, tuple[Callable[[str, str], str], dict[str, Any]]] = {
            "characters": (lambda raw, normal: raw, characters),
            "normalised_characters": (lambda raw, normal: normal, characters),
            "beginnings": (lambda raw, normal: " ".join(_beginnings(normal)), {"ngram_range": (1, 2), **tokens}),
            # How often a pair occurs says little: a rare one is as telling as a frequent one.
            "pairs": (lambda raw, normal: " ".join(_pairs(normal)), {"use_idf": False, **tokens}),
        }
        return [view for name, view in views.items() if self.options[name]]

    def _read(self, texts: Sequence[str]) -> list[list[str]]:
        readings = [
            (plain(text), normalise(text, self.vocabulary, self.known) if self.options["normaliser"] else plain(text))
            for text in texts
        ]
        return [[view(raw, normal) for raw, normal in readings] for view, _ in self._views()]


def _pruned(coefficients: np.ndarray) -> sparse.csr_matrix:
    """The weights that matter, from labels x features to features x labels: most are zero or next to it, and would be
    most of the memory."""
    rows = [
        sparse.csr_matrix(np.where(np.abs(row) < _SMALLEST_WEIGHT, 0.0, row).astype(np.float16).astype(np.float32))
        for row in coefficients
    ]
    return sparse.vstack(rows).T.tocsr()


class _Part:
    """One view's features as TfidfVectorizer weighs them, for one text and without its matrices: five times as fast."""

    def __init__(self, analyze: Callable[[str], list[str]], vocabulary: dict[str, int], idf: np.ndarray | None) -> None:
        self._analyze, self.vocabulary, self.idf = analyze, vocabulary, idf

    def weigh(self, view: str) -> tuple[np.ndarray, np.ndarray]:
        """Indexes of the features of a text and their weights, whose squares add up to 1."""
        counts = Counter(self.vocabulary[feature] for feature in self._analyze(view) if feature in self.vocabulary)
        indexes = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = 1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
        if self.idf is not None:
            values *= self.idf[indexes]
        length = float(np.sqrt(values @ values))
        return indexes, values / length if length else values


def _beginnings(text: str) -> list[str]:
    return [word[:_BEGINNING] for word in re.findall(r"\w+", text)]


def _pairs(text: str) -> list[str]:
    """Telling words, and every two of them that stand near each other, in whatever order."""
    words = [word[:_BEGINNING] for word in re.findall(r"\w+", text) if word not in _EMPTY_WORDS]
    pairs = [
        f"{min(a, b)}_{max(a, b)}"
        for index, a in enumerate(words)
        for b in words[index + 1 : index + _WINDOW]
        if a != b
    ]
    return words + pairs
