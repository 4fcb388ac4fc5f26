"""Reads the YAML cases, strictly: a key or a value that is not understood is an error."""

from __future__ import annotations

import re
import types
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from actions.knowledge.loader import load_parameters
from actions.rulebooks.dictamen import Fuente, Veredicto
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.parametros import Parametros

CASOS = Path(__file__).parent / "casos"
HOY = date(2026, 10, 1)  # the day on which the cases are decided
LIMA = timezone(timedelta(hours=-5), "America/Lima")  # Peru has no summer time
PERIODO = "2026-2"

T = TypeVar("T")

# Last letter of each UPN article that is divided into letters; the articles 1-64 not named here have none.
_INCISOS_UPN = {
    1: "l", 2: "k", 3: "g", 7: "g", 9: "e", 12: "d", 14: "f", 15: "c", 22: "c", 23: "d", 25: "b", 27: "a", 28: "b",
    29: "d", 30: "f", 31: "c", 32: "g", 33: "e", 34: "b", 35: "b", 36: "c", 43: "e", 47: "d", 48: "g", 49: "c",
    51: "e", 52: "b", 53: "d", 54: "b", 55: "c", 56: "b", 59: "b", 60: "b", 61: "d",
}  # fmt: skip
CITABLES = frozenset(
    [Fuente("upn", f"Art. {articulo}") for articulo in range(1, 65)]
    + [
        Fuente("upn", f"Art. {articulo} {chr(letra)}")
        for articulo, ultima in _INCISOS_UPN.items()
        for letra in range(ord("a"), ord(ultima) + 1)
    ]
    + [Fuente("coursera_faq", f"pregunta {pregunta}") for pregunta in range(1, 32)]
)


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
    calculo: str
    nombre: str
    hechos: Mapping[str, Any]
    dictamen: Mapping[str, Any]


@dataclass(frozen=True)
class Esperado:
    """What a case demands of the dictamen. None: the case says nothing about it."""

    veredicto: Veredicto
    valor: Decimal | None = None
    fuentes: tuple[Fuente, ...] = ()
    no_fuentes: tuple[Fuente, ...] = ()
    dice: tuple[str, ...] = ()
    falta: str | None = None
    avisa: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.falta not in (None, "ninguna", "alguna"):
            raise CasoInvalidoError(f"falta: {self.falta}; se espera ninguna o alguna")


def parametros_upn(fecha: date = HOY) -> Parametros:
    """UPN's figures as they hold on a day."""
    return load_parameters("upn").el_dia(fecha)


def leer_casos(carpeta: Path = CASOS) -> list[Caso]:
    """The cases of all files of the folder, in the order of the files."""
    return [caso for ruta in sorted(carpeta.glob("*.y*ml")) for caso in leer_archivo(ruta)]


def leer_archivo(ruta: Path) -> list[Caso]:
    """The cases of one file."""
    contenido = leer_texto(ruta.read_text(encoding="utf-8"))
    _claves(contenido, {"calculo", "casos"}, {"calculo", "casos"}, ruta.name)
    casos = []
    for numero, datos in enumerate(contenido["casos"], 1):
        donde = f"{ruta.name}, caso {numero}"
        _claves(datos, {"nombre", "hechos", "dictamen"}, {"nombre", "hechos", "dictamen"}, donde)
        casos.append(Caso(ruta.name, contenido["calculo"], str(datos["nombre"]), datos["hechos"], datos["dictamen"]))
    return casos


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
        if issubclass(tipo, Enum):
            return tipo(dato)
    except (ValueError, InvalidOperation) as error:
        raise CasoInvalidoError(f"{donde}: {error}") from error
    if type(dato) is not tipo:
        raise CasoInvalidoError(f"{donde}: {dato!r} no es {tipo.__name__}")
    return dato


def _fuente(dato: Any, donde: str) -> Fuente:
    fuente = Fuente(*str(dato).partition(" ")[::2])
    if fuente not in CITABLES:
        raise CasoInvalidoError(f"{donde}: {dato!r} no es un lugar de los documentos")
    return fuente
