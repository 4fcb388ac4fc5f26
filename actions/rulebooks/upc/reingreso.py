"""May a UPC student take up the studies again (num. 4.2.1 to 4.2.4, 2.1.10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import cantidad, dia, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import (
    TUS_DEUDAS,
    Condicion,
    Cuenta,
    Modalidad,
    deudas_sabidas,
    en_linea,
    fecha_imposible,
    las_que_son,
    lugar,
    negativo,
    no_cuadra,
)
from actions.rulebooks.upc.reserva import iniciado, problema_de_inicio

CALCULO = "reingreso"
_SOLICITUD = lugar("4.2.1")
_EXPEDIENTE = lugar("4.2.2")
_DIRECTOR = lugar("4.2.3")
_PAGOS = lugar("2.1.10")
_BAJA = lugar("3.4.4")
_DECISION = "la decisión del Director del Programa"


@dataclass(frozen=True)
class HechosReingreso:
    """A student who left and wants to come back. None means "not known".

    `dado_de_baja`: the student was dado de baja; `retiro_autorizado`: the retiro temporal was authorised;
    `programa_iniciado` or `fecha_inicio`: whether (when) the programme begins; `programas_fuera`: consecutive
    programmes away. `deudas`: what the record says is overdue; `tiene_deuda`: what the student says. `ahora` is aware.
    """

    dado_de_baja: bool | None = None
    retiro_autorizado: bool | None = None
    programa_iniciado: bool | None = None
    fecha_inicio: date | None = None
    programas_fuera: int | None = None
    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    ahora: datetime | None = None
    modalidad: Modalidad | None = None


def reingreso(hechos: HechosReingreso, parametros: Parametros) -> Dictamen:
    """Whether the student may come back (SI), may not (NO), or whether the Director decides (DEPENDE).

    Source: UPC num. 4.2.1 (before the programme begins, plan and price in force), 4.2.2, 4.2.3 (late or without a
    retiro: the Director), 2.1.10 (payments), 3.3.2, 3.4.4 (baja). Counts or dates that cannot be give a CONTRADICCION.
    """
    imposible = negativo(("programas", hechos.programas_fuera)) or fecha_imposible(hechos.fecha_inicio, hechos.ahora)
    imposible = imposible or problema_de_inicio(hechos.programa_iniciado, hechos.fecha_inicio, hechos.ahora)
    if imposible:
        return no_cuadra(CALCULO, imposible)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    if hechos.dado_de_baja:
        cuenta.paso("Quien es dado de baja no puede llevar otra maestría ni un programa de mayor nivel",
                    "te dieron de baja", "no puedes volver", _BAJA)  # fmt: skip
        cuenta.avisos.append(
            "Si la baja fue por disciplina, no puedes llevar ningún programa de la Escuela de Postgrado (num. 3.4.4)."
        )
        resumen = "No: te dieron de baja y no puedes volver a una maestría ni a un programa de mayor nivel."
        return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.NO)
    _pagos(hechos, cuenta)
    if cuenta.motivos:
        resumen = f"Todavía no puedes: {lista(cuenta.motivos)} y primero tienes que ponerte al día."
        return cuenta.dictamen(CALCULO, resumen)
    if hechos.dado_de_baja is None:
        cuenta.ignora("si te dieron de baja", "dado_de_baja")
    antes = list(cuenta.falta), list(cuenta.pide)
    fuera_de_regla = _oportunidad(hechos, cuenta, parametros)
    if fuera_de_regla:
        cuenta.falta, cuenta.pide = antes
        return _lo_decide_el_director(fuera_de_regla, cuenta)
    _que_sigue(cuenta)
    if cuenta.falta:
        resumen = (
            "El reingreso se pide en Servicios Académicos antes de que empiece el programa, tras un retiro temporal "
            f"autorizado; falta saber {cuenta.lo_que_falta()}."
        )
        return cuenta.dictamen(CALCULO, resumen)
    resumen = (
        "Sí, puedes pedir el reingreso en Servicios Académicos antes de que empiece el programa; vuelves con el plan "
        "de estudios y el precio vigentes."
    )
    return cuenta.dictamen(CALCULO, resumen)


def _pagos(hechos: HechosReingreso, cuenta: Cuenta) -> None:
    deudas = deudas_sabidas(hechos.deudas, hechos.tiene_deuda)
    cuenta.exige(
        Condicion(
            "Quien no está al día en sus pagos no inicia el ciclo siguiente", _PAGOS, cumple="estás al día",
            incumple=f"tienes pagos pendientes{las_que_son(deudas)}",
            motivo=f"tienes pagos pendientes{las_que_son(deudas)}",
            duda="si estás al día en tus pagos", campo="tiene_deuda", remedio="Ponte al día en tus pagos.",
        ),
        None if deudas is None else not deudas,
    )  # fmt: skip
    if hechos.deudas is not None and hechos.tiene_deuda is None:
        cuenta.puede_cambiar.append(TUS_DEUDAS)


def _oportunidad(hechos: HechosReingreso, cuenta: Cuenta, parametros: Parametros) -> list[str]:
    """What takes the case out of the rule, so that the Director decides (4.2.3); the steps of what is within it."""
    tope = parametros.entero("programas_consecutivos_maximos")
    empezo = iniciado(hechos.fecha_inicio, hechos.ahora)
    if hechos.programa_iniciado is not None:
        empezo = hechos.programa_iniciado
    fuera = hechos.programas_fuera
    cuando = f"empieza el {dia(hechos.fecha_inicio)}" if hechos.fecha_inicio else "todavía no empieza"
    revisiones = (
        ("Reingresa quien tuvo autorizado su retiro temporal", _SOLICITUD, hechos.retiro_autorizado,
         "te lo autorizaron", "no te autorizaron un retiro", "si te autorizaron el retiro temporal",
         "retiro_autorizado"),
        ("Se pide antes de que empiece el programa", _SOLICITUD, None if empezo is None else not empezo,
         cuando, "el programa ya empezó", "si el programa ya empezó", "programa_iniciado"),
        (f"El retiro temporal no pasa de {cantidad(tope, 'programa')} consecutivos",
         parametros.fuente("programas_consecutivos_maximos"), None if fuera is None else fuera <= tope,
         f"son {fuera}", f"estuviste fuera más de {cantidad(tope, 'programa')} consecutivos",
         "por cuántos programas consecutivos estuviste fuera", "programas_fuera"),
    )  # fmt: skip
    fuera_de_regla = []
    for regla, fuente, se_cumple, bien, mal, duda, campo in revisiones:
        if se_cumple is None:
            cuenta.paso(regla, "no lo sé todavía", f"falta saber {duda}", fuente)
            cuenta.ignora(duda, campo)
        elif se_cumple:
            cuenta.paso(regla, bien, "cumples", fuente)
        else:
            cuenta.paso(regla, mal, "no entra en la regla", fuente)
            fuera_de_regla.append(mal)
    return fuera_de_regla


def _lo_decide_el_director(porque: list[str], cuenta: Cuenta) -> Dictamen:
    cuenta.paso("La vuelta fuera de la oportunidad reglamentaria la resuelve el Director del Programa", lista(porque),
                "examina tu caso", _DIRECTOR)  # fmt: skip
    cuenta.falta.append(_DECISION)
    cuenta.siguiente.append(
        "Plantea tu caso al Director del Programa; antes cumple las obligaciones que tengas pendientes."
    )
    resumen = f"Depende del Director del Programa, porque {lista(porque)}: él examina y resuelve tu reincorporación."
    return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.DEPENDE)


def _que_sigue(cuenta: Cuenta) -> None:
    cuenta.paso("Al volver rigen el plan y el precio vigentes", "reanudas tus estudios", "pueden ser otros", _SOLICITUD)
    cuenta.paso("Se conserva el expediente con lo aprobado y lo no aprobado", "reanudas tus estudios",
                "tus retiros también siguen contando", _EXPEDIENTE)  # fmt: skip
    cuenta.siguiente.append("Solicita el reingreso en Servicios Académicos antes de que empiece el programa.")
