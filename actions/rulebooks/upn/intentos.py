"""A student's attempts at each course; courses of the same name and equivalent ones are one (UPN Art. 9 a)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actions.rulebooks.expediente import Curso, Estado, Expediente, Matricula

_FALLOS = (Estado.DESAPROBADO, Estado.INHABILITADO)
_LOGROS = (Estado.APROBADO, Estado.CONVALIDADO)


@dataclass(frozen=True)
class Intentos:
    """All enrolments in one course, oldest first. A withdrawal counts neither for nor against (Art. 51 a)."""

    matriculas: tuple[Matricula, ...]

    @property
    def curso(self) -> Curso:
        """The course in its latest form."""
        return self.matriculas[-1].curso

    @property
    def fallos(self) -> tuple[Matricula, ...]:
        """Those that ended failed or inhabilitado."""
        return tuple(m for m in self.matriculas if m.estado in _FALLOS)

    @property
    def aprobado(self) -> bool:
        """Whether it was passed or recognised."""
        return any(m.estado in _LOGROS for m in self.matriculas)

    @property
    def en_curso(self) -> Matricula | None:
        """The enrolment that is in course, if there is one."""
        return next((m for m in self.matriculas if m.estado is Estado.EN_CURSO), None)

    @property
    def otros_nombres(self) -> tuple[str, ...]:
        """Other names under which it was taken."""
        return tuple(dict.fromkeys(m.curso.nombre for m in self.matriculas if m.curso.nombre != self.curso.nombre))


def intentos(expediente: Expediente) -> tuple[Intentos, ...]:
    """The attempts at each course, in the order in which the courses were first taken."""
    en_orden = sorted(expediente.matriculas, key=lambda m: m.periodo.inicio)
    return tuple(Intentos(grupo) for grupo in _grupos(en_orden))


def _grupos(matriculas: Iterable[Matricula]) -> list[tuple[Matricula, ...]]:
    """Enrolments that share a code, an equivalent or a name, directly or through others."""
    grupos: list[tuple[set[str], list[Matricula]]] = []
    for matricula in matriculas:
        claves = _claves(matricula.curso)
        comunes = [grupo for grupo in grupos if grupo[0] & claves]
        if not comunes:
            grupos.append((claves, [matricula]))
            continue
        primero = comunes[0]
        for otro in comunes[1:]:  # what this course joins were two courses until now
            primero[0].update(otro[0])
            primero[1].extend(otro[1])
            grupos.remove(otro)
        primero[0].update(claves)
        primero[1].append(matricula)
    return [tuple(sorted(grupo, key=lambda m: m.periodo.inicio)) for _, grupo in grupos]


def _claves(curso: Curso) -> set[str]:
    nombre = " ".join(curso.nombre.casefold().split())
    return {curso.codigo, *curso.equivalentes, f"nombre {nombre}"}
