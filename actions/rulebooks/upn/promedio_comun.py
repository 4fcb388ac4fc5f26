"""What the rules about a course's grades share at UPN: their steps, the picture, and what to ask for first."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.formato import lista, numero, porcentaje
from actions.rulebooks.notas import MAXIMA, Evaluacion, nota_imposible, redondear_entero, truncar_centesimas
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.evaluaciones import (
    Promedio,
    TipoEvaluacion,
    con_articulo,
    describir,
    nombre_de,
    nombres,
    promedio_final,
    sin_nota,
    sin_peso,
    tipo_de,
    trabajos_de_la_continua,
)
from actions.rulebooks.upn.textos import inicio

PROMEDIO = Fuente("upn", "Art. 31 a")
INHABILITACION = Fuente("upn", "Art. 16")
CERO = Fuente("upn", "Art. 29 a")
_CERO_INHABILITADO = Fuente("upn", "Art. 29 d")
_RETIRO = Fuente("upn", "Art. 51 a")
_SIN_RETIRO = Fuente("upn", "Art. 51 d")
_SIN_ASISTENCIA = Fuente("coursera_faq", "pregunta 9")
_REDONDEO = Fuente("upn", "Art. 27 a")
PIDE_EVALUACIONES = "tus notas y lo que pesa cada evaluación"
PIDE_PESOS = "cuánto pesa cada evaluación (lo dice tu sílabo)"
_RECONSIDERACION = (
    "Si alguna falta fue un error o tiene sustento, pide la reconsideración: la decide el responsable de carrera "
    "(Art. 15 c)."
)
_SANCION = "Pregunta en Secretaría Académica por qué figuras inhabilitado: en este curso solo puede ser una sanción."
SUSTITUTORIO = "Si tu sílabo prevé un sustitutorio, pregúntame qué nota necesitarías en él."
SI_INHABILITAN = "Vale mientras no te inhabiliten: con inhabilitación el curso queda en 0 (Art. 16)."
REGLA = "El promedio final junta la evaluación continua, el parcial y el final con los pesos del sílabo"


def registro_imposible(inhabilitado: bool | None, promedio: Decimal | None) -> str | None:
    """What cannot be true in the final average on record; None when it can (Art. 16)."""
    if nota_imposible(promedio):
        return "el promedio final va de 0 a 20"
    if inhabilitado and promedio:
        return f"figuras inhabilitado, que deja el curso en 0, y a la vez con promedio final {numero(promedio)}"
    return None


def sin_promedio(
    calculo: str, curso: str | None, inhabilitado: bool | None, retirado: bool, coursera: bool = False
) -> Dictamen | None:
    """The dictamen of a course lost by inhabilitación or left; None for any other (Art. 16, 29 d, 51 a and d).

    `coursera`: nobody takes attendance there (FAQ 9), so that only a sanction can be the cause.
    """
    if inhabilitado:
        return Dictamen(
            calculo, Veredicto.NO, f"{inicio(curso)}Estás inhabilitado: el curso queda desaprobado con 0, sean cuales "
            "sean tus notas.", _pasos_del_inhabilitado(retirado, coursera), Decimal(0),
            siguiente=(_SANCION if coursera else _RECONSIDERACION,),
        )  # fmt: skip
    if retirado:
        return Dictamen(
            calculo, Veredicto.NO, f"{inicio(curso)}Te retiraste del curso: no lleva promedio final.",
            (Paso("Un retiro dentro de plazo y con su trámite no genera repitencia", "figuras retirado",
                  "no hay promedio final", _RETIRO),),
        )  # fmt: skip
    return None


def _pasos_del_inhabilitado(retirado: bool, coursera: bool) -> tuple[Paso, ...]:
    pasos = [
        Paso("La inhabilitación desaprueba el curso con 0", "figuras inhabilitado", "tu promedio final es 0",
             INHABILITACION),
        Paso("Quien está inhabilitado tiene 0", "figuras inhabilitado", "cuenta en tus promedios y se repite",
             _CERO_INHABILITADO),
    ]  # fmt: skip
    if retirado:
        pasos.append(Paso("De un curso en el que ya estás inhabilitado no cabe retirarse", "figuras también retirado",
                          "vale la inhabilitación", _SIN_RETIRO))  # fmt: skip
    if coursera:
        pasos.append(Paso("En los cursos con Coursera no se toma asistencia", "figuras inhabilitado",
                          "no puede ser por faltas", _SIN_ASISTENCIA))  # fmt: skip
    return tuple(pasos)


def faltan_evaluaciones(
    calculo: str, curso: str | None, pesos: Sequence[Evaluacion] | None, parametros: Parametros
) -> Dictamen:
    """The rule alone, while no grade is known; `pesos`: the weights, where they are."""
    aprueba = numero(parametros.valor("nota_aprobatoria"))
    falta, hecho, resultado = (PIDE_EVALUACIONES, "no sé tus notas ni sus pesos", "dímelos y lo calculo")
    if pesos:
        falta, hecho, resultado = ("tus notas", "sé los pesos y no tus notas", "dímelas y lo calculo")
    return Dictamen(
        calculo, Veredicto.DEPENDE, f"{inicio(curso)}Depende de tus notas: el promedio final junta la evaluación "
        f"continua, el parcial y el final con los pesos de tu sílabo, y apruebas con {aprueba}.",
        (Paso(REGLA, hecho, resultado, PROMEDIO), _paso_aprueba(parametros)),
        falta=(falta,), pide=("evaluaciones",),
    )  # fmt: skip


def faltan_pesos(
    calculo: str,
    curso: str | None,
    evaluaciones: Sequence[Evaluacion],
    pesos: Sequence[Evaluacion] | None,
    parametros: Parametros,
) -> Dictamen:
    """What can be told without all the weights: where every grade is on the same side of 12, any weights do.

    It asks for the weights, or for everything together when those that were told (`pesos`) are not enough.
    """
    faltan = ("cuánto pesa " if len(sin_peso(evaluaciones)) == 1 else "cuánto pesan ") + nombres(sin_peso(evaluaciones))
    aprueba = parametros.valor("nota_aprobatoria")
    siempre = con_cualquier_peso(evaluaciones, aprueba)
    si_son_todas = {
        True: " Si esas son todas, apruebas con cualquier peso.",
        False: " Si esas son todas, no apruebas con ningún peso.",
        None: "",
    }[siempre]
    return Dictamen(
        calculo, Veredicto.DEPENDE, f"{inicio(curso)}Depende de los pesos de tu sílabo: no sé {faltan}. "
        f"Apruebas con {numero(aprueba)} de promedio.{si_son_todas}",
        (Paso(REGLA, f"no sé {faltan}", "dímelo y lo calculo", PROMEDIO), _paso_aprueba(parametros)),
        falta=(PIDE_PESOS,), pide=("evaluaciones",) if pesos else ("pesos",),
        grafico=grafico(evaluaciones, curso, aprueba),
    )  # fmt: skip


def con_cualquier_peso(evaluaciones: Sequence[Evaluacion], aprobatoria: Decimal) -> bool | None:
    """Whether these grades pass (True) or fail (False) whatever they weigh; None when the weights decide."""
    if not evaluaciones or any(e.nota is None for e in evaluaciones):
        return None
    llegan = {redondear_entero(e.nota or Decimal(0)) >= aprobatoria for e in evaluaciones}
    return llegan.pop() if len(llegan) == 1 else None


def estan_las_tres(evaluaciones: Sequence[Evaluacion]) -> bool:
    """Whether these are the whole continuous evaluation, the Parcial and the Final: nothing else counts (31 a)."""
    completas = {tipo.value for tipo in TipoEvaluacion} - {TipoEvaluacion.SUSTITUTORIO.value}
    return sorted(nombre_de(e) for e in evaluaciones) == sorted(completas)


def pasos_del_promedio(
    evaluaciones: Sequence[Evaluacion], promedio: Promedio, parametros: Parametros
) -> tuple[Paso, ...]:
    """How the final average came about, and whether it passes (Art. 31 a, 27 a, 29 a)."""
    ponderado = numero(truncar_centesimas(promedio.ponderado))
    pasos = [
        *pasos_del_redondeo(evaluaciones),
        Paso(REGLA, lista([describir(e) for e in evaluaciones]), f"suma {ponderado}", PROMEDIO),
    ]
    if ceros := [e for e in evaluaciones if e.nota == 0]:
        pasos.append(Paso("Lo que no se rinde vale 0", f"{nombres(ceros)} en 0", "el 0 entra en la cuenta", CERO))
    pasos.append(Paso("El promedio final se redondea a un entero: desde .5 sube", ponderado,
                      f"queda en {promedio.final}", _REDONDEO))  # fmt: skip
    pasos.append(_paso_aprueba(parametros, promedio.final))
    return tuple(pasos)


def pasos_del_redondeo(evaluaciones: Sequence[Evaluacion]) -> tuple[Paso, ...]:
    """What the grades become before they are added: the T's together, every other one on its own (Art. 27 a)."""
    continuas = [e for e in evaluaciones if tipo_de(e) is TipoEvaluacion.CONTINUA]
    sueltas = [e for e in evaluaciones if len(continuas) < 2 or e not in continuas]
    pasos = [paso for e in sueltas if e.nota is not None and (paso := paso_del_redondeo(con_articulo(e), e.nota))]
    continua = promedio_final(evaluaciones).continua
    if len(continuas) > 1 and continua is not None and not sin_nota(continuas):
        pasos.insert(
            0,
            Paso("La evaluación continua se redondea entera, no cada T",
                 f"{nombres(continuas)} dan {numero(truncar_centesimas(continua))}",
                 f"la continua es {redondear_entero(continua)}", _REDONDEO),
        )  # fmt: skip
    return tuple(pasos)


def paso_del_redondeo(nombre: str, nota: Decimal) -> Paso | None:
    """That a grade is entered without decimals (Art. 27 a); None when it has none."""
    entera = redondear_entero(nota)
    if entera == nota:
        return None
    return Paso("Cada nota se redondea a un entero antes de la cuenta, hacia arriba desde .5",
                f"{nombre}, {numero(truncar_centesimas(nota))}", f"cuenta como {entera}", _REDONDEO)  # fmt: skip


def avisos_de_la_continua(evaluaciones: Sequence[Evaluacion]) -> tuple[str, ...]:
    """That a work called after an exam was counted with the T's, which the regulation does not settle."""
    trabajos = trabajos_de_la_continua(evaluaciones)
    if not trabajos:
        return ()
    quien = lista([f"«{nombre_de(e)}»" for e in trabajos])
    cuenta = "lo cuento" if len(trabajos) == 1 else "los cuento"
    return (f"{quien} {cuenta} con la evaluación continua, porque hay un examen aparte. Si tu sílabo dice otra cosa, "
            "el redondeo puede cambiar.",)  # fmt: skip


def _paso_aprueba(parametros: Parametros, final: Decimal | None = None) -> Paso:
    aprueba = parametros.valor("nota_aprobatoria")
    regla = f"Se aprueba con {numero(aprueba)} o más"
    if final is None:
        return Paso(regla, "sin tu promedio final", f"necesitas {numero(aprueba)}",
                    parametros.fuente("nota_aprobatoria"))  # fmt: skip
    return Paso(regla, f"tu promedio final es {final}", "apruebas" if final >= aprueba else "no apruebas",
                parametros.fuente("nota_aprobatoria"))  # fmt: skip


def paso_del_registro(final: Decimal, parametros: Parametros) -> tuple[Paso, ...]:
    """The steps of a final average that the record already holds."""
    return (Paso(REGLA, f"tu promedio final registrado es {final}", "es el que vale", PROMEDIO),
            _paso_aprueba(parametros, final))  # fmt: skip


def grafico(evaluaciones: Sequence[Evaluacion], curso: str | None, aprobatoria: Decimal) -> Grafico | None:
    """The grades so far as bars up to 20, marked at the passing grade; None without grades."""
    conocidas = [(e, e.nota) for e in evaluaciones if e.nota is not None]
    if not conocidas:
        return None
    barras = tuple(
        Barra(nombre_de(e) + (f" ({porcentaje(e.peso)})" if e.peso is not None else ""), nota, MAXIMA, aprobatoria)
        for e, nota in conocidas
    )
    texto = lista([f"{con_articulo(e)}, {numero(nota)}" for e, nota in conocidas])
    return Grafico(
        f"Tus notas hasta ahora{f' en {curso}' if curso else ''}", barras,
        f"Tus notas hasta ahora: {texto}. Se aprueba con {numero(aprobatoria)}.",
    )  # fmt: skip
