"""What must hold for any facts: more absences never help, paying never hurts, nothing is cited that does not exist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from actions.knowledge.loader import load_knowledge, load_parameters
from actions.rulebooks.dictamen import Dictamen, Fuente, Veredicto
from actions.rulebooks.expediente import TipoClase, Ventana
from actions.rulebooks.plazos import LIMA
from actions.rulebooks.upn.asistencia import HechosAsistencia, asistencia
from actions.rulebooks.upn.creditos import CursoPorTercera, HechosCreditos, creditos_matricula
from actions.rulebooks.upn.sustitutorio import HechosSustitutorio, sustitutorio
from operations.regulation_cases import HOY, PERIODO

PARAMETROS = load_parameters("upn").el_dia(HOY)
CITABLES = frozenset(
    Fuente(documento.clave, lugar) for documento in load_knowledge().documentos.values() for lugar in documento.lugares
)
# How good a verdict is for the student; only these three can be compared.
RANGO = {Veredicto.NO: 0, Veredicto.DEPENDE: 1, Veredicto.SI: 2}
MUCHOS = settings(
    max_examples=200,
    deadline=None,  # neither a slow nor a busy machine fails a rule
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
Regla = Callable[[Any], Dictamen]


def _asistencia(hechos: HechosAsistencia) -> Dictamen:
    return asistencia(hechos, PARAMETROS)


def _creditos(hechos: HechosCreditos) -> Dictamen:
    return creditos_matricula(hechos, PARAMETROS)


def _sustitutorio(hechos: HechosSustitutorio) -> Dictamen:
    return sustitutorio(hechos, PARAMETROS)


def _o_nada(estrategia: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | estrategia


si_no = _o_nada(st.booleans())
tipos = _o_nada(st.sampled_from(TipoClase))
nombres = st.text(min_size=1, max_size=20)
listas = st.lists(nombres, max_size=3).map(tuple)
momentos = st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 31)).map(lambda cuando: cuando.replace(tzinfo=LIMA))
ventanas = st.tuples(momentos, st.timedeltas(timedelta(0), timedelta(days=20))).map(
    lambda plazo: Ventana("sustitutorio", PERIODO, plazo[0], plazo[0] + plazo[1])
)
promedios = st.decimals(0, 20, places=2) | st.decimals(Decimal("15.50"), Decimal("20"), places=2)

# Facts as they may really be. Absences and classes are drawn small, so that the 30 % limit is often near.
asistencias = st.builds(
    HechosAsistencia,
    curso=_o_nada(nombres),
    tipo=tipos,
    clases=_o_nada(st.integers(1, 60)),
    faltas=_o_nada(st.integers(0, 25)),
    tardanzas=_o_nada(st.integers(0, 12)),
    proporcion_faltas=_o_nada(st.decimals(0, 1, places=4)),
    exento=si_no,
    inhabilitado=si_no,
    justificadas=st.integers(0, 5),
)
# The same where the count decides: nothing else settles the matter.
asistencias_contadas = st.builds(
    HechosAsistencia,
    tipo=st.sampled_from([None, TipoClase.PRESENCIAL, TipoClase.VIRTUAL]),
    clases=st.integers(8, 40),
    faltas=st.integers(0, 8),
    tardanzas=st.integers(0, 8),
    exento=st.sampled_from([None, False]),
    inhabilitado=st.sampled_from([None, False]),
)
creditos = st.builds(
    HechosCreditos,
    verano=st.booleans(),
    por_tercera=_o_nada(
        st.lists(st.builds(CursoPorTercera, nombres, _o_nada(st.integers(1, 20))), max_size=3).map(tuple)
    ),
    ultimo_pps=_o_nada(promedios),
    periodo_pps=_o_nada(st.just("2026-1")),
    ultimo_ciclo=si_no,
    creditos_aprobados=_o_nada(st.integers(160, 210)),
    creditos_plan=_o_nada(st.sampled_from([200, 210, 220])),
    requisitos_entre_cursos=si_no,
    por_matricular=_o_nada(st.integers(1, 30)),
    retenciones=listas,
    sanciones=st.just(()) | listas,
    en_curso_por_segunda=listas,
    periodo_en_curso=_o_nada(st.just(PERIODO)),
)
# The same where the average decides.
creditos_por_promedio = st.builds(
    HechosCreditos,
    por_tercera=_o_nada(st.just(())),
    ultimo_ciclo=st.sampled_from([None, False]),
    por_matricular=_o_nada(st.integers(20, 28)),
)
sustitutorios = st.builds(
    HechosSustitutorio,
    curso=_o_nada(nombres),
    tipo=tipos,
    en_silabo=si_no,
    retirado=st.booleans(),
    inhabilitado=si_no,
    asistencia=_o_nada(asistencias),
    deudas=_o_nada(listas),
    pagado=si_no,
    autorizado_sin_pago=si_no,
    solicitado=si_no,
    solicitudes=_o_nada(ventanas),
    examen=_o_nada(ventanas),
    ahora=_o_nada(momentos),
)
# Nothing of the student's own stands in the way: what is left is to pay, to ask and to settle.
sustitutorios_posibles = st.builds(
    HechosSustitutorio,
    tipo=_o_nada(st.sampled_from([TipoClase.PRESENCIAL, TipoClase.VIRTUAL])),
    en_silabo=st.just(True),
    inhabilitado=st.just(False),
    deudas=_o_nada(st.just(()) | listas),
    pagado=si_no,
    autorizado_sin_pago=si_no,
    solicitado=si_no,
    solicitudes=_o_nada(ventanas),
    examen=_o_nada(ventanas),
    ahora=_o_nada(momentos),
)

# The same fields with anything that their types admit.
enteros = _o_nada(st.integers(-3, 40) | st.integers() | st.sampled_from([10**25, -(10**40)]))
decimales = _o_nada(
    st.decimals(-5, 25, places=3)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.sampled_from([Decimal("1E+25"), Decimal("-1E+400"), Decimal("1E-400")])  # more digits than a context holds
)
textos = _o_nada(st.text(max_size=20))
tuplas = st.lists(st.text(max_size=20), max_size=3).map(tuple)
ventanas_al_azar = st.builds(Ventana, st.text(max_size=10), st.text(max_size=10), momentos, momentos)
asistencias_al_azar = st.builds(
    HechosAsistencia,
    curso=textos,
    tipo=tipos,
    clases=enteros,
    faltas=enteros,
    tardanzas=enteros,
    proporcion_faltas=decimales,
    exento=si_no,
    inhabilitado=si_no,
    justificadas=st.integers(),
)
creditos_al_azar = st.builds(
    HechosCreditos,
    verano=st.booleans(),
    por_tercera=_o_nada(st.lists(st.builds(CursoPorTercera, st.text(max_size=20), enteros), max_size=3).map(tuple)),
    ultimo_pps=decimales,
    periodo_pps=textos,
    ultimo_ciclo=si_no,
    creditos_aprobados=enteros,
    creditos_plan=enteros,
    requisitos_entre_cursos=si_no,
    por_matricular=enteros,
    retenciones=tuplas,
    sanciones=tuplas,
    en_curso_por_segunda=tuplas,
    periodo_en_curso=textos,
)
sustitutorios_al_azar = st.builds(
    HechosSustitutorio,
    curso=textos,
    tipo=tipos,
    en_silabo=si_no,
    retirado=st.booleans(),
    inhabilitado=si_no,
    asistencia=_o_nada(asistencias | asistencias_al_azar),
    deudas=_o_nada(tuplas),
    pagado=si_no,
    autorizado_sin_pago=si_no,
    solicitado=si_no,
    solicitudes=_o_nada(ventanas_al_azar),
    examen=_o_nada(ventanas_al_azar),
    ahora=_o_nada(momentos),
)
casos = st.one_of(
    st.tuples(st.just(_asistencia), asistencias | asistencias_al_azar),
    st.tuples(st.just(_creditos), creditos | creditos_al_azar),
    st.tuples(st.just(_sustitutorio), sustitutorios | sustitutorios_al_azar),
)


def _no_mejora(antes: Dictamen, despues: Dictamen) -> None:
    """`despues` is no better than `antes`; a dictamen that cannot be compared says nothing."""
    if Veredicto.CONTRADICCION in (antes.veredicto, despues.veredicto):
        return
    if antes.veredicto in RANGO and despues.veredicto in RANGO:
        assert RANGO[despues.veredicto] <= RANGO[antes.veredicto], (antes.resumen, despues.resumen)
    if antes.valor is not None and despues.valor is not None:
        assert despues.valor <= antes.valor, (antes.resumen, despues.resumen)


# One more absence, one more tardanza, one more class


@MUCHOS
@given(asistencias | asistencias_contadas, st.sampled_from(["faltas", "tardanzas"]), st.integers(1, 6))
def test_una_falta_o_una_tardanza_mas_nunca_ayuda(hechos: HechosAsistencia, campo: str, mas: int) -> None:
    cuantas = getattr(hechos, campo)
    assume(cuantas is not None)
    _no_mejora(_asistencia(hechos), _asistencia(replace(hechos, **{campo: cuantas + mas})))


@MUCHOS
@given(asistencias | asistencias_contadas, st.integers(1, 10))
def test_una_clase_mas_nunca_perjudica(hechos: HechosAsistencia, mas: int) -> None:
    assume(hechos.clases is not None)
    _no_mejora(_asistencia(replace(hechos, clases=(hechos.clases or 0) + mas)), _asistencia(hechos))


@MUCHOS
@given(asistencias, st.decimals(0, 1, places=4))
def test_una_proporcion_mayor_de_faltas_nunca_ayuda(hechos: HechosAsistencia, otra: Decimal) -> None:
    solo_parte = replace(hechos, clases=None, faltas=None, tardanzas=None)
    menor, mayor = sorted([solo_parte.proporcion_faltas or Decimal(0), otra])
    _no_mejora(
        _asistencia(replace(solo_parte, proporcion_faltas=menor)),
        _asistencia(replace(solo_parte, proporcion_faltas=mayor)),
    )


@MUCHOS
@given(
    sustitutorios_posibles,
    asistencias | asistencias_contadas,
    st.sampled_from(["faltas", "tardanzas"]),
    st.integers(1, 6),
)
def test_una_falta_mas_nunca_abre_el_sustitutorio(
    hechos: HechosSustitutorio, cuenta: HechosAsistencia, campo: str, mas: int
) -> None:
    cuantas = getattr(cuenta, campo)
    assume(cuantas is not None)
    hechos = replace(hechos, inhabilitado=None)
    _no_mejora(
        _sustitutorio(replace(hechos, asistencia=cuenta)),
        _sustitutorio(replace(hechos, asistencia=replace(cuenta, **{campo: cuantas + mas}))),
    )


# Averages and credits


@MUCHOS
@given(creditos | creditos_por_promedio, promedios, promedios)
def test_un_promedio_mayor_nunca_baja_el_limite(hechos: HechosCreditos, uno: Decimal, otro: Decimal) -> None:
    menor, mayor = sorted([uno, otro])
    _no_mejora(_creditos(replace(hechos, ultimo_pps=mayor)), _creditos(replace(hechos, ultimo_pps=menor)))


@MUCHOS
@given(creditos)
def test_pedir_un_credito_menos_nunca_perjudica(hechos: HechosCreditos) -> None:
    pedidos = hechos.por_matricular
    assume(pedidos is not None)
    # A third-time course of more than 12 credits may be taken alone: 14 may then be possible and 13 not.
    assume(all(curso.creditos is not None and curso.creditos <= 12 for curso in hechos.por_tercera or ()))
    menos = max(1, (pedidos or 0) - 1)
    _no_mejora(_creditos(replace(hechos, por_matricular=menos)), _creditos(hechos))


@MUCHOS
@given(creditos)
def test_un_curso_por_tercera_nunca_sube_el_limite(hechos: HechosCreditos) -> None:
    pendiente = (CursoPorTercera("Física 1", 5),)
    _no_mejora(_creditos(replace(hechos, por_tercera=())), _creditos(replace(hechos, por_tercera=pendiente)))


# Paying, asking, settling a debt


@MUCHOS
@given(
    sustitutorios | sustitutorios_posibles,
    st.sampled_from([{"pagado": True}, {"autorizado_sin_pago": True}, {"solicitado": True}, {"deudas": ()}]),
)
def test_pagar_solicitar_o_saldar_una_deuda_nunca_empeora(hechos: HechosSustitutorio, paso: dict[str, Any]) -> None:
    _no_mejora(_sustitutorio(replace(hechos, **paso)), _sustitutorio(hechos))


@MUCHOS
@given(creditos, st.sampled_from([{"retenciones": ()}, {"sanciones": ()}]))
def test_levantar_una_retencion_o_una_sancion_nunca_empeora(hechos: HechosCreditos, paso: dict[str, Any]) -> None:
    _no_mejora(_creditos(replace(hechos, **paso)), _creditos(hechos))


# Every dictamen


@MUCHOS
@given(casos)
def test_ningun_dato_hace_fallar_el_calculo(caso: tuple[Regla, Any]) -> None:
    regla, hechos = caso
    assert isinstance(regla(hechos), Dictamen)


@MUCHOS
@given(casos)
def test_solo_se_cita_lo_que_existe(caso: tuple[Regla, Any]) -> None:
    regla, hechos = caso
    assert set(regla(hechos).fuentes) <= CITABLES


@MUCHOS
@given(casos)
def test_todo_veredicto_tiene_fuente_y_resumen(caso: tuple[Regla, Any]) -> None:
    regla, hechos = caso
    dictamen = regla(hechos)
    assert dictamen.resumen.strip()
    assert dictamen.fuentes or dictamen.veredicto is Veredicto.CONTRADICCION
    assert dictamen.valor is not None or dictamen.veredicto is not Veredicto.VALOR


@MUCHOS
@given(casos)
def test_los_mismos_hechos_dan_el_mismo_dictamen(caso: tuple[Regla, Any]) -> None:
    regla, hechos = caso
    assert regla(hechos) == regla(replace(hechos))
