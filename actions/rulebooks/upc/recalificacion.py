"""Is a claim about an exam's grade admitted at UPC (num. 2.6.2 a-e)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Fuente, Veredicto
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Condicion, Cuenta, Modalidad, en_linea, inicio, lugar

CALCULO = "recalificacion"
_DONDE = lugar("2.6.1")
_CAUSAS = lugar("2.6.2 a")
_PRUEBA = lugar("2.6.2 b")
_PROFESOR = lugar("2.6.2 d")
_UNA_VEZ = lugar("2.6.2 e")
_DIGITACION = lugar("2.6.2 f")


class CausaReclamo(Enum):
    """What is wrong with a grade (num. 2.6.2 a, f)."""

    SUMA = "suma"
    OMISION = "omision"
    CRITERIO = "criterio"
    DIGITACION = "digitacion"


@dataclass(frozen=True)
class HechosRecalificacion:
    """A claim about the grade of an exam. None means "not known".

    `causa_reclamo`: an addition error, an answer left uncorrected, the criterion or rigour, or a slip in typing it.
    `con_lapiz`: answered in pencil; `con_anadidos`: something was added after it was corrected; `identificada`: an
    anonymous exam with an identification other than the code; `ya_reclamada`: claimed before; `con_el_profesor`: the
    student took it to the teacher directly.
    """

    curso: str | None = None
    causa_reclamo: CausaReclamo | None = None
    ya_reclamada: bool | None = None
    con_lapiz: bool | None = None
    con_anadidos: bool | None = None
    identificada: bool | None = None
    con_el_profesor: bool | None = None
    modalidad: Modalidad | None = None


def recalificacion(hechos: HechosRecalificacion, parametros: Parametros) -> Dictamen:
    """Whether the claim is admitted (SI) or not (NO), its term apart. Source: UPC num. 2.6.2 a-f, 2.6.3 a."""
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    horas, dias = parametros.entero("horas_recalificacion"), parametros.entero("dias_digitacion")
    if hechos.causa_reclamo is CausaReclamo.DIGITACION:
        cuenta.paso("Un error de digitación no es una revisión de nota y tiene su propio plazo", "es de digitación",
                    f"se pide hasta {dias} días calendario después de ingresada", _DIGITACION)  # fmt: skip
        cuenta.siguiente.append("Dime qué día ingresaron la nota y te calculo hasta cuándo puedes pedirlo.")
        resumen = (
            f"Sí: un error de digitación se corrige si lo pides en {dias} días calendario desde que ingresan la nota."
        )
        return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=Veredicto.SI)
    for condicion, se_cumple in _condiciones(hechos):
        cuenta.exige(condicion, se_cumple)
    if cuenta.veredicto is Veredicto.NO:
        resumen = f"No te admiten el reclamo: {cuenta.motivos[0]}."
        if hechos.con_anadidos:
            cuenta.avisos.append("Añadir algo después de corregida la prueba trae, además, una sanción disciplinaria.")
        if hechos.con_el_profesor:
            cuenta.avisos.append("Gestionarlo con el profesor trae, además, sanciones disciplinarias (num. 2.6.2 d).")
        return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}")
    cuenta.siguiente.append(
        f"Preséntalo en Servicios Académicos dentro de las {horas} horas de la entrega del examen, con el formato y el "
        "examen adjunto."
    )
    cuenta.avisos.append("Puede tramitarlo otra persona con un poder simple (num. 2.6.2 c).")
    cuenta.paso("La solicitud va con el examen anexado", "lo adjuntas", "sin él no lo revisan", _PRUEBA)
    cuenta.paso("Se presenta en Servicios Académicos, al devolverse el examen, con su formato", "al recibirlo",
                "no lo dejes para después", _DONDE)  # fmt: skip
    resumen = (
        f"Sí, te admiten el reclamo si lo presentas en Servicios Académicos, con el formato y el examen adjunto, "
        f"dentro de las {horas} horas de la entrega."
    )
    if cuenta.falta:
        resumen = (
            f"Se admite una vez por evaluación, por error de suma o respuesta sin corregir; falta saber "
            f"{cuenta.lo_que_falta()}."
        )
    return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}")


def _condiciones(hechos: HechosRecalificacion) -> tuple[tuple[Condicion, bool | None], ...]:
    """Each condition with how it stands, in the order of asking."""
    causas = {CausaReclamo.SUMA: "hay un error de suma", CausaReclamo.OMISION: "quedó una respuesta sin corregir"}
    causa = hechos.causa_reclamo
    return (
        (Condicion(
            "Se admite por error de suma o por una respuesta sin corregir, entera o en parte", _CAUSAS,
            cumple=causas.get(causa or CausaReclamo.CRITERIO, "es por el criterio"), incumple="es por el criterio o el "
            "rigor", motivo="no se reclama por el criterio ni por el rigor de la calificación",
            duda="qué error tiene la nota", campo="causa_reclamo"),
         None if causa is None else causa in causas),
        _sin("Se reclama una sola vez por evaluación", _UNA_VEZ, hechos.ya_reclamada, "ya reclamaste esta evaluación",
             "no la habías reclamado", "si ya reclamaste esta evaluación", "ya_reclamada"),
        _sin("No se revisa una prueba con lápiz", _PRUEBA, hechos.con_lapiz, "respondiste la prueba con lápiz",
             "no la respondiste con lápiz", "si la respondiste con lápiz", "con_lapiz"),
        _sin("No se revisa una prueba con algo añadido después de corregida", _PRUEBA, hechos.con_anadidos,
             "le añadiste algo a la prueba después de corregida", "no le añadiste nada", "si le añadiste algo después",
             "con_anadidos"),
        _sin("No se revisa una prueba anónima con otra identificación que tu código", _PRUEBA, hechos.identificada,
             "la prueba anónima lleva otra identificación tuya", "no lleva otra identificación",
             "si era anónima y lleva otra identificación tuya", "identificada"),
        _sin("Gestionar la revisión directamente con el profesor la invalida", _PROFESOR, hechos.con_el_profesor,
             "gestionaste la revisión directamente con el profesor", "no la gestionaste con él",
             "si la gestionaste directamente con el profesor", "con_el_profesor"),
    )  # fmt: skip


def _sin(
    regla: str, fuente: Fuente, impide: bool | None, motivo: str, cumple: str, duda: str, campo: str
) -> tuple[Condicion, bool | None]:
    """A condition that is met when something is not the case."""
    condicion = Condicion(regla, fuente, cumple, motivo, motivo, duda, campo)
    return condicion, None if impide is None else not impide
