"""May a UPN student enrol in a course, given the courses that it requires (Art. 8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.nombres import que_se_llaman

CALCULO = "requisitos_curso"
_REQUISITOS = Fuente("upn", "Art. 8")
_REGLA = "Un curso pide tener aprobados antes sus requisitos"
_LOS_QUE_SE_DICEN = 5  # courses named in a summary; the rest are counted


@dataclass(frozen=True)
class Requisito:
    """A course that another one requires; `en_curso`: the student takes it now."""

    nombre: str
    aprobado: bool
    en_curso: bool = False


@dataclass(frozen=True)
class CursoConRequisitos:
    """A course of the plan that the student has not passed, with what it requires; `en_curso`: it is taken now."""

    nombre: str
    requisitos: tuple[Requisito, ...] = ()
    en_curso: bool = False


@dataclass(frozen=True)
class HechosRequisitosCurso:
    """What Art. 8 asks about. None means "not known".

    `curso_a_llevar`: the course that the student names. `requisitos_aprobados`: whether all its requisites are passed,
    as the student says. `cursos`: the courses of the plan that are still to be passed and `aprobados` the names of the
    others, both from the record.
    """

    curso_a_llevar: str | None = None
    requisitos_aprobados: bool | None = None
    cursos: tuple[CursoConRequisitos, ...] | None = None
    aprobados: tuple[str, ...] = ()


def requisitos_curso(hechos: HechosRequisitosCurso, _parametros: Parametros) -> Dictamen:
    """SI when every requisite is passed, NO when one is not, DEPENDE when it is in course or not known.

    Without a course it is a VALOR: how many of the courses still to be passed can be taken. Source: UPN Art. 8.
    """
    if hechos.requisitos_aprobados is not None:
        return _segun_lo_dicho(hechos, hechos.requisitos_aprobados)
    if hechos.cursos is None:
        return _sin_saber(hechos.curso_a_llevar)
    if hechos.curso_a_llevar is None:
        return _pendientes(hechos.cursos)
    cuales = que_se_llaman(hechos.curso_a_llevar, [curso.nombre for curso in hechos.cursos])
    pedidos = tuple(curso for curso in hechos.cursos if curso.nombre in cuales)
    if len(pedidos) == 1:
        return _de(pedidos[0])
    if pedidos:
        nombres = lista([curso.nombre for curso in pedidos], "o")
        dictamen = _todos(pedidos)
        return replace(dictamen, resumen=f"{_inicio(hechos.curso_a_llevar)}puede ser {nombres}. {dictamen.resumen}")
    ya = que_se_llaman(hechos.curso_a_llevar, hechos.aprobados)
    if ya:
        paso = Paso(_REGLA, f"ya aprobaste {ya[0]}", "no tienes que llevarlo", _REQUISITOS)
        return Dictamen(CALCULO, Veredicto.SI, f"{ya[0]}: ya lo tienes aprobado.", (paso,))
    return _sin_saber(hechos.curso_a_llevar, en_el_plan=False)


def _de(curso: CursoConRequisitos) -> Dictamen:
    if curso.en_curso:
        paso = Paso(_REGLA, f"ya llevas {curso.nombre}", "no te falta ninguno", _REQUISITOS)
        return Dictamen(CALCULO, Veredicto.SI, f"{curso.nombre}: ya lo estás llevando.", (paso,))
    pasos = [Paso(_REGLA, f"{requisito.nombre}: {_estado(requisito)}", _resultado(requisito), _REQUISITOS)
             for requisito in curso.requisitos]  # fmt: skip
    if not pasos:
        pasos.append(Paso(_REGLA, f"{curso.nombre} no pide ninguno en tu plan", "nada te falta", _REQUISITOS))
    faltan = [requisito for requisito in curso.requisitos if not requisito.aprobado]
    if not faltan:
        que = "no pide requisitos" if not curso.requisitos else "ya aprobaste sus requisitos"
        return Dictamen(CALCULO, Veredicto.SI, f"{curso.nombre}: por requisitos, sí puedes llevarlo: {que}.",
                        tuple(pasos), avisos=_TAMBIEN)  # fmt: skip
    cuales = lista([requisito.nombre for requisito in faltan])
    if all(requisito.en_curso for requisito in faltan):
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, f"{curso.nombre}: podrás llevarlo si apruebas {cuales}, que llevas ahora. "
            "A la vez, no.", tuple(pasos), falta=(f"si apruebas {cuales}",),
            siguiente=(f"Matricúlate en {curso.nombre} cuando figure aprobado {cuales}.",),
            puede_cambiar=("tus notas finales",),
        )  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.NO, f"{curso.nombre}: no puedes llevarlo todavía: te falta aprobar {cuales}.", tuple(pasos),
        siguiente=(f"Aprueba primero {cuales}; tampoco se pueden llevar a la vez.",),
        puede_cambiar=("tus notas finales",),
    )  # fmt: skip


def _pendientes(cursos: tuple[CursoConRequisitos, ...]) -> Dictamen:
    """All the courses still to be passed; those that are taken now only have to be passed."""
    llevados = [curso.nombre for curso in cursos if curso.en_curso]
    por_llevar = tuple(curso for curso in cursos if not curso.en_curso)
    if por_llevar or not llevados:
        return _todos(por_llevar)
    paso = Paso(_REGLA, f"llevas ahora {lista(llevados)}", "falta que lo apruebes" if len(llevados) == 1 else
                "falta que los apruebes", _REQUISITOS)  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.VALOR, f"No te queda otro curso por llevar: solo falta que apruebes {_hasta(llevados)}, que "
        "llevas ahora.", (paso,), Decimal(0), puede_cambiar=("tus notas finales",),
    )  # fmt: skip


def _hasta(nombres: list[str]) -> str:
    """The first names and how many more there are."""
    resto = len(nombres) - _LOS_QUE_SE_DICEN
    return lista([*nombres[:_LOS_QUE_SE_DICEN], *([f"{cantidad(resto, 'curso')} más"] if resto > 0 else [])])


def _todos(cursos: tuple[CursoConRequisitos, ...]) -> Dictamen:
    """The courses still to be passed: which of them wait for another one."""
    trabados = [curso for curso in cursos if not all(requisito.aprobado for requisito in curso.requisitos)]
    libres = len(cursos) - len(trabados)
    pasos = [
        Paso(_REGLA, f"{curso.nombre} pide {lista([_nombre(r) for r in curso.requisitos if not r.aprobado])}",
             "todavía no puedes llevarlo", _REQUISITOS)
        for curso in trabados
    ] or [Paso(_REGLA, "no te falta ninguno", "puedes llevarlos", _REQUISITOS)]  # fmt: skip
    if not cursos:
        return Dictamen(CALCULO, Veredicto.VALOR, "No te falta ningún curso de tu plan.", tuple(pasos), Decimal(0))
    if not trabados:
        resumen = f"Por requisitos puedes llevar {'el curso' if libres == 1 else f'los {libres} cursos'} que te faltan."
    else:
        dichos = _hasta([curso.nombre for curso in trabados])
        resumen = (
            f"El único curso que te falta por llevar todavía no puedes llevarlo: {dichos}."
            if len(cursos) == 1
            else f"De los {len(cursos)} cursos que te faltan, por requisitos puedes llevar {libres}. "
            f"Todavía no: {dichos}."
        )
    return Dictamen(CALCULO, Veredicto.VALOR, resumen, tuple(pasos), Decimal(libres), avisos=_TAMBIEN,
                    puede_cambiar=("tus notas finales",))  # fmt: skip


def _segun_lo_dicho(hechos: HechosRequisitosCurso, aprobados: bool) -> Dictamen:
    inicio = _inicio(hechos.curso_a_llevar)
    if aprobados:
        paso = Paso(_REGLA, "dices que los aprobaste todos", "cumples", _REQUISITOS)
        return Dictamen(CALCULO, Veredicto.SI, f"{inicio}Por requisitos sí puedes llevarlo: ya los aprobaste.",
                        (paso,), avisos=(*_TAMBIEN, *_segun_el_expediente(hechos)))  # fmt: skip
    paso = Paso(_REGLA, "dices que te falta alguno", "no puedes llevarlo todavía", _REQUISITOS)
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio}No puedes llevarlo mientras no apruebes todos sus requisitos, ni llevarlos a "
        "la vez.", (paso,), siguiente=("Aprueba primero el requisito que te falta.",),
    )  # fmt: skip


def _segun_el_expediente(hechos: HechosRequisitosCurso) -> tuple[str, ...]:
    """The notice that the record says that a requisite is not passed."""
    if hechos.curso_a_llevar is None:
        return ()
    cuales = que_se_llaman(hechos.curso_a_llevar, [curso.nombre for curso in hechos.cursos or ()])
    faltan = [r.nombre for c in hechos.cursos or () if c.nombre in cuales for r in c.requisitos if not r.aprobado]
    if not faltan:
        return ()
    return (
        f"Tu expediente dice otra cosa: no figura aprobado {lista(list(dict.fromkeys(faltan)))}. Confírmalo en "
        "Secretaría Académica.",
    )


def _sin_saber(curso: str | None, en_el_plan: bool = True) -> Dictamen:
    inicio = _inicio(curso)
    no_esta = "" if en_el_plan else "no lo encuentro entre los cursos que te faltan de tu plan. "
    paso = Paso(_REGLA, "no sé si los aprobaste", "sin aprobarlos no puedes matricularte en él", _REQUISITOS)
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{inicio}{no_esta}Puedes llevarlo solo si ya aprobaste todos sus requisitos, que "
        "están en tu plan de estudios.", (paso,), falta=("si aprobaste todos los requisitos del curso",),
        pide=("requisitos_aprobados",),
    )  # fmt: skip


def _inicio(curso: str | None) -> str:
    """`Cálculo III: `, of a course as the student writes it."""
    return f"{curso[0].upper()}{curso[1:]}: " if curso else ""


def _nombre(requisito: Requisito) -> str:
    return f"{requisito.nombre} (lo llevas ahora)" if requisito.en_curso else requisito.nombre


def _estado(requisito: Requisito) -> str:
    if requisito.aprobado:
        return "lo aprobaste"
    return "lo llevas ahora" if requisito.en_curso else "no lo has aprobado"


def _resultado(requisito: Requisito) -> str:
    if requisito.aprobado:
        return "cumples"
    return "depende de que lo apruebes" if requisito.en_curso else "no cumples"


_TAMBIEN = ("Cuántos créditos puedes llevar y si algo te impide matricularte se mira aparte.",)
