"""Tell operators what broke without telling them what a student wrote."""

from __future__ import annotations

import logging
import traceback

logger = logging.getLogger(__name__)


def log_failure(where: str, error: Exception) -> None:
    """Log what broke and where in the code, without the message, values or local variables."""
    frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]]
    logger.error("%s failed: %s at %s", where, type(error).__name__, " < ".join(reversed(frames)))
