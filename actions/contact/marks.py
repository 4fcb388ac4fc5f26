"""What an action asks of the channel that carries its answer."""

from __future__ import annotations

#: Erase the conversation as soon as its turn is saved. Sent beside the answer; no student sees it.
ERASE_MARK = {"delegado": "borrar_conversacion"}
