"""May an activity count as práctica preprofesional at UPN (Art. 34 a, 35, 36)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion

CALCULO = "practicas_reconocimiento"
_ESTUDIANTE = Fuente("upn", "Art. 34 a")
_CONVENIO = Fuente("upn", "Art. 35 a")
_OTRAS = Fuente("upn", "Art. 35 b")
_ANTICIPADA = Fuente("upn", "Art. 36 a")
_TRABAJO = Fuente("upn", "Art. 36 b")
_CURSO = Fuente("upn", "Art. 36 c")


class TipoPractica(Enum):
    """What the student did or wants to do. ANTICIPADA: before enrolling in the course of prácticas."""

    CONVENIO = "convenio"
    TRABAJO = "trabajo"
    ANTICIPADA = "anticipada"
    PROYECTO = "proyecto"
    TALENTOS = "talentos"
    VOLUNTARIADO = "voluntariado"
    PASANTIA = "pasantia"


_OTRAS_MODALIDADES = (
    TipoPractica.PROYECTO, TipoPractica.TALENTOS, TipoPractica.VOLUNTARIADO, TipoPractica.PASANTIA,
)  # fmt: skip
_FUENTE = {
    TipoPractica.CONVENIO: _CONVENIO, TipoPractica.TRABAJO: _TRABAJO, TipoPractica.ANTICIPADA: _ANTICIPADA,
}  # fmt: skip


@dataclass(frozen=True)
class HechosPracticasReconocimiento:
    """What Art. 34 to 36 ask about one activity. None means "not known".

    `relacionada_con_carrera`: it is directly about the career. `en_pregrado`: done while studying.
    `requisitos_academicos`: those that the career sets beforehand. `documentos_trabajo`: what proves the work.
    `convenio_firmado`: by the company, the student and UPN. `propuesta_aprobada`: the head of the career approved the
    proposal before it began.
    """

    tipo_practica: TipoPractica | None = None
    relacionada_con_carrera: bool | None = None
    en_pregrado: bool | None = None
    requisitos_academicos: bool | None = None
    documentos_trabajo: bool | None = None
    convenio_firmado: bool | None = None
    propuesta_aprobada: bool | None = None


def practicas_reconocimiento(hechos: HechosPracticasReconocimiento, _parametros: Parametros) -> Dictamen:
    """SI when it may count, NO with the reason, DEPENDE while a fact is not known.

    Source: UPN Art. 34 a, 35 a-b, 36 a-c. The head of the career decides, and the course is taken all the same.
    """
    cuenta = Comprobaciones()
    tipo = hechos.tipo_practica
    if tipo is None:
        paso = Paso("Valen el convenio, el trabajo y actividades propias de la carrera", "no sé qué hiciste",
                    "cada una tiene sus condiciones", _OTRAS)  # fmt: skip
        cuenta.duda(paso, "qué actividad es", "tipo_practica")
    _relacionada(hechos, cuenta)
    _estudiante(hechos, cuenta)
    if tipo is TipoPractica.CONVENIO:
        _convenio(hechos, cuenta)
    elif tipo in (TipoPractica.TRABAJO, TipoPractica.ANTICIPADA):
        _requisitos_de_la_carrera(hechos, cuenta)
    elif tipo in _OTRAS_MODALIDADES:
        _propuesta(hechos, cuenta)
    cuenta.pasos.append(Paso("Que te la reconozcan no te libra del curso de Prácticas Pre-Profesionales",
                             "se lleva igual", "matricúlate en su ciclo", _CURSO))  # fmt: skip
    if cuenta.veredicto is not Veredicto.NO and tipo is not None:
        _que_hacer(tipo, cuenta)
    cuenta.calla_las_dudas()
    return cuenta.dictamen(CALCULO, _resumen(cuenta))


def _relacionada(hechos: HechosPracticasReconocimiento, cuenta: Comprobaciones) -> None:
    fuente = _FUENTE.get(hechos.tipo_practica, _OTRAS) if hechos.tipo_practica else _OTRAS
    cuenta.exige(
        Condicion(
            "Tiene que ser propia de tu carrera", _ESTUDIANTE if fuente is _CONVENIO else fuente, "lo es", "no lo es",
            "no se relaciona con tu carrera", "si se relaciona directamente con tu carrera", "relacionada_con_carrera",
        ), hechos.relacionada_con_carrera,
    )  # fmt: skip


def _estudiante(hechos: HechosPracticasReconocimiento, cuenta: Comprobaciones) -> None:
    cuenta.exige(
        Condicion(
            "Las prácticas preprofesionales se hacen mientras cursas el pregrado", _ESTUDIANTE, "estás en pregrado",
            "no es mientras cursas el pregrado", "las preprofesionales se hacen mientras cursas el pregrado",
            "si es mientras cursas el pregrado", "en_pregrado",
        ), hechos.en_pregrado,
    )  # fmt: skip
    if hechos.en_pregrado is False:
        cuenta.alternativas.append("Si ya egresaste, lo que hay es la práctica profesional, voluntaria (Art. 34 b).")


def _convenio(hechos: HechosPracticasReconocimiento, cuenta: Comprobaciones) -> None:
    cuenta.exige(
        Condicion(
            "La práctica subvencionada lleva un convenio entre la empresa, la universidad y tú", _CONVENIO,
            "está firmado", "no está firmado", "falta firmar el convenio", "si firmaron el convenio",
            "convenio_firmado", "Firma el convenio con la empresa y la universidad.",
        ), hechos.convenio_firmado,
    )  # fmt: skip


def _requisitos_de_la_carrera(hechos: HechosPracticasReconocimiento, cuenta: Comprobaciones) -> None:
    trabajo = hechos.tipo_practica is TipoPractica.TRABAJO
    fuente = _TRABAJO if trabajo else _ANTICIPADA
    cuenta.exige(
        Condicion(
            "Antes hay que cumplir los requisitos académicos de tu carrera", fuente, "los cumples", "no los cumples",
            "te faltan requisitos académicos de tu carrera", "si cumples los requisitos académicos de tu carrera",
            "requisitos_academicos", "Pregunta al responsable de carrera qué requisitos te faltan.",
        ), hechos.requisitos_academicos,
    )  # fmt: skip
    if trabajo:
        cuenta.exige(
            Condicion(
                "El trabajo se acredita con documentos", fuente, "los tienes", "no los tienes",
                "te faltan documentos que acrediten tu trabajo", "si tienes documentos que acrediten tu trabajo",
                "documentos_trabajo", "Consigue documentos de tu empleador que acrediten lo que haces.",
            ), hechos.documentos_trabajo,
        )  # fmt: skip


def _propuesta(hechos: HechosPracticasReconocimiento, cuenta: Comprobaciones) -> None:
    cuenta.exige(
        Condicion(
            "El responsable de carrera aprueba tu propuesta antes", _OTRAS, "la aprobó", "no la ha aprobado",
            "falta que el responsable de carrera apruebe antes tu propuesta",
            "si el responsable de carrera aprobó antes tu propuesta", "propuesta_aprobada",
            "Presenta la propuesta al responsable de carrera y espera su aprobación antes de empezar.",
        ), hechos.propuesta_aprobada,
    )  # fmt: skip
    if hechos.tipo_practica is TipoPractica.VOLUNTARIADO:
        cuenta.avisos.append(
            "El voluntariado necesita también el visto bueno de la universidad y durar lo que fije tu facultad."
        )
    if hechos.tipo_practica is TipoPractica.TALENTOS:
        cuenta.avisos.append("Los programas de talentos de empresas son para estudiantes de últimos ciclos.")


def _que_hacer(tipo: TipoPractica, cuenta: Comprobaciones) -> None:
    if tipo is TipoPractica.TRABAJO:
        cuenta.siguiente.append("Pide la validación al responsable de carrera con tus documentos.")
        cuenta.avisos.append("Cuánto trabajo hace falta depende del creditaje que pida tu plan (Art. 34 a).")
    elif tipo is TipoPractica.ANTICIPADA:
        cuenta.siguiente.append("Pide el reconocimiento de tus horas al responsable de carrera.")


def _resumen(cuenta: Comprobaciones) -> str:
    if cuenta.veredicto is Veredicto.NO:
        return f"{'No' if cuenta.impide else 'Todavía no'} vale como práctica preprofesional: {lista(cuenta.motivos)}."
    if cuenta.veredicto is Veredicto.DEPENDE:
        return f"Puede valer como práctica preprofesional; falta saber {cuenta.lo_que_falta()}."
    return "Sí, puede valer como práctica preprofesional. El curso de prácticas lo llevas igual."
