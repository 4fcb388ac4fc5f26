"""Until when a UPCH student may ask for courses to be recognised, and by when it is decided (Art. 68, 71)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.formato import cantidad, dia
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_meses
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, dentro_de_meses, fecha_imposible, segun_plazo

CALCULO = "plazo_reconocimiento"
_PARA = "para pedir el reconocimiento al decano de tu facultad"


@dataclass(frozen=True)
class HechosPlazoReconocimiento:
    """When classes begin. None means "not known"; `ahora` is aware (America/Lima)."""

    inicio_clases: date | None = None
    ahora: datetime | None = None


def plazo_reconocimiento(hechos: HechosPlazoReconocimiento, parametros: Parametros) -> Dictamen:
    """SI while it can be asked for, NO afterwards; without `ahora` the last day. Source: UPCH Art. 71, 68.

    `valor` (with a VALOR only): months before the classes.
    """
    problema = fecha_imposible(hechos.inicio_clases)
    if problema:
        return no_cuadra(CALCULO, problema)
    meses = parametros.entero("meses_antes_reconocimiento")
    fuente = parametros.fuente("meses_antes_reconocimiento")
    plazo_resolver = parametros.entero("meses_resolver_reconocimiento")
    resuelve = (
        f"La facultad resuelve en {cantidad(plazo_resolver, 'mes', 'meses')} como máximo desde que empieza el ciclo"
    )
    de_resolver = parametros.fuente("meses_resolver_reconocimiento")
    regla = f"Se pide {cantidad(meses, 'mes', 'meses')} antes de que empiecen las clases"
    cuenta = Cuenta()
    cuenta.siguiente.append("Adjunta certificados de estudio y sílabo, y abona los derechos (Art. 71).")
    if hechos.inicio_clases is None:
        cuenta.paso(regla, "no sé cuándo empiezan", "cuenta hacia atrás desde ese día", fuente)
        cuenta.paso(resuelve, "no sé cuándo empieza", "cuenta desde su inicio", de_resolver)
        cuenta.ignora("qué día empiezan las clases", "inicio_clases")
        resumen = f"El reconocimiento se pide {cantidad(meses, 'mes', 'meses')} antes de que empiecen las clases."
        return cuenta.dictamen(CALCULO, resumen)
    plazo = en_meses(hechos.inicio_clases, -meses)
    hecho = f"empiezan el {dia(hechos.inicio_clases)}"
    cuenta.paso(regla, hecho, f"hasta el {plazo.texto}", fuente)
    resuelven = dentro_de_meses(hechos.inicio_clases, plazo_resolver)
    cuenta.paso(resuelve, hecho, f"a más tardar el {resuelven.texto}", de_resolver)
    return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, meses)
