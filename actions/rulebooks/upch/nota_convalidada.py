"""With which grade a course convalidated at UPCH is recorded (Art. 53, 58, 60, 62, 65)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Paso, Veredicto
from actions.rulebooks.formato import numero
from actions.rulebooks.notas import nota_imposible, truncar_centesimas
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import con_decimales, inicio, no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, lugar

CALCULO = "nota_convalidada"
_CONVENIOS, _AUTORIZADO, _COHORTE = lugar("Art. 53"), lugar("Art. 65"), lugar("Art. 60")
_ESCALA, _CERTIFICADO = lugar("Art. 114"), lugar("Art. 154")


class Procedencia(Enum):
    """Where the course was taken; it decides which grade is kept."""

    CONSORCIO = "consorcio"
    DOBLE_TITULACION = "doble_titulacion"
    AUTORIZADO = "autorizado"  # the faculty's council allowed to take it at another university
    OTRA = "otra"


@dataclass(frozen=True)
class HechosNotaConvalidada:
    """Grades (0-20) of one course. None means "not known". `nota_cohorte`: average of the course's cohort at UPCH."""

    curso: str | None = None
    procedencia: Procedencia | None = None
    nota_origen: Decimal | None = None
    nota_cohorte: Decimal | None = None


def nota_convalidada(hechos: HechosNotaConvalidada, parametros: Parametros) -> Dictamen:
    """The grade with which it is recorded (`valor`, truncated to hundredths); NO below the least grade.

    Source: UPCH Art. 60 (the lower of both), 53 and 65 (the grade is kept), 58 (least grade), 114 (truncation).
    """
    for nota in (hechos.nota_origen, hechos.nota_cohorte):
        if nota is not None and nota_imposible(nota):
            problema = f"una nota de {numero(nota)} no puede ser: las notas van de 0 a 20"
            return no_cuadra(CALCULO, problema, hechos.curso)
    cuenta = Cuenta()
    nombre = inicio(hechos.curso)
    minima = parametros.valor("nota_minima_convalidacion")
    if hechos.nota_origen is None:
        cuenta.paso(
            "Queda tu nota de origen, o el promedio de la cohorte de la UPCH si es menor",
            "no sé con qué nota lo aprobaste",
            "nunca más que tu nota",
            _COHORTE,
        )
        cuenta.ignora("con qué nota lo aprobaste", "nota_origen")
        _pide_procedencia(hechos, cuenta)
        resumen = (
            f"{nombre}Te queda tu nota de origen; si supera el promedio de la cohorte de aquí, te ponen ese promedio."
        )
        return cuenta.dictamen(CALCULO, resumen)
    origen = truncar_centesimas(hechos.nota_origen)
    if hechos.procedencia is Procedencia.AUTORIZADO:
        return _autorizada(cuenta, nombre, origen, parametros)
    if hechos.nota_origen < minima:
        cuenta.paso(
            f"Se convalida desde {numero(minima)}, o su equivalente",
            f"tu nota es {con_decimales(origen)}",
            "no llega",
            parametros.fuente("nota_minima_convalidacion"),
        )
        if hechos.procedencia is None:
            cuenta.ignora("si el consejo de facultad te autorizó a llevarlo fuera", "procedencia")
            cuenta.paso("Con autorización del consejo de facultad se respeta la nota", "no sé si la tuviste",
                        "si la tuviste, queda la tuya", _AUTORIZADO)  # fmt: skip
            resumen = f"{nombre}Con {con_decimales(origen)} no se convalida, salvo que lo llevaras fuera con permiso."
            return cuenta.dictamen(CALCULO, resumen)
        resumen = f"{nombre}Con {con_decimales(origen)} no se convalida: se pide {numero(minima)} o más."
        return cuenta.dictamen(CALCULO, resumen, Veredicto.NO)
    if hechos.procedencia is Procedencia.CONSORCIO:
        return _se_mantiene(cuenta, nombre, origen, "viene de una universidad del Consorcio")
    if hechos.procedencia is Procedencia.DOBLE_TITULACION:
        cuenta.avisos.append("En la doble titulación la nota puede pasarse a su equivalencia según el convenio.")
        return _se_mantiene(cuenta, nombre, origen, "es de un convenio de doble titulación")
    return _con_cohorte(hechos, cuenta, origen, minima)


def _autorizada(cuenta: Cuenta, nombre: str, origen: Decimal, parametros: Parametros) -> Dictamen:
    """The grade is kept whatever it is; one that does not pass is told."""
    dictamen = _se_mantiene(cuenta, nombre, origen, "lo llevaste fuera con autorización del consejo de facultad")
    aprobatoria = parametros.valor("nota_aprobatoria")
    if origen >= aprobatoria:
        return dictamen
    paso = Paso("Nota mínima para aprobar un curso", f"la tuya es {con_decimales(origen)}", "no aprueba",
                parametros.fuente("nota_aprobatoria"))  # fmt: skip
    resumen = f"{dictamen.resumen} Con esa nota el curso no está aprobado: se pide {con_decimales(aprobatoria)}."
    return replace(dictamen, resumen=resumen, pasos=(*dictamen.pasos, paso))


def _se_mantiene(cuenta: Cuenta, nombre: str, origen: Decimal, hecho: str) -> Dictamen:
    fuente = _AUTORIZADO if "autorización" in hecho else _CONVENIOS
    cuenta.paso("En ese caso la calificación se respeta", hecho, f"queda {con_decimales(origen)}", fuente)
    _registro(cuenta)
    return cuenta.dictamen(CALCULO, f"{nombre}Se mantiene tu nota: {con_decimales(origen)}.", Veredicto.VALOR, origen)


def _con_cohorte(hechos: HechosNotaConvalidada, cuenta: Cuenta, origen: Decimal, minima: Decimal) -> Dictamen:
    nombre, tuya = inicio(hechos.curso), con_decimales(origen)
    regla = "Queda tu nota de origen, o el promedio de la cohorte de la UPCH si es menor"
    if hechos.nota_cohorte is None:
        _pide_procedencia(hechos, cuenta)
        hecho = f"traes {tuya}; no sé el promedio de la cohorte"
        cuenta.paso(regla, hecho, f"como máximo {tuya}", _COHORTE)
        cuenta.ignora("el promedio del curso en la cohorte de la UPCH", "nota_cohorte")
        resumen = f"{nombre}Como máximo {tuya}: si la cohorte de aquí promedia menos, te ponen eso."
        return cuenta.dictamen(CALCULO, resumen)
    cohorte = truncar_centesimas(hechos.nota_cohorte)
    menor = min(origen, cohorte)
    hecho, queda = f"traes {tuya} y la cohorte promedia {con_decimales(cohorte)}", con_decimales(menor)
    if hechos.procedencia is None and menor < origen:
        _pide_procedencia(hechos, cuenta)
        cuenta.paso(regla, hecho, f"quedaría {queda}", _COHORTE)
        resumen = f"{nombre}Por regla te ponen {queda}; tu {tuya} queda si hay Consorcio, convenio o autorización."
        return cuenta.dictamen(CALCULO, resumen)
    cuenta.paso(regla, hecho, f"queda {queda}", _COHORTE)
    _registro(cuenta)
    if menor < minima:
        cuenta.avisos.append(
            f"El promedio de la cohorte no llega a {numero(minima)} y el reglamento no dice qué pasa: "
            "pregunta en tu facultad."
        )
    return cuenta.dictamen(CALCULO, f"{nombre}Te quedaría {queda}.", Veredicto.VALOR, menor)


def _pide_procedencia(hechos: HechosNotaConvalidada, cuenta: Cuenta) -> None:
    if hechos.procedencia is None:
        cuenta.paso("Del Consorcio o con doble titulación se mantiene la nota", "no sé de dónde viene el curso",
                    "si es tu caso, queda la tuya", _CONVENIOS)  # fmt: skip
        cuenta.ignora("de dónde viene el curso", "procedencia")


def _registro(cuenta: Cuenta) -> None:
    cuenta.paso("Las notas llevan dos decimales, sin redondeo", "la que te queda", "cuenta en tu promedio", _ESCALA)
    cuenta.paso("El certificado muestra la nota y que es convalidado", "el curso se convalida", "así figura",
                _CERTIFICADO)  # fmt: skip
