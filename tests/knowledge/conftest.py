"""A small knowledge folder that is right, for tests to break, and the project's own knowledge."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

from actions.knowledge.loader import KnowledgeError, load_knowledge
from actions.knowledge.model import Conocimiento

_FILES = {
    "documents/upn.yml": """\
        clave: upn
        nombre: Reglamento
        articulos:
          2: ''
          23: 'ab'
        """,
    "documents/coursera_faq.yml": """\
        clave: coursera_faq
        nombre: Preguntas
        preguntas: 3
        otros: [soporte técnico]
        """,
    "documents/guia.yml": """\
        clave: guia
        nombre: Guía
        otros: [Inicio]
        sin_consulta: {Inicio: portada}
        """,
    "universidades.yml": """\
        UPN:
          nombre: Universidad del Norte
          programa: pregrado
          documentos: [upn, coursera_faq]
          consulta: Secretaría Académica
          decide: el Gerente
          decide_fuente: {upn: Art. 2}
        UPC:
          nombre: Universidad de Ciencias
          programa: maestrías
          documentos: []
          consulta: la dirección
        """,
    "topics/notas.yml": """\
        nota_minima:
          titulo: Nota mínima
          boton: Nota mínima
          universidades: [UPN]
          relacionados: [redondeo]
        redondeo:
          titulo: Redondeo
          boton: Redondeo
          universidades: [UPN]
        """,
    "answers/upn/notas.yml": """\
        nota_minima:
          respuesta: Es 12.
          fuentes:
            - upn: Art. 23 b
            - coursera_faq: pregunta 3
          duda: El texto no lo dice todo.
        redondeo:
          respuesta: |
            Sube desde 5.
          fuentes:
            - upn: Art. 2
        """,
    "orientacion.yml": """\
        notas:
          pregunta: ¿Qué pasó con tu nota?
          temas: [redondeo, nota_minima]
        """,
    "palabras.yml": "si: [si]\n",
    "apoyo.yml": """\
        lineas:
          salud_mental: Línea 113
        oficinas:
          UPN:
            angustia:
              texto: Te escuchan.
              fuentes: [{upn: Art. 2}]
        """,
    "mensajes.yml": """\
        charla/saludo: Hola.
        fuera_de_alcance/angustia: Te escucho.
        """,
}


@dataclass(frozen=True)
class Folder:
    """A knowledge folder that may be changed and read."""

    path: Path

    def write(self, name: str, text: str) -> None:
        """Write a file anew."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Change one place of a file."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        (self.path / name).write_text(text.replace(old, new), encoding="utf-8")

    def load(self) -> Conocimiento:
        """Read it."""
        return load_knowledge(self.path)

    def mistake(self) -> str:
        """What reading it complains about, with paths relative to the folder."""
        with pytest.raises(KnowledgeError) as error:
            self.load()
        return str(error.value).replace(f"{self.path}/", "")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A small knowledge folder without mistakes."""
    made = Folder(tmp_path / "knowledge")
    for name, text in _FILES.items():
        made.write(name, text)
    return made


@pytest.fixture(scope="session")
def knowledge() -> Conocimiento:
    """The project's own knowledge."""
    return load_knowledge()
