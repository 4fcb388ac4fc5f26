"""How far a UPC student is from being egresado, and what is missing (num. 5.1, 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Grafico, Veredicto
from actions.rulebooks.formato import numero
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Condicion, Cuenta, Modalidad, en_linea, lugar, negativo, no_cuadra
from actions.rulebooks.upc.egreso_comun import (
    SOLO_PARTICIPACION,
    exige_al_dia,
    exige_malla,
    problema_de_malla,
    te_falta,
)

CALCULO = "avance_carrera"
_MALLA = lugar("5.1 a")
_TALLERES = lugar("5.1 b")
_ADMINISTRATIVO = lugar("5.1 c")
_CUOTAS = lugar("5.1 d")
_DIL = lugar("5.1 e")
_BIBLIOTECA = lugar("5.1 f")
_PARTICIPACION = lugar("5.2")
_CENTESIMAS = Decimal("0.01")


@dataclass(frozen=True)
class HechosAvanceCarrera:
    """What a master's student has done so far. None means "not known".

    `creditos_aprobados` of `creditos_plan`; `malla_completa`: all courses passed; `pendientes`: those missing, by name.
    `talleres_aprobados`; `tiene_dil`: the programme has the DIL and `dil_cumplido`: it was completed. `deudas`: what
    the record says is overdue (empty: nothing), `tiene_deuda`: what the student says; `debe_biblioteca`: owes the
    centro de información something; `requisitos_administrativos`: those in force and their fees are met.
    """

    creditos_aprobados: int | None = None
    creditos_plan: int | None = None
    malla_completa: bool | None = None
    pendientes: tuple[str, ...] | None = None
    talleres_aprobados: bool | None = None
    tiene_dil: bool | None = None
    dil_cumplido: bool | None = None
    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    debe_biblioteca: bool | None = None
    requisitos_administrativos: bool | None = None
    modalidad: Modalidad | None = None


def avance_carrera(hechos: HechosAvanceCarrera, parametros: Parametros) -> Dictamen:
    """Whether the student is egresado (SI) or what is missing (NO).

    `valor`: share of the credits passed (0-100), when it is known. Source: UPC num. 5.1 a-f, 5.2. Credits that cannot
    be, or that say otherwise than `malla_completa`, give a CONTRADICCION.
    """
    imposible = _problema(hechos)
    if imposible:
        return no_cuadra(CALCULO, imposible)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    exige_malla(cuenta, _MALLA, malla_completa(hechos), hechos.pendientes)
    _talleres_y_dil(hechos, cuenta)
    exige_al_dia(cuenta, _CUOTAS, hechos.deudas, hechos.tiene_deuda)
    _lo_administrativo(hechos, cuenta)
    avance = _avance(hechos)
    llevas = _llevas(hechos, avance)
    if cuenta.veredicto is Veredicto.NO:
        resumen = f"{te_falta(cuenta)} {SOLO_PARTICIPACION}"
        cuenta.paso("Hasta regularizarlo se recibe solo una constancia de participación", "te falta algo",
                    "todavía no eres egresado", _PARTICIPACION)  # fmt: skip
    elif cuenta.falta:
        resumen = f"Para saber si eres egresado falta saber {cuenta.lo_que_falta()}."
    else:
        resumen = "Sí, cumples lo que se pide para ser egresado."
        cuenta.avisos.append("Para la constancia de egresado no debe quedarte ninguna cuota por vencer (num. 5.3).")
    return cuenta.dictamen(CALCULO, f"{resumen}{llevas}", valor=avance, grafico=_grafico(hechos))


def malla_completa(hechos: HechosAvanceCarrera) -> bool | None:
    """Whether all courses are passed: as told, or by the credits; None when it is not known."""
    if hechos.pendientes:
        return False
    if hechos.malla_completa is not None:
        return hechos.malla_completa
    if hechos.creditos_aprobados is None or hechos.creditos_plan is None:
        return None
    return hechos.creditos_aprobados >= hechos.creditos_plan


def _talleres_y_dil(hechos: HechosAvanceCarrera, cuenta: Cuenta) -> None:
    cuenta.exige(
        Condicion(
            "Los Talleres de Habilidades Directivas y Liderazgo tienen que estar aprobados", _TALLERES,
            cumple="los aprobaste", incumple="te falta alguno", motivo="aprobar los Talleres",
            duda="si aprobaste los Talleres", campo="talleres_aprobados",
            remedio="Vuelve a llevar el Taller que te falta, pagando los derechos (num. 2.2.16).",
        ),
        hechos.talleres_aprobados,
    )  # fmt: skip
    regla = "Donde la maestría tiene DIL, hay que cumplirlo"
    if hechos.tiene_dil is None and hechos.dil_cumplido is None:
        cuenta.paso(regla, "no sé si la tuya lo tiene", "depende de eso", _DIL)
        cuenta.ignora("si tu maestría tiene DIL", "tiene_dil")
    elif hechos.tiene_dil is False:
        cuenta.paso(regla, "la tuya no lo tiene", "no hace falta", _DIL)
    else:
        cuenta.exige(
            Condicion(
                regla, _DIL, cumple="lo cumpliste", incumple="no lo has cumplido", motivo="cumplir el DIL",
                duda="si cumpliste el DIL", campo="dil_cumplido",
                remedio="Si el programa ya cerró, completa el DIL pagando antes los derechos administrativos.",
            ),
            hechos.dil_cumplido,
        )  # fmt: skip


def _lo_administrativo(hechos: HechosAvanceCarrera, cuenta: Cuenta) -> None:
    debe = hechos.debe_biblioteca
    cuenta.exige(
        Condicion(
            "No se puede deber nada al centro de información", _BIBLIOTECA, cumple="no le debes nada",
            incumple="le debes algo", motivo="saldar lo que debes al centro de información",
            duda="si debes algo al centro de información", campo="debe_biblioteca",
            remedio="Devuelve o paga lo que debas al centro de información.",
        ),
        None if debe is None else not debe,
    )  # fmt: skip
    cuenta.exige(
        Condicion(
            "Hay que haber cumplido los requisitos y derechos administrativos", _ADMINISTRATIVO,
            cumple="los cumpliste", incumple="te falta alguno", motivo="cumplir los requisitos administrativos",
            duda="si cumpliste los requisitos y derechos administrativos", campo="requisitos_administrativos",
            remedio="Pregunta en Servicios Académicos qué requisito administrativo te falta.",
        ),
        hechos.requisitos_administrativos,
    )  # fmt: skip


def _avance(hechos: HechosAvanceCarrera) -> Decimal | None:
    """The share of the credits passed, 0-100."""
    if hechos.creditos_aprobados is None or not hechos.creditos_plan:
        return None
    return (Decimal(hechos.creditos_aprobados) * 100 / hechos.creditos_plan).quantize(_CENTESIMAS, ROUND_DOWN)


def _llevas(hechos: HechosAvanceCarrera, avance: Decimal | None) -> str:
    if avance is None:
        return ""
    return f" Llevas {hechos.creditos_aprobados} de {hechos.creditos_plan} créditos ({numero(avance)} %)."


def _grafico(hechos: HechosAvanceCarrera) -> Grafico | None:
    if hechos.creditos_aprobados is None or not hechos.creditos_plan:
        return None
    barra = Barra("Créditos aprobados", Decimal(hechos.creditos_aprobados), Decimal(hechos.creditos_plan))
    texto = f"Créditos aprobados: {hechos.creditos_aprobados} de {hechos.creditos_plan}."
    return Grafico("Tu avance en la maestría", (barra,), texto)


def _problema(hechos: HechosAvanceCarrera) -> str | None:
    aprobados, plan = hechos.creditos_aprobados, hechos.creditos_plan
    menos = negativo(("créditos aprobados", aprobados), ("créditos del programa", plan))
    if menos:
        return menos
    if plan == 0:
        return "un programa no puede tener 0 créditos"
    if aprobados is not None and plan is not None and aprobados > plan:
        return f"{aprobados} créditos aprobados es más que los {plan} del programa"
    if hechos.malla_completa and aprobados is not None and plan is not None and aprobados < plan:
        return f"la malla no puede estar completa con {aprobados} de {plan} créditos"
    if hechos.tiene_dil is False and hechos.dil_cumplido:
        return "dices que tu maestría no tiene DIL y que lo cumpliste"
    return problema_de_malla(hechos.malla_completa, hechos.pendientes)
