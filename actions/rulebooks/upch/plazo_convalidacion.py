"""Until when a UPCH student may ask for convalidation, and by when it is decided (Art. 51, 59)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import cantidad, dia
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_dias_calendario, en_dias_habiles_antes
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, dentro_de_meses, fecha_imposible, lugar, segun_plazo

CALCULO = "plazo_convalidacion"
_SOLICITUD = lugar("Art. 59")
_PARA = "para pedir la convalidación al decano de tu facultad"


@dataclass(frozen=True)
class HechosPlazoConvalidacion:
    """The dates of the period. None means "not known"; `ahora` is aware (America/Lima).

    `recien_admitido`: the student has just been admitted; `inicio_matricula`, `inicio_periodo`: of the period in which
    the course is taught.
    """

    recien_admitido: bool | None = None
    inicio_matricula: date | None = None
    inicio_periodo: date | None = None
    ahora: datetime | None = None


def plazo_convalidacion(hechos: HechosPlazoConvalidacion, parametros: Parametros) -> Dictamen:
    """SI while it can be asked for, NO afterwards; without `ahora` the last day. Source: UPCH Art. 59, 51.

    `valor` (with a VALOR only): working days before the enrolment for the newly admitted, otherwise 1 day before.
    """
    problema = fecha_imposible(hechos.inicio_matricula, hechos.inicio_periodo)
    if problema:
        return no_cuadra(CALCULO, problema)
    dias = parametros.entero("dias_antes_matricula")
    cuenta = Cuenta()
    cuenta.siguiente.append("Adjunta certificados de estudio y sílabo, y abona los derechos.")
    cuenta.avisos.append("Con doble titulación por convenio es automática y sin pago (Art. 59).")
    _respuesta(hechos, cuenta, parametros)
    nuevo = f"El recién admitido la pide al menos {dias} días útiles antes de que empiece la matrícula"
    antiguo = "Se pide antes de que empiece el periodo en que se dicta el curso"
    if hechos.recien_admitido is None:
        decidido = _da_igual(hechos, cuenta, parametros, antiguo, nuevo)
        if decidido is not None:
            return decidido
        cuenta.paso(antiguo, "no sé si acabas de ingresar", "antes del primer día del periodo", _SOLICITUD)
        cuenta.paso(nuevo, "no sé si acabas de ingresar", f"{dias} días útiles antes",
                    parametros.fuente("dias_antes_matricula"))  # fmt: skip
        cuenta.ignora("si acabas de ser admitido", "recien_admitido")
        resumen = (
            "La convalidación se pide antes de que empiece el periodo; si acabas de ser admitido, al menos "
            f"{dias} días útiles antes de que empiece la matrícula."
        )
        return cuenta.dictamen(CALCULO, resumen)
    if hechos.recien_admitido:
        if hechos.inicio_matricula is None:
            cuenta.paso(nuevo, "no sé cuándo empieza la matrícula", f"{dias} días útiles antes", _SOLICITUD)
            cuenta.ignora("qué día empieza la matrícula", "inicio_matricula")
            return cuenta.dictamen(
                CALCULO, f"Como recién admitido, pídela al menos {dias} días útiles antes de que empiece la matrícula."
            )
        plazo = en_dias_habiles_antes(hechos.inicio_matricula, dias, parametros.calendario)
        cuenta.paso(nuevo, f"empieza el {dia(hechos.inicio_matricula)}", f"hasta el {plazo.texto}",
                    parametros.fuente("dias_antes_matricula"))  # fmt: skip
        cuenta.avisos.append("Queda condicionada hasta que te matricules (Art. 59).")
        return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, dias)
    if hechos.inicio_periodo is None:
        cuenta.paso(antiguo, "no sé cuándo empieza el periodo", "antes del primer día", _SOLICITUD)
        cuenta.ignora("qué día empieza el periodo", "inicio_periodo")
        return cuenta.dictamen(CALCULO, "Pídela antes de que empiece el periodo en que llevarías el curso.")
    plazo = en_dias_calendario(hechos.inicio_periodo, -1)
    cuenta.paso(antiguo, f"empieza el {dia(hechos.inicio_periodo)}", f"hasta el {plazo.texto}", _SOLICITUD)
    return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, 1)


def _da_igual(
    hechos: HechosPlazoConvalidacion, cuenta: Cuenta, parametros: Parametros, antiguo: str, nuevo: str
) -> Dictamen | None:
    """The verdict when both deadlines still run or both are over, newly admitted or not; None when they differ."""
    if hechos.inicio_matricula is None or hechos.inicio_periodo is None or hechos.ahora is None:
        return None
    dias = parametros.entero("dias_antes_matricula")
    admitido = en_dias_habiles_antes(hechos.inicio_matricula, dias, parametros.calendario)
    los_demas = en_dias_calendario(hechos.inicio_periodo, -1)
    if admitido.vencido(hechos.ahora) != los_demas.vencido(hechos.ahora):
        return None
    matricula, periodo = dia(hechos.inicio_matricula), dia(hechos.inicio_periodo)
    cuenta.paso(antiguo, f"empieza el {periodo}", f"hasta el {los_demas.texto}", _SOLICITUD)
    cuenta.paso(nuevo, f"empieza el {matricula}", f"hasta el {admitido.texto}",
                parametros.fuente("dias_antes_matricula"))  # fmt: skip
    plazos = f"el {los_demas.texto} o, si acabas de ser admitido, el {admitido.texto}"
    if los_demas.vencido(hechos.ahora):
        return cuenta.dictamen(CALCULO, f"Ya no estás a tiempo {_PARA}: el plazo era hasta {plazos}.", Veredicto.NO)
    return cuenta.dictamen(CALCULO, f"Estás a tiempo {_PARA}: tienes hasta {plazos}.", Veredicto.SI)


def _respuesta(hechos: HechosPlazoConvalidacion, cuenta: Cuenta, parametros: Parametros) -> None:
    meses, fuente = parametros.entero("meses_resolver_convalidacion"), parametros.fuente("meses_resolver_convalidacion")
    regla = f"La facultad resuelve en {cantidad(meses, 'mes', 'meses')} como máximo desde que empieza el ciclo"
    if hechos.inicio_periodo is None:
        cuenta.paso(regla, "no sé cuándo empieza el ciclo", "cuenta desde su inicio", fuente)
        return
    resuelven = dentro_de_meses(hechos.inicio_periodo, meses)
    cuenta.paso(regla, f"empieza el {dia(hechos.inicio_periodo)}", f"a más tardar el {resuelven.texto}", fuente)
