"""Until when a UPC student may make up an evaluation that was missed (num. 2.1.8 a, 2.2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import dia
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_dias_calendario
from actions.rulebooks.upc.comun import Cuenta, Modalidad, en_linea, fecha_imposible, inicio, lugar, no_cuadra
from actions.rulebooks.upc.plazo_comun import segun_plazo

CALCULO = "recuperacion"
_CERO = lugar("2.1.8")
_NO_SE_ELIMINA = lugar("2.1.8 b")
_SUPLEMENTARIO = lugar("2.2.11")
_PARA = "rendir la evaluación a la que faltaste"


@dataclass(frozen=True)
class HechosRecuperacion:
    """An evaluation that was missed. None means "not known".

    `fin_curso`: the day on which the course ends; `es_suplementario`: what was missed is the suplementario;
    `justificacion_aprobada`: the Director approved a later date. `ahora` is aware (America/Lima).
    """

    curso: str | None = None
    evaluacion: str | None = None
    es_suplementario: bool | None = None
    fin_curso: date | None = None
    justificacion_aprobada: bool | None = None
    ahora: datetime | None = None
    modalidad: Modalidad | None = None


def recuperacion(hechos: HechosRecuperacion, parametros: Parametros) -> Dictamen:
    """SI while the evaluation can be made up, NO afterwards, unless the Director approved a later date.

    `valor` (with a VALOR only): days of the term, counted as calendar days. Source: UPC num. 2.1.8 a, 2.1.8 (0 until
    then), 2.1.8 b, 2.2.11 (not for the suplementario). A date that cannot be gives a CONTRADICCION.
    """
    imposible = fecha_imposible(hechos.fin_curso, hechos.ahora)
    if imposible:
        return no_cuadra(CALCULO, imposible, hechos.curso)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    if hechos.es_suplementario:
        cuenta.paso("Quien no va al suplementario queda desaprobado en él", "faltaste al suplementario",
                    "no hay otra fecha", _SUPLEMENTARIO)  # fmt: skip
        resumen = "No: si no fuiste al suplementario quedas desaprobado en él, y no hay otra fecha."
        return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=Veredicto.NO)
    dias = parametros.entero("dias_recuperacion")
    fuente = parametros.fuente("dias_recuperacion")
    regla = f"Se rinde después, en la fecha que indique el profesor, hasta {dias} días de acabado el curso"
    que = hechos.evaluacion or "la evaluación"
    if hechos.es_suplementario is None:
        cuenta.avisos.append("Si a lo que faltaste fue el suplementario, no hay otra fecha (num. 2.2.11).")
    if hechos.fin_curso is None:
        cuenta.paso(regla, "no sé cuándo acaba el curso", f"son {dias} días desde ese día", fuente)
        _mientras_tanto(que, cuenta)
        cuenta.ignora("qué día acaba (o acabó) el curso", "fin_curso")
        cuenta.siguiente.append("Habla con tu profesor para que te indique la fecha y la modalidad.")
        resumen = f"Puedes rendirla hasta {dias} días después de acabado el curso; hasta entonces tienes 0."
        return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}")
    plazo = en_dias_calendario(hechos.fin_curso, dias)
    vencido = hechos.ahora is not None and plazo.vencido(hechos.ahora)
    cuenta.paso(regla, f"el curso acaba el {dia(hechos.fin_curso)}", f"hasta el {plazo.texto}", fuente)
    _mientras_tanto(que, cuenta)
    if vencido:
        return _fuera_de_plazo(hechos, plazo.texto, cuenta, parametros)
    cuenta.siguiente.append("Pídele a tu profesor la fecha y la modalidad antes de que venza el plazo.")
    cuenta.avisos += [
        f"El texto no dice si los {dias} días son hábiles: aquí se cuentan corridos. Si hay duda, decide el Director.",
        "Pasado el plazo hace falta una justificación con sustento que apruebe el Director (num. 2.1.8 a).",
    ]
    return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, hechos.curso, dias)


def _mientras_tanto(que: str, cuenta: Cuenta) -> None:
    cuenta.paso("Mientras no se rinda, la nota es 0", f"faltaste a {que}", "tienes 0 en ella", _CERO)
    cuenta.paso("La inasistencia de ese día no se elimina", f"faltaste a {que}", "sigue contando", _NO_SE_ELIMINA)


def _fuera_de_plazo(hechos: HechosRecuperacion, hasta: str, cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    """After the term: only with a justification that the Director approved."""
    fuente = parametros.fuente("dias_recuperacion")
    regla = "Después del plazo, solo con una justificación con sustento aprobada por el Director"
    cabeza = inicio(hechos.curso)
    if hechos.justificacion_aprobada:
        cuenta.paso(regla, "te la aprobaron", "puedes rendirla", fuente)
        cuenta.siguiente.append("Acuerda con tu profesor la fecha y la modalidad.")
        resumen = f"Sí: el plazo terminó el {hasta}, pero el Director aprobó tu justificación."
        return cuenta.dictamen(CALCULO, f"{cabeza}{resumen}", veredicto=Veredicto.SI)
    if hechos.justificacion_aprobada is None:
        cuenta.paso(regla, "no sé si la tienes", "depende de eso", fuente)
        cuenta.ignora("si el Director aprobó una justificación", "justificacion_aprobada")
        cuenta.siguiente.append(
            "Si aún no la presentas, adjunta el documento que la sustenta: la decisión no se apela."
        )
        resumen = f"El plazo terminó el {hasta}: ahora solo con una justificación que apruebe el Director."
        return cuenta.dictamen(CALCULO, f"{cabeza}{resumen}")
    cuenta.paso(regla, "no te la aprobaron", "ya no puedes", fuente)
    resumen = f"Ya no: el plazo terminó el {hasta} y sin la justificación aprobada el 0 se queda."
    return cuenta.dictamen(CALCULO, f"{cabeza}{resumen}", veredicto=Veredicto.NO)
