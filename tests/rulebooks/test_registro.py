"""What must hold for every calculation of every rulebook, for any facts of the right types."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.knowledge.loader import load_data_dictionary, load_knowledge, load_parameters
from actions.knowledge.model import Dato
from actions.rulebooks.calculo import Calculo
from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.notas import Evaluacion
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import LIMA
from actions.rulebooks.registro import CALCULOS
from operations.regulation_cases import HOY

AHORA = datetime(2026, 10, 1, 10, 0, tzinfo=LIMA)
TODOS = [pytest.param(calculo, id=" ".join(clave)) for clave, calculo in CALCULOS.items()]
#: How good a verdict is for the student; only these can be compared.
RANGO = {Veredicto.NO: 0, Veredicto.DEPENDE: 1, Veredicto.SI: 2}
MAS_PREGUNTAS = 40
SIN_PRISA = settings(
    max_examples=25,
    deadline=None,  # neither a slow nor a busy machine fails a rule
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
)

_dias = st.dates(date(2018, 1, 1), date(2029, 12, 31))
_SIMPLES: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(-2, 12) | st.integers(0, 250) | st.sampled_from([10**20, -(10**20)]),
    Decimal: st.decimals(-1, 22, places=2) | st.decimals(0, 1, places=4) | st.sampled_from([Decimal("1E+25")]),
    str: st.text(min_size=1, max_size=12).filter(str.strip)
    | st.sampled_from(["Cálculo II", "2026-2", "2024-1", "regular", "final"]),
    date: _dias,
    datetime: st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 30)).map(lambda cuando: cuando.replace(tzinfo=LIMA)),
}


def parametros(calculo: Calculo) -> Parametros:
    return load_parameters(calculo.reglamento).el_dia(HOY)


@cache
def citables(universidad: str) -> frozenset[tuple[str, str]]:
    conocimiento = load_knowledge()
    propios = conocimiento.universidades[universidad].documentos
    return frozenset((clave, lugar) for clave in propios for lugar in conocimiento.documentos[clave].lugares)


def valores(tipo: Any, dato: Dato | None = None) -> st.SearchStrategy[Any]:
    """Values of a type; often one of the words that a fact's data dictionary entry knows."""
    if get_origin(tipo) in (Union, types.UnionType):
        partes = [parte for parte in get_args(tipo) if parte is not type(None)]
        return st.none() | st.one_of([valores(parte, dato) for parte in partes])
    if get_origin(tipo) is tuple:
        partes = get_args(tipo)
        if partes[-1] is Ellipsis:
            return st.lists(valores(partes[0]), max_size=4).map(tuple)
        return st.tuples(*map(valores, partes))
    if get_origin(tipo) is frozenset:
        return st.frozensets(valores(get_args(tipo)[0]), max_size=3)
    if isinstance(tipo, type) and issubclass(tipo, Enum):
        return st.sampled_from(tipo)
    if is_dataclass(tipo):
        return hechos(tipo, {})
    if tipo is str and dato and dato.opciones:
        return st.sampled_from(sorted(dato.opciones)) | _SIMPLES[str]
    return _SIMPLES[tipo]


def nombres_de(clase: Any) -> list[str]:
    return [campo.name for campo in fields(clase)]


def hechos(clase: Any, datos: Any) -> st.SearchStrategy[Any]:
    """Instances of a class of facts."""
    tipos = get_type_hints(clase)
    return st.builds(clase, **{nombre: valores(tipos[nombre], datos.get(nombre)) for nombre in nombres_de(clase)})


def de(calculo: Calculo) -> st.SearchStrategy[Any]:
    return hechos(calculo.hechos, load_data_dictionary(calculo.universidad))


@pytest.mark.parametrize("calculo", TODOS)
def test_cualquier_hecho_da_un_dictamen_entero(calculo: Calculo) -> None:
    datos = load_data_dictionary(calculo.universidad)
    nombres = nombres_de(calculo.hechos)

    @SIN_PRISA
    @given(de(calculo))
    def comprobar(dados: Any) -> None:
        dictamen = calculo.regla(dados, parametros(calculo))
        assert dictamen == calculo.regla(dados, parametros(calculo))
        assert dictamen.calculo == calculo.clave
        assert {(f.documento, f.lugar) for f in dictamen.fuentes} <= citables(calculo.universidad)
        assert dictamen.resumen.strip()
        assert all(texto.strip() for texto in textos(dictamen))
        assert not any("None" in texto for texto in textos(dictamen) if "None" not in repr(vars(dados).get("curso")))
        assert bool(dictamen.pasos) != (dictamen.veredicto is Veredicto.CONTRADICCION)
        for campo in dictamen.pide:
            assert campo in nombres and campo in datos, f"{campo} cannot be asked for"
            assert getattr(dados, campo) in (None, ()) or campo == "evaluaciones", f"{campo} is known and asked for"

    comprobar()


def textos(dictamen: Dictamen) -> list[str]:
    pasos = [texto for paso in dictamen.pasos for texto in (paso.regla, paso.hecho, paso.resultado)]
    otros = (*dictamen.falta, *dictamen.siguiente, *dictamen.avisos, *dictamen.puede_cambiar)
    return [dictamen.resumen, *pasos, *otros, *([dictamen.grafico.texto] if dictamen.grafico else [])]


@pytest.mark.parametrize("calculo", TODOS)
def test_preguntando_dato_a_dato_se_llega_a_una_respuesta(calculo: Calculo) -> None:
    """Whatever the student answers, the form ends, and it never asks again for what it was told."""
    datos = load_data_dictionary(calculo.universidad)

    @SIN_PRISA
    @given(st.data())
    def comprobar(respuestas: Any) -> None:
        dados = calculo.hechos()
        if hasattr(dados, "ahora"):
            dados = replace(dados, ahora=AHORA)
        dictamen = calculo.regla(dados, parametros(calculo))
        preguntadas: list[str] = []
        while dictamen.pide:
            campo = dictamen.pide[0]
            assert campo not in preguntadas, f"{campo} is asked for twice: {dados}"
            preguntadas.append(campo)
            valor = respuestas.draw(respuesta(datos[campo], get_type_hints(calculo.hechos)[campo]), label=campo)
            dados = replace(dados, **{campo: valor})
            dictamen = calculo.regla(dados, parametros(calculo))
        assert len(preguntadas) <= MAS_PREGUNTAS

    comprobar()


def respuesta(dato: Dato, tipo: Any) -> st.SearchStrategy[Any]:
    """What a student may answer to the question of a fact."""
    minimo, maximo = int(dato.minimo or 0), int(dato.maximo if dato.maximo is not None else 300)
    (propio,) = (
        [p for p in get_args(tipo) if p is not type(None)] if get_origin(tipo) in (Union, types.UnionType) else [tipo]
    )
    if dato.tipo == "evaluaciones":
        pesos = st.sampled_from([("0.5", "0.5"), ("0.3", "0.7"), ("0.2", "0.8")])
        notas = st.none() | st.decimals(0, 20, places=1)
        return st.tuples(pesos, notas, notas).map(
            lambda d: (Evaluacion("parcial", Decimal(d[0][0]), d[1]), Evaluacion("final", Decimal(d[0][1]), d[2]))
        )
    if dato.tipo == "opcion":
        opciones = st.sampled_from(sorted(dato.opciones))
        return opciones.map(propio) if isinstance(propio, type) and issubclass(propio, Enum) else opciones
    return {
        "entero": st.integers(minimo, maximo).map(propio),
        "decimal": st.integers(minimo * 100, maximo * 100).map(lambda n: Decimal(n) / 100),
        "nota": st.integers(0, 2000).map(lambda n: Decimal(n) / 100),
        "porcentaje": st.integers(0, 10000).map(lambda n: Decimal(n) / 10000),
        "si_no": st.booleans(),
        "fecha": st.dates(date(2020, 1, 1), date(2026, 12, 31)),
        "momento": st.datetimes(datetime(2026, 9, 1), datetime(2026, 10, 31)).map(lambda c: c.replace(tzinfo=LIMA)),
        "texto": st.text(min_size=1, max_size=20),
    }[dato.tipo]


def _no_mejora(antes: Dictamen, despues: Dictamen) -> None:
    if antes.veredicto in RANGO and despues.veredicto in RANGO:
        assert RANGO[despues.veredicto] <= RANGO[antes.veredicto], (antes.resumen, despues.resumen)


#: What makes a student's case worse when there is more of it.
PEOR_CUANTO_MAS = {"faltas", "faltas_justificadas", "tardanzas", "semanas_sin_entrar"}


@pytest.mark.parametrize("calculo", [p for p in TODOS if PEOR_CUANTO_MAS & set(nombres_de(p.values[0].hechos))])
def test_una_falta_mas_nunca_ayuda(calculo: Calculo) -> None:
    campos = sorted(PEOR_CUANTO_MAS & set(nombres_de(calculo.hechos)))

    @SIN_PRISA
    @given(de(calculo), st.sampled_from(campos), st.integers(1, 5))
    def comprobar(dados: Any, campo: str, mas: int) -> None:
        if getattr(dados, campo) is None:
            return
        peor = replace(dados, **{campo: getattr(dados, campo) + mas})
        _no_mejora(calculo.regla(dados, parametros(calculo)), calculo.regla(peor, parametros(calculo)))

    comprobar()


notas_de_un_curso = respuesta(Dato("evaluaciones", "evaluaciones", "?"), tuple)


@pytest.mark.parametrize("calculo", [p for p in TODOS if p.values[0].clave.startswith("promedio_curso")])
def test_una_nota_mas_alta_nunca_perjudica(calculo: Calculo) -> None:
    if "evaluaciones" not in nombres_de(calculo.hechos):
        pytest.skip("its grades are not evaluations with weights")

    @SIN_PRISA
    @given(
        de(calculo), respuesta(Dato("evaluaciones", "evaluaciones", "?"), tuple), st.integers(0, 1), st.integers(1, 8)
    )
    def comprobar(dados: Any, evaluaciones: tuple[Evaluacion, ...], cual: int, mas: int) -> None:
        nota = evaluaciones[cual].nota
        if nota is None:
            return
        mejores = list(evaluaciones)
        mejores[cual] = replace(evaluaciones[cual], nota=min(Decimal(20), nota + mas))
        antes = calculo.regla(replace(dados, evaluaciones=evaluaciones), parametros(calculo))
        despues = calculo.regla(replace(dados, evaluaciones=tuple(mejores)), parametros(calculo))
        _no_mejora(despues, antes)
        if antes.veredicto is despues.veredicto and None not in (antes.valor, despues.valor):
            # The grade that is still needed falls; the average that results rises.
            falta = antes.veredicto is Veredicto.VALOR
            mejor, peor = (antes.valor, despues.valor) if falta else (despues.valor, antes.valor)
            assert mejor >= peor  # type: ignore[operator]

    comprobar()
