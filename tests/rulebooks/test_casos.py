"""The cases of `casos/`: facts in, dictamen out, as the regulation says (not as the code does)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from actions.rulebooks.registro import CALCULOS
from actions.rulebooks.upn.asistencia import HechosAsistencia
from operations.regulation_cases import (
    Caso,
    CasoInvalidoError,
    Esperado,
    construir,
    diferencias,
    evaluar,
    leer_archivo,
    leer_carpeta,
    main,
)

CASOS = Path(__file__).parent / "casos"
LOS_CASOS = leer_carpeta(CASOS)


@pytest.mark.parametrize(
    "caso", LOS_CASOS, ids=[f"{caso.calculo.universidad} {caso.calculo.clave}: {caso.nombre}" for caso in LOS_CASOS]
)
def test_caso(caso: Caso) -> None:
    obtenido = evaluar(caso)
    problemas = diferencias(caso, obtenido)
    assert not problemas, "\n".join([f"{caso.archivo}: {caso.nombre}", *problemas, f"  resumen: {obtenido.resumen}"])
    assert obtenido.calculo == caso.calculo.clave
    assert caso.dictamen is not None


def test_un_archivo_no_tiene_dos_casos_con_el_mismo_nombre() -> None:
    veces = Counter((caso.archivo, caso.nombre) for caso in LOS_CASOS)
    assert [nombre for nombre, cuantas in veces.items() if cuantas > 1] == []


def test_hay_casos_de_cada_calculo() -> None:
    con_casos = {(caso.calculo.universidad, caso.calculo.clave) for caso in LOS_CASOS}
    assert con_casos == set(CALCULOS)


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
        "universidad: UPN\ncalculo: asistencia\ncasos:\n- {nombre: a, hechos: {}, dictamen: {veredicto: sí}, nota: b}",
        "universidad: UPN\ncalculo: asistencia\ncasos:\n- {hechos: {}, dictamen: {veredicto: sí}}",
        "universidad: UPN\ncalculo: adivinanza\ncasos: []",
        "universidad: UPN\ncalculo: asistencia\ncasos:\n- {nombre: a, hechos: {faltas: 1, faltas: 2}}",
        "universidad: UPN\ncalculo: asistencia\ncaso: []",
    ],
)
def test_un_archivo_mal_escrito_es_un_error(tmp_path: Path, texto: str) -> None:
    archivo = tmp_path / "casos.yml"
    archivo.write_text(texto, encoding="utf-8")
    with pytest.raises(CasoInvalidoError):
        leer_archivo(archivo)


def test_la_orden_distingue_los_casos_que_difieren(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    caso = "- {nombre: uno, hechos: {clases: 20, faltas: 7}, dictamen: {veredicto: %s}}"
    inicio = "universidad: UPN\ncalculo: asistencia\ncasos:\n"
    (tmp_path / "bien.yml").write_text(inicio + caso % "no", "utf-8")
    (tmp_path / "mal.yml").write_text(inicio + caso % "sí", "utf-8")
    assert main([str(tmp_path / "bien.yml")]) == 0
    assert "1 cases, 0 different" in capsys.readouterr().out
    assert main([str(tmp_path)]) == 1
    assert "veredicto: no, se esperaba sí" in capsys.readouterr().out
    assert main([str(tmp_path / "no_existe.yml")]) == 2
