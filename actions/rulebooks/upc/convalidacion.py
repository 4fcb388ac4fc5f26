"""May a UPC student have courses convalidated, and how many credits (num. 4.3.1 to 4.3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import numero, porcentaje
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Condicion, Cuenta, Modalidad, en_linea, lugar, no_cuadra
from actions.rulebooks.upc.tope_creditos import Creditos, Tope, exige_que_quepan, grafico, problema, quedan

CALCULO = "convalidacion"
_MOMENTO = lugar("4.3.1")
_DECIDE = lugar("4.3.2")
_SOLICITUD = lugar("4.3.3")
_PRUEBA = lugar("4.3.4")
_UNA_VEZ = lugar("4.3.5")
_CERTIFICADO = lugar("4.3.6")


class OrigenAsignatura(Enum):
    """Where the course was taken (num. 4.3.1)."""

    UPC = "upc"
    OTRA = "otra"
    NO_POSTGRADO = "no_postgrado"


@dataclass(frozen=True)
class HechosConvalidacion:
    """A request of convalidación. None means "not known".

    `creditos_plan`: all credits of the programme; `creditos_convalidados`: those convalidated so far;
    `creditos_por_convalidar`: those of the request. `al_ingresar_o_reanudar`: the student is entering the programme or
    taking up the studies again; `origen_asignatura`: where the course was taken; `aprobada_en_origen`: it was passed
    there; `ya_solicitada`: its convalidación was asked for before; `prueba_aprobada`: the Director's test was passed.
    """

    creditos_plan: int | None = None
    creditos_convalidados: Decimal | None = None
    creditos_por_convalidar: Decimal | None = None
    al_ingresar_o_reanudar: bool | None = None
    origen_asignatura: OrigenAsignatura | None = None
    aprobada_en_origen: bool | None = None
    ya_solicitada: bool | None = None
    prueba_aprobada: bool | None = None
    modalidad: Modalidad | None = None


def convalidacion(hechos: HechosConvalidacion, parametros: Parametros) -> Dictamen:
    """Whether the convalidación can be asked for (SI) or not (NO); the Director of the programme decides on it.

    `valor`: credits that can still be convalidated, the request apart, when they are known. Source: UPC num. 4.3.1
    (when and from where), 4.3.2 (who decides), 4.3.3, 4.3.4 (test), 4.3.5 (once a course, 25 % of the credits), 4.3.6.
    Credits that cannot be give a CONTRADICCION.
    """
    creditos = Creditos(hechos.creditos_plan, hechos.creditos_convalidados, hechos.creditos_por_convalidar)
    imposible = problema(creditos, "convalidados")
    if imposible:
        return no_cuadra(CALCULO, imposible)
    tope = tope_de_convalidacion(parametros)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    _origen(hechos, cuenta)
    for condicion, se_cumple in _condiciones(hechos):
        cuenta.exige(condicion, se_cumple)
    _prueba(hechos, cuenta)
    exige_que_quepan(creditos, tope, cuenta)
    resto = quedan(creditos, tope)
    if cuenta.veredicto is not Veredicto.NO:
        _que_sigue(cuenta)
    return cuenta.dictamen(CALCULO, _resumen(cuenta, resto, tope), valor=resto, grafico=grafico(creditos, tope))


def tope_de_convalidacion(parametros: Parametros) -> Tope:
    """The share of the programme's credits that may be convalidated (num. 4.3.5)."""
    return Tope(
        parametros.valor("convalidacion_maxima"), parametros.fuente("convalidacion_maxima"), "convalidados",
        "creditos_convalidados", "creditos_por_convalidar",
    )  # fmt: skip


def _origen(hechos: HechosConvalidacion, cuenta: Cuenta) -> None:
    """From another programme of the school, or passed at another postgraduate institution (4.3.1 a-b)."""
    origen = hechos.origen_asignatura
    regla = (
        "Se convalidan asignaturas de otro programa de la misma Escuela o aprobadas en otra institución de postgrado"
    )
    if origen is OrigenAsignatura.UPC:
        cuenta.paso(regla, "la llevaste en la misma Escuela", "cumples", lugar("4.3.1 a"))
        return
    cuenta.exige(
        Condicion(
            regla, lugar("4.3.1 b"), cumple="es de otra institución de postgrado", incumple="no es de postgrado",
            motivo="solo se convalidan asignaturas de postgrado", duda="dónde llevaste la asignatura",
            campo="origen_asignatura",
        ),
        None if origen is None else origen is OrigenAsignatura.OTRA,
    )  # fmt: skip
    if origen is OrigenAsignatura.OTRA:
        cuenta.exige(
            Condicion(
                "La de otra institución tiene que estar aprobada", lugar("4.3.1 b"), cumple="la aprobaste",
                incumple="no la aprobaste", motivo="la asignatura de otra institución tiene que estar aprobada",
                duda="si la aprobaste allá", campo="aprobada_en_origen",
            ),
            hechos.aprobada_en_origen,
        )  # fmt: skip
        cuenta.avisos.append("La institución tiene que ser altamente calificada, a juicio del Director del Programa.")


def _condiciones(hechos: HechosConvalidacion) -> tuple[tuple[Condicion, bool | None], ...]:
    """When it is asked for, and only once for each course."""
    return (
        (Condicion(
            "Se pide al ingresar al programa o al reanudar los estudios", _MOMENTO, cumple="estás en ese momento",
            incumple="no es ese momento", motivo="solo se pide al ingresar o al reanudar los estudios",
            duda="si estás ingresando o reanudando los estudios", campo="al_ingresar_o_reanudar"),
         hechos.al_ingresar_o_reanudar),
        (Condicion(
            "De una misma asignatura se pide una sola vez", _UNA_VEZ, cumple="no la habías pedido",
            incumple="ya la habías pedido", motivo="la convalidación de una misma asignatura se pide una sola vez",
            duda="si ya la habías pedido", campo="ya_solicitada"),
         None if hechos.ya_solicitada is None else not hechos.ya_solicitada),
    )  # fmt: skip


def _prueba(hechos: HechosConvalidacion, cuenta: Cuenta) -> None:
    regla = "Si el Director exige una prueba de conocimientos, hay que aprobarla"
    if hechos.prueba_aprobada is False:
        cuenta.paso(regla, "no la aprobaste", "tienes que llevar la asignatura", _PRUEBA)
        cuenta.motivos.append("no aprobaste la prueba de conocimientos y tienes que llevar la asignatura")
    elif hechos.prueba_aprobada:
        cuenta.paso(regla, "la aprobaste", "cumples", _PRUEBA)


def _que_sigue(cuenta: Cuenta) -> None:
    cuenta.paso("La aprueba el Director del Programa", "depende de él", "puede exigirte una prueba", _DECIDE)
    cuenta.paso(
        "En el certificado no figura la nota", "si te la aprueban", "figura «Asignatura Convalidada»", _CERTIFICADO
    )
    cuenta.paso("Se pide con una carta al Director, el sílabo y el certificado originales", "en el plazo de Servicios "
                "Académicos", "no te libra de pagar las cuotas", _SOLICITUD)  # fmt: skip
    cuenta.siguiente.append(
        "Presenta una carta al Director del Programa con los originales del sílabo y del certificado de estudios, en "
        "el plazo que señale Servicios Académicos."
    )


def _resumen(cuenta: Cuenta, resto: Decimal | None, tope: Tope) -> str:
    cuantos = "" if resto is None else f" Te quedan {numero(resto)} créditos por convalidar."
    if cuenta.veredicto is Veredicto.NO:
        return f"No puedes convalidarla: {cuenta.motivos[0]}."
    if cuenta.falta:
        return (
            f"Se puede convalidar hasta el {porcentaje(tope.parte)} de los créditos; falta saber "
            f"{cuenta.lo_que_falta()}.{cuantos}"
        )
    return "Sí, puedes pedir la convalidación; la aprueba el Director del Programa."
