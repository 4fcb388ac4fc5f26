"""May a UPCH student take an evaluation that was missed (Art. 111, 111A, 113 and 118, with 84-86, 88 and 89)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.formato import dia, lista, momento, porcentaje
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import Plazo, en_dias_habiles, en_horas
from actions.rulebooks.upch.cursos_comun import SECRETARIA, inicio, no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, aun_no_se, fecha_imposible

CALCULO = "rezagado"
_QUIENES = Fuente("upch", "Art. 111")
_CONEXION = Fuente("upch", "Art. 111A")
_REQUISITOS = Fuente("upch", "Art. 113")
_CERO = Fuente("upch", "Art. 118")
_FUERZA_MAYOR = Fuente("upch", "Art. 84")
_SALUD = Fuente("upch", "Art. 85")
_EVENTO = Fuente("upch", "Art. 88")
_FALTAS = Fuente("upch", "Art. 86")
_NO_APTO = "no figuras apto"


class Motivo(Enum):
    """Why the evaluation was missed."""

    SALUD = "salud"
    FUERZA_MAYOR = "fuerza_mayor"
    REPRESENTACION = "representacion"  # academic or sports, for the University
    EVENTO = "evento"  # another one: scientific, cultural
    CONEXION = "conexion"  # of an evaluation held at a distance
    SIN_CAUSA = "sin_causa"


@dataclass(frozen=True)
class HechosRezagado:
    """What Art. 111-113 ask about one missed evaluation. None means "not known".

    `documentos_presentados`: the justification was handed in; `justificada`: it was accepted. `autorizado_antes`: leave
    or rescheduling was granted before the event. `fecha_reincorporacion`: the first day back; `momento_evaluacion`:
    when the evaluation took place. `examen`: dates of the rezagados; moments are aware (America/Lima).
    """

    curso: str | None = None
    motivo_ausencia: Motivo | None = None
    documentos_presentados: bool | None = None
    justificada: bool | None = None
    autorizado_antes: bool | None = None
    fecha_reincorporacion: date | None = None
    momento_evaluacion: datetime | None = None
    desaprobado_por_faltas: bool | None = None
    apto: bool | None = None
    rezagado_pagado: bool | None = None
    examen: Ventana | None = None
    ahora: datetime | None = None


@dataclass
class _Cuenta(Cuenta):
    """`sin_costo`: it is rescheduled free, not as a rezagado; `nota_cero`: the grade is 0."""

    sin_costo: bool = False
    nota_cero: bool = False


def rezagado(hechos: HechosRezagado, parametros: Parametros) -> Dictamen:
    """SI, NO (the grade is then 0), or DEPENDE when something is still to be done or not known.

    Source: UPCH Art. 111 (justified cause), 84 and 85 (2 working days), 88 (events), 111A (connection: 24 hours, free),
    113 (apto, paid; free when representing the University), 86 (limit of absences), 118 (0 without cause).
    """
    problema = _problema(hechos)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    cuenta = _Cuenta()
    if hechos.desaprobado_por_faltas:  # whatever the cause was
        _limite(hechos, parametros, cuenta)
        return _dictamen(hechos, cuenta)
    if hechos.motivo_ausencia is None:
        return _sin_motivo(hechos, parametros)
    if hechos.motivo_ausencia is Motivo.SIN_CAUSA:
        cuenta.pasos.append(
            Paso("Lo que se deja de rendir sin justificación se califica con 0", "no tienes una causa", "0", _CERO)
        )
        cuenta.impide.append("sin una causa justificada la nota es 0")
        cuenta.nota_cero = True
    elif hechos.motivo_ausencia in (Motivo.REPRESENTACION, Motivo.EVENTO):
        _evento(hechos, parametros, cuenta)
    elif hechos.motivo_ausencia is Motivo.CONEXION:
        _conexion(hechos, parametros, cuenta)
    else:
        _justificacion(hechos, parametros, cuenta)
    if not cuenta.impide:
        _limite(hechos, parametros, cuenta)
        if not cuenta.sin_costo:
            _apto(hechos, cuenta)
            _pago(hechos, cuenta)
            _fecha(hechos, cuenta)
    return _dictamen(hechos, cuenta)


def _sin_motivo(hechos: HechosRezagado, parametros: Parametros) -> Dictamen:
    dias, horas = parametros.entero("dias_para_justificar"), parametros.entero("horas_conectividad")
    pasos = (
        Paso("El examen de rezagados es para quien faltó por una causa justificada", "no sé por qué faltaste",
             "depende de la causa", _QUIENES),
        Paso("Hay que estar apto y pagar, salvo si representabas a la Universidad y lo tramitaste antes",
             "no sé por qué faltaste", "se paga en los demás casos", _REQUISITOS),
        Paso("Sin justificación la nota es 0", "no sé por qué faltaste", "0 si no la tienes", _CERO),
    )  # fmt: skip
    resumen = (
        f"{inicio(hechos.curso)}Depende de por qué faltaste: por salud o fuerza mayor se justifica en {dias} días "
        f"hábiles desde que vuelves; por conexión, en {horas} horas; sin causa, la nota es 0."
    )
    return Dictamen(CALCULO, Veredicto.DEPENDE, resumen, pasos, falta=("por qué faltaste a la evaluación",),
                    pide=("motivo_ausencia",))  # fmt: skip


# The cause


def _justificacion(hechos: HechosRezagado, parametros: Parametros, cuenta: _Cuenta) -> None:
    dias = parametros.entero("dias_para_justificar")
    por_salud = hechos.motivo_ausencia is Motivo.SALUD
    fuente = _SALUD if por_salud else _FUERZA_MAYOR
    regla = f"La falta se justifica con documentos en los {dias} días hábiles siguientes a reincorporarse"
    que = "certificado médico o informe del PEMA, con copia al coordinador" if por_salud else "sustento con documentos"
    cuenta.avisos += [
        "Si tus faltas justificadas son de varios días seguidos, puedes rendir los rezagados de todos los cursos de "
        "esos días (Art. 111).",
        "Si era una práctica obligatoria que no se puede recuperar, se aplica el reglamento de tu facultad (Art. 89).",
    ]
    if hechos.justificada:
        cuenta.pasos.append(Paso(regla, "te aceptaron la justificación", "cumples", fuente))
        cuenta.pasos.append(Paso("Con causa justificada se rinde el examen de rezagados", "tu falta está justificada",
                                 "vale la nota que saques", _QUIENES))  # fmt: skip
    elif hechos.justificada is False:
        cuenta.pasos.append(Paso(regla, "no te aceptaron la justificación", "no cumples", fuente))
        _sin_justificar(cuenta, "no te aceptaron la justificación")
        cuenta.siguiente.append("Puedes apelar ante el decano, cuya decisión es la última (Art. 84).")
        if por_salud:
            cuenta.avisos.append("La apelación figura en la regla de fuerza mayor y no en la de salud: pregúntalo en "
                                 "tu facultad.")  # fmt: skip
    elif hechos.documentos_presentados:
        respuesta = parametros.entero("dias_respuesta_justificacion")
        cuenta.ignora("si aceptaron tu justificación", "justificada")
        cuenta.pasos.append(Paso(regla, "ya la presentaste", "falta la respuesta", fuente))
        if not por_salud:
            cuenta.siguiente.append(f"Te responden en {respuesta} días hábiles desde que la entregaste (Art. 84).")
    elif hechos.documentos_presentados is None:
        cuenta.ignora("si ya presentaste los documentos", "documentos_presentados")
        cuenta.pasos.append(Paso(regla, "no sé si los presentaste", "hacen falta", fuente))
        cuenta.siguiente.append(f"Entrega tu {que} en {SECRETARIA}.")
    else:
        _plazo_documentos(hechos, dias, que, Paso(regla, "", "", fuente), parametros, cuenta)


def _plazo_documentos(
    hechos: HechosRezagado, dias: int, que: str, base: Paso, parametros: Parametros, cuenta: _Cuenta
) -> None:
    entrega = f"Entrega tu {que} en {SECRETARIA}"
    if hechos.fecha_reincorporacion is None:
        cuenta.ignora("qué día volviste a clases", "fecha_reincorporacion")
        cuenta.pasos.append(Paso(base.regla, "no sé qué día volviste", f"{dias} días hábiles desde entonces",
                                 base.fuente))  # fmt: skip
        cuenta.siguiente.append(f"{entrega}, dentro de {dias} días hábiles.")
        return
    plazo = en_dias_habiles(hechos.fecha_reincorporacion, dias, parametros.calendario)
    hecho = f"volviste el {dia(hechos.fecha_reincorporacion)} y no los presentaste"
    if hechos.ahora is not None and plazo.vencido(hechos.ahora):
        cuenta.pasos.append(Paso(base.regla, hecho, f"el plazo venció el {plazo.texto}", base.fuente))
        _sin_justificar(cuenta, f"el plazo para justificar venció el {plazo.texto}")
        return
    cuenta.pasos.append(Paso(base.regla, hecho, f"hasta el {plazo.texto}", base.fuente))
    cuenta.pendiente.append(f"justificar la falta hasta el {plazo.texto}")
    resta = f" ({plazo.resta(hechos.ahora)})" if hechos.ahora is not None else ""
    cuenta.siguiente.append(f"{entrega}, hasta el {plazo.texto}{resta}.")


def _sin_justificar(cuenta: _Cuenta, motivo: str) -> None:
    cuenta.pasos.append(Paso("Lo que se deja de rendir sin justificación se califica con 0", motivo, "0", _CERO))
    cuenta.impide.append(f"{motivo}, y sin justificación la nota es 0")
    cuenta.nota_cero = True


def _evento(hechos: HechosRezagado, parametros: Parametros, cuenta: _Cuenta) -> None:
    representa = hechos.motivo_ausencia is Motivo.REPRESENTACION
    dias = parametros.entero("dias_antes_evento")
    regla = f"El permiso se pide al decano, por escrito, al menos {dias} días antes del evento"
    if hechos.autorizado_antes is None:
        cuenta.ignora("si te autorizaron antes del evento", "autorizado_antes")
        cuenta.pasos.append(Paso(regla, "no sé si te autorizaron", "hace falta", _EVENTO))
    elif not hechos.autorizado_antes:
        cuenta.pasos.append(Paso(regla, "no te autorizaron antes", "la falta no queda justificada así", _EVENTO))
        cuenta.impide.append("no lo tramitaste antes del evento, y sin justificación la nota es 0")
        cuenta.pasos.append(Paso("Lo que se deja de rendir sin justificación se califica con 0",
                                 "no lo tramitaste antes", "0, salvo otra justificación", _CERO))  # fmt: skip
        cuenta.siguiente.append(
            f"Si faltaste por fuerza mayor, mira si aún puedes justificarlo con documentos en {SECRETARIA} (Art. 84)."
        )
        return
    else:
        cuenta.pasos.append(Paso(regla, "te autorizaron antes", "tu falta queda justificada", _EVENTO))
    cuenta.avisos.append(
        f"Se acepta pedirlo con menos de {dias} días solo si la convocatoria no permitió cumplirlo y lo sustentas."
    )
    if representa:
        cuenta.sin_costo = True
        cuenta.pasos.append(
            Paso("Lo que coincide con una representación académica o deportiva tramitada antes se reprograma",
                 "representabas a la Universidad", "sin costo adicional", _REQUISITOS)
        )  # fmt: skip
    else:
        cuenta.avisos.append(
            "Reprogramar sin costo se prevé para la representación académica o deportiva: si la tuya es de otro tipo, "
            "como la cultural, decide tu facultad."
        )


def _conexion(hechos: HechosRezagado, parametros: Parametros, cuenta: _Cuenta) -> None:
    horas, tomarla = parametros.entero("horas_conectividad"), parametros.entero("horas_evaluacion_conectividad")
    regla = f"Un problema de conexión en una evaluación a distancia se justifica en {horas} horas ante el coordinador"
    cuenta.sin_costo = True
    cuenta.avisos.append("Vale para evaluaciones a distancia; no es un examen de rezagados y no tiene costo.")
    if hechos.justificada:
        cuenta.pasos.append(Paso(regla, "te aceptaron la justificación", f"te la toman en {tomarla} horas como máximo",
                                 _CONEXION))  # fmt: skip
    elif hechos.justificada is False:
        cuenta.pasos.append(Paso(regla, "no te aceptaron la justificación", "no cumples", _CONEXION))
        _sin_justificar(cuenta, "no te aceptaron la justificación")
    elif hechos.documentos_presentados:
        cuenta.ignora("si el coordinador aceptó tu justificación", "justificada")
        cuenta.pasos.append(Paso(regla, "ya la presentaste", "falta la respuesta", _CONEXION))
    elif hechos.documentos_presentados is None:
        cuenta.ignora("si ya la justificaste ante el coordinador", "documentos_presentados")
        cuenta.pasos.append(Paso(regla, "no sé si la justificaste", "hace falta", _CONEXION))
        cuenta.siguiente.append(f"Escribe al coordinador por correo o por el EVA antes de que pasen {horas} horas.")
    else:
        _plazo_conexion(hechos, horas, Paso(regla, "", "", _CONEXION), cuenta)


def _plazo_conexion(hechos: HechosRezagado, horas: int, base: Paso, cuenta: _Cuenta) -> None:
    cuenta.avisos.append("El texto no precisa desde cuándo corren las horas: las cuento desde la evaluación.")
    if hechos.momento_evaluacion is None:
        cuenta.ignora("qué día y a qué hora fue la evaluación", "momento_evaluacion")
        cuenta.pasos.append(Paso(base.regla, "no sé cuándo fue", f"{horas} horas desde entonces", base.fuente))
        cuenta.siguiente.append(f"Escribe al coordinador por correo o por el EVA antes de que pasen {horas} horas.")
        return
    plazo = en_horas(hechos.momento_evaluacion, horas)
    hecho = f"fue el {momento(hechos.momento_evaluacion)} y no la justificaste"
    if hechos.ahora is not None and plazo.vencido(hechos.ahora):
        cuenta.pasos.append(Paso(base.regla, hecho, f"venció el {plazo.texto}", base.fuente))
        _sin_justificar(cuenta, f"las {horas} horas vencieron el {plazo.texto}")
        return
    resta = f" ({plazo.resta(hechos.ahora)})" if hechos.ahora is not None else ""
    cuenta.pasos.append(Paso(base.regla, hecho, f"hasta el {plazo.texto}", base.fuente))
    cuenta.pendiente.append(f"justificarlo ante el coordinador hasta el {plazo.texto}")
    cuenta.siguiente.append(f"Escribe al coordinador por correo o por el EVA hasta el {plazo.texto}{resta}.")


# What else is asked


def _limite(hechos: HechosRezagado, parametros: Parametros, cuenta: _Cuenta) -> None:
    maximo = porcentaje(parametros.valor("inasistencia_justificada"))
    regla = f"No se debe haber pasado el límite de faltas ({maximo} de justificadas)"
    if hechos.desaprobado_por_faltas is None:
        cuenta.ignora("si estás desaprobado por faltas en el curso", "desaprobado_por_faltas")
        cuenta.pasos.append(Paso(regla, "no sé cuántas llevas", "revísalas", _QUIENES))
    elif hechos.desaprobado_por_faltas:
        cuenta.pasos.append(Paso(regla, "figuras desaprobado por faltas", "no cumples", _QUIENES))
        cuenta.pasos.append(Paso("Quien desaprueba por faltas repite el curso", "figuras desaprobado por faltas",
                                 "el examen no lo cambia", _FALTAS))  # fmt: skip
        cuenta.impide.append("estás desaprobado por faltas y el curso se repite")
        cuenta.siguiente.append("El curso se lleva de nuevo en otra matrícula, según tu carrera (Art. 116).")
    else:
        cuenta.pasos.append(Paso(regla, "no estás desaprobado por faltas", "cumples", _QUIENES))


def _apto(hechos: HechosRezagado, cuenta: _Cuenta) -> None:
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
        cuenta.siguiente[:] = [f"Pregunta qué te falta para estar apto en {SECRETARIA}."]
        cuenta.avisos.append(aclara)


def _pago(hechos: HechosRezagado, cuenta: _Cuenta) -> None:
    regla = "Hay que pagar el derecho; lo verifica el coordinador del curso"
    if hechos.rezagado_pagado is None:
        cuenta.ignora("si ya pagaste", "rezagado_pagado")
        cuenta.pasos.append(Paso(regla, "no sé si pagaste", "es obligatorio", _REQUISITOS))
    elif hechos.rezagado_pagado:
        cuenta.pasos.append(Paso(regla, "tu pago figura hecho", "cumples", _REQUISITOS))
    else:
        cuenta.pasos.append(Paso(regla, "no figura el pago", "te falta", _REQUISITOS))
        cuenta.pendiente.append("pagar el derecho")
        cuenta.siguiente.append("Paga el derecho antes del examen: el reglamento no dice el monto ni la fecha límite.")


def _fecha(hechos: HechosRezagado, cuenta: _Cuenta) -> None:
    if hechos.examen is None or hechos.ahora is None:
        cuenta.siguiente.append("Mira la fecha del examen de rezagados en el sílabo (Art. 40).")
        return
    fin = Plazo(hechos.examen.fin)
    if fin.vencido(hechos.ahora):
        cuenta.pasos.append(Paso("Se rinde en la fecha programada", f"terminó el {fin.texto}", "ya pasó", _QUIENES))
        cuenta.impide.append(f"los rezagados terminaron el {fin.texto}")
        cuenta.siguiente[:] = [f"Pregunta en {SECRETARIA} si hay alguna salida."]
        return
    fechas = f"es del {momento(hechos.examen.inicio)} al {fin.texto}"
    cuenta.pasos.append(Paso("Se rinde en la fecha programada", fechas, "todavía no pasa", _QUIENES))
    cuenta.siguiente.append(f"El examen {fechas}: {fin.resta(hechos.ahora)}.")


def _dictamen(hechos: HechosRezagado, cuenta: _Cuenta) -> Dictamen:
    que = _que(hechos)
    cambian = tuple(nombre for nombre, dato in (("tu pago", hechos.rezagado_pagado), ("si figuras apto", hechos.apto))
                    if dato is not None and not cuenta.sin_costo)  # fmt: skip
    if cuenta.impide:
        valor = Decimal(0) if cuenta.nota_cero else None
        return Dictamen(
            CALCULO, Veredicto.NO, f"No puedes {que}: {lista(cuenta.impide)}.", tuple(cuenta.pasos), valor,
            siguiente=tuple(cuenta.siguiente), avisos=tuple(cuenta.avisos),
            puede_cambiar=cambian if _NO_APTO in cuenta.impide else (),
        )  # fmt: skip
    costo = ", sin costo" if cuenta.sin_costo else ""
    if cuenta.falta:
        ademas = f" Te falta {lista(cuenta.pendiente)}." if cuenta.pendiente else ""
        resumen = f"Puedes {que}{costo}{',' if costo else ''} solo si se cumple todo{aun_no_se(cuenta.falta)}{ademas}"
    elif cuenta.pendiente:
        resumen = f"Todavía no puedes {que}: te falta {lista(cuenta.pendiente)}."
    else:
        resumen = f"Sí, puedes {que}{costo}: vale la nota que saques."
    veredicto = Veredicto.DEPENDE if cuenta.falta or cuenta.pendiente else Veredicto.SI
    return Dictamen(
        CALCULO, veredicto, resumen, tuple(cuenta.pasos), falta=tuple(cuenta.falta), siguiente=tuple(cuenta.siguiente),
        avisos=tuple(cuenta.avisos), pide=tuple(cuenta.pide), puede_cambiar=cambian,
    )  # fmt: skip


def _que(hechos: HechosRezagado) -> str:
    curso = f" de {hechos.curso}" if hechos.curso else ""
    if hechos.motivo_ausencia is Motivo.CONEXION:
        return f"dar la evaluación{curso} que perdiste por la conexión"
    if hechos.motivo_ausencia is Motivo.REPRESENTACION:
        return f"dar después la evaluación{curso}"
    return f"rendir el examen de rezagados{curso}"


def _problema(hechos: HechosRezagado) -> str | None:
    if hechos.documentos_presentados is False and hechos.justificada is not None:
        return "no pueden haberte respondido una justificación que no presentaste"
    if hechos.motivo_ausencia is Motivo.SIN_CAUSA and hechos.justificada:
        return "dices que faltaste sin una causa y que te aceptaron la justificación"
    problema = fecha_imposible(hechos.fecha_reincorporacion, hechos.momento_evaluacion)
    if problema:
        return problema
    if hechos.momento_evaluacion and hechos.ahora and hechos.momento_evaluacion > hechos.ahora:
        return "la evaluación que perdiste no puede ser en el futuro"
    if hechos.fecha_reincorporacion and hechos.ahora and hechos.fecha_reincorporacion > hechos.ahora.date():
        return "el día en que volviste a clases no puede ser en el futuro"
    return None
