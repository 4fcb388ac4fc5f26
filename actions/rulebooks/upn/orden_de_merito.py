"""Whether a UPN student is in the upper third or fifth of the cohort (Art. 32)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.formato import cantidad, dia, numero
from actions.rulebooks.notas import nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.textos import no_cuadra

CALCULO = "orden_de_merito"
_PROMEDIO = Fuente("upn", "Art. 32 a")
_EGRESADO = Fuente("upn", "Art. 32 b")
_ESTUDIANTE = Fuente("upn", "Art. 32 c")
_CONVALIDADOS = Fuente("upn", "Art. 32 d")
_CONSTANCIA = "El reglamento no dice quién certifica tu ubicación: pregunta por la constancia en Secretaría Académica."
_SIN_EXACTITUD = (
    "El reglamento no dice cómo se cuenta un tercio o un quinto que no es exacto, ni qué pasa con los empates: lo "
    "decide Secretaría Académica."
)


@dataclass(frozen=True)
class HechosOrdenDeMerito:
    """The place in the cohort. None means "not known".

    `puesto`: 1 is the best; `total_estudiantes`: how many are compared; `empatados`: how many share the place, the
    student included; `promedio`: the PPH (0-20). `carrera`, `periodo`, `fecha`: which cohort, and when it was ordered.
    """

    puesto: int | None = None
    total_estudiantes: int | None = None
    empatados: int = 1
    promedio: Decimal | None = None
    carrera: str | None = None
    periodo: str | None = None
    fecha: date | None = None


def orden_de_merito(hechos: HechosOrdenDeMerito, parametros: Parametros) -> Dictamen:
    """SI in the upper third (saying whether in the fifth too), NO below it, DEPENDE where the text does not tell.

    `valor`: the place. Source: UPN Art. 32. A place beyond the cohort gives a CONTRADICCION.
    """
    contradiccion = _contradiccion(hechos)
    if contradiccion:
        return no_cuadra(CALCULO, contradiccion)
    if hechos.puesto is None or hechos.total_estudiantes is None:
        return _sin_puesto(hechos)
    return _con_puesto(hechos, hechos.puesto, hechos.total_estudiantes, parametros)


def _sin_puesto(hechos: HechosOrdenDeMerito) -> Dictamen:
    falta = {
        "puesto": (hechos.puesto, "tu puesto por promedio ponderado histórico"),
        "total_estudiantes": (hechos.total_estudiantes, "cuántos estudiantes se comparan"),
    }
    pide = tuple(campo for campo, (valor, _) in falta.items() if valor is None)
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, "Depende de tu puesto por promedio ponderado histórico entre los estudiantes de tu "
        "carrera: el tercio superior es la primera tercera parte y el quinto superior, la primera quinta parte.",
        _pasos_de_la_regla(hechos), falta=tuple(falta[campo][1] for campo in pide), avisos=(_CONSTANCIA,), pide=pide,
    )  # fmt: skip


def _con_puesto(hechos: HechosOrdenDeMerito, puesto: int, total: int, parametros: Parametros) -> Dictamen:
    tercio = _dentro(hechos, puesto, total, parametros.entero("partes_tercio"))
    quinto = _dentro(hechos, puesto, total, parametros.entero("partes_quinto"))
    donde = f"puesto {puesto} de {total}"
    hasta_tercio, hasta_quinto = (total // parametros.entero(f"partes_{parte}") for parte in ("tercio", "quinto"))
    if quinto:
        veredicto, resumen = Veredicto.SI, f"Estás en el quinto superior y también en el tercio: {donde}."
    elif tercio:
        veredicto = Veredicto.SI
        duda = "; el quinto depende de cómo se redondee" if quinto is None else (
            f", pero no en el quinto (hasta el {hasta_quinto})"
        )  # fmt: skip
        resumen = f"Estás en el tercio superior{duda}: {donde}."
    elif tercio is None:
        veredicto = Veredicto.DEPENDE
        resumen = f"Estás justo en el límite del tercio superior ({donde}): depende de cómo lo cuente la universidad."
    else:
        veredicto = Veredicto.NO
        resumen = f"No estás en el tercio superior: {donde}, y el tercio llega hasta el {hasta_tercio}."
    empate = f", compartido por {cantidad(hechos.empatados, 'estudiante')}" if hechos.empatados > 1 else ""
    pasos = (
        *_pasos_de_la_regla(hechos),
        *(Paso(f"El {parte} superior es la primera parte de {numero(parametros.valor(f'partes_{parte}'))} iguales",
               f"{donde}{empate}; el {parte} llega hasta el {hasta}", _resultado(dentro),
               parametros.fuente(f"partes_{parte}"))
          for parte, hasta, dentro in (("tercio", hasta_tercio, tercio), ("quinto", hasta_quinto, quinto))),
    )  # fmt: skip
    dudoso = tercio is None or quinto is None
    return Dictamen(
        CALCULO, veredicto, resumen, pasos, Decimal(puesto),
        falta=("cómo cuenta la universidad un tercio inexacto o un empate",) if tercio is None else (),
        avisos=((_SIN_EXACTITUD,) if dudoso else ()) + (_CONSTANCIA,),
        puede_cambiar=(f"tu puesto (ordenado el {dia(hechos.fecha)})",) if hechos.fecha else (),
        grafico=_grafico(puesto, total, hasta_tercio, donde),
    )  # fmt: skip


def _dentro(hechos: HechosOrdenDeMerito, puesto: int, total: int, partes: int) -> bool | None:
    """Whether a place is in the first of `partes` equal parts; None where rounding or a tie decides."""
    if (puesto + hechos.empatados - 1) * partes <= total:
        return True
    # Even with the part rounded up the place is beyond it.
    return False if (puesto - 1) * partes >= total else None


def _resultado(dentro: bool | None) -> str:
    return {True: "estás dentro", False: "no estás", None: "el texto no lo aclara"}[dentro]


def _pasos_de_la_regla(hechos: HechosOrdenDeMerito) -> tuple[Paso, ...]:
    cohorte = " de ".join(parte for parte in (hechos.carrera, hechos.periodo) if parte)
    promedio = f"tu promedio es {numero(hechos.promedio)}" if hechos.promedio is not None else "no sé tu promedio"
    return (
        Paso("El tercio y el quinto superior se ven por el promedio ponderado histórico", promedio,
             "cuenta tu puesto, no una nota fija", _PROMEDIO),
        Paso("Quien aún estudia se compara con los de su carrera que estudiaron con él en el último ciclo concluido",
             cohorte or "si aún estudias", "esa es tu cohorte", _ESTUDIANTE),
        Paso("Quien egresó se compara con los de su carrera en el ciclo en que terminó", "si ya egresaste",
             "esa es tu cohorte", _EGRESADO),
        Paso("Los cursos convalidados no entran en ese promedio", "tampoco los de intercambio ni los de otra "
             "institución", "no cambian tu puesto", _CONVALIDADOS),
    )  # fmt: skip


def _grafico(puesto: int, total: int, hasta_tercio: int, donde: str) -> Grafico:
    return Grafico(
        "Tu puesto en la cohorte",
        (Barra("Estudiantes hasta tu puesto", Decimal(puesto), Decimal(total), Decimal(hasta_tercio)),),
        f"Tu {donde}; el tercio superior llega hasta el {hasta_tercio}.",
    )


def _contradiccion(hechos: HechosOrdenDeMerito) -> str | None:
    puesto, total = hechos.puesto, hechos.total_estudiantes
    if puesto is not None and puesto < 1:
        return "un puesto va desde el 1"
    if total is not None and total < 1:
        return "en una cohorte hay al menos 1 estudiante"
    if hechos.empatados < 1:
        return "un puesto lo ocupa al menos 1 estudiante"
    if puesto is not None and total is not None and puesto + hechos.empatados - 1 > total:
        quien = (
            f"el puesto {puesto}" if hechos.empatados == 1 else f"un empate de {hechos.empatados} en el puesto {puesto}"
        )
        return f"{quien} no cabe entre {cantidad(total, 'estudiante')}"
    if nota_imposible(hechos.promedio):
        return "un promedio va de 0 a 20"
    return None
