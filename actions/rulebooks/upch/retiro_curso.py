"""May a UPCH student withdraw from a course, until when, and what it does to the pension (Art. 90, 92, 94, 95)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import inicio, no_cuadra
from actions.rulebooks.upch.retiro import DEJAR_DE_IR, Fechas, Momento, contar, imagen
from actions.rulebooks.upch.tramites_comun import (
    Cuenta,
    Parte,
    cantidad_imposible,
    en_creditos,
    fecha_imposible,
    lugar,
    primero,
)

CALCULO = "retiro_curso"
_RETIRO, _PENSION, _SALUD = lugar("Art. 90"), lugar("Art. 92"), lugar("Art. 95")
_QUIEN = "tu facultad (en primer año, el comité técnico de la UFBI)"


@dataclass(frozen=True)
class HechosRetiroCurso:
    """What Art. 90 asks about one course. None means "not known"; `ahora` is aware (America/Lima).

    `fechas_del_periodo`: the dates are the period's, the course may be shorter. `plazo_retiro_curso`: the last day
    that the faculty set. `por_enfermedad`: an illness diagnosed while absences were justified. `primer_anio`: the
    student is in the first year (UFBI).
    """

    curso: str | None = None
    retirado: bool | None = None
    inicio_curso: date | None = None
    fin_curso: date | None = None
    fechas_del_periodo: bool = False
    plazo_retiro_curso: date | None = None
    por_enfermedad: bool | None = None
    primer_anio: bool | None = None
    creditos_matriculados: int | None = None
    creditos_curso: int | None = None
    ahora: datetime | None = None


def retiro_curso(hechos: HechosRetiroCurso, parametros: Parametros) -> Dictamen:
    """SI within the faculty's deadline and half of the course, NO afterwards, DEPENDE for an illness or when unknown.

    `valor`: credits that stay enrolled, where they are known. Source: UPCH Art. 90, 92 (pension), 94, 95.
    """
    problema = _contradiccion(hechos)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    cuenta = Cuenta()
    nombre = inicio(hechos.curso)
    if hechos.retirado:
        cuenta.paso("El retiro aparta de un curso en el que se está", "ya figuras retirado", "no hace falta", _RETIRO)
        return cuenta.dictamen(CALCULO, f"{nombre}Ya figuras retirado de este curso.", Veredicto.NO)
    proporcion = parametros.valor("parte_para_retiro_curso")
    parte = None
    if hechos.inicio_curso is not None and hechos.fin_curso is not None:
        parte = Parte(hechos.inicio_curso, hechos.fin_curso, proporcion)
    fechas = Fechas(parte, hechos.plazo_retiro_curso, hechos.ahora)
    contar(fechas, cuenta, "curso", _QUIEN, parametros.fuente("parte_para_retiro_curso"), proporcion)
    if hechos.fechas_del_periodo and parte is not None:
        cuenta.avisos.append(
            "Se contó con las fechas del periodo: si tu curso dura menos o va en otras, la mitad cae otro día."
        )
    quedan = _pension(hechos, cuenta)
    cuenta.avisos.append(DEJAR_DE_IR)
    veredicto, resumen = _veredicto(hechos, fechas, cuenta)
    dictamen = cuenta.dictamen(CALCULO, f"{nombre}{resumen}", veredicto, quedan)
    return replace(dictamen, grafico=imagen(fechas, "curso"))


def _veredicto(hechos: HechosRetiroCurso, fechas: Fechas, cuenta: Cuenta) -> tuple[Veredicto, str]:
    limite = fechas.limite
    if fechas.momento is Momento.TARDE:
        return _tarde(hechos, fechas, cuenta)
    cuenta.siguiente.append(_donde(hechos))
    if fechas.momento is Momento.A_TIEMPO and limite and fechas.ahora:
        resta = limite.resta(fechas.ahora)
        return Veredicto.SI, f"Sí, todavía puedes pedir el retiro: hasta el {limite.texto} ({resta})."
    if fechas.momento is Momento.JUSTO:
        cuenta.falta.append("cómo cuenta tu facultad la mitad del curso")
        return Veredicto.DEPENDE, "Hoy se cumple la mitad del curso: pide el retiro hoy mismo, tu facultad decide."
    if fechas.parte is None:
        cuenta.ignora("cuándo empezó y cuándo termina tu curso", *_desconocidas(hechos))
    if hechos.plazo_retiro_curso is None:
        cuenta.ignora("hasta qué día fijó tu facultad el retiro de cursos", "plazo_retiro_curso")
    if limite is None:
        return Veredicto.DEPENDE, (
            "Puedes pedir el retiro hasta el día que fija tu facultad, que nunca pasa de la mitad del curso; después, "
            "solo por enfermedad."
        )
    resta = f" ({limite.resta(fechas.ahora)})" if fechas.ahora else ""
    if hechos.plazo_retiro_curso is None:
        return Veredicto.DEPENDE, (
            f"Por la mitad del curso podrías hasta el {limite.texto}{resta}, salvo que tu facultad haya fijado una "
            "fecha anterior."
        )
    if fechas.parte is None:
        resumen = f"Por el plazo de tu facultad podrías hasta el {limite.texto}{resta}, salvo que antes pase la mitad."
        return Veredicto.DEPENDE, resumen
    cuenta.falta.append("qué día lo pides")
    return Veredicto.DEPENDE, f"Puedes pedir el retiro hasta el {limite.texto}; después, solo por enfermedad."


def _tarde(hechos: HechosRetiroCurso, fechas: Fechas, cuenta: Cuenta) -> tuple[Veredicto, str]:
    vencio = f"terminó el {fechas.limite.texto}" if fechas.limite else "terminó"
    regla = "Después solo cabe por una enfermedad diagnosticada mientras tenías faltas justificadas"
    if hechos.por_enfermedad is False:
        cuenta.paso(regla, "no es por una enfermedad así", "no aplica", _RETIRO)
        return Veredicto.NO, f"No, ya no puedes retirarte: el plazo {vencio}."
    previo = " (en primer año, previo informe de la comisión académica de la UFBI)"
    cuenta.siguiente.append(
        f"Pide el retiro por salud al consejo, con los documentos médicos; lo aprueba el consejo de facultad{previo}."
    )
    if hechos.por_enfermedad:
        cuenta.paso(regla, "dices que es por una enfermedad así", "lo decide el consejo de facultad", _RETIRO)
        cuenta.paso("El retiro por salud se pide al consejo, documentado", "es por salud", "puedes pedirlo", _SALUD)
        cuenta.falta.append("si el consejo de facultad lo aprueba")
        return (
            Veredicto.DEPENDE,
            f"Solo por excepción: el plazo {vencio}, pero por enfermedad puede aprobarlo el consejo de facultad.",
        )
    cuenta.paso(regla, "no sé si es tu caso", "lo decide el consejo de facultad", _RETIRO)
    cuenta.ignora("si es por una enfermedad diagnosticada mientras tenías faltas justificadas", "por_enfermedad")
    return Veredicto.DEPENDE, (
        f"El plazo ordinario {vencio}. Solo cabe por una enfermedad diagnosticada mientras tenías faltas "
        "justificadas, si lo aprueba el consejo de facultad."
    )


def _pension(hechos: HechosRetiroCurso, cuenta: Cuenta) -> Decimal | None:
    regla = "La pensión se determina con los créditos en que sigues matriculado"
    if hechos.creditos_matriculados is None or hechos.creditos_curso is None:
        cuenta.paso(regla, "no sé cuántos créditos llevas", "baja según los que te queden", _PENSION)
        return None
    quedan = hechos.creditos_matriculados - hechos.creditos_curso
    llevas = f"llevas {en_creditos(hechos.creditos_matriculados)} y el curso vale {hechos.creditos_curso}"
    cuenta.paso(regla, llevas, f"se calcularía con {en_creditos(quedan)}", _PENSION)
    return Decimal(quedan)


def _donde(hechos: HechosRetiroCurso) -> str:
    if hechos.primer_anio:
        return "Presenta la solicitud según el plazo del comité técnico de la UFBI."
    if hechos.primer_anio is False:
        return "Presenta la solicitud al director de tu escuela profesional o jefe de carrera."
    return "Presenta la solicitud al director de tu escuela profesional o jefe de carrera (en primer año, en la UFBI)."


def _desconocidas(hechos: HechosRetiroCurso) -> list[str]:
    return [campo for campo in ("inicio_curso", "fin_curso") if getattr(hechos, campo) is None]


def _contradiccion(hechos: HechosRetiroCurso) -> str | None:
    al_reves = (
        hechos.inicio_curso is not None and hechos.fin_curso is not None and hechos.fin_curso < hechos.inicio_curso
    )
    de_mas = (
        hechos.creditos_matriculados is not None
        and hechos.creditos_curso is not None
        and hechos.creditos_curso > hechos.creditos_matriculados
    )
    return primero(
        (
            fecha_imposible(hechos.inicio_curso, hechos.fin_curso, hechos.plazo_retiro_curso),
            "el curso no puede terminar antes de empezar" if al_reves else None,
            cantidad_imposible(hechos.creditos_matriculados, hechos.creditos_curso),
            "el curso vale más créditos de los que llevas" if de_mas else None,
        )
    )
