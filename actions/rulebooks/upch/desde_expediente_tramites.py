"""From a student's file to the facts that UPCH's rules on procedures, languages and degrees ask about.

What a file does not tell (when the student came back, what an organiser certified) stays None and can be asked for.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from decimal import Decimal

from actions.rulebooks.expediente import Actividad, Estado, Expediente, Matricula, Periodo
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.avance_carrera import HechosAvanceCarrera
from actions.rulebooks.upch.complementarias import HechosComplementarias
from actions.rulebooks.upch.convalidacion import HechosConvalidacion
from actions.rulebooks.upch.discapacidad import HechosDiscapacidad
from actions.rulebooks.upch.exoneracion import HechosExoneracion
from actions.rulebooks.upch.idioma import HechosIdioma, Idioma, Nivel
from actions.rulebooks.upch.idioma_certificado import HechosIdiomaCertificado
from actions.rulebooks.upch.pension_creditos import HechosPensionCreditos
from actions.rulebooks.upch.plazo_convalidacion import HechosPlazoConvalidacion
from actions.rulebooks.upch.plazo_reclamo import HechosPlazoReclamo
from actions.rulebooks.upch.plazo_reconocimiento import HechosPlazoReconocimiento
from actions.rulebooks.upch.retiro_ciclo import HechosRetiroCiclo
from actions.rulebooks.upch.retiro_curso import HechosRetiroCurso
from actions.rulebooks.upch.titulo import HechosTitulo

_MEDICINA = ("medicina", "medicina humana")
_NATIVAS = ("quechua", "aimara", "aymara")
#: Words of a recorded language level, the more precise ones first.
_NIVELES = (
    ("avanzado", Nivel.AVANZADO),
    ("preintermedio", Nivel.PRE_INTERMEDIO),
    ("intermedio", Nivel.INTERMEDIO),
    ("elemental", Nivel.BASICO_ELEMENTAL),
    ("basicoinicial", Nivel.BASICO_INICIAL),
)


def hechos_retiro_curso(
    expediente: Expediente, matricula: Matricula, _parametros: Parametros, ahora: datetime
) -> HechosRetiroCurso:
    """Facts of Art. 90 for one enrolment; a file has the period's dates, not the course's own."""
    periodo = matricula.periodo
    ventana = expediente.ventana("retiro_curso", periodo.codigo)
    en_curso = matricula.estado is Estado.EN_CURSO
    return HechosRetiroCurso(
        curso=matricula.curso.nombre,
        retirado=matricula.estado is Estado.RETIRADO,
        inicio_periodo=periodo.inicio,
        fin_periodo=periodo.fin,
        plazo_retiro_curso=ventana.fin.date() if ventana else None,
        creditos_matriculados=_creditos_en_curso(expediente) if en_curso else None,
        creditos_curso=matricula.curso.creditos if en_curso else None,
        ahora=ahora,
    )


def hechos_retiro_ciclo(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, ahora: datetime
) -> HechosRetiroCiclo:
    """Facts of Art. 91 for the period in course."""
    periodo = _en_curso(expediente)
    ventana = expediente.ventana("retiro_ciclo", periodo.codigo) if periodo else None
    return HechosRetiroCiclo(
        inicio_semestre=periodo.inicio if periodo else None,
        fin_semestre=periodo.fin if periodo else None,
        plazo_retiro_ciclo=ventana.fin.date() if ventana else None,
        ahora=ahora,
    )


def hechos_pension_creditos(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosPensionCreditos:
    """Credits of the period in course (Art. 92)."""
    return HechosPensionCreditos(creditos_matriculados=_creditos_en_curso(expediente) or None)


def hechos_plazo_reclamo(
    _expediente: Expediente, matricula: Matricula, _parametros: Parametros, ahora: datetime
) -> HechosPlazoReclamo:
    """The course's grade that was published last (Art. 129)."""
    publicadas = [evaluacion for evaluacion in matricula.evaluaciones if evaluacion.publicada is not None]
    ultima = max(publicadas, key=lambda evaluacion: evaluacion.publicada or ahora, default=None)
    return HechosPlazoReclamo(
        curso=matricula.curso.nombre,
        evaluacion=ultima.nombre if ultima else None,
        fecha_publicacion=ultima.publicada.date() if ultima and ultima.publicada else None,
        ahora=ahora,
    )


def hechos_convalidacion(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, ahora: datetime
) -> HechosConvalidacion:
    """What Art. 54 and 58 ask about the student; the course itself has to be asked for."""
    return HechosConvalidacion(ingreso=expediente.ingreso, matriculado=_en_curso(expediente) is not None, ahora=ahora)


def hechos_plazo_convalidacion(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, ahora: datetime
) -> HechosPlazoConvalidacion:
    """The next period's dates (Art. 59); who has no enrolment yet has just been admitted."""
    siguiente = _siguiente(expediente, ahora)
    ventana = expediente.ventana("matricula", siguiente.codigo) if siguiente else None
    return HechosPlazoConvalidacion(
        recien_admitido=not expediente.matriculas,
        inicio_matricula=ventana.inicio.date() if ventana else None,
        inicio_periodo=siguiente.inicio if siguiente else None,
        ahora=ahora,
    )


def hechos_plazo_reconocimiento(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, ahora: datetime
) -> HechosPlazoReconocimiento:
    """When the next period begins (Art. 71)."""
    siguiente = _siguiente(expediente, ahora)
    return HechosPlazoReconocimiento(inicio_clases=siguiente.inicio if siguiente else None, ahora=ahora)


def hechos_exoneracion(
    _expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime
) -> HechosExoneracion:
    """Facts of Art. 73 for one enrolment; whether the evaluation is offered is not on record.

    A course may begin later than its period, so the period's start only serves while its first days run.
    """
    inicio = matricula.periodo.inicio
    a_tiempo = (ahora.date() - inicio).days < parametros.entero("dias_evaluacion_suficiencia")
    return HechosExoneracion(
        curso=matricula.curso.nombre,
        matriculado=matricula.estado is Estado.EN_CURSO,
        inicio_curso=inicio if a_tiempo else None,
        ahora=ahora,
    )


def hechos_complementarias(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosComplementarias:
    """Credits of the recorded activities by type (Anexo 1). Without any, or with one of no clear type: not known."""
    sumas = _por_tipo(expediente)
    return HechosComplementarias(
        creditos_tipo_a=sumas.get("A"),
        creditos_tipo_b=sumas.get("B"),
        creditos_tipo_c=sumas.get("C"),
        medicina=_es_medicina(expediente),
    )


def hechos_avance_carrera(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosAvanceCarrera:
    """Facts of Art. 157. That no course is pending is believed only when the plan's credits are complete."""
    sumas = _por_tipo(expediente)
    completo = expediente.creditos_aprobados >= expediente.creditos_plan
    pendientes = len(expediente.pendientes_del_plan)
    return HechosAvanceCarrera(
        creditos_aprobados=expediente.creditos_aprobados,
        creditos_plan=expediente.creditos_plan or None,
        cursos_pendientes=pendientes if pendientes or completo else None,
        creditos_tipo_a=sumas.get("A"),
        creditos_tipo_b=sumas.get("B"),
        creditos_tipo_c=sumas.get("C"),
        medicina=_es_medicina(expediente),
        idioma_reconocido=_reconocido(expediente),
        trabajo_investigacion=True if _hay(expediente, "trabajo_investigacion") else None,
    )


def hechos_titulo(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosTitulo:
    """Facts of Art. 158; the bachelor's degree is not on record."""
    presentada = _hay(expediente, "tesis") or _hay(expediente, "suficiencia_profesional")
    return HechosTitulo(tesis_o_suficiencia=True if presentada else None)


def hechos_idioma(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosIdioma:
    """The highest language level on record (Art. 19); what is on record was recognised."""
    mejor = max(_idiomas(expediente), key=lambda par: list(Nivel).index(par[1]), default=None)
    return HechosIdioma(
        idioma=mejor[0] if mejor else None,
        nivel_idioma=mejor[1] if mejor else None,
        idioma_reconocido=_reconocido(expediente),
        medicina=_es_medicina(expediente),
    )


def hechos_idioma_certificado(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, ahora: datetime
) -> HechosIdiomaCertificado:
    """Only the career: the certificate itself has to be asked for."""
    return HechosIdiomaCertificado(medicina=_es_medicina(expediente), ahora=ahora)


def hechos_discapacidad(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, ahora: datetime
) -> HechosDiscapacidad:
    """The next period (Art. 42F); nothing about a disability is on record."""
    siguiente = _siguiente(expediente, ahora)
    return HechosDiscapacidad(inicio_periodo=siguiente.inicio if siguiente else None, ahora=ahora)


def _en_curso(expediente: Expediente) -> Periodo | None:
    return next((m.periodo for m in expediente.actuales if m.estado is Estado.EN_CURSO), None)


def _creditos_en_curso(expediente: Expediente) -> int:
    return sum(m.curso.creditos for m in expediente.actuales if m.estado is Estado.EN_CURSO)


def _siguiente(expediente: Expediente, ahora: datetime) -> Periodo | None:
    por_venir = [periodo for periodo in expediente.periodos if periodo.inicio > ahora.date()]
    return min(por_venir, key=lambda periodo: periodo.inicio, default=None)


def _llano(texto: str) -> str:
    """Lower case letters without accents, spaces or hyphens."""
    sin_tildes = unicodedata.normalize("NFD", texto.casefold())
    return "".join(letra for letra in sin_tildes if letra.isalpha())


def _es_medicina(expediente: Expediente) -> bool:
    return " ".join(expediente.carrera.casefold().split()) in _MEDICINA


def _hay(expediente: Expediente, tipo: str) -> bool:
    return any(actividad.tipo == tipo for actividad in expediente.actividades)


def _por_tipo(expediente: Expediente) -> dict[str, Decimal]:
    """Credits of the complementary activities by type, 0 where there are none; empty when it cannot be told."""
    propias = [actividad for actividad in expediente.actividades if actividad.tipo == "complementaria"]
    if not propias:
        return {}
    sumas = {letra: Decimal(0) for letra in "ABC"}
    for actividad in propias:
        letra = _llano(actividad.detalle).removeprefix("tipo").upper()
        if letra not in sumas or actividad.creditos is None:
            return {}
        sumas[letra] += actividad.creditos
    return sumas


def _idiomas(expediente: Expediente) -> list[tuple[Idioma, Nivel]]:
    leidos = (_idioma(actividad) for actividad in expediente.actividades if actividad.tipo == "idioma")
    return [leido for leido in leidos if leido is not None]


def _idioma(actividad: Actividad) -> tuple[Idioma, Nivel] | None:
    detalle = _llano(actividad.detalle)
    nivel = next((nivel for palabra, nivel in _NIVELES if palabra in detalle), None)
    if nivel is None:
        return None
    if detalle.startswith("ingles"):
        return Idioma.INGLES, nivel
    return (Idioma.NATIVA if detalle.startswith(_NATIVAS) else Idioma.OTRO), nivel


def _reconocido(expediente: Expediente) -> bool | None:
    """True when an intermediate level is on record; that there is none does not mean that it is missing."""
    logrado = any(nivel in (Nivel.INTERMEDIO, Nivel.AVANZADO) for _, nivel in _idiomas(expediente))
    return True if logrado else None
