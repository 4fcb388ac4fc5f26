"""The final grade of one UPCH course and what is still needed to pass it (Art. 114, 115, 119, with 86 and 118)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.formato import lista, numero, porcentaje
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
    sin_figurar,
    teoricos_desaprobados,
    tramo,
)

CALCULO = "promedio_curso"
_PESOS = Fuente("upch", "Art. 40")
_TRUNCADO = Fuente("upch", "Art. 114")
_SEPARADO = Fuente("upch", "Art. 119")
_SIN_RENDIR = Fuente("upch", "Art. 118")
_SUSTITUTORIO = Fuente("upch", "Art. 112")
_NOMBRES = {CONOCIMIENTO: "conocimientos", DESEMPENO: "desempeño"}


@dataclass(frozen=True)
class HechosPromedioCurso:
    """Grades of one course (0-20) and their weights (0-1). None means "not known".

    `evaluaciones`: all those of the syllabus; a grade may be a supposed one. `pesos`: the weights that they lack, by
    name. A sustitutorio among them takes the place of `reemplaza`. `desempeno_por_separado`: the course
    evaluates knowledge and performance independently; then `nota_conocimientos` and `nota_desempeno` are the grades of
    the two parts and `peso_conocimientos` the weight of the first. `promedio_final`: already on record.
    """

    curso: str | None = None
    evaluaciones: tuple[Evaluacion, ...] | None = None
    pesos: tuple[Evaluacion, ...] | None = None
    reemplaza: str | None = None
    desempeno_por_separado: bool | None = None
    nota_conocimientos: Decimal | None = None
    nota_desempeno: Decimal | None = None
    peso_conocimientos: Decimal | None = None
    desaprobado_por_faltas: bool | None = None
    promedio_final: Decimal | None = None


def promedio_curso(hechos: HechosPromedioCurso, parametros: Parametros) -> Dictamen:
    """SI: passed or already sure; NO: failed or out of reach; VALOR: the grade needed in what is left.

    `valor`: the final grade when all is known; the least it can still be (SI) or the most (NO); with VALOR the grade
    needed. Source: UPCH Art. 40 (weights of the syllabus), 114 (two decimals, cut off), 115 (11.00), 119 (knowledge and
    performance). Grades outside 0-20 or weights that do not add up to 100 % give a CONTRADICCION.
    """
    dichas = hechos.evaluaciones
    hechos = replace(hechos, evaluaciones=con_pesos(dichas, hechos.pesos))
    sustitutorio = el_sustitutorio(hechos.evaluaciones)
    problema = _problema(hechos, sustitutorio, parametros) or _nombres_que_no_casan(dichas, hechos)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    if sustitutorio is not None and not hechos.desaprobado_por_faltas and hechos.promedio_final is None:
        return _con_sustitutorio(hechos, sustitutorio, parametros)
    return _sin_sustitutorio(hechos, parametros)


def _sin_sustitutorio(hechos: HechosPromedioCurso, parametros: Parametros) -> Dictamen:
    if hechos.desaprobado_por_faltas:
        return _por_faltas(hechos, parametros)
    if hechos.promedio_final is not None:
        return _registrado(hechos, hechos.promedio_final, parametros)
    if hechos.desempeno_por_separado is None and _tiene_las_dos(hechos.evaluaciones):
        return _quiza_por_separado(hechos, parametros)
    if _por_separado(hechos):
        return _dos_partes(hechos, parametros)
    if not hechos.evaluaciones:
        return _sin_notas(hechos, parametros)
    conjunto = tramo(hechos.evaluaciones)
    if conjunto is None:
        return _sin_pesos(hechos, hechos.evaluaciones, parametros)
    return _por_pesos(hechos, hechos.evaluaciones, conjunto, parametros)


def _con_sustitutorio(hechos: HechosPromedioCurso, examen: Evaluacion, parametros: Parametros) -> Dictamen:
    """The course with the sustitutorio's grade, 11 at most, in the place of the failed exam (Art. 112)."""
    otras = tuple(e for e in hechos.evaluaciones or () if e is not examen)
    sin_el = replace(hechos, evaluaciones=otras or None)
    tope = parametros.valor("nota_maxima_sustitutorio")
    bajas = teoricos_desaprobados(otras, parametros.valor("nota_aprobatoria"))
    reemplazada = llamada(otras, hechos.reemplaza) or (bajas[0] if len(bajas) == 1 else None)
    if examen.nota is None:
        return _con_sustitutorio_pendiente(sin_el, reemplazada, parametros)
    nueva = min(tope, truncada(examen.nota))
    regla = f"El sustitutorio vale {numero(tope)} como máximo y ocupa el lugar del examen teórico desaprobado"
    fuente = parametros.fuente("nota_maxima_sustitutorio")
    if reemplazada is None:
        paso = Paso(regla, f"sacaste {con_decimales(examen.nota)}", "no sé cuál reemplaza", fuente)
        resumen = (
            f"{inicio(hechos.curso)}Depende de qué examen reemplaza tu sustitutorio, que vale {con_decimales(nueva)}."
        )
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, resumen, (paso,), falta=("qué examen reemplaza el sustitutorio",),
            siguiente=("Dime el nombre del examen desaprobado, como está en tus notas.",),
            pide=("reemplaza",) if hechos.reemplaza is None else (),
        )  # fmt: skip
    cambiadas = tuple(replace(e, nota=nueva) if e is reemplazada else e for e in otras)
    dictamen = _sin_sustitutorio(replace(hechos, evaluaciones=cambiadas), parametros)
    paso = Paso(regla, f"sacaste {con_decimales(examen.nota)}", f"{reemplazada.nombre} queda en {con_decimales(nueva)}",
                fuente)  # fmt: skip
    avisos = dictamen.avisos
    if reemplazada.nota is not None and nueva < truncada(reemplazada.nota):
        avisos = (*avisos, "El texto no dice que se conserve la mejor de las dos notas: lo define tu facultad.")
    return replace(dictamen, pasos=(paso, *dictamen.pasos), avisos=avisos)


def _con_sustitutorio_pendiente(
    hechos: HechosPromedioCurso, reemplazada: Evaluacion | None, parametros: Parametros
) -> Dictamen:
    """A sustitutorio still to come: what the course is without it and, if that fails, what it could still save."""
    sin_el = _sin_sustitutorio(hechos, parametros)
    tope = parametros.valor("nota_maxima_sustitutorio")
    if sin_el.veredicto is not Veredicto.NO or reemplazada is None or reemplazada.nota is None:
        return sin_el
    if truncada(reemplazada.nota) >= tope:
        return sin_el
    con_tope = _sin_sustitutorio(_cambiada(hechos, reemplazada, tope), parametros)
    paso = Paso(f"El sustitutorio vale {numero(tope)} como máximo y ocupa el lugar del examen teórico desaprobado",
                f"{reemplazada.nombre} tiene {con_decimales(reemplazada.nota)}",
                f"puede subir hasta {con_decimales(tope)}",
                parametros.fuente("nota_maxima_sustitutorio"))  # fmt: skip
    if con_tope.veredicto is Veredicto.NO:
        siguiente = ("El curso se lleva en segunda o tercera matrícula, según tu carrera (Art. 116).",)
        return replace(sin_el, pasos=(paso, *con_tope.pasos), valor=con_tope.valor, siguiente=siguiente,
                       resumen=f"{sin_el.resumen} Ni con {numero(tope)} en el sustitutorio llegas.")  # fmt: skip
    necesita = _necesita_en(hechos, reemplazada, parametros)
    if necesita is None:  # something else has no grade or no weight either
        aviso = f"Cuento el sustitutorio de {reemplazada.nombre} con {con_decimales(tope)}, que es lo máximo."
        return replace(con_tope, pasos=(paso, *con_tope.pasos), avisos=(*con_tope.avisos, aviso))
    meta = con_decimales(parametros.valor("nota_aprobatoria"))
    resumen = (
        f"{inicio(hechos.curso)}Para aprobar con {meta} necesitas {con_decimales(necesita)} en el sustitutorio de "
        f"{reemplazada.nombre}, que vale {numero(tope)} como máximo."
    )
    falta, pide = _falta_separado(hechos)
    pasos = (
        paso,
        Paso("Se promedia con los pesos del sílabo", _detalle(hechos.evaluaciones or ()), "sin el sustitutorio",
             _PESOS),
        _paso_aprobar(parametros, "sin el sustitutorio no llegas", f"necesitas {con_decimales(necesita)} en él"),
    )  # fmt: skip
    siguiente = ("Pregúntame si puedes rendir el sustitutorio: hay que estar apto y pagar (Art. 113).",)
    return Dictamen(CALCULO, Veredicto.VALOR, resumen, pasos, necesita, falta, siguiente, _avisos(hechos), pide,
                    grafico=sin_el.grafico)  # fmt: skip


def _cambiada(hechos: HechosPromedioCurso, cual: Evaluacion, nota: Decimal | None) -> HechosPromedioCurso:
    otras = tuple(replace(e, nota=nota) if e is cual else e for e in hechos.evaluaciones or ())
    return replace(hechos, evaluaciones=otras)


def _necesita_en(hechos: HechosPromedioCurso, cual: Evaluacion, parametros: Parametros) -> Decimal | None:
    """The grade in one exam that passes the course, all the rest being graded; None when that cannot be told."""
    evaluaciones = _cambiada(hechos, cual, None).evaluaciones or ()
    if sum(e.nota is None for e in evaluaciones) != 1:
        return None
    if _por_separado(hechos):
        evaluaciones = tuple(e for e in evaluaciones if e.tipo == cual.tipo)
    conjunto = tramo(evaluaciones)
    return None if conjunto is None else conjunto.necesita(parametros.valor("nota_aprobatoria"))


def _quiza_por_separado(hechos: HechosPromedioCurso, parametros: Parametros) -> Dictamen:
    """Grades of both kinds, and not known whether the course evaluates them apart (Art. 119)."""
    aparte = _sin_sustitutorio(replace(hechos, desempeno_por_separado=True), parametros)
    junto = _sin_sustitutorio(replace(hechos, desempeno_por_separado=False), parametros)
    if aparte.veredicto is junto.veredicto and (aparte.valor == junto.valor or aparte.veredicto is not Veredicto.VALOR):
        return aparte
    falta, pide = _falta_separado(hechos)
    resumen = (
        f"{inicio(hechos.curso)}Depende de si tu curso evalúa conocimientos y desempeño por separado: si lo hace, hay "
        "que aprobar las dos partes; si no, basta el promedio con los pesos del sílabo."
    )
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, (*junto.pasos, *(p for p in aparte.pasos if p.fuente == _SEPARADO)),
        falta=falta, siguiente=("Lo dice el sílabo de tu curso.",), pide=pide, grafico=aparte.grafico,
    )  # fmt: skip


def _tiene_las_dos(evaluaciones: Sequence[Evaluacion] | None) -> bool:
    return {CONOCIMIENTO, DESEMPENO} <= {evaluacion.tipo for evaluacion in evaluaciones or ()}


def _por_separado(hechos: HechosPromedioCurso) -> bool:
    if hechos.desempeno_por_separado is not None:
        return hechos.desempeno_por_separado
    return hechos.nota_conocimientos is not None or hechos.nota_desempeno is not None


# One average by the weights of the syllabus


def _por_pesos(
    hechos: HechosPromedioCurso, evaluaciones: tuple[Evaluacion, ...], conjunto: Tramo, parametros: Parametros
) -> Dictamen:
    meta = parametros.valor("nota_aprobatoria")
    grafico = _grafico(hechos, evaluaciones, parametros)
    avisos = _avisos(hechos)
    pesos = Paso("Se promedia con los pesos del sílabo", _detalle(evaluaciones), "cada nota, con dos decimales", _PESOS)
    if conjunto.maximo < meta:
        return _no_alcanza(hechos, conjunto, (pesos,), parametros, grafico)
    if conjunto.minimo >= meta:
        return _alcanza(hechos, conjunto, (pesos,), parametros, avisos, grafico)
    necesita = conjunto.necesita(meta)
    faltan = [evaluacion.nombre for evaluacion in evaluaciones if evaluacion.nota is None]
    donde = faltan[0] if len(faltan) == 1 else f"cada una de estas: {lista(faltan)}"
    resumen = (
        f"{inicio(hechos.curso)}Para aprobar con {con_decimales(meta)} necesitas {con_decimales(necesita)} en {donde}."
    )
    pasos = (
        pesos,
        Paso(f"Lo que aún no tiene nota puede llegar a {numero(MAXIMA)}",
             f"queda {_peso(conjunto.pendiente)} por rendir",
             f"tu promedio quedaría entre {con_decimales(conjunto.minimo)} y {con_decimales(conjunto.maximo)}",
             _TRUNCADO),
        _paso_aprobar(parametros, f"te falta llegar a {con_decimales(meta)}", f"necesitas {con_decimales(necesita)}"),
    )  # fmt: skip
    falta, pide = _falta_separado(hechos)
    return Dictamen(
        CALCULO, Veredicto.VALOR, resumen, pasos, necesita, falta,
        ("Si no rindes una evaluación sin justificarlo, cuenta como 0 (Art. 118).",), avisos, pide, grafico=grafico,
    )  # fmt: skip


def _alcanza(
    hechos: HechosPromedioCurso, conjunto: Tramo, pasos: tuple[Paso, ...], parametros: Parametros,
    avisos: tuple[str, ...], grafico: Grafico | None,
) -> Dictamen:  # fmt: skip
    nota = conjunto.minimo
    if conjunto.pendiente:
        dice = f"ya llegas a {con_decimales(nota)} aunque saques 0 en lo que falta"
        resumen = f"{inicio(hechos.curso)}Ya tienes asegurado aprobar: con 0 en lo que falta tu promedio sería "
        resumen += f"{con_decimales(nota)}."
    else:
        dice = f"tu promedio es {con_decimales(nota)}"
        resumen = f"{inicio(hechos.curso)}Apruebas: tu promedio final es {con_decimales(nota)}."
    pasos = (*pasos, _paso_truncar(conjunto), _paso_aprobar(parametros, dice, "apruebas"))
    falta, pide = _falta_separado(hechos)
    if not falta:
        return Dictamen(CALCULO, Veredicto.SI, resumen, pasos, nota, avisos=avisos, grafico=grafico)
    resumen = (
        f"{inicio(hechos.curso)}Por los pesos, {dice}. Apruebas, salvo que el curso evalúe conocimientos y desempeño "
        "por separado: ahí hay que aprobar las dos partes."
    )
    return Dictamen(CALCULO, Veredicto.DEPENDE, resumen, (*pasos, _paso_separado("no sé si tu curso las separa",
                    "si las separa, hay que aprobar cada una")), nota, falta, avisos=avisos, pide=pide,
                    grafico=grafico)  # fmt: skip


def _no_alcanza(
    hechos: HechosPromedioCurso, conjunto: Tramo, pasos: tuple[Paso, ...], parametros: Parametros,
    grafico: Grafico | None,
) -> Dictamen:  # fmt: skip
    meta, nota = parametros.valor("nota_aprobatoria"), conjunto.maximo
    if conjunto.pendiente:
        dice = f"con {numero(MAXIMA)} en todo lo que falta llegarías a {con_decimales(nota)}"
        resumen = f"{inicio(hechos.curso)}Ya no alcanzas {con_decimales(meta)}: {dice}."
    else:
        dice = f"tu promedio es {con_decimales(nota)}"
        resumen = f"{inicio(hechos.curso)}Desapruebas: tu promedio final es {con_decimales(nota)} y se aprueba con "
        resumen += f"{con_decimales(meta)}."
    return Dictamen(
        CALCULO, Veredicto.NO, resumen,
        (*pasos, _paso_truncar(conjunto), _paso_aprobar(parametros, dice, "desapruebas")), nota,
        siguiente=_si_desaprueba(parametros), grafico=grafico,
    )  # fmt: skip


def _sin_pesos(hechos: HechosPromedioCurso, evaluaciones: tuple[Evaluacion, ...], parametros: Parametros) -> Dictamen:
    """Some weight is not known: the average lies between the lowest and the highest grade, whatever the weights."""
    meta = parametros.valor("nota_aprobatoria")
    notas = [Decimal(0) if e.nota is None else truncada(e.nota) for e in evaluaciones]
    topes = [MAXIMA if e.nota is None else truncada(e.nota) for e in evaluaciones]
    pesos = Paso("Se promedia con los pesos del sílabo", _detalle(evaluaciones), "faltan pesos", _PESOS)
    grafico = _grafico(hechos, evaluaciones, parametros)
    if max(topes) < meta:
        dice = f"ninguna de tus notas llega a {con_decimales(meta)}"
        resumen = f"{inicio(hechos.curso)}Desapruebas con cualquier peso: {dice}."
        return Dictamen(CALCULO, Veredicto.NO, resumen, (pesos, _paso_aprobar(parametros, dice, "desapruebas")),
                        siguiente=_si_desaprueba(parametros), grafico=grafico)  # fmt: skip
    falta_separado, pide_separado = _falta_separado(hechos)
    if min(notas) >= meta and not falta_separado:
        dice = f"todas tus notas llegan a {con_decimales(meta)}"
        resumen = f"{inicio(hechos.curso)}Apruebas con cualquier peso: {dice}."
        return Dictamen(CALCULO, Veredicto.SI, resumen, (pesos, _paso_aprobar(parametros, dice, "apruebas")),
                        avisos=_avisos(hechos), grafico=grafico)  # fmt: skip
    sin_peso = [evaluacion.nombre for evaluacion in evaluaciones if evaluacion.peso is None]
    pesan = "pesa" if len(sin_peso) == 1 else "pesan"
    resumen = (
        f"{inicio(hechos.curso)}No puedo sacar el promedio sin saber cuánto {pesan} {lista(sin_peso)}: quedaría entre "
        f"{con_decimales(min(notas))} y {con_decimales(max(topes))}, y se aprueba con {con_decimales(meta)}."
    )
    falta = (f"cuánto {pesan} {lista(sin_peso)}", *falta_separado)
    pide = (*(("pesos",) if hechos.pesos is None else ()), *pide_separado)
    if min(notas) >= meta:  # only the two parts could still fail the course
        falta, pide = falta_separado, pide_separado
        resumen = (
            f"{inicio(hechos.curso)}Todas tus notas llegan a {con_decimales(meta)}: apruebas con cualquier peso, salvo "
            "que el curso evalúe conocimientos y desempeño por separado y desapruebes una de las dos partes."
        )
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, (pesos, _paso_aprobar(parametros, "faltan pesos", "depende de ellos")),
        falta=falta, siguiente=("Los pesos están en el sílabo: dime cada nota con su peso.",),
        avisos=_avisos(hechos), pide=pide, grafico=grafico,
    )  # fmt: skip


def _sin_notas(hechos: HechosPromedioCurso, parametros: Parametros) -> Dictamen:
    meta = parametros.valor("nota_aprobatoria")
    pasos = (
        Paso("Se promedia con los pesos del sílabo", "no sé tus notas", "dímelas con su peso", _PESOS),
        Paso("La nota lleva dos decimales y no se redondea", "el tercer decimal se corta",
             f"10.999 queda en 10.99 y no llega a {con_decimales(meta)}", _TRUNCADO),
        _paso_aprobar(parametros, "no sé tus notas", "depende de ellas"),
    )  # fmt: skip
    resumen = (
        f"{inicio(hechos.curso)}Se aprueba con {con_decimales(meta)} o más, sin redondeo: dime tus notas y lo que pesa "
        "cada una y te digo cómo vas."
    )
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, pasos, falta=("tus notas y el peso de cada evaluación",),
        pide=("evaluaciones",) if hechos.evaluaciones is None else (),
    )  # fmt: skip


# Knowledge and performance apart (Art. 119)


@dataclass(frozen=True)
class _Parte:
    """One of the two parts: its grade if complete, and between which grades it can still end."""

    nombre: str
    minimo: Decimal
    maximo: Decimal
    necesita: Decimal | None = None  # None: complete

    @property
    def nota(self) -> Decimal | None:
        return self.minimo if self.necesita is None else None


def _dos_partes(hechos: HechosPromedioCurso, parametros: Parametros) -> Dictamen:
    meta = parametros.valor("nota_aprobatoria")
    directas = {CONOCIMIENTO: hechos.nota_conocimientos, DESEMPENO: hechos.nota_desempeno}
    partes = {tipo: _parte(hechos, tipo, directas[tipo], meta) for tipo in directas}
    conocidas = [parte for parte in partes.values() if parte is not None]
    pasos = tuple(_paso_parte(parte, meta) for parte in conocidas)
    perdidas = [parte for parte in conocidas if parte.maximo < meta]
    grafico = _grafico_de_partes(hechos, conocidas, meta)
    if perdidas:
        return _parte_perdida(hechos, perdidas, conocidas, pasos, parametros, grafico)
    faltan = [tipo for tipo, parte in partes.items() if parte is None]
    if faltan:
        return _partes_por_saber(hechos, faltan, conocidas, pasos, parametros, grafico)
    abiertas = [parte for parte in conocidas if parte.minimo < meta]
    if abiertas:
        return _partes_abiertas(hechos, abiertas, pasos, parametros, grafico)
    return _partes_aprobadas(hechos, conocidas, pasos, parametros, grafico)


def _parte(hechos: HechosPromedioCurso, tipo: str, directa: Decimal | None, meta: Decimal) -> _Parte | None:
    if directa is not None:
        return _Parte(_NOMBRES[tipo], truncada(directa), truncada(directa))
    evaluaciones = hechos.evaluaciones or ()
    if any(evaluacion.tipo not in _NOMBRES for evaluacion in evaluaciones):
        return None  # which part it belongs to is not known
    propio = tramo([evaluacion for evaluacion in evaluaciones if evaluacion.tipo == tipo])
    if propio is None:
        return None
    necesita = propio.necesita(meta) if propio.pendiente else None
    return _Parte(_NOMBRES[tipo], propio.minimo, propio.maximo, necesita)


def _parte_perdida(
    hechos: HechosPromedioCurso, perdidas: list[_Parte], conocidas: list[_Parte], pasos: tuple[Paso, ...],
    parametros: Parametros, grafico: Grafico | None,
) -> Dictamen:  # fmt: skip
    cuales = lista([parte.nombre for parte in perdidas])
    peor = min(parte.maximo for parte in perdidas)
    cerrado = all(parte.nota is not None for parte in conocidas) and len(conocidas) == len(_NOMBRES)
    if cerrado:
        regla = "tu nota del curso es esa" if len(perdidas) == 1 else "tu nota del curso es la menor de las dos"
        resumen = f"{inicio(hechos.curso)}Desapruebas por {cuales}: {regla}, {con_decimales(peor)}."
    else:
        resumen = (
            f"{inicio(hechos.curso)}Desapruebas por {cuales}: hay que aprobar las dos partes, y tu nota del curso no "
            f"pasará de {con_decimales(peor)}."
        )
    paso = _paso_separado(f"desapruebas {cuales}", f"la nota del curso es {'' if cerrado else 'como mucho '}"
                          f"{con_decimales(peor)}")  # fmt: skip
    # A sustitutorio is of theory: it does not lift the performance part (Art. 112).
    siguiente = _si_desaprueba(parametros)[1 if _NOMBRES[DESEMPENO] in [parte.nombre for parte in perdidas] else 0 :]
    return Dictamen(CALCULO, Veredicto.NO, resumen, (*pasos, paso), peor, siguiente=siguiente,
                    grafico=grafico)  # fmt: skip


def _partes_por_saber(
    hechos: HechosPromedioCurso, faltan: list[str], conocidas: list[_Parte], pasos: tuple[Paso, ...],
    parametros: Parametros, grafico: Grafico | None,
) -> Dictamen:  # fmt: skip
    meta = con_decimales(parametros.valor("nota_aprobatoria"))
    campos = {CONOCIMIENTO: "nota_conocimientos", DESEMPENO: "nota_desempeno"}
    abiertas = [(parte.nombre, parte.necesita) for parte in conocidas if parte.necesita]
    nombres = lista([f"tu nota de {_NOMBRES[tipo]}" for tipo in faltan])
    ademas = "".join(f" En {nombre} necesitas {con_decimales(nota)} en lo que falta."
                     for nombre, nota in abiertas)  # fmt: skip
    resumen = (
        f"{inicio(hechos.curso)}Hay que aprobar por separado conocimientos y desempeño, cada uno con {meta}: me falta "
        f"{nombres}.{ademas}"
    )
    paso = _paso_separado(f"no sé {nombres}", f"tiene que llegar a {meta}")
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, (*pasos, paso), falta=tuple(f"tu nota de {_NOMBRES[t]}" for t in faltan),
        pide=tuple(campos[tipo] for tipo in faltan), grafico=grafico,
    )  # fmt: skip


def _partes_abiertas(
    hechos: HechosPromedioCurso, abiertas: list[_Parte], pasos: tuple[Paso, ...], parametros: Parametros,
    grafico: Grafico | None,
) -> Dictamen:  # fmt: skip
    meta = con_decimales(parametros.valor("nota_aprobatoria"))
    necesarias = [(parte.nombre, parte.necesita or Decimal(0)) for parte in abiertas]
    detalle = lista([f"{con_decimales(nota)} en lo que falta de {nombre}" for nombre, nota in necesarias])
    resumen = f"{inicio(hechos.curso)}Para aprobar las dos partes con {meta} necesitas {detalle}."
    paso = _paso_separado("te falta cerrar una parte" if len(abiertas) == 1 else "te faltan cerrar las dos partes",
                          f"necesitas {detalle}")  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.VALOR, resumen, (*pasos, paso), max(nota for _, nota in necesarias),
        avisos=_como_se_promedia(hechos), grafico=grafico,
    )  # fmt: skip


def _partes_aprobadas(
    hechos: HechosPromedioCurso, partes: list[_Parte], pasos: tuple[Paso, ...], parametros: Parametros,
    grafico: Grafico | None,
) -> Dictamen:  # fmt: skip
    nota = _nota_de_dos_partes(hechos, partes)
    if nota is None:
        menor, mayor = min(parte.minimo for parte in partes), max(parte.maximo for parte in partes)
        final = f"tu nota final estará entre {con_decimales(menor)} y {con_decimales(mayor)}, según los pesos"
        falta: tuple[str, ...] = ("cuánto pesa cada parte en el sílabo",)
    else:
        final, falta = f"tu nota final es {con_decimales(nota)}", ()
    resumen = f"{inicio(hechos.curso)}Apruebas: tienes aprobados conocimientos y desempeño, y {final}."
    pasos = (*pasos, _paso_separado("apruebas las dos", "la nota sale de los pesos del sílabo"),
             _paso_aprobar(parametros, final, "apruebas"))  # fmt: skip
    return Dictamen(CALCULO, Veredicto.SI, resumen, pasos, nota, falta, avisos=_como_se_promedia(hechos),
                    grafico=grafico)  # fmt: skip


def _nota_de_dos_partes(hechos: HechosPromedioCurso, partes: list[_Parte]) -> Decimal | None:
    """The final grade when both parts are complete and their weights known."""
    if any(parte.nota is None for parte in partes):
        return None
    if hechos.peso_conocimientos is not None:
        peso = Fraction(hechos.peso_conocimientos)
        conocimientos, desempeno = (Fraction(parte.minimo) for parte in partes)
        return nota_exacta(peso * conocimientos + (1 - peso) * desempeno)
    if hechos.nota_conocimientos is None and hechos.nota_desempeno is None and hechos.evaluaciones:
        conjunto = tramo(hechos.evaluaciones)
        return None if conjunto is None else conjunto.minimo
    return None


def _como_se_promedia(hechos: HechosPromedioCurso) -> tuple[str, ...]:
    """Said only where a part was averaged here, not where both grades were given."""
    dadas = hechos.nota_conocimientos is not None and hechos.nota_desempeno is not None
    return () if dadas else (_COMO_SE_PROMEDIA,)


_COMO_SE_PROMEDIA = (
    "El reglamento no dice cómo se promedia cada parte: aquí uso los pesos del sílabo dentro de cada una. Si tu sílabo "
    "dice otra cosa, vale el sílabo."
)


# What is already settled


def _registrado(hechos: HechosPromedioCurso, final: Decimal, parametros: Parametros) -> Dictamen:
    nota, meta = truncada(final), parametros.valor("nota_aprobatoria")
    aprueba = nota >= meta
    como = "Aprobaste" if aprueba else "Desaprobaste"
    resumen = f"{inicio(hechos.curso)}{como}: tu nota final es {con_decimales(nota)}."
    paso = _paso_aprobar(parametros, f"tu nota final es {con_decimales(nota)}", como.lower())
    return Dictamen(
        CALCULO, Veredicto.SI if aprueba else Veredicto.NO, resumen, (paso,), nota,
        siguiente=() if aprueba else ("Puedes llevar el curso en segunda o tercera matrícula, según tu carrera.",),
    )  # fmt: skip


def _por_faltas(hechos: HechosPromedioCurso, parametros: Parametros) -> Dictamen:
    tope = parametros.valor("nota_maxima_por_faltas")
    nota = None if hechos.promedio_final is None else min(tope, truncada(hechos.promedio_final))
    cual = f"no pasa de {numero(tope)}" if nota is None else f"queda en {con_decimales(nota)}"
    resumen = f"{inicio(hechos.curso)}Desapruebas por faltas: tu nota {cual} y el curso se repite."
    paso = Paso(f"Quien desaprueba por inasistencia queda con lo que tenía, {numero(tope)} como máximo",
                "figuras desaprobado por faltas", cual, parametros.fuente("nota_maxima_por_faltas"))  # fmt: skip
    return Dictamen(CALCULO, Veredicto.NO, resumen, (paso,), nota)


# Steps and words


def _paso_aprobar(parametros: Parametros, hecho: str, resultado: str) -> Paso:
    meta = con_decimales(parametros.valor("nota_aprobatoria"))
    return Paso(f"Se aprueba con {meta} o más", hecho, resultado, parametros.fuente("nota_aprobatoria"))


def _paso_truncar(conjunto: Tramo) -> Paso:
    if conjunto.pendiente:
        hecho = f"queda {_peso(conjunto.pendiente)} por rendir"
        resultado = f"entre {con_decimales(conjunto.minimo)} y {con_decimales(conjunto.maximo)}"
    else:
        hecho, resultado = "todo tiene nota", f"promedio {con_decimales(conjunto.minimo)}"
    return Paso("El promedio lleva dos decimales: el tercero se corta, no se redondea", hecho, resultado, _TRUNCADO)


def _paso_separado(hecho: str, resultado: str) -> Paso:
    return Paso("Si el curso evalúa conocimientos y desempeño por separado, hay que aprobar los dos", hecho, resultado,
                _SEPARADO)  # fmt: skip


def _paso_parte(parte: _Parte, meta: Decimal) -> Paso:
    if parte.nota is not None:
        hecho, resultado = f"tienes {con_decimales(parte.nota)}", "aprobada" if parte.nota >= meta else "desaprobada"
    else:
        hecho = f"quedaría entre {con_decimales(parte.minimo)} y {con_decimales(parte.maximo)}"
        if parte.maximo < meta:
            resultado = "ya no alcanza"
        elif parte.minimo >= meta:
            resultado = "ya está asegurada"
        else:
            resultado = f"necesitas {con_decimales(parte.necesita or Decimal(0))} en lo que falta"
    return Paso(f"La parte de {parte.nombre} se aprueba con {con_decimales(meta)}", hecho, resultado, _SEPARADO)


def _falta_separado(hechos: HechosPromedioCurso) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What to say and to ask while it is not known whether the two parts are evaluated apart."""
    if hechos.desempeno_por_separado is not None:
        return (), ()
    return ("si tu curso evalúa conocimientos y desempeño por separado",), ("desempeno_por_separado",)


def _si_desaprueba(parametros: Parametros) -> tuple[str, ...]:
    tope = numero(parametros.valor("nota_maxima_sustitutorio"))
    return (
        f"Si desaprobaste un examen teórico, mira si puedes dar su sustitutorio (nota máxima {tope}, Art. 112).",
        "Desaprobado, el curso se lleva en segunda o tercera matrícula, según tu carrera (Art. 116).",
    )


def _avisos(hechos: HechosPromedioCurso) -> tuple[str, ...]:
    if hechos.desempeno_por_separado is not None:
        return ()
    return ("Si tu curso evalúa conocimientos y desempeño por separado, tienes que aprobar los dos (Art. 119).",)


def _detalle(evaluaciones: Sequence[Evaluacion]) -> str:
    """`parcial 1 14.00 (30 %), final sin nota (40 %)`."""
    partes = []
    for evaluacion in evaluaciones:
        nota = "sin nota" if evaluacion.nota is None else con_decimales(evaluacion.nota)
        peso = "" if evaluacion.peso is None else f" ({porcentaje(evaluacion.peso)})"
        partes.append(f"{evaluacion.nombre} {nota}{peso}")
    return ", ".join(partes)


def _peso(peso: Fraction) -> str:
    return f"el {porcentaje(Decimal(peso.numerator) / Decimal(peso.denominator))}"


def _grafico(hechos: HechosPromedioCurso, evaluaciones: Sequence[Evaluacion], parametros: Parametros) -> Grafico | None:
    meta = parametros.valor("nota_aprobatoria")
    barras = [Barra(e.nombre, truncada(e.nota), MAXIMA, meta) for e in evaluaciones if e.nota is not None]
    if not barras:
        return None
    conjunto = tramo(evaluaciones)
    if conjunto is not None and not conjunto.pendiente and len(barras) > 1:
        barras.append(Barra("Promedio", conjunto.minimo, MAXIMA, meta))
    return _con_titulo(hechos, barras, meta)


def _grafico_de_partes(hechos: HechosPromedioCurso, partes: Sequence[_Parte], meta: Decimal) -> Grafico | None:
    barras = [Barra(p.nombre.capitalize(), p.nota, MAXIMA, meta) for p in partes if p.nota is not None]
    return _con_titulo(hechos, barras, meta) if barras else None


def _con_titulo(hechos: HechosPromedioCurso, barras: Sequence[Barra], meta: Decimal) -> Grafico:
    titulo = f"Notas de {hechos.curso}" if hechos.curso else "Tus notas"
    texto = "; ".join(f"{barra.nombre}: {con_decimales(barra.valor)}" for barra in barras)
    return Grafico(titulo, tuple(barras), f"{texto}. Se aprueba con {con_decimales(meta)}.")


def _nombres_que_no_casan(dichas: Sequence[Evaluacion] | None, hechos: HechosPromedioCurso) -> str | None:
    """Weights whose names are none of the grades', while a grade still has no weight: which is which cannot be told."""
    susti = el_sustitutorio(hechos.evaluaciones)
    sin_peso = [e.nombre for e in hechos.evaluaciones or () if e.peso is None and e is not susti]
    sueltos = [e.nombre for e in sin_figurar(dichas or (), hechos.pesos)] if dichas else []
    if not sin_peso or not sueltos:
        return None
    return f"das el peso de {lista(sueltos)} y no el de {lista(sin_peso)}, que es la nota que tengo"


def _problema(hechos: HechosPromedioCurso, sustitutorio: Evaluacion | None, parametros: Parametros) -> str | None:
    notas = (hechos.nota_conocimientos, hechos.nota_desempeno, hechos.promedio_final)
    if any(nota_imposible(nota) for nota in notas):
        return "una nota va de 0 a 20"
    if hechos.peso_conocimientos is not None and not 0 < hechos.peso_conocimientos < 1:
        return "el peso de una de las dos partes va de más de 0 a menos de 100 %"
    partes = (hechos.nota_conocimientos, hechos.nota_desempeno)
    if hechos.desempeno_por_separado is False and any(nota is not None for nota in partes):
        return "das la nota de una parte, pero dices que el curso no evalúa conocimientos y desempeño por separado"
    if sustitutorio is not None and nota_imposible(sustitutorio.nota):
        return "la nota del sustitutorio no está entre 0 y 20"
    elegida = llamada(hechos.evaluaciones, hechos.reemplaza) if sustitutorio is not None else None
    if elegida is not None and elegida.nota is not None and elegida.nota >= parametros.valor("nota_aprobatoria"):
        return f"{elegida.nombre} está aprobado con {numero(elegida.nota)}, y solo se sustituye un examen desaprobado"
    return problema_de_evaluaciones([e for e in hechos.evaluaciones or () if e is not sustitutorio])
