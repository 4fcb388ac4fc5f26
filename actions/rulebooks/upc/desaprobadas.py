"""What follows at UPC when a course ends failed: it is taken again, or the student is dado de baja (num. 3.4.1)."""

from __future__ import annotations

from enum import Enum

from actions.rulebooks.dictamen import Fuente
from actions.rulebooks.formato import cantidad
from actions.rulebooks.parametros import Parametros


class Consecuencia(Enum):
    """What a failed course leads to."""

    REPITE = "repite"
    BAJA = "baja"
    NO_SE_SABE = "no se sabe"


def consecuencia(otras: int | None, vez: int | None, parametros: Parametros) -> Consecuencia:
    """What failing this course leads to (num. 2.2.9, 3.4.1 a-b).

    `otras`: other courses failed so far; `vez`: for which time this one is taken (1 the first). None: not known.
    """
    if vez is not None and vez >= parametros.entero("veces_maximas_asignatura"):
        return Consecuencia.BAJA
    if otras is not None and otras + 1 >= parametros.entero("desaprobadas_para_baja"):
        return Consecuencia.BAJA
    return Consecuencia.NO_SE_SABE if otras is None or vez is None else Consecuencia.REPITE


def por_que_baja(otras: int | None, vez: int | None, parametros: Parametros) -> str:
    """The reason of the baja, as it follows `te dan de baja porque`."""
    if vez is not None and vez >= parametros.entero("veces_maximas_asignatura"):
        return "no apruebas la asignatura en la segunda oportunidad"
    if otras == 1:
        return "ya tienes otra asignatura desaprobada"
    return f"ya tienes otras {otras} asignaturas desaprobadas"


def fuente_de_la_baja(vez: int | None, parametros: Parametros) -> Fuente:
    """The place that the baja rests on: the second time (3.4.1 b) or the failed courses accumulated (3.4.1 a)."""
    segunda = vez is not None and vez >= parametros.entero("veces_maximas_asignatura")
    return parametros.fuente("veces_maximas_asignatura" if segunda else "desaprobadas_para_baja")


def no_sabe(otras: int | None, vez: int | None) -> tuple[tuple[str, str], ...]:
    """What has to be known to tell the consequence: words and field, in the order of asking."""
    dudas = []
    if vez is None:
        dudas.append(("si es la primera o la segunda vez que la cursas", "vez"))
    if otras is None:
        dudas.append(("cuántas otras asignaturas tienes desaprobadas", "otras_desaprobadas"))
    return tuple(dudas)


def problema_de_veces(otras: int | None, vez: int | None) -> str | None:
    """What cannot be true in the counts of failed courses and attempts; None when they hold together."""
    if otras is not None and otras < 0:
        return f"{cantidad(otras, 'asignatura desaprobada', 'asignaturas desaprobadas')} no puede ser"
    if vez is not None and vez < 1:
        return f"una asignatura no se cursa por vez número {vez}"
    return None
