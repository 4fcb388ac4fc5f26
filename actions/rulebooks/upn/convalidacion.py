"""May one course taken elsewhere be recognised at UPN (Art. 45-50 with 1 f, 2 i and 64)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.formato import lista, numero, porcentaje
from actions.rulebooks.notas import nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion, negativo
from actions.rulebooks.upn.nombres import que_se_llaman
from actions.rulebooks.upn.textos import inicio, no_cuadra
from actions.rulebooks.upn.tramites import (
    DEUDA,
    REGLA_DEUDA,
    TUS_DEUDAS,
    Fechas,
    avisa_si_el_expediente_dice_otra_cosa,
    deudas_sabidas,
    exige_en_fechas_de_cada_periodo,
)

CALCULO = "convalidacion"
_ORIGEN = Fuente("upn", "Art. 45")
_TIPOS_DE_INSTITUCION = Fuente("upn", "Art. 1 f")
_DECIDE = Fuente("upn", "Art. 46")
_EXCEPCIONES = Fuente("upn", "Art. 47 a")
_ANTES_DEL_CICLO = Fuente("upn", "Art. 47 c")
_NO_GARANTIZA = Fuente("upn", "Art. 48 c")
_REQUISITO = Fuente("upn", "Art. 48 d")
_MATRICULADO = Fuente("upn", "Art. 48 e")
_DOCUMENTOS = Fuente("upn", "Art. 48 f")
_CONVENIO = Fuente("upn", "Art. 50")
_TRANSITORIA = Fuente("upn", "Art. 64")
# Beyond this, a share is told as "more than": nobody reads 266,666 %.
_MAXIMO_LEGIBLE = Decimal(10)


class CasoConvalidacion(Enum):
    """Under which arrangement; only the ordinary one has the ceiling of credits (Art. 47 a)."""

    ORDINARIO = "ordinario"
    CONVENIO = "convenio"
    INTERCAMBIO = "intercambio"
    SEGUNDA_CARRERA = "segunda_carrera"


@dataclass(frozen=True)
class CursoDelPlan:
    """What the file says about one course of the student's plan; `matriculado`: enrolled in it now or ever."""

    nombre: str
    creditos: int
    matriculado: bool = False
    requisitos_pendientes: tuple[str, ...] = ()
    requisitos_convalidados: tuple[str, ...] = ()


@dataclass(frozen=True)
class HechosConvalidacion:
    """What is asked about one course (`curso_por_convalidar`: UPN's). None means "not known".

    `nota_origen`: 0-20, as the other institution certifies it. `admitido_desde_2020_2`: admitted in 2020-2 or later.
    `matriculado_aqui`: enrolled in the course at UPN, now or ever. `antes_de_su_ciclo`: the cycle to which the course
    belongs has not begun. `requisitos_pendientes` and `requisitos_convalidados`: names, as the file has them.
    `contenidos_comunes`: share 0-1. `creditos_convalidados`: those recognised so far.
    `cursos_plan`: the student's plan as the file has it; `deudas`: overdue or administrative ones on record, and
    `tiene_deuda` what the student says. `solicitudes`: the calendar's dates, told with `ahora` (aware, America/Lima);
    `en_fechas`: whether the student says that they are open.
    """

    curso_por_convalidar: str | None = None
    caso_convalidacion: CasoConvalidacion | None = None
    institucion_reconocida: bool | None = None
    aprobado_origen: bool | None = None
    nota_origen: Decimal | None = None
    admitido_desde_2020_2: bool | None = None
    matriculado_aqui: bool | None = None
    tiene_requisito: bool | None = None
    requisito_aprobado: bool | None = None
    requisitos_pendientes: tuple[str, ...] = ()
    requisitos_convalidados: tuple[str, ...] = ()
    antes_de_su_ciclo: bool | None = None
    contenidos_comunes: Decimal | None = None
    creditos_origen: int | None = None
    creditos_upn: int | None = None
    horas_origen: int | None = None
    horas_upn: int | None = None
    creditos_convalidados: int | None = None
    silabo: bool | None = None
    certificado: bool | None = None
    solicitudes: Ventana | None = None
    en_fechas: bool | None = None
    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    cursos_plan: tuple[CursoDelPlan, ...] = ()
    ahora: datetime | None = None


def convalidacion(hechos: HechosConvalidacion, parametros: Parametros) -> Dictamen:
    """SI when every condition is met (the decision is still the Director's), NO with the reason, DEPENDE otherwise.

    `valor` of a SI: the grade with which the course is recorded. DEPENDE, with nothing to ask for, is also what the
    regulation leaves open: admissions before 2020-2, agreements and exchanges, a second career, a course that was
    longer elsewhere by more than 30 %, credits and hours that disagree about the 30 %, a recognised requisite. The
    documents are told as still to be handed in; only those that the student says are missing stand in the way.
    Source: UPN Art. 45, 46, 47 a and c, 48 a-f, 49 b, 50, 64. Figures that cannot be (a grade above 20, a share above
    100 %) give a CONTRADICCION.
    """
    problema = _problema(hechos)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso_por_convalidar)
    dichos, hechos = hechos, _con_el_plan(hechos)
    if hechos.caso_convalidacion is CasoConvalidacion.SEGUNDA_CARRERA:
        return _segunda_carrera(hechos)
    cuenta = Comprobaciones()
    if hechos.matriculado_aqui and dichos.matriculado_aqui is False:
        cuenta.avisos.append(
            "Dices que no te matriculaste, pero tu expediente muestra la matrícula: si es un error, pide en Secretaría "
            "Académica que lo corrijan."
        )
    if hechos.cursos_plan and hechos.curso_por_convalidar is None:
        cuenta.no_se_sabe("qué curso de tu plan quieres convalidar", "curso_por_convalidar")
    if hechos.caso_convalidacion in (CasoConvalidacion.CONVENIO, CasoConvalidacion.INTERCAMBIO):
        _de_donde(hechos, cuenta)
        return _por_convenio(hechos, parametros, cuenta)
    _nota(hechos, parametros, cuenta)
    _de_donde(hechos, cuenta)
    _requisito(hechos, cuenta)
    _ciclo(hechos, cuenta)
    _contenidos(hechos, parametros, cuenta)
    _tamano(hechos, parametros, cuenta)
    _tope(hechos, parametros, cuenta)
    exige_en_fechas_de_cada_periodo(
        cuenta, Fechas(hechos.solicitudes, hechos.en_fechas, hechos.ahora),
        "Se pide en las fechas del calendario académico", _ANTES_DEL_CICLO, "pedir la convalidación",
    )  # fmt: skip
    _documentos(hechos, cuenta)
    return _dictamen(hechos, parametros, cuenta)


def _con_el_plan(hechos: HechosConvalidacion) -> HechosConvalidacion:
    """The facts with what the file says about the course that is named; what the student said wins.

    An enrolment on file is not the student's to deny.
    """
    dicho = hechos.curso_por_convalidar
    cuales = que_se_llaman(dicho, [curso.nombre for curso in hechos.cursos_plan]) if dicho else ()
    curso = next((c for c in hechos.cursos_plan if len(cuales) == 1 and c.nombre == cuales[0]), None)
    if curso is None:
        return hechos
    no_lo_sabe = hechos.requisito_aprobado is None and hechos.tiene_requisito is None
    return replace(
        hechos,
        curso_por_convalidar=curso.nombre,
        creditos_upn=curso.creditos if hechos.creditos_upn is None and curso.creditos > 0 else hechos.creditos_upn,
        matriculado_aqui=curso.matriculado or bool(hechos.matriculado_aqui),
        requisito_aprobado=not curso.requisitos_pendientes if no_lo_sabe else hechos.requisito_aprobado,
        requisitos_pendientes=curso.requisitos_pendientes,
        requisitos_convalidados=curso.requisitos_convalidados,
    )


def _de_donde(hechos: HechosConvalidacion, cuenta: Comprobaciones) -> None:
    """What holds under any arrangement: a recognised institution, a course passed there and never enrolled here."""
    cuenta.exige(
        Condicion(
            "No se convalida un curso en el que te matriculaste en UPN, lo apruebes donde lo apruebes", _MATRICULADO,
            "no te has matriculado en él aquí", "te has matriculado en él aquí",
            "ya te matriculaste en ese curso aquí", "si alguna vez te matriculaste en ese curso aquí",
            "matriculado_aqui",
        ), None if hechos.matriculado_aqui is None else not hechos.matriculado_aqui,
    )  # fmt: skip
    if hechos.matriculado_aqui:
        cuenta.avisos.append("La regla no distingue si lo estás llevando, lo desaprobaste o te retiraste (Art. 48 e).")
    cuenta.exige(
        Condicion("El curso tiene que estar aprobado en la otra institución", _ORIGEN, "lo aprobaste",
                  "no lo aprobaste", "no aprobaste el curso en la otra institución",
                  "si aprobaste el curso en la otra institución", "aprobado_origen"), hechos.aprobado_origen,
    )  # fmt: skip
    cuenta.exige(
        Condicion(
            "La institución de origen, peruana o extranjera, debe estar reconocida y autorizada por quien le toca",
            _ORIGEN, "lo está", "no lo está",
            "tu institución de origen no está reconocida", "si tu institución de origen está reconocida",
            "institucion_reconocida",
        ), hechos.institucion_reconocida,
    )  # fmt: skip
    if not hechos.institucion_reconocida:
        cuenta.pasos.append(
            Paso("En el Perú vale la universidad reconocida por SUNEDU o el instituto que MINEDU autoriza a dar "
                 "bachillerato técnico", "no me consta la tuya", "compruébalo", _TIPOS_DE_INSTITUCION)
        )  # fmt: skip
    if hechos.institucion_reconocida is False:
        cuenta.avisos.append(
            "El Art. 45 pide que la institución esté reconocida y autorizada, y el 1 f pide a los institutos la "
            "autorización para el bachillerato técnico: si tienes dudas con el tuyo, pregunta en Secretaría Académica."
        )


def _nota(hechos: HechosConvalidacion, parametros: Parametros, cuenta: Comprobaciones) -> None:
    minima = numero(parametros.valor("convalidacion_nota_minima"))
    desde = primera_admision(parametros)
    if hechos.admitido_desde_2020_2 is False:
        que = f"qué nota regía para las admisiones anteriores a {desde}"
        paso = Paso(f"La nota mínima de {minima} rige desde la admisión {desde}", "ingresaste antes",
                    "este reglamento no dice cuál regía", _TRANSITORIA)  # fmt: skip
        cuenta.duda(paso, que)
        cuenta.avisos.append(
            f"Ingresaste antes de la admisión {desde}: este reglamento no dice qué nota mínima te corresponde ni con "
            "qué nota se registra. Lo aclara Secretaría Académica."
        )
        return
    regla = f"Solo se convalida un curso aprobado con {minima} o más"
    fuente = parametros.fuente("convalidacion_nota_minima")
    if hechos.nota_origen is None:
        paso = Paso(regla, "no sé con qué nota lo aprobaste", f"tiene que ser {minima} o más", fuente)
        cuenta.duda(paso, "con qué nota lo aprobaste", "nota_origen")
    elif hechos.nota_origen >= parametros.valor("convalidacion_nota_minima"):
        cuenta.pasos.append(Paso(regla, f"tu nota es {numero(hechos.nota_origen)}", "cumples", fuente))
    elif hechos.admitido_desde_2020_2:
        cuenta.pasos.append(Paso(regla, f"tu nota es {numero(hechos.nota_origen)}", "no cumples", fuente))
        cuenta.impide.append(f"tu nota ({numero(hechos.nota_origen)}) es menor que {minima}")
        if parametros.valor("convalidacion_nota_minima") - hechos.nota_origen < 1:
            cuenta.avisos.append("El reglamento no dice que se redondee la nota de la otra institución.")
    else:
        cuenta.pasos.append(
            Paso(regla, f"tu nota es {numero(hechos.nota_origen)}", f"no alcanza si ingresaste desde {desde}", fuente)
        )
    if hechos.admitido_desde_2020_2 is None:
        paso = Paso(f"El mínimo de {minima} rige desde la admisión {desde}", "no sé cuándo ingresaste",
                    "para admisiones anteriores no dice cuál regía", _TRANSITORIA)  # fmt: skip
        cuenta.duda(paso, f"si ingresaste en {desde} o después", "admitido_desde_2020_2")


def primera_admision(parametros: Parametros) -> str:
    """`2020-2`: the first admission to which the grade of 12 applies."""
    return f"{parametros.entero('convalidacion_admision_anio')}-{parametros.entero('convalidacion_admision_ciclo')}"


def _requisito(hechos: HechosConvalidacion, cuenta: Comprobaciones) -> None:
    pendientes = lista(hechos.requisitos_pendientes)
    cumple = True if hechos.tiene_requisito is False else hechos.requisito_aprobado
    if cumple is None and pendientes:
        cumple = False
    if cumple and pendientes:
        cuenta.avisos.append(
            f"En tu expediente todavía figura sin aprobar su requisito ({pendientes}): confirma tu récord antes de "
            "pedir la convalidación (Art. 48 d)."
        )
    cual = f" ({pendientes})" if pendientes else ""
    if cumple and hechos.requisitos_convalidados:
        cuales = lista(hechos.requisitos_convalidados)
        paso = Paso("El requisito se cursa y aprueba en UPN", f"{cuales} figura como convalidado",
                    "el texto no dice si así vale", _REQUISITO)  # fmt: skip
        cuenta.duda(paso, "si vale que el requisito sea convalidado")
        cuenta.avisos.append(f"{cuales} no lo aprobaste aquí sino por convalidación: decide el Director Académico.")
        return
    duda = "si ya aprobaste aquí su requisito" if hechos.tiene_requisito else "si el curso tiene un requisito en UPN"
    cuenta.exige(
        Condicion(
            "Si el curso tiene un requisito en UPN, primero se aprueba aquí ese requisito", _REQUISITO,
            "no queda requisito pendiente", f"su requisito sigue pendiente{cual}",
            f"falta que apruebes aquí su requisito{cual}",
            duda, "requisito_aprobado" if hechos.tiene_requisito else "tiene_requisito",
            f"Aprueba primero el requisito{cual} en UPN y después pide la convalidación.",
        ), cumple,
    )  # fmt: skip


def _ciclo(hechos: HechosConvalidacion, cuenta: Comprobaciones) -> None:
    cuenta.exige(
        Condicion(
            "Se pide antes del ciclo al que corresponde el curso", _ANTES_DEL_CICLO, "ese ciclo todavía no empieza",
            "ese ciclo ya empezó", "se pide antes del ciclo al que corresponde el curso, y ese ciclo ya empezó",
            "si el ciclo al que corresponde el curso ya empezó para ti", "antes_de_su_ciclo",
        ), hechos.antes_de_su_ciclo,
    )  # fmt: skip
    if hechos.antes_de_su_ciclo is False:
        cuenta.avisos.append(
            "El reglamento no dice qué ciclo cuenta si vas atrasado en tu plan: si es tu caso, pregunta en Secretaría "
            "Académica."
        )


def _contenidos(hechos: HechosConvalidacion, parametros: Parametros, cuenta: Comprobaciones) -> None:
    minimo, comunes = parametros.valor("convalidacion_contenidos_minimos"), hechos.contenidos_comunes
    tiene = f"coinciden en {porcentaje(comunes)}" if comunes is not None else ""
    cuenta.exige(
        Condicion(
            f"Los sílabos deben tener al menos {porcentaje(minimo)} de contenidos comunes",
            parametros.fuente("convalidacion_contenidos_minimos"), tiene, tiene,
            f"los contenidos {tiene} y se pide {porcentaje(minimo)}",
            f"si los sílabos coinciden al menos en {porcentaje(minimo)}", "contenidos_comunes",
        ), None if comunes is None else comunes >= minimo,
    )  # fmt: skip


def _tamano(hechos: HechosConvalidacion, parametros: Parametros, cuenta: Comprobaciones) -> None:
    """Art. 48 b: credits and/or hours, held against UPN's course."""
    maxima = parametros.valor("convalidacion_diferencia_maxima")
    regla = f"Los créditos u horas pueden diferir hasta {porcentaje(maxima)} de los del curso de UPN"
    fuente = parametros.fuente("convalidacion_diferencia_maxima")
    medidas = [
        (f"{unidad}: {origen} allá y {upn} aquí, {_legible(abs(parte))} de diferencia", parte)
        for unidad, origen, upn in (
            ("créditos", hechos.creditos_origen, hechos.creditos_upn), ("horas", hechos.horas_origen, hechos.horas_upn)
        )
        if origen is not None and upn is not None and (parte := Decimal(origen - upn) / Decimal(upn)) is not None
    ]  # fmt: skip
    if not medidas:
        paso = Paso(regla, "no sé los créditos de los dos cursos", "falta compararlos", fuente)
        campos = [("creditos_origen", hechos.creditos_origen), ("creditos_upn", hechos.creditos_upn)]
        cuenta.duda(paso, "los créditos de los dos cursos", *(campo for campo, valor in campos if valor is None))
        return
    hecho = lista([texto for texto, _ in medidas])
    if all(abs(parte) <= maxima for _, parte in medidas):
        cuenta.pasos.append(Paso(regla, hecho, "cumples", fuente))
    elif all(parte < -maxima for _, parte in medidas):
        cuenta.pasos.append(Paso(regla, hecho, "no cumples", fuente))
        cuenta.impide.append(f"la diferencia pasa de {porcentaje(maxima)} ({hecho})")
        if len(medidas) == 1:
            la_otra = "horas" if hechos.creditos_origen is not None and hechos.creditos_upn is not None else "créditos"
            cuenta.avisos.append(
                f"El Art. 48 b habla de horas y/o créditos: si en {la_otra} la diferencia no pasa de "
                f"{porcentaje(maxima)}, puede verlo el Director Académico de Sede."
            )
    else:
        paso = Paso(regla, hecho, "el texto deja duda", fuente)
        cuenta.duda(paso, "cómo cuenta el Director Académico esa diferencia de créditos u horas")
        cuenta.avisos.append(
            "El Art. 48 b habla de horas y/o créditos y de cualquier diferencia, y el 48 c lo llama mínimo de horas: "
            "si solo una de las dos pasa, o si tu curso de origen era más largo, decide el Director Académico de Sede."
        )


def _legible(parte: Decimal) -> str:
    return porcentaje(parte) if parte <= _MAXIMO_LEGIBLE else f"más de {porcentaje(_MAXIMO_LEGIBLE)}"


def _tope(hechos: HechosConvalidacion, parametros: Parametros, cuenta: Comprobaciones) -> None:
    maximo, llevas = parametros.entero("convalidacion_creditos_maximos"), hechos.creditos_convalidados
    este, fuente = hechos.creditos_upn or 0, parametros.fuente("convalidacion_creditos_maximos")
    cabe = None if llevas is None else llevas + este <= maximo and llevas < maximo
    tienes = f"llevas {llevas}" + (f" y este curso suma {este}" if este else "")
    regla = f"Se convalidan hasta {maximo} créditos en total"
    if cabe and hechos.creditos_upn is None:
        if "creditos_upn" not in cuenta.pide:  # otherwise asked for with the difference
            paso = Paso(regla, tienes, "cabe si no pasa lo que te queda", fuente)
            cuenta.duda(paso, "cuántos créditos vale el curso en UPN", "creditos_upn")
        return
    if cabe is False and hechos.caso_convalidacion is None:
        paso = Paso(regla, tienes, "no cabe, salvo convenio, intercambio o segunda carrera", fuente)
        cuenta.duda(
            paso, f"si es por un convenio, un intercambio o una segunda carrera, porque pasarías el tope de {maximo} "
            f"({tienes})", "caso_convalidacion",
        )  # fmt: skip
        # It decides alone, so it is asked first.
        cuenta.falta.insert(0, cuenta.falta.pop())
        cuenta.pide.insert(0, cuenta.pide.pop())
        return
    cuenta.exige(
        Condicion(
            regla, fuente, tienes, tienes, f"pasarías el tope de {maximo} créditos ({tienes})",
            "cuántos créditos te han convalidado ya", "creditos_convalidados",
        ), cabe,
    )  # fmt: skip


def _documentos(hechos: HechosConvalidacion, cuenta: Comprobaciones) -> None:
    documentos = (
        ("el sílabo del periodo en que lo aprobaste", hechos.silabo),
        ("el certificado de estudios o récord académico con la nota", hechos.certificado),
    )
    presenta = [nombre for nombre, lo_tiene in documentos if not lo_tiene]
    faltan = lista([nombre for nombre, lo_tiene in documentos if lo_tiene is False])
    if not presenta:
        hecho, resultado = "tienes los dos", "cumples"
    elif faltan:
        hecho, resultado = f"te falta {faltan}", "consíguelo antes de pedirla"
        cuenta.no_se_sabe(f"si consigues {faltan}")
    else:
        hecho, resultado = "los presentas con la solicitud", "te toca"
    cuenta.pasos.append(Paso("Se presentan el sílabo y el certificado o récord del curso", hecho, resultado,
                             _DOCUMENTOS))  # fmt: skip
    if presenta and not cuenta.motivos:
        cuenta.siguiente.append(f"Presenta {lista(presenta)}.")


def _dictamen(hechos: HechosConvalidacion, parametros: Parametros, cuenta: Comprobaciones) -> Dictamen:
    minima = numero(parametros.valor("convalidacion_nota_minima"))
    registro = parametros.valor("convalidacion_nota_registro")
    if cuenta.impide and hechos.caso_convalidacion is None:
        cuenta.avisos.append(
            "Si es por intercambio, por un convenio específico o para una segunda carrera de un egresado de UPN, el "
            "tope no rige y los cursos se ven según el convenio o por equivalencia (Art. 47 a y 50)."
        )
    veredicto = cuenta.veredicto
    valor = None
    if veredicto is Veredicto.NO:
        por_ahora = "" if cuenta.impide else "por ahora "
        resumen = f"No se puede convalidar {por_ahora}este curso: {lista(cuenta.motivos)}."
        cuenta.calla_las_dudas()
    elif veredicto is Veredicto.DEPENDE and not cuenta.pide:
        resumen = f"Depende: falta saber {cuenta.lo_que_falta()}. Las demás condiciones las cumples."
    elif veredicto is Veredicto.DEPENDE:
        resumen = (
            f"Puede ser, si cumples todo: {minima} o más de nota, "
            f"{porcentaje(parametros.valor('convalidacion_contenidos_minimos'))} de contenidos comunes y hasta "
            f"{porcentaje(parametros.valor('convalidacion_diferencia_maxima'))} de diferencia en créditos u horas. "
            f"Falta saber {cuenta.lo_que_falta()}."
        )
    else:
        valor = registro
        resumen = (
            f"Sí, puedes pedir la convalidación: cumples las condiciones. No está garantizada, y quedaría registrada "
            f"con {numero(registro)}."
        )
        cuenta.pasos.append(Paso("Cumplir los requisitos no garantiza la convalidación", "los cumples",
                                 "decide el Director Académico de Sede", _NO_GARANTIZA))  # fmt: skip
        cuenta.pasos.append(
            Paso(f"Un curso convalidado aparece con {numero(registro)} y no entra en tus promedios",
                 f"sacaste {numero(hechos.nota_origen or registro)} allá", f"figuraría con {numero(registro)}",
                 parametros.fuente("convalidacion_nota_registro"))
        )  # fmt: skip
    if veredicto is not Veredicto.NO:
        _quien_decide(hechos, cuenta)
    return replace(cuenta.dictamen(CALCULO, _inicio(hechos) + resumen), valor=valor)


def _quien_decide(hechos: HechosConvalidacion, cuenta: Comprobaciones) -> None:
    cuenta.pasos.append(Paso("La convalidación la decide el Director Académico de Sede", "su decisión no se apela",
                             "solo él puede rectificarla", _DECIDE))  # fmt: skip
    deudas = deudas_sabidas(hechos.deudas, hechos.tiene_deuda)
    avisa_si_el_expediente_dice_otra_cosa(cuenta, hechos.deudas, hechos.tiene_deuda)
    if deudas:
        cuenta.pasos.append(Paso(REGLA_DEUDA, f"debes: {lista(deudas)}", "regularízala antes", DEUDA))
        cuenta.siguiente.append(f"Regulariza antes tu deuda: {lista(deudas)}.")
        cuenta.avisos.append("Este reglamento no dice si la convalidación se paga; si se paga, tu deuda la detiene.")
        if hechos.tiene_deuda is None:
            cuenta.puede_cambiar.append(TUS_DEUDAS)


def _por_convenio(hechos: HechosConvalidacion, parametros: Parametros, cuenta: Comprobaciones) -> Dictamen:
    """An exchange or an agreement: what it settled decides, with no ceiling (Art. 47 a, 49 c, 50)."""
    es_intercambio = hechos.caso_convalidacion is CasoConvalidacion.INTERCAMBIO
    como = "por intercambio" if es_intercambio else "por un convenio específico"
    cuenta.pasos.append(Paso("El tope de créditos no rige para el intercambio ni los convenios específicos",
                             f"es {como}", "no te limita", _EXCEPCIONES))  # fmt: skip
    cuenta.pasos.append(Paso("Las equivalencias se acuerdan con la otra institución", f"es {como}",
                             "manda lo acordado", _CONVENIO))  # fmt: skip
    if cuenta.motivos:
        cuenta.calla_las_dudas()
        return cuenta.dictamen(CALCULO, f"{_inicio(hechos)}No se puede convalidar este curso: {lista(cuenta.motivos)}.")
    cuenta.no_se_sabe("qué equivalencias fija el convenio")
    cuenta.avisos.append(
        f"El Art. 45 pide {numero(parametros.valor('convalidacion_nota_minima'))} de nota a todos y el 47 a exceptúa "
        "estos casos. Si el convenio no aclara la nota, ni si hay que pedirlo antes del ciclo del curso (Art. 47 c) y "
        "con el requisito aprobado aquí (Art. 48 d), decide el Director Académico de Sede."
    )
    cuenta.siguiente.append("Pregunta en Secretaría Académica qué equivalencias fija tu convenio.")
    return cuenta.dictamen(
        CALCULO, f"{_inicio(hechos)}Depende del convenio: {como}, la equivalencia del curso y su nota son las "
        "acordadas con la otra institución, sin tope de créditos."
    )  # fmt: skip


def _segunda_carrera(hechos: HechosConvalidacion) -> Dictamen:
    paso = Paso("Al egresado de UPN que sigue una segunda carrera se le analizan los cursos equivalentes, sin tope",
                "es tu segunda carrera aquí", "completas los del nuevo plan que no llevaste", _EXCEPCIONES)  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{_inicio(hechos)}Depende del análisis de equivalencias: en tu segunda "
        "carrera pasan los cursos equivalentes, sin tope de créditos, y completas los que no llevaste.", (paso,),
        falta=("si el curso resulta equivalente",),
        siguiente=("Pide en Secretaría Académica el análisis de cursos equivalentes.",),
    )  # fmt: skip


def _inicio(hechos: HechosConvalidacion) -> str:
    return inicio(hechos.curso_por_convalidar)


def _problema(hechos: HechosConvalidacion) -> str | None:
    if hechos.nota_origen is not None and nota_imposible(hechos.nota_origen):
        return f"la nota {numero(hechos.nota_origen)} no está entre 0 y 20"
    if hechos.contenidos_comunes is not None and not 0 <= hechos.contenidos_comunes <= 1:
        return "los contenidos comunes van de 0 a 100 %"
    medidas = (hechos.creditos_origen, hechos.creditos_upn, hechos.horas_origen, hechos.horas_upn)
    if any(medida is not None and medida < 1 for medida in medidas):
        return "un curso no puede tener menos de 1 crédito u hora"
    return negativo(("créditos convalidados", hechos.creditos_convalidados))
