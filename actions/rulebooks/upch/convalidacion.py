"""May a course passed elsewhere be convalidated at UPCH (Art. 54-58, 61-63)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import cantidad, dia, lista, numero
from actions.rulebooks.notas import nota_imposible
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

CALCULO = "convalidacion"
_CUANDO, _SIMULTANEOS = lugar("Art. 54"), lugar("Art. 55")
_EQUIVALENCIA, _MATRICULA, _CREDITOS = lugar("Art. 57"), lugar("Art. 58"), lugar("Art. 61")
_EXCESO = lugar("Art. 62")


@dataclass(frozen=True)
class HechosConvalidacion:
    """One course passed at another institution. None means "not known"; `ahora` is aware (America/Lima).

    `nota_origen`: 0-20, or its equivalent; `fecha_aprobacion`: when it was passed; `ingreso`: when the studies at UPCH
    began; `antes_de_admision`: it was passed before being admitted or coming back; `por_convenio`: an agreement covers
    it; `periodo_regular`: it was taken in a regular period; `doble_titulacion`: the agreement is of double degree;
    `desaprobado_en_upch`: the same course was failed here; `matriculado`: enrolled in the semester.
    """

    curso: str | None = None
    nota_origen: Decimal | None = None
    fecha_aprobacion: date | None = None
    ingreso: date | None = None
    antes_de_admision: bool | None = None
    por_convenio: bool | None = None
    periodo_regular: bool | None = None
    creditos_origen: int | None = None
    creditos_upch: int | None = None
    doble_titulacion: bool | None = None
    desaprobado_en_upch: bool | None = None
    matriculado: bool | None = None
    ahora: datetime | None = None


def convalidacion(hechos: HechosConvalidacion, parametros: Parametros) -> Dictamen:
    """SI when the course meets what is asked, NO with the reason, DEPENDE when something is open.

    The faculty still compares name and summary of the course. Source: UPCH Art. 54-58, 61-63.
    """
    problema = _contradiccion(hechos)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    cuenta = Cuenta()
    _nota(hechos, cuenta, parametros)
    _desaprobado(hechos, cuenta)
    _cuando(hechos, cuenta)
    _regular(hechos, cuenta)
    _antiguedad(hechos, cuenta, parametros)
    _creditos(hechos, cuenta)
    _matriculado(hechos, cuenta)
    cuenta.paso(
        "La equivalencia se ve por el nombre del curso y la sumilla; si hace falta, el sílabo",
        "la compara tu facultad",
        "se resuelve al final",
        _EQUIVALENCIA,
    )
    return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{_resumen(cuenta, parametros)}")


def _resumen(cuenta: Cuenta, parametros: Parametros) -> str:
    if cuenta.veredicto is Veredicto.NO:
        cuenta.siguiente.clear()
        return f"No se puede convalidar: {lista(cuenta.impide)}."
    cuenta.avisos.append("La última palabra la tiene tu facultad, que compara nombre y sumilla (Art. 57 y 63).")
    cuenta.siguiente.append(
        "Pídela al decano con certificados, sílabo y el pago, antes de que empiece el periodo (Art. 59)."
    )
    if cuenta.veredicto is Veredicto.SI:
        return "Sí, cumples lo que se pide para convalidar; tu facultad revisa si los cursos equivalen."
    if cuenta.falta:
        nota = numero(parametros.valor("nota_minima_convalidacion"))
        anios = parametros.entero("anios_convalidacion")
        vas = f" Ojo: te falta {lista(cuenta.pendiente)}." if cuenta.pendiente else ""
        return (
            f"Se puede convalidar si lo aprobaste con {nota} o más, hace como máximo {anios} años, antes de tu "
            f"admisión y con tantos créditos como aquí{aun_no_se(cuenta.falta)}{vas}"
        )
    return f"Se puede convalidar, pero te falta {lista(cuenta.pendiente)}."


def _nota(hechos: HechosConvalidacion, cuenta: Cuenta, parametros: Parametros) -> None:
    minima, fuente = parametros.valor("nota_minima_convalidacion"), parametros.fuente("nota_minima_convalidacion")
    regla = f"Hay que haberlo aprobado con {numero(minima)} o más, o su equivalente"
    if hechos.nota_origen is None:
        cuenta.paso(regla, "no sé con qué nota lo aprobaste", f"vale desde {numero(minima)}", fuente)
        cuenta.ignora("con qué nota lo aprobaste", "nota_origen")
    elif hechos.nota_origen >= minima:
        cuenta.paso(regla, f"lo aprobaste con {numero(hechos.nota_origen)}", "cumples", fuente)
    else:
        cuenta.paso(regla, f"sacaste {numero(hechos.nota_origen)}", "no llega", fuente)
        cuenta.impide.append(f"tu nota es {numero(hechos.nota_origen)} y se pide {numero(minima)}")


def _desaprobado(hechos: HechosConvalidacion, cuenta: Cuenta) -> None:
    regla = "No se convalida un curso que desaprobaste en la UPCH"
    if hechos.desaprobado_en_upch is None:
        cuenta.paso(regla, "no sé si lo desaprobaste aquí", "si lo hiciste, no se puede", _SIMULTANEOS)
        cuenta.ignora("si desaprobaste ese curso en la UPCH", "desaprobado_en_upch")
    elif hechos.desaprobado_en_upch:
        cuenta.paso(regla, "lo desaprobaste aquí", "no se puede", _SIMULTANEOS)
        cuenta.impide.append("desaprobaste ese curso en la UPCH")
    else:
        cuenta.paso(regla, "no lo desaprobaste aquí", "cumples", _SIMULTANEOS)


def _antes(hechos: HechosConvalidacion) -> bool | None:
    """Whether it was passed before admission: as told or, when the dates leave no doubt, from them."""
    if hechos.antes_de_admision is None and hechos.fecha_aprobacion and hechos.ingreso:
        return True if hechos.fecha_aprobacion < hechos.ingreso else None  # later: it may be before coming back
    return hechos.antes_de_admision


def _cuando(hechos: HechosConvalidacion, cuenta: Cuenta) -> None:
    regla = "Se convalida lo aprobado antes de tu admisión o reincorporación, o lo que diga un convenio"
    convenio = hechos.por_convenio or hechos.doble_titulacion
    antes = _antes(hechos)
    if antes:
        cuenta.paso(regla, "lo aprobaste antes", "cumples", _CUANDO)
        if hechos.fecha_aprobacion and hechos.ingreso and hechos.fecha_aprobacion >= hechos.ingreso:
            cuenta.avisos.append(
                f"Lo aprobaste el {dia(hechos.fecha_aprobacion)}, después de tu ingreso del {dia(hechos.ingreso)}: "
                "vale como anterior solo si después te reincorporaste (Art. 54)."
            )
    elif convenio:
        cuenta.paso(regla, "lo ampara un convenio", "cumples, según el convenio", _CUANDO)
    elif antes is None:
        cuenta.paso(regla, "no sé si fue antes", "si fue después, hace falta un convenio", _CUANDO)
        cuenta.ignora("si lo aprobaste antes de tu admisión o reincorporación", "antes_de_admision")
        if hechos.por_convenio is None:
            cuenta.pide.append("por_convenio")
    elif hechos.por_convenio is None:
        cuenta.paso(regla, "lo aprobaste después", "solo vale por convenio", _CUANDO)
        cuenta.ignora("si lo ampara un convenio", "por_convenio")
    else:
        cuenta.paso(regla, "lo aprobaste después y sin convenio", "no se puede", _CUANDO)
        cuenta.impide.append("lo aprobaste después de tu admisión y no lo ampara un convenio")
    if antes is False:
        cuenta.paso("Lo llevado a la vez que aquí vale solo si lo prevé un convenio", "lo aprobaste después",
                    "depende del convenio", _SIMULTANEOS)  # fmt: skip
        cuenta.avisos.append(
            "El Art. 55 parece admitir cursos de otros periodos y el texto no lo aclara: si es tu caso, decide tu "
            "facultad."
        )


def _regular(hechos: HechosConvalidacion, cuenta: Cuenta) -> None:
    regla = "Se convalidan cursos de periodos regulares, o lo que diga un convenio"
    if hechos.periodo_regular:
        cuenta.paso(regla, "fue en un periodo regular", "cumples", _CUANDO)
    elif hechos.por_convenio or hechos.doble_titulacion:
        cuenta.paso(regla, "lo ampara un convenio", "según el convenio", _CUANDO)
    elif hechos.periodo_regular is None:
        cuenta.paso(regla, "no sé en qué periodo fue", "uno de verano no vale sin convenio", _CUANDO)
        cuenta.ignora("si lo llevaste en un periodo regular", "periodo_regular")
    elif hechos.por_convenio is None:
        cuenta.paso(regla, "no fue en un periodo regular", "solo vale por convenio", _CUANDO)
        cuenta.ignora("si lo ampara un convenio", "por_convenio")
    else:
        cuenta.paso(regla, "no fue en un periodo regular ni hay convenio", "no se puede", _CUANDO)
        cuenta.impide.append("no fue en un periodo regular y no lo ampara un convenio")


def _antiguedad(hechos: HechosConvalidacion, cuenta: Cuenta, parametros: Parametros) -> None:
    anios, fuente = parametros.entero("anios_convalidacion"), parametros.fuente("anios_convalidacion")
    regla = f"No debe tener más de {cantidad(anios, 'año')}; si los pasa, hay una evaluación de suficiencia"
    if hechos.fecha_aprobacion is None:
        cuenta.paso(regla, "no sé cuándo lo aprobaste", "si es más antiguo, rindes la evaluación", fuente)
        cuenta.ignora("cuándo lo aprobaste", "fecha_aprobacion")
        return
    vence = en_meses(hechos.fecha_aprobacion, 12 * anios)
    hecho = f"lo aprobaste el {dia(hechos.fecha_aprobacion)}"
    if hechos.ahora is None or not vence.vencido(hechos.ahora):
        cuenta.paso(regla, hecho, f"vale sin evaluación hasta el {vence.texto}", fuente)
        if hechos.ahora is None:
            cuenta.falta.append("qué día la pides")
        return
    cuenta.paso(regla, hecho, f"pasó los {anios} años el {vence.texto}", fuente)
    cuenta.pendiente.append(f"pasar una evaluación de suficiencia, porque el curso tiene más de {anios} años")
    cuenta.siguiente.append("Pregunta en tu facultad con qué criterios es la evaluación de suficiencia.")


def _creditos(hechos: HechosConvalidacion, cuenta: Cuenta) -> None:
    regla = "El curso de fuera debe tener tantos créditos como el de aquí, o más"
    fuera, aqui = hechos.creditos_origen, hechos.creditos_upch
    if fuera is None or aqui is None:
        cuenta.paso(regla, "no sé cuántos créditos tienen", "con menos no procede", _CREDITOS)
        campos = [campo for campo in ("creditos_origen", "creditos_upch") if getattr(hechos, campo) is None]
        cuenta.ignora("cuántos créditos tiene cada curso", *campos)
    elif fuera >= aqui:
        cuenta.paso(regla, f"tiene {en_creditos(fuera)} y el de aquí, {aqui}", "cumples", _CREDITOS)
        if fuera > aqui:
            cuenta.paso("Solo se reconocen los créditos del plan de la UPCH", f"traes {fuera}", f"valen {aqui}",
                        _EXCESO)  # fmt: skip
    elif hechos.doble_titulacion:
        cuenta.paso("En la doble titulación se suman créditos de cursos afines", f"tiene {fuera} de {aqui}",
                    "complétalos con otro curso afín", _EXCESO)  # fmt: skip
        cuenta.pendiente.append(f"sumar otro curso afín que complete los {en_creditos(aqui)}")
    elif hechos.doble_titulacion is None and hechos.por_convenio is not False:
        cuenta.paso(regla, f"tiene {en_creditos(fuera)} y el de aquí, {aqui}", "no alcanza por sí solo", _CREDITOS)
        cuenta.ignora("si es por un convenio de doble titulación", "doble_titulacion")
    else:
        cuenta.paso(regla, f"tiene {en_creditos(fuera)} y el de aquí, {aqui}", "no alcanza", _CREDITOS)
        cuenta.impide.append(f"tiene {en_creditos(fuera)} y el de aquí vale {aqui}")
        cuenta.avisos.append(
            "El Art. 61 habla de «curso o cursos»: si traes otro curso afín, pregunta en tu facultad si los suma."
        )


def _matriculado(hechos: HechosConvalidacion, cuenta: Cuenta) -> None:
    regla = "Hay que estar matriculado en el semestre o ciclo"
    if hechos.matriculado is None:
        cuenta.paso(regla, "no sé si lo estás", "es obligatorio", _MATRICULA)
        cuenta.ignora("si estás matriculado", "matriculado")
    elif hechos.matriculado:
        cuenta.paso(regla, "estás matriculado", "cumples", _MATRICULA)
    else:
        cuenta.paso(regla, "todavía no lo estás", "te falta", _MATRICULA)
        cuenta.pendiente.append("matricularte en el semestre")
        cuenta.siguiente.append(
            "Si recién ingresas, la convalidación queda condicionada a que te matricules (Art. 59)."
        )


def _contradiccion(hechos: HechosConvalidacion) -> str | None:
    nota = hechos.nota_origen
    futura = hechos.fecha_aprobacion and hechos.ahora and hechos.fecha_aprobacion > hechos.ahora.date()
    sin_convenio = hechos.doble_titulacion and hechos.por_convenio is False
    cero = 0 in (hechos.creditos_origen, hechos.creditos_upch)
    return primero(
        (
            f"una nota de {numero(nota)} no puede ser: van de 0 a 20"
            if nota is not None and nota_imposible(nota)
            else None,
            fecha_imposible(hechos.fecha_aprobacion, hechos.ingreso),
            "la fecha en que lo aprobaste todavía no llega" if futura else None,
            "la doble titulación es un convenio" if sin_convenio else None,
            cantidad_imposible(hechos.creditos_origen, hechos.creditos_upch),
            "un curso no puede tener 0 créditos" if cero else None,
        )
    )
