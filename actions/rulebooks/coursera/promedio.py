"""The final average of a UPN course run with Coursera and what is missing to pass it (FAQ 8, 11, 12, 18, 24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.formato import cantidad, lista, numero, porcentaje
from actions.rulebooks.notas import (
    MAXIMA,
    MINIMA,
    Evaluacion,
    nota_imposible,
    redondear_entero,
    truncar_centesimas,
)
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.evaluaciones import TipoEvaluacion, tipo_de
from actions.rulebooks.upn.promedio_comun import sin_promedio
from actions.rulebooks.upn.textos import inicio, no_cuadra

CALCULO = "promedio_curso_coursera"
_MICROCURSOS = Fuente("coursera_faq", "pregunta 8")
_CUENTA = Fuente("coursera_faq", "pregunta 11")
_INTENTO = Fuente("coursera_faq", "pregunta 12")
_APROBAR = Fuente("coursera_faq", "pregunta 24")
_PROMEDIO_UPN = Fuente("upn", "Art. 31 a")
_ESCALA = (
    "El documento no dice cómo se pasa el puntaje de Coursera a la escala de 0 a 20: aquí se toma como nota de 0 a 20. "
    "Quien lo define es Secretaría Académica."
)
_MEDIO_PUNTO = Decimal("0.5")
_UN_INTENTO = "El examen final se da una sola vez y su fecha no se reprograma; estos cursos no tienen sustitutorio."


@dataclass(frozen=True)
class HechosPromedioCoursera:
    """Microcourses and grades (0-20) of one course. None means "not known".

    `microcursos`: how many the course has; `certificados`: how many are certified; `todos_certificados` when only that
    is told. `puntajes`: the scores of the certified ones. `ep`: the examen parcial as Blackboard shows it;
    `examen_final`: obtained or supposed; both may stand in `evaluaciones` instead. `promedio_final`: already on record.
    """

    curso: str | None = None
    tipo: TipoClase | None = None
    microcursos: int | None = None
    certificados: int | None = None
    todos_certificados: bool | None = None
    puntajes: tuple[Evaluacion, ...] | None = None
    ep: Decimal | None = None
    examen_final: Decimal | None = None
    evaluaciones: tuple[Evaluacion, ...] | None = None
    periodo_cerrado: bool | None = None
    inhabilitado: bool | None = None
    retirado: bool = False
    promedio_final: Decimal | None = None


@dataclass(frozen=True)
class _Curso:
    """The facts made one: counts, EP so far, the most that the EP may still be, and the final exam (whole grades)."""

    total: int | None
    certificados: int | None
    completo: bool | None
    ep: Decimal | None
    ep_posible: Decimal
    examen: Decimal | None

    @property
    def pendientes(self) -> str:
        """`2 de 5 microcursos`; `los microcursos que te quedan` when they were not counted."""
        if self.total is None or self.certificados is None:
            return "los microcursos que te quedan"
        return f"{self.total - self.certificados} de {cantidad(self.total, 'microcurso')}"


def promedio_curso_coursera(hechos: HechosPromedioCoursera, parametros: Parametros) -> Dictamen:
    """Whether the course is passed (SI, NO), the grade needed in the final exam (VALOR), or what is still to do.

    Passing takes every microcourse certified, the final exam passed and a final average that passes (UPN Art. 27 a).
    `valor`: with VALOR the grade needed; with SI and NO the final average, where it is known. Source: FAQ UPN-Coursera
    8, 11, 12, 18, 24; UPN Art. 27 a. Counts or grades that cannot be give a CONTRADICCION.
    """
    contradiccion = _contradiccion(hechos)
    if contradiccion:
        return no_cuadra(CALCULO, contradiccion, hechos.curso)
    decidido = _sin_calcular(hechos, parametros)
    if decidido:
        return decidido
    curso = _reunir(hechos)
    minima = parametros.valor("nota_aprobatoria")
    if curso.examen is not None and curso.examen < minima:
        return _examen_desaprobado(hechos, curso, curso.examen, parametros)
    if curso.completo is False and hechos.periodo_cerrado:
        return _sin_certificar(hechos, curso, parametros)
    mejor_examen = MAXIMA if curso.examen is None else curso.examen
    mejor = redondear_entero(_ponderar(curso.ep_posible, mejor_examen, parametros))
    if mejor < minima:
        return _no_alcanza(hechos, curso, mejor, parametros)
    if curso.completo is False:
        return _en_camino(hechos, curso, parametros)
    if curso.completo is None or curso.ep is None:
        return _falta_saber(hechos, curso, parametros)
    if curso.examen is None:
        return _necesaria(hechos, curso, curso.ep, parametros)
    return _aprobado(hechos, curso, curso.ep, curso.examen, parametros)


def _reunir(hechos: HechosPromedioCoursera) -> _Curso:
    puntajes = [e.nota for e in hechos.puntajes or () if e.nota is not None]
    certificados = hechos.certificados
    if certificados is None and puntajes:
        certificados = len(puntajes)
    total = hechos.microcursos
    if total is None and hechos.todos_certificados and certificados is not None:
        total = certificados
    completo = hechos.todos_certificados
    if completo is None and total is not None and certificados is not None:
        completo = certificados == total
    if completo and total is not None:
        certificados = total
    ep, posible = _parcial(hechos), MAXIMA
    sin_puntaje = Decimal(0) if total is None else Decimal(total - len(puntajes))
    if puntajes and total is not None:
        suma = sum(puntajes, MINIMA)
        posible = (suma + sin_puntaje * MAXIMA) / total
        # Scores that are missing although certified leave the EP unknown.
        ep = suma / total if ep is None and certificados == len(puntajes) else ep
    if ep is not None and completo:
        posible = ep
    elif ep is not None and total and certificados is not None:
        # The EP that is shown may have been rounded down.
        posible = min(posible, ep + _MEDIO_PUNTO + MAXIMA * (total - certificados) / total)
    examen = hechos.examen_final if hechos.examen_final is not None else _de(hechos.evaluaciones, TipoEvaluacion.FINAL)
    return _Curso(
        total, certificados, completo, None if ep is None else redondear_entero(ep),
        redondear_entero(min(posible, MAXIMA)), None if examen is None else redondear_entero(examen),
    )  # fmt: skip


def _parcial(hechos: HechosPromedioCoursera) -> Decimal | None:
    return hechos.ep if hechos.ep is not None else _de(hechos.evaluaciones, TipoEvaluacion.PARCIAL)


def _de(evaluaciones: Sequence[Evaluacion] | None, tipo: TipoEvaluacion) -> Decimal | None:
    """The grade of one kind among the evaluations."""
    return next((e.nota for e in evaluaciones or () if tipo_de(e) is tipo and e.nota is not None), None)


def _ponderar(ep: Decimal, examen: Decimal, parametros: Parametros) -> Decimal:
    return parametros.valor("peso_examen_parcial") * ep + parametros.valor("peso_examen_final") * examen


def _sin_calcular(hechos: HechosPromedioCoursera, parametros: Parametros) -> Dictamen | None:
    """What needs no sum: a course left, lost, already closed or not run with Coursera."""
    perdido = sin_promedio(CALCULO, hechos.curso, hechos.inhabilitado, hechos.retirado)
    if perdido:
        return perdido
    if hechos.promedio_final is not None:
        final = redondear_entero(hechos.promedio_final)
        aprueba = final >= parametros.valor("nota_aprobatoria")
        return Dictamen(
            CALCULO, Veredicto.SI if aprueba else Veredicto.NO,
            f"{inicio(hechos.curso)}Tu promedio final registrado es {final}: "
            f"{'aprobaste' if aprueba else 'no aprobaste'} el curso.",
            (_paso_aprueba(final, parametros),), final,
        )  # fmt: skip
    if hechos.tipo in (None, TipoClase.COURSERA):
        return None
    return Dictamen(
        CALCULO, Veredicto.VALOR, f"{inicio(hechos.curso)}No es un curso con Coursera: su promedio sale de la "
        "evaluación continua, el parcial y el final, con los pesos del sílabo.",
        (Paso("El promedio final junta la continua, el parcial y el final", "el curso no es con Coursera",
              "se calcula aparte", _PROMEDIO_UPN),),
        siguiente=("Pregúntame por el promedio final de tu curso.",),
    )  # fmt: skip


def _paso_aprueba(final: Decimal, parametros: Parametros) -> Paso:
    minima = parametros.valor("nota_aprobatoria")
    return Paso(f"Se aprueba con {numero(minima)} o más de promedio final", f"tu promedio final es {final}",
                "cumples" if final >= minima else "no llega", parametros.fuente("nota_aprobatoria"))  # fmt: skip


def _paso_de_la_cuenta(curso: _Curso, parametros: Parametros) -> Paso:
    ep = "no sé tu EP" if curso.ep is None else f"EP {curso.ep}"
    examen = "sin examen final" if curso.examen is None else f"examen final {curso.examen}"
    resultado = "falta una de las dos"
    if curso.ep is not None and curso.examen is not None:
        suma = _ponderar(curso.ep, curso.examen, parametros)
        resultado = f"{numero(truncar_centesimas(suma))}, que queda en {redondear_entero(suma)}"
    return Paso(
        f"El EP pesa {porcentaje(parametros.valor('peso_examen_parcial'))} y el examen final, "
        f"{porcentaje(parametros.valor('peso_examen_final'))}", f"{ep}; {examen}", resultado, _CUENTA,
    )  # fmt: skip


def _paso_de_los_microcursos(curso: _Curso) -> Paso:
    hecho = {True: "los certificaste todos", None: "no sé si los certificaste todos"}.get(
        curso.completo, f"te falta certificar {curso.pendientes}"
    )
    resultado = {True: "cumples", None: "es obligatorio"}.get(curso.completo, "todavía no cumples")
    return Paso("Hay que aprobar y certificar todos los microcursos", hecho, resultado, _MICROCURSOS)


def _paso_del_ep() -> Paso:
    return Paso("El EP divide los puntajes certificados entre todos los microcursos del curso", "el que no certificas "
                "no aporta nada", "sube conforme los certificas", _CUENTA)  # fmt: skip


def _paso_del_examen(curso: _Curso, parametros: Parametros) -> Paso:
    minima = parametros.valor("nota_aprobatoria")
    hecho, resultado = "todavía no lo tienes", f"necesitas al menos {numero(minima)}"
    if curso.examen is not None:
        hecho = f"tu examen final es {curso.examen}"
        resultado = "cumples" if curso.examen >= minima else "no cumples"
    return Paso(f"Hay que aprobar el examen final de Blackboard; en UPN se aprueba con {numero(minima)}", hecho,
                resultado, _APROBAR)  # fmt: skip


def _pasos(curso: _Curso, parametros: Parametros, *mas: Paso) -> tuple[Paso, ...]:
    return (_paso_de_los_microcursos(curso), _paso_del_examen(curso, parametros), _paso_del_ep(),
            _paso_de_la_cuenta(curso, parametros), *mas)  # fmt: skip


def _grafico(hechos: HechosPromedioCoursera, curso: _Curso, parametros: Parametros) -> Grafico | None:
    """Microcourses certified and grades so far; None when nothing is known."""
    minima = parametros.valor("nota_aprobatoria")
    barras = []
    textos = []
    if curso.total and curso.certificados is not None:
        barras.append(Barra("Microcursos certificados", Decimal(curso.certificados), Decimal(curso.total)))
        textos.append(f"{curso.certificados} de {cantidad(curso.total, 'microcurso')} con certificado")
    for nombre, nota in (("EP", curso.ep), ("Examen final", curso.examen)):
        if nota is not None:
            barras.append(Barra(nombre, nota, MAXIMA, minima))
            textos.append(f"{nombre}, {nota}")
    if not barras:
        return None
    titulo = f"Cómo vas{f' en {hechos.curso}' if hechos.curso else ''}"
    return Grafico(titulo, tuple(barras), f"{titulo}: {lista(textos)}.")


def _examen_desaprobado(
    hechos: HechosPromedioCoursera, curso: _Curso, examen: Decimal, parametros: Parametros
) -> Dictamen:
    minima = numero(parametros.valor("nota_aprobatoria"))
    final = None
    if curso.ep is not None and curso.completo:
        final = redondear_entero(_ponderar(curso.ep, examen, parametros))
    promedio = f" aunque tu promedio sea {final}" if final is not None and final >= Decimal(minima) else ""
    paso = Paso("El examen final se da una sola vez", f"tu examen final es {examen}", "no se repite", _INTENTO)
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio(hechos.curso)}No apruebas{promedio}: hay que aprobar el examen final con "
        f"{minima} o más y tienes {examen}.", _pasos(curso, parametros, paso), final, avisos=(_UN_INTENTO,),
        grafico=_grafico(hechos, curso, parametros),
    )  # fmt: skip


def _sin_certificar(hechos: HechosPromedioCoursera, curso: _Curso, parametros: Parametros) -> Dictamen:
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio(hechos.curso)}No apruebas: el periodo cerró y quedó sin certificar "
        f"{curso.pendientes}.", _pasos(curso, parametros),
        grafico=_grafico(hechos, curso, parametros),
    )  # fmt: skip


def _no_alcanza(hechos: HechosPromedioCoursera, curso: _Curso, mejor: Decimal, parametros: Parametros) -> Dictamen:
    minima = numero(parametros.valor("nota_aprobatoria"))
    if curso.completo and curso.examen is not None:
        cuanto = "es" if curso.ep is not None else "sería como mucho"
        resumen = f"No apruebas: tu promedio final {cuanto} {mejor} y se pide {minima}."
    else:
        resto = [
            *(["20 en los microcursos que te faltan"] if not curso.completo else []),
            *(["20 en el examen final"] if curso.examen is None else []),
        ]
        resumen = f"Ya no llegas a {minima}: aun con {lista(resto)}, tu promedio final sería {mejor}."
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio(hechos.curso)}{resumen}",
        _pasos(curso, parametros, _paso_aprueba(mejor, parametros)), mejor, avisos=(_ESCALA,),
        grafico=_grafico(hechos, curso, parametros),
    )  # fmt: skip


def _en_camino(hechos: HechosPromedioCoursera, curso: _Curso, parametros: Parametros) -> Dictamen:
    minima = numero(parametros.valor("nota_aprobatoria"))
    falta = [
        f"certificar {curso.pendientes}",
        *([f"aprobar el examen final con {minima} o más"] if curso.examen is None else []),
    ]
    avance = f" Tu EP va en {curso.ep} y sube conforme certificas." if curso.ep is not None else ""
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{inicio(hechos.curso)}Todavía no apruebas: te falta {lista(falta)}, y que el "
        f"promedio llegue a {minima}.{avance}", _pasos(curso, parametros),
        siguiente=("Certifica tus microcursos antes de que acabe el periodo y en las fechas del sílabo.",),
        avisos=(_UN_INTENTO, _ESCALA), puede_cambiar=("tus microcursos certificados",),
        grafico=_grafico(hechos, curso, parametros),
    )  # fmt: skip


def _falta_saber(hechos: HechosPromedioCoursera, curso: _Curso, parametros: Parametros) -> Dictamen:
    minima = numero(parametros.valor("nota_aprobatoria"))
    campos: list[tuple[str, object]] = []
    falta = []
    if curso.completo is None:
        falta.append("si ya certificaste todos los microcursos")
        campos.append(("todos_certificados", hechos.todos_certificados))
    if curso.ep is None:
        falta.append("tu EP o los puntajes de tus microcursos")
        if hechos.puntajes and hechos.microcursos is None:
            campos.append(("microcursos", hechos.microcursos))
        campos += [("ep", hechos.ep), ("puntajes", hechos.puntajes)]
    con_notas = ""
    if curso.ep is not None and curso.examen is not None:
        suma = _ponderar(curso.ep, curso.examen, parametros)
        con_notas = f" Con EP {curso.ep} y examen final {curso.examen}, el promedio sería {redondear_entero(suma)}."
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{inicio(hechos.curso)}Apruebas si certificas todos los microcursos, sacas "
        f"{minima} o más en el examen final y tu promedio llega a {minima}.{con_notas}", _pasos(curso, parametros),
        falta=tuple(falta), avisos=(_UN_INTENTO, _ESCALA),
        pide=tuple(campo for campo, valor in campos if valor is None), grafico=_grafico(hechos, curso, parametros),
    )  # fmt: skip


def _necesaria(hechos: HechosPromedioCoursera, curso: _Curso, ep: Decimal, parametros: Parametros) -> Dictamen:
    """All certified, the final exam still to come: it must pass itself and lift the average."""
    minima = parametros.valor("nota_aprobatoria")
    sobre_minima = range(int(minima), int(MAXIMA) + 1)
    necesaria = next(n for n in sobre_minima if redondear_entero(_ponderar(ep, Decimal(n), parametros)) >= minima)
    porque = "hay que aprobarlo" if necesaria == minima else f"con {numero(minima)} el promedio no llegaría"
    paso = Paso(f"El promedio final también tiene que llegar a {numero(minima)}", f"tu EP es {ep}",
                f"necesitas {necesaria} en el examen final", parametros.fuente("nota_aprobatoria"))  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.VALOR, f"{inicio(hechos.curso)}Con EP {ep} y todos los microcursos certificados, necesitas "
        f"al menos {necesaria} en el examen final: {porque}.", _pasos(curso, parametros, paso), Decimal(necesaria),
        avisos=(_UN_INTENTO, _ESCALA), grafico=_grafico(hechos, curso, parametros),
    )  # fmt: skip


def _aprobado(
    hechos: HechosPromedioCoursera, curso: _Curso, ep: Decimal, examen: Decimal, parametros: Parametros
) -> Dictamen:
    """Everything is met: what would not pass was told before."""
    suma = _ponderar(ep, examen, parametros)
    final = redondear_entero(suma)
    antes = f" ({numero(truncar_centesimas(suma))} antes de redondear)" if suma != final else ""
    return Dictamen(
        CALCULO, Veredicto.SI, f"{inicio(hechos.curso)}Apruebas: tu promedio final es {final}{antes}, con todos los "
        f"microcursos certificados y {examen} en el examen final.",
        _pasos(curso, parametros, _paso_aprueba(final, parametros)), final, avisos=(_ESCALA,),
        grafico=_grafico(hechos, curso, parametros),
    )  # fmt: skip


def _contradiccion(hechos: HechosPromedioCoursera) -> str | None:
    puntajes = [e.nota for e in hechos.puntajes or ()]
    notas = [*puntajes, *(e.nota for e in hechos.evaluaciones or ())]
    if any(nota_imposible(nota) for nota in (hechos.ep, hechos.examen_final, hechos.promedio_final, *notas)):
        return "las notas y los puntajes van de 0 a 20"
    total, certificados = hechos.microcursos, hechos.certificados
    if total is not None and total < 1:
        return "un curso con Coursera tiene al menos 1 microcurso"
    if certificados is not None and certificados < 0:
        return "una cantidad de microcursos no puede ser negativa"
    if total is not None and certificados is not None and certificados > total:
        return f"{certificados} microcursos certificados son más que los {total} del curso"
    return _contradiccion_de_la_cuenta(hechos, len([nota for nota in puntajes if nota is not None]))


def _contradiccion_de_la_cuenta(hechos: HechosPromedioCoursera, puntajes: int) -> str | None:
    """Counts that do not go together with the scores or with having certified all."""
    total, certificados = hechos.microcursos, hechos.certificados
    tope = certificados if certificados is not None else total
    if tope is not None and puntajes > tope:
        return f"das {cantidad(puntajes, 'puntaje')} y son {cantidad(tope, 'microcurso')}"
    if hechos.todos_certificados is None or total is None or certificados is None:
        return None
    if hechos.todos_certificados != (total == certificados):
        return f"dices {certificados} certificados de {cantidad(total, 'microcurso')} y a la vez " + (
            "que los certificaste todos" if hechos.todos_certificados else "que no los certificaste todos"
        )
    return None
