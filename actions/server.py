"""The action server: `python -m actions.server`. Listens on loopback and demands the shared secret on every call."""

from __future__ import annotations

import argparse
import hmac
import logging
import sys
from typing import Any

from rasa_sdk.endpoint import create_app
from sanic import response

from actions.failures import log_failure
from actions.identity.mail import OutboxWorker, mail_transport
from actions.knowledge.loader import KnowledgeError
from actions.knowledge.support import SupportError
from actions.services import Services, provide
from actions.settings import Settings, SettingsError

SECRET_HEADER = "X-Delegado-Secret"
_OPEN_PATHS = {"/health"}
_KEEP_ALIVE_SECONDS = 75

logger = logging.getLogger(__name__)


def build_app(services: Services) -> Any:
    """The SDK's Sanic application, with the secret checked first and errors that echo nothing."""
    provide(services)
    app = create_app("actions.handlers", cors_origins="")
    # Longer than the Rasa server keeps an idle connection (15 s): it never writes into one that is being closed.
    app.config.KEEP_ALIVE_TIMEOUT = _KEEP_ALIVE_SECONDS
    secret = services.settings.action_secret.encode()

    @app.on_request
    async def check_secret(request: Any) -> Any:
        if request.path in _OPEN_PATHS:
            return None
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not secret or not hmac.compare_digest(given, secret):
            return response.json({"error": "forbidden"}, status=403)
        return None

    # The SDK's own handler sends the whole request back and logs it with every local variable.
    app.error_handler.add(Exception, _quiet_error)
    return app


async def _quiet_error(_request: Any, error: Exception) -> Any:
    status = getattr(error, "status_code", 500)
    if status >= 500:
        log_failure("the action server", error)
    return response.json({"error": type(error).__name__}, status=status)


def main() -> int:
    """Command line; settings come from the environment (README.md, "Settings")."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stdout)
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    try:
        settings = Settings.from_environment().require_secrets()
        services = Services.from_settings(settings)
        transport = mail_transport(settings)
    except (SettingsError, KnowledgeError, SupportError) as error:
        print(f"The action server cannot start: {error}", file=sys.stderr)
        return 1
    app = build_app(services)
    worker = OutboxWorker(services.database, transport, settings.mail_sender)
    worker.start()
    logger.info("The action server listens on %s:%s.", settings.host, settings.port)
    try:
        app.run(settings.host, settings.port, access_log=False, debug=False, motd=False)
    finally:
        worker.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
