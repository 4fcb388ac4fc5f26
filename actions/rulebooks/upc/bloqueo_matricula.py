"""What keeps a UPC student from the next cycle, and what a debt stops (num. 2.1.10, 3.4.4, 5.1, 5.3, 5.6, 3.3.4)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import (
    TUS_DEUDAS,
    Condicion,
    Cuenta,
    Modalidad,
    deudas_sabidas,
    en_linea,
    las_que_son,
    lugar,
)

CALCULO = "bloqueo_matricula"
_PAGOS = lugar("2.1.10")
_BAJA = lugar("3.4.4")
_TESIS = lugar("5.1 d")
_BIBLIOTECA = lugar("5.1 f")
_CONSTANCIA = lugar("5.3")
_DIPLOMA = lugar("5.6")
_RETIRO = lugar("3.3.4")
_POR_VENCER = (
    "Lo que todavía no vence no te impide seguir, pero tiene que estar pagado para la constancia de egresado y el "
    "diploma (num. 5.3 y 5.6)."
)


@dataclass(frozen=True)
class HechosBloqueoMatricula:
    """What stands between a student and the next cycle. None means "not known".

    `deudas`: what the record says is overdue (empty: nothing); `tiene_deuda`: what the student says;
    `deuda_por_vencer`: something is still to fall due; `debe_biblioteca`: owes the centro de información something;
    `dado_de_baja`: the student was dado de baja.
    """

    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    deuda_por_vencer: bool | None = None
    debe_biblioteca: bool | None = None
    dado_de_baja: bool | None = None
    modalidad: Modalidad | None = None


def bloqueo_matricula(hechos: HechosBloqueoMatricula, _parametros: Parametros) -> Dictamen:
    """Whether nothing keeps the student from the next cycle (SI) or something does (NO), and what a debt stops.

    Source: UPC num. 2.1.10 (payments), 3.4.4 (baja), 5.1 d, 5.1 f, 5.3, 5.6, 3.3.4.
    """
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    deudas = deudas_sabidas(hechos.deudas, hechos.tiene_deuda)
    if hechos.deudas is not None and hechos.tiene_deuda is None:
        cuenta.puede_cambiar.append(TUS_DEUDAS)
    cuenta.exige(
        Condicion(
            "Quien no está al día en sus pagos no inicia el ciclo siguiente ni recibe notas o certificados", _PAGOS,
            cumple="estás al día", incumple=f"tienes pagos vencidos{las_que_son(deudas)}",
            motivo=f"tienes pagos vencidos{las_que_son(deudas)}", duda="si tienes algún pago vencido",
            campo="tiene_deuda", remedio="Ponte al día en tus pagos: el bloqueo termina cuando no debas nada vencido.",
        ),
        None if deudas is None else not deudas,
    )  # fmt: skip
    cuenta.exige(
        Condicion(
            "Quien es dado de baja no puede seguir una maestría", _BAJA, cumple="no te dieron de baja",
            incumple="te dieron de baja", motivo="te dieron de baja", duda="si te dieron de baja", campo="dado_de_baja",
        ),
        None if hechos.dado_de_baja is None else not hechos.dado_de_baja,
    )  # fmt: skip
    if hechos.deuda_por_vencer:
        cuenta.avisos.append(_POR_VENCER)
    if hechos.debe_biblioteca:
        cuenta.avisos.append(
            "Lo que debes al centro de información no te impide matricularte, pero sí ser egresado (num. 5.1 f)."
        )
        cuenta.paso("Para ser egresado no se puede deber nada al centro de información", "le debes algo",
                    "te impide ser egresado, no matricularte", _BIBLIOTECA)  # fmt: skip
    if cuenta.veredicto is Veredicto.NO:
        return cuenta.dictamen(CALCULO, _bloqueado(deudas, cuenta))
    if cuenta.falta:
        resumen = "Te impiden seguir los pagos vencidos y la baja; falta saber "
        return cuenta.dictamen(CALCULO, f"{resumen}{cuenta.lo_que_falta()}.")
    return cuenta.dictamen(CALCULO, "Ni pagos ni baja te impiden iniciar el ciclo siguiente.")


def _bloqueado(deudas: tuple[str, ...] | None, cuenta: Cuenta) -> str:
    """The summary of a block, with the steps of what else a debt stops."""
    if not deudas:
        return f"No puedes matricularte: {lista(cuenta.motivos)}."
    for regla, resultado, fuente in (
        ("Para sustentar la tesis hay que estar al día", "no puedes sustentar", _TESIS),
        ("La constancia de egresado pide no deber nada", "no te la dan", _CONSTANCIA),
        ("El diploma pide no deber nada", "no te lo dan", _DIPLOMA),
        ("El retiro temporal pide haber pagado lo devengado", "no te lo aprueban", _RETIRO),
    ):
        cuenta.paso(regla, "tienes pagos vencidos", resultado, fuente)
    return f"No puedes iniciar el ciclo siguiente ni recibir notas o certificados: {lista(cuenta.motivos)}."
