"""May a course passed in another career of UPCH be recognised (Art. 66-70, 72)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import cantidad, dia, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_meses
from actions.rulebooks.upch.cursos_comun import inicio, no_cuadra
from actions.rulebooks.upch.tramites_comun import (
    Cuenta,
    aun_no_se,
    cantidad_imposible,
    en_creditos,
    fecha_imposible,
    lugar,
    primero,
)

CALCULO = "reconocimiento"
_QUE, _DECIDE, _COMO, _INTERNA = lugar("Art. 66"), lugar("Art. 67"), lugar("Art. 70"), lugar("Art. 72")


@dataclass(frozen=True)
class HechosReconocimiento:
    """One course passed at UPCH in another career's plan. None means "not known"; `ahora` is aware (America/Lima).

    `aprobado_en_upch`: it was passed at UPCH; `periodo_regular`: in a regular period; `creditos_origen`: of the course
    passed (of both, when two are joined); `creditos_destino`: of the course to be recognised.
    """

    curso: str | None = None
    aprobado_en_upch: bool | None = None
    periodo_regular: bool | None = None
    fecha_aprobacion: date | None = None
    creditos_origen: int | None = None
    creditos_destino: int | None = None
    ahora: datetime | None = None


def reconocimiento(hechos: HechosReconocimiento, parametros: Parametros) -> Dictamen:
    """SI when the course meets what is asked, NO with the reason, DEPENDE when something is open.

    The faculty decides and may ask for an exam. Source: UPCH Art. 66, 67, 70 (age, credits), 72 (transfers).
    """
    problema = _contradiccion(hechos)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    cuenta = Cuenta()
    _aprobado(hechos, cuenta)
    _regular(hechos, cuenta)
    _creditos(hechos, cuenta)
    _antiguedad(hechos, cuenta, parametros)
    cuenta.paso("Cada facultad resuelve, y puede hacerlo con un examen de suficiencia", "lo decide tu facultad",
                "se resuelve al final", _DECIDE)  # fmt: skip
    nombre = inicio(hechos.curso)
    if cuenta.veredicto is Veredicto.NO:
        cuenta.siguiente.clear()
        return cuenta.dictamen(CALCULO, f"{nombre}No se puede reconocer: {lista(cuenta.impide)}.")
    antes = cantidad(parametros.entero("meses_antes_reconocimiento"), "mes", "meses")
    cuenta.avisos.append("Tu facultad decide y puede pedirte un examen de suficiencia (Art. 67).")
    cuenta.siguiente.append(
        f"Pídelo al decano {antes} antes de que empiecen las clases, con certificados, sílabo y el pago (Art. 71)."
    )
    if cuenta.veredicto is Veredicto.SI:
        return cuenta.dictamen(CALCULO, f"{nombre}Sí, cumples lo que se pide para que te reconozcan el curso.")
    if cuenta.falta:
        resumen = (
            "Se puede reconocer un curso que aprobaste en un periodo regular de la UPCH y con créditos equivalentes"
            f"{aun_no_se(cuenta.falta)}"
        )
    else:
        resumen = f"Se puede reconocer, pero depende de {lista(cuenta.pendiente)}."
    return cuenta.dictamen(CALCULO, f"{nombre}{resumen}")


def _aprobado(hechos: HechosReconocimiento, cuenta: Cuenta) -> None:
    regla = "Se reconocen cursos aprobados en la UPCH, en el plan de otra carrera"
    if hechos.aprobado_en_upch is None:
        cuenta.paso(regla, "no sé dónde lo aprobaste", "si fue fuera, es una convalidación", _QUE)
        cuenta.ignora("si lo aprobaste en la UPCH", "aprobado_en_upch")
    elif hechos.aprobado_en_upch:
        cuenta.paso(regla, "lo aprobaste en la UPCH", "cumples", _QUE)
    else:
        cuenta.paso(regla, "no lo aprobaste en la UPCH", "no es un reconocimiento", _QUE)
        cuenta.impide.append("no lo aprobaste en la UPCH (si fue en otra universidad, se pide una convalidación)")


def _regular(hechos: HechosReconocimiento, cuenta: Cuenta) -> None:
    regla = "Valen los cursos de periodos académicos regulares"
    if hechos.periodo_regular is None:
        cuenta.paso(regla, "no sé en qué periodo fue", "uno extraordinario no vale", _COMO)
        cuenta.ignora("si lo llevaste en un periodo regular", "periodo_regular")
    elif hechos.periodo_regular:
        cuenta.paso(regla, "fue en un periodo regular", "cumples", _COMO)
    else:
        cuenta.paso(regla, "no fue en un periodo regular", "no cumple", _COMO)
        cuenta.impide.append("no fue en un periodo regular")


def _creditos(hechos: HechosReconocimiento, cuenta: Cuenta) -> None:
    regla = "Un curso por otro con créditos equivalentes, o dos cursos por uno"
    tiene, vale = hechos.creditos_origen, hechos.creditos_destino
    if tiene is None or vale is None:
        cuenta.paso(regla, "no sé cuántos créditos tienen", "se comparan", _COMO)
        campos = [campo for campo in ("creditos_origen", "creditos_destino") if getattr(hechos, campo) is None]
        cuenta.ignora("cuántos créditos tiene cada curso", *campos)
        return
    hecho = f"tiene {en_creditos(tiene)} y el de tu carrera, {vale}"
    cuenta.paso("En una transferencia interna debe tener tantos créditos o más", hecho,
                "cumples" if tiene >= vale else "no alcanza por sí solo", _INTERNA)  # fmt: skip
    if tiene >= vale:
        cuenta.paso(regla, hecho, "cumples", _COMO)
        return
    cuenta.paso(regla, hecho, "haría falta otro curso", _COMO)
    cuenta.pendiente.append("juntarlo con otro curso que aprobaste, si sus propósitos de aprendizaje lo permiten")


def _antiguedad(hechos: HechosReconocimiento, cuenta: Cuenta, parametros: Parametros) -> None:
    anios, fuente = parametros.entero("anios_reconocimiento"), parametros.fuente("anios_reconocimiento")
    regla = f"Con más de {anios} años hay una evaluación de suficiencia"
    if hechos.fecha_aprobacion is None:
        cuenta.paso(regla, "no sé cuándo lo aprobaste", "si es más antiguo, rindes la evaluación", fuente)
        cuenta.ignora("cuándo lo aprobaste", "fecha_aprobacion")
        return
    vence = en_meses(hechos.fecha_aprobacion, 12 * anios)
    hecho = f"lo aprobaste el {dia(hechos.fecha_aprobacion)}"
    if hechos.ahora is None or not vence.vencido(hechos.ahora):
        cuenta.paso(regla, hecho, f"no hace falta hasta el {vence.texto}", fuente)
        if hechos.ahora is None:
            cuenta.falta.append("qué día lo pides")
        return
    cuenta.paso(regla, hecho, f"pasó los {anios} años el {vence.texto}", fuente)
    cuenta.pendiente.append(f"pasar una evaluación de suficiencia, porque el curso tiene más de {anios} años")
    cuenta.siguiente.append("Pregunta al jefe de carrera, responsable del proceso, con qué criterios es la evaluación.")


def _contradiccion(hechos: HechosReconocimiento) -> str | None:
    futura = hechos.fecha_aprobacion and hechos.ahora and hechos.fecha_aprobacion > hechos.ahora.date()
    cero = 0 in (hechos.creditos_origen, hechos.creditos_destino)
    return primero(
        (
            fecha_imposible(hechos.fecha_aprobacion),
            "la fecha en que lo aprobaste todavía no llega" if futura else None,
            cantidad_imposible(hechos.creditos_origen, hechos.creditos_destino),
            "un curso no puede tener 0 créditos" if cero else None,
        )
    )
