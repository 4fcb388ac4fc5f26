"""May a UPCH student withdraw from the semester, until when, and what is paid (Art. 91, 93, 94, 95)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import porcentaje
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.retiro import DEJAR_DE_IR, Fechas, Momento, contar, imagen
from actions.rulebooks.upch.tramites_comun import Cuenta, Parte, fecha_imposible, lugar, primero

CALCULO = "retiro_ciclo"
_RETIRO, _PENSION, _SALUD = lugar("Art. 91"), lugar("Art. 93"), lugar("Art. 95")
_QUIEN = "tu facultad (en primer año, el comité académico de la UFBI)"


@dataclass(frozen=True)
class HechosRetiroCiclo:
    """What Art. 91 asks about a semester. None means "not known"; `ahora` is aware (America/Lima).

    `fin_semestre` None: a regular semester's length is taken. `plazo_retiro_ciclo`: the last day that the faculty
    set. `caso_justificado`: there is a cause with documents (health, another).
    """

    inicio_semestre: date | None = None
    fin_semestre: date | None = None
    plazo_retiro_ciclo: date | None = None
    caso_justificado: bool | None = None
    ahora: datetime | None = None


def retiro_ciclo(hechos: HechosRetiroCiclo, parametros: Parametros) -> Dictamen:
    """SI within the faculty's deadline and half of the semester, NO afterwards, DEPENDE for a justified case.

    `valor`: share 0-1 of the semester that has passed, where it is known. Source: UPCH Art. 91, 93 (pension), 94, 95;
    Art. 6 for the length of a regular semester.
    """
    problema = _contradiccion(hechos)
    if problema:
        return no_cuadra(CALCULO, problema)
    cuenta = Cuenta()
    fechas = Fechas(_parte(hechos, cuenta, parametros), hechos.plazo_retiro_ciclo, hechos.ahora)
    fuente, proporcion = parametros.fuente("parte_para_retiro_ciclo"), parametros.valor("parte_para_retiro_ciclo")
    contar(fechas, cuenta, "semestre", _QUIEN, fuente, proporcion)
    van = _pension(fechas, cuenta)
    cuenta.avisos.append(DEJAR_DE_IR)
    veredicto, resumen = _veredicto(hechos, fechas, cuenta)
    return replace(cuenta.dictamen(CALCULO, resumen, veredicto, van), grafico=imagen(fechas, "semestre"))


def _parte(hechos: HechosRetiroCiclo, cuenta: Cuenta, parametros: Parametros) -> Parte | None:
    proporcion = parametros.valor("parte_para_retiro_ciclo")
    if hechos.inicio_semestre is None:
        return None
    if hechos.fin_semestre is not None:
        return Parte(hechos.inicio_semestre, hechos.fin_semestre, proporcion)
    semanas = parametros.entero("semanas_semestre")
    cuenta.paso(
        f"Un semestre regular dura {semanas} semanas",
        "no sé qué día termina el tuyo",
        f"se toman {semanas} semanas",
        parametros.fuente("semanas_semestre"),
    )
    cuenta.avisos.append(f"Si tu periodo no es un semestre regular de {semanas} semanas, la mitad cae en otra fecha.")
    return Parte(hechos.inicio_semestre, hechos.inicio_semestre + timedelta(days=7 * semanas - 1), proporcion)


def _pension(fechas: Fechas, cuenta: Cuenta) -> Decimal | None:
    regla = "Se paga la pensión semestral en proporción a lo recibido hasta pedir el retiro"
    if fechas.parte is None or fechas.ahora is None:
        cuenta.paso(regla, "no sé cuánto ha pasado del semestre", "depende de la fecha de tu solicitud", _PENSION)
        return None
    van = Decimal(fechas.parte.transcurridos(fechas.ahora.date())) / fechas.parte.dias
    cuenta.paso(regla, f"ha pasado el {porcentaje(van)} del semestre", "el monto lo fija la DGA", _PENSION)
    return van


def _veredicto(hechos: HechosRetiroCiclo, fechas: Fechas, cuenta: Cuenta) -> tuple[Veredicto, str]:
    limite = fechas.limite
    if fechas.momento is Momento.TARDE:
        return _tarde(hechos, fechas, cuenta)
    cuenta.siguiente.append("Presenta la solicitud en tu facultad (en primer año, en la UFBI) cuanto antes.")
    if fechas.momento is Momento.A_TIEMPO and limite and fechas.ahora:
        resta, motivo = limite.resta(fechas.ahora), fechas.por_la_mitad("semestre")
        return (
            Veredicto.SI,
            f"Sí, todavía puedes pedir el retiro del semestre: hasta el {limite.texto} ({resta}){motivo}.",
        )
    if fechas.momento is Momento.JUSTO:
        cuenta.falta.append("cómo cuenta tu facultad la mitad del semestre")
        return Veredicto.DEPENDE, "Hoy se cumple la mitad del semestre: pide el retiro hoy mismo, tu facultad decide."
    if fechas.parte is None:
        cuenta.ignora("cuándo empezó el semestre", "inicio_semestre")
    if hechos.plazo_retiro_ciclo is None:
        cuenta.ignora("hasta qué día fijó tu facultad el retiro del semestre", "plazo_retiro_ciclo")
    if limite is None:
        return Veredicto.DEPENDE, (
            "Puedes pedir el retiro del semestre hasta el día que fija tu facultad, que nunca pasa de la mitad; "
            "después, solo en un caso justificado."
        )
    resta = f" ({limite.resta(fechas.ahora)})" if fechas.ahora else ""
    if hechos.plazo_retiro_ciclo is None:
        return Veredicto.DEPENDE, (
            f"Por la mitad del semestre podrías hasta el {limite.texto}{resta}, salvo que tu facultad haya fijado una "
            "fecha anterior."
        )
    if fechas.parte is None:
        resumen = f"Por el plazo de tu facultad podrías hasta el {limite.texto}{resta}, salvo que antes pase la mitad."
        return Veredicto.DEPENDE, resumen
    cuenta.falta.append("qué día lo pides")
    resumen = f"Puedes pedir el retiro del semestre hasta el {limite.texto}; después, solo en un caso justificado."
    return Veredicto.DEPENDE, resumen


def _tarde(hechos: HechosRetiroCiclo, fechas: Fechas, cuenta: Cuenta) -> tuple[Veredicto, str]:
    vencio = f"terminó el {fechas.limite.texto}" if fechas.limite else "terminó"
    vencio += fechas.por_la_mitad("semestre")
    regla = "Después solo cabe en un caso debidamente justificado que apruebe el consejo de facultad"
    if hechos.caso_justificado is False:
        cuenta.paso(regla, "no tienes una causa que puedas justificar", "no aplica", _RETIRO)
        return Veredicto.NO, f"No, ya no puedes retirarte del semestre: el plazo {vencio}."
    cuenta.siguiente.append(
        "Presenta tu caso con los documentos que lo prueban; lo aprueba el consejo de facultad (en primer año, previo "
        "informe de la comisión académica de la UFBI)."
    )
    cuenta.paso("El retiro por salud se pide al consejo, documentado", "si es tu caso", "puedes pedirlo", _SALUD)
    if hechos.caso_justificado:
        cuenta.paso(regla, "dices que puedes justificarlo", "lo decide el consejo de facultad", _RETIRO)
        cuenta.falta.append("si el consejo de facultad lo aprueba")
        resumen = f"Solo por excepción: el plazo {vencio}, pero tu caso puede aprobarlo el consejo de facultad."
        return Veredicto.DEPENDE, resumen
    cuenta.paso(regla, "no sé si es tu caso", "lo decide el consejo de facultad", _RETIRO)
    cuenta.ignora("si tienes una causa que puedas justificar con documentos", "caso_justificado")
    return Veredicto.DEPENDE, (
        f"El plazo ordinario {vencio}. Solo cabe en un caso debidamente justificado, si lo aprueba el consejo de "
        "facultad."
    )


def _contradiccion(hechos: HechosRetiroCiclo) -> str | None:
    al_reves = (
        hechos.inicio_semestre is not None
        and hechos.fin_semestre is not None
        and hechos.fin_semestre < hechos.inicio_semestre
    )
    return primero(
        (
            fecha_imposible(hechos.inicio_semestre, hechos.fin_semestre, hechos.plazo_retiro_ciclo),
            "el semestre no puede terminar antes de empezar" if al_reves else None,
        )
    )
