"""Which grade a UPCH student needs in an examen sustitutorio, or whether one is enough (Art. 112, 114, 115, 119)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import lista, numero
from actions.rulebooks.notas import MAXIMA, Evaluacion, nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import con_decimales, inicio, no_cuadra, nota_exacta, truncada
from actions.rulebooks.upch.evaluaciones import (
    CONOCIMIENTO,
    DESEMPENO,
    Tramo,
    con_pesos,
    el_sustitutorio,
    llamada,
    problema_de_evaluaciones,
    teoricos_desaprobados,
    tramo,
)

CALCULO = "sustitutorio_nota"
_PESOS = Fuente("upch", "Art. 40")
_FALTAS = Fuente("upch", "Art. 86")
_TRUNCADO = Fuente("upch", "Art. 114")
_SEPARADO = Fuente("upch", "Art. 119")
_NOMBRES = {CONOCIMIENTO: "conocimientos", DESEMPENO: "desempeño"}
_MEJOR_NOTA = "El texto no dice que se conserve la mejor de las dos notas: lo define tu facultad."
_REQUISITOS = "Pregúntame si puedes rendirlo: hay que estar apto, pagar y no pasar de la mitad de los parciales."


@dataclass(frozen=True)
class HechosSustitutorioNota:
    """The grades of a course (0-20) with their weights, and the sustitutorio. None means "not known".

    `evaluaciones`, `pesos` and `desempeno_por_separado` as in the course's average; `reemplaza`: the failed exam that
    gives way; `nota_sustitutorio`: obtained or supposed.
    """

    curso: str | None = None
    evaluaciones: tuple[Evaluacion, ...] | None = None
    pesos: tuple[Evaluacion, ...] | None = None
    reemplaza: str | None = None
    nota_sustitutorio: Decimal | None = None
    desempeno_por_separado: bool | None = None
    desaprobado_por_faltas: bool | None = None


def sustitutorio_nota(hechos: HechosSustitutorioNota, parametros: Parametros) -> Dictamen:
    """VALOR: the grade needed; SI: passed (with `nota_sustitutorio`, or without any); NO: not even with the best one.

    `valor`: the grade needed, otherwise the course's average (0-20; with NO the best one). Source: UPCH Art. 112 (11 at
    most, takes the failed exam's place), 114, 115 (11.00), 119 (both parts). Facts that cannot be give a CONTRADICCION.
    """
    evaluaciones = con_pesos(hechos.evaluaciones, hechos.pesos)
    examen = el_sustitutorio(evaluaciones)
    nota = hechos.nota_sustitutorio if hechos.nota_sustitutorio is not None else examen.nota if examen else None
    otras = tuple(e for e in evaluaciones or () if e is not examen)
    hechos = replace(hechos, evaluaciones=otras if evaluaciones is not None else None, nota_sustitutorio=nota)
    problema = "la nota del sustitutorio no está entre 0 y 20" if nota_imposible(nota) else None
    problema = problema or problema_de_evaluaciones(otras)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    if hechos.desaprobado_por_faltas:
        paso = Paso("Quien desaprueba por faltas repite el curso", "figuras desaprobado por faltas",
                    "el sustitutorio no lo cambia", _FALTAS)  # fmt: skip
        resumen = f"{inicio(hechos.curso)}Estás desaprobado por faltas: el sustitutorio no lo cambia."
        return Dictamen(CALCULO, Veredicto.NO, resumen, (paso,))
    elegido = _elegido(hechos, otras, parametros)
    if isinstance(elegido, Dictamen):
        return elegido
    return _con_examen(hechos, otras, elegido, parametros)


def _elegido(
    hechos: HechosSustitutorioNota, otras: Sequence[Evaluacion], parametros: Parametros
) -> Evaluacion | Dictamen:
    """The exam that gives way, or what has to be said because there is none or it is not known."""
    meta = parametros.valor("nota_aprobatoria")
    if not otras:
        return _depende(hechos, parametros, "tus notas y el peso de cada evaluación", "evaluaciones")
    bajas = teoricos_desaprobados(otras, meta)
    nombrado = llamada(otras, hechos.reemplaza)
    if nombrado is not None and nombrado.nota is None:
        return _depende(hechos, parametros, f"qué nota sacaste en {nombrado.nombre}")
    if nombrado is not None and nombrado.nota is not None and truncada(nombrado.nota) >= meta:
        motivo = f"{nombrado.nombre} ya está aprobado con {con_decimales(nombrado.nota)}"
        return _no_procede(hechos, motivo, parametros)
    if nombrado is not None and nombrado not in bajas:
        return _no_procede(hechos, f"{nombrado.nombre} no es un examen teórico desaprobado", parametros)
    if nombrado is not None:
        return nombrado
    if len(bajas) == 1 and hechos.reemplaza is None:
        return bajas[0]
    if not bajas and all(evaluacion.nota is not None for evaluacion in otras):
        return _no_procede(hechos, "no tienes ningún examen teórico desaprobado", parametros)
    return _depende(hechos, parametros, "qué examen desaprobado sustituyes", "reemplaza")


def _con_examen(
    hechos: HechosSustitutorioNota, otras: Sequence[Evaluacion], elegido: Evaluacion, parametros: Parametros
) -> Dictamen:
    grupo = otras
    if _por_separado(hechos, otras):
        if elegido.tipo not in _NOMBRES or any(e.tipo not in _NOMBRES for e in otras):
            return _depende(hechos, parametros, "qué notas son de conocimientos y cuáles de desempeño")
        grupo = [e for e in otras if e.tipo == elegido.tipo]
        resto = tramo([e for e in otras if e.tipo != elegido.tipo])
        if resto is not None and resto.maximo < parametros.valor("nota_aprobatoria"):
            return _otra_parte(hechos, elegido, resto, parametros)
    if tramo(grupo) is None:
        return _depende(hechos, parametros, "cuánto pesa cada evaluación", "pesos")
    pendientes = [e for e in grupo if e.nota is None]
    if pendientes:
        return _con_pendientes(hechos, grupo, elegido, pendientes, parametros)
    if hechos.nota_sustitutorio is not None:
        return _con_nota(hechos, grupo, elegido, hechos.nota_sustitutorio, parametros)
    return _necesaria(hechos, grupo, elegido, parametros)


def _por_separado(hechos: HechosSustitutorioNota, otras: Sequence[Evaluacion]) -> bool:
    if hechos.desempeno_por_separado is not None:
        return hechos.desempeno_por_separado
    return {CONOCIMIENTO, DESEMPENO} <= {evaluacion.tipo for evaluacion in otras}


def _promedio(grupo: Sequence[Evaluacion], elegido: Evaluacion, nota: Decimal | None) -> Tramo:
    """What the course, or the part of it, adds up to with another grade in the exam's place; its weights are known."""
    conjunto = tramo([replace(e, nota=nota) if e is elegido else e for e in grupo])
    return conjunto or Tramo(Fraction(0), Fraction(1), Fraction(1))


def _necesaria(
    hechos: HechosSustitutorioNota, grupo: Sequence[Evaluacion], elegido: Evaluacion, parametros: Parametros
) -> Dictamen:
    meta, tope = parametros.valor("nota_aprobatoria"), parametros.valor("nota_maxima_sustitutorio")
    antes = _promedio(grupo, elegido, elegido.nota).minimo
    if antes >= meta:
        return _ya_aprueba(hechos, antes, parametros)
    necesita = _promedio(grupo, elegido, None).necesita(meta)
    mejor = _promedio(grupo, elegido, tope).minimo
    parte = _parte(hechos, grupo)
    pasos = (
        _paso_tope(elegido, parametros),
        Paso("El promedio lleva dos decimales: el tercero se corta", f"con {numero(tope)} llegarías a "
             f"{con_decimales(mejor)}{parte}", "no se redondea", _TRUNCADO),
        _paso_aprobar(f"con {numero(tope)} llegarías a {con_decimales(mejor)}{parte}",
                      f"necesitas {con_decimales(necesita)}" if necesita <= tope else "no alcanza", parametros),
        *_paso_de_la_parte(hechos, grupo),
    )  # fmt: skip
    if necesita > tope:
        resumen = (
            f"{inicio(hechos.curso)}No te alcanza: ni con {numero(tope)}, lo máximo, en el sustitutorio de "
            f"{elegido.nombre} apruebas; quedarías en {con_decimales(mejor)}{parte}."
        )
        return Dictamen(CALCULO, Veredicto.NO, resumen, pasos, mejor)
    resumen = (
        f"{inicio(hechos.curso)}Necesitas {con_decimales(necesita)} en el sustitutorio de {elegido.nombre} para llegar "
        f"a {con_decimales(meta)}{parte}; lo máximo que te ponen es {numero(tope)}."
    )
    falta, pide = _falta_separado(hechos)
    return Dictamen(CALCULO, Veredicto.VALOR, resumen, pasos, necesita, falta, (_REQUISITOS,), _avisos(hechos, grupo),
                    pide)  # fmt: skip


def _con_nota(
    hechos: HechosSustitutorioNota, grupo: Sequence[Evaluacion], elegido: Evaluacion, nota: Decimal,
    parametros: Parametros,
) -> Dictamen:  # fmt: skip
    meta = parametros.valor("nota_aprobatoria")
    nueva = min(parametros.valor("nota_maxima_sustitutorio"), truncada(nota))
    queda = _promedio(grupo, elegido, nueva).minimo
    parte = _parte(hechos, grupo)
    pasos = (
        _paso_tope(elegido, parametros),
        Paso("El promedio lleva dos decimales: el tercero se corta", f"con {con_decimales(nueva)}",
             f"{con_decimales(queda)}{parte}", _TRUNCADO),
        _paso_aprobar(f"tu promedio quedaría en {con_decimales(queda)}{parte}",
                      "apruebas" if queda >= meta else "no alcanza", parametros),
        *_paso_de_la_parte(hechos, grupo),
    )  # fmt: skip
    con = (
        f"Con {con_decimales(nueva)} en el sustitutorio de {elegido.nombre} quedarías en {con_decimales(queda)}{parte}"
    )
    avisos = _avisos(hechos, grupo)
    if elegido.nota is not None and nueva < truncada(elegido.nota):
        avisos = (*avisos, _MEJOR_NOTA)
    if queda < meta:
        return Dictamen(CALCULO, Veredicto.NO, f"{inicio(hechos.curso)}{con}: no apruebas.", pasos, queda,
                        avisos=avisos)  # fmt: skip
    falta, pide = _falta_separado(hechos)
    if falta:
        resumen = f"{inicio(hechos.curso)}{con}: apruebas, si tu curso no evalúa aparte el desempeño."
        return Dictamen(CALCULO, Veredicto.DEPENDE, resumen, (*pasos, _paso_separado("no sé si lo evalúa aparte")),
                        queda, falta, (_REQUISITOS,), avisos, pide)  # fmt: skip
    return Dictamen(CALCULO, Veredicto.SI, f"{inicio(hechos.curso)}{con}: apruebas.", pasos, queda,
                    siguiente=(_REQUISITOS,), avisos=avisos)  # fmt: skip


def _ya_aprueba(hechos: HechosSustitutorioNota, promedio: Decimal, parametros: Parametros) -> Dictamen:
    paso = _paso_aprobar(f"tu promedio ya es {con_decimales(promedio)}", "apruebas sin sustitutorio", parametros)
    falta, pide = _falta_separado(hechos)
    resumen = f"{inicio(hechos.curso)}Ya apruebas sin el sustitutorio, con {con_decimales(promedio)}"
    if falta:
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, f"{resumen}, si tu curso no evalúa aparte el desempeño.",
            (paso, _paso_separado("no sé si lo evalúa aparte")), promedio, falta, pide=pide,
        )  # fmt: skip
    return Dictamen(CALCULO, Veredicto.SI, f"{resumen}.", (paso,), promedio, avisos=(_MEJOR_NOTA,))


def _con_pendientes(
    hechos: HechosSustitutorioNota, grupo: Sequence[Evaluacion], elegido: Evaluacion, pendientes: Sequence[Evaluacion],
    parametros: Parametros,
) -> Dictamen:  # fmt: skip
    """Other evaluations have no grade yet: only that it is out of reach can be told."""
    nota = hechos.nota_sustitutorio
    tope = parametros.valor("nota_maxima_sustitutorio")
    nueva = tope if nota is None else min(tope, truncada(nota))
    conjunto = _promedio(grupo, elegido, nueva)
    nombres = lista([evaluacion.nombre for evaluacion in pendientes])
    if conjunto.maximo < parametros.valor("nota_aprobatoria"):
        hecho = (
            f"con {con_decimales(nueva)} y {numero(MAXIMA)} en {nombres} llegarías a {con_decimales(conjunto.maximo)}"
        )
        return Dictamen(
            CALCULO, Veredicto.NO, f"{inicio(hechos.curso)}No te alcanza: {hecho}.",
            (_paso_tope(elegido, parametros), _paso_aprobar(hecho, "no alcanza", parametros)), conjunto.maximo,
        )  # fmt: skip
    necesita = conjunto.necesita(parametros.valor("nota_aprobatoria"))
    dictamen = _depende(hechos, parametros, f"qué nota sacas en {nombres}")
    resumen = (
        f"{inicio(hechos.curso)}Depende de {nombres}, sin nota aún: con {con_decimales(nueva)} en el sustitutorio "
        f"de {elegido.nombre} te bastaría {con_decimales(necesita)} ahí."
    )
    return replace(dictamen, resumen=resumen, pasos=(_paso_tope(elegido, parametros), *dictamen.pasos[1:]))


def _otra_parte(hechos: HechosSustitutorioNota, elegido: Evaluacion, resto: Tramo, parametros: Parametros) -> Dictamen:
    parte = _NOMBRES[DESEMPENO if elegido.tipo == CONOCIMIENTO else CONOCIMIENTO]
    hecho = f"{parte} queda en {con_decimales(resto.maximo)}"
    resumen = f"{inicio(hechos.curso)}No te alcanza: {hecho} y hay que aprobar las dos partes."
    return Dictamen(CALCULO, Veredicto.NO, resumen, (_paso_tope(elegido, parametros), _paso_separado(hecho)),
                    nota_exacta(Fraction(resto.maximo)))  # fmt: skip


def _no_procede(hechos: HechosSustitutorioNota, motivo: str, parametros: Parametros) -> Dictamen:
    fuente = parametros.fuente("nota_maxima_sustitutorio")
    paso = Paso("El sustitutorio es para un examen teórico desaprobado", motivo, "no hay qué sustituir", fuente)
    return Dictamen(CALCULO, Veredicto.NO, f"{inicio(hechos.curso)}No hay qué sustituir: {motivo}.", (paso,))


def _depende(hechos: HechosSustitutorioNota, parametros: Parametros, falta: str, campo: str | None = None) -> Dictamen:
    meta, tope = parametros.valor("nota_aprobatoria"), parametros.valor("nota_maxima_sustitutorio")
    resumen = (
        f"{inicio(hechos.curso)}El sustitutorio vale {numero(tope)} como máximo y el curso se aprueba con "
        f"{con_decimales(meta)}. Para decirte qué nota necesitas me falta saber {falta}."
    )
    pasos = (
        Paso(f"El sustitutorio vale {numero(tope)} como máximo y ocupa solo el lugar del examen desaprobado",
             "me falta un dato", "depende de tus otras notas", parametros.fuente("nota_maxima_sustitutorio")),
        Paso("Se promedia con los pesos del sílabo", f"no sé {falta}", "hace falta", _PESOS),
        _paso_aprobar("me falta un dato", "depende de eso", parametros),
    )  # fmt: skip
    pide = (campo,) if campo is not None and getattr(hechos, campo) is None else ()
    return Dictamen(CALCULO, Veredicto.DEPENDE, resumen, pasos, falta=(falta,), pide=pide)


def _paso_tope(elegido: Evaluacion, parametros: Parametros) -> Paso:
    tope = numero(parametros.valor("nota_maxima_sustitutorio"))
    return Paso(f"El sustitutorio vale {tope} como máximo y ocupa solo el lugar del examen desaprobado",
                f"{elegido.nombre} tiene {con_decimales(elegido.nota or Decimal(0))}", f"puede subir hasta {tope}",
                parametros.fuente("nota_maxima_sustitutorio"))  # fmt: skip


def _paso_aprobar(hecho: str, resultado: str, parametros: Parametros) -> Paso:
    meta = con_decimales(parametros.valor("nota_aprobatoria"))
    return Paso(f"Se aprueba con {meta} o más, sin redondeo", hecho, resultado, parametros.fuente("nota_aprobatoria"))


def _paso_separado(hecho: str) -> Paso:
    return Paso("Si el curso evalúa conocimientos y desempeño por separado, hay que aprobar los dos", hecho,
                "el sustitutorio solo cambia un examen teórico", _SEPARADO)  # fmt: skip


def _es_una_parte(hechos: HechosSustitutorioNota, grupo: Sequence[Evaluacion]) -> bool:
    return len(grupo) < len(hechos.evaluaciones or ())


def _parte(hechos: HechosSustitutorioNota, grupo: Sequence[Evaluacion]) -> str:
    """` en conocimientos`, where the sum is that of one part only."""
    return f" en {_NOMBRES.get(grupo[0].tipo or '', 'teoría')}" if _es_una_parte(hechos, grupo) else ""


def _paso_de_la_parte(hechos: HechosSustitutorioNota, grupo: Sequence[Evaluacion]) -> tuple[Paso, ...]:
    if not _es_una_parte(hechos, grupo):
        return ()
    return (_paso_separado(f"la cuenta es solo{_parte(hechos, grupo).replace(' en ', ' de ')}"),)


def _falta_separado(hechos: HechosSustitutorioNota) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if hechos.desempeno_por_separado is not None or _por_separado(hechos, hechos.evaluaciones or ()):
        return (), ()
    return ("si tu curso evalúa conocimientos y desempeño por separado",), ("desempeno_por_separado",)


def _avisos(hechos: HechosSustitutorioNota, grupo: Sequence[Evaluacion]) -> tuple[str, ...]:
    if _es_una_parte(hechos, grupo):
        parte = _NOMBRES.get(grupo[0].tipo or "", "teoría")
        return (f"Es la cuenta de la parte de {parte}: la otra también tiene que quedar aprobada (Art. 119).",)
    if hechos.desempeno_por_separado is None:
        return ("Si tu curso evalúa conocimientos y desempeño por separado, tienes que aprobar los dos (Art. 119).",)
    return ()
