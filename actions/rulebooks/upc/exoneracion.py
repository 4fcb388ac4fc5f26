"""May a UPC student be exonerated from courses for professional experience (num. 4.5.1 to 4.5.6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import numero, porcentaje
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Condicion, Cuenta, Modalidad, en_linea, lugar, negativo, no_cuadra
from actions.rulebooks.upc.tope_creditos import Creditos, Tope, exige_que_quepan, grafico, problema, quedan

CALCULO = "exoneracion"
_REQUISITOS_DEL_DIRECTOR = lugar("4.5.2 b")
_EVALUACION = lugar("4.5.3")
_PAGO = lugar("4.5.4")
_UNA_VEZ = lugar("4.5.5")
_CERTIFICADO = lugar("4.5.6")


@dataclass(frozen=True)
class HechosExoneracion:
    """A request of exoneración. None means "not known".

    `anios_experiencia`: years in directive or managerial posts related to the course; `requisitos_director`: the
    Director's own requirements are met; `suficiencia_aprobada`: its evaluation was passed (False: failed);
    `ya_exonerada`: its exoneración was asked for before. `creditos_plan`, `creditos_exonerados` and
    `creditos_por_exonerar`: credits of the programme, exonerated so far and of the request.
    """

    anios_experiencia: Decimal | None = None
    requisitos_director: bool | None = None
    ya_exonerada: bool | None = None
    creditos_plan: int | None = None
    creditos_exonerados: Decimal | None = None
    creditos_por_exonerar: Decimal | None = None
    suficiencia_aprobada: bool | None = None
    modalidad: Modalidad | None = None


def exoneracion(hechos: HechosExoneracion, parametros: Parametros) -> Dictamen:
    """Whether the exoneración can be asked for (SI) or not (NO); it is granted by the evaluation's result.

    `valor`: credits that can still be exonerated, the request apart, when they are known. Source: UPC num. 4.5.2
    (eight years, the Director's requirements), 4.5.3 (one evaluation a course), 4.5.4 to 4.5.6 (15 % of the credits).
    Figures that cannot be give a CONTRADICCION.
    """
    creditos = Creditos(hechos.creditos_plan, hechos.creditos_exonerados, hechos.creditos_por_exonerar)
    imposible = problema(creditos, "exonerados") or negativo(("años de experiencia", hechos.anios_experiencia))
    if imposible:
        return no_cuadra(CALCULO, imposible)
    tope = tope_de_exoneracion(parametros)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    for condicion, se_cumple in _condiciones(hechos, parametros):
        cuenta.exige(condicion, se_cumple)
    _suficiencia(hechos, cuenta)
    exige_que_quepan(creditos, tope, cuenta)
    resto = quedan(creditos, tope)
    if cuenta.veredicto is not Veredicto.NO:
        cuenta.paso("Exonerarse no libra de los pagos de todo el programa", "pagas igual", "no hay descuento", _PAGO)
        cuenta.paso("En el certificado no figura la nota", "si te la aprueban", "figura «Asignatura Convalidada»",
                    _CERTIFICADO)  # fmt: skip
    resumen = _resumen(hechos, cuenta, resto, parametros)
    return cuenta.dictamen(CALCULO, resumen, valor=resto, grafico=grafico(creditos, tope))


def tope_de_exoneracion(parametros: Parametros) -> Tope:
    """The share of the programme's credits that may be exonerated (num. 4.5.5)."""
    return Tope(
        parametros.valor("exoneracion_maxima"), parametros.fuente("exoneracion_maxima"), "exonerados",
        "creditos_exonerados", "creditos_por_exonerar",
    )  # fmt: skip


def _condiciones(
    hechos: HechosExoneracion, parametros: Parametros
) -> tuple[tuple[Condicion, bool | None], ...]:  # fmt: skip
    """Experience, the Director's own requirements, and only once for each course."""
    minimo = parametros.valor("anios_experiencia_exoneracion")
    anios = hechos.anios_experiencia
    tienes = f"tienes {numero(anios or 0)}"
    return (
        (Condicion(
            f"Se acreditan al menos {numero(minimo)} años en puestos directivos o gerenciales sobre la materia",
            parametros.fuente("anios_experiencia_exoneracion"), cumple=tienes, incumple=tienes,
            motivo=f"hacen falta {numero(minimo)} años de experiencia directiva o gerencial y {tienes}",
            duda="cuántos años de experiencia directiva o gerencial relacionada tienes", campo="anios_experiencia"),
         None if anios is None else anios >= minimo),
        (Condicion(
            "De una misma asignatura se pide una sola vez", _UNA_VEZ, cumple="no la habías pedido",
            incumple="ya la habías pedido", motivo="la exoneración de una misma asignatura se pide una sola vez",
            duda="si ya la habías pedido", campo="ya_exonerada"),
         None if hechos.ya_exonerada is None else not hechos.ya_exonerada),
        (Condicion(
            "Se cumplen los requisitos que fije el Director del Programa", _REQUISITOS_DEL_DIRECTOR,
            cumple="dices que los cumples", incumple="dices que no los cumples",
            motivo="te faltan los requisitos que fija el Director del Programa",
            duda="si cumples los requisitos que fija el Director", campo="requisitos_director",
            remedio="Pregunta en la dirección de tu programa qué requisitos pide para esa asignatura."),
         hechos.requisitos_director),
    )  # fmt: skip


def _suficiencia(hechos: HechosExoneracion, cuenta: Cuenta) -> None:
    regla = "Hay que aprobar una evaluación de suficiencia, una sola por asignatura"
    if hechos.suficiencia_aprobada is False:
        cuenta.paso(regla, "no la aprobaste", "se rechaza el pedido", _EVALUACION)
        cuenta.motivos.append("no aprobaste la evaluación de suficiencia y solo hay una por asignatura")
    elif hechos.suficiencia_aprobada:
        cuenta.paso(regla, "la aprobaste", "cumples", _EVALUACION)
    else:
        cuenta.paso(regla, "todavía no la rindes", "de su resultado depende", _EVALUACION)


def _resumen(hechos: HechosExoneracion, cuenta: Cuenta, resto: Decimal | None, parametros: Parametros) -> str:
    cuantos = "" if resto is None else f" Te quedan {numero(resto)} créditos por exonerar."
    maximo = porcentaje(parametros.valor("exoneracion_maxima"))
    if cuenta.veredicto is Veredicto.NO:
        return f"No puedes exonerarte: {cuenta.motivos[0]}."
    if cuenta.falta:
        anios = numero(parametros.valor("anios_experiencia_exoneracion"))
        return (
            f"Se pide con {anios} años de experiencia directiva y hasta el {maximo} de los créditos; falta saber "
            f"{cuenta.lo_que_falta()}.{cuantos}"
        )
    if hechos.suficiencia_aprobada:
        return "Sí, cumples lo que se pide para exonerarte de la asignatura."
    cuenta.siguiente.append("Pide la exoneración al Director del Programa y prepara la evaluación de suficiencia.")
    return "Sí, puedes pedirla: te exoneran si apruebas la evaluación de suficiencia."
