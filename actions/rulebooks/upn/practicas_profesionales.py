"""May someone do a práctica profesional after UPN's undergraduate studies, and for how long (Art. 34 b)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista, numero
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion
from actions.rulebooks.upn.textos import no_cuadra

CALCULO = "practicas_profesionales"
_QUIENES = Fuente("upn", "Art. 34 b")


@dataclass(frozen=True)
class HechosPracticasProfesionales:
    """None means "not known". `egresado`: egresado or bachiller; `meses_practica`: how long it lasts in all."""

    egresado: bool | None = None
    titulado: bool | None = None
    meses_practica: Decimal | None = None


def practicas_profesionales(hechos: HechosPracticasProfesionales, parametros: Parametros) -> Dictamen:
    """SI, NO with the reason, DEPENDE while a fact is not known. `valor`: months left of the twelve, when told.

    Source: UPN Art. 34 b. A titled person who never finished, or negative months, give a CONTRADICCION.
    """
    meses, maximo = hechos.meses_practica, parametros.entero("practicas_profesionales_meses")
    if meses is not None and meses < 0:
        return no_cuadra(CALCULO, f"{numero(meses)} meses no puede ser")
    if hechos.titulado and hechos.egresado is False:
        return no_cuadra(CALCULO, "no se obtiene el título sin egresar")
    cuenta = Comprobaciones()
    egresado = True if hechos.titulado else hechos.egresado
    cuenta.exige(
        Condicion("La práctica profesional es para egresados y bachilleres", _QUIENES, "lo eres", "todavía no egresas",
                  "es para egresados y bachilleres", "si ya egresaste", "egresado"), egresado,
    )  # fmt: skip
    if egresado is False:
        cuenta.alternativas.append("Como estudiante lo que haces son prácticas preprofesionales (Art. 34 a).")
    cuenta.exige(
        Condicion("Se hace antes de titularse", _QUIENES, "no te has titulado", "ya te titulaste",
                  "se hace antes de titularse", "si ya te titulaste", "titulado"),
        None if hechos.titulado is None else not hechos.titulado,
    )  # fmt: skip
    _duracion(meses, maximo, cuenta, parametros)
    cuenta.avisos.append("Es voluntaria y la regula la Ley N.° 28518 (Art. 34 b).")
    cuenta.calla_las_dudas()
    dictamen = cuenta.dictamen(CALCULO, _resumen(meses, maximo, cuenta))
    if meses is None or dictamen.veredicto is Veredicto.DEPENDE:
        return dictamen
    return Dictamen(
        CALCULO, dictamen.veredicto, dictamen.resumen, dictamen.pasos,
        max(Decimal(0), maximo - meses) if dictamen.veredicto is Veredicto.SI else Decimal(0),
        siguiente=dictamen.siguiente, avisos=dictamen.avisos,
    )  # fmt: skip


def _duracion(meses: Decimal | None, maximo: int, cuenta: Comprobaciones, parametros: Parametros) -> None:
    """Without months the length is told as a limit: it decides nothing."""
    regla, fuente = f"Dura como máximo {maximo} meses", parametros.fuente("practicas_profesionales_meses")
    if meses is None:
        cuenta.pasos.append(Paso(regla, "no sé cuánto dura la tuya", f"hasta {maximo} meses", fuente))
        return
    dura = f"dura {numero(meses)} meses" if meses != 1 else "dura 1 mes"
    cuenta.exige(
        Condicion(regla, fuente, dura, dura, f"{dura} y el máximo es {maximo}", "",
                  remedio=f"Acuerda una duración de {maximo} meses como máximo."), meses <= maximo,
    )  # fmt: skip


def _resumen(meses: Decimal | None, maximo: int, cuenta: Comprobaciones) -> str:
    if cuenta.veredicto is Veredicto.NO:
        return f"No es posible como práctica profesional: {lista(cuenta.motivos)}."
    if cuenta.veredicto is Veredicto.DEPENDE:
        return (
            f"La práctica profesional es para egresados o bachilleres aún sin título, hasta {maximo} meses; falta "
            f"saber {cuenta.lo_que_falta()}."
        )
    if meses is None:
        return f"Sí, puedes hacer práctica profesional, hasta {cantidad(maximo, 'mes', 'meses')}."
    quedan = maximo - meses
    resto = "y es el máximo" if quedan == 0 else f"y el máximo es {maximo}"
    return f"Sí, puedes hacer práctica profesional: dura {numero(meses)} {'mes' if meses == 1 else 'meses'} {resto}."
