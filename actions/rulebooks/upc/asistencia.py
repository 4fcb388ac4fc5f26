"""How a UPC student stands with attendance (num. 2.1.2 with 2.1.3, 2.1.4, 2.1.6, 2.1.8 and 2.1.9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from actions.rulebooks.dictamen import Barra, Dictamen, Grafico, Veredicto
from actions.rulebooks.formato import cantidad, lista, porcentaje
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Cuenta, Modalidad, TipoCurso, en_linea, inicio, lugar, negativo, no_cuadra
from actions.rulebooks.upc.desaprobadas import Consecuencia, consecuencia, fuente_de_la_baja, problema_de_veces

CALCULO = "asistencia"
_VOLVER_A_CURSAR = lugar("2.1.3")
_DPI = lugar("2.1.6")
_NO_SE_ELIMINA = lugar("2.1.8 b")
_DIFERENCIA_DE_REDONDEO = Fraction(1, 100)  # what a percentage told by heart may be off
_REPROGRAMADA = "La clase que el profesor recupera en otra fecha no cuenta como falta si no vas (num. 2.1.9)."


@dataclass(frozen=True)
class HechosAsistencia:
    """Attendance in one course. None means "not known".

    `clases`: all sessions programmed; `faltas`: absences, justified ones included, since none is taken out (2.1.8 b);
    `faltas_mas`: absences supposed on top of them. `asistencias`: sessions attended and `proporcion_faltas` or
    `proporcion_asistencia` (0-1), when that is all that is known. `sede_regional`: the programme is held in the
    regions. `dpi`: the record already says so. `retiros_extraordinarios`: used so far; `otras_desaprobadas`: other
    failed courses; `vez`: for which time the course is taken.
    """

    curso: str | None = None
    clases: int | None = None
    faltas: int | None = None
    faltas_mas: int | None = None
    asistencias: int | None = None
    proporcion_faltas: Decimal | None = None
    proporcion_asistencia: Decimal | None = None
    tipo_curso: TipoCurso | None = None
    sede_regional: bool | None = None
    dpi: bool | None = None
    retiros_extraordinarios: int | None = None
    otras_desaprobadas: int | None = None
    vez: int | None = None
    modalidad: Modalidad | None = None


@dataclass(frozen=True)
class _Limite:
    """The share of absences that one kind of course admits, and for which kind."""

    parte: Decimal
    para: str


def faltas_permitidas(clases: int, parte: Decimal) -> int:
    """The most absences that a share of the sessions admits."""
    return floor(Fraction(parte) * clases)


def asistencia_suficiente(hechos: HechosAsistencia, parametros: Parametros) -> bool | None:
    """Whether the attendance lets the student pass; None when that cannot be told (num. 2.1.2)."""
    if problema(hechos):
        return None
    hechos = _en_faltas(hechos)
    cumplen = {_cumple(hechos, limite) for limite in _limites(hechos, parametros)}
    if hechos.dpi:
        return False
    return cumplen.pop() if len(cumplen) == 1 else None


def asistencia(hechos: HechosAsistencia, parametros: Parametros) -> Dictamen:
    """Whether the attendance still lets the student pass (SI) or not (NO), and how many absences are left.

    `valor`: absences left, 0 when none; with VALOR the absences that are admitted. Source: UPC num. 2.1.2 (70 %, 65 %
    in the regions, 100 % in Talleres and DIL everywhere), 2.1.3, 2.1.4, 2.1.6, 2.1.8 b, 2.1.9.
    Facts that cannot be (more absences than sessions) give a CONTRADICCION.
    """
    imposible = problema(hechos)
    if imposible:
        return no_cuadra(CALCULO, imposible, hechos.curso)
    hechos = _en_faltas(hechos)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    if hechos.dpi:
        return _con_dpi(hechos, cuenta, parametros)
    limites = _limites(hechos, parametros)
    cumplen = {_cumple(hechos, limite) for limite in limites}
    if hechos.faltas is None and hechos.proporcion_faltas is None:
        if hechos.asistencias is None or hechos.clases is None:
            return _sin_faltas(hechos, limites, cuenta, parametros)
        return _con_asistencias(hechos, hechos.asistencias, hechos.clases, limites, cuenta, parametros)
    if cumplen == {True}:
        return _dentro(hechos, limites, cuenta, parametros)
    if cumplen == {False}:
        return _fuera(hechos, limites, cuenta, parametros)
    return _segun(hechos, limites, cuenta, parametros)


def _en_faltas(hechos: HechosAsistencia) -> HechosAsistencia:
    """The same facts with those absences added that are supposed.

    The sessions not attended are no absences: in the middle of a course many are still to come.
    """
    faltas, parte = hechos.faltas, hechos.proporcion_faltas
    if parte is None and hechos.proporcion_asistencia is not None:
        parte = 1 - hechos.proporcion_asistencia
    if hechos.faltas_mas is not None and faltas is not None:
        faltas += hechos.faltas_mas
    return replace(hechos, faltas=faltas, proporcion_faltas=parte)


def _limites(hechos: HechosAsistencia, parametros: Parametros) -> tuple[_Limite, ...]:
    """The limits that may hold for the course, given what is known of it (Talleres and DIL: the same everywhere)."""
    talleres = _Limite(1 - parametros.valor("asistencia_minima_talleres"), "en un Taller o el DIL")
    donde = "en una asignatura regular" if hechos.sede_regional is False else "en Lima"
    regular = _Limite(1 - parametros.valor("asistencia_minima"), donde)
    regiones = _Limite(parametros.valor("inasistencia_maxima_regiones"), "en un programa en regiones")
    if hechos.tipo_curso in (TipoCurso.TALLER, TipoCurso.DIL):
        return (talleres,)
    regulares = {True: (regiones,), False: (regular,), None: (regular, regiones)}[hechos.sede_regional]
    return regulares if hechos.tipo_curso is TipoCurso.REGULAR else (*regulares, talleres)


def _cumple(hechos: HechosAsistencia, limite: _Limite) -> bool | None:
    """Whether the absences keep within one limit; None when it cannot be told."""
    if hechos.faltas == 0:
        return True
    if hechos.faltas is None and _asistio_a_bastantes(hechos, limite):
        return True
    if hechos.faltas is not None and hechos.clases is not None:
        return hechos.faltas <= faltas_permitidas(hechos.clases, limite.parte)
    if hechos.proporcion_faltas is not None:
        return hechos.proporcion_faltas <= limite.parte
    if hechos.faltas is not None and limite.parte == 0:
        return False
    return None


def _asistio_a_bastantes(hechos: HechosAsistencia, limite: _Limite) -> bool:
    """Whether the sessions attended are enough by themselves, whatever becomes of the others."""
    if hechos.asistencias is None or hechos.clases is None:
        return False
    return hechos.clases - hechos.asistencias <= faltas_permitidas(hechos.clases, limite.parte)


def _dentro(hechos: HechosAsistencia, limites: tuple[_Limite, ...], cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    _paso_limites(
        hechos, limites, cuenta, parametros, f"{_tienes(hechos)} {_llevas(hechos)}", "estás dentro del límite"
    )
    cuenta.paso("Ninguna falta se elimina, sea cual sea el motivo", f"{_tienes(hechos)} {_llevas(hechos)}",
                "todas cuentan", _NO_SE_ELIMINA)  # fmt: skip
    cuenta.avisos.append(_REPROGRAMADA)
    quedan = _restantes(hechos, limites)
    vas = "Irías" if _supuesto(hechos) else "Vas"
    resumen = f"{inicio(hechos.curso)}{vas} bien con la asistencia: {_tienes(hechos)} {_llevas(hechos)}"
    if len(quedan) == 1:
        resumen += f" y {_te_quedan(min(quedan), _supuesto(hechos))}."
    elif quedan:
        cuales = [
            f"{cuantas or 'ninguna'} {limite.para}"
            for limite, cuantas in zip(limites, _por_limite(hechos, limites), strict=True)
        ]
        resumen += f". Te {'quedarían' if _supuesto(hechos) else 'quedan'} {lista(cuales)}."
    else:
        resumen += "."
    return cuenta.dictamen(
        CALCULO, resumen, veredicto=Veredicto.SI, valor=min(quedan) if quedan else None,
        grafico=_grafico(hechos, limites),
    )  # fmt: skip


def _fuera(hechos: HechosAsistencia, limites: tuple[_Limite, ...], cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    _paso_limites(hechos, limites, cuenta, parametros, f"{_tienes(hechos)} {_llevas(hechos)}", "no se puede aprobar")
    lo_que_sigue = _consecuencias(hechos, cuenta, parametros)
    llegas = "No llegas"
    if _supuesto(hechos):
        llegas, lo_que_sigue = "No llegarías", f"En ese caso, {lo_que_sigue[0].lower()}{lo_que_sigue[1:]}"
    cuenta.avisos += [_REPROGRAMADA]
    tope = _texto_del_tope(hechos, limites)
    resumen = (
        f"{inicio(hechos.curso)}{llegas} a la asistencia mínima: {_tienes(hechos)} {_llevas(hechos)} y {tope}. "
        f"{lo_que_sigue}"
    )
    return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.NO, valor=0, grafico=_grafico(hechos, limites),
    )  # fmt: skip


def _consecuencias(hechos: HechosAsistencia, cuenta: Cuenta, parametros: Parametros) -> str:
    """What insufficient attendance leads to: a retiro extraordinario while there are some left, DPI afterwards."""
    tope = parametros.entero("retiros_extraordinarios_maximos")
    usados = hechos.retiros_extraordinarios
    if usados is not None and usados >= tope:
        return _consecuencias_del_dpi(hechos, cuenta, parametros, f"ya usaste los {tope} retiros extraordinarios")
    cuenta.paso("Quien no llega a la asistencia pide el retiro extraordinario y vuelve a cursar la asignatura",
                "no llegas a la asistencia mínima", "tienes que pedirlo", _VOLVER_A_CURSAR)  # fmt: skip
    cuenta.siguiente.append(
        "Pide el retiro extraordinario a la Dirección de Servicios Académicos, que decide sin apelación (num. 3.2); "
        "después cursas la asignatura con otra promoción o en otro programa donde el Director la considere equivalente."
    )
    hecho = "no sé cuántos usaste" if usados is None else f"usaste {usados}"
    resultado = f"son {tope} como máximo" if usados is None else f"te quedan {tope - usados}"
    cuenta.paso(f"Se puede pedir de {tope} asignaturas en todo el programa", hecho, resultado,
                parametros.fuente("retiros_extraordinarios_maximos"))  # fmt: skip
    if usados is not None:
        return f"Tienes que pedir el retiro extraordinario y volver a cursarla; llevas {usados} de {tope}."
    cuenta.paso("Con los retiros agotados queda DPI, con 0", "no sé cuántos usaste",
                "cuenta como asignatura desaprobada", _DPI)  # fmt: skip
    cuenta.avisos.append(
        f"Si ya usaste los {tope} retiros extraordinarios quedas con DPI y nota 0: con otra asignatura desaprobada, "
        "eso es la baja (num. 2.1.6)."
    )
    return f"Tienes que pedir el retiro extraordinario (son {tope} en todo el programa) y volver a cursarla."


def _consecuencias_del_dpi(hechos: HechosAsistencia, cuenta: Cuenta, parametros: Parametros, porque: str) -> str:
    """DPI counts as a failed course: alone it is taken again, with another one it means the baja (2.1.6, 3.4.1)."""
    cuenta.paso("Con los retiros agotados, la asignatura queda como desaprobada por inasistencia (DPI)", porque,
                "se registra 0, también en tu promedio final", _DPI)  # fmt: skip
    que = consecuencia(hechos.otras_desaprobadas, hechos.vez, parametros)
    if que is Consecuencia.BAJA:
        cuenta.paso("El DPI cuenta como asignatura desaprobada", "no es la única o es la segunda vez", "baja",
                    fuente_de_la_baja(hechos.vez, parametros))  # fmt: skip
        cuenta.siguiente.append("Habla cuanto antes con la dirección de tu programa.")
        return f"Queda como DPI con 0 ({porque}), y con eso te dan de baja."
    cuenta.siguiente.append("Confirma tu caso con el Director del Programa: ese numeral está escrito de forma confusa.")
    if que is Consecuencia.REPITE:
        return f"Queda como DPI con 0 ({porque}); como es tu única desaprobada, puedes cursarla otra vez pagando."
    return (
        f"Queda como DPI con 0 ({porque}): puedes cursarla otra vez, pagando, solo si es tu única desaprobada y es la "
        "primera vez; si no, te dan de baja."
    )


def _con_dpi(hechos: HechosAsistencia, cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    texto = _consecuencias_del_dpi(hechos, cuenta, parametros, "figuras con DPI")
    return cuenta.dictamen(
        CALCULO, f"{inicio(hechos.curso)}No apruebas por inasistencia. {texto}", veredicto=Veredicto.NO, valor=0
    )


def _con_asistencias(
    hechos: HechosAsistencia, asistencias: int, clases: int, limites: tuple[_Limite, ...], cuenta: Cuenta,
    parametros: Parametros,
) -> Dictamen:  # fmt: skip
    """The sessions attended of all those programmed, the absences not being known: enough of them decide."""
    fuiste = f"fuiste a {asistencias} de {cantidad(clases, 'clase')} programadas"
    cuenta.avisos.append(_REPROGRAMADA)
    cabeza = inicio(hechos.curso)
    if all(_cumple(hechos, limite) for limite in limites):
        _paso_limites(hechos, limites, cuenta, parametros, fuiste, "ya llegas a la asistencia mínima")
        resumen = f"{cabeza}Ya llegas a la asistencia mínima: {fuiste} ({porcentaje(Decimal(asistencias) / clases)})."
        return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.SI)
    _paso_limites(hechos, limites, cuenta, parametros, fuiste, "depende de tus faltas")
    cuenta.ignora("a cuántas clases faltaste", "faltas")
    _duda_del_tipo(hechos, cuenta)
    minimos = [f"{clases - faltas_permitidas(clases, limite.parte)} {limite.para}" for limite in limites]
    resumen = (
        f"{cabeza}Depende: {fuiste} y hay que ir al menos a {lista(minimos, 'o')}. Para saber si puedes llegar falta "
        "saber a cuántas clases faltaste."
    )
    return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.DEPENDE)


def _sin_faltas(
    hechos: HechosAsistencia, limites: tuple[_Limite, ...], cuenta: Cuenta, parametros: Parametros
) -> Dictamen:
    """How many absences are admitted, while none is told."""
    if hechos.clases is None:
        hecho, resultado = "no sé cuántas clases son", "dímelo y lo calculo"
        if hechos.asistencias is None:
            cuenta.ignora("a cuántas clases faltaste", "faltas")
        cuenta.ignora("cuántas clases son en total", "clases")
        regla = lista([f"{porcentaje(limite.parte)} {limite.para}" for limite in limites])
        resumen = f"Puedes faltar como máximo al {regla}. Para calcularlo necesito saber {lista(cuenta.falta)}."
        caben = []
    else:
        caben = [faltas_permitidas(hechos.clases, limite.parte) for limite in limites]
        hecho = f"son {cantidad(hechos.clases, 'clase')}"
        cuales = [f"{cuantas or 'ninguna'} {limite.para}" for cuantas, limite in zip(caben, limites, strict=True)]
        resultado = f"puedes faltar a {lista(cuales, 'o')}"
        resumen = f"De {cantidad(hechos.clases, 'clase')} puedes faltar como máximo a {lista(cuales, 'o')}."
        if not any(caben):
            resultado = "no puedes faltar a ninguna"
            resumen = f"No puedes faltar a ninguna de las {hechos.clases} clases {lista([li.para for li in limites])}."
    _paso_limites(hechos, limites, cuenta, parametros, hecho, resultado)
    _duda_del_tipo(hechos, cuenta)
    cuenta.avisos.append(_REPROGRAMADA)
    valor = caben[0] if len(set(caben)) == 1 else None
    veredicto = Veredicto.DEPENDE if valor is None else Veredicto.VALOR
    return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=veredicto, valor=valor)


def _segun(hechos: HechosAsistencia, limites: tuple[_Limite, ...], cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    """The absences are within one limit and over another, or the number of sessions is not known."""
    _paso_limites(
        hechos, limites, cuenta, parametros, f"{_tienes(hechos)} {_llevas(hechos)}", "depende de lo que falta saber"
    )
    if hechos.clases is None and hechos.proporcion_faltas is None:
        cuenta.ignora("cuántas clases son en total", "clases")
        desde = [f"{_clases_necesarias(hechos.faltas or 0, limite.parte)} o más {limite.para}"
                 for limite in limites if limite.parte > 0]  # fmt: skip
        dice = f"Con {_llevas(hechos)} llegas a la asistencia mínima si las clases son {lista(desde, 'o')}."
        if any(limite.parte == 0 for limite in limites):
            dice += " En un Taller o el DIL no se permite ninguna falta."
    else:
        bien = [limite.para for limite in limites if _cumple(hechos, limite)]
        mal = [limite.para for limite in limites if not _cumple(hechos, limite)]
        dice = f"Con {_llevas(hechos)} llegas a la asistencia mínima {lista(bien, 'o')}, pero no {lista(mal, 'ni')}."
    _duda_del_tipo(hechos, cuenta, limites)
    cuenta.avisos.append(_REPROGRAMADA)
    return cuenta.dictamen(
        CALCULO, f"{inicio(hechos.curso)}Depende. {dice}", veredicto=Veredicto.DEPENDE,
        grafico=_grafico(hechos, limites[:1]),
    )  # fmt: skip


def _duda_del_tipo(hechos: HechosAsistencia, cuenta: Cuenta, limites: tuple[_Limite, ...] | None = None) -> None:
    """Ask what kind of course it is and where, as far as it still makes a difference."""
    regulares = {_cumple(hechos, limite) for limite in limites or () if limite.parte > 0}
    if hechos.tipo_curso is None:
        cuenta.ignora("si es un curso regular, un Taller o el DIL", "tipo_curso")
    taller = hechos.tipo_curso in (TipoCurso.TALLER, TipoCurso.DIL)
    if hechos.sede_regional is None and not taller and len(regulares) != 1:
        cuenta.ignora("si tu programa es en regiones", "sede_regional")


def _paso_limites(
    hechos: HechosAsistencia, limites: tuple[_Limite, ...], cuenta: Cuenta, parametros: Parametros, hecho: str,
    resultado: str,
) -> None:  # fmt: skip
    regla = lista([f"{porcentaje(1 - limite.parte)} de asistencia {limite.para}" for limite in limites])
    cuenta.paso(f"Para aprobar hace falta {regla}", hecho, resultado, parametros.fuente("asistencia_minima"))


def _por_limite(hechos: HechosAsistencia, limites: tuple[_Limite, ...]) -> list[int]:
    if hechos.faltas is None or hechos.clases is None:
        return []
    return [faltas_permitidas(hechos.clases, limite.parte) - hechos.faltas for limite in limites]


def _restantes(hechos: HechosAsistencia, limites: tuple[_Limite, ...]) -> set[int]:
    return set(_por_limite(hechos, limites))


def _supuesto(hechos: HechosAsistencia) -> bool:
    """Whether the absences told are partly supposed ones."""
    return bool(hechos.faltas_mas) and hechos.faltas is not None


def _tienes(hechos: HechosAsistencia) -> str:
    return "tendrías" if _supuesto(hechos) else "tienes"


def _te_quedan(cuantas: int, supuesto: bool) -> str:
    if cuantas == 0:
        return f"ya no te {'quedaría' if supuesto else 'queda'} ninguna más"
    queda = "queda" if cuantas == 1 else "quedan"
    if supuesto:
        queda = "quedaría" if cuantas == 1 else "quedarían"
    return f"te {queda} {cantidad(cuantas, 'falta')} más"


def _texto_del_tope(hechos: HechosAsistencia, limites: tuple[_Limite, ...]) -> str:
    con_faltas = [limite for limite in limites if limite.parte > 0]
    if not con_faltas:
        return "en un Taller o el DIL no se permite ninguna"
    clases = None if hechos.faltas is None else hechos.clases
    topes = [
        porcentaje(limite.parte) if clases is None else str(faltas_permitidas(clases, limite.parte))
        for limite in con_faltas
    ]
    if len(set(topes)) == 1:
        return f"el máximo es {topes[0]}"
    return f"el máximo es {lista([f'{t} {limite.para}' for t, limite in zip(topes, con_faltas, strict=True)])}"


def _clases_necesarias(faltas: int, parte: Decimal) -> int:
    """The fewest sessions in which so many absences fit."""
    return -floor(-Fraction(faltas) / Fraction(parte))


def _llevas(hechos: HechosAsistencia) -> str:
    """`5 faltas de 20 clases (25 %)`, `5 faltas`, `25 % de faltas`."""
    if hechos.faltas is None:
        return f"{porcentaje(hechos.proporcion_faltas or Decimal(0))} de faltas"
    if hechos.clases is None:
        return cantidad(hechos.faltas, "falta")
    parte = porcentaje(Decimal(hechos.faltas) / hechos.clases)
    return f"{cantidad(hechos.faltas, 'falta')} de {cantidad(hechos.clases, 'clase')} ({parte})"


def _grafico(hechos: HechosAsistencia, limites: tuple[_Limite, ...]) -> Grafico | None:
    if hechos.faltas is None or hechos.clases is None:
        return None
    marca = faltas_permitidas(hechos.clases, limites[0].parte)
    barra = Barra("Faltas", Decimal(hechos.faltas), Decimal(hechos.clases), Decimal(marca))
    titulo = f"Faltas en {hechos.curso}" if hechos.curso else "Tus faltas"
    texto = f"Faltas: {hechos.faltas} de {hechos.clases}; el máximo {limites[0].para} es {marca}."
    return Grafico(titulo, (barra,), texto)


def problema(hechos: HechosAsistencia) -> str | None:
    """What cannot be true in the facts, as the student reads it; None when they hold together."""
    menos = negativo(
        ("faltas", hechos.faltas), ("faltas más", hechos.faltas_mas), ("asistencias", hechos.asistencias),
        ("retiros extraordinarios", hechos.retiros_extraordinarios),
    )  # fmt: skip
    veces = problema_de_veces(hechos.otras_desaprobadas, hechos.vez)
    return menos or veces or _problema_de_clases(hechos) or _problema_de_partes(hechos)


def _problema_de_clases(hechos: HechosAsistencia) -> str | None:
    clases, faltas = hechos.clases, (hechos.faltas or 0) + (hechos.faltas_mas or 0)
    if clases is None:
        return None
    if clases < 1:
        return f"una asignatura no puede tener {clases} clases"
    if faltas > clases:
        return f"{cantidad(faltas, 'falta')} son más que las {clases} clases"
    if hechos.asistencias is None:
        return None
    if hechos.asistencias > clases:
        return f"{cantidad(hechos.asistencias, 'asistencia')} son más que las {clases} clases"
    if faltas + hechos.asistencias > clases:
        asistidas = cantidad(hechos.asistencias, "asistencia")
        return f"{cantidad(faltas, 'falta')} y {asistidas} pasan de las {clases} clases"
    return None


def _problema_de_partes(hechos: HechosAsistencia) -> str | None:
    partes = [parte for parte in (hechos.proporcion_faltas, hechos.proporcion_asistencia) if parte is not None]
    if any(not 0 <= parte <= 1 for parte in partes):
        return "un porcentaje de clases va de 0 a 100 %"
    if len(partes) == 2 and sum(partes) != 1:
        return f"{porcentaje(partes[0])} de faltas y {porcentaje(partes[1])} de asistencia no suman 100 %"
    sabidas = _en_faltas(hechos)
    if sabidas.faltas is None or sabidas.clases is None or sabidas.proporcion_faltas is None:
        return None
    if abs(Fraction(sabidas.faltas, sabidas.clases) - Fraction(sabidas.proporcion_faltas)) > _DIFERENCIA_DE_REDONDEO:
        return f"{cantidad(sabidas.faltas, 'falta')} de {sabidas.clases} no son {porcentaje(sabidas.proporcion_faltas)}"
    return None
