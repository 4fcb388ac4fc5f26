"""Draw a result as a small picture: bars with their limits, as a PNG of a few kilobytes."""

from __future__ import annotations

import base64
import io
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from actions.rulebooks.dictamen import Barra, Grafico
from actions.rulebooks.formato import numero

_WIDTH, _MARGIN, _ROW, _HEAD = 480, 16, 46, 40
_BAR = 14
_MOST_BARS = 12
_PAPER, _INK, _GROUND, _FILL, _LIMIT = "#ffffff", "#1d2733", "#dfe5ec", "#1f6feb", "#b42318"
_COLOURS = 48  # of the palette: enough for smooth letters and every bar's own colour
#: DejaVu Sans, Latin letters only: the font that comes with the library has no accents.
_FONT = Path(__file__).parent / "fonts" / "DejaVuSans-latin.ttf"


def data_url(picture: Grafico) -> str:
    """The picture as a `data:` address: it holds a student's facts, so that no other address may give it."""
    return "data:image/png;base64," + base64.b64encode(draw(picture)).decode("ascii")


def draw(picture: Grafico) -> bytes:
    """The picture as a PNG file."""
    bars = picture.barras[:_MOST_BARS]
    image = Image.new("RGB", (_WIDTH, _HEAD + _ROW * len(bars) + _MARGIN), _PAPER)
    canvas = ImageDraw.Draw(image)
    canvas.text((_MARGIN, 12), picture.titulo, fill=_INK, font=_font(16))
    for row, bar in enumerate(bars):
        _draw_bar(canvas, bar, _HEAD + _ROW * row)
    file = io.BytesIO()
    image.quantize(_COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_bar(canvas: ImageDraw.ImageDraw, bar: Barra, top: int) -> None:
    font = _font(13)
    length = _WIDTH - 2 * _MARGIN
    figure = f"{numero(bar.valor)} de {numero(bar.maximo)}"
    canvas.text((_MARGIN, top), bar.nombre, fill=_INK, font=font)
    canvas.text((_WIDTH - _MARGIN, top), figure, fill=_INK, font=font, anchor="ra")
    y = top + 22
    canvas.rounded_rectangle((_MARGIN, y, _WIDTH - _MARGIN, y + _BAR), 4, fill=_GROUND)
    share = _share(bar.valor, bar.maximo)
    if share > 0:
        canvas.rounded_rectangle((_MARGIN, y, _MARGIN + max(8, int(length * share)), y + _BAR), 4, fill=_FILL)
    if bar.marca is not None:
        x = _MARGIN + int(length * _share(bar.marca, bar.maximo))
        canvas.line((x, y - 4, x, y + _BAR + 4), fill=_LIMIT, width=3)


def _share(value: Decimal, whole: Decimal) -> float:
    return float(min(max(value / whole, Decimal(0)), Decimal(1))) if whole > 0 else 0.0


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), size)
