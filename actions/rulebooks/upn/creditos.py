"""How many credits a UPN student may register (Art. 14, all conditions together)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista, numero
from actions.rulebooks.parametros import Parametros

CALCULO = "creditos_matricula"
_CENTESIMAS = Decimal("0.01")
_REPETICION = Fuente("upn", "Art. 9 d")
_RESOLUCIONES = Fuente("upn", "Art. 14 d")
_RETENCION = Fuente("upn", "Art. 7 e")
_RETENCION_DISCIPLINARIA = Fuente("upn", "Art. 7 f")
_SANCION = Fuente("upn", "Art. 7 d")

_SI_TERCERA = "si tienes un curso pendiente por tercera vez"
_SI_PROMEDIO = "tu último promedio ponderado semestral"
_SI_REQUISITOS = "si alguno de los cursos que te faltan es requisito de otro"
_SI_ULTIMO = "si es tu último ciclo y cuántos créditos tienes aprobados"
_SI_PLAN = "si tu plan es de 200 o de 220 créditos"
_CREDITOS_TERCERA = "cuántos créditos vale tu curso por tercera"
#: What is not known, and the fields to ask for then.
_PIDE = {
    _SI_TERCERA: ("tiene_tercera",),
    _SI_PROMEDIO: ("ultimo_pps",),
    _SI_ULTIMO: ("ultimo_ciclo", "creditos_aprobados"),
    _SI_PLAN: ("creditos_plan",),
    _SI_REQUISITOS: ("requisitos_entre_cursos",),
    _CREDITOS_TERCERA: ("creditos_tercera",),
}


@dataclass(frozen=True)
class CursoPorTercera:
    """A course that is pending for the third time; `creditos` None: not known."""

    nombre: str
    creditos: int | None = None


@dataclass(frozen=True)
class HechosCreditos:
    """What Art. 14 asks about. None means "not known", which is never the same as "no".

    `ultimo_pps`: weighted average of the last regular cycle (0-20, hundredths). `por_matricular`: the number the
    student asks about. `requisitos_entre_cursos`: one of the last cycle's courses is a requisite of another.
    `tiene_tercera` and `creditos_tercera`: whether a course is pending for the third time and its credits, as the
    student says; what `por_tercera` knows goes before them. `en_curso_por_tercera`: those of `por_tercera` taken now.
    `deudas`: overdue or administrative ones on record.
    """

    verano: bool = False
    por_tercera: tuple[CursoPorTercera, ...] | None = None
    ultimo_pps: Decimal | None = None
    periodo_pps: str | None = None
    ultimo_ciclo: bool | None = None
    creditos_aprobados: int | None = None
    creditos_plan: int | None = None
    requisitos_entre_cursos: bool | None = None
    por_matricular: int | None = None
    retenciones: tuple[str, ...] = ()
    sanciones: tuple[str, ...] = ()
    en_curso_por_segunda: tuple[str, ...] = ()
    periodo_en_curso: str | None = None
    tiene_tercera: bool | None = None
    creditos_tercera: int | None = None
    en_curso_por_tercera: tuple[str, ...] = ()
    deudas: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Limite:
    """The limit under the likeliest reading (`usual`), and between which values the unknown facts could move it."""

    usual: int
    minimo: int
    maximo: int
    pasos: tuple[Paso, ...]
    falta: tuple[str, ...] = ()
    salvedades: tuple[str, ...] = ()
    avisos: tuple[str, ...] = ()


def creditos_matricula(hechos: HechosCreditos, parametros: Parametros) -> Dictamen:
    """The credit limit, or whether `por_matricular` credits fit in it. Source: UPN Art. 14 a-f, 9 d, 7 d-e.

    Facts that cannot be (a grade above 20, negative credits) give a CONTRADICCION.
    """
    hechos = _con_lo_dicho(hechos)
    contradiccion = _contradiccion(hechos)
    if contradiccion:
        return contradiccion
    if hechos.ultimo_pps is not None:
        hechos = replace(hechos, ultimo_pps=hechos.ultimo_pps.quantize(_CENTESIMAS, ROUND_HALF_UP))
    if hechos.verano:
        limite = _verano(hechos, parametros)
    elif hechos.por_tercera:
        limite = _con_tercera(hechos, hechos.por_tercera, parametros)
    else:
        limite = _sin_tercera(hechos, parametros)
    return _dictamen(hechos, limite, parametros)


def _con_lo_dicho(hechos: HechosCreditos) -> HechosCreditos:
    """The facts with what the student says about a course pending for the third time."""
    por_tercera = hechos.por_tercera
    if por_tercera is None and hechos.tiene_tercera is not None:
        por_tercera = (CursoPorTercera("el curso que dices"),) if hechos.tiene_tercera else ()
    if por_tercera and len(por_tercera) == 1 and por_tercera[0].creditos is None:
        por_tercera = (replace(por_tercera[0], creditos=hechos.creditos_tercera),)
    return replace(hechos, por_tercera=por_tercera)


def _verano(hechos: HechosCreditos, parametros: Parametros) -> _Limite:
    tope = parametros.entero("creditos_verano")
    pasos = [
        Paso(f"En verano se matriculan como máximo {tope} créditos", "la matrícula es de verano",
             f"hasta {tope} créditos", parametros.fuente("creditos_verano"))
    ]  # fmt: skip
    avisos: list[str] = []
    _uno_por_periodo(hechos.por_tercera or (), pasos, avisos)
    return _Limite(tope, tope, tope, tuple(pasos), avisos=tuple(avisos))


def _con_tercera(hechos: HechosCreditos, por_tercera: tuple[CursoPorTercera, ...], parametros: Parametros) -> _Limite:
    tope = parametros.entero("creditos_con_tercera")
    fuente = parametros.fuente("creditos_con_tercera")
    nombres = lista([curso.nombre for curso in por_tercera])
    pasos = [
        Paso(f"Con un curso pendiente por tercera vez el límite es {tope} créditos, lo lleves o no este ciclo",
             f"tienes pendiente por tercera vez: {nombres}", f"hasta {tope} créditos", fuente)
    ]  # fmt: skip
    if hechos.ultimo_pps is not None and hechos.ultimo_pps >= parametros.valor("pps_para_ampliar"):
        pasos.append(
            Paso(f"Un promedio de {numero(parametros.valor('pps_para_ampliar'))} o más amplía los créditos",
                 f"tu último promedio es {numero(hechos.ultimo_pps)}",
                 "no cambia nada mientras siga pendiente el curso por tercera", fuente)
        )  # fmt: skip
    if hechos.ultimo_ciclo:
        pasos.append(
            Paso("En el último ciclo se pueden ampliar los créditos", "dices que es tu último ciclo"
                 if hechos.periodo_pps is None else "estás por terminar tu plan",
                 "no cambia nada mientras siga pendiente el curso por tercera", fuente)
        )  # fmt: skip
    avisos = []
    for curso in por_tercera:
        if curso.creditos is not None and curso.creditos > tope:
            nombre = f"{curso.nombre[:1].upper()}{curso.nombre[1:]}"
            avisos.append(
                f"{nombre} vale {curso.creditos} créditos: puedes llevarlo como único curso si lo pide el responsable "
                "de carrera y lo autoriza el Director Académico."
            )
            pasos.append(
                Paso(f"Un curso por tercera de más de {tope} créditos se puede llevar solo, con autorización",
                     f"{curso.nombre} vale {curso.creditos} créditos", "puede ser tu único curso", fuente)
            )  # fmt: skip
    _uno_por_periodo(por_tercera, pasos, avisos)
    for nombre in hechos.en_curso_por_tercera:
        avisos.append(
            f"Llevas {nombre} por tercera vez: si lo apruebas deja de limitarte; si lo desapruebas o te inhabilitan, "
            "te separan del pregrado (Art. 9 e)."
        )
    return _Limite(tope, tope, tope, tuple(pasos), avisos=tuple(avisos))


def _uno_por_periodo(por_tercera: tuple[CursoPorTercera, ...], pasos: list[Paso], avisos: list[str]) -> None:
    """Art. 9 d: two third-time courses are not to be taken at once."""
    if len(por_tercera) > 1:
        hecho = f"tienes {len(por_tercera)} pendientes"
        pasos.append(Paso("No se llevan dos cursos por tercera a la vez", hecho, "uno por periodo", _REPETICION))
        avisos.append(
            "El reglamento aconseja llevarlos de a uno por periodo; si no lo haces, la responsabilidad es tuya."
        )


def _sin_tercera(hechos: HechosCreditos, parametros: Parametros) -> _Limite:
    pasos: list[Paso] = []
    falta: list[str] = []
    salvedades: list[str] = []
    avisos: list[str] = []
    ordinario = parametros.entero("creditos_ordinarios")
    minimo = ordinario
    if hechos.por_tercera is None:
        tope_tercera = parametros.entero("creditos_con_tercera")
        minimo = tope_tercera
        falta.append(_SI_TERCERA)
        salvedades.append(f"si tienes un curso pendiente por tercera vez, el límite es {tope_tercera}")
        pasos.append(
            Paso(f"Con un curso pendiente por tercera vez el límite es {tope_tercera} créditos",
                 "no sé si tienes alguno", f"si lo tienes, {tope_tercera}", parametros.fuente("creditos_con_tercera"))
        )  # fmt: skip
    else:
        pasos.append(
            Paso("Un curso pendiente por tercera vez limita los créditos", "no tienes ninguno",
                 "no te limita", parametros.fuente("creditos_con_tercera"))
        )  # fmt: skip
    por_promedio = _por_promedio(hechos, parametros, pasos, falta)
    por_ultimo = _por_ultimo_ciclo(hechos, parametros, pasos, falta, avisos)
    ampliado = parametros.entero("creditos_ampliados")
    ampliado_ultimo = parametros.entero("creditos_ultimo_ciclo_ampliados")
    if por_promedio or por_ultimo:
        usual = max(ampliado if por_promedio else 0, ampliado_ultimo if por_ultimo else 0)
        # The facts that could still lower it: a third-time course and, where only the last cycle extends, requisites.
        decisivas = [_SI_TERCERA] if por_promedio else [_SI_TERCERA, _SI_REQUISITOS]
        pendientes = tuple(f for f in falta if f in decisivas)
        seguro = minimo if pendientes else usual
        return _Limite(usual, seguro, usual, tuple(pasos), pendientes, tuple(salvedades), tuple(avisos))
    maximo = ordinario
    if por_promedio is None:
        maximo = max(maximo, ampliado)
        salvedades.append(
            f"con un último promedio semestral de {numero(parametros.valor('pps_para_ampliar'))} o más, "
            f"son hasta {ampliado}"
        )
    if por_ultimo is None:
        maximo = max(maximo, ampliado_ultimo)
        plan_200, plan_220 = (parametros.entero(f"aprobados_plan_{plan}") for plan in (200, 220))
        salvedades.append(
            f"en tu último ciclo pueden ser hasta {ampliado_ultimo} (plan de 200: {plan_200} aprobados; "
            f"de 220: {plan_220}; y que ningún curso sea requisito de otro)"
        )
    pasos.append(
        Paso(f"La carga que paga el 100 % de la pensión llega a {ordinario} créditos",
             "no se cumple un caso de ampliación" if maximo == ordinario else "sin un caso de ampliación confirmado",
             f"lo ordinario es hasta {ordinario} créditos", parametros.fuente("creditos_ordinarios"))
    )  # fmt: skip
    avisos.append(
        f"El artículo no dice un tope expreso para el caso ordinario: {ordinario} es donde termina la banda del "
        "100 %. Si tienes dudas, decide Secretaría Académica."
    )
    return _Limite(ordinario, minimo, maximo, tuple(pasos), tuple(falta), tuple(salvedades), tuple(avisos))


def _por_promedio(hechos: HechosCreditos, parametros: Parametros, pasos: list[Paso], falta: list[str]) -> bool | None:
    """Art. 14 b. True or False when the last average is known."""
    umbral = parametros.valor("pps_para_ampliar")
    if hechos.ultimo_pps is None:
        falta.append(_SI_PROMEDIO)
        regla = f"Con un último promedio ponderado semestral de {numero(umbral)} o más se amplía"
        hasta = f"si es {numero(umbral)} o más, {parametros.entero('creditos_ampliados')}"
        pasos.append(Paso(regla, "no sé cuál fue", hasta, parametros.fuente("pps_para_ampliar")))
        return None
    cumple = hechos.ultimo_pps >= umbral
    de_cuando = f" ({hechos.periodo_pps})" if hechos.periodo_pps else ""
    pasos.append(
        Paso(f"Con un último promedio ponderado semestral de {numero(umbral)} o más puedes llegar a "
             f"{parametros.entero('creditos_ampliados')} créditos",
             f"tu último promedio es {numero(hechos.ultimo_pps)}{de_cuando}",
             "cumples" if cumple else "no llega", parametros.fuente("pps_para_ampliar"))
    )  # fmt: skip
    return cumple


def _por_ultimo_ciclo(
    hechos: HechosCreditos, parametros: Parametros, pasos: list[Paso], falta: list[str], avisos: list[str]
) -> bool | None:
    """Art. 14 c. None when a fact that decides is not known."""
    fuente = parametros.fuente("aprobados_plan_200")
    if hechos.ultimo_ciclo is False:
        pasos.append(Paso("En el último ciclo se pueden ampliar los créditos", "no es tu último ciclo",
                          "no aplica", fuente))  # fmt: skip
        return False
    umbrales = {plan: parametros.entero(f"aprobados_plan_{plan}") for plan in (200, 220)}
    aprobados, plan = hechos.creditos_aprobados, hechos.creditos_plan
    if plan is not None and plan not in umbrales:
        if hechos.ultimo_ciclo:
            avisos.append(
                f"Para un plan de {plan} créditos el reglamento no dice cuántos aprobados hacen falta en el último "
                "ciclo: solo trata los de 200 y 220. Pregunta en Secretaría Académica."
            )
        return False
    if aprobados is not None and aprobados < min(umbrales.values() if plan is None else [umbrales[plan]]):
        pedidos = lista([f"{minimo} (plan de {total})" for total, minimo in umbrales.items()], "o")
        necesarios = pedidos if plan is None else f"{umbrales[plan]} de {plan}"
        pasos.append(Paso("En el último ciclo la ampliación pide un mínimo de créditos aprobados",
                          f"tienes {aprobados} y se piden {necesarios}", "no llega", fuente))  # fmt: skip
        return False
    if hechos.ultimo_ciclo is None or aprobados is None:
        falta.append(_SI_ULTIMO)
        pedidos = lista([f"{minimo} (plan de {total})" for total, minimo in umbrales.items()], "o")
        pasos.append(Paso(f"En el último ciclo se amplía con {pedidos} créditos aprobados", "me falta saberlo",
                          f"si cumples, {parametros.entero('creditos_ultimo_ciclo_ampliados')}", fuente))  # fmt: skip
        return None
    if plan is None and aprobados < max(umbrales.values()):
        falta.append(_SI_PLAN)
        pedidos = lista([f"{minimo} (plan de {total})" for total, minimo in umbrales.items()], "o")
        alcanza = f"alcanza si tu plan es de {min(umbrales)}; no, si es de {max(umbrales)}"
        regla = f"En el último ciclo se piden {pedidos} créditos aprobados"
        pasos.append(Paso(regla, f"tienes {aprobados}", alcanza, fuente))
        return None
    minimo = umbrales[plan] if plan is not None else max(umbrales.values())
    ampliado = parametros.entero("creditos_ultimo_ciclo_ampliados")
    if hechos.requisitos_entre_cursos:
        pasos.append(Paso("En el último ciclo ningún curso puede ser requisito de otro",
                          "uno de los que te faltan es requisito de otro", "no cumples", fuente))  # fmt: skip
        return False
    pasos.append(Paso(f"En el último ciclo, con {minimo} créditos aprobados o más, puedes llegar a {ampliado}",
                      f"tienes {aprobados}" + (f" de {plan}" if plan else ""), "cumples", fuente))  # fmt: skip
    if hechos.requisitos_entre_cursos is None:
        falta.append(_SI_REQUISITOS)
        avisos.append("Vale siempre que ninguno de los cursos que lleves sea requisito de otro.")
    return True


def _dictamen(hechos: HechosCreditos, limite: _Limite, parametros: Parametros) -> Dictamen:
    pasos = list(limite.pasos)
    avisos = list(limite.avisos)
    siguiente: list[str] = []
    if not hechos.sanciones:
        avisos.append("Una Resolución Rectoral vigente puede cambiar la carga (Art. 14 d).")
    for curso in hechos.en_curso_por_segunda:
        avisos.append(
            f"Llevas {curso} por segunda vez: si no lo apruebas quedará pendiente por tercera y el límite será "
            f"{parametros.entero('creditos_con_tercera')}."
        )
    if hechos.periodo_en_curso and hechos.periodo_pps:
        avisos.append(
            f"Para matricularte en el próximo ciclo contará tu promedio de {hechos.periodo_en_curso} cuando cierre."
        )
    deudas = [deuda for deuda in hechos.deudas if deuda not in hechos.retenciones]
    if deudas:
        avisos.append(
            f"Tienes deuda pendiente ({lista(deudas)}): mientras no la regularices no puedes matricularte (Art. 7 e)."
        )
    veredicto, resumen = _veredicto(hechos, limite)
    if any(curso.creditos is None for curso in hechos.por_tercera or ()) and veredicto is Veredicto.DEPENDE:
        limite = replace(limite, falta=(*limite.falta, _CREDITOS_TERCERA))
    falta = () if veredicto in (Veredicto.SI, Veredicto.NO) else limite.falta
    for retencion in hechos.retenciones:
        if "disciplin" in retencion.lower():
            paso = Paso("Con una retención «en proceso disciplinario» el registro se hace en la universidad", retencion,
                        "acércate a registrarte", _RETENCION_DISCIPLINARIA)  # fmt: skip
            siguiente.append("Registra tus cursos en las instalaciones de la universidad.")
        else:
            paso = Paso("Con una retención no te puedes matricular", retencion, "regularízala antes", _RETENCION)
            veredicto = Veredicto.VALOR if hechos.por_matricular is None else Veredicto.NO
            resumen = (
                f"Ahora no puedes matricularte: tienes una retención ({retencion}). Cuando la regularices: {resumen}"
            )
            siguiente.append(f"Regulariza primero tu retención: {retencion}.")
        pasos.append(paso)
    for sancion in hechos.sanciones:
        pasos.append(Paso("Con una separación vigente no te puedes matricular", sancion, "no puedes", _SANCION))
        veredicto, resumen = Veredicto.NO, "No puedes matricularte mientras dure tu separación."
    pide = () if veredicto is Veredicto.NO else tuple(
        campo for que in falta for campo in _PIDE[que] if getattr(hechos, campo) is None
    )  # fmt: skip
    puede_cambiar = [*(["tus deudas"] if deudas else []), *(["tus retenciones"] if hechos.retenciones else []),
                     *(["tu sanción"] if hechos.sanciones else [])]  # fmt: skip
    return Dictamen(
        CALCULO, veredicto, resumen, tuple(pasos), Decimal(limite.usual), falta, tuple(siguiente), tuple(avisos),
        pide, tuple(puede_cambiar),
    )  # fmt: skip


def _veredicto(hechos: HechosCreditos, limite: _Limite) -> tuple[Veredicto, str]:
    pedidos = hechos.por_matricular
    salvedad = f" Ojo: {'; '.join(limite.salvedades)}." if limite.salvedades else ""
    if pedidos is None:
        cuando = " en verano" if hechos.verano else ""
        return Veredicto.VALOR, f"Puedes matricular hasta {limite.usual} créditos{cuando}.{salvedad}"
    en_juego = cantidad(pedidos, "crédito")
    if pedidos <= limite.minimo:
        return Veredicto.SI, f"Sí, puedes matricular {en_juego}: tu límite es {limite.usual}."
    if pedidos > limite.maximo:
        unico = [curso for curso in hechos.por_tercera or () if curso.creditos in (pedidos, None)]
        if unico and not hechos.verano and pedidos > limite.usual:
            return Veredicto.DEPENDE, (
                f"Solo si {unico[0].nombre} es tu único curso y el Director Académico lo autoriza: "
                f"tu límite es {limite.usual} créditos."
            )
        pasan = "pasa" if pedidos == 1 else "pasan"
        return Veredicto.NO, f"No, {en_juego} {pasan} tu límite de {limite.usual}."
    if pedidos <= limite.usual:
        if limite.salvedades:
            return Veredicto.DEPENDE, f"Depende. Puedes matricular {en_juego}, salvo un caso.{salvedad}"
        return Veredicto.DEPENDE, f"Depende: puedes matricular {en_juego} solo si se cumple lo que falta saber."
    return Veredicto.DEPENDE, f"Solo en algunos casos: lo ordinario son hasta {limite.usual} créditos.{salvedad}"


def _contradiccion(hechos: HechosCreditos) -> Dictamen | None:
    problema = None
    if hechos.ultimo_pps is not None and not 0 <= hechos.ultimo_pps <= 20:
        problema = f"un promedio de {numero(hechos.ultimo_pps)} no puede ser: las notas van de 0 a 20"
    elif hechos.por_matricular is not None and hechos.por_matricular < 1:
        problema = f"{hechos.por_matricular} créditos no es una cantidad que se pueda matricular"
    elif min([hechos.creditos_aprobados or 0, *(curso.creditos or 0 for curso in hechos.por_tercera or ())]) < 0:
        problema = "una cantidad de créditos no puede ser negativa"
    elif (
        hechos.creditos_aprobados is not None
        and hechos.creditos_plan is not None
        and hechos.creditos_aprobados > hechos.creditos_plan
    ):
        problema = f"{hechos.creditos_aprobados} créditos aprobados es más que los {hechos.creditos_plan} del plan"
    if problema is None:
        return None
    return Dictamen(CALCULO, Veredicto.CONTRADICCION, f"Hay un dato que no cuadra: {problema}. ¿Me lo confirmas?", ())
