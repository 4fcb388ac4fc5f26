"""Keep what students write out of Rasa's log: message fields are hidden, tracebacks come without local variables."""

from __future__ import annotations

import logging
import warnings
from typing import Any

import structlog
from rasa.utils import log_utils

HIDDEN = "[hidden]"
#: Fields of a log entry that never hold anything of a conversation; all others are hidden.
_SHOWN = {"event", "event_info", "event_key", "level", "logger", "exc_info", "stack_info", "timestamp", "error_type"}
logger = logging.getLogger(__name__)


def install() -> None:
    """Do it for this process; before Rasa configures its logging."""
    # Rasa's own hook for this (an anonymisation pipeline) would also read every conversation a second time.
    log_utils._anonymizer = _hide_fields
    structlog.processors.dict_tracebacks = structlog.processors.ExceptionRenderer(
        structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    )


def _hide_fields(_logger: Any, _method: str, entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value if key in _SHOWN else HIDDEN for key, value in entry.items()}


def hide_warnings() -> None:
    """Warnings of the running server print the message that caused them: log their kind and place only."""

    def show(message: Any, category: type[Warning], filename: str, lineno: int, *_: Any) -> None:
        logger.debug("%s at %s:%s", category.__name__, filename, lineno)

    warnings.showwarning = show  # type: ignore[assignment]
