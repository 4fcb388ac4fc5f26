"""A UPN course run with Coursera: what is told of it, made one, and what cannot be true in it (FAQ 8, 11)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.formato import cantidad, numero, porcentaje
from actions.rulebooks.notas import (
    MAXIMA,
    MINIMA,
    Evaluacion,
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
    def terminado(self) -> bool:
        """Whether there is nothing left to take: the period is over, or the average on record already."""
        return self.cerrado or self.registrado is not None

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
    ep, posible = _dicha("parcial", hechos.ep, hechos), MAXIMA
    limites = _limites_del_ep(hechos)
    if ep is None and limites is not None and limites[0] == limites[1]:
        ep = limites[0]
    if total:
        puntajes = _puntajes(hechos)
        posible = (sum(puntajes, MINIMA) + MAXIMA * (total - len(puntajes))) / total
    if ep is not None and (completo or hechos.periodo_cerrado):
        posible = ep
    elif ep is not None and total and certificados is not None:
        # The EP that is shown may have been rounded down.
        posible = min(posible, ep + _MEDIO_PUNTO + MAXIMA * (total - certificados) / total)
    return Curso(
        hechos.curso, total, certificados, completo, ep, redondear_entero(min(posible, MAXIMA)),
        _dicha("final", hechos.examen_final, hechos),
        None if hechos.promedio_final is None else redondear_entero(hechos.promedio_final),
        bool(hechos.periodo_cerrado),
    )  # fmt: skip


def _puntajes(hechos: HechosPromedioCoursera) -> list[Decimal]:
    return [e.nota for e in hechos.puntajes or () if e.nota is not None]


def _cuentas(hechos: HechosPromedioCoursera) -> tuple[int | None, int | None, bool | None]:
    """How many microcourses there are, how many are certified and whether all are, each told or from the others."""
    total, certificados, completo = hechos.microcursos, hechos.certificados, hechos.todos_certificados
    if certificados is None:
        certificados = len(_puntajes(hechos)) or None
    if total is None and completo:
        total = certificados
    if completo is None and total is not None and certificados is not None:
        completo = certificados == total
    return total, total if completo and total is not None else certificados, completo


def _limites_del_ep(hechos: HechosPromedioCoursera) -> tuple[Decimal, Decimal] | None:
    """The least and the most that the EP can be now: what is not certified adds nothing, and all of them divide."""
    total, certificados, _ = _cuentas(hechos)
    if certificados == 0:
        return MINIMA, MINIMA
    if not total:
        return None
    puntajes = _puntajes(hechos)
    suma = sum(puntajes, MINIMA)
    sin_puntaje = (total if certificados is None else certificados) - len(puntajes)
    return suma / total, (suma + MAXIMA * sin_puntaje) / total


def _dicha(nombre: str, nota: Decimal | None, hechos: HechosPromedioCoursera) -> Decimal | None:
    """The grade of the parcial or the final: told on its own, or the only one of its name among the evaluations."""
    entre = [e.nota for e in las_que_dice(nombre, hechos.evaluaciones or ())]
    return nota if nota is not None or len(entre) != 1 else entre[0]


def contradiccion(hechos: HechosPromedioCoursera, parametros: Parametros) -> str | None:
    """What cannot be true in what is told of a course; None when it holds together."""
    notas = [*_puntajes(hechos), *(e.nota for e in hechos.evaluaciones or ())]
    if any(nota_imposible(nota) for nota in (hechos.ep, hechos.examen_final, *notas)):
        return "las notas y los puntajes van de 0 a 20"
    return (
        registro_imposible(hechos.inhabilitado, hechos.promedio_final)
        or _cuenta_imposible(hechos)
        or _ep_imposible(hechos)
        or _otros_pesos(hechos, parametros)
    )


def _cuenta_imposible(hechos: HechosPromedioCoursera) -> str | None:
    """Counts that cannot be, or that do not go together with the scores or with having certified all."""
    total, certificados, puntajes = hechos.microcursos, hechos.certificados, len(_puntajes(hechos))
    if total is not None and total < 1:
        return "un curso con Coursera tiene al menos 1 microcurso"
    if certificados is not None and certificados < 0:
        return "una cantidad de microcursos no puede ser negativa"
    if total is not None and certificados is not None and certificados > total:
        return f"{certificados} microcursos certificados son más que los {total} del curso"
    tope = certificados if certificados is not None else total
    if tope is not None and puntajes > tope:
        return f"das {cantidad(puntajes, 'puntaje')} y son {cantidad(tope, 'microcurso')}"
    if certificados == 0 and hechos.todos_certificados:
        return "dices 0 certificados y a la vez que los certificaste todos"
    if hechos.todos_certificados is None or total is None or certificados is None:
        return None
    if hechos.todos_certificados != (total == certificados):
        return f"dices {certificados} certificados de {cantidad(total, 'microcurso')} y a la vez " + (
            "que los certificaste todos" if hechos.todos_certificados else "que no los certificaste todos"
        )
    return None


def _ep_imposible(hechos: HechosPromedioCoursera) -> str | None:
    """An EP that the certified microcourses and their scores do not allow (rounded, as Blackboard may show it)."""
    ep, limites = _dicha("parcial", hechos.ep, hechos), _limites_del_ep(hechos)
    if ep is None or limites is None:
        return None
    minimo, maximo = limites
    if redondear_entero(minimo) <= redondear_entero(ep) <= redondear_entero(maximo):
        return None
    cual = "sale en" if minimo == maximo else "llega como mucho a" if ep > maximo else "es al menos de"
    cuanto = maximo if ep > maximo else minimo
    return (
        f"con los microcursos y puntajes que dices, el EP {cual} {numero(truncar_centesimas(cuanto))}, y tienes "
        f"{numero(ep)}"
    )


def _otros_pesos(hechos: HechosPromedioCoursera, parametros: Parametros) -> str | None:
    """Weights of the parcial or the final that are not those of every course with Coursera (FAQ 11)."""
    for nombre, clave in _PESOS.items():
        debido = parametros.valor(clave)
        for evaluacion in las_que_dice(nombre, hechos.evaluaciones or ()):
            if evaluacion.peso is not None and evaluacion.peso != debido:
                return (
                    f"el {nombre} figura con {numero(evaluacion.peso * 100)} % y en un curso con Coursera pesa "
                    f"{porcentaje(debido)}"
                )
    return None
