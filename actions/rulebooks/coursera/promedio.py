"""The final average of a UPN course run with Coursera and what is missing to pass it (FAQ 8, 11, 12, 18, 24)."""

from __future__ import annotations

from decimal import Decimal

from actions.rulebooks.coursera.curso import Curso, HechosPromedioCoursera, contradiccion, ponderar, reunir
from actions.rulebooks.coursera.pasos import (
    grafico_de,
    paso_aprueba,
    paso_del_intento,
    pasos_de,
    quedaron_sin_certificar,
    sin_certificar,
)
from actions.rulebooks.dictamen import Dictamen, Paso, Veredicto
from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.formato import lista, numero
from actions.rulebooks.notas import MAXIMA, redondear_entero, truncar_centesimas
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.promedio_comun import CERO, PROMEDIO, sin_promedio
from actions.rulebooks.upn.textos import inicio, no_cuadra

CALCULO = "promedio_curso_coursera"
_ESCALA = (
    "El documento no dice cómo se pasa el puntaje de Coursera a la escala de 0 a 20: aquí se toma como nota de 0 a 20. "
    "Quien lo define es Secretaría Académica."
)
_UN_INTENTO = "El examen final se da una sola vez y su fecha no se reprograma; estos cursos no tienen sustitutorio."


def promedio_curso_coursera(hechos: HechosPromedioCoursera, parametros: Parametros) -> Dictamen:
    """Whether the course is passed (SI, NO), the grade needed in the final exam (VALOR), or what is still to do.

    Passing takes every microcourse certified, the final exam passed and a final average that passes (UPN Art. 27 a),
    also when the average is already on record. `valor`: with VALOR the grade needed; with SI and NO the final average,
    where it is known. Source: FAQ UPN-Coursera 8, 9, 11, 12, 18, 24; UPN Art. 16, 27 a, 29 a. Counts, grades, weights
    or a record that cannot be give a CONTRADICCION.
    """
    problema = contradiccion(hechos, parametros)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    fuera = sin_promedio(CALCULO, hechos.curso, hechos.inhabilitado, hechos.retirado, coursera=True)
    if fuera:
        return fuera
    if hechos.tipo not in (None, TipoClase.COURSERA):
        return _otro_curso(hechos)
    curso = reunir(hechos)
    decidido = _no_aprueba(curso, parametros)
    if decidido:
        return decidido
    if curso.completo is False:
        return _en_camino(curso, parametros)
    if curso.registrado is not None:
        return _registrado(hechos, curso, curso.registrado, parametros)
    if curso.completo is None or curso.ep is None:
        return _falta_saber(hechos, curso, parametros)
    if curso.examen is None:
        return _necesaria(curso, curso.ep, parametros)
    return _aprobado(curso, curso.ep, curso.examen, parametros)


def _otro_curso(hechos: HechosPromedioCoursera) -> Dictamen:
    return Dictamen(
        CALCULO, Veredicto.VALOR, f"{inicio(hechos.curso)}No es un curso con Coursera: su promedio sale de la "
        "evaluación continua, el parcial y el final, con los pesos del sílabo.",
        (Paso("El promedio final junta la continua, el parcial y el final", "el curso no es con Coursera",
              "se calcula aparte", PROMEDIO),),
        siguiente=("Pregúntame por el promedio final de tu curso.",),
    )  # fmt: skip


def _no_aprueba(curso: Curso, parametros: Parametros) -> Dictamen | None:
    """The course that fails whatever else is told: each of the three things that passing takes is enough for it."""
    minima = parametros.valor("nota_aprobatoria")
    if curso.examen is not None and curso.examen < minima:
        return _examen_desaprobado(curso, curso.examen, parametros)
    if curso.completo is False and curso.cerrado:
        return _cerrado_sin_certificar(curso, parametros)
    if curso.registrado is not None:
        return _registro_desaprobado(curso, curso.registrado, parametros) if curso.registrado < minima else None
    mejor_examen = MAXIMA if curso.examen is None else curso.examen
    mejor = redondear_entero(ponderar(curso.ep_posible, mejor_examen, parametros))
    return _no_alcanza(curso, mejor, parametros) if mejor < minima else None


def _promedio(curso: Curso, parametros: Parametros) -> Decimal | None:
    """The final average: on record, or of the two grades once nothing can change them; None while it is not known."""
    if curso.registrado is not None:
        return curso.registrado
    if curso.ep is None or curso.examen is None or not (curso.completo or curso.cerrado):
        return None
    return redondear_entero(ponderar(curso.ep, curso.examen, parametros))


def _aunque(promedio: Decimal | None, parametros: Parametros) -> str:
    llega = promedio is not None and promedio >= parametros.valor("nota_aprobatoria")
    return f" aunque tu promedio sea {promedio}" if llega else ""


def _examen_desaprobado(curso: Curso, examen: Decimal, parametros: Parametros) -> Dictamen:
    minima = numero(parametros.valor("nota_aprobatoria"))
    final = _promedio(curso, parametros)
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio(curso.nombre)}No apruebas{_aunque(final, parametros)}: hay que aprobar el "
        f"examen final con {minima} o más y tienes {examen}.",
        pasos_de(curso, parametros, paso_del_intento(f"tu examen final es {examen}", "no se repite")), final,
        avisos=(_UN_INTENTO,), grafico=grafico_de(curso, parametros),
    )  # fmt: skip


def _cerrado_sin_certificar(curso: Curso, parametros: Parametros) -> Dictamen:
    final = _promedio(curso, parametros)
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio(curso.nombre)}No apruebas{_aunque(final, parametros)}: el periodo cerró y "
        f"{quedaron_sin_certificar(curso)}.", pasos_de(curso, parametros), final, grafico=grafico_de(curso, parametros),
    )  # fmt: skip


def _registro_desaprobado(curso: Curso, registrado: Decimal, parametros: Parametros) -> Dictamen:
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio(curso.nombre)}Tu promedio final registrado es {registrado}: no aprobaste el "
        "curso.", (paso_aprueba(registrado, parametros),), registrado, grafico=grafico_de(curso, parametros),
    )  # fmt: skip


def _no_alcanza(curso: Curso, mejor: Decimal, parametros: Parametros) -> Dictamen:
    minima = numero(parametros.valor("nota_aprobatoria"))
    if curso.completo and curso.examen is not None:
        cuanto = "es" if curso.ep is not None else "sería como mucho"
        resumen = f"No apruebas: tu promedio final {cuanto} {mejor} y se pide {minima}."
    else:
        resto = [
            *(["20 en los microcursos que te faltan"] if not curso.completo and not curso.cerrado else []),
            *(["20 en el examen final"] if curso.examen is None else []),
        ]
        aun = f"aun con {lista(resto)}, " if resto else ""
        resumen = f"Ya no llegas a {minima}: {aun}tu promedio final sería {mejor}."
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio(curso.nombre)}{resumen}",
        pasos_de(curso, parametros, paso_aprueba(mejor, parametros)), mejor, avisos=(_ESCALA,),
        grafico=grafico_de(curso, parametros),
    )  # fmt: skip


def _en_camino(curso: Curso, parametros: Parametros) -> Dictamen:
    """Microcourses are left and there is still time: the EP can only rise."""
    minima = parametros.valor("nota_aprobatoria")
    falta = [f"certificar {sin_certificar(curso)}"]
    llega = ""
    if curso.examen is None:
        falta.append(f"aprobar el examen final con {numero(minima)} o más")
    # Whoever passes the exam has at least `minima` in it.
    promedio = redondear_entero(ponderar(curso.ep or Decimal(0), curso.examen or minima, parametros))
    promedio = promedio if curso.registrado is None else curso.registrado
    if promedio < minima:
        falta.append(f"que el promedio llegue a {numero(minima)}")
    elif curso.examen is not None:
        llega = f" Tu promedio ya llega: {promedio}."
    avance = f" Tu EP va en {curso.ep} y sube conforme certificas." if curso.ep is not None else ""
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{inicio(curso.nombre)}Todavía no apruebas: te falta {lista(falta)}.{llega}"
        f"{avance}", pasos_de(curso, parametros),
        siguiente=("Certifica tus microcursos antes de que acabe el periodo y en las fechas del sílabo.",),
        avisos=(_UN_INTENTO, _ESCALA), puede_cambiar=("tus microcursos certificados",),
        grafico=grafico_de(curso, parametros),
    )  # fmt: skip


def _condiciones(curso: Curso, minima: str) -> list[str]:
    """What passing still takes of what is not known."""
    certificas, sacas = ("certificaste", "sacaste") if curso.terminado else ("certificas", "sacas")
    return [
        *([f"{certificas} todos los microcursos"] if curso.completo is None else []),
        *([f"{sacas} {minima} o más en el examen final"] if curso.examen is None else []),
    ]


def _registrado(hechos: HechosPromedioCoursera, curso: Curso, registrado: Decimal, parametros: Parametros) -> Dictamen:
    """An average on record that passes: it does not make up for the exam nor for the certificates (FAQ 8, 24)."""
    minima = numero(parametros.valor("nota_aprobatoria"))
    pasos = pasos_de(curso, parametros, paso_aprueba(registrado, parametros))
    condiciones = _condiciones(curso, minima)
    if not condiciones:
        return Dictamen(
            CALCULO, Veredicto.SI, f"{inicio(curso.nombre)}Tu promedio final registrado es {registrado}: aprobaste el "
            f"curso, con todos los microcursos certificados y {curso.examen} en el examen final.", pasos, registrado,
            avisos=_si_no_sale(curso, registrado, parametros), grafico=grafico_de(curso, parametros),
        )  # fmt: skip
    falta, pide = _lo_que_no_se_sabe(hechos, curso)
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{inicio(curso.nombre)}Tu promedio final registrado es {registrado}, pero eso "
        f"solo no basta: apruebas si además {lista(condiciones)}.", pasos, falta=falta,
        avisos=(_UN_INTENTO,), pide=pide, grafico=grafico_de(curso, parametros),
    )  # fmt: skip


def _si_no_sale(curso: Curso, registrado: Decimal, parametros: Parametros) -> tuple[str, ...]:
    if curso.ep is None or curso.examen is None:
        return ()
    calculado = redondear_entero(ponderar(curso.ep, curso.examen, parametros))
    if calculado == registrado:
        return ()
    return (f"Con el EP y el examen final que figuran sale {calculado} y no {registrado}: consúltalo con tu docente "
            "dentro del plazo (Art. 30 a).",)  # fmt: skip


def _lo_que_no_se_sabe(hechos: HechosPromedioCoursera, curso: Curso) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What passing hangs on and is not known, and the fields to ask for."""
    falta, pide = [], []
    if curso.completo is None:
        falta.append("si ya certificaste todos los microcursos")
        pide.append("todos_certificados")
    if curso.ep is None and curso.registrado is None:
        falta.append("tu EP o los puntajes de tus microcursos")
        pide += [
            *(["microcursos"] if hechos.puntajes and hechos.microcursos is None else []),
            "ep",
            *(["puntajes"] if not hechos.puntajes else []),
        ]
    # While the period is open the final exam may be still to come.
    if curso.examen is None and curso.terminado:
        falta.append("tu nota del examen final")
        pide.append("examen_final")
    return tuple(falta), tuple(pide)


def _falta_saber(hechos: HechosPromedioCoursera, curso: Curso, parametros: Parametros) -> Dictamen:
    minima = parametros.valor("nota_aprobatoria")
    condiciones = _condiciones(curso, numero(minima))
    con_notas, suma = "", None
    if curso.ep is not None and curso.examen is not None:
        suma = redondear_entero(ponderar(curso.ep, curso.examen, parametros))
        con_notas = f" Con EP {curso.ep} y examen final {curso.examen}, el promedio sería {suma}."
    if suma is None or suma < minima:
        condiciones.append(f"tu promedio {'llegó' if curso.cerrado else 'llega'} a {numero(minima)}")
    falta, pide = _lo_que_no_se_sabe(hechos, curso)
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{inicio(curso.nombre)}Apruebas si {lista(condiciones)}.{con_notas}"
        f"{_ya_no_se_da(curso)}", pasos_de(curso, parametros, *_pasos_del_cierre(curso)), falta=falta,
        avisos=(_UN_INTENTO, _ESCALA), pide=pide, grafico=grafico_de(curso, parametros),
    )  # fmt: skip


def _ya_no_se_da(curso: Curso) -> str:
    if curso.examen is not None or not curso.cerrado:
        return ""
    return " El periodo cerró y el examen final ya no se puede dar: si no lo diste, vale 0 y no apruebas."


def _pasos_del_cierre(curso: Curso) -> tuple[Paso, ...]:
    """That the final exam cannot be taken any more (FAQ 12, UPN Art. 29 a)."""
    if curso.examen is not None or not curso.cerrado:
        return ()
    return (paso_del_intento("el periodo ya cerró", "ya no se puede dar"),
            Paso("Lo que no se rinde vale 0", "si no lo diste", "no apruebas", CERO))  # fmt: skip


def _necesaria(curso: Curso, ep: Decimal, parametros: Parametros) -> Dictamen:
    """All certified and the final exam not known: it must pass itself and lift the average."""
    minima = parametros.valor("nota_aprobatoria")
    sobre_minima = range(int(minima), int(MAXIMA) + 1)
    necesaria = next(n for n in sobre_minima if redondear_entero(ponderar(ep, Decimal(n), parametros)) >= minima)
    porque = "hay que aprobarlo" if necesaria == minima else f"con {numero(minima)} el promedio no llegaría"
    paso = Paso(f"El promedio final también tiene que llegar a {numero(minima)}", f"tu EP es {ep}",
                f"necesitas {necesaria} en el examen final", parametros.fuente("nota_aprobatoria"))  # fmt: skip
    pasos = pasos_de(curso, parametros, paso, *_pasos_del_cierre(curso))
    if curso.cerrado:
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, f"{inicio(curso.nombre)}Con EP {ep} y todos los microcursos certificados, "
            f"apruebas si sacaste {necesaria} o más en el examen final.{_ya_no_se_da(curso)}", pasos,
            falta=("tu nota del examen final",), avisos=(_UN_INTENTO, _ESCALA), pide=("examen_final",),
            grafico=grafico_de(curso, parametros),
        )  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.VALOR, f"{inicio(curso.nombre)}Con EP {ep} y todos los microcursos certificados, necesitas "
        f"al menos {necesaria} en el examen final: {porque}.", pasos, Decimal(necesaria),
        avisos=(_UN_INTENTO, _ESCALA), grafico=grafico_de(curso, parametros),
    )  # fmt: skip


def _aprobado(curso: Curso, ep: Decimal, examen: Decimal, parametros: Parametros) -> Dictamen:
    """Everything is met: what would not pass was told before."""
    suma = ponderar(ep, examen, parametros)
    final = redondear_entero(suma)
    antes = f" ({numero(truncar_centesimas(suma))} antes de redondear)" if suma != final else ""
    return Dictamen(
        CALCULO, Veredicto.SI, f"{inicio(curso.nombre)}Apruebas: tu promedio final es {final}{antes}, con todos los "
        f"microcursos certificados y {examen} en el examen final.",
        pasos_de(curso, parametros, paso_aprueba(final, parametros)), final, avisos=(_ESCALA,),
        grafico=grafico_de(curso, parametros),
    )  # fmt: skip
