"""Whether a UPC student is dado de baja, and how far from it (num. 3.4.1, 3.4.2, with 2.1.6, 2.2.9, 2.2.11)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import (
    AVISO_SUPLEMENTARIO,
    AVISO_TALLERES,
    TUS_NOTAS,
    Cuenta,
    Modalidad,
    asignaturas,
    en_linea,
    lugar,
    negativo,
    no_cuadra,
)

CALCULO = "baja"
_DPI = lugar("2.1.6")
_SEPARACION = lugar("3.4.2")
_TALLERES = lugar("2.2.16")
_OBLIGACIONES = lugar("3.4.3")
_DESPUES = lugar("3.4.4")


@dataclass(frozen=True)
class HechosBaja:
    """Counts over all the studies. None means "not known".

    `desaprobadas`: different courses failed, those passed by suplementario or with DPI apart; `asignaturas_con_dpi`:
    those with DPI; `talleres`: how many of `desaprobadas` are Talleres. `segunda_desaprobada`: a course was not passed
    the second time; `separacion`: definitive separation. `del_expediente`: the counts come from the record.
    """

    desaprobadas: int | None = None
    asignaturas_con_dpi: int | None = None
    talleres: int | None = None
    segunda_desaprobada: bool | None = None
    separacion: bool | None = None
    modalidad: Modalidad | None = None
    del_expediente: bool = False


def baja(hechos: HechosBaja, parametros: Parametros) -> Dictamen:
    """Whether the student stays (SI) or is dado de baja (NO); DEPENDE while a Taller decides or something is unknown.

    `valor`: failed courses, DPI included, when they are known. Source: UPC num. 3.4.1 a-b, 3.4.2, 2.1.6. A course
    passed by suplementario is not counted. Negative counts give a CONTRADICCION.
    """
    imposible = _problema(hechos)
    if imposible:
        return no_cuadra(CALCULO, imposible)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    _separacion(hechos, cuenta)
    _segunda(hechos, cuenta, parametros)
    _acumuladas(hechos, cuenta, parametros)
    if hechos.del_expediente:
        cuenta.puede_cambiar.append(TUS_NOTAS)
    suman = _suman(hechos)
    valor = suman if hechos.desaprobadas is not None and hechos.asignaturas_con_dpi is not None else None
    return cuenta.dictamen(CALCULO, _resumen(hechos, cuenta, suman, parametros), valor=valor)


def _suman(hechos: HechosBaja) -> int:
    return (hechos.desaprobadas or 0) + (hechos.asignaturas_con_dpi or 0)


def _separacion(hechos: HechosBaja, cuenta: Cuenta) -> None:
    regla = "La separación definitiva por disciplina es una baja"
    if hechos.separacion:
        cuenta.paso(regla, "tienes esa sanción", "baja, registrada de forma permanente", _SEPARACION)
        cuenta.motivos.append("te sancionaron con la separación definitiva")


def _segunda(hechos: HechosBaja, cuenta: Cuenta, parametros: Parametros) -> None:
    regla = "Da lugar a la baja no aprobar una asignatura la segunda vez que se cursa"
    fuente = parametros.fuente("veces_maximas_asignatura")
    if hechos.segunda_desaprobada and _puede_ser_taller(hechos):
        cuenta.paso(regla, "no aprobaste una la segunda vez", "un Taller se cursa de nuevo: no está claro", fuente)
        cuenta.paso("Un Taller que no se aprueba se cursa de nuevo", "puede ser un Taller",
                    "el texto no dice cuántas veces", _TALLERES)  # fmt: skip
        _duda_de_talleres(hechos, cuenta)
    elif hechos.segunda_desaprobada:
        cuenta.paso(regla, "no aprobaste una la segunda vez", "baja", fuente)
        cuenta.motivos.append("no aprobaste una asignatura la segunda vez que la cursaste")
    elif _no_hubo_segunda(hechos):
        cuenta.paso(regla, "no te ha pasado", "no hay baja por esto", fuente)


def _no_hubo_segunda(hechos: HechosBaja) -> bool:
    """No course failed the second time: as told, or because none was ever failed."""
    ninguna = hechos.desaprobadas == 0 and hechos.asignaturas_con_dpi == 0
    return hechos.segunda_desaprobada is False or ninguna


def _puede_ser_taller(hechos: HechosBaja) -> bool:
    """Whether what was not passed the second time may be a Taller."""
    return hechos.desaprobadas != 0 and hechos.talleres != 0


def _duda_de_talleres(hechos: HechosBaja, cuenta: Cuenta) -> None:
    """Ask how many are Talleres; once it is known that some are, the Director decides (2.2.16, 6.1)."""
    cuenta.avisos.append(AVISO_TALLERES)
    if hechos.desaprobadas is None:
        cuenta.ignora("cuántas asignaturas tienes desaprobadas", "desaprobadas")
    elif hechos.talleres is None:
        cuenta.ignora("cuántas de tus desaprobadas son Talleres", "talleres")
    else:
        cuenta.ignora("qué decide el Director del Programa sobre tu Taller")


def _acumuladas(hechos: HechosBaja, cuenta: Cuenta, parametros: Parametros) -> None:
    """Two failed courses in all the studies; DPI counts as one (2.1.6), a Taller is in doubt (2.2.16)."""
    limite = parametros.entero("desaprobadas_para_baja")
    fuente = parametros.fuente("desaprobadas_para_baja")
    suman = _suman(hechos)
    hecho = lista(
        [f"{hechos.desaprobadas or 0} desaprobadas"]
        + ([f"{hechos.asignaturas_con_dpi} con DPI"] if hechos.asignaturas_con_dpi else [])
    )
    regla = f"Da lugar a la baja acumular {limite} asignaturas desaprobadas en todos los estudios"
    desaprobadas = hechos.desaprobadas or 0
    seguras = suman - (desaprobadas if hechos.talleres is None else min(hechos.talleres, desaprobadas))
    if hechos.asignaturas_con_dpi:
        cuenta.paso(
            "El DPI cuenta como asignatura desaprobada",
            f"{asignaturas(hechos.asignaturas_con_dpi)} con DPI",
            "se suma",
            _DPI,
        )
    if seguras >= limite:
        cuenta.paso(regla, hecho, "baja", fuente)
        cuenta.motivos.append(f"acumulas {asignaturas(suman)} desaprobadas ({_la_baja_es(suman, limite)})")
    elif suman >= limite:
        cuales = "no sé cuántas son Talleres" if hechos.talleres is None else f"Talleres: {hechos.talleres}"
        cuenta.paso(regla, f"{hecho}; {cuales}", "el texto no dice si un Taller suma", fuente)
        _duda_de_talleres(hechos, cuenta)
        _pregunta_lo_demas(hechos, cuenta)
    else:
        _por_debajo(hechos, suman, hecho, regla, cuenta, parametros)
    solo_dpi = hechos.desaprobadas == 0 and bool(hechos.asignaturas_con_dpi)
    if not hechos.separacion and not solo_dpi:
        cuenta.avisos.append(AVISO_SUPLEMENTARIO)
    if hechos.del_expediente and hechos.desaprobadas:
        cuenta.avisos.append("Una asignatura cuyo suplementario todavía puedes dar aún no cuenta como desaprobada.")


def _por_debajo(
    hechos: HechosBaja, suman: int, hecho: str, regla: str, cuenta: Cuenta, parametros: Parametros
) -> None:  # fmt: skip
    limite = parametros.entero("desaprobadas_para_baja")
    fuente = parametros.fuente("desaprobadas_para_baja")
    _pregunta_lo_demas(hechos, cuenta)
    if hechos.desaprobadas is None or hechos.asignaturas_con_dpi is None:
        cuenta.paso(regla, "no sé cuántas tienes", f"el límite es {limite}", fuente)
        return
    cuenta.paso(regla, hecho, f"no llegas a {limite}", fuente)
    if suman == limite - 1:
        cuenta.siguiente.append("Cuida las que llevas: si desapruebas otra, o no vas a su suplementario, es la baja.")


def _pregunta_lo_demas(hechos: HechosBaja, cuenta: Cuenta) -> None:
    dudas = (
        (hechos.desaprobadas, "cuántas asignaturas tienes desaprobadas", "desaprobadas"),
        (hechos.asignaturas_con_dpi, "en cuántas asignaturas tienes DPI", "asignaturas_con_dpi"),
        (
            False if _no_hubo_segunda(hechos) else hechos.segunda_desaprobada,
            "si no aprobaste una la segunda vez que la cursaste",
            "segunda_desaprobada",
        ),
        (hechos.separacion, "si te sancionaron con la separación definitiva", "separacion"),
    )
    for sabido, duda, campo in dudas:
        if sabido is None:
            cuenta.ignora(duda, campo)


def _resumen(hechos: HechosBaja, cuenta: Cuenta, suman: int, parametros: Parametros) -> str:
    limite = parametros.entero("desaprobadas_para_baja")
    if cuenta.veredicto is Veredicto.NO:
        cuenta.paso("La baja no libra de los pagos pendientes", "te dan de baja", "sigues debiendo lo que debas",
                    _OBLIGACIONES)  # fmt: skip
        despues = (
            "ningún programa de la Escuela" if hechos.separacion else "otra maestría ni un programa de mayor nivel"
        )
        cuenta.paso("Después de la baja hay programas que ya no se pueden llevar", "te dan de baja",
                    f"no podrás llevar {despues}", _DESPUES)  # fmt: skip
        cuenta.siguiente.append("Si crees que la cuenta está mal, plantéalo cuanto antes al Director del Programa.")
        return f"Te corresponde la baja: {lista(cuenta.motivos)}."
    if hechos.segunda_desaprobada and cuenta.falta:
        return (
            "Depende: no aprobar una asignatura la segunda vez es la baja, pero un Taller se cursa de nuevo y el texto "
            "no aclara si es también su caso."
        )
    if cuenta.falta and suman >= limite:
        return (
            f"Depende: acumulas {asignaturas(suman)} desaprobadas ({_la_baja_es(suman, limite)}), pero el texto no "
            "dice si un Taller suma."
        )
    if cuenta.falta:
        return (
            f"Te dan de baja con {limite} asignaturas desaprobadas, si no apruebas una la segunda vez o por separación "
            f"definitiva; falta saber {cuenta.lo_que_falta()}."
        )
    if suman == 0:
        return "No te dan de baja: no tienes asignaturas desaprobadas."
    if hechos.talleres:
        return f"No te dan de baja: lo que no aprobaste es un Taller, que se cursa de nuevo, y la baja es con {limite}."
    return f"No te dan de baja: tienes {asignaturas(suman)} desaprobada y la baja es con {limite}. Con otra más, sí."


def _la_baja_es(suman: int, limite: int) -> str:
    return "con esas ya es la baja" if suman == limite else f"la baja es con {limite}"


def _problema(hechos: HechosBaja) -> str | None:
    menos = negativo(
        ("asignaturas desaprobadas", hechos.desaprobadas),
        ("DPI", hechos.asignaturas_con_dpi),
        ("talleres", hechos.talleres),
    )
    if menos is None and hechos.talleres and hechos.desaprobadas is not None and hechos.talleres > hechos.desaprobadas:
        return "los Talleres desaprobados no pueden ser más que las asignaturas desaprobadas"
    ninguna = hechos.desaprobadas == 0 and hechos.asignaturas_con_dpi == 0
    if menos is None and ninguna and hechos.segunda_desaprobada:
        return "dices que no tienes ninguna desaprobada y que no aprobaste una la segunda vez"
    return menos
