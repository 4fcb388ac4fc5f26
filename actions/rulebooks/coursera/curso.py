"""A UPN course run with Coursera: what is told of it, made one, and what cannot be true in it (FAQ 8, 11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.formato import cantidad, numero, porcentaje
from actions.rulebooks.notas import (
    MAXIMA,
    MINIMA,
    Evaluacion,
    evaluacion_imposible,
    nota_imposible,
    redondear_entero,
    truncar_centesimas,
)
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.evaluaciones import las_que_dice
from actions.rulebooks.upn.promedio_comun import registro_imposible

_MEDIO_PUNTO = Decimal("0.5")
_PESOS = {"parcial": "peso_examen_parcial", "final": "peso_examen_final"}


@dataclass(frozen=True)
class HechosPromedioCoursera:
    """Microcourses and grades (0-20) of one course. None means "not known".

    `microcursos`: how many the course has; `certificados`: how many are certified; `todos_certificados` when only that
    is told. `puntajes`: the scores of the certified ones. `ep`: the examen parcial as Blackboard shows it;
    `examen_final`: obtained or supposed; both may stand in `evaluaciones` instead. `promedio_final`: already on record.
    """

    curso: str | None = None
    tipo: TipoClase | None = None
    microcursos: int | None = None
    certificados: int | None = None
    todos_certificados: bool | None = None
    puntajes: tuple[Evaluacion, ...] | None = None
    ep: Decimal | None = None
    examen_final: Decimal | None = None
    evaluaciones: tuple[Evaluacion, ...] | None = None
    periodo_cerrado: bool | None = None
    inhabilitado: bool | None = None
    retirado: bool = False
    promedio_final: Decimal | None = None


@dataclass(frozen=True)
class Curso:
    """The facts made one: counts, the EP so far, the most that it may still be, and the final exam.

    `ep_exacto` and `examen_exacto` are not rounded yet; `ep_posible` is. `registrado`: the final average on record,
    without decimals. `cerrado`: the period is over, so that nothing can be certified nor taken any more.
    """

    nombre: str | None
    total: int | None
    certificados: int | None
    completo: bool | None
    ep_exacto: Decimal | None
    ep_posible: Decimal
    examen_exacto: Decimal | None
    registrado: Decimal | None
    cerrado: bool

    @property
    def ep(self) -> Decimal | None:
        """The EP without decimals (UPN Art. 27 a)."""
        return None if self.ep_exacto is None else redondear_entero(self.ep_exacto)

    @property
    def examen(self) -> Decimal | None:
        """The final exam without decimals (UPN Art. 27 a)."""
        return None if self.examen_exacto is None else redondear_entero(self.examen_exacto)

    @property
    def pendientes(self) -> int | None:
        """How many microcourses are not certified; None when they were not counted."""
        if self.total is None or self.certificados is None:
            return None
        return self.total - self.certificados


def ponderar(ep: Decimal, examen: Decimal, parametros: Parametros) -> Decimal:
    """The final average before it is rounded (FAQ 11)."""
    return parametros.valor("peso_examen_parcial") * ep + parametros.valor("peso_examen_final") * examen


def reunir(hechos: HechosPromedioCoursera) -> Curso:
    """The facts of a course made one. They must hold together."""
    total, certificados, completo = _cuentas(hechos)
    ep = _ep_dicho(hechos)
    posible = MAXIMA
    limites = _limites_del_ep(hechos)
    if limites is not None:
        minimo, posible = limites
        ep = minimo if ep is None and minimo == posible else ep
        if ep is None and completo is not True and _todos_puntuados(hechos):
            ep = minimo
    if certificados == 0 and ep is None:
        ep = MINIMA
    if ep is not None and (completo or hechos.periodo_cerrado):
        posible = ep
    elif ep is not None and total and certificados is not None:
        # The EP that is shown may have been rounded down.
        posible = min(posible, ep + _MEDIO_PUNTO + MAXIMA * (total - certificados) / total)
    return Curso(
        hechos.curso, total, certificados, completo, ep, redondear_entero(min(posible, MAXIMA)), _examen_dicho(hechos),
        None if hechos.promedio_final is None else redondear_entero(hechos.promedio_final),
        bool(hechos.periodo_cerrado),
    )  # fmt: skip
