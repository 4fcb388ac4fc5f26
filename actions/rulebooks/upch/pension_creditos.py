"""On how many credits the pension of a UPCH student is based after a withdrawal (Art. 92, 93)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, cantidad_imposible, en_creditos, lugar

CALCULO = "pension_creditos"
_CURSOS, _PERIODO = lugar("Art. 92"), lugar("Art. 93")


@dataclass(frozen=True)
class HechosPensionCreditos:
    """Credits of the period. None means "not known". `creditos_retiro`: of the courses to be dropped."""

    creditos_matriculados: int | None = None
    creditos_retiro: int | None = None


def pension_creditos(hechos: HechosPensionCreditos, _parametros: Parametros) -> Dictamen:
    """The credits on which the pension is based after dropping courses. Source: UPCH Art. 92; 93 when all are dropped.

    `valor`: credits that stay enrolled. The amount stands in another regulation and is not told.
    """
    problema = cantidad_imposible(hechos.creditos_matriculados, hechos.creditos_retiro)
    llevas, dejas = hechos.creditos_matriculados, hechos.creditos_retiro
    if not problema and llevas is not None and dejas is not None and dejas > llevas:
        problema = f"no puedes dejar {en_creditos(dejas)} si llevas {llevas}"
    if problema:
        return no_cuadra(CALCULO, problema)
    cuenta = Cuenta()
    regla = "Tras retirarte de cursos, la pensión se determina con los créditos en que sigues matriculado"
    cuenta.avisos.append(
        "Este reglamento no da montos ni porcentajes: están en el Reglamento de pensiones, becas y crédito educativo."
    )
    if llevas is None or dejas is None:
        cuenta.paso(regla, "no sé cuántos créditos llevas y cuántos dejas", "se resta lo que dejas", _CURSOS)
        if llevas is None:
            cuenta.ignora("en cuántos créditos estás matriculado", "creditos_matriculados")
        if dejas is None:
            cuenta.ignora("cuántos créditos valen los cursos que dejas", "creditos_retiro")
        return cuenta.dictamen(CALCULO, "Sigues pagando pensión, pero calculada con los créditos que te quedan.")
    quedan = llevas - dejas
    if quedan == 0:
        cuenta.paso(
            "Quien deja todo el periodo paga la pensión en proporción a lo recibido hasta su solicitud",
            f"dejas los {en_creditos(llevas)}",
            "el monto lo fija la Dirección General de Administración",
            _PERIODO,
        )
        cuenta.siguiente.append("Dejarlo todo es un retiro de semestre: mira su plazo antes de pedirlo.")
        resumen = (
            "Si dejas todos tus créditos, pagas la parte de la pensión que corresponde hasta el día de tu solicitud."
        )
        return cuenta.dictamen(CALCULO, resumen, Veredicto.VALOR, Decimal(0))
    cuenta.paso(regla, f"llevas {en_creditos(llevas)} y dejas {dejas}", f"quedan {en_creditos(quedan)}", _CURSOS)
    resumen = (
        f"Tu pensión se calcularía con {en_creditos(quedan)}: los {llevas} que llevas menos los {dejas} que dejas."
    )
    return cuenta.dictamen(CALCULO, resumen, Veredicto.VALOR, Decimal(quedan))
