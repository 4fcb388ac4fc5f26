"""How many credits a UPCH student may register in a semester or in summer (Art. 48 and 7)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import no_cuadra

CALCULO = "creditos_matricula"
_QUIEN_AUTORIZA = "la Dirección de tu Escuela Profesional o la Jefatura de Carrera"


@dataclass(frozen=True)
class HechosCreditos:
    """What Art. 48 and 7 ask about. None means "not known".

    `verano`: the enrolment is for January and February (None: the question is about a regular semester).
    `cursos_repetidos`: how many courses will be taken in second or third enrolment in that semester. `por_repetir`:
    courses failed and not passed since, which the student could take. `en_curso`: the courses being taken now.
    `autorizacion_creditos`: School or Career head already authorised the excess. `por_matricular`: what is asked for.
    """

    verano: bool | None = None
    cursos_repetidos: int | None = None
    por_repetir: tuple[str, ...] | None = None
    en_curso: tuple[str, ...] = ()
    autorizacion_creditos: bool | None = None
    por_matricular: int | None = None


def creditos_matricula(hechos: HechosCreditos, parametros: Parametros) -> Dictamen:
    """The credit limit, or whether `por_matricular` credits fit in it; `valor`: the limit, in credits.

    Source: UPCH Art. 48 (22, or 11 with more than one repeated course; excess with authorisation), 7 (summer).
    Facts that cannot be (negative credits) give a CONTRADICCION.
    """
    problema = _problema(hechos)
    if problema:
        return no_cuadra(CALCULO, problema)
    if hechos.verano:
        return _verano(hechos, parametros)
    repite = _repite_varios(hechos, parametros)
    if repite is None:
        return _sin_saber_repetidos(hechos, parametros)
    return _con_repetidos(hechos, parametros) if repite else _sin_repetidos(hechos, parametros)


def _repite_varios(hechos: HechosCreditos, parametros: Parametros) -> bool | None:
    """Whether more courses are repeated than leave the limit as it is; None when that is open."""
    libres = parametros.entero("repetidos_sin_limite")
    if hechos.cursos_repetidos is not None:
        return hechos.cursos_repetidos > libres
    if hechos.por_repetir is not None and len(hechos.por_repetir) <= libres:
        return False
    return None


def _verano(hechos: HechosCreditos, parametros: Parametros) -> Dictamen:
    tope = parametros.entero("creditos_verano")
    semanas = parametros.entero("semanas_verano")
    pasos = (
        Paso(f"En el periodo de verano se llevan hasta {tope} créditos, para repetir o adelantar cursos",
             "la matrícula es de verano", f"hasta {tope} créditos", parametros.fuente("creditos_verano")),
        Paso(f"El verano va en enero y febrero y dura como máximo {semanas} semanas", "la matrícula es de verano",
             "depende de los cursos que se oferten", parametros.fuente("semanas_verano")),
    )  # fmt: skip
    avisos = (
        f"Fuera del verano, los cursos en vacaciones duran de {parametros.entero('semanas_extraordinario_minimo')} a "
        f"{parametros.entero('semanas_extraordinario_maximo')} semanas y tienen otras reglas: hasta "
        f"{parametros.entero('creditos_desaprobados_extraordinario')} créditos desaprobados (Art. 122 y 123).",
    )
    pedidos = hechos.por_matricular
    if pedidos is None:
        resumen = f"En verano puedes llevar hasta {tope} créditos, de los cursos que se oferten."
        return Dictamen(CALCULO, Veredicto.VALOR, resumen, pasos, Decimal(tope), avisos=avisos)
    if pedidos <= tope:
        resumen = f"Sí, en verano puedes llevar {cantidad(pedidos, 'crédito')}: el máximo es {tope}."
        return Dictamen(CALCULO, Veredicto.SI, resumen, pasos, Decimal(tope), avisos=avisos)
    resumen = f"No: en verano el máximo es {tope} créditos y {cantidad(pedidos, 'crédito')} lo pasa."
    return Dictamen(CALCULO, Veredicto.NO, resumen, pasos, Decimal(tope), avisos=avisos,
                    siguiente=(f"Elige cursos que sumen hasta {tope} créditos.",))  # fmt: skip


def _con_repetidos(hechos: HechosCreditos, parametros: Parametros) -> Dictamen:
    tope = parametros.entero("creditos_con_repetidos")
    libres = parametros.entero("repetidos_sin_limite")
    paso = Paso(
        f"Con más de {cantidad(libres, 'curso')} en segunda o tercera matrícula se matriculan hasta {tope} créditos",
        f"llevas {hechos.cursos_repetidos} repetidos", f"hasta {tope} créditos",
        parametros.fuente("creditos_con_repetidos"),
    )  # fmt: skip
    avisos = (
        "Cuentan juntos los de segunda y los de tercera matrícula.",
        f"El texto no prevé pasar de estos {tope} con autorización: la excepción que menciona es al tope general. "
        "Si tu caso es especial, decide tu facultad.",
    )
    siguiente = (f"Si llevas solo {cantidad(libres, 'curso')} de los que repites, tu tope vuelve a "
                 f"{parametros.entero('creditos_ciclo')} créditos.",)  # fmt: skip
    pedidos = hechos.por_matricular
    if pedidos is None:
        resumen = f"Puedes matricular hasta {tope} créditos: llevas más de un curso en segunda o tercera matrícula."
        return Dictamen(CALCULO, Veredicto.VALOR, resumen, (paso,), Decimal(tope), siguiente=siguiente, avisos=avisos)
    if pedidos <= tope:
        resumen = f"Sí, puedes matricular {cantidad(pedidos, 'crédito')}: tu tope por los cursos repetidos es {tope}."
        return Dictamen(CALCULO, Veredicto.SI, resumen, (paso,), Decimal(tope), avisos=avisos)
    resumen = f"No, {cantidad(pedidos, 'crédito')} pasa tu tope de {tope}: llevas más de un curso repetido."
    return Dictamen(CALCULO, Veredicto.NO, resumen, (paso,), Decimal(tope), siguiente=siguiente, avisos=avisos)


def _sin_repetidos(hechos: HechosCreditos, parametros: Parametros) -> Dictamen:
    tope = parametros.entero("creditos_ciclo")
    fuente = parametros.fuente("creditos_ciclo")
    pasos = [
        _paso_repetidos(hechos, parametros),
        Paso(f"El máximo por ciclo es {tope} créditos", "tu límite no baja por cursos repetidos",
             f"hasta {tope} créditos", fuente),
    ]  # fmt: skip
    avisos = _avisos(hechos, parametros)
    pedidos = hechos.por_matricular
    if pedidos is None:
        resumen = f"Puedes matricular hasta {tope} créditos en el semestre; más, solo con autorización previa."
        return Dictamen(CALCULO, Veredicto.VALOR, resumen, tuple(pasos), Decimal(tope), avisos=avisos)
    if pedidos <= tope:
        resumen = f"Sí, puedes matricular {cantidad(pedidos, 'crédito')}: tu tope es {tope}."
        return Dictamen(CALCULO, Veredicto.SI, resumen, tuple(pasos), Decimal(tope), avisos=avisos)
    regla = f"Pasar de {tope} pide autorización previa de la Dirección de Escuela o la Jefatura de Carrera"
    sin_maximo = "El reglamento no dice en qué casos se autoriza ni hasta cuántos créditos."
    if hechos.autorizacion_creditos:
        pasos.append(Paso(regla, "tienes la autorización", "puedes hasta lo que te autorizaron", fuente))
        resumen = f"Sí, puedes matricular {cantidad(pedidos, 'crédito')} si tu autorización llega hasta ahí."
        return Dictamen(CALCULO, Veredicto.SI, resumen, tuple(pasos), Decimal(tope), avisos=(sin_maximo, *avisos))
    pide_la = (f"Pide la autorización antes de matricularte: la da {_QUIEN_AUTORIZA}.",)
    if hechos.autorizacion_creditos is None:
        pasos.append(Paso(regla, "no sé si la tienes", "solo con ella", fuente))
        resumen = f"Solo con autorización previa: {cantidad(pedidos, 'crédito')} pasa el tope de {tope}."
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, resumen, tuple(pasos), Decimal(tope), ("si ya te autorizaron a pasar el tope",),
            pide_la, (sin_maximo, *avisos), ("autorizacion_creditos",),
        )  # fmt: skip
    pasos.append(Paso(regla, "no la tienes", "no puedes pasarlo por ahora", fuente))
    resumen = f"No por ahora: {cantidad(pedidos, 'crédito')} pasa tu tope de {tope} y no tienes autorización."
    return Dictamen(CALCULO, Veredicto.NO, resumen, tuple(pasos), Decimal(tope), siguiente=pide_la,
                    avisos=(sin_maximo, *avisos))  # fmt: skip


def _sin_saber_repetidos(hechos: HechosCreditos, parametros: Parametros) -> Dictamen:
    usual, bajo = parametros.entero("creditos_ciclo"), parametros.entero("creditos_con_repetidos")
    pasos = (
        _paso_repetidos(hechos, parametros),
        Paso(f"El máximo por ciclo es {usual} créditos", "si no repites más de un curso", f"hasta {usual} créditos",
             parametros.fuente("creditos_ciclo")),
    )  # fmt: skip
    avisos = _avisos(hechos, parametros)
    pedidos = hechos.por_matricular
    if pedidos is not None and pedidos <= bajo:
        resumen = f"Sí, puedes matricular {cantidad(pedidos, 'crédito')}: cabe en cualquier caso."
        return Dictamen(CALCULO, Veredicto.SI, resumen, pasos, Decimal(usual), avisos=avisos)
    cuales = f" ({lista(hechos.por_repetir)})" if hechos.por_repetir else ""
    falta = ["cuántos cursos llevarás en segunda o tercera matrícula"]
    pide = ["cursos_repetidos"]
    limites = (
        f"hasta {usual} créditos, o solo hasta {bajo} si llevas más de un curso en segunda o tercera matrícula{cuales}"
    )
    if pedidos is None:
        resumen = f"Puedes matricular {limites}."
    elif pedidos <= usual:
        resumen = f"Depende de tus cursos repetidos: puedes matricular {limites}."
    else:
        resumen = (
            f"{cantidad(pedidos, 'crédito')} pasa el tope general y pide autorización. Puedes matricular {limites}."
        )
        if hechos.autorizacion_creditos is False:
            resumen = f"No sin autorización: {cantidad(pedidos, 'crédito')} pasa el tope. Puedes matricular {limites}."
            siguiente = (f"Pide la autorización antes de matricularte: la da {_QUIEN_AUTORIZA}.",)
            return Dictamen(CALCULO, Veredicto.NO, resumen, pasos, Decimal(usual), siguiente=siguiente, avisos=avisos)
        if hechos.autorizacion_creditos is None:
            falta.append("si ya te autorizaron a pasar el tope")
            pide.append("autorizacion_creditos")
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, pasos, Decimal(usual), tuple(falta), avisos=avisos, pide=tuple(pide)
    )


def _paso_repetidos(hechos: HechosCreditos, parametros: Parametros) -> Paso:
    bajo, libres = parametros.entero("creditos_con_repetidos"), parametros.entero("repetidos_sin_limite")
    regla = f"Con más de {cantidad(libres, 'curso')} en segunda o tercera matrícula el tope es {bajo} créditos"
    fuente = parametros.fuente("creditos_con_repetidos")
    if hechos.cursos_repetidos is not None:
        cuantos = cantidad(hechos.cursos_repetidos, "curso repetido", "cursos repetidos")
        return Paso(regla, f"llevas {cuantos}", "no te limita", fuente)
    if hechos.por_repetir is None:
        return Paso(regla, "no sé cuántos llevarás", f"si son más de {libres}, {bajo}", fuente)
    if len(hechos.por_repetir) <= libres:
        hecho = f"solo tienes por repetir {lista(hechos.por_repetir)}" if hechos.por_repetir else "no repites ninguno"
        return Paso(regla, hecho, "no te limita", fuente)
    return Paso(regla, f"tienes por repetir {lista(hechos.por_repetir)}", f"si llevas más de {libres}, {bajo}", fuente)


def _avisos(hechos: HechosCreditos, parametros: Parametros) -> tuple[str, ...]:
    avisos = []
    if hechos.en_curso and hechos.cursos_repetidos is None:
        avisos.append(
            f"Lo que desapruebes de lo que llevas ahora ({lista(hechos.en_curso)}) contará también como curso repetido."
        )
    if hechos.verano is None:
        avisos.append(f"Si preguntas por el verano, el máximo es {parametros.entero('creditos_verano')} (Art. 7).")
    return tuple(avisos)


def _problema(hechos: HechosCreditos) -> str | None:
    if hechos.por_matricular is not None and hechos.por_matricular < 1:
        return f"{hechos.por_matricular} créditos no es una cantidad que se pueda matricular"
    if hechos.cursos_repetidos is not None and hechos.cursos_repetidos < 0:
        return "una cantidad de cursos no puede ser negativa"
    return None
