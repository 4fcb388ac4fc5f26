"""May a UPC student reserve the enrolment (num. 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import cantidad, dia, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import (
    Condicion,
    Cuenta,
    Modalidad,
    en_linea,
    fecha_imposible,
    lugar,
    negativo,
    no_cuadra,
)

CALCULO = "reserva"
_ANTES = lugar("4.1")
_TEMPORAL = lugar("3.3.1")


@dataclass(frozen=True)
class HechosReserva:
    """A reserve of the enrolment. None means "not known".

    `programa_iniciado`: the programme has begun; `fecha_inicio`: the day on which it begins, when it is known.
    `periodos_reservados`: consecutive intakes reserved so far; `por_reservar`: of how many more the student asks.
    `ahora` is aware (America/Lima).
    """

    programa_iniciado: bool | None = None
    fecha_inicio: date | None = None
    periodos_reservados: int | None = None
    por_reservar: int | None = None
    ahora: datetime | None = None
    modalidad: Modalidad | None = None


def iniciado(fecha_inicio: date | None, ahora: datetime | None) -> bool | None:
    """Whether a programme has begun on the day of `ahora`; None when it is not known."""
    if fecha_inicio is None or ahora is None:
        return None
    return ahora.date() >= fecha_inicio


def problema_de_inicio(dicho: bool | None, fecha_inicio: date | None, ahora: datetime | None) -> str | None:
    """A programme said to have begun, or not to, against the day on which it begins; None when both hold together."""
    empezo = iniciado(fecha_inicio, ahora)
    if dicho is None or empezo is None or fecha_inicio is None or dicho == empezo:
        return None
    if empezo:
        return f"dices que el programa todavía no empieza y empezó el {dia(fecha_inicio)}"
    return f"dices que el programa ya empezó y empieza el {dia(fecha_inicio)}"


def reserva(hechos: HechosReserva, parametros: Parametros) -> Dictamen:
    """Whether the enrolment can be reserved (SI) or not (NO).

    `valor`: intakes that can still be reserved, when they are known. Source: UPC num. 4.1 (before the programme
    begins, two consecutive intakes), 3.3.1. Counts or dates that cannot be give a CONTRADICCION.
    """
    imposible = negativo(
        ("periodos reservados", hechos.periodos_reservados), ("periodos por reservar", hechos.por_reservar)
    ) or fecha_imposible(hechos.fecha_inicio, hechos.ahora)
    imposible = imposible or problema_de_inicio(hechos.programa_iniciado, hechos.fecha_inicio, hechos.ahora)
    if imposible:
        return no_cuadra(CALCULO, imposible)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    maximo = parametros.entero("periodos_reserva_maximos")
    usados = hechos.periodos_reservados
    _antes_del_inicio(hechos, cuenta)
    _cuantos(hechos, cuenta, parametros)
    quedan = None if usados is None else max(0, maximo - usados)
    if cuenta.veredicto is Veredicto.NO:
        return cuenta.dictamen(CALCULO, f"No puedes reservar la matrícula: {lista(cuenta.motivos)}.", valor=quedan)
    cuenta.siguiente.append("Presenta una solicitud dirigida a Servicios Académicos antes de que empiece el programa.")
    cuenta.avisos.append("El reglamento no indica fechas, costo ni documentos, y no pide un motivo.")
    hasta = f"hasta {cantidad(maximo, 'periodo')} de ingreso seguidos"
    if cuenta.falta:
        resumen = f"Se reserva antes de que empiece el programa y {hasta}; falta saber {cuenta.lo_que_falta()}."
        return cuenta.dictamen(CALCULO, resumen, valor=quedan)
    queda = f"te {'queda' if quedan == 1 else 'quedan'} {cantidad(quedan or 0, 'periodo')} de ingreso"
    return cuenta.dictamen(CALCULO, f"Sí, puedes reservar la matrícula: {queda}.", valor=quedan)


def _antes_del_inicio(hechos: HechosReserva, cuenta: Cuenta) -> None:
    empezo = iniciado(hechos.fecha_inicio, hechos.ahora)
    if hechos.programa_iniciado is not None:
        empezo = hechos.programa_iniciado
    cuando = f"empieza el {dia(hechos.fecha_inicio)}" if hechos.fecha_inicio else "todavía no empieza"
    cuenta.exige(
        Condicion(
            "La matrícula se reserva solo antes de que empiece el programa", _ANTES, cumple=cuando,
            incumple="ya empezó", motivo="el programa ya empezó", duda="si tu programa ya empezó",
            campo="programa_iniciado",
        ),
        None if empezo is None else not empezo,
    )  # fmt: skip
    if empezo:
        cuenta.paso("Con el programa empezado, lo que hay es el retiro temporal", "ya empezó",
                    "por enfermedad o trabajo prolongados", _TEMPORAL)  # fmt: skip
        cuenta.siguiente.append("Pregúntame por el retiro temporal del programa.")


def _no_caben(maximo: int, usados: int | None, mas: int | None) -> str:
    """Why no more intakes can be reserved."""
    tope = f"solo se reserva por {cantidad(maximo, 'periodo')} de ingreso consecutivos"
    if usados is not None and usados > maximo:
        return f"{tope} y llevas {usados}"
    if usados == maximo:
        return f"ya reservaste {cantidad(maximo, 'periodo')} de ingreso, que es el máximo seguido"
    ya = f" y ya llevas {usados}" if usados else ""
    return f"{tope}{ya}, y pides {mas if mas is not None else 1}"


def _cuantos(hechos: HechosReserva, cuenta: Cuenta, parametros: Parametros) -> None:
    maximo = parametros.entero("periodos_reserva_maximos")
    usados, mas = hechos.periodos_reservados, hechos.por_reservar
    van = (usados or 0) + (1 if mas is None else mas)
    pedidos = f"llevas {cantidad(usados or 0, 'periodo')}" + ("" if mas is None else f" y pides {mas} más")
    se_cumple = False if van > maximo else None if usados is None else True
    cuenta.exige(
        Condicion(
            f"No se reserva por más de {cantidad(maximo, 'periodo')} de ingreso consecutivos",
            parametros.fuente("periodos_reserva_maximos"), cumple=pedidos, incumple=pedidos,
            motivo=_no_caben(maximo, usados, mas),
            duda="cuántos periodos de ingreso llevas reservados", campo="periodos_reservados",
        ),
        se_cumple,
    )  # fmt: skip
