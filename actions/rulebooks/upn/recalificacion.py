"""Until when a UPN student may contest a grade, and for which reasons (Art. 30 with 23 a)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import dia, lista, momento
from actions.rulebooks.notas import Evaluacion
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import Plazo, en_dias_calendario, en_horas
from actions.rulebooks.upn.evaluaciones import TipoEvaluacion, con_articulo, tipo_de
from actions.rulebooks.upn.textos import inicio, no_cuadra

CALCULO = "plazo_recalificacion"
_MOTIVOS = Fuente("upn", "Art. 30 b")
_PUEDE_BAJAR = Fuente("upn", "Art. 30 c")
_PLAZO = Fuente("upn", "Art. 30 a")
_FUERA_DE_PLAZO = Fuente("upn", "Art. 30 f")
_INIMPUGNABLE = Fuente("upn", "Art. 23 a")
_ULTIMO_ANIO = 2200  # a later date is a slip


class Motivo(Enum):
    """Why a grade is contested; `OTRO` is any reason that Art. 30 b does not admit."""

    REGISTRO = "registro"
    OLVIDO = "olvido"
    SUMA = "suma"
    OTRO = "otro"


@dataclass(frozen=True)
class HechosPlazoRecalificacion:
    """When a grade was posted. None means "not known"; moments are aware (America/Lima).

    `evaluacion`, `publicada`: which one the student asks about and when it was posted; otherwise those of
    `evaluaciones` with their `publicada`. `fin_periodo`: the last day of the academic period. `ahora`: the present.
    """

    curso: str | None = None
    evaluacion: TipoEvaluacion | None = None
    publicada: datetime | None = None
    motivo_reclamo: Motivo | None = None
    evaluaciones: tuple[Evaluacion, ...] | None = None
    fin_periodo: date | None = None
    ahora: datetime | None = None


@dataclass(frozen=True)
class _Nota:
    """One posted grade and its deadline; `tipo` None: not known, and then `plazo` is the shorter one's."""

    nombre: str
    tipo: TipoEvaluacion | None
    publicada: datetime
    plazo: Plazo
    plazo_largo: Plazo

    @property
    def hasta(self) -> str:
        """`el parcial, hasta el 20/11/2026 a las 18:00`."""
        hasta = f"{self.nombre}, hasta el {self.plazo.texto}"
        if self.plazo == self.plazo_largo:
            return hasta
        return f"{hasta} si es el sustitutorio y hasta el {self.plazo_largo.texto} si no"


def plazo_recalificacion(hechos: HechosPlazoRecalificacion, parametros: Parametros) -> Dictamen:
    """SI while a grade may be contested, NO when it may not any more or not for that reason.

    DEPENDE while the posting, the kind or the reason is not known; VALOR gives the deadline without `ahora`.
    Source: UPN Art. 30 a-f, 23 a. A grade posted in the future gives a CONTRADICCION.
    """
    contradiccion = _contradiccion(hechos)
    if contradiccion:
        return no_cuadra(CALCULO, contradiccion, hechos.curso)
    if hechos.motivo_reclamo is Motivo.OTRO:
        return _motivo_no_admitido(hechos)
    if hechos.ahora and hechos.fin_periodo and hechos.ahora.date() > hechos.fin_periodo:
        return _periodo_cerrado(hechos, hechos.fin_periodo)
    notas = _notas(hechos, parametros)
    if not notas:
        return _sin_publicacion(hechos, parametros)
    if hechos.ahora is None:
        return _sin_hora(hechos, _por_vencer(notas), parametros)
    vigentes = [nota for nota in notas if not nota.plazo_largo.vencido(hechos.ahora)]
    if not vigentes:
        return _vencido(hechos, notas, hechos.ahora, parametros)
    seguras = [nota for nota in vigentes if not nota.plazo.vencido(hechos.ahora)]
    if not seguras:
        return _falta_la_evaluacion(hechos, vigentes[0], hechos.ahora, parametros)
    return _a_tiempo(hechos, _por_vencer(seguras), hechos.ahora, parametros)


def _por_vencer(notas: Sequence[_Nota]) -> list[_Nota]:
    """The one whose deadline ends first, first."""
    return sorted(notas, key=lambda nota: nota.plazo.fin)


def _notas(hechos: HechosPlazoRecalificacion, parametros: Parametros) -> list[_Nota]:
    """The posted grades asked about, the latest first."""
    if hechos.publicada is not None:
        nombre = con_articulo(Evaluacion(hechos.evaluacion.value)) if hechos.evaluacion else "tu nota"
        return [_nota(nombre, hechos.evaluacion, hechos.publicada, hechos, parametros)]
    notas = [
        _nota(con_articulo(e), tipo_de(e), e.publicada, hechos, parametros)
        for e in hechos.evaluaciones or ()
        if e.publicada is not None and hechos.evaluacion in (None, tipo_de(e))
    ]
    return sorted(notas, key=lambda nota: nota.publicada, reverse=True)


def _nota(
    nombre: str,
    tipo: TipoEvaluacion | None,
    publicada: datetime,
    hechos: HechosPlazoRecalificacion,
    parametros: Parametros,
) -> _Nota:
    corto = _hasta(publicada, parametros.entero("recalificacion_horas_sustitutorio"), hechos.fin_periodo)
    largo = _hasta(publicada, parametros.entero("recalificacion_horas"), hechos.fin_periodo)
    if tipo is None:
        return _Nota(nombre, tipo, publicada, corto, largo)
    plazo = corto if tipo is TipoEvaluacion.SUSTITUTORIO else largo
    return _Nota("el sustitutorio" if tipo is TipoEvaluacion.SUSTITUTORIO else nombre, tipo, publicada, plazo, plazo)


def _hasta(publicada: datetime, horas: int, fin_periodo: date | None) -> Plazo:
    """The hours run on from the posting, but not beyond the end of the academic period (Art. 30 a)."""
    plazo = en_horas(publicada, horas)
    if fin_periodo is None:
        return plazo
    cierre = en_dias_calendario(fin_periodo, 0)
    return min(plazo, cierre, key=lambda p: p.fin)


def _paso_del_plazo(parametros: Parametros, hecho: str, resultado: str) -> Paso:
    horas, cortas = (
        parametros.entero(clave) for clave in ("recalificacion_horas", "recalificacion_horas_sustitutorio")
    )
    return Paso(
        f"La recalificación se pide en {horas} horas corridas desde que cargan la nota; {cortas} si es del "
        "sustitutorio", hecho, resultado, _PLAZO,
    )  # fmt: skip


def _cargada(notas: Sequence[_Nota]) -> str:
    """When the first of them was posted, by its name where there are others."""
    cuando = f"la cargaron el {momento(notas[0].publicada)}"
    return cuando if len(notas) == 1 else f"{notas[0].nombre}: {cuando}"


def _paso_del_motivo(hechos: HechosPlazoRecalificacion) -> Paso:
    dichos = {
        Motivo.REGISTRO: "hay un error al registrarla",
        Motivo.OLVIDO: "el docente olvidó registrarla",
        Motivo.SUMA: "la suma está mal",
        Motivo.OTRO: "tu motivo es otro",
        None: "no sé cuál es tu motivo",
    }
    resultado = {Motivo.OTRO: "no se admite", None: "solo por uno de esos"}.get(hechos.motivo_reclamo, "se admite")
    return Paso("Se admite por error u olvido del docente al registrar la nota, o por una suma equivocada",
                dichos[hechos.motivo_reclamo], resultado, _MOTIVOS)  # fmt: skip


_PASO_BAJA = Paso(
    "La revisión puede dejar la nota igual, más alta o más baja", "si la pides", "puede bajar", _PUEDE_BAJAR
)
_AVISO_CIERRE = "Vale mientras no cierre el periodo académico: después ya no hay reclamos (Art. 30 a)."
_AVISO_SUSTITUTORIO = (
    "El reglamento llama inimpugnable a la nota del sustitutorio (Art. 23 a): solo puedes reclamar un error u olvido "
    "al registrarla o una suma equivocada, y no puedes elevar el caso (Art. 30 e). Si hay duda, decide Secretaría "
    "Académica."
)


def _avisos(hechos: HechosPlazoRecalificacion, notas: Sequence[_Nota] = ()) -> tuple[str, ...]:
    tipos = {hechos.evaluacion, *(nota.tipo for nota in notas)}
    sustitutorio = (_AVISO_SUSTITUTORIO,) if TipoEvaluacion.SUSTITUTORIO in tipos else ()
    return (*sustitutorio, *(() if hechos.fin_periodo else (_AVISO_CIERRE,)))


_PASO_INIMPUGNABLE = Paso(
    "La nota del sustitutorio no se impugna", "es del sustitutorio",
    "solo se corrige un error u olvido al registrarla o una suma equivocada", _INIMPUGNABLE,
)  # fmt: skip


def _pasos_del_sustitutorio(tipos: Iterable[TipoEvaluacion | None]) -> tuple[Paso, ...]:
    return (_PASO_INIMPUGNABLE,) if TipoEvaluacion.SUSTITUTORIO in tipos else ()


def _motivo_no_admitido(hechos: HechosPlazoRecalificacion) -> Dictamen:
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio(hechos.curso)}Por ese motivo no se admite: solo por un error u olvido del "
        "docente al registrar la nota, o por una suma equivocada.",
        (_paso_del_motivo(hechos), *_pasos_del_sustitutorio([hechos.evaluacion])),
    )  # fmt: skip


def _periodo_cerrado(hechos: HechosPlazoRecalificacion, fin: date) -> Dictamen:
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio(hechos.curso)}Ya no puedes reclamar esa nota: el periodo académico cerró el "
        f"{dia(fin)}.",
        (Paso("Con el periodo académico cerrado no hay reclamos ni rectificaciones", f"cerró el {dia(fin)}",
              "ya no procede", _PLAZO),),
    )  # fmt: skip


def _sin_publicacion(hechos: HechosPlazoRecalificacion, parametros: Parametros) -> Dictamen:
    horas, cortas = (
        parametros.entero(clave) for clave in ("recalificacion_horas", "recalificacion_horas_sustitutorio")
    )
    plazo = {
        None: f"{horas} horas desde que cargan la nota ({cortas} si es del sustitutorio)",
        TipoEvaluacion.SUSTITUTORIO: f"{cortas} horas desde que cargan la nota del sustitutorio",
    }.get(hechos.evaluacion, f"{horas} horas desde que cargan la nota")
    campos: dict[str, object] = {
        "publicada": hechos.publicada, "evaluacion": hechos.evaluacion, "motivo_reclamo": hechos.motivo_reclamo,
    }  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{inicio(hechos.curso)}Tienes {plazo}, contando noches, fines de semana y "
        "feriados.",
        (_paso_del_plazo(parametros, "no sé cuándo la cargaron", "cuenta desde esa hora"), _paso_del_motivo(hechos)),
        falta=("cuándo cargaron la nota",), avisos=_avisos(hechos),
        pide=tuple(campo for campo, valor in campos.items() if valor is None),
    )  # fmt: skip


def _sin_hora(hechos: HechosPlazoRecalificacion, notas: Sequence[_Nota], parametros: Parametros) -> Dictamen:
    hasta = lista([nota.hasta for nota in notas])
    return Dictamen(
        CALCULO, Veredicto.VALOR, f"{inicio(hechos.curso)}Puedes pedir la recalificación: {hasta}.",
        (_paso_del_plazo(parametros, _cargada(notas),
                         f"vence el {notas[0].plazo_largo.texto}"), _paso_del_motivo(hechos)),
        avisos=_avisos(hechos, notas),
    )  # fmt: skip


def _vencido(
    hechos: HechosPlazoRecalificacion, notas: Sequence[_Nota], ahora: datetime, parametros: Parametros
) -> Dictamen:
    vencidas = lista([f"{nota.nombre}, el {nota.plazo_largo.texto}" for nota in notas])
    pasos = (
        _paso_del_plazo(parametros, _cargada(notas), notas[0].plazo_largo.resta(ahora)),
        Paso("Fuera de plazo no procede por ningún motivo", "el plazo ya venció", "ya no procede", _FUERA_DE_PLAZO),
    )
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio(hechos.curso)}Ya no puedes reclamar, el plazo venció: {vencidas}.", pasos,
        puede_cambiar=("las notas cargadas",) if hechos.evaluaciones else (),
    )  # fmt: skip


def _falta_la_evaluacion(
    hechos: HechosPlazoRecalificacion, nota: _Nota, ahora: datetime, parametros: Parametros
) -> Dictamen:
    """Between 24 and 48 hours: in time unless it is the sustitutorio."""
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{inicio(hechos.curso)}Si es el sustitutorio, el plazo ya venció; si es otra "
        f"evaluación, tienes hasta el {nota.plazo_largo.texto} ({nota.plazo_largo.resta(ahora)}).",
        (_paso_del_plazo(parametros, _cargada([nota]), "depende de qué evaluación es"),
         _paso_del_motivo(hechos)),
        falta=("de qué evaluación es la nota",), avisos=_avisos(hechos, [nota]),
        pide=("evaluacion", *(("motivo_reclamo",) if hechos.motivo_reclamo is None else ())),
    )  # fmt: skip


def _a_tiempo(
    hechos: HechosPlazoRecalificacion, notas: Sequence[_Nota], ahora: datetime, parametros: Parametros
) -> Dictamen:
    cuales = lista([f"{nota.hasta} ({nota.plazo.resta(ahora)})" for nota in notas])
    sin_motivo = hechos.motivo_reclamo is None
    condicion = (
        " Solo se admite por un error u olvido del docente al registrarla o por una suma equivocada."
        if sin_motivo
        else ""
    )
    docente, responsable = (parametros.entero(f"recalificacion_horas_{quien}") for quien in ("docente", "responsable"))
    siguiente = [
        f"Pídela a tu docente con evidencia antes de que venza el plazo: tiene {docente} horas como máximo para "
        "resolver por escrito (Art. 30 d)."
    ]
    if any(nota.tipo is not TipoEvaluacion.SUSTITUTORIO for nota in notas):
        siguiente.append(
            f"Si no te convence su respuesta, eleva el caso al responsable de carrera: responde en {responsable} horas "
            "y su fallo es el último; no aplica al sustitutorio (Art. 30 e)."
        )
    return Dictamen(
        CALCULO, Veredicto.DEPENDE if sin_motivo else Veredicto.SI,
        f"{inicio(hechos.curso)}Estás a tiempo de pedir la recalificación: {cuales}.{condicion}",
        (_paso_del_plazo(parametros, _cargada(notas), notas[0].plazo.resta(ahora)),
         _paso_del_motivo(hechos), *_pasos_del_sustitutorio([nota.tipo for nota in notas]), _PASO_BAJA),
        falta=("por qué quieres reclamar",) if sin_motivo else (), siguiente=tuple(siguiente),
        avisos=_avisos(hechos, notas), pide=("motivo_reclamo",) if sin_motivo else (),
        puede_cambiar=("las notas cargadas",) if hechos.evaluaciones else (),
    )  # fmt: skip


def _contradiccion(hechos: HechosPlazoRecalificacion) -> str | None:
    momentos = [hechos.publicada, *(e.publicada for e in hechos.evaluaciones or ())]
    for publicada in momentos:
        if publicada is None:
            continue
        if hechos.ahora is not None and publicada > hechos.ahora:
            return f"la nota no puede haberse cargado el {momento(publicada)}, que todavía no llega"
        if publicada.year > _ULTIMO_ANIO:
            return "esa fecha está demasiado lejos"
    return None
