"""May a UPN student ask for a transfer: of career, of modality, of campus, or a summer elsewhere (Art. 53-56)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.formato import lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.cambio_modalidad import HechosCambioModalidad, Modalidad, cambio_modalidad
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion
from actions.rulebooks.upn.requisitos_traslado import generales, revisa_generales, revisa_matricula
from actions.rulebooks.upn.textos import no_cuadra
from actions.rulebooks.upn.tramites import deudas_sabidas

CALCULO = "traslado"
_CARRERA = Fuente("upn", "Art. 54 a")
_CURSOS = Fuente("upn", "Art. 54 b")
_CAMPUS = Fuente("upn", "Art. 56 a")
_VERANO = Fuente("upn", "Art. 56 b")
_CONVALIDADOS = Fuente("upn", "Art. 47 d")
_DE_OTRA = Fuente("upn", "Art. 45")


class TipoTraslado(Enum):
    """What changes. EXTERNO: from another university, which this regulation leaves to the one of admission."""

    CARRERA = "carrera"
    MODALIDAD = "modalidad"
    CAMPUS = "campus"
    VERANO = "verano"
    EXTERNO = "externo"


@dataclass(frozen=True)
class HechosTraslado:
    """What Art. 53-56 ask about. None means "not known".

    `misma_modalidad`: the new career is of the student's own modality; both modalities tell it too.
    `carrera_en_destino`: the other campus runs the career in the present cycle; `vacantes_en_destino`: it has places;
    `cupo_verano`: the campus has room in the summer courses. The rest as in HechosCambioModalidad and HechosGenerales.
    """

    tipo_traslado: TipoTraslado | None = None
    misma_modalidad: bool | None = None
    carrera_en_destino: bool | None = None
    vacantes_en_destino: bool | None = None
    cupo_verano: bool | None = None
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


def traslado(hechos: HechosTraslado, parametros: Parametros) -> Dictamen:
    """Whether the student may ask for it: SI, NO with the reason, DEPENDE while a fact is not known.

    Source: UPN Art. 53 a-d, 54 a-b, 55 (cambio_modalidad), 56 a-b, 47 d; for the summer also 7 d and e, 9 e. Modalities
    that do not fit what is said of them give a CONTRADICCION.
    """
    if hechos.tipo_traslado is TipoTraslado.MODALIDAD:
        comunes = {campo.name: getattr(hechos, campo.name) for campo in fields(HechosCambioModalidad)}
        return replace(cambio_modalidad(HechosCambioModalidad(**comunes), parametros), calculo=CALCULO)
    if hechos.tipo_traslado is TipoTraslado.EXTERNO:
        return _externo(parametros)
    if hechos.tipo_traslado is TipoTraslado.VERANO:
        return _verano(hechos)
    cuenta = Comprobaciones()
    if hechos.tipo_traslado is TipoTraslado.CARRERA:
        misma = _misma_modalidad(hechos)
        if None not in (misma, hechos.misma_modalidad) and misma is not hechos.misma_modalidad:
            return no_cuadra(CALCULO, "lo que dices de tu modalidad y de la nueva carrera no coincide")
        _otra_carrera(hechos.misma_modalidad if misma is None else misma, cuenta)
    elif hechos.tipo_traslado is TipoTraslado.CAMPUS:
        _otro_campus(hechos, cuenta)
    else:
        cuenta.no_se_sabe("si cambias de carrera, de modalidad o de campus", "tipo_traslado")
    revisa_generales(generales(hechos), cuenta)
    if hechos.tipo_traslado is None:
        return _sin_tipo(cuenta)
    cuenta.calla_las_dudas()
    return cuenta.dictamen(CALCULO, _resumen(hechos.tipo_traslado, cuenta))


def _misma_modalidad(hechos: HechosTraslado) -> bool | None:
    """Whether the two modalities are the same; None when one is not known."""
    if hechos.modalidad_origen is None or hechos.modalidad_destino is None:
        return None
    return hechos.modalidad_origen is hechos.modalidad_destino


def _otra_carrera(misma_modalidad: bool | None, cuenta: Comprobaciones) -> None:
    cuenta.exige(
        Condicion(
            "El cambio de carrera es dentro de la misma modalidad", _CARRERA, "es de tu modalidad",
            "es de la otra modalidad", "la carrera que dices es de la otra modalidad",
            "si la nueva carrera es de tu misma modalidad", "misma_modalidad",
        ), misma_modalidad,
    )  # fmt: skip
    if misma_modalidad is False:
        cuenta.alternativas.append(
            "Para pasar también a la otra modalidad hay que cumplir además el cambio de modalidad (Art. 55): pregunta "
            "en Secretaría Académica cómo se piden los dos."
        )
    cuenta.pasos.append(Paso("Pasan los cursos que el responsable de la carrera de destino declare compatibles",
                             "los compara con el nuevo plan", "no pasan todos por fuerza", _CURSOS))  # fmt: skip
    cuenta.pasos.append(Paso("Lo que ya convalidaste se sigue contando", "no se reinicia con el traslado",
                             "el tope de créditos convalidados es el mismo", _CONVALIDADOS))  # fmt: skip
    cuenta.avisos.append(
        "Los cursos que no aprobaste y están en el nuevo plan se llevan por segunda o tercera vez (Art. 54 b)."
    )


def _otro_campus(hechos: HechosTraslado, cuenta: Comprobaciones) -> None:
    cuenta.exige(
        Condicion(
            "Tu carrera debe existir en el campus de destino en el ciclo actual", _CAMPUS, "existe allá",
            "no existe allá", "tu carrera no existe en ese campus en el ciclo actual",
            "si tu carrera existe en el otro campus en el ciclo actual", "carrera_en_destino",
        ), hechos.carrera_en_destino,
    )  # fmt: skip
    cuenta.exige(
        Condicion(
            "Debe haber vacantes en el campus de destino", _CAMPUS, "las hay", "no las hay",
            "no hay vacantes en ese campus", "si hay vacantes en el otro campus", "vacantes_en_destino",
            "Pregunta por vacantes para el siguiente ciclo.",
        ), hechos.vacantes_en_destino,
    )  # fmt: skip


def _verano(hechos: HechosTraslado) -> Dictamen:
    cuenta = Comprobaciones()
    revisa_matricula(generales(hechos), cuenta)
    cuenta.exige(
        Condicion(
            "En verano puedes elegir campus si el de destino tiene disponibilidad", _VERANO, "la tiene", "no la tiene",
            "ese campus no tiene disponibilidad", "si el campus de destino tiene disponibilidad", "cupo_verano",
            "Prueba con otro campus que sí tenga disponibilidad.",
        ), hechos.cupo_verano,
    )  # fmt: skip
    cuenta.pasos.append(
        Paso("Antes se pide un traslado temporal en Secretaría Académica del campus de origen",
             "es solo para los cursos de verano", "te toca", _VERANO)
    )  # fmt: skip
    cuenta.calla_las_dudas()
    if not cuenta.motivos:
        cuenta.siguiente.append("Pide el traslado temporal en Secretaría Académica de tu campus antes del verano.")
    if deudas_sabidas(hechos.deudas, hechos.tiene_deuda):
        cuenta.avisos.append(
            "Una deuda puede retenerte la matrícula (Art. 7 e), y el reglamento no dice si impide también este "
            "traslado temporal: pregúntalo en Secretaría Académica."
        )
    textos = {
        Veredicto.SI: "Sí, puedes llevar el verano en ese campus: antes pide el traslado temporal en Secretaría "
        "Académica de tu campus.",
        Veredicto.NO: f"{'No' if cuenta.impide else 'Por ahora no'} puedes llevar el verano ahí: "
        f"{lista(cuenta.motivos)}.",
        Veredicto.DEPENDE: "Puedes llevar el verano en otro campus si allá hay disponibilidad; antes pide el traslado "
        "temporal en Secretaría Académica de tu campus.",
    }
    return cuenta.dictamen(CALCULO, textos[cuenta.veredicto])


def _externo(parametros: Parametros) -> Dictamen:
    maximo = parametros.entero("convalidacion_creditos_maximos")
    pasos = (
        Paso("Los cursos de otra institución entran por convalidación", "vienes de otra universidad o instituto",
             "se convalidan uno por uno", _DE_OTRA),
        Paso(f"Se convalidan hasta {maximo} créditos", "vienes de otra institución", f"hasta {maximo}",
             parametros.fuente("convalidacion_creditos_maximos")),
    )  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, "Este reglamento no trata el ingreso desde otra universidad: lo fija el de "
        f"admisión. Aquí solo dice que tus cursos pueden convalidarse, hasta {maximo} créditos.", pasos,
        falta=("los requisitos del Reglamento General de Admisión",),
        siguiente=("Pregunta en Admisión por el ingreso por traslado externo.",),
    )  # fmt: skip


def _sin_tipo(cuenta: Comprobaciones) -> Dictamen:
    """Only what all of them share is known; the summer has its own rule, so that nothing is decided yet."""
    obstaculo = f" Ojo: {lista(cuenta.motivos)}." if cuenta.motivos else ""
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, "Depende de qué cambias: carrera, modalidad o campus. Para cualquiera no debes "
        f"tener restricciones ni una separación, y pagas el derecho.{obstaculo}", tuple(cuenta.pasos),
        falta=tuple(cuenta.falta), siguiente=tuple(cuenta.siguiente), avisos=tuple(cuenta.avisos),
        pide=("tipo_traslado",), puede_cambiar=tuple(cuenta.puede_cambiar),
    )  # fmt: skip


def _resumen(tipo: TipoTraslado, cuenta: Comprobaciones) -> str:
    que = "el cambio de carrera" if tipo is TipoTraslado.CARRERA else "el traslado de campus"
    if cuenta.veredicto is Veredicto.NO:
        return f"{'No' if cuenta.impide else 'Por ahora no'} puedes pedir {que}: {lista(cuenta.motivos)}."
    if cuenta.veredicto is Veredicto.DEPENDE:
        return f"Puedes pedir {que} si cumples todo; falta saber {cuenta.lo_que_falta()}."
    if tipo is TipoTraslado.CAMPUS:
        return "Sí, puedes pedir el traslado de campus: allá está tu carrera y hay vacantes. Lo tienen que aprobar."
    return "Sí, puedes pedir el cambio de carrera. Pasan los cursos que la nueva carrera declare compatibles."
