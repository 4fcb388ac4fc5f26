"""Read and check the knowledge: documents, universities, topics, answers, small talk and parameters.

Everything is checked when it is read; a mistake stops the start with file, line and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import holidays
import yaml

from actions.knowledge.model import (
    DATA_KINDS,
    EVERYBODY,
    CalculoDeTema,
    Conocimiento,
    Dato,
    Documento,
    Orientacion,
    Respuesta,
    Tema,
    Universidad,
)
from actions.rulebooks.dictamen import Fuente
from actions.rulebooks.parametros import Parametro, Parametros
from actions.rulebooks.plazos import Calendario
from actions.rulebooks.registro import CALCULOS

FOLDER = Path(__file__).parent
RULEBOOKS = FOLDER.parent / "rulebooks"
_LONGEST_BUTTON = 20  # WhatsApp cuts longer ones
_MOST_RELATED = 3
#: What a message may hold in braces, beside the lines of apoyo.yml.
_FILLED_IN = (
    "consulta", "universidad", "otra", "decide", "nombre", "curso", "valor", "evaluacion", "conocidas", "cifras",
    "datos", "plazo", "canal", "desde", "vence", "sesion", "cuantas", "dias", "numero", "horario", "contacto", "correo",
)  # fmt: skip


class KnowledgeError(Exception):
    """A knowledge file is wrong. The message has file, line and what to do."""


@lru_cache(maxsize=4)
def load_knowledge(folder: Path = FOLDER) -> Conocimiento:
    """Read everything in a folder. Raises KnowledgeError at the first mistake."""
    documentos = {d.clave: d for d in map(_documento, sorted((folder / "documents").glob("*.yml")))}
    universidades = _universidades(folder / "universidades.yml", documentos)
    temas = _temas(folder / "topics")
    answers = folder / "answers"
    respuestas = {
        clave: _respuestas(answers / clave.lower(), _documents_of(clave, documentos, universidades), temas)
        for clave in [*universidades, EVERYBODY]
    }
    _no_stray_folders(answers, universidades)
    _answers_where_claimed(folder / "topics", temas, respuestas)
    support = folder / "apoyo.yml"
    apoyo = _read(support)
    lineas = {clave: str(linea) for clave, linea in apoyo["lineas"].items()}
    mensajes = _mensajes(folder / "mensajes.yml", lineas)
    return Conocimiento(
        documentos,
        universidades,
        temas,
        respuestas,
        mensajes,
        _orientaciones(folder / "orientacion.yml", temas),
        lineas,
        _oficinas(support, apoyo["oficinas"], documentos, universidades, mensajes),
        _read(folder / "palabras.yml"),
    )


@lru_cache(maxsize=8)
def load_parameters(rulebook: str) -> Parametros:
    """The figures of one rulebook (`upn`), as they hold today; `.el_dia(...)` gives another day's."""
    path = RULEBOOKS / rulebook / "parametros.yml"
    content = _read(path)
    found = {}
    for clave, entry in content["parametros"].items():
        # A figure of another document (what passing means at UPN, in a course with Coursera) names it.
        documento = _documento(FOLDER / "documents" / f"{entry.get('documento', content['documento'])}.yml")
        fuente = Fuente(documento.clave, entry["fuente"])
        if fuente.lugar not in documento.lugares:
            raise _mistake(path, clave, f"cites {fuente.lugar!r}, which {documento.clave} does not have; correct it.")
        valores = tuple(sorted((desde, Decimal(str(valor))) for desde, valor in entry["valores"].items()))
        found[clave] = Parametro(clave, entry["descripcion"], entry["unidad"], fuente, valores)
    return Parametros(found, date.today(), national_calendar())


@lru_cache(maxsize=1)
def national_calendar() -> Calendario:
    """Peru's public holidays of the years in which a deadline may run."""
    year = date.today().year
    return Calendario(frozenset(holidays.country_holidays("PE", years=range(year - 12, year + 4))))


@lru_cache(maxsize=4)
def load_data_dictionary(university: str, folder: Path = FOLDER / "datos") -> Mapping[str, Dato]:
    """The facts that may be asked for at a university, by the name of the field. Raises KnowledgeError."""
    found: dict[str, Dato] = {}
    own = university.lower()  # upc's files and not upch's
    for path in (folder / "comunes.yml", *sorted({*folder.glob(f"{own}.yml"), *folder.glob(f"{own}_*.yml")})):
        for clave, entry in (_read(path) or {}).items():
            found[clave] = _dato(path, clave, entry)
    return found


def _dato(path: Path, clave: str, entry: dict[str, Any]) -> Dato:
    if entry.get("tipo") not in DATA_KINDS:
        raise _mistake(path, clave, f"is of no known kind; `tipo` is one of {', '.join(DATA_KINDS)}.")
    if not str(entry.get("pregunta") or "").strip():
        raise _mistake(path, clave, "has no `pregunta`; write what the student is asked.")
    unknown = set(entry) - {field.name for field in fields(Dato)}
    if unknown:
        raise _mistake(path, clave, f"has {sorted(unknown)}, which means nothing; correct it.")
    if (entry["tipo"] == "opcion") != bool(entry.get("opciones")):
        raise _mistake(path, clave, "needs `opciones` if and only if it is an `opcion`.")
    limits: dict[str, Any] = {name: Decimal(str(entry[name])) for name in ("minimo", "maximo") if name in entry}
    return Dato(**(entry | limits | {"clave": clave}))


class _UniqueKeyLoader(yaml.SafeLoader):
    """A YAML loader for which a key written twice is a mistake, not the end of the first."""


def _unique_mapping(loader: _UniqueKeyLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            mark = key_node.start_mark
            raise KnowledgeError(f"{mark.name}:{mark.line + 1}: {key!r} is defined twice; merge the two or rename one.")
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)


def _read(path: Path) -> Any:
    try:
        with path.open(encoding="utf-8") as file:
            return yaml.load(file, _UniqueKeyLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise KnowledgeError(f"{path}:{line}: this is not valid YAML; check quotes and indentation.") from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise KnowledgeError(f"{path}:{line}: this is not UTF-8; save the file with that encoding.") from None


def _mistake(path: Path, key: str, problem: str) -> KnowledgeError:
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(
        (i for i, line in enumerate(lines, 1) if re.match(rf"\s*['\"]?{re.escape(str(key))}['\"]?:", line)), 1
    )
    return KnowledgeError(f"{path}:{number}: {key} {problem}")


def _documento(path: Path) -> Documento:
    content = _read(path)
    lugares: list[str] = []
    for numbers, word in (("articulos", "Art."), ("numerales", "num.")):
        for numero, letras in content.get(numbers, {}).items():
            lugares += [f"{word} {numero}", *(f"{word} {numero} {letra}" for letra in letras.replace(" ", ""))]
    lugares += [f"pregunta {numero}" for numero in range(1, content.get("preguntas", 0) + 1)]
    lugares += content.get("otros", [])
    sin_consulta = content.get("sin_consulta", {})
    for lugar in sin_consulta:
        if lugar not in lugares:
            raise _mistake(path, lugar, "is no place of this document; correct it.")
    return Documento(content["clave"], content["nombre"], tuple(lugares), sin_consulta)


def _fuente(path: Path, key: str, entry: Any, documentos: dict[str, Documento]) -> Fuente:
    if not isinstance(entry, dict) or len(entry) != 1:
        raise _mistake(path, key, f"has a source {entry!r} that is not `document: place`, e.g. `upn: Art. 23 b`.")
    ((documento, lugar),) = entry.items()
    if documento not in documentos:
        raise _mistake(path, key, f"cites an unknown document {documento!r}; use one of {sorted(documentos)}.")
    if lugar not in documentos[documento].lugares:
        raise _mistake(path, key, f"cites {lugar!r}, which {documentos[documento].nombre} does not have; correct it.")
    return Fuente(documento, lugar)


def _universidades(path: Path, documentos: dict[str, Documento]) -> dict[str, Universidad]:
    found = {}
    for clave, entry in _read(path).items():
        for documento in entry["documentos"]:
            if documento not in documentos:
                raise _mistake(path, clave, f"names the unknown document {documento!r}; add it under documents/.")
        fuente = entry.get("decide_fuente")
        found[clave] = Universidad(
            clave, entry["nombre"], entry["programa"], tuple(entry["documentos"]), entry["consulta"],
            entry.get("decide"), _fuente(path, clave, fuente, documentos) if fuente else None,
            entry.get("forma_codigo"),
        )  # fmt: skip
    return found


def _temas(folder: Path) -> dict[str, Tema]:
    temas: dict[str, Tema] = {}
    where: dict[str, Path] = {}
    for path, clave, entry in _entries(folder):
        if clave in temas:
            raise _mistake(path, clave, f"is a topic of {where[clave].name} already; a topic has one file.")
        missing = [name for name in ("titulo", "boton") if not str(entry.get(name) or "").strip()]
        if missing:
            raise _mistake(path, clave, f"has no `{missing[0]}`; write it.")
        if len(entry["boton"]) > _LONGEST_BUTTON:
            raise _mistake(path, clave, f"has a button of over {_LONGEST_BUTTON} characters; shorten `boton`.")
        temas[clave] = Tema(
            clave, entry["titulo"], entry["boton"], tuple(entry.get("relacionados", ())),
            frozenset(entry.get("universidades", ())), path.stem, _calculos(path, clave, entry),
            tuple(entry.get("supone", {}).items()),
            entry.get("otra_institucion", False),
        )  # fmt: skip
        where[clave] = path
    for clave, tema in temas.items():
        unknown = [other for other in tema.relacionados if other not in temas]
        if unknown or len(tema.relacionados) > _MOST_RELATED:
            raise _mistake(where[clave], clave, f"has related topics that do not exist or too many: {unknown}.")
    return temas


def _calculos(path: Path, clave: str, entry: dict[str, Any]) -> dict[str, CalculoDeTema]:
    """`calculo: {UPN: sustitutorio, UPCH: {clave: sustitutorio, basta: true}}`."""
    found = {}
    for university, of_university in entry.get("calculo", {}).items():
        row: dict[str, Any] = {"clave": of_university} if isinstance(of_university, str) else of_university
        if (university, row.get("clave")) not in CALCULOS or set(row) - {"clave", "basta", "ofrece"}:
            raise _mistake(path, clave, f"names a calculation that {university} does not have: {of_university!r}.")
        if university not in entry.get("universidades", ()):
            raise _mistake(path, clave, f"is computed for {university}, but has no answer there.")
        found[university] = CalculoDeTema(row["clave"], row.get("basta", False), row.get("ofrece", True))
    return found


def _respuestas(folder: Path, documentos: dict[str, Documento], temas: dict[str, Tema]) -> dict[str, Respuesta]:
    found: dict[str, Respuesta] = {}
    for path, clave, entry in _entries(folder):
        if clave not in temas:
            raise _mistake(path, clave, "is no topic; add it under topics/ or correct the name.")
        if clave in found:
            raise _mistake(path, clave, "is answered twice for this university; keep one.")
        unknown = set(entry) - {"respuesta", "fuentes", "duda"}
        if unknown or not str(entry.get("respuesta") or "").strip() or not entry.get("fuentes"):
            raise _mistake(
                path, clave, f"needs `respuesta` and `fuentes` and nothing else but `duda` {sorted(unknown)}."
            )
        fuentes = tuple(_fuente(path, clave, fuente, documentos) for fuente in entry["fuentes"])
        found[clave] = Respuesta(str(entry["respuesta"]).strip(), fuentes, entry.get("duda"))
    return found


def _entries(folder: Path) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    for path in sorted(folder.glob("*.yml")) if folder.is_dir() else ():
        content = _read(path) or {}
        if not isinstance(content, dict):
            raise KnowledgeError(f"{path}:1: this is no list of topics; each begins with `topic:` in the first column.")
        for clave, entry in content.items():
            if not isinstance(entry, dict):
                raise _mistake(path, clave, "has nothing of its own; indent what belongs to it by two spaces.")
            yield path, clave, entry


def _documents_of(
    clave: str, documentos: dict[str, Documento], universidades: dict[str, Universidad]
) -> dict[str, Documento]:
    """The documents that answers may cite: a university's own; for everybody, those of no university."""
    if clave != EVERYBODY:
        return {name: documentos[name] for name in universidades[clave].documentos}
    of_some = {name for info in universidades.values() for name in info.documentos}
    return {name: documento for name, documento in documentos.items() if name not in of_some}


def _no_stray_folders(answers: Path, universidades: dict[str, Universidad]) -> None:
    known = {EVERYBODY, *(clave.lower() for clave in universidades)}
    for folder in sorted(answers.iterdir()):
        if folder.name not in known:
            raise KnowledgeError(f"{folder}:1: no university is called {folder.name!r}; see universidades.yml.")


def _answers_where_claimed(topics: Path, temas: dict[str, Tema], respuestas: dict[str, dict[str, Respuesta]]) -> None:
    """Silence is a statement too: an answer that was lost must not turn into one."""
    for path, clave, _ in _entries(topics):
        answered = {universidad for universidad, answers in respuestas.items() if clave in answers}
        claimed = temas[clave].universidades
        if not answered:
            raise _mistake(path, clave, "has no answer at any university; write one under answers/ or drop the topic.")
        if claimed != answered:
            raise _mistake(
                path, clave, f"says `universidades: {sorted(claimed)}`, but it is answered for {sorted(answered)}; "
                "write the answer or correct the list.",
            )  # fmt: skip


def _orientaciones(path: Path, temas: dict[str, Tema]) -> dict[str, Orientacion]:
    found = {}
    for clave, entry in _read(path).items():
        unknown = [tema for tema in entry["temas"] if tema not in temas]
        if unknown:
            raise _mistake(path, clave, f"offers topics that do not exist: {unknown}; correct them.")
        found[clave] = Orientacion(entry["pregunta"], tuple(entry["temas"]))
    return found


def _oficinas(
    path: Path,
    oficinas: dict[str, dict[str, Any]],
    documentos: dict[str, Documento],
    universidades: dict[str, Universidad],
    mensajes: dict[str, str],
) -> dict[str, dict[str, Respuesta]]:
    found: dict[str, dict[str, Respuesta]] = {}
    for universidad, needs in oficinas.items():
        if universidad not in universidades:
            raise _mistake(path, universidad, "is no university; see universidades.yml.")
        for need in needs:
            if f"fuera_de_alcance/{need}" not in mensajes:
                raise _mistake(path, need, "has no message fuera_de_alcance/... in mensajes.yml; add it or correct it.")
        own = _documents_of(universidad, documentos, universidades)
        found[universidad] = {
            need: Respuesta(entry["texto"], tuple(_fuente(path, need, f, own) for f in entry["fuentes"]))
            for need, entry in needs.items()
        }
    return found


def _mensajes(path: Path, lineas: dict[str, str]) -> dict[str, str]:
    found = {clave: str(texto).strip() for clave, texto in _read(path).items()}
    names = dict.fromkeys(_FILLED_IN, "") | lineas
    for clave, texto in found.items():
        try:
            texto.format(**names)
        except (KeyError, ValueError, IndexError):
            raise _mistake(path, clave, f"has braces that nothing fills in; use one of {sorted(names)}.") from None
    return found
