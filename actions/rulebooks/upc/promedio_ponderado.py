"""The weighted average of a UPC student: which grade of each course enters it (num. 2.1.5, 2.1.7, 2.2.10, 4.3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Veredicto
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.notas import MAXIMA, nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import TUS_NOTAS, Cuenta, Modalidad, con_centesimas, en_linea, lugar, no_cuadra
from actions.rulebooks.upc.evaluaciones import nota_exacta

CALCULO = "promedio_ponderado"
_ORIGINAL = lugar("2.2.10")
_CREDITOS = lugar("1.4")
_SIN_FORMULA = (
    "El reglamento no escribe la fórmula del promedio ponderado: aquí se pondera por los créditos de cada asignatura. "
    "Si hay duda, decide el Director del Programa."
)
_REPETIDA = (
    "De una asignatura desaprobada que repetiste cuenta aquí la primera nota; el texto solo lo dice del suplementario "
    "y del DPI, así que confírmalo con el Director del Programa."
)


class Situacion(Enum):
    """How a course stands in the record."""

    CURSADA = "cursada"
    SUPLEMENTARIO = "suplementario"
    REPETIDA = "repetida"
    DPI = "dpi"
    CONVALIDADA = "convalidada"
    RETIRO = "retiro"


_FUERA: dict[Situacion, tuple[str, Fuente]] = {
    Situacion.CONVALIDADA: ("Las asignaturas convalidadas o exoneradas no llevan nota", lugar("4.3.6")),
    Situacion.RETIRO: ("Tras un retiro extraordinario no se registra la nota nueva", lugar("2.1.5")),
}


@dataclass(frozen=True)
class Asignatura:
    """A course with its credits and its original grade (0-20), the one before a suplementario. None: not known."""

    nombre: str
    creditos: int | None = None
    nota: Decimal | None = None
    situacion: Situacion = Situacion.CURSADA


@dataclass(frozen=True)
class HechosPromedioPonderado:
    """The courses of a student, each once. None means "not known"."""

    asignaturas: tuple[Asignatura, ...] | None = None
    modalidad: Modalidad | None = None


def promedio_ponderado(hechos: HechosPromedioPonderado, parametros: Parametros) -> Dictamen:
    """The average weighted by credits (VALOR), cut off at hundredths; DEPENDE without graded courses.

    Source: UPC num. 2.2.10 (original grade), 2.1.7 (DPI is 0), 2.1.5 and 4.3.6 (left out), 2.2.4, 1.4. The text gives
    no formula: told. Grades outside 0-20 or credits below 0 give a CONTRADICCION.
    """
    asignaturas = hechos.asignaturas or ()
    imposible = _problema(asignaturas)
    if imposible:
        return no_cuadra(CALCULO, imposible)
    cuenta = Cuenta(avisos=[*en_linea(hechos.modalidad), _SIN_FORMULA])
    pares = [(Decimal(creditos), nota) for a in asignaturas
             if a.situacion not in _FUERA and (nota := _nota(a, parametros)) is not None
             and (creditos := a.creditos) is not None]  # fmt: skip
    total = sum((creditos for creditos, _ in pares), Decimal(0))
    _pasos(asignaturas, cuenta, parametros)
    if not total:
        cuenta.paso("Se pondera por los créditos de cada asignatura", "no hay ninguna con nota", "no se puede calcular",
                    _CREDITOS)  # fmt: skip
        cuenta.ignora("tus notas y los créditos de cada asignatura")
        return cuenta.dictamen(
            CALCULO, "Para calcularlo hacen falta tus notas finales y los créditos de cada asignatura."
        )
    suma = sum((Fraction(creditos) * Fraction(nota) for creditos, nota in pares), Fraction(0))
    promedio = nota_exacta(suma / Fraction(total))
    hecho = f"{cantidad(len(pares), 'asignatura')} con nota"
    cuenta.paso(
        "Se pondera por los créditos, sin redondeo", hecho, f"tu promedio es {con_centesimas(promedio)}", _CREDITOS
    )
    cuenta.puede_cambiar.append(TUS_NOTAS)
    barra = Barra("Promedio ponderado", promedio, MAXIMA, parametros.valor("nota_aprobatoria"))
    grafico = Grafico("Tu promedio ponderado", (barra,), f"Tu promedio ponderado es {con_centesimas(promedio)}.")
    resumen = f"Tu promedio ponderado es {con_centesimas(promedio)}, con {cantidad(len(pares), 'asignatura')}."
    return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.VALOR, valor=promedio, grafico=grafico)


def _nota(asignatura: Asignatura, parametros: Parametros) -> Decimal | None:
    return parametros.valor("nota_dpi") if asignatura.situacion is Situacion.DPI else asignatura.nota


def _pasos(asignaturas: tuple[Asignatura, ...], cuenta: Cuenta, parametros: Parametros) -> None:
    """What is special about some of the courses."""
    por_situacion = {
        situacion: [a.nombre or "una asignatura" for a in asignaturas if a.situacion is situacion]
        for situacion in Situacion
    }
    for situacion, (regla, fuente) in _FUERA.items():
        if por_situacion[situacion]:
            cuenta.paso(regla, lista(por_situacion[situacion]), "no entra en el promedio", fuente)
    if por_situacion[Situacion.SUPLEMENTARIO]:
        cuenta.paso("Con suplementario aprobado cuenta la nota original", lista(por_situacion[Situacion.SUPLEMENTARIO]),
                    "entra la nota que tenías antes", _ORIGINAL)  # fmt: skip
    if por_situacion[Situacion.DPI]:
        cuenta.paso("Con DPI cuenta el 0, aunque luego se apruebe", lista(por_situacion[Situacion.DPI]), "entra con 0",
                    lugar("2.1.7"))  # fmt: skip
    if por_situacion[Situacion.REPETIDA]:
        cuenta.avisos.append(_REPETIDA)


def _problema(asignaturas: tuple[Asignatura, ...]) -> str | None:
    for asignatura in asignaturas:
        if nota_imposible(asignatura.nota):
            return f"la nota de {asignatura.nombre or 'una asignatura'} no está entre 0 y 20"
        if asignatura.creditos is not None and asignatura.creditos < 0:
            return f"{asignatura.creditos} créditos no puede ser"
    return None
