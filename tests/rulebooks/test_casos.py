"""The cases of `casos/`: facts in, dictamen out, as the regulation says (not as the code does)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from actions.rulebooks.dictamen import Dictamen, Fuente
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.asistencia import HechosAsistencia, asistencia
from actions.rulebooks.upn.creditos import HechosCreditos, creditos_matricula
from actions.rulebooks.upn.sustitutorio import HechosSustitutorio, sustitutorio
from tests.rulebooks.cargar import (
    Caso,
    CasoInvalidoError,
    Esperado,
    construir,
    leer_archivo,
    leer_casos,
    parametros_upn,
)


@dataclass(frozen=True)
class Calculo:
    """A rule, the class of its facts and where its figures come from."""

    hechos: type[Any]
    regla: Callable[[Any, Parametros], Dictamen]
    parametros: Callable[[], Parametros]


CALCULOS = {
    "creditos_matricula": Calculo(HechosCreditos, creditos_matricula, parametros_upn),
    "asistencia": Calculo(HechosAsistencia, asistencia, parametros_upn),
    "sustitutorio": Calculo(HechosSustitutorio, sustitutorio, parametros_upn),
}
LOS_CASOS = leer_casos()


@pytest.mark.parametrize("caso", LOS_CASOS, ids=[caso.nombre for caso in LOS_CASOS])
def test_caso(caso: Caso) -> None:
    calculo = CALCULOS[caso.calculo]
    hechos = construir(calculo.hechos, caso.hechos)
    esperado = construir(Esperado, caso.dictamen, "dictamen")
    obtenido = calculo.regla(hechos, calculo.parametros())
    diferencias = comparar(obtenido, esperado)
    assert not diferencias, "\n".join(
        [f"{caso.archivo}: {caso.nombre}", *diferencias, f"  resumen: {obtenido.resumen}"]
    )
    assert obtenido.calculo == caso.calculo


def comparar(obtenido: Dictamen, esperado: Esperado) -> list[str]:
    """What differs, one line each; empty when the dictamen is as expected."""
    diferencias = []
    if obtenido.veredicto is not esperado.veredicto:
        diferencias.append(f"  veredicto: {obtenido.veredicto.value}, se esperaba {esperado.veredicto.value}")
    if esperado.valor is not None and obtenido.valor != esperado.valor:
        diferencias.append(f"  valor: {obtenido.valor}, se esperaba {esperado.valor}")
    diferencias += [f"  no cita {_texto(fuente)}" for fuente in esperado.fuentes if fuente not in obtenido.fuentes]
    diferencias += [f"  cita {_texto(fuente)}" for fuente in esperado.no_fuentes if fuente in obtenido.fuentes]
    diferencias += [f"  no dice «{parte}»" for parte in esperado.dice if parte.lower() not in obtenido.resumen.lower()]
    if esperado.falta and (esperado.falta == "alguna") != bool(obtenido.falta):
        diferencias.append(f"  falta: {obtenido.falta or 'ninguna'}, se esperaba {esperado.falta}")
    diferencias += [
        f"  no avisa «{parte}»"
        for parte in esperado.avisa
        if not any(parte.lower() in aviso.lower() for aviso in obtenido.avisos)
    ]
    return diferencias


def _texto(fuente: Fuente) -> str:
    return f"{fuente.documento} {fuente.lugar}"


def test_no_hay_dos_casos_con_el_mismo_nombre() -> None:
    veces = Counter((caso.calculo, caso.nombre) for caso in LOS_CASOS)
    assert [nombre for nombre, cuantas in veces.items() if cuantas > 1] == []


def test_hay_casos_de_cada_calculo() -> None:
    assert {caso.calculo for caso in LOS_CASOS} == set(CALCULOS)


@pytest.mark.parametrize(
    "hechos",
    [
        {"clase": 20},  # a name that does not exist
        {"clases": "veinte"},
        {"clases": True},
        {"clases": None},
        {"tipo": "precencial"},
        {"exento": "si"},  # without its accent it is a word, not a yes
        {"proporcion_faltas": "treinta"},
        {"proporcion_faltas": 0.3},
        [],
    ],
    ids=str,
)
def test_un_hecho_mal_escrito_es_un_error(hechos: Any) -> None:
    with pytest.raises(CasoInvalidoError):
        construir(HechosAsistencia, hechos)


@pytest.mark.parametrize(
    "dictamen",
    [
        {"veredicto": True, "fuente": ["upn Art. 16"]},
        {"veredicto": "quizá"},
        {"veredicto": True, "fuentes": ["upn Art. 65"]},
        {"veredicto": True, "no_fuentes": ["upn Art. 14 g"]},
        {"veredicto": True, "no_fuentes": ["UPN Art. 14 b"]},
        {"veredicto": True, "falta": "nada"},
        {"veredicto": True, "dice": "una frase que no es lista"},
        {"valor": 3},
    ],
    ids=str,
)
def test_un_dictamen_mal_escrito_es_un_error(dictamen: Any) -> None:
    with pytest.raises(CasoInvalidoError):
        construir(Esperado, dictamen, "dictamen")


@pytest.mark.parametrize(
    "texto",
    [
        "calculo: asistencia\ncasos:\n- {nombre: a, hechos: {}, dictamen: {veredicto: sí}, nota: b}",
        "calculo: asistencia\ncasos:\n- {nombre: a, hechos: {}}",
        "calculo: asistencia\ncasos:\n- {nombre: a, hechos: {faltas: 1, faltas: 2}, dictamen: {veredicto: sí}}",
        "calculo: asistencia\ncaso: []",
    ],
)
def test_un_archivo_mal_escrito_es_un_error(tmp_path: Path, texto: str) -> None:
    archivo = tmp_path / "casos.yml"
    archivo.write_text(texto, encoding="utf-8")
    with pytest.raises(CasoInvalidoError):
        leer_archivo(archivo)
