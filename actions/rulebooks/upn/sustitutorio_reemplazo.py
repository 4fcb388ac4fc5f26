"""Which grade of a UPN course a sustitutorio replaces, and what is told whatever it is (Art. 23 a, c)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from actions.rulebooks.dictamen import Fuente, Paso
from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.notas import Evaluacion
from actions.rulebooks.upn.evaluaciones import con_articulo, es_continua_entera, las_que_dice, nota_necesaria

CALCULO = "sustitutorio_nota"
REEMPLAZA = Fuente("upn", "Art. 23 a")
_REGLA = "El sustitutorio reemplaza una sola nota: el Parcial, el Final o una T"
CAMBIO = "La nota nueva entra con el peso de la que reemplaza"
_QUIEN_ELIGE = (
    "El reglamento no dice quién elige la nota que se reemplaza: míralo en tu sílabo y, si no lo aclara, decide "
    "Secretaría Académica."
)
_AUNQUE_BAJE = "La nota del sustitutorio queda en lugar de la anterior aunque sea menor (Art. 23 a)."
_PAGO = "Sin el pago o la autorización de No Pago, la nota no se registra (Art. 23 c)."
CADA_T = "la nota y el peso de cada T"
UNA_T = "una T"


@dataclass(frozen=True)
class HechosSustitutorioNota:
    """The grades of a course and the sustitutorio's. None means "not known".

    `evaluaciones` and `pesos` as in the course's average. `reemplaza`: the evaluation whose grade gives way
    (`parcial`, `final`, `t1`). `nota_sustitutorio`: obtained or supposed (0-20). `rindio`: False when the student
    does not go or does not send it.
    """

    curso: str | None = None
    tipo: TipoClase | None = None
    en_silabo: bool | None = None
    evaluaciones: tuple[Evaluacion, ...] | None = None
    pesos: tuple[Evaluacion, ...] | None = None
    reemplaza: str | None = None
    nota_sustitutorio: Decimal | None = None
    rindio: bool | None = None
    inhabilitado: bool | None = None
    retirado: bool = False


def reemplazables(hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion]) -> tuple[Evaluacion, ...]:
    """Those whose grade may give way: the one named, or else every Parcial, Final and T (not the whole continua)."""
    if hechos.reemplaza is not None:
        return elegidas(hechos, evaluaciones)
    return tuple(e for e in evaluaciones if not es_continua_entera(e))


def elegidas(hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion]) -> tuple[Evaluacion, ...]:
    """The one that is said to give way; several when the course has more than one Parcial or Final."""
    if hechos.reemplaza is None:
        return ()
    return tuple(e for e in las_que_dice(hechos.reemplaza, evaluaciones) if not es_continua_entera(e))


def con_nota_en(evaluaciones: Sequence[Evaluacion], cual: Evaluacion, nota: Decimal | None) -> tuple[Evaluacion, ...]:
    """The evaluations with another grade in one of them."""
    return tuple(replace(e, nota=nota) if e is cual else e for e in evaluaciones)


def si_reemplaza_una_t(
    hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion], minima: Decimal
) -> frozenset[bool]:
    """How it may end (True: passed) when one T gives way, of which only the whole continua is known."""
    if hechos.reemplaza is not None and elegidas(hechos, evaluaciones):
        return frozenset()
    entera = next((e for e in evaluaciones if es_continua_entera(e)), None)
    if entera is None:
        return frozenset()
    necesaria = nota_necesaria(con_nota_en(evaluaciones, entera, None), minima)
    if necesaria is None:
        return frozenset({False})
    return frozenset({True}) if necesaria == 0 else frozenset({True, False})


def falta_cada_t(hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion]) -> tuple[str, ...]:
    """Each T, when one of them gives way or may, and only the whole continuous evaluation is known."""
    if hechos.reemplaza is not None:
        return () if elegidas(hechos, evaluaciones) else (CADA_T,)
    return (f"{CADA_T}, por si reemplaza una de ellas",) if any(map(es_continua_entera, evaluaciones)) else ()


def paso_de_la_regla(hechos: HechosSustitutorioNota) -> Paso:
    """What the sustitutorio replaces (Art. 23 a)."""
    if hechos.reemplaza is None:
        return Paso(_REGLA, "no sé cuál reemplazaría", "entra en su lugar, aunque sea menor", REEMPLAZA)
    nombre = con_articulo(Evaluacion(hechos.reemplaza))
    return Paso(_REGLA, f"reemplaza {nombre}", "entra en su lugar, aunque sea menor", REEMPLAZA)


def avisos(hechos: HechosSustitutorioNota) -> tuple[str, ...]:
    """What holds for any grades: who chooses, that it stays, what the syllabus and the payment have to say."""
    quien = (_QUIEN_ELIGE,) if hechos.reemplaza is None else ()
    silabo = () if hechos.en_silabo else ("Vale si el sílabo de tu curso prevé un sustitutorio (Art. 23 a).",)
    return (*quien, _AUNQUE_BAJE, *silabo, _PAGO)
