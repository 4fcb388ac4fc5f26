"""A linear model over words and characters that ranks topics: trains in seconds, answers in under a millisecond."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from components.text.normaliser import normalise, plain

_WORD_PATTERN = r"(?u)\b\w+\b"


class TopicModel:
    """Rank labels for a text. Fit once; afterwards read-only and safe to share between threads."""

    def __init__(self, options: dict[str, object] | None = None) -> None:
        """`options`: see `DEFAULTS`."""
        self.options = {**self.DEFAULTS, **(options or {})}
        self.labels: list[str] = []
        self.vocabulary: list[str] = []
        self.known: frozenset[str] = frozenset()
        self.vectorizers: list[TfidfVectorizer] = []
        self.weights = np.zeros((0, 0), dtype=np.float32)
        self.bias = np.zeros(0, dtype=np.float32)

    # normalised: a second reading of the text by the normaliser, as features beside the raw words
    # characters: n-grams within words; regularisation: LinearSVC's C; temperature: of the softmax over the margins
    DEFAULTS: dict[str, object] = {
        "normalised": True,
        "characters": True,
        "regularisation": 1.0,
        "temperature": 0.2,
        "seed": 7,
    }

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> TopicModel:
        """Learn from example texts and their labels (two lists of the same length)."""
        counts = Counter(word for text in texts for word in plain(text).split())
        self.known = frozenset(counts)
        # A word is the domain's own when several examples use it: a typo is corrected only to such a word.
        self.vocabulary = sorted(word for word, count in counts.items() if count >= 5 and len(word) >= 6)
        self.vectorizers = self._new_vectorizers()
        views = self._views(texts)
        features = sparse.hstack(
            [vectorizer.fit_transform(view) for vectorizer, view in zip(self.vectorizers, views, strict=True)]
        ).tocsr()
        model = LinearSVC(C=float(str(self.options["regularisation"])), random_state=int(str(self.options["seed"])))
        model.fit(features, labels)
        self.labels = [str(label) for label in model.classes_]
        coefficients, intercept = model.coef_, model.intercept_
        if len(self.labels) == 2:  # scikit-learn keeps one row for two classes
            coefficients, intercept = np.vstack([-coefficients, coefficients]), np.array([-intercept[0], intercept[0]])
        self.weights = np.ascontiguousarray(coefficients.T, dtype=np.float32)
        self.bias = np.asarray(intercept, dtype=np.float32)
        return self

    def rank(self, text: str) -> list[tuple[str, float]]:
        """All labels with their confidences (they add up to 1), best first."""
        margins = self.margins(text)
        scaled = margins / float(str(self.options["temperature"]))
        shares = np.exp(scaled - scaled.max())
        shares /= shares.sum()
        order = np.argsort(-shares)
        return [(self.labels[index], float(shares[index])) for index in order]

    def margins(self, text: str) -> np.ndarray:
        """The distance of the text from each label's hyperplane, in the order of `labels`."""
        views = self._views([text])
        row = sparse.hstack(
            [vectorizer.transform(view) for vectorizer, view in zip(self.vectorizers, views, strict=True)], format="csr"
        )
        return row.data @ self.weights[row.indices] + self.bias

    def save(self, folder: Path) -> None:
        """Write the model as plain numbers and JSON (nothing that executes when it is read)."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(folder / "weights.npz", weights=self.weights, bias=self.bias)
        for number, vectorizer in enumerate(self.vectorizers):
            np.save(folder / f"idf_{number}.npy", vectorizer.idf_)
        description = {
            "options": self.options,
            "labels": self.labels,
            "vocabulary": self.vocabulary,
            "known": sorted(self.known),
            "features": [
                sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
                for vectorizer in self.vectorizers
            ],
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
        with np.load(folder / "weights.npz") as arrays:
            model.weights, model.bias = arrays["weights"], arrays["bias"]
        model.vectorizers = model._new_vectorizers()
        for number, (vectorizer, features) in enumerate(zip(model.vectorizers, description["features"], strict=True)):
            vectorizer.vocabulary = {feature: index for index, feature in enumerate(features)}
            vectorizer.idf_ = np.load(folder / f"idf_{number}.npy")
        return model

    def _new_vectorizers(self) -> list[TfidfVectorizer]:
        shared = {"lowercase": False, "sublinear_tf": True, "dtype": np.float32}
        words = {"ngram_range": (1, 2), "token_pattern": _WORD_PATTERN, **shared}
        vectorizers = [TfidfVectorizer(**words)]
        if self.options["characters"]:
            vectorizers.append(TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, **shared))
        if self.options["normalised"]:
            vectorizers.append(TfidfVectorizer(**words))
        return vectorizers

    def _views(self, texts: Sequence[str]) -> list[list[str]]:
        raw = [plain(text) for text in texts]
        views = [raw]
        if self.options["characters"]:
            views.append(raw)
        if self.options["normalised"]:
            views.append([normalise(text, self.vocabulary, self.known) for text in texts])
        return views
