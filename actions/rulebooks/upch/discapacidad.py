"""May a UPCH student with a disability ask for reasonable adjustments for a period (Art. 42B-42H)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import dia, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_dias_calendario
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, fecha_imposible, lugar

CALCULO = "discapacidad"
_CARNE, _EXIGENCIAS, _SOLICITUD = lugar("Art. 42B"), lugar("Art. 42D"), lugar("Art. 42F")
_ACEPTA, _VUELVE = lugar("Art. 42G"), lugar("Art. 42H")


@dataclass(frozen=True)
class HechosDiscapacidad:
    """What the adjustments (PIAR) of one period hang on. None means "not known"; `ahora` is aware (America/Lima).

    `carne_conadis`: the student has CONADIS's card; `inicio_periodo`: the period's first day;
    `vuelve_tras_discapacidad`: the student comes back after an interruption by an acquired disability.
    """

    carne_conadis: bool | None = None
    inicio_periodo: date | None = None
    vuelve_tras_discapacidad: bool | None = None
    ahora: datetime | None = None


def discapacidad(hechos: HechosDiscapacidad, parametros: Parametros) -> Dictamen:
    """SI while adjustments for the period can be asked for, NO without the card or once it began, DEPENDE if unknown.

    Source: UPCH Art. 42B (card), 42F (before each period), 42D, 42G, 42H (coming back: for the period in course).
    """
    problema = fecha_imposible(hechos.inicio_periodo)
    if problema:
        return no_cuadra(CALCULO, problema)
    cuenta = Cuenta()
    _carne(hechos, cuenta)
    _cuando(hechos, cuenta)
    cuenta.paso("Los ajustes aseguran el acceso y la permanencia", "te los propone una comisión especializada",
                "no rebajan las exigencias académicas", _EXIGENCIAS)  # fmt: skip
    cuenta.paso("Matricularse es aceptar los ajustes de ese periodo", "se aplican al matricularte",
                "revísalos antes", _ACEPTA)  # fmt: skip
    cuenta.avisos.append(
        "El reglamento no dice ante quién ni hasta qué día exacto se presenta la solicitud, ni fija menos créditos o "
        "más tiempo para terminar: pregunta en tu facultad."
    )
    if cuenta.veredicto is Veredicto.NO:
        return cuenta.dictamen(CALCULO, f"Por ahora no: {lista(cuenta.impide)}.")
    dias = parametros.entero("dias_reconsideracion")
    cuenta.siguiente.append(f"Si no te convencen, pide reconsideración al Director de Escuela en {dias} días útiles.")
    if cuenta.veredicto is Veredicto.SI:
        return cuenta.dictamen(CALCULO, "Sí, puedes pedir ajustes razonables (PIAR) para ese periodo.")
    resumen = (
        "Puedes pedir ajustes razonables (PIAR) con el carné de CONADIS, antes de que empiece el periodo; aún no sé "
        f"{lista(cuenta.falta)}."
    )
    return cuenta.dictamen(CALCULO, resumen)


def _carne(hechos: HechosDiscapacidad, cuenta: Cuenta) -> None:
    regla = "La discapacidad se acredita con el carné de CONADIS"
    if hechos.carne_conadis is None:
        cuenta.paso(regla, "no sé si lo tienes", "es obligatorio", _CARNE)
        cuenta.ignora("si tienes el carné de CONADIS", "carne_conadis")
    elif hechos.carne_conadis:
        cuenta.paso(regla, "lo tienes", "cumples", _CARNE)
    else:
        cuenta.paso(regla, "no lo tienes", "te falta", _CARNE)
        cuenta.impide.append("te falta el carné de CONADIS, que es lo que acredita tu condición")
        cuenta.siguiente.append("Tramita el carné en CONADIS y pide los ajustes cuando lo tengas.")


def _cuando(hechos: HechosDiscapacidad, cuenta: Cuenta) -> None:
    regla = "Los ajustes se proponen antes de que empiece cada periodo"
    if hechos.vuelve_tras_discapacidad:
        cuenta.paso("Quien vuelve tras adquirir una discapacidad recibe su plan para el periodo en curso",
                    "es tu caso", "no tienes que esperar al siguiente", _VUELVE)  # fmt: skip
        return
    if hechos.inicio_periodo is None or hechos.ahora is None:
        cuenta.paso(regla, "no sé cuándo empieza", "pídelos con tiempo", _SOLICITUD)
        if hechos.inicio_periodo is None:
            cuenta.ignora("qué día empieza el periodo", "inicio_periodo")
        else:
            cuenta.falta.append("si el periodo ya empezó")
        return
    hecho = f"empieza el {dia(hechos.inicio_periodo)}"
    if hechos.ahora.date() < hechos.inicio_periodo:
        plazo = en_dias_calendario(hechos.inicio_periodo, -1)
        cuenta.paso(regla, hecho, "estás a tiempo", _SOLICITUD)
        cuenta.siguiente.append(f"Pídelos cuanto antes: el periodo empieza el {dia(hechos.inicio_periodo)} "
                                f"({plazo.resta(hechos.ahora)}).")  # fmt: skip
        return
    cuenta.paso(regla, hecho, "ya empezó", _SOLICITUD)
    vuelve = "Quien vuelve tras adquirir una discapacidad recibe su plan para el periodo en curso"
    cuenta.siguiente.append("Pide los ajustes ya para el siguiente periodo.")
    if hechos.vuelve_tras_discapacidad is None:
        cuenta.paso(vuelve, "no sé si es tu caso", "si lo es, puedes ahora", _VUELVE)
        cuenta.ignora("si vuelves después de interrumpir por una discapacidad", "vuelve_tras_discapacidad")
    else:
        cuenta.paso(vuelve, "no es tu caso", "no aplica", _VUELVE)
        cuenta.impide.append("el periodo ya empezó y los ajustes se proponen antes")
