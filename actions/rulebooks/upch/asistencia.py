"""How a UPCH student stands with absences (Art. 86, with 40, 84, 85 and 116)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista, numero, porcentaje
from actions.rulebooks.notas import nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import con_decimales, decimal, en_porcentaje, inicio, no_cuadra, veces

CALCULO = "asistencia"
_OBLIGATORIAS = Fuente("upch", "Art. 40")
_SUMA = Fuente("upch", "Art. 86")
_REPETIR = Fuente("upch", "Art. 116")
_DIFERENCIA_DE_REDONDEO = Fraction(1, 100)  # what a percentage told by heart may be off


@dataclass(frozen=True)
class HechosAsistencia:
    """Absences in one course or rotation. None means "not known".

    `clases`: compulsory activities of the whole course; `faltas`: unjustified absences; `faltas_justificadas`: accepted
    as justified, not among `faltas`. `proporcion_faltas` and `proporcion_justificadas`: the same as shares 0-1, when
    only percentages are known. `desaprobado_por_faltas`: the record already says so. `nota_obtenida`: what the student
    had when the limit was passed (0-20).
    """

    curso: str | None = None
    clases: int | None = None
    faltas: int | None = None
    faltas_justificadas: int | None = None
    proporcion_faltas: Decimal | None = None
    proporcion_justificadas: Decimal | None = None
    desaprobado_por_faltas: bool | None = None
    nota_obtenida: Decimal | None = None


@dataclass(frozen=True)
class _Limites:
    """The figures of Art. 86 as exact shares."""

    injustificadas: Fraction
    justificadas: Fraction
    mixtas: Fraction
    peso: Fraction

    def suma(self, injustificadas: Fraction, justificadas: Fraction) -> Fraction:
        """Both kinds as unjustified ones."""
        return injustificadas + self.peso * justificadas

    def desaprueba(self, injustificadas: Fraction, justificadas: Fraction) -> bool:
        """Whether these shares fail the course: 20 % and 30 % exactly do, a mixed sum only above 20 %."""
        if not justificadas:
            return injustificadas >= self.injustificadas
        if not injustificadas:
            return justificadas >= self.justificadas
        return self.suma(injustificadas, justificadas) > self.mixtas


def desaprueba_por_faltas(hechos: HechosAsistencia, parametros: Parametros) -> bool | None:
    """Whether the absences fail the course; None when that cannot be told (Art. 86)."""
    if hechos.desaprobado_por_faltas:
        return True
    limites = _limites(parametros)
    sin, con = _partes(hechos)
    if (sin is not None and sin >= limites.injustificadas) or (con is not None and con >= limites.justificadas):
        return True
    if sin is None or con is None:
        return None
    return limites.desaprueba(sin, con)


def asistencia(hechos: HechosAsistencia, parametros: Parametros) -> Dictamen:
    """SI while the student has not failed by absence, NO when failed; `valor`: unjustified absences left.

    Source: UPCH Art. 86 (three regimes). With the number of activities alone: VALOR, the most unjustified absences.
    Facts that cannot be (more absences than activities) give a CONTRADICCION.
    """
    problema = _problema(hechos)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    if hechos.desaprobado_por_faltas:
        paso = Paso("Quien pasa el límite de faltas desaprueba el curso o rotación", "figuras desaprobado por "
                    "inasistencia", "el curso queda desaprobado", _SUMA)  # fmt: skip
        return _desaprobado(hechos, parametros, "Figuras desaprobado por faltas", (paso,))
    limites = _limites(parametros)
    sin, con = _partes(hechos)
    if desaprueba_por_faltas(hechos, parametros):
        return _pasado(hechos, limites, parametros)
    if sin is not None and con is not None:
        return _dentro(hechos, sin, con, limites, parametros)
    if hechos.clases is not None and not _dice_faltas(hechos):
        return _cuantas_caben(hechos, hechos.clases, limites, parametros)
    return _por_saber(hechos, sin, con, limites, parametros)


def _limites(parametros: Parametros) -> _Limites:
    return _Limites(
        Fraction(parametros.valor("inasistencia_injustificada")),
        Fraction(parametros.valor("inasistencia_justificada")),
        Fraction(parametros.valor("inasistencia_mixta")),
        Fraction(parametros.valor("peso_falta_justificada")),
    )


def _partes(hechos: HechosAsistencia) -> tuple[Fraction | None, Fraction | None]:
    """The shares of unjustified and justified absences; None: not known."""
    return (
        _parte(hechos.faltas, hechos.clases, hechos.proporcion_faltas),
        _parte(hechos.faltas_justificadas, hechos.clases, hechos.proporcion_justificadas),
    )


def _parte(cuantas: int | None, clases: int | None, proporcion: Decimal | None) -> Fraction | None:
    if cuantas == 0:
        return Fraction(0)
    if cuantas is not None and clases is not None:
        return Fraction(cuantas, clases)
    return None if proporcion is None else Fraction(proporcion)


def _dice_faltas(hechos: HechosAsistencia) -> bool:
    contadas = (hechos.faltas, hechos.faltas_justificadas, hechos.proporcion_faltas, hechos.proporcion_justificadas)
    return any(dato is not None for dato in contadas)


def caben_injustificadas(clases: int, justificadas: int, parametros: Parametros) -> int:
    """The most unjustified absences that do not fail the course, with so many justified ones."""
    limites = _limites(parametros)
    if not justificadas:
        return ceil(limites.injustificadas * clases) - 1
    return max(0, floor(limites.mixtas * clases - limites.peso * justificadas))


def caben_justificadas(clases: int, injustificadas: int, parametros: Parametros) -> int:
    """The most justified absences that do not fail the course, with so many unjustified ones."""
    limites = _limites(parametros)
    if not injustificadas:
        return ceil(limites.justificadas * clases) - 1
    return max(0, floor((limites.mixtas * clases - injustificadas) / limites.peso))


# Within the limit


def _dentro(
    hechos: HechosAsistencia, sin: Fraction, con: Fraction, limites: _Limites, parametros: Parametros
) -> Dictamen:
    if hechos.clases is None or hechos.faltas is None or hechos.faltas_justificadas is None:
        return _dentro_sin_cuenta(hechos, sin, con, limites, parametros)
    clases, faltas, justificadas = hechos.clases, hechos.faltas, hechos.faltas_justificadas
    quedan = max(0, caben_injustificadas(clases, justificadas, parametros) - faltas)
    quedan_justificadas = max(0, caben_justificadas(clases, faltas, parametros) - justificadas)
    restan = (
        f"te {'queda' if quedan == 1 else 'quedan'} {_injustificadas(quedan)}"
        if quedan
        else "ya no te queda ninguna injustificada"
    )
    tambien = f" (o, en su lugar, {_justificadas(quedan_justificadas)})" if quedan_justificadas else ""
    llevas = _llevas(hechos, limites)
    resumen = f"{inicio(hechos.curso)}No estás desaprobado por faltas: llevas {llevas} y {restan}{tambien}."
    pasos = (
        _paso_actividades(clases),
        _paso_regimen(sin, con, limites, parametros, llevas, "sigues dentro del límite"),
        *_paso_justificar(con, parametros),
    )
    finales = [(faltas + quedan, justificadas)] if quedan else []
    finales += [(faltas, justificadas + quedan_justificadas)] if quedan_justificadas else []
    avisos = (*_duda(sin, con, limites), *_duda_de_la_ultima(clases, finales, limites))
    return Dictamen(
        CALCULO, Veredicto.SI, resumen, pasos, Decimal(quedan),
        siguiente=_cuidar(quedan, quedan_justificadas, parametros), avisos=avisos,
        grafico=_grafico(hechos, sin, con, limites),
    )  # fmt: skip


def _dentro_sin_cuenta(
    hechos: HechosAsistencia, sin: Fraction, con: Fraction, limites: _Limites, parametros: Parametros
) -> Dictamen:
    """Only percentages are known, or there is no absence at all."""
    if not sin and not con:
        resumen = f"{inicio(hechos.curso)}No estás desaprobado por faltas: no llevas ninguna."
    else:
        resumen = (
            f"{inicio(hechos.curso)}No estás desaprobado por faltas: llevas {_porcentajes(sin, con, limites)}, dentro "
            f"del límite ({_limite(sin, con, limites)})."
        )
    hecho = _porcentajes(sin, con, limites) if sin or con else "no llevas ninguna falta"
    paso = _paso_regimen(sin, con, limites, parametros, hecho, "sigues dentro del límite")
    return Dictamen(CALCULO, Veredicto.SI, resumen, (paso, *_paso_justificar(con, parametros)),
                    avisos=_duda(sin, con, limites))  # fmt: skip


def _cuidar(quedan: int, quedan_justificadas: int, parametros: Parametros) -> tuple[str, ...]:
    if quedan:
        return ()
    if not quedan_justificadas:
        return ("No faltes ni una vez más: con una falta más desapruebas el curso, aunque la justifiques.",)
    return (
        f"Si vuelves a faltar, justifícalo en los {parametros.entero('dias_para_justificar')} días hábiles siguientes "
        "a reincorporarte: una falta justificada pesa menos.",
    )


def _duda(sin: Fraction, con: Fraction, limites: _Limites) -> tuple[str, ...]:
    """The zones in which the article's three limits do not agree."""
    if sin and con and limites.suma(sin, con) == limites.mixtas:
        return (
            f"Tu suma es {en_porcentaje(limites.mixtas)} justo: el Art. 86 dice que no debe superar ese límite, pero "
            "con solo injustificadas ese mismo porcentaje desaprueba. Consúltalo: decide tu facultad.",
        )
    if con and not sin and limites.peso * con > limites.mixtas and con < limites.justificadas:
        return (
            f"El texto deja una duda: {en_porcentaje(con)} de justificadas no llega al "
            f"{en_porcentaje(limites.justificadas)}, pero convertidas pasan del {en_porcentaje(limites.mixtas)}. "
            "Consúltalo: decide tu facultad (Art. 86).",
        )
    return ()


def _duda_de_la_ultima(clases: int, finales: list[tuple[int, int]], limites: _Limites) -> tuple[str, ...]:
    """Whether the last absence left, of either kind, would land where the article's limits do not agree."""
    if any(_duda(Fraction(sin, clases), Fraction(con, clases), limites) for sin, con in finales):
        return (
            "Si las usas todas puedes quedar donde el texto deja dudas (el "
            f"{en_porcentaje(limites.mixtas)} justo, o solo justificadas cerca del "
            f"{en_porcentaje(limites.justificadas)}): mejor no las agotes; decide tu facultad (Art. 86).",
        )
    return ()


# Beyond the limit


def _pasado(hechos: HechosAsistencia, limites: _Limites, parametros: Parametros) -> Dictamen:
    sin, con = (parte or Fraction(0) for parte in _partes(hechos))
    llevas = _llevas(hechos, limites) if _contadas(hechos) else _porcentajes(sin, con, limites)
    paso = _paso_regimen(sin, con, limites, parametros, llevas, "desapruebas el curso")
    return _desaprobado(hechos, parametros, f"Desapruebas por faltas: llevas {llevas}", (paso,))


def _desaprobado(hechos: HechosAsistencia, parametros: Parametros, motivo: str, pasos: tuple[Paso, ...]) -> Dictamen:
    tope = parametros.valor("nota_maxima_por_faltas")
    fuente = parametros.fuente("nota_maxima_por_faltas")
    regla = f"La nota es la que se tenía al pasar el límite, {numero(tope)} como máximo"
    if hechos.nota_obtenida is None:
        nota = f"es la que tenías al pasar el límite, {numero(tope)} como máximo"
        paso_nota = Paso(regla, "no sé qué nota tenías", f"no pasa de {numero(tope)}", fuente)
    else:
        nota = f"queda en {con_decimales(min(tope, hechos.nota_obtenida))}"
        paso_nota = Paso(regla, f"tenías {con_decimales(hechos.nota_obtenida)}", nota, fuente)
    paso_repetir = Paso("El curso se lleva de nuevo en segunda o tercera matrícula", "queda desaprobado",
                        "cuenta como curso desaprobado", _REPETIR)  # fmt: skip
    actividades = (_paso_actividades(hechos.clases),) if _contadas(hechos) and hechos.clases is not None else ()
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio(hechos.curso)}{motivo}. Tu nota {nota}, y el curso se repite.",
        (*actividades, *pasos, paso_nota, paso_repetir), Decimal(0), siguiente=_corregir(hechos, parametros),
        grafico=_grafico_de(hechos, parametros),
    )  # fmt: skip


def _corregir(hechos: HechosAsistencia, parametros: Parametros) -> tuple[str, ...]:
    dias = parametros.entero("dias_para_justificar")
    revisa = "Si crees que una falta está mal registrada, escribe al coordinador del curso."
    if _partes(hechos)[0] == 0:  # none is left to justify
        return (revisa,)
    return (
        f"Si alguna falta injustificada tiene sustento y aún estás a tiempo ({dias} días hábiles desde que te "
        "reincorporas), preséntalo en la secretaría académica: justificada pesa menos (Art. 84 y 85).",
        revisa,
    )


# When something is not known


def _cuantas_caben(hechos: HechosAsistencia, clases: int, limites: _Limites, parametros: Parametros) -> Dictamen:
    sin = caben_injustificadas(clases, 0, parametros)
    con = caben_justificadas(clases, 0, parametros)
    resumen = f"{inicio(hechos.curso)}De {cantidad(clases, 'actividad', 'actividades')} {_hasta(sin, con)}."
    pasos = (
        _paso_actividades(clases),
        Paso(f"Con {en_porcentaje(limites.injustificadas)} o más de faltas injustificadas se desaprueba",
             f"son {cantidad(clases, 'actividad', 'actividades')}", f"puedes tener hasta {sin}",
             parametros.fuente("inasistencia_injustificada")),
        Paso(f"Con {en_porcentaje(limites.justificadas)} o más de justificadas también se desaprueba",
             f"son {cantidad(clases, 'actividad', 'actividades')}", f"puedes tener hasta {con}",
             parametros.fuente("inasistencia_justificada")),
    )  # fmt: skip
    avisos = (
        f"Si tienes de las dos clases, cada justificada vale {numero(parametros.valor('peso_falta_justificada'))} y la "
        f"suma no debe pasar del {en_porcentaje(limites.mixtas)} (Art. 86).",
        *_duda(Fraction(0), Fraction(con, clases), limites),
    )
    return Dictamen(CALCULO, Veredicto.VALOR, resumen, pasos, Decimal(sin), avisos=avisos)


def _hasta(sin: int, con: int) -> str:
    """How many may be missed, of either kind alone."""
    if not con:
        return "no puedes faltar a ninguna: con 1 falta desapruebas, aunque esté justificada"
    if not sin:
        return f"no puedes faltar a ninguna sin justificar (con 1 desapruebas), y hasta a {con} con justificación"
    return (
        f"puedes faltar hasta a {sin} sin justificar (con {sin + 1} desapruebas) o hasta a {con} si todas están "
        "justificadas"
    )


def _por_saber(
    hechos: HechosAsistencia, sin: Fraction | None, con: Fraction | None, limites: _Limites, parametros: Parametros
) -> Dictamen:
    falta: list[str] = []
    pide: list[str] = []
    if hechos.faltas is None and hechos.proporcion_faltas is None:
        falta.append("cuántas faltas injustificadas tienes")
        pide.append("faltas")
    if hechos.faltas_justificadas is None and hechos.proporcion_justificadas is None:
        falta.append("cuántas faltas justificadas tienes, aparte")
        solo_porcentaje = hechos.faltas is None and hechos.proporcion_faltas is not None and hechos.clases is None
        pide.append("proporcion_justificadas" if solo_porcentaje else "faltas_justificadas")
    if hechos.clases is None and pide != ["proporcion_justificadas"]:
        falta.append("cuántas actividades obligatorias tiene el curso en total")
        pide.append("clases")
    pasos = (
        Paso(f"Con {en_porcentaje(limites.injustificadas)} o más de faltas injustificadas se desaprueba",
             _hecho(hechos.faltas, sin, _injustificadas), _caben_si(hechos.faltas, limites.injustificadas),
             parametros.fuente("inasistencia_injustificada")),
        Paso(f"Con {en_porcentaje(limites.justificadas)} o más de justificadas también se desaprueba",
             _hecho(hechos.faltas_justificadas, con, _justificadas),
             _caben_si(hechos.faltas_justificadas, limites.justificadas),
             parametros.fuente("inasistencia_justificada")),
        Paso(f"Si hay de las dos, cada justificada vale {numero(parametros.valor('peso_falta_justificada'))} y la suma "
             f"no debe pasar del {en_porcentaje(limites.mixtas)}", f"me falta saber {lista(falta)}",
             "depende de eso", parametros.fuente("inasistencia_mixta")),
    )  # fmt: skip
    resumen = f"{inicio(hechos.curso)}{_lo_que_se_sabe(hechos, sin, con, limites, parametros)}"
    return Dictamen(CALCULO, Veredicto.DEPENDE, resumen, pasos, falta=tuple(falta), pide=tuple(pide))


def _lo_que_se_sabe(
    hechos: HechosAsistencia, sin: Fraction | None, con: Fraction | None, limites: _Limites, parametros: Parametros
) -> str:
    """What can be told before the missing figure: bounds, or the rule with its figures."""
    faltas, justificadas, clases = hechos.faltas, hechos.faltas_justificadas, hechos.clases
    if faltas is not None and justificadas is not None and clases is None:
        minimo = _actividades_necesarias(faltas, justificadas, limites)
        return (
            f"Depende de cuántas actividades obligatorias tiene el curso: con {_cuenta(faltas, justificadas)} sigues "
            f"dentro del límite si son {minimo} o más."
        )
    if faltas is not None and clases is not None:
        caben = caben_justificadas(clases, faltas, parametros)
        quedan = caben_injustificadas(clases, 0, parametros) - faltas
        return (
            f"Depende de tus faltas justificadas: con {_injustificadas(faltas)} de {clases} sigues dentro del límite "
            f"si las justificadas no pasan de {caben}. Sin ninguna, te {'queda' if quedan == 1 else 'quedan'} "
            f"{_injustificadas(quedan)}."
        )
    if justificadas is not None and clases is not None:
        caben = caben_injustificadas(clases, justificadas, parametros)
        return (
            f"Depende de tus faltas injustificadas: con {_justificadas(justificadas)} de {clases} sigues dentro del "
            f"límite si las injustificadas no pasan de {caben}."
        )
    if sin is not None and not hechos.faltas and hechos.proporcion_faltas is not None:
        return (
            f"Con {en_porcentaje(sin)} de injustificadas no llegas al {en_porcentaje(limites.injustificadas)}; depende "
            "de tus faltas justificadas."
        )
    if faltas:
        minimo = _actividades_necesarias(faltas, 0, limites)
        return (
            f"Depende de cuántas actividades son y de tus justificadas: {_injustificadas(faltas)} "
            f"{'desaprueba' if faltas == 1 else 'desaprueban'} si el curso tiene menos de {minimo}."
        )
    return (
        f"Para calcularlo necesito tus faltas y cuántas actividades obligatorias son: desapruebas con "
        f"{en_porcentaje(limites.injustificadas)} o más de injustificadas, o con {en_porcentaje(limites.justificadas)} "
        "o más de justificadas."
    )


def _actividades_necesarias(faltas: int, justificadas: int, limites: _Limites) -> int:
    """The fewest activities with which so many absences do not fail the course."""
    if not justificadas:
        return floor(Fraction(faltas) / limites.injustificadas) + 1
    if not faltas:
        return floor(Fraction(justificadas) / limites.justificadas) + 1
    return ceil(limites.suma(Fraction(faltas), Fraction(justificadas)) / limites.mixtas)


def _caben_si(cuantas: int | None, limite: Fraction) -> str:
    if not cuantas:
        return "no debe llegar a eso"
    return f"solas caben si son {floor(Fraction(cuantas) / limite) + 1} actividades o más"


def _hecho(cuantas: int | None, parte: Fraction | None, nombre: Callable[[int], str]) -> str:
    if cuantas is not None:
        return f"tienes {nombre(cuantas)}"
    return "no sé cuántas tienes" if parte is None else f"tienes {en_porcentaje(parte)}"


# Words


def _contadas(hechos: HechosAsistencia) -> bool:
    """Whether the absences are known as numbers, none of them only as a percentage."""
    if hechos.proporcion_faltas is not None or hechos.proporcion_justificadas is not None:
        return False
    return hechos.clases is not None and (hechos.faltas is not None or hechos.faltas_justificadas is not None)


def _injustificadas(cuantas: int) -> str:
    return cantidad(cuantas, "falta injustificada", "faltas injustificadas")


def _justificadas(cuantas: int) -> str:
    return cantidad(cuantas, "justificada")


def _cuenta(faltas: int, justificadas: int) -> str:
    """`3 faltas injustificadas y 2 justificadas`; a kind of which there is none is left out."""
    if not justificadas:
        return _injustificadas(faltas)
    if not faltas:
        return cantidad(justificadas, "falta justificada", "faltas justificadas")
    return f"{_injustificadas(faltas)} y {_justificadas(justificadas)}"


def _llevas(hechos: HechosAsistencia, limites: _Limites) -> str:
    """`3 faltas injustificadas de 20 (15 %)`; a mixed count with what it adds up to."""
    faltas, justificadas, clases = hechos.faltas or 0, hechos.faltas_justificadas or 0, hechos.clases or 1
    if faltas and justificadas:
        suma = limites.suma(Fraction(faltas), Fraction(justificadas))
        return f"{_cuenta(faltas, justificadas)} de {clases}, que suman {veces(suma)} ({en_porcentaje(suma / clases)})"
    return f"{_cuenta(faltas, justificadas)} de {clases} ({en_porcentaje(Fraction(faltas + justificadas, clases))})"


def _porcentajes(sin: Fraction, con: Fraction, limites: _Limites) -> str:
    if sin and con:
        suma = en_porcentaje(limites.suma(sin, con))
        return f"{en_porcentaje(sin)} de faltas injustificadas y {en_porcentaje(con)} de justificadas, que suman {suma}"
    return f"{en_porcentaje(con)} de faltas justificadas" if con else f"{en_porcentaje(sin)} de faltas injustificadas"


def _limite(sin: Fraction, con: Fraction, limites: _Limites) -> str:
    if sin and con:
        return f"no pasar del {en_porcentaje(limites.mixtas)}"
    return f"menos del {en_porcentaje(limites.justificadas if con else limites.injustificadas)}"


def _paso_actividades(clases: int) -> Paso:
    return Paso("Cuentan las actividades obligatorias que señala el sílabo",
                f"son {cantidad(clases, 'actividad', 'actividades')}", "sobre ellas se saca el porcentaje",
                _OBLIGATORIAS)  # fmt: skip


def _paso_regimen(
    sin: Fraction, con: Fraction, limites: _Limites, parametros: Parametros, hecho: str, resultado: str
) -> Paso:
    """The one of the three limits that decides."""
    if sin and con and sin < limites.injustificadas:
        regla = (
            f"Con faltas de las dos clases, cada justificada vale {numero(parametros.valor('peso_falta_justificada'))} "
            f"y la suma no debe pasar del {en_porcentaje(limites.mixtas)}"
        )
        return Paso(regla, hecho, resultado, parametros.fuente("inasistencia_mixta"))
    if con and not sin:
        regla = f"Con {en_porcentaje(limites.justificadas)} o más de faltas justificadas se desaprueba"
        return Paso(regla, hecho, resultado, parametros.fuente("inasistencia_justificada"))
    regla = f"Con {en_porcentaje(limites.injustificadas)} o más de faltas injustificadas se desaprueba"
    return Paso(regla, hecho, resultado, parametros.fuente("inasistencia_injustificada"))


def _paso_justificar(con: Fraction, parametros: Parametros) -> tuple[Paso, ...]:
    if not con:
        return ()
    return (Paso("Justificar una falta no la borra", f"tienes {en_porcentaje(con)} de justificadas", "siguen contando",
                 parametros.fuente("peso_falta_justificada")),)  # fmt: skip


def _grafico_de(hechos: HechosAsistencia, parametros: Parametros) -> Grafico | None:
    sin, con = _partes(hechos)
    return _grafico(hechos, sin or Fraction(0), con or Fraction(0), _limites(parametros))


def _grafico(hechos: HechosAsistencia, sin: Fraction, con: Fraction, limites: _Limites) -> Grafico | None:
    if not _contadas(hechos) or hechos.clases is None:
        return None
    clases = Fraction(hechos.clases)
    if sin and con:
        nombre = f"Faltas (justificadas a {veces(limites.peso)})"
        valor, marca = limites.suma(sin, con) * clases, limites.mixtas * clases
    elif con:
        nombre, valor, marca = "Faltas justificadas", con * clases, limites.justificadas * clases
    else:
        nombre, valor, marca = "Faltas injustificadas", sin * clases, limites.injustificadas * clases
    titulo = f"Faltas en {hechos.curso}" if hechos.curso else "Tus faltas"
    desde = "si pasan de" if sin and con else "desde"
    texto = f"{nombre}: {veces(valor)} de {hechos.clases}; desaprueban {desde} {veces(marca)}."
    return Grafico(titulo, (Barra(nombre, decimal(valor), decimal(clases), decimal(marca)),), texto)


# What cannot be


def _problema(hechos: HechosAsistencia) -> str | None:
    faltas, justificadas, clases = hechos.faltas or 0, hechos.faltas_justificadas or 0, hechos.clases
    if faltas < 0 or justificadas < 0:
        return "una cantidad de faltas no puede ser negativa"
    if clases is not None and clases < 1:
        return f"un curso no puede tener {clases} actividades"
    if clases is not None and faltas + justificadas > clases:
        return f"{_cuenta(faltas, justificadas)} son más que las {clases} actividades"
    return _problema_de_porcentajes(hechos) or (
        "la nota que llevabas no está entre 0 y 20" if nota_imposible(hechos.nota_obtenida) else None
    )


def _problema_de_porcentajes(hechos: HechosAsistencia) -> str | None:
    sin, con = hechos.proporcion_faltas, hechos.proporcion_justificadas
    if any(parte is not None and not 0 <= parte <= 1 for parte in (sin, con)):
        return "un porcentaje de faltas va de 0 a 100 %"
    if sin is not None and con is not None and sin + con > 1:
        return f"{porcentaje(sin)} y {porcentaje(con)} de faltas suman más de 100 %"
    for cuantas, parte in ((hechos.faltas, sin), (hechos.faltas_justificadas, con)):
        contada = _parte(cuantas, hechos.clases, None)
        if contada is not None and parte is not None and abs(contada - Fraction(parte)) > _DIFERENCIA_DE_REDONDEO:
            de = f" de {hechos.clases}" if hechos.clases is not None else ""
            return f"{cantidad(cuantas or 0, 'falta')}{de} no son {porcentaje(parte)}"
    return None
