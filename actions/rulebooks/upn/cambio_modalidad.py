"""May a UPN student change between Tradicional (UG) and Adulto Trabajador (WA) (Art. 55 with 12 c and 53)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.formato import lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion
from actions.rulebooks.upn.requisitos_traslado import generales, revisa_generales
from actions.rulebooks.upn.textos import no_cuadra

CALCULO = "cambio_modalidad"
_CURSOS = Fuente("upn", "Art. 55 b")
_DE_WA = Fuente("upn", "Art. 55 c")
_CURSOS_VALIDOS = Fuente("upn", "Art. 55 a")


class Modalidad(Enum):
    """The two ways to study an undergraduate career."""

    UG = "UG"
    WA = "WA"


_MESES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_NOMBRE = {Modalidad.UG: "Tradicional (UG)", Modalidad.WA: "Adulto Trabajador (WA)"}
_LA_OTRA = {Modalidad.UG: Modalidad.WA, Modalidad.WA: Modalidad.UG}


@dataclass(frozen=True)
class HechosCambioModalidad:
    """What Art. 55 asks about. None means "not known".

    `modalidad_origen`: the present one; `modalidad_destino` tells it too. `estudiante_continuo`: studying without
    interruption. `segundo_ciclo`: the request would fall in the second regular cycle; without it `ahora` (aware,
    America/Lima) decides by the months of Art. 12 c. `cambio_este_anio`: already went from WA to UG this year. For
    the rest see HechosGenerales.
    """

    modalidad_origen: Modalidad | None = None
    modalidad_destino: Modalidad | None = None
    estudiante_continuo: bool | None = None
    segundo_ciclo: bool | None = None
    cambio_este_anio: bool | None = None
    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    retenciones: tuple[str, ...] | None = None
    tiene_retencion: bool | None = None
    separado: bool | None = None
    sanciones: tuple[str, ...] | None = None
    tercera_desaprobada: bool | None = None
    en_fechas: bool | None = None
    pagado: bool | None = None
    solicitudes: Ventana | None = None
    ahora: datetime | None = None


def cambio_modalidad(hechos: HechosCambioModalidad, parametros: Parametros) -> Dictamen:
    """Whether the student may ask for the change: SI, NO with the reason, DEPENDE while a fact is not known.

    Source: UPN Art. 55 a-c, 53 a-d, 12 c. The same modality twice gives a CONTRADICCION.
    """
    if hechos.modalidad_origen is not None and hechos.modalidad_origen is hechos.modalidad_destino:
        return no_cuadra(CALCULO, f"ya estás en la modalidad {_NOMBRE[hechos.modalidad_origen]}")
    cuenta = Comprobaciones()
    origen = hechos.modalidad_origen or (hechos.modalidad_destino and _LA_OTRA[hechos.modalidad_destino])
    _las_de_wa(hechos, origen, parametros, cuenta)
    revisa_generales(generales(hechos), cuenta)
    _que_pasa_con_los_cursos(cuenta)
    cuenta.calla_las_dudas()
    return cuenta.dictamen(CALCULO, _resumen(origen, cuenta, parametros))


def _las_de_wa(
    hechos: HechosCambioModalidad, origen: Modalidad | None, parametros: Parametros, cuenta: Comprobaciones
) -> None:
    """Art. 55 c binds only the change from Adulto Trabajador to Tradicional."""
    regla = "De Adulto Trabajador a Tradicional se cambia una sola vez al año; el continuo, en el segundo ciclo regular"
    en_que_ciclo = {
        True: ", en el segundo ciclo regular", False: "", None: " (si eres continuo, en el segundo ciclo regular)"
    }[hechos.estudiante_continuo]  # fmt: skip
    if origen is Modalidad.UG:
        cuenta.pasos.append(Paso(regla, "estás en Tradicional", "a ti no te limita", _DE_WA))
        return
    if origen is None:
        paso = Paso(regla, "no sé en qué modalidad estás", "vale solo si estás en WA", _DE_WA)
        cuenta.duda(paso, "en qué modalidad estudias", "modalidad_origen")
        return
    cuenta.exige(
        Condicion(
            "De WA a UG se cambia una sola vez al año", _DE_WA, "este año no te has cambiado",
            "ya te cambiaste este año", "ya te cambiaste de WA a UG este año",
            "si ya te cambiaste de WA a UG este año", "cambio_este_anio",
            f"Puedes volver a pedirlo el próximo año{en_que_ciclo}.",
        ), None if hechos.cambio_este_anio is None else not hechos.cambio_este_anio,
    )  # fmt: skip
    _en_segundo_ciclo(hechos, parametros, cuenta)


def _en_segundo_ciclo(hechos: HechosCambioModalidad, parametros: Parametros, cuenta: Comprobaciones) -> None:
    """A continuing WA student asks during the second regular cycle; nobody else is bound to it."""
    regla = "El estudiante continuo de WA lo pide durante el segundo ciclo regular"
    primero, ultimo = (parametros.entero(f"segundo_ciclo_mes_{cual}") for cual in ("inicial", "final"))
    en_segundo = hechos.segundo_ciclo
    if en_segundo is None and hechos.ahora is not None:
        en_segundo = primero <= hechos.ahora.month <= ultimo
    meses = f"de {_MESES[primero - 1]} a {_MESES[ultimo - 1]}"
    if hechos.estudiante_continuo is False:
        cuenta.pasos.append(Paso(regla, "no eres estudiante continuo", "a ti no te limita", _DE_WA))
    elif en_segundo:
        cuenta.pasos.append(Paso(regla, "es el segundo ciclo regular", "cumples", _DE_WA))
    elif en_segundo is None:
        paso = Paso(regla, "no sé cuándo lo pedirías", f"tiene que ser {meses}", _DE_WA)
        cuenta.duda(paso, f"si lo pedirías en el segundo ciclo regular ({meses})", "segundo_ciclo")
    elif hechos.estudiante_continuo is None:
        paso = Paso(regla, "no es el segundo ciclo regular", "no puedes si eres continuo", _DE_WA)
        cuenta.duda(paso, "si eres estudiante continuo", "estudiante_continuo")
    else:
        cuenta.pasos.append(Paso(regla, "no es el segundo ciclo regular", "todavía no puedes", _DE_WA))
        cuenta.bloquea.append(f"se pide en el segundo ciclo regular ({meses})")
        cuenta.siguiente.append(f"Pídelo en el segundo ciclo regular ({meses}), en las fechas del calendario.")


def _que_pasa_con_los_cursos(cuenta: Comprobaciones) -> None:
    cuenta.pasos.append(Paso("Pasan los cursos y créditos válidos en la modalidad de destino", "los ve su responsable",
                             "no pasan todos por fuerza", _CURSOS_VALIDOS))  # fmt: skip
    cuenta.pasos.append(
        Paso("Lo que no apruebes en el periodo de la solicitud lo llevas allá por segunda o tercera vez",
             "se cuentan tus desaprobados", "no se borran con el cambio", _CURSOS)
    )  # fmt: skip


def _resumen(origen: Modalidad | None, cuenta: Comprobaciones, parametros: Parametros) -> str:
    cambio = f"de {_NOMBRE[origen]} a {_NOMBRE[_LA_OTRA[origen]]}" if origen else "de modalidad"
    if cuenta.veredicto is Veredicto.NO:
        return f"{'No' if cuenta.impide else 'Por ahora no'} puedes pedir el cambio {cambio}: {lista(cuenta.motivos)}."
    if cuenta.veredicto is Veredicto.DEPENDE:
        limite = "" if origen else " De WA a UG es una vez al año y, si eres continuo, en el segundo ciclo."
        return f"Puedes pedir el cambio {cambio} si cumples todo; falta saber {cuenta.lo_que_falta()}.{limite}"
    return f"Sí, puedes pedir el cambio {cambio}. Pasan los cursos que valgan en la modalidad de destino."
