"""May a UPC student leave the programme for a time: retiro temporal (num. 3.3.1 to 3.3.4, 4.2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

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
    negativo,
    no_cuadra,
)

CALCULO = "retiro_ciclo"
_MOTIVOS = lugar("3.3.1")
_SOLICITUD = lugar("3.3.3")
_PAGOS = lugar("3.3.4")
_SE_CUENTAN = lugar("4.2.4")


class MotivoRetiro(Enum):
    """Why a student leaves the programme for a time (num. 3.3.1)."""

    ENFERMEDAD = "enfermedad"
    TRABAJO = "trabajo"
    OTRO = "otro"


@dataclass(frozen=True)
class HechosRetiroCiclo:
    """A retiro temporal. None means "not known".

    `motivo_retiro`: a long illness, a long and foreseen absence for work, or another; `retiros_temporales`: those
    granted so far; `programas_fuera`: for how many consecutive programmes the student leaves. `deudas`: what the record
    says is owed of fees that are due (empty: nothing); `tiene_deuda`: what the student says.
    """

    motivo_retiro: MotivoRetiro | None = None
    retiros_temporales: int | None = None
    programas_fuera: int | None = None
    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    modalidad: Modalidad | None = None


def retiro_ciclo(hechos: HechosRetiroCiclo, parametros: Parametros) -> Dictamen:
    """Whether the retiro temporal can be asked for (SI) or not (NO).

    `valor`: how many are left (0 when none), when it is known. Source: UPC num. 3.3.1 (reasons, twice), 3.3.2 (three
    consecutive programmes), 3.3.3, 3.3.4 (payments), 4.2.4 (those used stay counted). Counts that cannot be give a
    CONTRADICCION.
    """
    imposible = negativo(("retiros temporales", hechos.retiros_temporales), ("programas", hechos.programas_fuera))
    if imposible is None and hechos.programas_fuera == 0:
        imposible = "retirarse por 0 programas no es un retiro"
    if imposible:
        return no_cuadra(CALCULO, imposible)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    maximo = parametros.entero("retiros_temporales_maximos")
    usados = hechos.retiros_temporales
    quedan = None if usados is None else max(0, maximo - usados)
    for condicion, se_cumple in _condiciones(hechos, parametros):
        cuenta.exige(condicion, se_cumple)
    if hechos.deudas is not None and hechos.tiene_deuda is None:
        cuenta.puede_cambiar.append(TUS_DEUDAS)
    if usados:
        cuenta.paso("Los retiros temporales usados se siguen contando al volver", f"usaste {usados}",
                    "no vuelven a cero", _SE_CUENTAN)  # fmt: skip
    if cuenta.veredicto is Veredicto.NO:
        cuenta.avisos.append("Para dejar solo una asignatura existe el retiro extraordinario (num. 3.2).")
        resumen = f"No procede el retiro temporal: {lista(cuenta.motivos)}."
        return cuenta.dictamen(CALCULO, resumen, valor=quedan)
    _que_sigue(cuenta)
    if cuenta.falta:
        tope = parametros.entero("programas_consecutivos_maximos")
        resumen = (
            f"Se puede hasta {maximo} veces, sin pasar de {tope} programas seguidos, por enfermedad o trabajo; falta "
            f"saber {cuenta.lo_que_falta()}."
        )
        return cuenta.dictamen(CALCULO, resumen, valor=quedan)
    resumen = (
        "Sí, puedes pedir el retiro temporal en Servicios Académicos, que te comunica la decisión; el ciclo lo pagas "
        "completo igual."
    )
    return cuenta.dictamen(CALCULO, resumen, valor=quedan)


def _condiciones(
    hechos: HechosRetiroCiclo, parametros: Parametros
) -> tuple[tuple[Condicion, bool | None], ...]:  # fmt: skip
    """The reason, how often, for how long, and the payments."""
    maximo, tope = (parametros.entero(c) for c in ("retiros_temporales_maximos", "programas_consecutivos_maximos"))
    motivo, usados, fuera = hechos.motivo_retiro, hechos.retiros_temporales, hechos.programas_fuera
    por = {MotivoRetiro.ENFERMEDAD: "es por enfermedad", MotivoRetiro.TRABAJO: "es por trabajo"}
    deudas = deudas_sabidas(hechos.deudas, hechos.tiene_deuda)
    return (
        (Condicion(
            "El motivo es una enfermedad prolongada o una ausencia prolongada y prevista por trabajo", _MOTIVOS,
            cumple=por.get(motivo or MotivoRetiro.OTRO, "es otro motivo"), incumple="es otro motivo",
            motivo="el motivo no es una enfermedad prolongada ni una ausencia prolongada por trabajo",
            duda="por qué te retiras", campo="motivo_retiro"),
         None if motivo is None else motivo is not MotivoRetiro.OTRO),
        (Condicion(
            f"Se puede pedir hasta {maximo} veces", parametros.fuente("retiros_temporales_maximos"),
            cumple=f"usaste {usados}", incumple=f"usaste {usados}", motivo=f"ya usaste los {maximo} que se permiten",
            duda="cuántos retiros temporales usaste", campo="retiros_temporales"),
         None if usados is None else usados < maximo),
        (Condicion(
            f"No pasa de {tope} programas consecutivos", parametros.fuente("programas_consecutivos_maximos"),
            cumple=f"son {fuera}", incumple=f"son {fuera}", motivo=f"pasas de {tope} programas consecutivos",
            duda="por cuántos programas consecutivos te retiras", campo="programas_fuera"),
         None if fuera is None else fuera <= tope),
        (Condicion(
            "La Dirección de Cobranzas verifica que hayas pagado lo devengado", _PAGOS, cumple="estás al día",
            incumple=f"tienes pagos pendientes{las_que_son(deudas)}",
            motivo=f"tienes pagos pendientes{las_que_son(deudas)}",
            duda="si estás al día en tus pagos", campo="tiene_deuda",
            remedio="Ponte al día en tus pagos antes de pedirlo."),
         None if deudas is None else not deudas),
    )  # fmt: skip


def _que_sigue(cuenta: Cuenta) -> None:
    cuenta.paso("Se solicita en Servicios Académicos, que comunica la decisión", "la copia va al Director",
                "espera su respuesta", _SOLICITUD)  # fmt: skip
    cuenta.paso("El retiro no libra de pagar el total del ciclo", "aunque te lo autoricen", "lo pagas igual", _PAGOS)
    cuenta.siguiente.append("Presenta la solicitud en Servicios Académicos.")
    cuenta.avisos.append("Para volver, pide el reingreso antes de que empiece el programa (num. 4.2.1).")
    cuenta.avisos.append("El reglamento no fija plazo, documentos ni cuánto debe durar la ausencia.")
