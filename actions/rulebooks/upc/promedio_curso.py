"""The final average of a UPC course and the grade needed in what is left (num. 2.2.4, 2.2.6, 2.2.7, 2.1.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Grafico, Veredicto
from actions.rulebooks.formato import lista, porcentaje
from actions.rulebooks.notas import MAXIMA, Evaluacion, nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Cuenta, Modalidad, con_centesimas, en_linea, inicio, lugar, no_cuadra
from actions.rulebooks.upc.evaluaciones import (
    con_la_formula,
    con_pesos,
    de_la_formula,
    describir,
    nombre_de,
    nombres,
    nota_exacta,
    nota_necesaria,
    problema,
    puntos,
    sin_nota,
    sin_suplementario,
    tiene_parcial,
)

CALCULO = "promedio_curso"
_PESOS = lugar("2.2.6")
_RECUPERAR = lugar("2.1.8 a")
_SUPLEMENTARIO = lugar("2.2.8")
_ASISTENCIA = lugar("2.1.2")
_REGLA = "El promedio junta las evaluaciones con los pesos del sílabo o, si no los dice, con los del reglamento"


@dataclass(frozen=True)
class HechosPromedioCurso:
    """The grades of one course. None means "not known".

    `evaluaciones`: with weights (0-1) and the grades (0-20) obtained or supposed; without grade: still to come, 0: not
    taken or failed. `pesos`: the weights, when they are told apart. `pesos_en_silabo`: the syllabus fixes weights;
    `con_parcial`: the course has a parcial and lasts the whole cycle (these two decide the weights of num. 2.2.6).
    `promedio_final`: the one on record. `asistencia_suficiente`: the attendance reaches the minimum; `dpi`: it did not
    and the record says so.
    """

    curso: str | None = None
    evaluaciones: tuple[Evaluacion, ...] | None = None
    pesos: tuple[Evaluacion, ...] | None = None
    pesos_en_silabo: bool | None = None
    con_parcial: bool | None = None
    promedio_final: Decimal | None = None
    asistencia_suficiente: bool | None = None
    dpi: bool | None = None
    modalidad: Modalidad | None = None


def promedio_de(evaluaciones: Sequence[Evaluacion] | None, pesos: Sequence[Evaluacion] | None = None) -> Decimal | None:
    """The average (0-20, hundredths) of a course whose grades and weights are all known; None otherwise."""
    todas = con_pesos(sin_suplementario(evaluaciones), pesos)
    if not todas or problema(todas) or any(e.nota is None or e.peso is None for e in todas):
        return None
    return nota_exacta(puntos(todas))


def promedio_curso(hechos: HechosPromedioCurso, parametros: Parametros) -> Dictamen:
    """Whether the course is passed (SI) or not (NO), or which grade is needed in what is left (VALOR).

    `valor`: with VALOR the grade needed in each evaluation left (0-20); with SI and NO the final average, with 0 in
    what is left when it is passed anyway and with 20 when it cannot be passed. Source: UPC num. 2.2.4 (13.00 without
    rounding), 2.2.6 (weights), 2.2.7 and 2.1.8 a (0 until it is made up), 2.1.2, 2.1.6. Grades or weights that cannot
    be give a CONTRADICCION.
    """
    evaluaciones = con_pesos(sin_suplementario(hechos.evaluaciones), hechos.pesos)
    imposible = _problema(hechos, evaluaciones)
    if imposible:
        return no_cuadra(CALCULO, imposible, hechos.curso)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    if len(evaluaciones) < len(con_pesos(hechos.evaluaciones or (), hechos.pesos)):
        cuenta.avisos.append("La nota del suplementario no entra en el promedio: queda la original (num. 2.2.10).")
    if hechos.dpi or hechos.asistencia_suficiente is False:
        return _sin_asistencia(hechos, cuenta, parametros)
    if hechos.promedio_final is not None:
        return _cerrado(hechos, hechos.promedio_final, evaluaciones, cuenta, parametros)
    if not evaluaciones:
        return _sin_evaluaciones(hechos, cuenta, parametros)
    if all(e.peso is not None for e in evaluaciones):
        return _calculado(hechos, evaluaciones, cuenta, parametros)
    return _sin_pesos(hechos, evaluaciones, cuenta, parametros)


def _problema(hechos: HechosPromedioCurso, evaluaciones: Sequence[Evaluacion]) -> str | None:
    if nota_imposible(hechos.promedio_final):
        return "el promedio final va de 0 a 20"
    sin_pesos = evaluaciones and all(e.peso is None for e in evaluaciones)
    if sin_pesos and hechos.con_parcial is False and tiene_parcial(evaluaciones):
        return "hay un parcial en una asignatura que dices que no lo tiene o que dura menos que el ciclo"
    return problema(evaluaciones)


def _sin_asistencia(hechos: HechosPromedioCurso, cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    if hechos.dpi:
        cuenta.paso("Al quedar desaprobado por inasistencia (DPI) se registra 0", "figuras con DPI",
                    "no cuentan tus notas", parametros.fuente("nota_dpi"))  # fmt: skip
        return cuenta.dictamen(
            CALCULO, f"{inicio(hechos.curso)}No apruebas: figuras con DPI y tu nota es 0.", veredicto=Veredicto.NO,
            valor=parametros.valor("nota_dpi"),
        )  # fmt: skip
    cuenta.paso("Sin la asistencia mínima no se recibe una nota aprobatoria", "no llegas a ella",
                "no apruebas, sean cuales sean tus notas", _ASISTENCIA)  # fmt: skip
    cuenta.siguiente.append("Pide el retiro extraordinario de la asignatura; después la vuelves a cursar (num. 2.1.3).")
    return cuenta.dictamen(
        CALCULO, f"{inicio(hechos.curso)}No apruebas, sean cuales sean tus notas: no llegas a la asistencia mínima.",
        veredicto=Veredicto.NO,
    )  # fmt: skip


def _cerrado(
    hechos: HechosPromedioCurso, final: Decimal, evaluaciones: Sequence[Evaluacion], cuenta: Cuenta,
    parametros: Parametros,
) -> Dictamen:  # fmt: skip
    """A course whose average is known already."""
    minima = parametros.valor("nota_aprobatoria")
    cuenta.paso(_REGLA, f"tu promedio final es {con_centesimas(final)}", "es el que vale", _PESOS)
    return _con_promedio(hechos, nota_exacta_de(final), cuenta, _grafico(hechos, evaluaciones, minima), parametros)


def nota_exacta_de(nota: Decimal) -> Decimal:
    """A grade of 0-20 cut off at hundredths (num. 2.2.4)."""
    return Decimal(con_centesimas(nota))


def _sin_evaluaciones(hechos: HechosPromedioCurso, cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    minima = parametros.valor("nota_aprobatoria")
    cuenta.paso(_REGLA, "no sé tus notas", "dímelas y lo calculo", _PESOS)
    _paso_aprueba(None, cuenta, parametros)
    cuenta.ignora("tus notas y lo que pesa cada evaluación", *(["evaluaciones"] if hechos.evaluaciones is None else []))
    formula = _formula(True, parametros)
    resumen = (
        f"Depende de tus notas: valen los pesos de tu sílabo y, si no los dice, {formula}. Apruebas con "
        f"{con_centesimas(minima)}, sin redondeo."
    )
    return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}")


def _sin_pesos(
    hechos: HechosPromedioCurso, evaluaciones: Sequence[Evaluacion], cuenta: Cuenta, parametros: Parametros
) -> Dictamen:
    """Without all the weights: those of num. 2.2.6 hold only when the syllabus says none."""
    alguno = any(e.peso is not None for e in evaluaciones)
    con_parcial = hechos.con_parcial or tiene_parcial(evaluaciones)
    parcial_sabido = con_parcial or hechos.con_parcial is False
    posible = not alguno and de_la_formula(evaluaciones) and not hechos.pesos_en_silabo
    if posible and parcial_sabido:
        con_formula = _calculado(hechos, con_la_formula(evaluaciones, con_parcial, parametros), cuenta, parametros)
        if hechos.pesos_en_silabo is False:
            return con_formula
        return _si_el_silabo_no_dice(hechos, con_formula)
    faltan = [e for e in evaluaciones if e.peso is None]
    cuenta.paso(_REGLA, f"no sé {_cuanto_pesan(faltan)}", "dímelo y lo calculo", _PESOS)
    _paso_aprueba(None, cuenta, parametros)
    if posible:
        if hechos.pesos_en_silabo is None:
            cuenta.ignora("si tu sílabo dice cuánto pesa cada evaluación", "pesos_en_silabo")
        cuenta.ignora("si la asignatura tiene parcial y dura todo el ciclo", "con_parcial")
        resumen = (
            f"Depende de los pesos: los de tu sílabo o, si no los dice, {_formula(True, parametros)}; sin parcial o si "
            f"dura menos que el ciclo, {_formula(False, parametros)}."
        )
    else:
        cuenta.ignora("cuánto pesa cada evaluación (lo dice tu sílabo)", *(["pesos"] if hechos.pesos is None else []))
        resumen = f"Depende de {_cuanto_pesan(faltan)}: lo dice tu sílabo."
    minima = parametros.valor("nota_aprobatoria")
    return cuenta.dictamen(
        CALCULO, f"{inicio(hechos.curso)}{resumen}", grafico=_grafico(hechos, evaluaciones, minima)
    )  # fmt: skip


def _si_el_silabo_no_dice(hechos: HechosPromedioCurso, con_formula: Dictamen) -> Dictamen:
    """What the weights of num. 2.2.6 give, as long as the syllabus may still have its own."""
    cabeza = inicio(hechos.curso)
    resto = con_formula.resumen.removeprefix(cabeza)
    return replace(
        con_formula, veredicto=Veredicto.DEPENDE,
        resumen=f"{cabeza}Si tu sílabo no fija otros pesos: {resto[0].lower()}{resto[1:]}",
        falta=("si tu sílabo dice cuánto pesa cada evaluación",), pide=("pesos_en_silabo",), siguiente=(),
    )  # fmt: skip


def _calculado(
    hechos: HechosPromedioCurso, evaluaciones: Sequence[Evaluacion], cuenta: Cuenta, parametros: Parametros
) -> Dictamen:
    """All weights are known: the average, or what is needed in what is left."""
    minima = parametros.valor("nota_aprobatoria")
    suma = nota_exacta(puntos(evaluaciones))
    faltan = sin_nota(evaluaciones)
    hecho = lista([describir(e) for e in evaluaciones])
    grafico = _grafico(hechos, evaluaciones, minima)
    alcanza = nota_exacta(puntos(evaluaciones, MAXIMA)) >= minima
    if alcanza and hechos.asistencia_suficiente is None:
        cuenta.avisos.append("Además necesitas la asistencia mínima de la asignatura (num. 2.1.2).")
    if not faltan:
        cuenta.paso(_REGLA, hecho, f"tu promedio es {con_centesimas(suma)}", _PESOS)
        _ceros(evaluaciones, minima, cuenta, parametros)
        return _con_promedio(hechos, suma, cuenta, grafico, parametros)
    cuenta.paso(_REGLA, hecho, f"llevas {con_centesimas(suma)} puntos", _PESOS)
    _ceros(evaluaciones, minima, cuenta, parametros)
    cuenta.puede_cambiar.append("tus notas")
    sin_rendir = f"sin rendirlo quedas en {con_centesimas(suma)}"
    cuenta.paso("Lo que no se rinde vale 0", f"te falta {nombres(faltan)}", sin_rendir,
                parametros.fuente("nota_no_rendida"))  # fmt: skip
    _paso_aprueba(None, cuenta, parametros)
    return _incompleto(hechos, evaluaciones, cuenta, grafico, parametros)


def _incompleto(
    hechos: HechosPromedioCurso, evaluaciones: Sequence[Evaluacion], cuenta: Cuenta, grafico: Grafico | None,
    parametros: Parametros,
) -> Dictamen:  # fmt: skip
    minima = parametros.valor("nota_aprobatoria")
    faltan = sin_nota(evaluaciones)
    cabeza = inicio(hechos.curso)
    necesaria = nota_necesaria(evaluaciones, minima)
    if necesaria is None:
        mejor = nota_exacta(puntos(evaluaciones, MAXIMA))
        resumen = (
            f"No alcanza: aunque saques 20 en {nombres(faltan)}, llegas a {con_centesimas(mejor)} y se aprueba con "
        )
        _al_suplementario(cuenta)
        return cuenta.dictamen(
            CALCULO, f"{cabeza}{resumen}{con_centesimas(minima)}.", veredicto=Veredicto.NO, valor=mejor, grafico=grafico
        )
    if necesaria == 0:
        suma = nota_exacta(puntos(evaluaciones))
        llevas = f"llevas {con_centesimas(suma)} sin contar {nombres(faltan)}"
        resumen = f"Ya tienes asegurado el {con_centesimas(minima)}: {llevas}."
        return cuenta.dictamen(CALCULO, f"{cabeza}{resumen}", veredicto=Veredicto.SI, valor=suma, grafico=grafico)
    peso = porcentaje(sum((e.peso or Decimal(0) for e in faltan), Decimal(0)))
    en = nombres(faltan) if len(faltan) == 1 else f"cada una: {nombres(faltan)}"
    pesa = "pesa" if len(faltan) == 1 else "pesan"
    resumen = f"Necesitas al menos {con_centesimas(necesaria)} en {en} ({pesa} {peso}), para llegar a "
    cuenta.siguiente.append("Prueba con otra nota y te digo cómo quedas: «si saco 14 en el final».")
    return cuenta.dictamen(
        CALCULO, f"{cabeza}{resumen}{con_centesimas(minima)}.", veredicto=Veredicto.VALOR, valor=necesaria,
        grafico=grafico,
    )  # fmt: skip


def _con_promedio(
    hechos: HechosPromedioCurso, final: Decimal, cuenta: Cuenta, grafico: Grafico | None, parametros: Parametros
) -> Dictamen:
    minima = parametros.valor("nota_aprobatoria")
    _paso_aprueba(final, cuenta, parametros)
    if final >= minima:
        resumen = f"Apruebas con {con_centesimas(final)}."
        veredicto = Veredicto.SI
    else:
        resumen = (
            f"No apruebas: tu promedio es {con_centesimas(final)} y hace falta {con_centesimas(minima)}, sin redondeo."
        )
        veredicto = Veredicto.NO
        _al_suplementario(cuenta)
    return cuenta.dictamen(
        CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=veredicto, valor=final, grafico=grafico
    )


def _al_suplementario(cuenta: Cuenta) -> None:
    cuenta.paso("Con un promedio final por debajo se rinde un examen suplementario", "no llegas", "lo da quien cumple",
                _SUPLEMENTARIO)  # fmt: skip
    cuenta.siguiente.append("Puedes rendir el suplementario si te queda alguno: pregúntame si te toca.")
    cuenta.avisos.append("Aunque apruebes el suplementario, en tu promedio queda la nota original (num. 2.2.10).")


def _ceros(evaluaciones: Sequence[Evaluacion], minima: Decimal, cuenta: Cuenta, parametros: Parametros) -> None:
    """A 0 of something missed stays until it is made up (num. 2.1.8 a, 2.2.7)."""
    ceros = [e for e in evaluaciones if e.nota == 0]
    if not ceros:
        return
    dias = parametros.entero("dias_recuperacion")
    cuenta.paso("Lo que no se rinde vale 0 hasta que se recupera", f"{nombres(ceros)} en 0",
                f"puedes recuperarlo hasta {dias} días después de acabado el curso", _RECUPERAR)  # fmt: skip
    abiertas = [replace(e, nota=None) if e.nota == 0 else e for e in evaluaciones]
    necesaria = nota_necesaria(abiertas, minima)
    llega = ""
    if necesaria and len(sin_nota(abiertas)) == len(ceros):
        llega = f": con {con_centesimas(necesaria)} llegas a {con_centesimas(minima)}"
    cuenta.siguiente.append(
        f"Si el 0 es porque no fuiste, habla con tu profesor para rendir {nombres(ceros)} hasta {dias} días después de "
        f"acabado el curso{llega}."
    )


def _paso_aprueba(final: Decimal | None, cuenta: Cuenta, parametros: Parametros) -> None:
    minima = parametros.valor("nota_aprobatoria")
    hecho = "sin tu promedio final" if final is None else f"tu promedio es {con_centesimas(final)}"
    resultado = f"necesitas {con_centesimas(minima)}"
    if final is not None:
        resultado = "apruebas" if final >= minima else "no apruebas"
    cuenta.paso(f"Se aprueba con {con_centesimas(minima)}, sin ningún redondeo", hecho, resultado,
                parametros.fuente("nota_aprobatoria"))  # fmt: skip


def _formula(con_parcial: bool, parametros: Parametros) -> str:
    """`30 % continua, 30 % parcial y 40 % final`."""
    return lista(
        [f"{porcentaje(e.peso or Decimal(0))} {e.nombre}" for e in con_la_formula((), con_parcial, parametros)]
    )


def _cuanto_pesan(evaluaciones: Sequence[Evaluacion]) -> str:
    return f"cuánto {'pesa' if len(evaluaciones) == 1 else 'pesan'} {nombres(evaluaciones)}"


def _grafico(hechos: HechosPromedioCurso, evaluaciones: Sequence[Evaluacion], minima: Decimal) -> Grafico | None:
    conocidas = [(e, e.nota) for e in evaluaciones if e.nota is not None]
    if not conocidas:
        return None
    barras = tuple(
        Barra(nombre_de(e) + (f" ({porcentaje(e.peso)})" if e.peso is not None else ""), nota, MAXIMA, minima)
        for e, nota in conocidas
    )
    texto = lista([f"{nombre_de(e)}, {con_centesimas(nota)}" for e, nota in conocidas])
    return Grafico(
        f"Tus notas{f' en {hechos.curso}' if hechos.curso else ''}", barras,
        f"Tus notas: {texto}. Se aprueba con {con_centesimas(minima)}.",
    )  # fmt: skip
