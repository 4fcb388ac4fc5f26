"""What failing a course means at UPCH: second and third enrolment, and separation (Art. 45, 46, 116, 117)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import inicio, no_cuadra

CALCULO = "repitencia"
_OPORTUNIDAD = Fuente("upch", "Art. 116")
_SEPARACION = Fuente("upch", "Art. 117")
_COMPLEMENTARIA = Fuente("upch", "Art. 28")
_ORDINALES = {1: "primera", 2: "segunda", 3: "tercera"}
_SILENCIO_MEDICINA = "El Art. 45 exceptúa a Medicina y no da su límite de matrículas en primer año: decide tu facultad."


@dataclass(frozen=True)
class HechosRepitencia:
    """One course and who takes it. None means "not known".

    `vez`: the enrolment in question (1 to 3); `desaprobado`: it was failed (False: it is being taken, None: not known).
    `primer_anio`: the student is still in the first year, at UFBI; `medicina`: studies Medicine.
    `matriculas_permitidas`: what the faculty allows from the second year on (2 or 3). `complementaria`: a complementary
    subject or activity.
    """

    curso: str | None = None
    vez: int | None = None
    desaprobado: bool | None = None
    primer_anio: bool | None = None
    medicina: bool | None = None
    matriculas_permitidas: int | None = None
    complementaria: bool | None = None


def matriculas_del_curso(hechos: HechosRepitencia, parametros: Parametros) -> int | None:
    """How many times the student may enrol in the course; None when the text or the facts do not say (Art. 45, 46)."""
    del_primero, permitidas = parametros.entero("matriculas_primer_anio"), hechos.matriculas_permitidas
    if hechos.primer_anio and hechos.medicina is False:
        return del_primero
    if hechos.primer_anio is False or (hechos.primer_anio and hechos.medicina):
        return permitidas
    return permitidas if permitidas == del_primero else None  # the same in every case


def repitencia(hechos: HechosRepitencia, parametros: Parametros) -> Dictamen:
    """Whether the course may be taken again after failing it in enrolment `vez`: SI, NO (separation) or DEPENDE.

    `valor`: the enrolment that would follow (SI). Source: UPCH Art. 45 (first year: three, not Medicine), 46 (faculty:
    two or three), 116, 117 (separation from the career), 28 (complementary subjects). A fourth enrolment gives a
    CONTRADICCION.
    """
    problema = _problema(hechos, parametros)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    if hechos.complementaria:
        paso = Paso("Un no apto en lo complementario no impide pasar de año ni separa", "es complementaria",
                    "no te separan", _COMPLEMENTARIA)  # fmt: skip
        resumen = f"{inicio(hechos.curso)}No te separan por un no apto en una actividad o asignatura complementaria."
        return Dictamen(CALCULO, Veredicto.SI, resumen, (paso,))
    if hechos.vez is None:
        return _sin_vez(hechos, parametros)
    if _puede_seguir(hechos, hechos.vez, parametros):
        return _otra_matricula(hechos, hechos.vez, parametros)
    if _es_la_ultima(hechos, hechos.vez, parametros):
        return _separacion(hechos, hechos.vez, parametros)
    return _por_saber(hechos, hechos.vez, parametros)


def _puede_seguir(hechos: HechosRepitencia, vez: int, parametros: Parametros) -> bool:
    """Whether another enrolment is sure: the second one always is (Art. 116)."""
    limite = matriculas_del_curso(hechos, parametros)
    return vez < (parametros.entero("matriculas_minimas") if limite is None else limite)


def _es_la_ultima(hechos: HechosRepitencia, vez: int, parametros: Parametros) -> bool:
    limite = matriculas_del_curso(hechos, parametros)
    return vez >= (parametros.entero("matriculas_maximas") if limite is None else limite)


def _otra_matricula(hechos: HechosRepitencia, vez: int, parametros: Parametros) -> Dictamen:
    siguiente = _ORDINALES[vez + 1]
    resumen = f"{inicio(hechos.curso)}Sí, {_si_desapruebas(hechos, vez)}puedes llevarlo en {siguiente} matrícula."
    limite = matriculas_del_curso(hechos, parametros)
    avisos = []
    if limite is not None and vez + 1 == limite:
        resumen += " Es la última: si la desapruebas, te separan de la carrera."
    elif limite is None:
        avisos.append(f"Si además hay {_ORDINALES[3]} matrícula depende de tu año y de tu facultad (Art. 45 y 46).")
        if hechos.medicina:
            avisos.append(_SILENCIO_MEDICINA)
    pasos = (
        *_pasos_del_limite(hechos, parametros),
        Paso("Quien desaprueba puede volver a llevar el curso en segunda o tercera matrícula", _hecho(hechos, vez),
             f"te queda la {siguiente}", _OPORTUNIDAD),
    )  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.SI, resumen, pasos, Decimal(vez + 1), siguiente=_consecuencias(vez + 1, parametros),
        avisos=tuple(avisos),
    )  # fmt: skip


def _separacion(hechos: HechosRepitencia, vez: int, parametros: Parametros) -> Dictamen:
    ordinal = _ORDINALES[vez]
    if hechos.desaprobado:
        resumen = (
            f"{inicio(hechos.curso)}No puedes llevarlo otra vez: la {ordinal} era tu última matrícula y te separan de "
            "la carrera, sin poder volver a postular a ella."
        )
    else:
        resumen = (
            f"{inicio(hechos.curso)}La {ordinal} es tu última matrícula: si la desapruebas te separan de la carrera y "
            "no puedes volver a postular a ella."
        )
    pasos = (
        *_pasos_del_limite(hechos, parametros),
        Paso("Quien desaprueba la última matrícula que permite su carrera queda separado de ella", _hecho(hechos, vez),
             "no puedes volver a presentarte a la admisión de esa carrera", _SEPARACION),
    )  # fmt: skip
    confirma = "si tu nota final ya es definitiva"
    if vez < parametros.entero("matriculas_maximas"):
        confirma = f"cuántas matrículas permite y {confirma}"
    siguiente = (
        f"Confirma en tu facultad {confirma}.",
        "Si crees que tu nota está mal, reclámala a tiempo ante el coordinador del curso.",
    ) if hechos.desaprobado else ("Habla con tu tutor o con el coordinador del curso cuanto antes.",)  # fmt: skip
    avisos = ("El texto habla solo de esa carrera: no dice si puedes postular a otra. Lo no previsto lo resuelve el "
              "Consejo Universitario.",)  # fmt: skip
    return Dictamen(CALCULO, Veredicto.NO, resumen, pasos, siguiente=siguiente, avisos=avisos)


def _por_saber(hechos: HechosRepitencia, vez: int, parametros: Parametros) -> Dictamen:
    falta: list[str] = []
    pide: list[str] = []
    _que_falta(hechos, falta, pide)
    avisos = (_SILENCIO_MEDICINA,) if hechos.medicina and hechos.primer_anio is not False else ()
    siguiente = _ORDINALES[vez + 1]
    resumen = (
        f"{inicio(hechos.curso)}Depende: {_si_desapruebas(hechos, vez)}puedes llevarlo en {siguiente} matrícula solo "
        "si tu carrera la permite; si no, te separan de ella."
    )
    pasos = (
        *_pasos_del_limite(hechos, parametros),
        Paso("Quien desaprueba la última matrícula que permite su carrera queda separado de ella", _hecho(hechos, vez),
             "depende de cuál es la última", _SEPARACION),
    )  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, pasos, falta=tuple(falta),
        siguiente=("Pregunta en tu facultad (en la UFBI, en primer año) cuántas matrículas se permiten.",),
        avisos=avisos, pide=tuple(pide),
    )  # fmt: skip


def _que_falta(hechos: HechosRepitencia, falta: list[str], pide: list[str]) -> None:
    """What decides whether there is a third enrolment, in the order of asking."""
    candidatos = [("primer_anio", "si estás en primer año")]
    if hechos.primer_anio is not False:
        candidatos.append(("medicina", "si estudias Medicina"))
    primer_anio_de_otra = hechos.primer_anio and hechos.medicina is not True
    if not primer_anio_de_otra:
        candidatos.append(("matriculas_permitidas", "cuántas matrículas permite tu facultad en un mismo curso"))
    for campo, texto in candidatos:
        if getattr(hechos, campo) is None:
            falta.append(texto)
            pide.append(campo)


def _sin_vez(hechos: HechosRepitencia, parametros: Parametros) -> Dictamen:
    primero, maximas = (parametros.entero(f"matriculas_{cual}") for cual in ("primer_anio", "maximas"))
    minimas = parametros.entero("matriculas_minimas")
    resumen = (
        f"{inicio(hechos.curso)}Un mismo curso se lleva como máximo {maximas} veces: hasta {primero} en primer año "
        f"(salvo Medicina) y {minimas} o {maximas} después, según tu facultad. Si desapruebas la última, te separan."
    )
    paso = Paso("Quien desaprueba la última matrícula que permite su carrera queda separado de ella",
                "no sé en qué matrícula vas", "depende de eso", _SEPARACION)  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, (*_pasos_del_limite(hechos, parametros), paso),
        falta=("si es tu primera, segunda o tercera matrícula en el curso",), pide=("vez",),
        avisos=(_SILENCIO_MEDICINA,) if hechos.medicina is not False and hechos.primer_anio is not False else (),
    )  # fmt: skip


def _pasos_del_limite(hechos: HechosRepitencia, parametros: Parametros) -> tuple[Paso, ...]:
    pasos = []
    if hechos.primer_anio is not False:
        veces = parametros.entero("matriculas_primer_anio")
        regla = f"En primer año (UFBI) un curso se lleva hasta {veces} veces, salvo en Medicina"
        fuente = parametros.fuente("matriculas_primer_anio")
        if hechos.medicina:
            pasos.append(Paso(regla, "estudias Medicina", "el texto no da tu límite", fuente))
        elif hechos.primer_anio and hechos.medicina is False:
            pasos.append(Paso(regla, "estás en primer año y no es Medicina", f"hasta {veces}", fuente))
        else:
            pasos.append(Paso(regla, "no sé tu año o tu carrera", f"si es tu caso, hasta {veces}", fuente))
    if not hechos.primer_anio:
        minimas, maximas = (parametros.entero(f"matriculas_{cual}") for cual in ("minimas", "maximas"))
        regla = "Desde segundo año cada facultad decide si hay segunda o también tercera matrícula"
        fuente = parametros.fuente("matriculas_maximas")
        permite = hechos.matriculas_permitidas
        if permite is not None:
            pasos.append(Paso(regla, f"tu facultad permite {permite}", f"hasta {permite}", fuente))
        else:
            pasos.append(Paso(regla, "no sé cuántas permite la tuya", f"{minimas} o {maximas}", fuente))
    return tuple(pasos)


def _si_desapruebas(hechos: HechosRepitencia, vez: int) -> str:
    return "" if hechos.desaprobado else f"si desapruebas la {_ORDINALES[vez]} "


def _hecho(hechos: HechosRepitencia, vez: int) -> str:
    if hechos.desaprobado:
        return f"desaprobaste la {_ORDINALES[vez]} matrícula"
    return f"es tu {_ORDINALES[vez]} matrícula"


def _consecuencias(siguiente: int, parametros: Parametros) -> tuple[str, ...]:
    if siguiente == parametros.entero("matriculas_minimas"):
        cuando = "También puedes repetirlo en verano o en vacaciones, si se dicta (Art. 7 y 123)."
    else:  # Art. 123 speaks of the second enrolment only
        cuando = "También puedes repetirlo en verano, si se dicta (Art. 7)."
    return (
        f"Si el próximo semestre llevas más de un curso repetido, tu tope baja a "
        f"{parametros.entero('creditos_con_repetidos')} créditos (Art. 48).",
        cuando,
    )


def _problema(hechos: HechosRepitencia, parametros: Parametros) -> str | None:
    minimas, maximas = (parametros.entero(f"matriculas_{cual}") for cual in ("minimas", "maximas"))
    vez, permitidas = hechos.vez, hechos.matriculas_permitidas
    if vez is not None and vez not in _ORDINALES:
        return "un curso se lleva en primera, segunda o tercera matrícula"
    if permitidas is not None and not minimas <= permitidas <= maximas:
        return f"una facultad permite {minimas} o {maximas} matrículas en un mismo curso"
    if vez is not None and permitidas is not None and hechos.primer_anio is False and vez > permitidas:
        return f"llevas la {_ORDINALES[vez]} matrícula y dices que tu facultad permite {permitidas}"
    return None
