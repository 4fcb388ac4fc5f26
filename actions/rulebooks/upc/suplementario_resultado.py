"""What the result of a suplementario causes at UPC: passed, failed or missed (num. 2.2.9, 2.2.10, 2.2.11)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.notas import nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import (
    AVISO_SUPLEMENTARIO,
    Cuenta,
    Modalidad,
    con_centesimas,
    en_linea,
    inicio,
    lugar,
    no_cuadra,
)
from actions.rulebooks.upc.desaprobadas import (
    Consecuencia,
    consecuencia,
    fuente_de_la_baja,
    no_sabe,
    por_que_baja,
    problema_de_veces,
)

CALCULO = "suplementario_resultado"
_DERECHO = lugar("2.2.8")
_DESAPROBADO = lugar("2.2.9")
_NOTA = lugar("2.2.10")
_INASISTENCIA = lugar("2.2.11")


@dataclass(frozen=True)
class HechosSuplementarioResultado:
    """A suplementario and what it ended with. None means "not known".

    `nota_suplementario` (0-20) obtained or supposed; `asistio`: the student went to it. `promedio_final`: the course's
    average before it. `otras_desaprobadas`: other failed courses; `vez`: for which time the course is taken.
    """

    curso: str | None = None
    asistio: bool | None = None
    nota_suplementario: Decimal | None = None
    promedio_final: Decimal | None = None
    otras_desaprobadas: int | None = None
    vez: int | None = None
    modalidad: Modalidad | None = None


def suplementario_resultado(hechos: HechosSuplementarioResultado, parametros: Parametros) -> Dictamen:
    """Whether the course ends passed or can be taken again (SI), or the result leads to the baja (NO).

    `valor`: the grade that stays in the record, when the average before it is known. Source: UPC num. 2.2.9, 2.2.10,
    2.2.11, 3.4.1. Grades or counts that cannot be give a CONTRADICCION.
    """
    imposible = _problema(hechos, parametros)
    if imposible:
        return no_cuadra(CALCULO, imposible, hechos.curso)
    cuenta = Cuenta(avisos=[*en_linea(hechos.modalidad), AVISO_SUPLEMENTARIO])
    minima = parametros.valor("nota_aprobatoria")
    nota = hechos.nota_suplementario
    if hechos.promedio_final is not None and hechos.promedio_final >= minima:
        cuenta.paso(f"El suplementario es para quien termina con menos de {con_centesimas(minima)}",
                    f"terminaste con {con_centesimas(hechos.promedio_final)}", "no lo necesitas", _DERECHO)  # fmt: skip
        resumen = f"Ya apruebas con {con_centesimas(hechos.promedio_final)}: no hay suplementario."
        return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=Veredicto.SI)
    if hechos.asistio is False:
        cuenta.paso("Quien no va al suplementario queda desaprobado en él", "si no vas",
                    "la asignatura queda reprobada", _INASISTENCIA)  # fmt: skip
        return _desaprobado(hechos, "Si no vas, quedas desaprobado en él", cuenta, parametros)
    if nota is None:
        return _sin_nota(hechos, cuenta, parametros)
    if nota >= minima:
        return _aprobado(hechos, nota, cuenta, parametros)
    cuenta.paso(f"Se aprueba con {con_centesimas(minima)}, sin redondeo", f"{con_centesimas(nota)} en el suplementario",
                "la asignatura queda reprobada", _DESAPROBADO)  # fmt: skip
    return _desaprobado(hechos, f"Con {con_centesimas(nota)} desapruebas el suplementario", cuenta, parametros)


def _aprobado(
    hechos: HechosSuplementarioResultado, nota: Decimal, cuenta: Cuenta, parametros: Parametros
) -> Dictamen:  # fmt: skip
    original = hechos.promedio_final
    queda = "la que tenías antes" if original is None else con_centesimas(original)
    cuenta.paso(f"Se aprueba con {con_centesimas(parametros.valor('nota_aprobatoria'))}, sin redondeo",
                f"{con_centesimas(nota)} en el suplementario", "apruebas la asignatura",
                parametros.fuente("nota_aprobatoria"))  # fmt: skip
    cuenta.paso("En el certificado y en el promedio ponderado queda la nota original",
                f"sacaste {con_centesimas(nota)}", f"figura {queda}, con la indicación de que aprobaste así",
                _NOTA)  # fmt: skip
    resumen = f"Con {con_centesimas(nota)} apruebas la asignatura, pero la nota que queda es {queda}."
    return cuenta.dictamen(
        CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=Veredicto.SI,
        valor=None if original is None else Decimal(con_centesimas(original)),
    )  # fmt: skip


def _desaprobado(
    hechos: HechosSuplementarioResultado, que_paso: str, cuenta: Cuenta, parametros: Parametros
) -> Dictamen:
    que = consecuencia(hechos.otras_desaprobadas, hechos.vez, parametros)
    valor = None if hechos.promedio_final is None else Decimal(con_centesimas(hechos.promedio_final))
    cabeza = f"{inicio(hechos.curso)}{que_paso}"
    regla = "Si es la única desaprobada se cursa otra vez, pagando los derechos; con otra, es la baja"
    if que is Consecuencia.BAJA:
        porque = por_que_baja(hechos.otras_desaprobadas, hechos.vez, parametros)
        cuenta.paso(regla, porque, "baja", fuente_de_la_baja(hechos.vez, parametros))
        cuenta.siguiente.append("Habla cuanto antes con el Director del Programa.")
        return cuenta.dictamen(CALCULO, f"{cabeza} y te dan de baja: {porque}.", veredicto=Veredicto.NO, valor=valor)
    if que is Consecuencia.REPITE:
        cuenta.paso(regla, "es tu única desaprobada", "la cursas otra vez", _DESAPROBADO)
        cuenta.siguiente.append("Paga los derechos administrativos y cúrsala otra vez: si no la apruebas, es la baja.")
        resumen = (
            f"{cabeza}. Como es tu única desaprobada, cursas la asignatura otra vez, pagando los derechos; si no la "
            "apruebas esa segunda vez, te dan de baja."
        )
        return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.SI, valor=valor)
    cuenta.paso(regla, "falta saber tu caso", "o la repites o es la baja", _DESAPROBADO)
    for duda, campo in no_sabe(hechos.otras_desaprobadas, hechos.vez):
        cuenta.ignora(duda, campo)
    resumen = f"{cabeza}: la repites si es tu única desaprobada y la primera vez que la cursas; si no, te dan de baja."
    return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.DEPENDE, valor=valor)


def _sin_nota(hechos: HechosSuplementarioResultado, cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    minima = con_centesimas(parametros.valor("nota_aprobatoria"))
    que = consecuencia(hechos.otras_desaprobadas, hechos.vez, parametros)
    si_no = {
        Consecuencia.BAJA: "te dan de baja",
        Consecuencia.REPITE: "la cursas otra vez",
        Consecuencia.NO_SE_SABE: "la cursas otra vez o te dan de baja",
    }[que]
    cuenta.paso(f"Con {minima} o más en el suplementario se aprueba, y queda la nota original", "no sé tu nota",
                "depende de ella", _NOTA)  # fmt: skip
    cuenta.paso("Si se desaprueba o no se va, la asignatura queda reprobada", "no sé tu nota", f"entonces {si_no}",
                _DESAPROBADO)  # fmt: skip
    if hechos.asistio is None:
        cuenta.ignora("si fuiste al suplementario", "asistio")
    cuenta.ignora("qué nota sacaste en el suplementario", "nota_suplementario")
    if que is Consecuencia.NO_SE_SABE:
        for duda, campo in no_sabe(hechos.otras_desaprobadas, hechos.vez):
            cuenta.ignora(duda, campo)
    resumen = f"Con {minima} o más apruebas y queda tu nota original; si no llegas o no vas, {si_no}."
    return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}")


def _problema(hechos: HechosSuplementarioResultado, parametros: Parametros) -> str | None:
    if nota_imposible(hechos.nota_suplementario) or nota_imposible(hechos.promedio_final):
        return "una nota va de 0 a 20"
    minima = parametros.valor("nota_aprobatoria")
    con_nota = hechos.nota_suplementario is not None
    if con_nota and hechos.promedio_final is not None and hechos.promedio_final >= minima:
        return f"con {con_centesimas(hechos.promedio_final)} la asignatura está aprobada y no hay suplementario"
    if hechos.asistio is False and hechos.nota_suplementario:
        return "dices que no fuiste y que tienes nota"
    return problema_de_veces(hechos.otras_desaprobadas, hechos.vez)
