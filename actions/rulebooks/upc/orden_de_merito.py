"""Which certificate of the place in the promotion a UPC student can get (num. 5.4, 5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Grafico, Veredicto
from actions.rulebooks.formato import cantidad
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Condicion, Cuenta, Modalidad, en_linea, lugar, no_cuadra

CALCULO = "orden_de_merito"
_CALCULO_DEL_PUESTO = lugar("5.4")
_CERTIFICADOS = lugar("5.5")
_SIN_EXACTITUD = (
    "El reglamento no dice cómo se cuenta una parte que no es exacta ni qué pasa con los empates: lo resuelve el "
    "Director del Programa."
)
_PARTES = ("decimo", "quinto", "tercio")
_NOMBRES = {"decimo": "décimo superior", "quinto": "quinto superior", "tercio": "tercio superior"}


@dataclass(frozen=True)
class HechosOrdenDeMerito:
    """The place in the promotion at the end of the programme. None means "not known".

    `programa_cerrado`: the programme has ended; `malla_completa`: all courses passed by then; `otra_modalidad`: the
    student comes from another way of studying. `puesto` (1 the best) of `total_estudiantes`, shared by `empatados`.
    """

    programa_cerrado: bool | None = None
    malla_completa: bool | None = None
    otra_modalidad: bool | None = None
    puesto: int | None = None
    total_estudiantes: int | None = None
    empatados: int = 1
    modalidad: Modalidad | None = None


def orden_de_merito(hechos: HechosOrdenDeMerito, parametros: Parametros) -> Dictamen:
    """Whether the student gets a certificate of the upper tenth, fifth or third, or of the first place (SI), or none
    (NO); DEPENDE where the text does not tell.

    `valor`: the place, when it is known. Source: UPC num. 5.4 (who is compared), 5.5 (certificates). A place beyond the
    promotion gives a CONTRADICCION.
    """
    imposible = _problema(hechos)
    if imposible:
        return no_cuadra(CALCULO, imposible)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    for condicion, se_cumple in _condiciones(hechos):
        cuenta.exige(condicion, se_cumple)
    if cuenta.veredicto is Veredicto.NO:
        return cuenta.dictamen(
            CALCULO, f"No entras en el cálculo del puesto: {cuenta.motivos[0]}.", valor=hechos.puesto
        )
    if hechos.puesto == 1 and hechos.empatados == 1 and hechos.total_estudiantes is None and not cuenta.falta:
        cuenta.paso("El certificado del puesto exacto se da solo al primero", "eres el primero",
                    "te corresponde, sean cuantos sean", _CERTIFICADOS)  # fmt: skip
        resumen = "Te corresponde el certificado de primer puesto."
        return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.SI, valor=1)
    if hechos.puesto is None or hechos.total_estudiantes is None:
        return _sin_puesto(hechos, cuenta)
    return _con_puesto(hechos, hechos.puesto, hechos.total_estudiantes, cuenta, parametros)


def _condiciones(hechos: HechosOrdenDeMerito) -> tuple[tuple[Condicion, bool | None], ...]:
    """Who is compared (5.4)."""
    otra = hechos.otra_modalidad
    return (
        (Condicion(
            "El lugar en la promoción se calcula al cierre del programa", _CALCULO_DEL_PUESTO, cumple="ya cerró",
            incumple="todavía no cierra", motivo="el puesto se calcula recién al cierre del programa",
            duda="si tu programa ya cerró", campo="programa_cerrado", remedio="Espera al cierre del programa."),
         hechos.programa_cerrado),
        (Condicion(
            "Entran quienes completaron toda la malla al cierre", _CALCULO_DEL_PUESTO, cumple="la completaste",
            incumple="te faltaba alguna asignatura", motivo="hay que haber completado toda la malla al cierre",
            duda="si al cierre habías completado toda la malla", campo="malla_completa"),
         hechos.malla_completa),
        (Condicion(
            "No entran quienes provienen de otra modalidad de estudios", _CALCULO_DEL_PUESTO,
            cumple="no vienes de otra modalidad", incumple="vienes de otra modalidad",
            motivo="no se considera a quien proviene de otra modalidad de estudios",
            duda="si provienes de otra modalidad de estudios", campo="otra_modalidad"),
         None if otra is None else not otra),
    )  # fmt: skip


def _sin_puesto(hechos: HechosOrdenDeMerito, cuenta: Cuenta) -> Dictamen:
    cuenta.paso("Se certifica el décimo, el quinto y el tercio superior; el puesto exacto, solo el primero",
                "no sé tu puesto", "depende de él", _CERTIFICADOS)  # fmt: skip
    if hechos.puesto is None:
        cuenta.ignora("tu puesto en la promoción", "puesto")
    if hechos.total_estudiantes is None:
        cuenta.ignora("entre cuántos estudiantes es", "total_estudiantes")
    resumen = "Dan certificados de décimo, quinto y tercio superior, y del puesto solo al primero; falta saber "
    return cuenta.dictamen(CALCULO, f"{resumen}{cuenta.lo_que_falta()}.", valor=hechos.puesto)


def _con_puesto(
    hechos: HechosOrdenDeMerito, puesto: int, total: int, cuenta: Cuenta, parametros: Parametros
) -> Dictamen:
    donde = f"puesto {puesto} de {total}"
    empate = f", compartido por {cantidad(hechos.empatados, 'estudiante')}" if hechos.empatados > 1 else ""
    dentro = {parte: _dentro(hechos, puesto, total, parametros.entero(f"partes_{parte}_superior")) for parte in _PARTES}
    for parte in _PARTES:
        hasta = total // parametros.entero(f"partes_{parte}_superior")
        resultado = {True: "estás dentro", False: "no estás", None: "el texto no lo aclara"}[dentro[parte]]
        cuenta.paso(f"Se certifica el {_NOMBRES[parte]}", f"{donde}{empate}; llega hasta el {hasta}", resultado,
                    _CERTIFICADOS)  # fmt: skip
    if None in dentro.values() or (puesto == 1 and hechos.empatados > 1):
        cuenta.avisos.append(_SIN_EXACTITUD)
    cuenta.avisos.append("El reglamento no dice qué oficina da el certificado: pregunta en Servicios Académicos.")
    mejor = next((_NOMBRES[parte] for parte in _PARTES if dentro[parte]), None)
    barra = Barra("Estudiantes hasta tu puesto", Decimal(puesto), Decimal(total),
                  Decimal(total // parametros.entero("partes_tercio_superior")))  # fmt: skip
    grafico = Grafico("Tu puesto en la promoción", (barra,), f"Tu {donde}.")
    if dentro["tercio"] is False:
        hasta = total // parametros.entero("partes_tercio_superior")
        resumen = f"No te corresponde un certificado: {donde}, y el tercio superior llega hasta el {hasta}."
        return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.NO, valor=puesto, grafico=grafico)
    if cuenta.falta:
        segun = f"Con el {donde} estarías en el {mejor or 'límite del tercio superior'}"
        resumen = f"{segun}, si entras en el cálculo; falta saber {cuenta.lo_que_falta()}."
        return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.DEPENDE, valor=puesto, grafico=grafico)
    if puesto == 1 and hechos.empatados == 1:
        resumen = f"Te corresponde el certificado de primer puesto ({donde})."
        return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.SI, valor=puesto, grafico=grafico)
    if mejor:
        resumen = f"Te corresponde el certificado de {mejor} ({donde}); del puesto exacto solo se da al primero."
        return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.SI, valor=puesto, grafico=grafico)
    cuenta.falta.append("cómo cuenta la universidad un tercio inexacto o un empate")
    resumen = f"Estás justo en el límite del tercio superior ({donde}): depende de cómo lo cuente la universidad."
    return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.DEPENDE, valor=puesto, grafico=grafico)


def _dentro(hechos: HechosOrdenDeMerito, puesto: int, total: int, partes: int) -> bool | None:
    """Whether a place is in the first of `partes` equal parts; None where rounding or a tie decides."""
    if (puesto + hechos.empatados - 1) * partes <= total:
        return True
    # Even with the part rounded up the place is beyond it.
    return False if (puesto - 1) * partes >= total else None


def _problema(hechos: HechosOrdenDeMerito) -> str | None:
    puesto, total, empatados = hechos.puesto, hechos.total_estudiantes, hechos.empatados
    if any(cifra is not None and cifra < 1 for cifra in (puesto, total, empatados)):
        return "los puestos y los estudiantes se cuentan desde 1"
    if puesto is not None and total is not None and puesto + empatados - 1 > total:
        return f"el puesto {puesto} no cabe entre {cantidad(total, 'estudiante')}"
    return None
