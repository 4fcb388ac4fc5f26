"""Reserving an enrolment at UPN: cycles used and left, and what it takes (Art. 37-39 with 2 i, 12 a)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion, contradiccion, negativo
from actions.rulebooks.upn.tramites import (
    TUS_DEUDAS,
    Fechas,
    deja_lo_que_decide,
    deudas_sabidas,
    exige_en_fechas,
    exige_sin_deudas,
)

CALCULO = "reserva"
_CADA_CICLO = Fuente("upn", "Art. 37")
_CONDICIONES = Fuente("upn", "Art. 38")
_SIN_RESERVA = Fuente("upn", "Art. 39")


@dataclass(frozen=True)
class HechosReserva:
    """What Art. 37-38 ask about. None means "not known".

    `ciclos_reservados`: regular cycles reserved so far. `ciclos_por_reservar`: how many more are wanted.
    `con_sustento`: for work or another reason that can be proved. `deudas`: overdue or administrative ones on record,
    `tiene_deuda` what the student says of them. `plazo`, `en_fechas`: the calendar's dates and what the student says;
    `ahora`: aware, America/Lima.
    """

    ciclos_reservados: int | None = None
    ciclos_por_reservar: int | None = None
    con_sustento: bool | None = None
    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    plazo: Ventana | None = None
    en_fechas: bool | None = None
    ahora: datetime | None = None


def reserva(hechos: HechosReserva, parametros: Parametros) -> Dictamen:
    """SI when the next cycle (or `ciclos_por_reservar`) can be reserved, NO with the reason, DEPENDE otherwise.

    `valor`: regular cycles that may still be reserved, where it is known how many were. Source: UPN Art. 37-39, 2 i,
    12 a (three years are six regular cycles). Negative cycles, and wanting none, give a CONTRADICCION.
    """
    problema = _problema(hechos)
    if problema:
        return contradiccion(CALCULO, problema)
    cuenta = Comprobaciones()
    quedan = _quedan(hechos, parametros)
    _tope(hechos, parametros, cuenta)
    condicion = Condicion(
        "Se reserva por trabajo u otra razón que se pueda sustentar", _CONDICIONES, cumple="tienes el sustento",
        incumple="dices que no tienes sustento", motivo="te falta un sustento de tu razón",
        duda="si tienes una razón que puedas sustentar (trabajo u otra)", campo="con_sustento",
        remedio="Consigue un documento que sustente tu razón.",
    )  # fmt: skip
    cuenta.exige(condicion, hechos.con_sustento)
    exige_sin_deudas(cuenta, hechos.deudas, hechos.tiene_deuda)
    fechas = Fechas(hechos.plazo, hechos.en_fechas, hechos.ahora)
    exige_en_fechas(cuenta, fechas, "Solo en el periodo que da el calendario académico", _CONDICIONES,
                    "reservar la matrícula")  # fmt: skip
    deja_lo_que_decide(cuenta, [TUS_DEUDAS] if deudas_sabidas(hechos.deudas, hechos.tiene_deuda) else ())
    _como(cuenta)
    dictamen = cuenta.dictamen(CALCULO, _resumen(hechos, quedan, parametros, cuenta), _grafico(hechos, parametros))
    return dictamen if quedan is None else replace(dictamen, valor=Decimal(quedan))


def ciclos_de_reserva(parametros: Parametros) -> int:
    """The most regular cycles that can be reserved in all: three years of two cycles each (Art. 38, 12 a)."""
    return parametros.entero("reserva_anios") * parametros.entero("ciclos_por_anio")


def _problema(hechos: HechosReserva) -> str | None:
    pedidos = hechos.ciclos_por_reservar
    if pedidos is not None and pedidos < 1:
        return f"{pedidos} ciclos no es una cantidad que se pueda reservar"
    return negativo(("ciclos reservados", hechos.ciclos_reservados))


def _quedan(hechos: HechosReserva, parametros: Parametros) -> int | None:
    if hechos.ciclos_reservados is None:
        return None
    return max(0, ciclos_de_reserva(parametros) - hechos.ciclos_reservados)


def _tope(hechos: HechosReserva, parametros: Parametros, cuenta: Comprobaciones) -> None:
    maximo = ciclos_de_reserva(parametros)
    anios = parametros.entero("reserva_anios")
    pedidos = hechos.ciclos_por_reservar or 1
    usados = hechos.ciclos_reservados
    pasa = f"con lo que pides pasarías de los {maximo} ciclos que se pueden reservar"
    fuente = parametros.fuente("reserva_anios")
    condicion = Condicion(
        f"Se reservan {anios} años como máximo, seguidos o no: {maximo} ciclos regulares", fuente,
        cumple=f"llevas {cantidad(usados or 0, 'ciclo reservado', 'ciclos reservados')}",
        incumple=f"llevas {usados or 0} y pides {pedidos}", motivo=pasa, campo="ciclos_reservados",
        duda="cuántos ciclos has reservado ya",
    )  # fmt: skip
    cabe = None if usados is None else usados + pedidos <= maximo
    if usados is None and pedidos > maximo:
        condicion = replace(condicion, incumple=f"pides {pedidos}")
        cabe = False
    cuenta.exige(condicion, cabe)
    if usados is None:
        return
    if usados < maximo and cabe is False:
        cuenta.alternativas.append(f"Pide solo los que te quedan: {cantidad(maximo - usados, 'ciclo')}.")
    elif cabe is False:
        cuenta.alternativas.append(
            f"Pasados los {anios} años puedes volver si la universidad tiene vacantes (Art. 38)."
        )


def _como(cuenta: Comprobaciones) -> None:
    if cuenta.impide:
        return
    cuenta.pasos += [
        Paso("La reserva se pide y se paga por cada ciclo", "cada ciclo en que no te matricules",
             "una solicitud y un derecho por ciclo", _CADA_CICLO),
        Paso("Sin reserva, la universidad no está obligada a atender el reingreso", "si no reservas",
             "dependes de las vacantes", _SIN_RESERVA),
    ]  # fmt: skip
    cuenta.avisos.append(
        "La reserva es para un ciclo en el que no te matriculas; si ya estás matriculado, mira el retiro de ciclo."
    )
    cuenta.avisos.append("Al volver dependes de que haya tu carrera y cursos en el campus del trámite (Art. 37).")


def _grafico(hechos: HechosReserva, parametros: Parametros) -> Grafico | None:
    if hechos.ciclos_reservados is None:
        return None
    maximo = ciclos_de_reserva(parametros)
    usados = min(hechos.ciclos_reservados, maximo)
    barra = Barra("Ciclos reservados", Decimal(usados), Decimal(maximo))
    return Grafico("Tu reserva de matrícula", (barra,), f"Has reservado {hechos.ciclos_reservados} de {maximo} ciclos.")


def _resumen(hechos: HechosReserva, quedan: int | None, parametros: Parametros, cuenta: Comprobaciones) -> str:
    maximo = ciclos_de_reserva(parametros)
    anios = parametros.entero("reserva_anios")
    cuantos = (
        f"Puedes reservar hasta {maximo} ciclos en total ({anios} años)"
        if quedan is None
        else f"Te {'queda' if quedan == 1 else 'quedan'} {quedan} de {maximo} ciclos de reserva"
    )
    if cuenta.veredicto is Veredicto.NO:
        return f"{'No' if cuenta.impide else 'Por ahora no'} puedes reservar: {lista(cuenta.motivos)}. {cuantos}."
    if cuenta.veredicto is Veredicto.DEPENDE:
        return f"{cuantos}. Para pedirla aún no sé {cuenta.lo_que_falta()}."
    pedidos = cantidad(hechos.ciclos_por_reservar or 1, "ciclo")
    return f"Sí, puedes reservar {pedidos}. {cuantos}, contando {'este' if pedidos == '1 ciclo' else 'estos'}."
