"""May UPN close a class for having few students (Art. 7 b)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.formato import cantidad
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.textos import inicio, no_cuadra

CALCULO = "cierre_clase"
_CIERRE = Fuente("upn", "Art. 7 b")


@dataclass(frozen=True)
class HechosCierreClase:
    """None means "not known". `matriculados_clase`: students enrolled in the class; `tipo`: how it is held."""

    curso: str | None = None
    matriculados_clase: int | None = None
    tipo: TipoClase | None = None


def cierre_clase(hechos: HechosCierreClase, parametros: Parametros) -> Dictamen:
    """SI when the university may close it, NO when its size gives no reason to, DEPENDE while that is not known.

    `valor`: how many more students would keep it safe (0: it is). Source: UPN Art. 7 b. A negative number gives a
    CONTRADICCION.
    """
    limite = parametros.entero("matriculados_para_cerrar_clase")
    cuantos = hechos.matriculados_clase
    nombre = inicio(hechos.curso)
    if cuantos is not None and cuantos < 0:
        return no_cuadra(CALCULO, f"{cuantos} matriculados no puede ser", hechos.curso)
    regla = f"Con {limite} matriculados o menos la universidad puede cerrar la clase"
    pasos_virtual = _virtual(hechos)
    fusion = " Como es virtual, también la pueden juntar con otra." if pasos_virtual else ""
    si_es_virtual = () if hechos.tipo else ("Si es virtual, también la pueden juntar con otra (Art. 7 b).",)
    if cuantos is None:
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, f"{nombre}La pueden cerrar si tiene {limite} matriculados o menos; con "
            f"{limite + 1} o más, no por ese motivo.{fusion}",
            (Paso(regla, "no sé cuántos son", "depende de eso", _CIERRE), *pasos_virtual),
            falta=("cuántos matriculados tiene la clase",), avisos=si_es_virtual,
            pide=("matriculados_clase",),
        )  # fmt: skip
    hecho = f"hay {cantidad(cuantos, 'matriculado')}"
    if cuantos > limite:
        return Dictamen(
            CALCULO, Veredicto.NO, f"{nombre}No por tener pocos estudiantes: {hecho} y solo se puede cerrar con "
            f"{limite} o menos.{fusion}", (Paso(regla, hecho, "no se cierra por ese motivo", _CIERRE), *pasos_virtual),
            Decimal(0), avisos=("El número es el de la matrícula: si algunos se retiran, puede cambiar.",
                                *si_es_virtual),
        )  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.SI, f"{nombre}Sí, la pueden cerrar: {hecho} y el límite es {limite}. Te pueden reubicar en "
        f"otra clase con cupo.{fusion}", (Paso(regla, hecho, "la pueden cerrar", _CIERRE), *pasos_virtual),
        Decimal(limite + 1 - cuantos),
        siguiente=("Durante la matrícula, ubica otra clase del mismo curso que te acomode.",),
        avisos=("Es una facultad, no una obligación: puede que no la cierren (Art. 7 b).", *si_es_virtual),
    )  # fmt: skip


def _virtual(hechos: HechosCierreClase) -> tuple[Paso, ...]:
    if hechos.tipo is not TipoClase.VIRTUAL:
        return ()
    return (Paso("Si los cursos son virtuales, también pueden fusionar clases", "tu clase es virtual",
                 "la pueden juntar con otra", _CIERRE),)  # fmt: skip
