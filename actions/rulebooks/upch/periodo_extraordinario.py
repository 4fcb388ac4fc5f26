"""What a UPCH student may take in an extraordinary period: repeating or getting ahead (Art. 7, 122, 123, 124)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, aun_no_se

CALCULO = "periodo_extraordinario"
_APROBACION = Fuente("upch", "Art. 123")
_ADELANTO = Fuente("upch", "Art. 124")
_SIN_APROBAR = "todavía no está aprobado"
_CONSEJO = "el consejo de facultad (o el comité técnico de la UFBI, en primer año)"


class Finalidad(Enum):
    """What the student wants the extraordinary period for."""

    REPETIR = "repetir"
    ADELANTAR = "adelantar"


@dataclass(frozen=True)
class HechosPeriodoExtraordinario:
    """What Art. 7 and 122-124 ask about. None means "not known".

    `verano`: the one of January and February (None or False: other courses in vacations). `vez`: the enrolment, 2 or 3,
    in which a course would be repeated. `creditos_desaprobados`: credits of the courses failed and not passed since.
    `ha_desaprobado`: the student has failed some course in the career. `creditos_adelantados`: already taken ahead in
    extraordinary periods. `aprobado_por_consejo`: the faculty council or the UFBI committee has approved it.
    `ofertado`: the department will give the course. `por_matricular`: credits asked for.
    """

    finalidad: Finalidad | None = None
    verano: bool | None = None
    vez: int | None = None
    creditos_desaprobados: int | None = None
    ha_desaprobado: bool | None = None
    creditos_adelantados: int | None = None
    por_matricular: int | None = None
    aprobado_por_consejo: bool | None = None
    ofertado: bool | None = None


@dataclass
class _Cuenta(Cuenta):
    """`tope`: the most credits that fit, None where the text gives no number."""

    tope: int | None = None


def periodo_extraordinario(hechos: HechosPeriodoExtraordinario, parametros: Parametros) -> Dictamen:
    """Whether the student may repeat or get ahead in an extraordinary period; `valor`: the limit, in credits.

    Source: UPCH Art. 7 (summer, 8 credits), 122 (4 to 8 weeks), 123 (up to 10 failed credits, approval), 124 (15
    credits ahead over the career). Facts that cannot be (negative credits, a fourth enrolment) give a CONTRADICCION.
    """
    problema = _problema(hechos)
    if problema:
        return no_cuadra(CALCULO, problema)
    cuenta = _Cuenta()
    _duracion(hechos, parametros, cuenta)
    if hechos.finalidad is None:
        return _sin_finalidad(hechos, parametros, cuenta)
    if hechos.finalidad is Finalidad.REPETIR:
        _repetir(hechos, parametros, cuenta)
    else:
        _adelantar(hechos, parametros, cuenta)
    _pedidos(hechos, parametros, cuenta)
    _oferta(hechos, cuenta)
    return _dictamen(hechos, cuenta)


def _duracion(hechos: HechosPeriodoExtraordinario, parametros: Parametros, cuenta: _Cuenta) -> None:
    if hechos.verano:
        tope = parametros.entero("creditos_verano")
        cuenta.tope = tope
        cuenta.pasos.append(
            Paso(f"En verano se llevan hasta {tope} créditos, en {parametros.entero('semanas_verano')} semanas como "
                 "máximo", "es para el verano", f"hasta {tope} créditos", parametros.fuente("creditos_verano"))
        )  # fmt: skip
        return
    if hechos.verano is None and hechos.finalidad is not None:
        cuenta.ignora("si es el de verano (enero y febrero)", "verano")
    minimo, maximo = (parametros.entero(f"semanas_extraordinario_{cual}") for cual in ("minimo", "maximo"))
    cuenta.pasos.append(
        Paso(f"Los cursos en vacaciones duran de {minimo} a {maximo} semanas", "es para un periodo extraordinario",
             "para repetir o adelantar", parametros.fuente("semanas_extraordinario_minimo"))
    )  # fmt: skip
    if hechos.verano is False:
        return
    cuenta.avisos.append(
        f"Si es el de verano (enero y febrero), el máximo es {parametros.entero('creditos_verano')} créditos (Art. 7)."
    )


def _sin_finalidad(hechos: HechosPeriodoExtraordinario, parametros: Parametros, cuenta: _Cuenta) -> Dictamen:
    desaprobados = parametros.entero("creditos_desaprobados_extraordinario")
    adelanto = parametros.entero("creditos_adelanto")
    cuenta.pasos += [
        Paso("Para repetir, lo desaprobado tiene un tope de créditos", "no sé si quieres repetir o adelantar",
             f"hasta {desaprobados} créditos desaprobados",
             parametros.fuente("creditos_desaprobados_extraordinario")),
        Paso("Para adelantar hay un tope en toda la carrera", "no sé si quieres repetir o adelantar",
             f"hasta {adelanto} créditos si nunca desaprobaste", parametros.fuente("creditos_adelanto")),
    ]  # fmt: skip
    limite = f" En verano, además, hasta {cuenta.tope} créditos en total." if cuenta.tope is not None else ""
    resumen = (
        f"Depende de para qué: puedes repetir si lo que desaprobaste suma hasta {desaprobados} créditos, o adelantar "
        f"hasta {adelanto} en toda la carrera si nunca desaprobaste.{limite}"
    )
    if hechos.verano:
        resumen = (
            f"En verano puedes llevar hasta {cuenta.tope} créditos, sea para repetir o para adelantar. Para adelantar "
            f"hay además un máximo de {adelanto} en toda la carrera, si nunca desaprobaste."
        )
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, tuple(cuenta.pasos),
        None if cuenta.tope is None else Decimal(cuenta.tope), ("si quieres repetir o adelantar un curso",),
        avisos=tuple(cuenta.avisos), pide=("finalidad",),
    )  # fmt: skip


def _repetir(hechos: HechosPeriodoExtraordinario, parametros: Parametros, cuenta: _Cuenta) -> None:
    if hechos.verano:
        cuenta.avisos.append(
            f"El Art. 123, sobre los periodos extraordinarios, pide además que lo apruebe antes {_CONSEJO} y habla de "
            f"hasta {parametros.entero('creditos_desaprobados_extraordinario')} créditos desaprobados: confírmalo "
            "en tu facultad."
        )
        return
    tope = parametros.entero("creditos_desaprobados_extraordinario")
    fuente = parametros.fuente("creditos_desaprobados_extraordinario")
    cuenta.tope = tope
    regla = f"Se puede repetir si los cursos desaprobados suman hasta {tope} créditos"
    tiene = hechos.creditos_desaprobados
    if tiene is None:
        cuenta.ignora("cuántos créditos suman tus cursos desaprobados", "creditos_desaprobados")
        cuenta.pasos.append(Paso(regla, "no sé cuántos suman los tuyos", f"hasta {tope}", fuente))
    elif tiene > tope:
        cuenta.impide.append(f"tus desaprobados suman {tiene} créditos y el máximo es {tope}")
        cuenta.pasos.append(Paso(regla, f"los tuyos suman {tiene}", "no cumples", fuente))
    else:
        cuenta.pasos.append(Paso(regla, f"los tuyos suman {tiene}", "cumples", fuente))
    if hechos.vez == 3:
        cuenta.falta.append("si tu facultad admite la tercera matrícula en ese periodo")
        cuenta.pasos.append(Paso("En vacaciones se prevé la segunda matrícula", "sería tu tercera",
                                 "decide tu facultad", _APROBACION))  # fmt: skip
        cuenta.avisos.append(
            "El artículo habla solo de segunda matrícula y no aclara si vale para la tercera: decide tu facultad."
        )
    _aprobacion(hechos, cuenta, _APROBACION)


def _adelantar(hechos: HechosPeriodoExtraordinario, parametros: Parametros, cuenta: _Cuenta) -> None:
    tope = parametros.entero("creditos_adelanto")
    regla = f"Quien nunca desaprobó puede adelantar hasta {tope} créditos en toda la carrera"
    if hechos.ha_desaprobado or hechos.creditos_desaprobados:
        regla = "Quien ya desaprobó puede adelantar mientras no termine en menos ciclos de los previstos"
        cuenta.pasos.append(Paso(regla, "desaprobaste algún curso", "sin un número fijo de créditos", _ADELANTO))
        cuenta.avisos.append(
            "El texto no da un número de créditos para quien ya desaprobó: lo determina quien lo aprueba."
        )
        _aprobacion(hechos, cuenta, _ADELANTO)
        return
    if hechos.ha_desaprobado is None:
        cuenta.ignora("si desaprobaste algún curso en la carrera", "ha_desaprobado")
    ya = hechos.creditos_adelantados
    if ya is None:
        cuenta.ignora("cuántos créditos adelantaste ya", "creditos_adelantados")
        cuenta.pasos.append(Paso(regla, "no sé cuántos adelantaste ya", f"hasta {tope} en total", _ADELANTO))
        return
    quedan = max(0, tope - ya)
    cuenta.pasos.append(
        Paso(regla, f"ya adelantaste {ya}", f"te {'queda' if quedan == 1 else 'quedan'} {quedan}", _ADELANTO)
    )
    if hechos.ha_desaprobado is False:
        cuenta.tope = quedan if cuenta.tope is None else min(cuenta.tope, quedan)
        if not quedan:
            cuenta.impide.append(f"ya adelantaste los {tope} créditos de toda la carrera")


def _aprobacion(hechos: HechosPeriodoExtraordinario, cuenta: _Cuenta, fuente: Fuente) -> None:
    regla = "Debe aprobarlo antes el consejo de facultad o el comité técnico de la UFBI"
    if hechos.aprobado_por_consejo is None:
        cuenta.ignora("si ya te lo aprobaron", "aprobado_por_consejo")
        cuenta.pasos.append(Paso(regla, "no sé si ya está aprobado", "hace falta", fuente))
        cuenta.siguiente.append(f"Pide la aprobación: la da {_CONSEJO}.")
    elif hechos.aprobado_por_consejo:
        cuenta.pasos.append(Paso(regla, "está aprobado", "cumples", fuente))
    else:
        cuenta.impide.append(_SIN_APROBAR)
        cuenta.pasos.append(Paso(regla, "no está aprobado", "falta", fuente))
        cuenta.siguiente.append(f"Pide la aprobación: la da {_CONSEJO}.")


def _pedidos(hechos: HechosPeriodoExtraordinario, parametros: Parametros, cuenta: _Cuenta) -> None:
    pedidos = hechos.por_matricular
    debe = hechos.creditos_desaprobados
    if pedidos is not None and debe is not None and hechos.finalidad is Finalidad.REPETIR and pedidos > debe:
        cuenta.impide.append(f"quieres repetir {cantidad(pedidos, 'crédito')} y tus desaprobados suman {debe}")
        cuenta.pasos.append(Paso("Se repite lo desaprobado", f"pides {pedidos} y debes {debe}", "no cumples",
                                 parametros.fuente("creditos_desaprobados_extraordinario")))  # fmt: skip
    if pedidos is not None and cuenta.tope is not None and pedidos > cuenta.tope:
        cuenta.impide.append(
            f"{cantidad(pedidos, 'crédito')} {'pasa' if pedidos == 1 else 'pasan'} el máximo de {cuenta.tope}"
        )
    elif pedidos is None and hechos.finalidad is Finalidad.ADELANTAR and cuenta.tope is not None and not cuenta.impide:
        cuenta.siguiente.append(f"Elige cursos de tu plan que sumen hasta {cantidad(cuenta.tope, 'crédito')}.")


def _oferta(hechos: HechosPeriodoExtraordinario, cuenta: _Cuenta) -> None:
    fuente = _ADELANTO if hechos.finalidad is Finalidad.ADELANTAR else _APROBACION
    if hechos.verano:
        fuente = Fuente("upch", "Art. 7")
    regla = "El curso tiene que dictarse en ese periodo"
    if hechos.ofertado is None:
        cuenta.ignora("si el curso se va a dictar en ese periodo", "ofertado")
        cuenta.pasos.append(Paso(regla, "no sé si se dictará", "lo decide el departamento", fuente))
    elif hechos.ofertado:
        cuenta.pasos.append(Paso(regla, "se dictará", "cumples", fuente))
    else:
        cuenta.impide.append("el curso no se va a dictar en ese periodo")
        cuenta.pasos.append(Paso(regla, "no se dictará", "no cumples", fuente))


def _dictamen(hechos: HechosPeriodoExtraordinario, cuenta: _Cuenta) -> Dictamen:
    que = "adelantar" if hechos.finalidad is Finalidad.ADELANTAR else "repetir"
    cuando = "en verano" if hechos.verano else "en el periodo extraordinario"
    caben = cuenta.tope
    if caben is not None and hechos.finalidad is Finalidad.REPETIR and hechos.creditos_desaprobados is not None:
        caben = min(caben, hechos.creditos_desaprobados)
    hasta = f" hasta {cantidad(caben, 'crédito')}" if caben is not None else ""
    valor = None if cuenta.tope is None else Decimal(cuenta.tope)
    if cuenta.impide:
        if cuenta.impide != [_SIN_APROBAR]:
            cuenta.siguiente.clear()  # approval alone would not open it
        ahora = "Por ahora no" if cuenta.impide == [_SIN_APROBAR] else "No"
        resumen = f"{ahora} puedes {que} {cuando}: {lista(cuenta.impide)}."
        return Dictamen(CALCULO, Veredicto.NO, resumen, tuple(cuenta.pasos), valor, siguiente=tuple(cuenta.siguiente),
                        avisos=tuple(cuenta.avisos))  # fmt: skip
    if cuenta.falta:
        resumen = f"Puedes {que} {cuando}{hasta} solo si se cumple todo{aun_no_se(cuenta.falta)}"
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, resumen, tuple(cuenta.pasos), valor, tuple(cuenta.falta),
            tuple(cuenta.siguiente), tuple(cuenta.avisos), tuple(cuenta.pide),
        )  # fmt: skip
    resumen = f"Sí, puedes {que} {cuando}{hasta}."
    return Dictamen(CALCULO, Veredicto.SI, resumen, tuple(cuenta.pasos), valor, siguiente=tuple(cuenta.siguiente),
                    avisos=tuple(cuenta.avisos))  # fmt: skip


def _problema(hechos: HechosPeriodoExtraordinario) -> str | None:
    creditos = (hechos.creditos_desaprobados, hechos.creditos_adelantados)
    if any(cuantos is not None and cuantos < 0 for cuantos in creditos):
        return "una cantidad de créditos no puede ser negativa"
    if hechos.por_matricular is not None and hechos.por_matricular < 1:
        return f"{hechos.por_matricular} créditos no es una cantidad que se pueda matricular"
    if hechos.vez is not None and not 1 <= hechos.vez <= 3:
        return "un curso se lleva en primera, segunda o tercera matrícula"
    if hechos.finalidad is Finalidad.REPETIR and hechos.vez == 1:
        return "un curso que se repite no va en primera matrícula"
    if hechos.finalidad is Finalidad.REPETIR and (hechos.ha_desaprobado is False or hechos.creditos_desaprobados == 0):
        return "quieres repetir y dices que no debes ningún curso desaprobado"
    if hechos.ha_desaprobado is False and hechos.creditos_desaprobados:
        return "dices que nunca desaprobaste y que tienes créditos desaprobados"
    return None
