"""How many credits a UPN student can still have recognised (Art. 47 a and d)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.formato import cantidad
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import negativo
from actions.rulebooks.upn.convalidacion import CasoConvalidacion
from actions.rulebooks.upn.textos import no_cuadra

CALCULO = "convalidacion_tope"
_EXCEPCIONES = Fuente("upn", "Art. 47 a")
_TRASLADO = Fuente("upn", "Art. 47 d")
_SIN_TOPE = {
    CasoConvalidacion.CONVENIO: "es por un convenio específico",
    CasoConvalidacion.INTERCAMBIO: "es por intercambio",
    CasoConvalidacion.SEGUNDA_CARRERA: "eres egresado de UPN y es tu segunda carrera aquí",
}


@dataclass(frozen=True)
class HechosConvalidacionTope:
    """Credits recognised so far, and the further ones that are asked about. None means "not known"."""

    caso_convalidacion: CasoConvalidacion | None = None
    creditos_convalidados: int | None = None
    creditos_por_convalidar: int | None = None


def convalidacion_tope(hechos: HechosConvalidacionTope, parametros: Parametros) -> Dictamen:
    """Credits left (`valor`), or whether `creditos_por_convalidar` more fit: SI, NO or DEPENDE.

    More than the ceiling is a NO only when it is not one of the arrangements that are exempt.
    Source: UPN Art. 47 a (the ceiling and who is exempt) and d (a transfer keeps the count). Negative credits give a
    CONTRADICCION.
    """
    problema = negativo(
        ("créditos convalidados", hechos.creditos_convalidados),
        ("créditos por convalidar", hechos.creditos_por_convalidar),
    )
    if problema:
        return no_cuadra(CALCULO, problema)
    if hechos.caso_convalidacion in _SIN_TOPE:
        return _sin_tope(_SIN_TOPE[hechos.caso_convalidacion], parametros)
    maximo = parametros.entero("convalidacion_creditos_maximos")
    llevas, mas = hechos.creditos_convalidados, hechos.creditos_por_convalidar
    if llevas is None:
        return _sin_saber_cuantos(hechos, maximo, parametros)
    quedan = max(0, maximo - llevas)
    te_quedan = f"te {'queda' if quedan == 1 else 'quedan'} {quedan}" if quedan else "no te queda ninguno"
    paso = Paso(f"Se convalidan hasta {maximo} créditos", f"llevas {cantidad(llevas, 'crédito')}", te_quedan,
                parametros.fuente("convalidacion_creditos_maximos"))  # fmt: skip
    if mas is None:
        resumen = f"Llevas {llevas} de {maximo} créditos convalidados: {te_quedan}."
        if llevas > maximo:
            resumen = f"Llevas {llevas} créditos convalidados, más que el tope de {maximo}: {te_quedan}."
        veredicto = Veredicto.VALOR
    elif mas <= quedan:
        resumen = f"Sí, {cantidad(mas, 'crédito')} más {_caben(mas)} en el tope: llevas {llevas} de {maximo}."
        veredicto = Veredicto.SI
    elif hechos.caso_convalidacion is None:
        return _si_es_ordinaria(f"Con {mas} más pasarías el tope de {maximo}", (paso, _paso_traslado()))
    else:
        resumen = f"No, con {mas} más pasarías el tope de {maximo}: llevas {llevas} y {te_quedan}."
        veredicto = Veredicto.NO
    return Dictamen(
        CALCULO, veredicto, resumen, (paso, _paso_traslado()), Decimal(quedan), avisos=_avisos(hechos),
        grafico=_grafico(llevas, maximo),
    )  # fmt: skip


def _sin_saber_cuantos(hechos: HechosConvalidacionTope, maximo: int, parametros: Parametros) -> Dictamen:
    paso = Paso(f"Se convalidan hasta {maximo} créditos", "no sé cuántos llevas convalidados",
                f"te quedan {maximo} menos los que lleves",
                parametros.fuente("convalidacion_creditos_maximos"))  # fmt: skip
    mas = hechos.creditos_por_convalidar
    if mas is not None and mas > maximo and hechos.caso_convalidacion is None:
        return _si_es_ordinaria(f"{mas} créditos pasan el tope de {maximo}", (paso, _paso_traslado()))
    if mas is not None and mas > maximo:
        return Dictamen(
            CALCULO, Veredicto.NO, f"No, {cantidad(mas, 'crédito')} pasan el tope: se convalidan hasta {maximo}.",
            (paso, _paso_traslado()), avisos=_avisos(hechos),
        )  # fmt: skip
    resumen = f"Se convalidan hasta {maximo} créditos en total, contando los que ya tengas convalidados."
    if mas is not None:
        lleves = f"llevas hasta {maximo - mas} convalidados" if mas < maximo else "aún no te han convalidado ninguno"
        resumen = f"{cantidad(mas, 'crédito')} {_caben(mas)} si {lleves}: el tope es {maximo}."
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, (paso, _paso_traslado()),
        falta=("cuántos créditos te han convalidado ya",), avisos=_avisos(hechos), pide=("creditos_convalidados",),
    )  # fmt: skip


def _caben(creditos: int) -> str:
    return "cabe" if creditos == 1 else "caben"


def _si_es_ordinaria(pasaria: str, pasos: tuple[Paso, ...]) -> Dictamen:
    """Beyond the ceiling, while it is not known whether the ceiling applies."""
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{pasaria}: no se puede, salvo que sea por un convenio específico, por "
        "intercambio o para la segunda carrera de un egresado de UPN.", pasos,
        falta=("si es por un convenio, un intercambio o una segunda carrera",), pide=("caso_convalidacion",),
    )  # fmt: skip


def _sin_tope(por_que: str, parametros: Parametros) -> Dictamen:
    maximo = parametros.entero("convalidacion_creditos_maximos")
    paso = Paso(f"El tope de {maximo} créditos no rige para convenios específicos, intercambio ni segunda carrera de "
                "un egresado de UPN", por_que, "no te limita", _EXCEPCIONES)  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.SI, f"Sí: el tope de {maximo} créditos no rige para ti, porque {por_que}. Pasan los que "
        "resulten equivalentes.", (paso,),
    )  # fmt: skip


def _paso_traslado() -> Paso:
    return Paso("Un traslado interno no reinicia la cuenta", "vale también si te cambias de carrera o modalidad",
                "lo convalidado se sigue contando", _TRASLADO)  # fmt: skip


def _avisos(hechos: HechosConvalidacionTope) -> tuple[str, ...]:
    if hechos.caso_convalidacion is not None:
        return ()
    return ("El tope no rige por convenio específico, por intercambio ni para la segunda carrera de un egresado de UPN "
            "(Art. 47 a).",)  # fmt: skip


def _grafico(llevas: int, maximo: int) -> Grafico:
    barra = Barra("Convalidados", Decimal(min(llevas, maximo)), Decimal(maximo))
    return Grafico("Créditos convalidados", (barra,), f"{llevas} de {maximo} créditos convalidados")
