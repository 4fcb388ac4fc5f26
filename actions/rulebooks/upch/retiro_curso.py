"""May a UPCH student withdraw from a course, until when, and what it does to the pension (Art. 90-95)."""

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
_SEMESTRE, _PENSION_SEMESTRE = lugar("Art. 91"), lugar("Art. 93")
_QUIEN = "tu facultad (en primer año, el comité técnico de la UFBI)"


@dataclass(frozen=True)
class HechosRetiroCurso:
    """What Art. 90 asks about one course. None means "not known"; `ahora` is aware (America/Lima).

    `inicio_periodo`, `fin_periodo`: the dates of the period, in which the course may be shorter; with
    `fechas_del_periodo` the dates given as the course's are the period's. `plazo_retiro_curso`: the last day that the
    faculty set. `por_enfermedad`: an illness diagnosed while absences were justified. `primer_anio`: the
    student is in the first year (UFBI).
    """

    curso: str | None = None
    retirado: bool | None = None
    inicio_curso: date | None = None
    fin_curso: date | None = None
    inicio_periodo: date | None = None
    fin_periodo: date | None = None
    fechas_del_periodo: bool = False
    plazo_retiro_curso: date | None = None
    por_enfermedad: bool | None = None
    primer_anio: bool | None = None
    creditos_matriculados: int | None = None
    creditos_curso: int | None = None
    ahora: datetime | None = None


def retiro_curso(hechos: HechosRetiroCurso, parametros: Parametros) -> Dictamen:
    """SI within the faculty's deadline and half of the course, NO afterwards, DEPENDE for an illness or when unknown.

    The period's dates do not tell the half of a course, which may be shorter: its own dates are asked for.

    `valor`: credits that stay enrolled, where they are known. Source: UPCH Art. 90, 91 and 93 (all the credits),
    92 (pension), 94, 95.
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
    fechas = _fechas(hechos, proporcion)
    contar(fechas, cuenta, "curso", _QUIEN, parametros.fuente("parte_para_retiro_curso"), proporcion)
    _si_dura_el_periodo(hechos, cuenta, fechas, proporcion)
    quedan = _pension(hechos, cuenta)
    cuenta.avisos.append(DEJAR_DE_IR)
    veredicto, resumen = _veredicto(hechos, fechas, cuenta)
    dictamen = cuenta.dictamen(CALCULO, f"{nombre}{resumen}", veredicto, quedan)
    return replace(dictamen, grafico=imagen(fechas, "curso"))


def _periodo(hechos: HechosRetiroCurso) -> tuple[date | None, date | None]:
    """First and last day of the period, as far as they are known."""
    if hechos.fechas_del_periodo:
        return hechos.inicio_curso, hechos.fin_curso
    return hechos.inicio_periodo, hechos.fin_periodo


def _fechas(hechos: HechosRetiroCurso, proporcion: Decimal) -> Fechas:
    parte, fin = None, _periodo(hechos)[1]
    if not hechos.fechas_del_periodo and hechos.inicio_curso is not None and hechos.fin_curso is not None:
        parte, fin = Parte(hechos.inicio_curso, hechos.fin_curso, proporcion), None
    return Fechas(parte, hechos.plazo_retiro_curso, hechos.ahora, fin)


def _si_dura_el_periodo(hechos: HechosRetiroCurso, cuenta: Cuenta, fechas: Fechas, proporcion: Decimal) -> None:
    """Where the half would lie in a course that runs the whole period, while its own dates are not known."""
    inicio_periodo, fin_periodo = _periodo(hechos)
    if fechas.parte is None and inicio_periodo is not None and fin_periodo is not None:
        mitad = Parte(inicio_periodo, fin_periodo, proporcion).limite.texto
        cuenta.avisos.append(
            f"La mitad es la de tu curso: si dura todo el periodo, llega el {mitad}; si tu curso dura menos o va en "
            "otras fechas, cae otro día."
        )


def _veredicto(hechos: HechosRetiroCurso, fechas: Fechas, cuenta: Cuenta) -> tuple[Veredicto, str]:
    limite = fechas.limite
    if fechas.momento is Momento.TARDE:
        return _tarde(hechos, fechas, cuenta)
    cuenta.siguiente.append(_donde(hechos))
    if fechas.momento is Momento.A_TIEMPO and limite and fechas.ahora:
        resta, motivo = limite.resta(fechas.ahora), fechas.por_la_mitad("curso")
        return Veredicto.SI, f"Sí, todavía puedes pedir el retiro: hasta el {limite.texto} ({resta}){motivo}."
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
        resumen = (
            f"Por el plazo de tu facultad podrías hasta el {limite.texto}{resta}, si tu curso no ha pasado de su mitad."
        )
        return Veredicto.DEPENDE, resumen
    cuenta.falta.append("qué día lo pides")
    return Veredicto.DEPENDE, f"Puedes pedir el retiro hasta el {limite.texto}; después, solo por enfermedad."


def _tarde(hechos: HechosRetiroCurso, fechas: Fechas, cuenta: Cuenta) -> tuple[Veredicto, str]:
    vencio = f"terminó el {fechas.limite.texto}" if fechas.limite else "terminó"
    if fechas.limite and fechas.parte is None and hechos.plazo_retiro_curso is None:
        vencio = f"terminó, a más tardar, con el periodo, el {fechas.limite.texto}"
    vencio += fechas.por_la_mitad("curso")
    regla = "Después solo cabe por una enfermedad diagnosticada mientras tenías faltas justificadas"
    if hechos.por_enfermedad is False:
        cuenta.paso(regla, "no es por una enfermedad así", "no aplica", _RETIRO)
        return Veredicto.NO, f"No, ya no puedes retirarte: el plazo {vencio}."
    previo = (
        "" if hechos.primer_anio is False else " (en primer año, previo informe de la comisión académica de la UFBI)"
    )
    cuenta.siguiente.append(
        f"Pide el retiro por salud al consejo, con los documentos médicos; lo aprueba el consejo de facultad{previo}."
    )
    if hechos.por_enfermedad:
        cuenta.paso(regla, "dices que es por una enfermedad así", "lo decide el consejo de facultad", _RETIRO)
        cuenta.paso("El retiro por salud se pide al consejo, documentado", "es por salud", "puedes pedirlo", _SALUD)
        cuenta.falta.append("si el consejo de facultad lo aprueba")
        return (
            Veredicto.DEPENDE,
            f"Solo por excepción: el plazo {vencio}, pero por enfermedad puede aprobarlo el consejo de facultad"
            f"{_informe(hechos)}.",
        )
    cuenta.paso(regla, "no sé si es tu caso", "lo decide el consejo de facultad", _RETIRO)
    cuenta.ignora("si es por una enfermedad diagnosticada mientras tenías faltas justificadas", "por_enfermedad")
    return Veredicto.DEPENDE, (
        f"El plazo ordinario {vencio}. Solo cabe por una enfermedad diagnosticada mientras tenías faltas "
        f"justificadas, si lo aprueba el consejo de facultad{_informe(hechos)}."
    )


def _informe(hechos: HechosRetiroCurso) -> str:
    return ", previo informe de la comisión académica de la UFBI" if hechos.primer_anio else ""


def _pension(hechos: HechosRetiroCurso, cuenta: Cuenta) -> Decimal | None:
    regla = "La pensión se determina con los créditos en que sigues matriculado"
    if hechos.creditos_matriculados is None or hechos.creditos_curso is None:
        cuenta.paso(regla, "no sé cuántos créditos llevas", "baja según los que te queden", _PENSION)
        return None
    quedan = hechos.creditos_matriculados - hechos.creditos_curso
    if quedan == 0:
        return _todo(cuenta)
    llevas = f"llevas {en_creditos(hechos.creditos_matriculados)} y el curso vale {hechos.creditos_curso}"
    cuenta.paso(regla, llevas, f"se calcularía con {en_creditos(quedan)}", _PENSION)
    return Decimal(quedan)


def _todo(cuenta: Cuenta) -> Decimal:
    """Who leaves all the credits withdraws from the semester: another deadline, another pension."""
    cuenta.paso("Dejar todo lo matriculado es retirarse del semestre", "es lo único que llevas",
                "tiene su propio plazo", _SEMESTRE)  # fmt: skip
    cuenta.paso("En el retiro del semestre se paga en proporción a lo recibido hasta pedirlo", "no te quedan créditos",
                "el monto lo fija la DGA", _PENSION_SEMESTRE)  # fmt: skip
    cuenta.avisos.append(
        "Con este curso dejas todos tus créditos: es un retiro de semestre, con su propio plazo y pago (Art. 91 y 93)."
    )
    return Decimal(0)


def _donde(hechos: HechosRetiroCurso) -> str:
    donde = "Presenta la solicitud al director de tu escuela profesional o jefe de carrera"
    if hechos.primer_anio:
        return f"{donde}, dentro del plazo del comité técnico de la UFBI."
    if hechos.primer_anio is False:
        return f"{donde}."
    return f"{donde} (en primer año, dentro del plazo del comité técnico de la UFBI)."


def _desconocidas(hechos: HechosRetiroCurso) -> list[str]:
    """The dates to ask for. Those given as the period's cannot be asked for again."""
    return [campo for campo in ("inicio_curso", "fin_curso") if getattr(hechos, campo) is None]


def _contradiccion(hechos: HechosRetiroCurso) -> str | None:
    al_reves = _al_reves(hechos.inicio_curso, hechos.fin_curso)
    de_mas = (
        hechos.creditos_matriculados is not None
        and hechos.creditos_curso is not None
        and hechos.creditos_curso > hechos.creditos_matriculados
    )
    return primero(
        (
            fecha_imposible(hechos.inicio_curso, hechos.fin_curso, hechos.plazo_retiro_curso),
            fecha_imposible(hechos.inicio_periodo, hechos.fin_periodo),
            "el curso no puede terminar antes de empezar" if al_reves else None,
            "el periodo no puede terminar antes de empezar"
            if _al_reves(hechos.inicio_periodo, hechos.fin_periodo)
            else None,
            cantidad_imposible(hechos.creditos_matriculados, hechos.creditos_curso),
            "el curso vale más créditos de los que llevas" if de_mas else None,
        )
    )


def _al_reves(inicio_: date | None, fin: date | None) -> bool:
    return inicio_ is not None and fin is not None and fin < inicio_
