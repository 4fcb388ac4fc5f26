"""May a UPCH student sit an examen sustitutorio, and what it would change (Art. 112 and 113, with 40, 86 and 133)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import floor

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.formato import cantidad, lista, momento, numero, porcentaje
from actions.rulebooks.notas import Evaluacion, nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import Plazo
from actions.rulebooks.upch.cursos_comun import SECRETARIA, con_decimales, no_cuadra, truncada
from actions.rulebooks.upch.evaluaciones import (
    CONOCIMIENTO,
    DESEMPENO,
    Tramo,
    llamada,
    problema_de_evaluaciones,
    teoricos_desaprobados,
    tramo,
)
from actions.rulebooks.upch.tramites_comun import Cuenta, aun_no_se

CALCULO = "sustitutorio"
_EXAMEN = Fuente("upch", "Art. 112")
_REQUISITOS = Fuente("upch", "Art. 113")
_SILABO = Fuente("upch", "Art. 40")
_ESCALA = Fuente("upch", "Art. 133")
_FALTAS = Fuente("upch", "Art. 86")
_RETIRO = Fuente("upch", "Art. 90")
_NO_APTO = "no figuras apto"
_NO_TEORICOS = ("practica", DESEMPENO)


@dataclass(frozen=True)
class HechosSustitutorio:
    """What Art. 112 and 113 ask about one exam of one course. None means "not known".

    `evaluaciones`: all of the course, and `reemplaza` the name of the exam to be substituted; or its `nota_examen`
    (0-20) alone. `examen_teorico`: it includes no practice, seminar or short test. `parciales`: partial exams of the
    course; `sustituidos`: others that are substituted besides this one. `nota_sustitutorio`: supposed or obtained.
    `en_silabo`: the syllabus schedules it. `examen`: its dates; `ahora`: aware (America/Lima).
    """

    curso: str | None = None
    evaluaciones: tuple[Evaluacion, ...] | None = None
    reemplaza: str | None = None
    nota_examen: Decimal | None = None
    examen_teorico: bool | None = None
    parciales: int | None = None
    sustituidos: int | None = None
    nota_sustitutorio: Decimal | None = None
    en_silabo: bool | None = None
    retirado: bool | None = None
    desaprobado_por_faltas: bool | None = None
    apto: bool | None = None
    pagado: bool | None = None
    examen: Ventana | None = None
    ahora: datetime | None = None


@dataclass
class _Cuenta(Cuenta):
    """`efecto`: what the exam would change, as a sentence; `valor`: the course's new average, where it is known."""

    efecto: str = ""
    valor: Decimal | None = None


def sustitutorio(hechos: HechosSustitutorio, parametros: Parametros) -> Dictamen:
    """SI, NO (with the reason), or DEPENDE when something is still to be done or not known.

    `valor`: the course's new average (0-20) where the weights and the other grades are known: with `nota_sustitutorio`,
    otherwise with the best that it can give. Source: UPCH Art. 112 (failed theory exams, half of the partials, 11 at
    most), 113 (apto, paid), 40 (syllabus), 86 (failed by absence), 133 (11.00 passes).
    """
    problema = _problema(hechos)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    hechos = _del_examen(hechos, parametros.valor("nota_aprobatoria"))
    cuenta = _Cuenta()
    _matricula(hechos, cuenta)
    _desaprobado(hechos, parametros, cuenta)
    _teorico(hechos, cuenta)
    _mitad(hechos, parametros, cuenta)
    _silabo(hechos, cuenta)
    _apto(hechos, cuenta)
    _pago(hechos, cuenta)
    _fecha(hechos, cuenta)
    _efecto(hechos, parametros, cuenta)
    return _dictamen(hechos, cuenta)


def _del_examen(hechos: HechosSustitutorio, meta: Decimal) -> HechosSustitutorio:
    """The facts with what the list of evaluations tells about the exam: its grade and whether it is one of theory.

    Where none was named and only one can be meant, it is that one.
    """
    elegida = llamada(hechos.evaluaciones, hechos.reemplaza)
    if hechos.reemplaza is None and hechos.nota_examen is None:
        bajas = teoricos_desaprobados(hechos.evaluaciones, meta)
        elegida = bajas[0] if len(bajas) == 1 else None
    if elegida is None:
        return hechos
    teorico = hechos.examen_teorico
    if teorico is None and elegida.tipo is not None:
        teorico = {"teoria": True, **dict.fromkeys(_NO_TEORICOS, False)}.get(elegida.tipo)
    nota = elegida.nota if elegida.nota is not None else hechos.nota_examen
    return replace(hechos, reemplaza=elegida.nombre, nota_examen=nota, examen_teorico=teorico)


def _matricula(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    if hechos.retirado:
        cuenta.pasos.append(Paso("Hay que seguir en el curso", "te retiraste", "no cumples", _RETIRO))
        cuenta.impide.append("te retiraste del curso")
    regla = "Quien desaprueba por faltas repite el curso"
    if hechos.desaprobado_por_faltas:
        cuenta.pasos.append(Paso(regla, "figuras desaprobado por faltas", "el sustitutorio no lo cambia", _FALTAS))
        cuenta.impide.append("estás desaprobado por faltas y el curso se repite")
    elif hechos.desaprobado_por_faltas is None:
        cuenta.ignora("si estás desaprobado por faltas", "desaprobado_por_faltas")
        cuenta.pasos.append(Paso(regla, "no sé si lo estás", "si lo estás, no procede", _FALTAS))


def _desaprobado(hechos: HechosSustitutorio, parametros: Parametros, cuenta: _Cuenta) -> None:
    meta = parametros.valor("nota_aprobatoria")
    regla = f"Es para exámenes desaprobados, con menos de {con_decimales(meta)}"
    cual = hechos.reemplaza or "el examen"
    nota = hechos.nota_examen
    if nota is None and hechos.evaluaciones and hechos.reemplaza is None:
        _entre_todas(hechos, meta, regla, cuenta)
        return
    if nota is None:
        cuenta.ignora(f"qué nota sacaste en {cual}", "nota_examen")
        cuenta.pasos.append(Paso(regla, "no sé tu nota", "tiene que estar desaprobado", _ESCALA))
    elif truncada(nota) >= meta:
        cuenta.pasos.append(Paso(regla, f"sacaste {con_decimales(nota)} en {cual}", "está aprobado", _ESCALA))
        cuenta.pasos.append(Paso("Solo se sustituye un examen desaprobado", f"{cual} está aprobado", "no procede",
                                 _EXAMEN))  # fmt: skip
        cuenta.impide.append(f"{cual} está aprobado con {con_decimales(nota)}")
    else:
        cuenta.pasos.append(Paso(regla, f"sacaste {con_decimales(nota)} en {cual}", "cumples", _ESCALA))


def _entre_todas(hechos: HechosSustitutorio, meta: Decimal, regla: str, cuenta: _Cuenta) -> None:
    """No exam was named: are there failed ones among the evaluations that may be of theory?"""
    bajas = teoricos_desaprobados(hechos.evaluaciones, meta)
    if bajas:
        cuales = lista([f"{e.nombre} ({con_decimales(e.nota or Decimal(0))})" for e in bajas])
        cuenta.pasos.append(Paso(regla, f"desaprobaste {cuales}", "puede ser uno de estos", _ESCALA))
    elif any(e.nota is None for e in hechos.evaluaciones or () if e.tipo not in _NO_TEORICOS):
        cuenta.ignora("qué nota sacaste en el examen", "nota_examen")
        cuenta.pasos.append(Paso(regla, "hay evaluaciones sin nota", "tiene que estar desaprobado", _ESCALA))
    else:
        cuenta.pasos.append(Paso(regla, "no tienes exámenes teóricos desaprobados", "no procede", _ESCALA))
        cuenta.impide.append("no tienes ningún examen teórico desaprobado")


def _teorico(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    regla = "Tiene que ser un examen teórico, sin prácticas, seminarios ni pasos cortos"
    if hechos.examen_teorico is None:
        cuenta.ignora("si es un examen teórico", "examen_teorico")
        cuenta.pasos.append(Paso(regla, "no sé cómo es el examen", "revísalo", _EXAMEN))
    elif hechos.examen_teorico:
        cuenta.pasos.append(Paso(regla, "es teórico", "cumples", _EXAMEN))
    else:
        cuenta.pasos.append(Paso(regla, "no es un examen teórico", "no procede", _EXAMEN))
        cuenta.impide.append("solo se sustituyen exámenes teóricos, sin prácticas, seminarios ni pasos cortos")


def _mitad(hechos: HechosSustitutorio, parametros: Parametros, cuenta: _Cuenta) -> None:
    parte = parametros.valor("parte_sustituible")
    fuente = parametros.fuente("parte_sustituible")
    regla = f"Se puede sustituir hasta el {porcentaje(parte)} de los exámenes parciales; la mitad de un impar baja"
    cuenta.avisos.append(
        "El artículo habla de exámenes parciales y no dice si un examen final también se sustituye: pregúntalo en tu "
        "facultad."
    )
    if hechos.parciales is None:
        cuenta.ignora("cuántos exámenes parciales tiene el curso", "parciales")
        if hechos.sustituidos is None:
            cuenta.ignora("cuántos otros sustituyes", "sustituidos")
        cuenta.pasos.append(Paso(regla, "no sé cuántos tiene el curso", "revisa tu sílabo", fuente))
        return
    caben = floor(Fraction(parte) * hechos.parciales)
    hecho = f"el curso tiene {cantidad(hechos.parciales, 'parcial', 'parciales')}"
    if not caben:
        cuenta.pasos.append(Paso(regla, hecho, "no cabe ninguno", fuente))
        cuenta.impide.append(f"{hecho} y la mitad no llega a uno")
    elif hechos.sustituidos is None:
        cuenta.ignora("cuántos otros sustituyes", "sustituidos")
        cuenta.pasos.append(Paso(regla, hecho, f"puedes sustituir {caben}", fuente))
    elif hechos.sustituidos + 1 > caben:
        cuenta.pasos.append(Paso(regla, f"{hecho} y ya sustituyes {hechos.sustituidos}", "no cabe otro", fuente))
        cuenta.impide.append(f"de {hechos.parciales} parciales solo puedes sustituir {caben} y ya usaste ese máximo")
    else:
        cuenta.pasos.append(Paso(regla, hecho, f"puedes sustituir {caben}", fuente))


def _silabo(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    regla = "El sílabo fija su fecha, al final del curso"
    if hechos.en_silabo is None:
        cuenta.ignora("si tu sílabo programa el sustitutorio", "en_silabo")
        cuenta.pasos.append(Paso(regla, "no sé qué dice tu sílabo", "revísalo", _SILABO))
    elif hechos.en_silabo:
        cuenta.pasos.append(Paso(regla, "tu sílabo lo programa", "cumples", _SILABO))
    else:
        cuenta.pasos.append(Paso(regla, "tu sílabo no lo programa", "no hay fecha", _SILABO))
        cuenta.impide.append("tu sílabo no programa sustitutorio")
        cuenta.avisos.append(
            "El texto no dice expresamente que un curso pueda no tenerlo: confírmalo con el coordinador del curso."
        )


def _apto(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    regla = "Hay que estar apto"
    aclara = f"El reglamento no define qué es estar apto: te lo aclara {SECRETARIA}."
    if hechos.apto is None:
        cuenta.ignora("si figuras apto para rendirlo", "apto")
        cuenta.pasos.append(Paso(regla, "no sé si lo estás", "confírmalo", _REQUISITOS))
        cuenta.avisos.append(aclara)
    elif hechos.apto:
        cuenta.pasos.append(Paso(regla, "figuras apto", "cumples", _REQUISITOS))
    else:
        cuenta.pasos.append(Paso(regla, "no figuras apto", "no cumples", _REQUISITOS))
        cuenta.impide.append(_NO_APTO)
        cuenta.siguiente.append(f"Pregunta qué te falta para estar apto en {SECRETARIA}.")
        cuenta.avisos.append(aclara)


def _pago(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    regla = "Hay que pagar el derecho; lo verifica el coordinador del curso"
    if hechos.pagado is None:
        cuenta.ignora("si ya pagaste", "pagado")
        cuenta.pasos.append(Paso(regla, "no sé si pagaste", "es obligatorio", _REQUISITOS))
    elif hechos.pagado:
        cuenta.pasos.append(Paso(regla, "tu pago figura hecho", "cumples", _REQUISITOS))
    else:
        cuenta.pasos.append(Paso(regla, "no figura el pago", "te falta", _REQUISITOS))
        cuenta.pendiente.append("pagar el derecho")
        cuenta.siguiente.append("Paga el derecho antes del examen: el reglamento no dice el monto ni la fecha límite.")


def _fecha(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    if hechos.examen is None or hechos.ahora is None:
        cuenta.siguiente.append("Mira en el sílabo, en el EVD, el día y la hora: es al final del curso.")
        return
    regla = "Se rinde en la fecha programada"
    inicio_, fin = hechos.examen.inicio, Plazo(hechos.examen.fin)
    if fin.vencido(hechos.ahora):
        cuenta.pasos.append(Paso(regla, f"terminó el {fin.texto}", "ya pasó", _EXAMEN))
        cuenta.impide.append(f"los sustitutorios terminaron el {fin.texto}")
        return
    cuenta.pasos.append(Paso(regla, f"es del {momento(inicio_)} al {fin.texto}", "todavía no pasa", _EXAMEN))
    cuenta.siguiente.append(f"Ríndelo entre el {momento(inicio_)} y el {fin.texto}: {fin.resta(hechos.ahora)}.")


def _efecto(hechos: HechosSustitutorio, parametros: Parametros, cuenta: _Cuenta) -> None:
    """What the course's average would become: only the failed exam's grade changes, up to 11."""
    if cuenta.impide:
        return
    tope = parametros.valor("nota_maxima_sustitutorio")
    regla = f"Su nota es {numero(tope)} como máximo y ocupa solo el lugar de la desaprobada"
    fuente = parametros.fuente("nota_maxima_sustitutorio")
    supuesta = hechos.nota_sustitutorio
    nueva = tope if supuesta is None else min(tope, truncada(supuesta))
    vieja = None if hechos.nota_examen is None else truncada(hechos.nota_examen)
    hecho = f"con {con_decimales(supuesta)} en el sustitutorio" if supuesta is not None else "con lo máximo"
    if vieja is not None and nueva <= vieja:
        cuenta.pasos.append(Paso(regla, hecho, f"no mejora tu {con_decimales(vieja)}", fuente))
        cuenta.efecto = f" Con {con_decimales(nueva)} no mejorarías tu {con_decimales(vieja)}."
        cuenta.avisos.append("El texto no dice que se conserve la mejor de las dos notas: lo define tu facultad.")
        return
    antes, despues = _promedios(hechos, nueva)
    if antes is None or despues is None:
        cuenta.pasos.append(Paso(regla, hecho, f"esa nota pasaría a {con_decimales(nueva)}", fuente))
    else:
        mejora = _mejora(antes, despues, parametros.valor("nota_aprobatoria"))
        cuenta.pasos.append(Paso(regla, hecho, mejora, fuente))
        cuenta.efecto = f" Con {con_decimales(nueva)}{' (el máximo)' if nueva == tope else ''}, {mejora}."
        if not despues.pendiente:
            cuenta.valor = despues.minimo
        cuenta.avisos.append("Si tu curso evalúa conocimientos y desempeño por separado, hay que aprobar los dos "
                             "(Art. 119).")  # fmt: skip
    cuenta.avisos.append(
        "Si sacas menos que antes no te ayuda, y el texto no dice que se conserve la mejor nota: lo define tu facultad."
    )


def _promedios(hechos: HechosSustitutorio, nueva: Decimal) -> tuple[Tramo | None, Tramo | None]:
    elegida = llamada(hechos.evaluaciones, hechos.reemplaza)
    if elegida is None or elegida.nota is None or hechos.evaluaciones is None:
        return None, None
    if {CONOCIMIENTO, DESEMPENO} <= {e.tipo for e in hechos.evaluaciones}:
        return None, None  # the two parts are not averaged as one (Art. 119)
    cambiadas = [replace(e, nota=nueva) if e is elegida else e for e in hechos.evaluaciones]
    return tramo(hechos.evaluaciones), tramo(cambiadas)


def _mejora(antes: Tramo, despues: Tramo, meta: Decimal) -> str:
    if despues.pendiente:
        return (
            f"tu promedio quedaría entre {con_decimales(despues.minimo)} y {con_decimales(despues.maximo)} (sin él, "
            f"entre {con_decimales(antes.minimo)} y {con_decimales(antes.maximo)})"
        )
    sigue = "" if despues.minimo >= meta else f" y seguirías desaprobado: se aprueba con {con_decimales(meta)}"
    return f"tu promedio pasaría de {con_decimales(antes.minimo)} a {con_decimales(despues.minimo)}{sigue}"


def _dictamen(hechos: HechosSustitutorio, cuenta: _Cuenta) -> Dictamen:
    que = f"el sustitutorio{f' de {hechos.curso}' if hechos.curso else ''}"
    cambian = tuple(nombre for nombre, dato in (("tu pago", hechos.pagado), ("si figuras apto", hechos.apto))
                    if dato is not None)  # fmt: skip
    if cuenta.impide:
        resumen = f"No puedes rendir {que}: {lista(cuenta.impide)}."
        puede, siguiente = (cambian, tuple(cuenta.siguiente[:1])) if cuenta.impide == [_NO_APTO] else ((), ())
        sabidos = tuple(paso for paso in cuenta.pasos if not paso.hecho.startswith("no sé"))
        return Dictamen(CALCULO, Veredicto.NO, resumen, sabidos, siguiente=siguiente,
                        avisos=tuple(cuenta.avisos), puede_cambiar=puede)  # fmt: skip
    if cuenta.falta:
        resumen = f"Puedes rendir {que} solo si se cumple todo{aun_no_se(cuenta.falta)}{cuenta.efecto}"
    elif cuenta.pendiente:
        resumen = f"Todavía no puedes rendir {que}: te falta {lista(cuenta.pendiente)}.{cuenta.efecto}"
    else:
        resumen = f"Sí, puedes rendir {que}.{cuenta.efecto}"
    veredicto = Veredicto.DEPENDE if cuenta.falta or cuenta.pendiente else Veredicto.SI
    return Dictamen(
        CALCULO, veredicto, resumen, tuple(cuenta.pasos), cuenta.valor, tuple(cuenta.falta), tuple(cuenta.siguiente),
        tuple(cuenta.avisos), tuple(cuenta.pide), cambian,
    )  # fmt: skip


def _problema(hechos: HechosSustitutorio) -> str | None:
    notas = (hechos.nota_examen, hechos.nota_sustitutorio)
    if any(nota_imposible(nota) for nota in notas):
        return "una nota va de 0 a 20"
    parciales, sustituidos = hechos.parciales, hechos.sustituidos
    if any(cuantos is not None and cuantos < 0 for cuantos in (parciales, sustituidos)):
        return "una cantidad de exámenes no puede ser negativa"
    if parciales is not None and sustituidos is not None and sustituidos > parciales:
        return f"{sustituidos} exámenes sustituidos son más que los {parciales} parciales del curso"
    problema = problema_de_evaluaciones(hechos.evaluaciones)
    if problema:
        return problema
    elegida = llamada(hechos.evaluaciones, hechos.reemplaza)
    if elegida is not None and elegida.nota is not None and hechos.nota_examen not in (None, elegida.nota):
        return f"das dos notas distintas de {elegida.nombre}"
    return None
