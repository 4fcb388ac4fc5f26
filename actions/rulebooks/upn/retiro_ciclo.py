"""May a UPN student withdraw from the whole cycle (Art. 52 with 1 l, 2 i, 51 e)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.formato import lista, momento
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion
from actions.rulebooks.upn.periodos import TipoPeriodo
from actions.rulebooks.upn.tramites import (
    TUS_DEUDAS,
    Fechas,
    avisa_si_el_expediente_dice_otra_cosa,
    deja_lo_que_decide,
    deudas_sabidas,
    exige_en_fechas,
)

CALCULO = "retiro_ciclo"
_QUE_ES = Fuente("upn", "Art. 1 l")
_SOLICITUD = Fuente("upn", "Art. 52 a")
_IMPEDIMENTOS = Fuente("upn", "Art. 52 b")
_VERANO = Fuente("upn", "Art. 51 e")


@dataclass(frozen=True)
class HechosRetiroCiclo:
    """What Art. 52 asks about. None means "not known".

    `deudas_vencidas`: overdue ones on record, `deuda_vencida` what the student says of them;
    `deudas_administrativas`: others on record. `inhabilitado_en`: the courses of the cycle, on record;
    `inhabilitado_en_alguno`: what the student says. `convenio_lo_impide`: the enrolment is under an agreement or
    contract that excludes it. `matriculado`: there are courses to leave. `plazo`, `en_fechas`: the calendar's dates
    and what the student says; `ahora`: aware, America/Lima.
    """

    tipo_periodo: TipoPeriodo | None = None
    matriculado: bool | None = None
    deudas_vencidas: tuple[str, ...] | None = None
    deuda_vencida: bool | None = None
    deudas_administrativas: tuple[str, ...] = ()
    inhabilitado_en: tuple[str, ...] | None = None
    inhabilitado_en_alguno: bool | None = None
    convenio_lo_impide: bool | None = None
    plazo: Ventana | None = None
    en_fechas: bool | None = None
    ahora: datetime | None = None


def retiro_ciclo(hechos: HechosRetiroCiclo, _parametros: Parametros) -> Dictamen:
    """SI when the cycle can be left now, NO with the reason, DEPENDE when something is not known.

    Source: UPN Art. 52 a-b, 1 l; 51 e for a summer; 2 i is told where only an administrative debt is open.
    """
    cuenta = Comprobaciones()
    if hechos.matriculado is False:
        cuenta.pasos.append(Paso("El retiro de ciclo deja los cursos que se están llevando", "no llevas ninguno",
                                 "no hay de qué retirarse", _QUE_ES))  # fmt: skip
        cuenta.impide.append("no figuras matriculado en ningún curso")
        return cuenta.dictamen(CALCULO, "No hay ciclo del que retirarte: no figuras matriculado en ningún curso.")
    _deudas(hechos, cuenta)
    _habilitado(hechos, cuenta)
    _convenio(hechos, cuenta)
    fechas = Fechas(hechos.plazo, hechos.en_fechas, hechos.ahora)
    exige_en_fechas(cuenta, fechas, "La solicitud va en el plazo del calendario académico", _SOLICITUD,
                    "pedir el retiro de ciclo")  # fmt: skip
    deja_lo_que_decide(cuenta, [TUS_DEUDAS] if deudas_sabidas(hechos.deudas_vencidas, hechos.deuda_vencida) else ())
    _efectos(hechos, cuenta)
    return cuenta.dictamen(CALCULO, _resumen(hechos, cuenta))


def _deudas(hechos: HechosRetiroCiclo, cuenta: Comprobaciones) -> None:
    deudas = deudas_sabidas(hechos.deudas_vencidas, hechos.deuda_vencida)
    cuales = lista(deudas or ())
    condicion = Condicion(
        "Las deudas vencidas se pagan antes", _IMPEDIMENTOS, cumple="no tienes deudas vencidas",
        incumple=f"debes: {cuales}", motivo=f"tienes deuda vencida ({cuales})", duda="si tienes alguna deuda vencida",
        campo="deuda_vencida", remedio="Paga tu deuda vencida antes de que cierre el plazo.",
    )  # fmt: skip
    cuenta.exige(condicion, None if deudas is None else not deudas)
    avisa_si_el_expediente_dice_otra_cosa(cuenta, hechos.deudas_vencidas, hechos.deuda_vencida)
    if hechos.deudas_vencidas is not None and hechos.deuda_vencida is None:
        cuenta.puede_cambiar.append(TUS_DEUDAS)
    if hechos.deudas_administrativas:
        cuenta.avisos.append(
            f"Tienes pendiente: {lista(hechos.deudas_administrativas)}. Una deuda administrativa impide los trámites "
            "que se pagan (Art. 2 i) y el texto no dice si este se paga: pregunta en Secretaría Académica."
        )


def _habilitado(hechos: HechosRetiroCiclo, cuenta: Comprobaciones) -> None:
    esta = hechos.inhabilitado_en_alguno
    if esta is None and hechos.inhabilitado_en is not None:
        esta = bool(hechos.inhabilitado_en)
    en = f" en {lista(hechos.inhabilitado_en)}" if hechos.inhabilitado_en else " en un curso"
    condicion = Condicion(
        "No procede si se está inhabilitado", _IMPEDIMENTOS, cumple="no estás inhabilitado en ningún curso",
        incumple=f"estás inhabilitado{en}", motivo=f"estás inhabilitado{en}",
        duda="si estás inhabilitado en algún curso", campo="inhabilitado_en_alguno",
    )  # fmt: skip
    cuenta.exige(condicion, None if esta is None else not esta)
    if esta:
        cuenta.avisos.append(
            "El artículo no aclara si basta estar inhabilitado en un solo curso: se entiende que sí, y lo decide "
            "Secretaría Académica."
        )


def _convenio(hechos: HechosRetiroCiclo, cuenta: Comprobaciones) -> None:
    condicion = Condicion(
        "Un convenio o contrato de matrícula puede excluirlo", _IMPEDIMENTOS, cumple="no tienes uno que lo impida",
        incumple="el tuyo lo impide", motivo="tu convenio o contrato de matrícula lo impide",
        duda="si tu matrícula es con un convenio o contrato que lo impide", campo="convenio_lo_impide",
    )  # fmt: skip
    cuenta.exige(condicion, None if hechos.convenio_lo_impide is None else not hechos.convenio_lo_impide)


def _efectos(hechos: HechosRetiroCiclo, cuenta: Comprobaciones) -> None:
    """What it does when it is in order, and what happens to who simply stops."""
    if hechos.tipo_periodo is TipoPeriodo.VERANO:
        cuenta.pasos.append(Paso("Dejar todos los cursos del verano se hace con el Retiro de Ciclo", "es verano",
                                 "es el trámite que toca, y lo contratado se sigue debiendo", _VERANO))  # fmt: skip
        cuenta.avisos.append(
            "El Art. 1 l reserva el retiro de ciclo a los dos ciclos regulares y el 51 e lo pide en verano: se "
            "entiende que en verano vale para dejar todos los cursos. En tu caso decide Secretaría Académica."
        )
    else:
        cuenta.pasos.append(Paso("Suspende lo académico y los pagos que todavía no vencen", "si te lo aprueban",
                                 "se suspende lo que aún no vence; lo vencido se paga", _QUE_ES))  # fmt: skip
    if hechos.tipo_periodo is None:
        cuenta.avisos.append(
            "Si es en verano, dejar todos los cursos también se hace con el Retiro de Ciclo, pero lo contratado se "
            "sigue debiendo (Art. 51 e)."
        )
    cuenta.pasos.append(Paso("Sin la solicitud a tiempo se figura desaprobado en los cursos", "si solo dejas de ir",
                             "los desapruebas y los repites", _SOLICITUD))  # fmt: skip
    if not cuenta.motivos:
        cuenta.siguiente.append("Presenta la solicitud y sigue el procedimiento establecido.")


def _resumen(hechos: HechosRetiroCiclo, cuenta: Comprobaciones) -> str:
    if cuenta.veredicto is Veredicto.NO:
        por_ahora = "No puedes" if cuenta.impide else "Por ahora no puedes"
        return f"{por_ahora} retirarte del ciclo: {lista(cuenta.motivos)}."
    if cuenta.veredicto is Veredicto.DEPENDE:
        return f"Puedes retirarte del ciclo solo si se cumple todo; aún no sé {cuenta.lo_que_falta()}."
    hasta = f" hasta el {momento(hechos.plazo.fin)}" if hechos.plazo and hechos.ahora else ""
    if hechos.tipo_periodo is TipoPeriodo.VERANO:
        return f"Sí, puedes dejar todos los cursos del verano con el Retiro de Ciclo{hasta}; lo que debes no baja."
    pagos = "se suspenden los pagos no vencidos"
    if hechos.tipo_periodo is None:
        pagos = f"en un ciclo regular {pagos}"
    return f"Sí, puedes retirarte del ciclo{hasta}: no quedas como repitente y {pagos}."
