"""What keeps a UPCH student from enrolling, as far as this regulation goes (Art. 8, 43, 48A e, 87, 117)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.formato import lista, momento
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import Plazo
from actions.rulebooks.upch.cursos_comun import SECRETARIA
from actions.rulebooks.upch.tramites_comun import Cuenta

CALCULO = "bloqueo_matricula"
_CRONOGRAMA = Fuente("upch", "Art. 8")
_OTRO_REGLAMENTO = Fuente("upch", "Art. 43")
_DEBER = Fuente("upch", "Art. 48A e")
_EXTEMPORANEA = Fuente("upch", "Art. 64")
_EVALUACION = Fuente("upch", "Art. 87")
_SEPARACION = Fuente("upch", "Art. 117")


@dataclass(frozen=True)
class HechosBloqueoMatricula:
    """What this regulation asks before an enrolment. None means "not known".

    `separado`: failed a course in the last enrolment that the career allows. `evaluacion_clinica_pedida`: asked for
    because of repeated justifications; `evaluacion_clinica_hecha`: done. `matricula`: the dates of the enrolment;
    `ahora`: aware (America/Lima). `deudas`, `retenciones`, `sanciones`: on record, which this regulation does not rule.
    """

    separado: bool | None = None
    evaluacion_clinica_pedida: bool | None = None
    evaluacion_clinica_hecha: bool | None = None
    matricula: Ventana | None = None
    deudas: tuple[str, ...] | None = None
    retenciones: tuple[str, ...] = ()
    sanciones: tuple[str, ...] = ()
    ahora: datetime | None = None


@dataclass
class _Cuenta(Cuenta):
    """`duda`: what is on record and another regulation says what it does."""

    duda: list[str] = field(default_factory=list)


def bloqueo_matricula(hechos: HechosBloqueoMatricula, _parametros: Parametros) -> Dictamen:
    """SI: nothing in this regulation keeps the student from enrolling; NO: something does; DEPENDE otherwise.

    Source: UPCH Art. 117 (separation), 87 (clinical evaluation), 8 and 48A e (timetable), 43 (the Reglamento de
    Matrícula has the rest: debts and holds on record are told, not judged).
    """
    cuenta = _Cuenta()
    _separado(hechos, cuenta)
    _evaluacion(hechos, cuenta)
    _cronograma(hechos, cuenta)
    _de_otro_reglamento(hechos, cuenta)
    cuenta.avisos.append(
        "Las reglas generales están en el Reglamento de Matrícula, que no tengo: puede pedir algo más (Art. 43). Este "
        "no dice si una deuda impide matricularse."
    )
    return _dictamen(hechos, cuenta)


def _separado(hechos: HechosBloqueoMatricula, cuenta: _Cuenta) -> None:
    regla = "Quien desaprueba la última matrícula que permite su carrera queda separado de ella"
    if hechos.separado is None:
        cuenta.ignora("si desaprobaste un curso en tu última matrícula permitida", "separado")
        cuenta.pasos.append(Paso(regla, "no sé si te pasó", "te lo impediría", _SEPARACION))
    elif hechos.separado:
        cuenta.pasos.append(Paso(regla, "te pasó", "no puedes matricularte en la carrera", _SEPARACION))
        cuenta.impide.append("desaprobaste un curso en tu última matrícula permitida y eso te separa de la carrera")
    else:
        cuenta.pasos.append(Paso(regla, "no te ha pasado", "no te lo impide", _SEPARACION))


def _evaluacion(hechos: HechosBloqueoMatricula, cuenta: _Cuenta) -> None:
    regla = "Por justificar faltas de forma reiterada pueden exigir una evaluación médica o psicológica"
    if hechos.evaluacion_clinica_hecha:
        cuenta.pasos.append(Paso(regla, "ya la hiciste", "no te lo impide", _EVALUACION))
    elif hechos.evaluacion_clinica_pedida is None:
        cuenta.ignora("si te pidieron una evaluación clínica o psicológica", "evaluacion_clinica_pedida")
        cuenta.pasos.append(Paso(regla, "no sé si te la pidieron", "si te la pidieron, es requisito", _EVALUACION))
    elif not hechos.evaluacion_clinica_pedida:
        cuenta.pasos.append(Paso(regla, "no te la pidieron", "no te lo impide", _EVALUACION))
    elif hechos.evaluacion_clinica_hecha is None:
        cuenta.ignora("si ya hiciste la evaluación que te pidieron", "evaluacion_clinica_hecha")
        cuenta.pasos.append(Paso(regla, "te la pidieron", "tienes que hacerla antes", _EVALUACION))
    else:
        cuenta.pasos.append(Paso(regla, "te la pidieron y no la hiciste", "te falta ese requisito", _EVALUACION))
        cuenta.impide.append("te falta la evaluación clínica o psicológica que te pidieron")
        cuenta.siguiente.append("Haz la evaluación que te pidieron y preséntala antes de matricularte.")


def _cronograma(hechos: HechosBloqueoMatricula, cuenta: _Cuenta) -> None:
    regla = "La matrícula se hace en las fechas del cronograma, que es obligatorio"
    if hechos.matricula is None or hechos.ahora is None:
        cuenta.pasos.append(Paso(regla, "no tengo las fechas", "míralas en el cronograma de la OAMRA", _DEBER))
        return
    fin = Plazo(hechos.matricula.fin)
    inicio = hechos.matricula.inicio
    if fin.vencido(hechos.ahora):
        cuenta.pasos.append(Paso(regla, f"cerró el {fin.texto}", "ya no hay plazo", _CRONOGRAMA))
        cuenta.pasos.append(Paso("Con una convalidación aprobada la facultad puede autorizar matrícula extemporánea",
                                 "ya no hay plazo", "solo en ese caso y si hay vacantes", _EXTEMPORANEA))  # fmt: skip
        cuenta.impide.append(f"la matrícula cerró el {fin.texto}")
        cuenta.siguiente.append(f"Pregunta en {SECRETARIA} si hay alguna salida.")
    elif hechos.ahora < inicio:
        cuenta.pasos.append(Paso(regla, f"es del {momento(inicio)} al {fin.texto}", "aún no abre", _CRONOGRAMA))
        cuenta.siguiente.append(f"Matricúlate entre el {momento(inicio)} y el {fin.texto}.")
    else:
        cuenta.pasos.append(Paso(regla, f"cierra el {fin.texto}", "estás a tiempo", _CRONOGRAMA))
        cuenta.siguiente.append(f"Matricúlate hasta el {fin.texto}: {fin.resta(hechos.ahora)}.")


def _de_otro_reglamento(hechos: HechosBloqueoMatricula, cuenta: _Cuenta) -> None:
    """Debts, holds and sanctions on record: what they do to an enrolment is not in this regulation."""
    registros = (("deuda", hechos.deudas or ()), ("retención", hechos.retenciones), ("sanción", hechos.sanciones))
    for que, cuales in registros:
        if cuales:
            cuenta.duda.append(f"figura una {que} ({lista(cuales)})")
            cuenta.pasos.append(Paso("Lo general de la matrícula está en el Reglamento de Matrícula",
                                     f"figura una {que}: {lista(cuales)}", "este reglamento no dice si impide",
                                     _OTRO_REGLAMENTO))  # fmt: skip
            cuenta.siguiente.append(f"Pregunta en {SECRETARIA} si esa {que} te impide matricularte.")


def _dictamen(hechos: HechosBloqueoMatricula, cuenta: _Cuenta) -> Dictamen:
    puede = tuple(nombre for nombre, hay in (("tus deudas", hechos.deudas), ("tus retenciones", hechos.retenciones),
                                             ("tus sanciones", hechos.sanciones)) if hay)  # fmt: skip
    pide: tuple[str, ...] = ()
    falta: tuple[str, ...] = ()
    if cuenta.impide:
        veredicto, resumen = Veredicto.NO, f"Ahora no puedes matricularte: {lista(cuenta.impide)}."
    elif cuenta.falta or cuenta.duda:
        veredicto, pide = Veredicto.DEPENDE, tuple(cuenta.pide)
        falta = (*cuenta.falta, *(["si te lo impide algo que este reglamento no trata"] if cuenta.duda else []))
        sabidas = f" En tu expediente {lista(cuenta.duda)}." if cuenta.duda else ""
        resumen = f"Depende de {lista(falta)}.{sabidas}"
    else:
        veredicto = Veredicto.SI
        resumen = "Este reglamento no te impide matricularte; hazlo en las fechas del cronograma."
    return Dictamen(
        CALCULO, veredicto, resumen, tuple(cuenta.pasos), falta=falta, siguiente=tuple(cuenta.siguiente),
        avisos=tuple(cuenta.avisos), pide=pide, puede_cambiar=puede,
    )  # fmt: skip
