"""Evaluate cases of the regulations written in YAML: facts in, what the regulation says about them out.

    python -m operations.regulation_cases FILE [FILE ...] [--date 2026-10-01] [--show]

A file names its university and calculation and holds cases (see tests/rulebooks/casos/). It is read strictly: a key or
a value that is not understood is an error. Without `dictamen` a case is computed and shown. The exit code is 1 when a
case differs from what the rules say, 2 when a file cannot be read.
"""

from __future__ import annotations

import argparse
import re
import sys
import types
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from actions.knowledge.loader import KnowledgeError, load_knowledge, load_parameters
from actions.rulebooks.calculo import Calculo
from actions.rulebooks.dictamen import Dictamen, Fuente, Veredicto
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.plazos import LIMA
from actions.rulebooks.registro import CALCULOS

HOY = date(2026, 10, 1)  # the day on which the cases are decided
PERIODO = "2026-2"

T = TypeVar("T")


class CasoInvalidoError(ValueError):
    """A case that says something the test does not understand."""


class _Yaml(yaml.SafeLoader):
    """YAML as a secretary writes it: `sí` and `no`, exact decimals and dates as text, no key twice."""

    # Decimals and moments stay text, so that 16.00 is exactly 16.00.
    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own attribute)
        letra: [
            (tag, patron) for tag, patron in patrones if tag.rpartition(":")[2] not in ("bool", "float", "timestamp")
        ]
        for letra, patrones in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    bool_values = {"sí": True, "no": False, "true": True, "false": False}  # noqa: RUF012

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        claves = [self.construct_object(clave) for clave, _ in node.value]
        repetidas = {str(clave) for clave in claves if claves.count(clave) > 1}
        if repetidas:
            raise CasoInvalidoError(f"{', '.join(sorted(repetidas))}: dos veces, línea {node.start_mark.line + 1}")
        return super().construct_mapping(node, deep=deep)


_Yaml.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(sí|no|true|false)$"), list("sntf"))


@dataclass(frozen=True)
class Caso:
    """One case: the facts and what the regulation says about them, as written in the file."""

    archivo: str
    calculo: Calculo
    nombre: str
    hechos: Mapping[str, Any]
    dictamen: Mapping[str, Any] | None


@dataclass(frozen=True)
class Esperado:
    """What a case demands of the dictamen. None: the case says nothing about it."""

    veredicto: Veredicto
    valor: Decimal | None = None
    fuentes: tuple[Fuente, ...] = ()
    no_fuentes: tuple[Fuente, ...] = ()
    dice: tuple[str, ...] = ()
    falta: str | None = None
    pide: tuple[str, ...] | None = None
    avisa: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.falta not in (None, "ninguna", "alguna"):
            raise CasoInvalidoError(f"falta: {self.falta}; se espera ninguna o alguna")


def leer_carpeta(carpeta: Path) -> list[Caso]:
    """The cases of all files of a folder and the folders below, in the order of the files."""
    return [caso for ruta in sorted(carpeta.rglob("*.yml")) for caso in leer_archivo(ruta)]


def _leer(ruta: Path) -> list[Caso]:
    return leer_carpeta(ruta) if ruta.is_dir() else leer_archivo(ruta)


def leer_archivo(ruta: Path) -> list[Caso]:
    """The cases of one file. Raises CasoInvalidoError for whatever is not understood."""
    contenido = leer_texto(ruta.read_text(encoding="utf-8"))
    claves = {"universidad", "calculo", "casos"}
    _claves(contenido, claves, claves, ruta.name)
    calculo = CALCULOS.get((contenido["universidad"], contenido["calculo"]))
    if calculo is None:
        raise CasoInvalidoError(f"{ruta.name}: {contenido['universidad']} no calcula {contenido['calculo']!r}")
    casos = []
    for numero, datos in enumerate(contenido["casos"], 1):
        _claves(datos, {"nombre", "hechos", "dictamen"}, {"nombre", "hechos"}, f"{ruta.name}, caso {numero}")
        casos.append(Caso(ruta.name, calculo, str(datos["nombre"]), datos["hechos"], datos.get("dictamen")))
    return casos


def evaluar(caso: Caso, fecha: date = HOY) -> Dictamen:
    """What the rules say about a case on a day. Raises CasoInvalidoError for facts that are not understood."""
    hechos = construir(caso.calculo.hechos, caso.hechos)
    return caso.calculo.regla(hechos, load_parameters(caso.calculo.reglamento).el_dia(fecha))


def diferencias(caso: Caso, obtenido: Dictamen) -> list[str]:
    """What differs from what the case expects, one line each; empty when the dictamen is as expected."""
    if caso.dictamen is None:
        return []
    esperado = construir(Esperado, caso.dictamen, "dictamen")
    return comparar(obtenido, esperado)


def comparar(obtenido: Dictamen, esperado: Esperado) -> list[str]:
    """What differs, one line each; empty when the dictamen is as expected."""
    lineas = []
    if obtenido.veredicto is not esperado.veredicto:
        lineas.append(f"  veredicto: {obtenido.veredicto.value}, se esperaba {esperado.veredicto.value}")
    if esperado.valor is not None and obtenido.valor != esperado.valor:
        lineas.append(f"  valor: {obtenido.valor}, se esperaba {esperado.valor}")
    lineas += [f"  no cita {_texto(fuente)}" for fuente in esperado.fuentes if fuente not in obtenido.fuentes]
    lineas += [f"  cita {_texto(fuente)}" for fuente in esperado.no_fuentes if fuente in obtenido.fuentes]
    lineas += [f"  no dice «{parte}»" for parte in esperado.dice if parte.lower() not in obtenido.resumen.lower()]
    if esperado.falta and (esperado.falta == "alguna") != bool(obtenido.falta):
        lineas.append(f"  falta: {obtenido.falta or 'ninguna'}, se esperaba {esperado.falta}")
    if esperado.pide is not None and obtenido.pide != esperado.pide:
        lineas.append(f"  pide: {obtenido.pide or 'nada'}, se esperaba {esperado.pide or 'nada'}")
    lineas += [
        f"  no avisa «{parte}»"
        for parte in esperado.avisa
        if not any(parte.lower() in aviso.lower() for aviso in (*obtenido.avisos, *obtenido.puede_cambiar))
    ]
    return lineas


def _texto(fuente: Fuente) -> str:
    return f"{fuente.documento} {fuente.lugar}"


def leer_texto(texto: str) -> Any:
    """What a piece of YAML holds, read as the cases are."""
    return yaml.load(texto, Loader=_Yaml)


def construir(clase: type[T], datos: Any, donde: str = "hechos") -> T:
    """An instance of a dataclass from plain data. Raises CasoInvalidoError for what does not fit its fields."""
    if not is_dataclass(clase):
        raise TypeError(f"{clase.__name__} is not a dataclass")
    tipos = get_type_hints(clase)
    if clase is Ventana and isinstance(datos, dict):
        datos = {"actividad": donde.rpartition(".")[2], "periodo": PERIODO, **datos}
    _claves(datos, {campo.name for campo in fields(clase)}, set(), donde)
    valores = {clave: _valor(tipos[clave], valor, f"{donde}.{clave}") for clave, valor in datos.items()}
    try:
        return clase(**valores)
    except TypeError as error:
        raise CasoInvalidoError(f"{donde}: {error}") from error


def _claves(datos: Any, admitidas: set[str], obligatorias: set[str], donde: str) -> None:
    if not isinstance(datos, dict):
        raise CasoInvalidoError(f"{donde}: se esperan datos con nombre, no {datos!r}")
    if sobran := set(datos) - admitidas:
        raise CasoInvalidoError(f"{donde}: no se conoce {', '.join(sorted(map(str, sobran)))}")
    if faltan := obligatorias - set(datos):
        raise CasoInvalidoError(f"{donde}: falta {', '.join(sorted(faltan))}")


def _valor(tipo: Any, dato: Any, donde: str) -> Any:
    if dato is None:
        raise CasoInvalidoError(f"{donde}: está vacío; lo que no se sabe se deja fuera")
    if get_origin(tipo) in (Union, types.UnionType):
        (tipo,) = (opcion for opcion in get_args(tipo) if opcion is not type(None))
    if get_origin(tipo) is tuple:
        if not isinstance(dato, list):
            raise CasoInvalidoError(f"{donde}: se espera una lista, no {dato!r}")
        return tuple(_valor(get_args(tipo)[0], parte, f"{donde}.{numero}") for numero, parte in enumerate(dato, 1))
    if tipo is Fuente:
        return _fuente(dato, donde)
    if isinstance(tipo, type) and is_dataclass(tipo):
        return construir(tipo, dato, donde)
    return _simple(tipo, dato, donde)


def _simple(tipo: Any, dato: Any, donde: str) -> Any:
    try:
        if tipo is Veredicto and isinstance(dato, bool):  # `sí` and `no` are read as true and false
            return Veredicto.SI if dato else Veredicto.NO
        if tipo is Decimal and type(dato) in (str, int):
            return Decimal(dato)
        if tipo is datetime and isinstance(dato, str):
            return datetime.strptime(dato, "%Y-%m-%d %H:%M").replace(tzinfo=LIMA)
        if tipo is date and isinstance(dato, str):
            return date.fromisoformat(dato)
        if issubclass(tipo, Enum):
            return tipo(dato)
    except (ValueError, InvalidOperation) as error:
        raise CasoInvalidoError(f"{donde}: {error}") from error
    if type(dato) is not tipo:
        raise CasoInvalidoError(f"{donde}: {dato!r} no es {tipo.__name__}")
    return dato


def _fuente(dato: Any, donde: str) -> Fuente:
    fuente = Fuente(*str(dato).partition(" ")[::2])
    documento = load_knowledge().documentos.get(fuente.documento)
    if documento is None or fuente.lugar not in documento.lugares:
        raise CasoInvalidoError(f"{donde}: {dato!r} no es un lugar de los documentos")
    return fuente


def main(arguments: list[str] | None = None) -> int:
    """Evaluate the files of the command line and tell what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a YAML file of cases, or a folder of them")
    parser.add_argument("--date", type=date.fromisoformat, default=HOY, help=f"the day on which to decide ({HOY})")
    parser.add_argument("--show", action="store_true", help="show every dictamen with its steps")
    options = parser.parse_args(arguments)
    try:
        casos = [
            caso for ruta in options.files for caso in (leer_carpeta(ruta) if ruta.is_dir() else leer_archivo(ruta))
        ]
        resultados = [(caso, evaluar(caso, options.date)) for caso in casos]
        lineas = [(caso, dictamen, diferencias(caso, dictamen)) for caso, dictamen in resultados]
    except (CasoInvalidoError, KnowledgeError, OSError, yaml.YAMLError) as error:
        print(error, file=sys.stderr)
        return 2
    for caso, dictamen, problemas in lineas:
        if problemas or options.show or caso.dictamen is None:
            resultado = "DIFERENTE" if problemas else "igual" if caso.dictamen else "calculado"
            print(f"{resultado}  {caso.archivo}: {caso.nombre}")
            print("\n".join([*problemas, f"  {dictamen.veredicto.value}: {dictamen.resumen}"]))
        if options.show or caso.dictamen is None:
            print("\n".join(f"  - {p.regla}: {p.hecho} → {p.resultado} ({_texto(p.fuente)})" for p in dictamen.pasos))
    distintos = sum(bool(problemas) for _, _, problemas in lineas)
    print(f"{len(lineas)} cases, {distintos} different.")
    return 1 if distintos else 0


if __name__ == "__main__":
    sys.exit(main())
