"""What the documents say, ready to look up: plain immutable objects (loader.py reads them)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from actions.rulebooks.dictamen import Fuente

#: The answers from documents that belong to no university.
EVERYBODY = "general"


@dataclass(frozen=True)
class Documento:
    """A source: its name in a citation and every place that may be cited."""

    clave: str
    nombre: str
    lugares: tuple[str, ...]
    sin_consulta: dict[str, str] = field(default_factory=dict)  # places that nobody would ask about, with the reason


@dataclass(frozen=True)
class Universidad:
    """A university and who decides what its documents leave open."""

    clave: str
    nombre: str
    programa: str
    documentos: tuple[str, ...]
    consulta: str
    decide: str | None = None
    decide_fuente: Fuente | None = None
    forma_codigo: str | None = None  # regular expression of its student codes


@dataclass(frozen=True)
class CalculoDeTema:
    """The calculation that answers a topic.

    `basta`: its verdict is all that the question wants, so that the general rule is left out once the verdict is
    decided; `ofrece`: whoever states nothing is offered to be asked fact by fact.
    """

    clave: str
    basta: bool = False
    ofrece: bool = True


@dataclass(frozen=True)
class Tema:
    """One thing a student may want to know.

    `universidades`: where it is answered (EVERYBODY: without a university); elsewhere the documents are silent.
    `calculo`: by university, the calculation that answers it from facts; `supone`: facts (entity, value) that go
    without saying in it; `otra_institucion`: it is about courses of another institution, so that naming one does not
    ask for that one's rules.
    """

    clave: str
    titulo: str
    boton: str
    relacionados: tuple[str, ...]
    universidades: frozenset[str]
    grupo: str = ""  # the file that it stands in: topics of one group lie near each other
    calculo: dict[str, CalculoDeTema] = field(default_factory=dict)
    supone: tuple[tuple[str, str], ...] = ()
    otra_institucion: bool = False

    def calculo_en(self, universidad: str) -> CalculoDeTema | None:
        """The calculation that answers it at a university, None when none does."""
        return self.calculo.get(universidad)


@dataclass(frozen=True)
class Respuesta:
    """One university's answer to a topic, with its sources; `duda`: where the text leaves room for doubt."""

    texto: str
    fuentes: tuple[Fuente, ...]
    duda: str | None = None


#: The kinds of facts that a student can be asked for (datos/comunes.yml explains them).
DATA_KINDS = (
    "entero", "decimal", "nota", "porcentaje", "si_no", "opcion", "fecha", "momento", "texto", "evaluaciones",
)  # fmt: skip


@dataclass(frozen=True)
class Dato:
    """A fact that a student can state or be asked for; `clave` is the field's name in the facts of a calculation.

    `entidad`: the entity of a message that tells it (`creditos/aprobados`: with its role); `situacion_si` and
    `situacion_no` the same for a yes or no. `opciones`: each value with the words that mean it.
    """

    clave: str
    tipo: str
    pregunta: str
    minimo: Decimal | None = None
    maximo: Decimal | None = None
    entidad: str | None = None
    situacion_si: str | None = None
    situacion_no: str | None = None
    opciones: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Orientacion:
    """What is asked back when a message says what it is about but not what is wanted, and the topics to choose from."""

    pregunta: str
    temas: tuple[str, ...]


@dataclass(frozen=True)
class Conocimiento:
    """All that the documents say, ready to look up."""

    documentos: dict[str, Documento]
    universidades: dict[str, Universidad]
    temas: dict[str, Tema]
    respuestas: dict[str, dict[str, Respuesta]]  # university or EVERYBODY -> topic -> answer
    mensajes: dict[str, str]  # key -> what the bot says outside the regulations
    orientaciones: dict[str, Orientacion] = field(default_factory=dict)
    lineas: dict[str, str] = field(default_factory=dict)  # emergency lines of the deployment
    oficinas: dict[str, dict[str, Respuesta]] = field(default_factory=dict)  # university -> kind of need -> office
    palabras: dict[str, Any] = field(default_factory=dict)  # how a student answers when asked for a fact

    def respuesta(self, universidad: str | None, tema: str) -> Respuesta | None:
        """The university's answer to a topic, or the one that holds for everybody; None when no document says it."""
        own = self.respuestas.get(universidad or "", {}).get(tema)
        return own or self.respuestas[EVERYBODY].get(tema)

    def near(self, tema: str) -> frozenset[str]:
        """The topics of the same group and those that a topic is related to; nothing for what is no topic."""
        known = self.temas.get(tema)
        if known is None:
            return frozenset()
        return frozenset(key for key, other in self.temas.items() if other.grupo == known.grupo) | {*known.relacionados}

    def is_for_everybody(self, tema: str) -> bool:
        """Whether a topic is answered without knowing a university, and the same at all of them."""
        return self.temas[tema].universidades == {EVERYBODY}

    def cita(self, fuente: Fuente) -> tuple[str, str]:
        """Document name and locator of a source."""
        return self.documentos[fuente.documento].nombre, fuente.lugar
