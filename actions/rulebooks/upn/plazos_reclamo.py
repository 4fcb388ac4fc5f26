"""Two deadlines at UPN: to contest a document (Art. 41), and for Defensoría Universitaria to answer (Art. 61 d)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import cantidad, dia
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import Plazo, en_dias_calendario, en_dias_habiles, habiles_entre
from actions.rulebooks.upn.comprobaciones import contradiccion

PLAZO_DOCUMENTO = "plazo_documento"
PLAZO_DEFENSORIA = "plazo_defensoria"
_NO_TRAMITA = Fuente("upn", "Art. 61 a")
_PRIMER_DIA, _ULTIMO_DIA = date(1900, 1, 1), date(9000, 1, 1)  # between which a deadline can be counted


@dataclass(frozen=True)
class HechosPlazoDocumento:
    """`documento_entregado`: the day on which it was handed over or mailed. `ahora`: aware, America/Lima."""

    documento_entregado: date | None = None
    ahora: datetime | None = None


@dataclass(frozen=True)
class HechosPlazoDefensoria:
    """`queja_presentada`: the day on which it was. `prorrogada`: Defensoría told that it needs more time.

    `ahora`: aware, America/Lima.
    """

    queja_presentada: date | None = None
    prorrogada: bool | None = None
    ahora: datetime | None = None


def plazo_documento(hechos: HechosPlazoDocumento, parametros: Parametros) -> Dictamen:
    """Whether a document that was received can still be contested, and until when.

    `valor`: working days left, today included when it is one (without `ahora`, those of the whole term). Source: UPN
    Art. 41. A day that has not come yet gives a CONTRADICCION.
    """
    dias = parametros.entero("reclamo_documento_dias")
    fuente = parametros.fuente("reclamo_documento_dias")
    regla = f"Hay {dias} días hábiles para reclamar, desde el día siguiente a la entrega"
    entregado = hechos.documento_entregado
    if entregado is None:
        paso = Paso(regla, "no sé cuándo te lo entregaron", "sábados, domingos y feriados no cuentan", fuente)
        return Dictamen(
            PLAZO_DOCUMENTO, Veredicto.DEPENDE, f"Tienes {dias} días hábiles desde el día siguiente a que te lo "
            "entregaron; sábados, domingos y feriados no cuentan.", (paso,), falta=("qué día te lo entregaron",),
            pide=("documento_entregado",),
        )  # fmt: skip
    problema = _imposible(entregado, hechos.ahora)
    if problema:
        return contradiccion(PLAZO_DOCUMENTO, problema)
    plazo = en_dias_habiles(entregado, dias, parametros.calendario)
    hecho = f"te lo entregaron el {dia(entregado)}"
    if hechos.ahora is None:
        paso = Paso(regla, hecho, f"hasta el {plazo.texto}", fuente)
        return Dictamen(PLAZO_DOCUMENTO, Veredicto.VALOR, f"Puedes reclamar hasta el {plazo.texto}.", (paso,),
                        Decimal(dias))  # fmt: skip
    if plazo.vencido(hechos.ahora):
        paso = Paso(regla, hecho, f"venció el {plazo.texto}", fuente)
        return Dictamen(
            PLAZO_DOCUMENTO, Veredicto.NO, f"Ya no puedes reclamar por el documento: el plazo venció el {plazo.texto}.",
            (paso,), Decimal(0), avisos=("Pasado el plazo no se admite ningún reclamo (Art. 41).",),
        )  # fmt: skip
    paso = Paso(regla, hecho, f"hasta el {plazo.texto}", fuente)
    ayer = hechos.ahora.date() - timedelta(days=1)
    quedan = habiles_entre(max(ayer, entregado), plazo.fin.date(), parametros.calendario)
    resta = f"te {'queda' if quedan == 1 else 'quedan'} {cantidad(quedan, 'día hábil', 'días hábiles')}"
    if plazo.fin.date() == hechos.ahora.date():
        resta = "vence hoy"
    return Dictamen(
        PLAZO_DOCUMENTO, Veredicto.SI, f"Sí, puedes reclamar por el documento hasta el {plazo.texto}: {resta}.",
        (paso,), Decimal(quedan), siguiente=("Revisa los datos y presenta tu reclamo a más tardar ese día.",),
    )  # fmt: skip


def plazo_defensoria(hechos: HechosPlazoDefensoria, parametros: Parametros) -> Dictamen:
    """Whether Defensoría is still in time to answer a complaint (SI) or its term is over (NO), and until when.

    `valor`: calendar days left (without `ahora`, those of the term). Source: UPN Art. 61 d. A day that has not come
    yet gives a CONTRADICCION.
    """
    dias, mas = parametros.entero("defensoria_dias"), parametros.entero("defensoria_prorroga_dias")
    presentada = hechos.queja_presentada
    if presentada is None:
        paso = Paso(f"Defensoría responde en {dias} días calendario, prorrogables por {mas}",
                    "no sé cuándo presentaste tu queja", "se cuentan todos los días",
                    parametros.fuente("defensoria_dias"))  # fmt: skip
        return Dictamen(
            PLAZO_DEFENSORIA, Veredicto.DEPENDE, f"Defensoría responde en {dias} días calendario como máximo; puede "
            f"tomarse {mas} más si te lo comunica antes.", (paso,), falta=("qué día presentaste tu queja",),
            avisos=_avisos_defensoria(), pide=("queja_presentada",),
        )  # fmt: skip
    problema = _imposible(presentada, hechos.ahora)
    if problema:
        return contradiccion(PLAZO_DEFENSORIA, problema)
    plazo = en_dias_calendario(presentada, dias)
    prorroga = en_dias_calendario(presentada, dias + mas)
    return _defensoria(hechos, presentada, plazo, prorroga, parametros)


def _defensoria(
    hechos: HechosPlazoDefensoria, presentada: date, plazo: Plazo, prorroga: Plazo, parametros: Parametros
) -> Dictamen:
    dias, mas = parametros.entero("defensoria_dias"), parametros.entero("defensoria_prorroga_dias")
    hecho = f"la presentaste el {dia(presentada)}"
    pasos = [Paso(f"Defensoría responde en {dias} días calendario", hecho, f"hasta el {plazo.texto}",
                  parametros.fuente("defensoria_dias"))]  # fmt: skip
    llega = "no se amplía" if hechos.prorrogada is False else f"hasta el {prorroga.texto}"
    paso_mas = Paso(f"Puede prorrogarlo por {mas} días más, si te lo comunica antes", _dicho(hechos.prorrogada),
                    llega, parametros.fuente("defensoria_prorroga_dias"))  # fmt: skip
    vigente = prorroga if hechos.prorrogada else plazo
    avisos = _avisos_defensoria()
    if hechos.ahora is None:
        pasos.append(paso_mas)
        resumen = f"Defensoría tiene hasta el {vigente.texto} para responderte{_sin_prorroga(hechos)}."
        return Dictamen(PLAZO_DEFENSORIA, Veredicto.VALOR, resumen, tuple(pasos), _dias(presentada, vigente),
                        avisos=avisos)  # fmt: skip
    if not vigente.vencido(hechos.ahora):
        pasos.append(paso_mas)
        resumen = f"Defensoría está en plazo: tiene hasta el {vigente.texto} para responderte"
        resumen += (
            f", o hasta el {prorroga.texto} si te comunica una prórroga."
            if hechos.prorrogada is None
            else f"{_sin_prorroga(hechos)}."
        )
        return Dictamen(PLAZO_DEFENSORIA, Veredicto.SI, resumen, tuple(pasos),
                        _dias(hechos.ahora.date(), vigente), avisos=avisos)  # fmt: skip
    pasos.append(paso_mas)
    if hechos.prorrogada is None and not prorroga.vencido(hechos.ahora):
        return Dictamen(
            PLAZO_DEFENSORIA, Veredicto.DEPENDE, f"Los {dias} días vencieron el {plazo.texto}. Solo si te comunicaron "
            f"una prórroga, el plazo llega al {prorroga.texto}.", tuple(pasos),
            falta=("si te comunicaron una prórroga",), avisos=avisos, pide=("prorrogada",),
        )  # fmt: skip
    ultimo = prorroga if hechos.prorrogada is not False else plazo
    return Dictamen(
        PLAZO_DEFENSORIA, Veredicto.NO, f"Defensoría ya debió responderte: su plazo venció el {ultimo.texto}.",
        tuple(pasos), Decimal(0), siguiente=("Escribe a Defensoría Universitaria y pide la respuesta, con la fecha de "
                                             "tu queja.",), avisos=avisos,
    )  # fmt: skip


def _dias(desde: date, plazo: Plazo) -> Decimal:
    return Decimal((plazo.fin.date() - desde).days)


def _sin_prorroga(hechos: HechosPlazoDefensoria) -> str:
    return ": si no te comunica una prórroga, el plazo no se amplía" if hechos.prorrogada is False else ""


def _dicho(prorrogada: bool | None) -> str:
    if prorrogada is None:
        return "no sé si te lo comunicó"
    return "te lo comunicó" if prorrogada else "no te lo comunicó"


def _avisos_defensoria() -> tuple[str, ...]:
    return (
        "El artículo no dice si el plazo corre desde que presentas la queja o desde que la admiten: aquí se cuenta "
        "desde que la presentas; lo precisa Defensoría Universitaria.",
        f"No se tramitan las quejas anónimas ni las que no tienen fundamento suficiente ({_NO_TRAMITA.lugar}).",
    )


def _imposible(fecha: date, ahora: datetime | None) -> str | None:
    if ahora is not None and fecha > ahora.date():
        return f"el {dia(fecha)} todavía no llega"
    return None if _PRIMER_DIA <= fecha <= _ULTIMO_DIA else f"el {dia(fecha)} está demasiado lejos"
