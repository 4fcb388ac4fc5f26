"""Rasa's command line with our logging rules: `python -m operations.rasa_server run ...`."""

from __future__ import annotations

import os
import sys

from components import quiet_logging


def main() -> None:
    """Install the rules, then hand over to Rasa."""
    quiet_logging.install()
    from rasa.__main__ import main as rasa_main  # noqa: PLC0415 - after the rules are in place

    if len(sys.argv) > 1 and sys.argv[1] in ("run", "shell"):
        from components import hot_path  # noqa: PLC0415 - imports much of Rasa, so after the logging rules too

        quiet_logging.hide_warnings()
        hot_path.install()
    sys.argv = ["rasa", *sys.argv[1:], *_api_arguments()]
    rasa_main()


def _api_arguments() -> list[str]:
    """Rasa's HTTP API, closed unless asked for. Its token comes from the environment: a command line is public."""
    if os.environ.get("DELEGADO_API") != "1" or sys.argv[1:2] != ["run"]:
        return []
    token = os.environ.get("DELEGADO_API_TOKEN")
    if not token:
        sys.exit("The Rasa server cannot start: DELEGADO_API=1 needs DELEGADO_API_TOKEN.")
    return ["--enable-api", "--auth-token", token]


if __name__ == "__main__":
    main()
