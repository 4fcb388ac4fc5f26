"""Whether the parents or guardian of a UPCH student may ask for the grades, and by when they get them (Art. 130)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import momento
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_horas
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, fecha_imposible

CALCULO = "padres_notas"


@dataclass(frozen=True)
class HechosPadresNotas:
    """What decides it. None means "not known"; `momento_solicitud`: when the letter was handed in (America/Lima)."""

    mayor_de_edad: bool | None = None
    autoriza_a_sus_padres: bool | None = None
    momento_solicitud: datetime | None = None


def padres_notas(hechos: HechosPadresNotas, parametros: Parametros) -> Dictamen:
    """SI for a minor (by letter) and for an adult who authorises it, otherwise NO. Source: UPCH Art. 130."""
    imposible = fecha_imposible(hechos.momento_solicitud)
    if imposible:
        return no_cuadra(CALCULO, imposible)
    horas = parametros.entero("horas_entrega_notas")
    fuente = parametros.fuente("horas_entrega_notas")
    cuenta = Cuenta()
    entrega, hecho = f"en {horas} horas", "aún no sé cuándo se presentó la carta"
    if hechos.momento_solicitud is not None:
        entrega = f"a más tardar el {en_horas(hechos.momento_solicitud, horas).texto}"
        hecho = f"la carta se presentó el {momento(hechos.momento_solicitud)}"
    menor = "El padre o tutor de un menor pide las notas con una carta"
    mayor = "Las de un mayor de edad se entregan solo si lo autoriza ante la Secretaría Académica"
    if hechos.mayor_de_edad is False:
        cuenta.paso(menor, "eres menor de edad", "puede", fuente)
        resumen = f"Sí: como eres menor de edad, tu padre o tutor pide tus notas con una carta y las recibe {entrega}."
        veredicto = Veredicto.SI
    elif hechos.autoriza_a_sus_padres:
        cuenta.paso(mayor, "diste tu autorización", "pueden pedirlas", fuente)
        resumen = f"Sí: con tu autorización piden tus notas con una carta y las reciben {entrega}."
        veredicto = Veredicto.SI
    elif hechos.mayor_de_edad and hechos.autoriza_a_sus_padres is False:
        cuenta.paso(mayor, "no diste tu autorización", "no pueden", fuente)
        resumen = "No: eres mayor de edad y sin tu autorización no les entregan tus notas."
        return cuenta.dictamen(CALCULO, resumen, Veredicto.NO)
    else:
        if hechos.mayor_de_edad is None:
            cuenta.paso(menor, "no sé si eres menor de edad", "si lo eres, basta la carta", fuente)
            cuenta.ignora("si eres mayor de edad", "mayor_de_edad")
        cuenta.paso(mayor, "eres mayor de edad" if hechos.mayor_de_edad else "no sé si lo eres",
                    "hace falta tu autorización", fuente)  # fmt: skip
        if hechos.autoriza_a_sus_padres is None:
            cuenta.ignora("si los autorizaste", "autoriza_a_sus_padres")
        resumen = (
            "Depende: si eres menor de edad, tu padre o tutor las pide con una carta; si eres mayor, solo si lo "
            f"autorizas. Se entregan en {horas} horas."
        )
        return cuenta.dictamen(CALCULO, resumen, Veredicto.DEPENDE)
    cuenta.paso(f"Se entregan en {horas} horas", hecho, entrega, fuente)
    cuenta.siguiente.append("La carta va al jefe de carrera o, en primer año, al Coordinador Académico de la UFBI.")
    return cuenta.dictamen(CALCULO, resumen, veredicto)
