"""What becomes of a course in a transfer of career or modality at UPN (Art. 54 b, 55 b, with 9 a and e)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.textos import inicio, no_cuadra
from actions.rulebooks.upn.traslado import TipoTraslado

CALCULO = "traslado_cursos"
_CARRERA = Fuente("upn", "Art. 54 b")
_MODALIDAD = Fuente("upn", "Art. 55 b")
_COMPUTO = Fuente("upn", "Art. 9 a")
_CONVALIDADOS = Fuente("upn", "Art. 47 d")
_CONVALIDACION = Fuente("upn", "Art. 45")
_SIGUIENTE = {0: "primera", 1: "segunda", 2: "tercera"}
_DE_ESTOS = (None, TipoTraslado.CARRERA, TipoTraslado.MODALIDAD)


@dataclass(frozen=True)
class CursoDesaprobado:
    """A course failed and not passed since; `veces`: how many times, equivalents and namesakes included (Art. 9 a)."""

    nombre: str
    veces: int


@dataclass(frozen=True)
class HechosTrasladoCursos:
    """One course (`curso_aprobado` and what follows), or the failed ones of the record. None means "not known".

    `curso_compatible`: the destination's head declared it so. `en_plan_destino`: the course is in the new plan.
    `desaprobados`: those of the record that are still to be passed (empty: none).
    """

    tipo_traslado: TipoTraslado | None = None
    curso: str | None = None
    curso_aprobado: bool | None = None
    curso_compatible: bool | None = None
    veces_desaprobado: int | None = None
    en_plan_destino: bool | None = None
    desaprobados: tuple[CursoDesaprobado, ...] | None = None


def traslado_cursos(hechos: HechosTrasladoCursos, parametros: Parametros) -> Dictamen:
    """Whether a passed course counts in the destination (SI, NO, DEPENDE), or for which time a failed one is taken.

    A failed course gives a VALOR whose `valor` is the enrolments left, the next one included; NO when there are none.
    Who failed a course for the third time is separated, whatever the transfer (NO).
    Source: UPN Art. 54 b, 55 b, 9 a and e, 45, 47 d. A negative count gives a CONTRADICCION.
    """
    if (hechos.veces_desaprobado or 0) < 0 or any(curso.veces < 0 for curso in hechos.desaprobados or ()):
        return no_cuadra(CALCULO, "un curso no se desaprueba menos de cero veces", hechos.curso)
    separado = _separado(hechos, parametros)
    if separado:
        return separado
    if hechos.tipo_traslado not in _DE_ESTOS:
        return _otro_tipo(hechos)
    if hechos.curso_aprobado:
        return _aprobado(hechos)
    if hechos.curso_aprobado is False:
        return _desaprobado(hechos, parametros)
    if hechos.veces_desaprobado is None and hechos.desaprobados is not None:
        return _del_expediente(hechos, hechos.desaprobados, parametros)
    paso = Paso("Lo aprobado pasa si es compatible; lo desaprobado se lleva por segunda o tercera vez",
                "no sé si lo aprobaste", "depende de eso", _fuente(hechos))  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{inicio(hechos.curso)}Depende: lo que aprobaste pasa si la carrera de destino lo "
        "declara compatible; lo que no aprobaste lo llevas por segunda o tercera vez.", (paso,),
        falta=("si aprobaste el curso",), pide=("curso_aprobado",),
    )  # fmt: skip


def _fuente(hechos: HechosTrasladoCursos) -> Fuente:
    return _MODALIDAD if hechos.tipo_traslado is TipoTraslado.MODALIDAD else _CARRERA


def _otro_tipo(hechos: HechosTrasladoCursos) -> Dictamen:
    paso = Paso("Solo el cambio de carrera y el de modalidad revisan qué cursos pasan", "no es ninguno de los dos",
                "no hay una regla sobre tus cursos", _CARRERA)  # fmt: skip
    if hechos.tipo_traslado is TipoTraslado.EXTERNO:
        paso = Paso("Los cursos de otra institución entran por convalidación", "vienes de otra institución",
                    "se ven uno por uno", _CONVALIDACION)  # fmt: skip
        texto = "Los cursos de otra institución no se trasladan: se convalidan, cada uno con sus requisitos."
    else:
        texto = "El reglamento no trae una regla sobre tus cursos al cambiar de campus: sigues en tu misma carrera."
    return Dictamen(CALCULO, Veredicto.VALOR, texto, (paso,))


def _aprobado(hechos: HechosTrasladoCursos) -> Dictamen:
    decide = "El responsable de la carrera de destino decide qué cursos son compatibles"
    convalidado = Paso("Lo convalidado de otra institución se sigue contando", "un traslado no reinicia la cuenta",
                       "vale el mismo tope", _CONVALIDADOS)  # fmt: skip
    nombre = inicio(hechos.curso)
    if hechos.curso_compatible is None:
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, f"{nombre}Pasa si el responsable de la carrera de destino lo declara "
            "compatible con tu nuevo plan.",
            (Paso(decide, "no sé si lo declaró", "depende de eso", _fuente(hechos)), convalidado),
            falta=("si lo declararon compatible",), siguiente=("Pregúntalo al responsable de la carrera de destino.",),
            pide=("curso_compatible",),
        )  # fmt: skip
    if hechos.curso_compatible:
        return Dictamen(
            CALCULO, Veredicto.SI, f"{nombre}Sí pasa, con sus créditos: es compatible con el plan de destino.",
            (Paso(decide, "es compatible", "pasa", _fuente(hechos)), convalidado),
        )  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.NO, f"{nombre}No pasa: no es compatible con el plan de destino.",
        (Paso(decide, "no es compatible", "no pasa", _fuente(hechos)),),
    )  # fmt: skip


def _desaprobado(hechos: HechosTrasladoCursos, parametros: Parametros) -> Dictamen:
    veces, maximo = hechos.veces_desaprobado, parametros.entero("veces_maximas_curso")
    nombre = inicio(hechos.curso)
    regla = "Lo que no aprobaste y está en el plan de destino se lleva por segunda o tercera vez"
    if veces is None:
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, f"{nombre}El desaprobado no se borra: allá lo llevas por segunda vez si lo "
            "desaprobaste una, o por tercera si fueron dos.",
            (Paso(regla, "no sé cuántas veces lo desaprobaste", "depende de eso", _fuente(hechos)),),
            falta=("cuántas veces lo desaprobaste",), pide=("veces_desaprobado",),
        )  # fmt: skip
    vez = f"por {_SIGUIENTE.get(veces, f'vez número {veces + 1}')} vez"
    hecho = f"lo desaprobaste {cantidad(veces, 'vez', 'veces')}" if veces else "no lo has desaprobado"
    de_modalidad = hechos.tipo_traslado is TipoTraslado.MODALIDAD
    if hechos.en_plan_destino is False and not de_modalidad:
        return Dictamen(
            CALCULO, Veredicto.VALOR, f"{nombre}No lo llevas: no está en el plan de destino.",
            (Paso(regla, "no está en el plan de destino", "no lo llevas", _fuente(hechos)),),
        )  # fmt: skip
    pasos = (
        Paso(regla, hecho, f"allá lo llevas {vez}", _fuente(hechos)),
        Paso("Para contar las veces se juntan los cursos equivalentes y los del mismo nombre", hecho,
             "cuentan también con otro nombre", _COMPUTO),
        *_ultima_vez([veces], parametros),
    )  # fmt: skip
    ojo = " Es la última: si lo desapruebas, te separan del pregrado." if veces == maximo - 1 else ""
    if hechos.en_plan_destino is None and not de_modalidad:
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, f"{nombre}Si está en el plan de destino, allá lo llevas {vez}.{ojo}", pasos,
            Decimal(maximo - veces), ("si el curso está en el plan de destino",), pide=("en_plan_destino",),
        )  # fmt: skip
    return Dictamen(CALCULO, Veredicto.VALOR, f"{nombre}Allá lo llevas {vez}.{ojo}", pasos, Decimal(maximo - veces))


def _del_expediente(
    hechos: HechosTrasladoCursos, desaprobados: tuple[CursoDesaprobado, ...], parametros: Parametros
) -> Dictamen:
    regla = "Lo que no aprobaste y está en el plan de destino se lleva por segunda o tercera vez"
    pendientes = [curso for curso in desaprobados if curso.veces]
    if not pendientes:
        texto = "No arrastras ningún curso desaprobado. Los aprobados pasan si la carrera de destino los declara " \
                "compatibles."  # fmt: skip
        paso = Paso(regla, "no tienes ninguno pendiente", "no arrastras ninguno", _fuente(hechos))
        return Dictamen(CALCULO, Veredicto.VALOR, texto, (paso,), puede_cambiar=("tus notas finales",))
    ultima_vez = _ultima_vez([curso.veces for curso in pendientes], parametros)
    ojo = " Si desapruebas uno por tercera vez, te separan del pregrado." if ultima_vez else ""
    dichos = lista([f"{curso.nombre} por {_SIGUIENTE[curso.veces]} vez" for curso in pendientes])
    return Dictamen(
        CALCULO, Veredicto.VALOR, f"Si te trasladas, seguirías con {dichos}, en lo que esté en el plan de destino. Los "
        f"aprobados pasan si los declaran compatibles.{ojo}",
        (Paso(regla, f"tienes pendiente {lista([c.nombre for c in pendientes])}", "no se borra", _fuente(hechos)),
         Paso("Para contar las veces se juntan los cursos equivalentes y los del mismo nombre", "así están contadas",
              dichos, _COMPUTO),
         *ultima_vez),
        puede_cambiar=("tus notas finales",),
    )  # fmt: skip


def _ultima_vez(veces: list[int], parametros: Parametros) -> tuple[Paso, ...]:
    """What failing it once more would mean, for who is one time away from the last."""
    if parametros.entero("veces_maximas_curso") - 1 not in veces:
        return ()
    return (Paso("Desaprobar un curso por tercera vez separa del pregrado de forma definitiva",
                 "lo llevarías por tercera vez", "apruébalo, es la última",
                 parametros.fuente("veces_maximas_curso")),)  # fmt: skip


def _separado(hechos: HechosTrasladoCursos, parametros: Parametros) -> Dictamen | None:
    """NO for who failed a course for the third time, the one asked about or another of the record."""
    maximo = parametros.entero("veces_maximas_curso")
    veces = hechos.veces_desaprobado or 0
    agotado = next((curso for curso in hechos.desaprobados or () if curso.veces >= maximo), None)
    # Courses failed elsewhere are not counted here.
    if veces >= maximo and hechos.curso_aprobado is False and hechos.tipo_traslado is not TipoTraslado.EXTERNO:
        comienzo, hecho = f"{inicio(hechos.curso)}No", f"{cantidad(veces, 'vez', 'veces')} desaprobado"
    elif agotado:
        comienzo, hecho = f"{agotado.nombre}: no", f"{agotado.nombre}: {agotado.veces} veces desaprobado"
    else:
        return None
    paso = Paso("Desaprobar un curso por tercera vez separa del pregrado de forma definitiva", hecho,
                "no puedes trasladarte", parametros.fuente("veces_maximas_curso"))  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.NO, f"{comienzo} puedes seguir con un traslado: quien desaprueba un curso por tercera vez "
        "es separado del pregrado.", (paso,), Decimal(0),
        puede_cambiar=("tus notas finales",) if agotado else (),
    )  # fmt: skip
