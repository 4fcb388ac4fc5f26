"""Whether a UPN student is in the upper third or fifth of the cohort (Art. 32)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.formato import cantidad, dia, lista, numero
from actions.rulebooks.notas import nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.textos import no_cuadra

CALCULO = "orden_de_merito"
_PROMEDIO = Fuente("upn", "Art. 32 a")
_EGRESADO = Fuente("upn", "Art. 32 b")
_ESTUDIANTE = Fuente("upn", "Art. 32 c")
_CONVALIDADOS = Fuente("upn", "Art. 32 d")
_CONSTANCIA = "El reglamento no dice quién certifica tu ubicación: pregunta por la constancia en Secretaría Académica."
_REDONDEO, _EMPATE = "cómo se redondee", "qué pase con los empates"
_SIN_DECIR = {
    _REDONDEO: "cómo se cuenta un tercio o un quinto que no es exacto",
    _EMPATE: "qué pasa con los empates",
}


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


@dataclass(frozen=True)
class _Parte:
    """The upper third or fifth of a cohort: where it ends and whether the place is in it.

    `dentro` None: the text does not tell, because of `dudas`. `hasta`: the last place when the part is exact, the
    whole students that fit otherwise.
    """

    nombre: str
    total: int
    partes: int
    hasta: int
    dentro: bool | None
    dudas: tuple[str, ...]
    fuente: Fuente

    @property
    def limite(self) -> str:
        """`llega hasta el 40`; `son 33.33 estudiantes` when the part is not exact."""
        if self.total % self.partes == 0:
            return f"llega hasta el {self.hasta}"
        centesimas = self.total * 100 // self.partes % 100  # whole numbers: a cohort has no figure too long to round
        return f"son {numero(Decimal(f'{self.hasta}.{centesimas:02d}'))} estudiantes"


def _parte(hechos: HechosOrdenDeMerito, puesto: int, total: int, nombre: str, parametros: Parametros) -> _Parte:
    partes = parametros.entero(f"partes_{nombre}")
    hasta, exacta = total // partes, total % partes == 0
    ultimo = puesto + hechos.empatados - 1
    if ultimo <= hasta:
        dentro: bool | None = True
    else:
        # Even with the part rounded up the place is beyond it.
        dentro = False if puesto > hasta + (not exacta) else None
    # The place that rounding would let in decides only where the tie begins or ends with it.
    dudas = (
        *((_REDONDEO,) if not exacta and hasta + 1 in (puesto, ultimo) else ()),
        *((_EMPATE,) if hechos.empatados > 1 else ()),
    )
    return _Parte(nombre, total, partes, hasta, dentro, dudas if dentro is None else (),
                  parametros.fuente(f"partes_{nombre}"))  # fmt: skip


def _con_puesto(hechos: HechosOrdenDeMerito, puesto: int, total: int, parametros: Parametros) -> Dictamen:
    tercio, quinto = (_parte(hechos, puesto, total, nombre, parametros) for nombre in ("tercio", "quinto"))
    donde = f"puesto {puesto} de {total}"
    if quinto.dentro:
        veredicto, resumen = Veredicto.SI, f"Estás en el quinto superior y también en el tercio: {donde}."
    elif tercio.dentro:
        veredicto = Veredicto.SI
        fuera = f", pero no en el quinto (el quinto {quinto.limite})"
        duda = f"; el quinto depende de {lista(quinto.dudas)}" if quinto.dentro is None else fuera
        resumen = f"Estás en el tercio superior{duda}: {donde}."
    elif tercio.dentro is None:
        veredicto = Veredicto.DEPENDE
        resumen = f"Estás justo en el límite del tercio superior ({donde}): depende de {lista(tercio.dudas)}."
    else:
        veredicto = Veredicto.NO
        resumen = f"No estás en el tercio superior: {donde}, y el tercio {tercio.limite}."
    empate = f", compartido por {cantidad(hechos.empatados, 'estudiante')}" if hechos.empatados > 1 else ""
    pasos = (
        *_pasos_de_la_regla(hechos),
        *(Paso(f"El {parte.nombre} superior es la primera parte de {parte.partes} iguales",
               f"{donde}{empate}; el {parte.nombre} {parte.limite}", _resultado(parte.dentro), parte.fuente)
          for parte in (tercio, quinto)),
    )  # fmt: skip
    dudas = [duda for duda in _SIN_DECIR if duda in (*tercio.dudas, *quinto.dudas)]
    sin_decir = (f"El reglamento no dice {lista([_SIN_DECIR[d] for d in dudas], 'ni')}: lo decide Secretaría "
                 "Académica.",) if dudas else ()  # fmt: skip
    return Dictamen(
        CALCULO, veredicto, resumen, pasos, Decimal(puesto), falta=tuple(_SIN_DECIR[d] for d in tercio.dudas),
        avisos=(*sin_decir, _CONSTANCIA),
        puede_cambiar=(f"tu puesto (ordenado el {dia(hechos.fecha)})",) if hechos.fecha else (),
        grafico=_grafico(puesto, tercio, donde),
    )  # fmt: skip


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


def _grafico(puesto: int, tercio: _Parte, donde: str) -> Grafico:
    marca = Decimal(tercio.hasta) if tercio.hasta else None
    return Grafico(
        "Tu puesto en la cohorte",
        (Barra("Estudiantes hasta tu puesto", Decimal(puesto), Decimal(tercio.total), marca),),
        f"Tu {donde}; el tercio superior {tercio.limite}.",
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
