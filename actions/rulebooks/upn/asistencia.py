"""How a UPN student stands with attendance (Art. 15-16; FAQ UPN-Coursera 9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.formato import cantidad, lista, porcentaje
from actions.rulebooks.parametros import Parametros

CALCULO = "asistencia"
_COURSERA = Fuente("coursera_faq", "pregunta 9")
_INHABILITACION = Fuente("upn", "Art. 16")
_VIRTUAL = Fuente("upn", "Art. 15 a")
TUS_FALTAS = "tus faltas y tardanzas"


@dataclass(frozen=True)
class HechosAsistencia:
    """Attendance in one course. None means "not known".

    `clases`: all sessions since the student's enrolment (weeks, when virtual). `proporcion_faltas`: share 0-1, when
    only a percentage is known. `exento`: the course belongs to the plan's last cycles. `inhabilitado`: the record
    already says so. `justificadas`: absences already taken out of `faltas`.
    """

    curso: str | None = None
    tipo: TipoClase | None = None
    clases: int | None = None
    faltas: int | None = None
    tardanzas: int | None = None
    proporcion_faltas: Decimal | None = None
    exento: bool | None = None
    inhabilitado: bool | None = None
    justificadas: int = 0


def faltas_efectivas(hechos: HechosAsistencia, parametros: Parametros) -> int:
    """Absences plus the absences that late arrivals add up to; an odd one out does not count (Art. 15 b).

    A virtual class knows no late arrivals: its weeks are entered or not (Art. 15 a).
    """
    if hechos.tipo is TipoClase.VIRTUAL:
        return hechos.faltas or 0
    return (hechos.faltas or 0) + (hechos.tardanzas or 0) // parametros.entero("tardanzas_por_falta")


def faltas_permitidas(clases: int, parametros: Parametros) -> int:
    """The most absences that do not lead to inhabilitación: exactly 30 % is still within the limit (Art. 16)."""
    return int((clases * parametros.valor("inasistencia_maxima")).to_integral_value(ROUND_FLOOR))


def excede(hechos: HechosAsistencia, parametros: Parametros) -> bool | None:
    """Whether the absences go over the limit; None when that cannot be told.

    Late arrivals alone can only tell that they do: how many absences there are besides is not known.
    """
    if hechos.clases is not None and (hechos.faltas is not None or hechos.tardanzas is not None):
        pasan = faltas_efectivas(hechos, parametros) > faltas_permitidas(hechos.clases, parametros)
        return pasan if pasan or hechos.faltas is not None else None
    if hechos.proporcion_faltas is not None:
        return hechos.proporcion_faltas > parametros.valor("inasistencia_maxima")
    return None


def con_exento(hechos: HechosAsistencia | None, exento: bool | None) -> HechosAsistencia | None:
    """The attendance with what the student says of the plan's last cycles, when that is said."""
    return hechos if hechos is None or exento is None else replace(hechos, exento=exento)


def cuenta_faltas(hechos: HechosAsistencia | None) -> bool:
    """Whether absences can inhabilitar: not with Coursera (FAQ 9) nor in the plan's last cycles (Art. 15)."""
    return hechos is not None and not hechos.exento and hechos.tipo is not TipoClase.COURSERA


def pasa_el_limite(hechos: HechosAsistencia | None, parametros: Parametros) -> bool:
    """Whether the absences count and go over the limit (Art. 15-16)."""
    return hechos is not None and cuenta_faltas(hechos) and bool(excede(hechos, parametros))


def deciden_las_tardanzas(hechos: HechosAsistencia | None, parametros: Parametros) -> bool:
    """Whether late arrivals that are not known could be what inhabilita: one more absence would."""
    if hechos is None or not cuenta_faltas(hechos) or not _pide_tardanzas(hechos):
        return False
    if hechos.clases is None or hechos.faltas is None:
        return False
    return hechos.faltas + 1 > faltas_permitidas(hechos.clases, parametros)


def asistencia(hechos: HechosAsistencia, parametros: Parametros) -> Dictamen:
    """Whether the student is still habilitado (SI) or inhabilitado (NO), and how many absences are left.

    `valor`: absences left (0 when none). Source: UPN Art. 15 and 16; FAQ UPN-Coursera 9 for courses with Coursera.
    Facts that cannot be (more absences than classes) give a CONTRADICCION.
    """
    imposible = contradiccion(hechos)
    if imposible:
        return imposible
    en_curso = f" en {hechos.curso}" if hechos.curso else ""
    if hechos.inhabilitado:
        return _inhabilitado(hechos, parametros)
    if hechos.tipo is TipoClase.COURSERA:
        return Dictamen(
            CALCULO, Veredicto.SI, f"{_inicio(hechos)}No se toma asistencia en los cursos con Coursera: no te pueden "
            "inhabilitar por faltas.",
            (Paso("En los cursos con Coursera no se toma asistencia", "el curso es con Coursera",
                  "no hay inhabilitación por faltas", _COURSERA),),
            siguiente=("Avanza según la ruta del sílabo: los microcursos se terminan dentro del semestre.",),
        )  # fmt: skip
    if hechos.exento:
        return Dictamen(
            CALCULO, Veredicto.SI, f"No te inhabilitan por faltas{en_curso}: es un curso de los últimos "
            f"{parametros.entero('ultimos_ciclos_exentos')} ciclos de tu plan.",
            (_paso_cuenta(hechos, parametros),
             Paso(f"Los cursos de los últimos {parametros.entero('ultimos_ciclos_exentos')} ciclos del plan no llevan "
                  "a inhabilitación por faltas",
                  "el curso es de esos ciclos", "no te inhabilitan", parametros.fuente("ultimos_ciclos_exentos"))),
        )  # fmt: skip
    if hechos.clases is not None and hechos.proporcion_faltas is None:
        return _con_clases(hechos, hechos.clases, parametros)
    if hechos.proporcion_faltas is not None:
        return _con_proporcion(hechos, hechos.proporcion_faltas, parametros)
    return _sin_total(hechos, parametros)


def _con_clases(hechos: HechosAsistencia, clases: int, parametros: Parametros) -> Dictamen:
    unidad = "semana" if hechos.tipo is TipoClase.VIRTUAL else "clase"
    permitidas = faltas_permitidas(clases, parametros)
    fuente_limite = parametros.fuente("inasistencia_maxima")
    maximo = parametros.valor("inasistencia_maxima")
    paso_limite = Paso(
        f"Se queda inhabilitado quien falta a más del {porcentaje(maximo)} (hay que asistir al "
        f"{porcentaje(parametros.valor('asistencia_minima'))})",
        f"son {cantidad(clases, unidad)}", f"puedes tener hasta {cantidad(permitidas, 'falta')}", fuente_limite,
    )  # fmt: skip
    pasos = [_paso_minimo(parametros), paso_limite]
    if hechos.faltas is None and hechos.tardanzas is None:
        resumen = (
            f"{_inicio(hechos)}De {cantidad(clases, unidad)} puedes faltar hasta a {permitidas} "
            f"({porcentaje(maximo)}); con {permitidas + 1} quedas inhabilitado."
        )
        return Dictamen(CALCULO, Veredicto.VALOR, resumen, tuple(pasos), Decimal(permitidas))
    efectivas = faltas_efectivas(hechos, parametros)
    parte = Decimal(efectivas) / Decimal(clases)
    pasos.append(_paso_cuenta(hechos, parametros))
    if efectivas > permitidas:
        pasos.append(
            Paso("La inhabilitación es automática al pasar el límite", f"{efectivas} de {clases} es "
                 f"{porcentaje(parte)}", "quedas inhabilitado, con 0 en el curso", _INHABILITACION)
        )  # fmt: skip
        resumen = (
            f"{_inicio(hechos)}Con {cantidad(efectivas, 'falta')} de {cantidad(clases, unidad)} "
            f"({porcentaje(parte)}) quedas inhabilitado: el máximo era {permitidas}."
        )
        return Dictamen(
            CALCULO, Veredicto.NO, resumen, tuple(pasos), Decimal(0), siguiente=_corregir(),
            avisos=salvedad_exento(hechos, parametros), pide=pide_exento(hechos), puede_cambiar=(TUS_FALTAS,),
            grafico=_grafico(hechos, clases, parametros),
        )  # fmt: skip
    return _dentro_del_limite(hechos, efectivas, permitidas, tuple(pasos), parametros)


def _dentro_del_limite(
    hechos: HechosAsistencia, efectivas: int, permitidas: int, pasos: tuple[Paso, ...], parametros: Parametros
) -> Dictamen:
    restantes = permitidas - efectivas
    quedan = (
        "ya no te queda ninguna: con una más quedas inhabilitado"
        if restantes == 0
        else f"te {'queda' if restantes == 1 else 'quedan'} {cantidad(restantes, 'falta')} más"
    )
    avisos = list(_salvedad_tardanza(hechos, parametros))
    if hechos.justificadas:
        avisos.append(f"Ya están descontadas {cantidad(hechos.justificadas, 'falta')} que te justificaron (Art. 15 c).")
    if hechos.faltas is not None and _pide_tardanzas(hechos):
        equivalencia = parametros.entero("tardanzas_por_falta")
        avisos.append(f"No estoy contando tardanzas: cada {equivalencia} suman 1 falta (Art. 15 b).")
    if hechos.faltas is None:
        resumen = (
            f"{_inicio(hechos)}{_equivalencia(hechos, parametros)}El máximo es {permitidas}: si no tienes otras "
            f"faltas, sigues habilitado y {quedan}."
        )
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, resumen, pasos, Decimal(restantes), ("cuántas faltas tienes, además",),
            avisos=tuple(avisos), pide=("faltas",),
        )  # fmt: skip
    resumen = (
        f"{_inicio(hechos)}No estás inhabilitado: llevas {cantidad(efectivas, 'falta')} de un máximo de "
        f"{permitidas} y {quedan}."
    )
    return Dictamen(
        CALCULO, Veredicto.SI, resumen, pasos, Decimal(restantes), _falta_tardanzas(hechos), avisos=tuple(avisos),
        pide=_pide_tardanzas(hechos), puede_cambiar=(TUS_FALTAS,), grafico=_grafico(hechos, hechos.clases, parametros),
    )  # fmt: skip


def _falta_tardanzas(hechos: HechosAsistencia) -> tuple[str, ...]:
    return ("cuántas tardanzas tienes",) if _pide_tardanzas(hechos) else ()


def _pide_tardanzas(hechos: HechosAsistencia) -> tuple[str, ...]:
    """Late arrivals count in a presencial class only."""
    return () if hechos.tardanzas is not None or hechos.tipo is TipoClase.VIRTUAL else ("tardanzas",)


def pide_exento(hechos: HechosAsistencia) -> tuple[str, ...]:
    """Whether the course is of the plan's last cycles decides once the limit is passed."""
    return ("exento",) if hechos.exento is None else ()


def _grafico(hechos: HechosAsistencia, clases: int | None, parametros: Parametros) -> Grafico | None:
    """Absences against the limit, in classes (weeks when virtual) or, without their number, in per cent."""
    if clases is not None:
        efectivas, permitidas = faltas_efectivas(hechos, parametros), faltas_permitidas(clases, parametros)
        valor, maximo, marca = Decimal(efectivas), Decimal(clases), Decimal(permitidas)
        unidad = "semana" if hechos.tipo is TipoClase.VIRTUAL else "clase"
        texto = f"Llevas {cantidad(efectivas, 'falta')} de {cantidad(clases, unidad)}; el máximo es {permitidas}."
    elif hechos.proporcion_faltas is not None:
        limite = parametros.valor("inasistencia_maxima")
        valor, maximo, marca = hechos.proporcion_faltas * 100, Decimal(100), limite * 100
        texto = f"Llevas {porcentaje(hechos.proporcion_faltas)} de faltas; el máximo es {porcentaje(limite)}."
    else:
        return None
    return Grafico("Tus faltas", (Barra(hechos.curso or "Faltas", valor, maximo, marca),), texto)


def _equivalencia(hechos: HechosAsistencia, parametros: Parametros) -> str:
    """`4 tardanzas equivalen a 2 faltas. `; empty without late arrivals."""
    if not hechos.tardanzas or hechos.tipo is TipoClase.VIRTUAL:
        return ""
    faltas = hechos.tardanzas // parametros.entero("tardanzas_por_falta")
    verbo = "equivale" if hechos.tardanzas == 1 else "equivalen"
    return f"{cantidad(hechos.tardanzas, 'tardanza')} {verbo} a {cantidad(faltas, 'falta')}. "


def _con_proporcion(hechos: HechosAsistencia, parte: Decimal, parametros: Parametros) -> Dictamen:
    maximo = parametros.valor("inasistencia_maxima")
    excedido = parte > maximo
    paso = Paso(
        f"Se queda inhabilitado quien falta a más del {porcentaje(maximo)}", f"tienes {porcentaje(parte)} de faltas",
        "quedas inhabilitado" if excedido else "sigues habilitado", parametros.fuente("inasistencia_maxima"),
    )  # fmt: skip
    asiste = porcentaje(1 - parte)
    if excedido:
        resumen = (
            f"{_inicio(hechos)}Con {porcentaje(parte)} de faltas ({asiste} de asistencia) quedas inhabilitado: el "
            f"límite es {porcentaje(maximo)}."
        )
    else:
        margen = "justo en el límite" if parte == maximo else "dentro del límite"
        resumen = (
            f"{_inicio(hechos)}No estás inhabilitado: con {porcentaje(parte)} de faltas ({asiste} de asistencia) "
            f"estás {margen} de {porcentaje(maximo)}."
        )
    return Dictamen(
        CALCULO, Veredicto.NO if excedido else Veredicto.SI, resumen, (_paso_minimo(parametros), paso),
        siguiente=_corregir() if excedido else (),
        avisos=salvedad_exento(hechos, parametros) if excedido else (),
        pide=pide_exento(hechos) if excedido else (), grafico=_grafico(hechos, None, parametros),
    )  # fmt: skip


def _sin_total(hechos: HechosAsistencia, parametros: Parametros) -> Dictamen:
    """The absences are known, the number of classes is not: tell what can be told."""
    if hechos.faltas is None and hechos.tardanzas is None:
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, f"{_inicio(hechos)}Para calcularlo necesito cuántas clases son y a cuántas "
            "faltaste.", (_paso_minimo(parametros),), falta=("cuántas clases son", "a cuántas faltaste"),
            siguiente=("Dímelo así: «falté 3 de 20 clases».",), pide=("faltas", "clases"),
        )  # fmt: skip
    efectivas = faltas_efectivas(hechos, parametros)
    maximo = parametros.valor("inasistencia_maxima")
    necesarias = int((Decimal(efectivas) / maximo).to_integral_value(ROUND_CEILING))
    paso_limite = Paso(
        f"Se queda inhabilitado quien falta a más del {porcentaje(maximo)}", "no sé cuántas clases tiene el curso",
        f"{cantidad(efectivas, 'falta')} caben si son {necesarias} clases o más",
        parametros.fuente("inasistencia_maxima"),
    )  # fmt: skip
    if efectivas == 0 and hechos.faltas is not None:
        return Dictamen(
            CALCULO, Veredicto.SI, f"{_inicio(hechos)}No estás inhabilitado: no llevas ninguna falta completa.",
            (_paso_minimo(parametros), _paso_cuenta(hechos, parametros)), falta=_falta_tardanzas(hechos),
            avisos=_salvedad_tardanza(hechos, parametros), pide=_pide_tardanzas(hechos),
        )  # fmt: skip
    resumen = (
        f"{_inicio(hechos)}{_equivalencia(hechos, parametros)}Depende de cuántas clases tiene el curso: con "
        f"{cantidad(efectivas, 'falta')} sigues habilitado si son {necesarias} o más; si son menos, quedas "
        f"inhabilitado (límite: {porcentaje(maximo)})."
    )
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, (_paso_minimo(parametros), _paso_cuenta(hechos, parametros), paso_limite),
        falta=("cuántas clases tiene el curso desde que te inscribiste",),
        siguiente=("Dime cuántas clases son en total y te lo calculo.",),
        avisos=_salvedad_tardanza(hechos, parametros),
        pide=(*(("faltas",) if hechos.faltas is None else ()), "clases"),
    )  # fmt: skip


def _inhabilitado(hechos: HechosAsistencia, parametros: Parametros) -> Dictamen:
    en_curso = f" en {hechos.curso}" if hechos.curso else ""
    pasos = []
    grafico = _grafico(hechos, hechos.clases, parametros) if hechos.faltas is not None else None
    if hechos.clases is not None and hechos.faltas is not None:
        pasos.append(_paso_cuenta(hechos, parametros))
    pasos.append(
        Paso("Quien queda inhabilitado desaprueba con 0", f"figuras inhabilitado{en_curso}",
             "el 0 cuenta en tus promedios y el curso se repite", _INHABILITACION)
    )  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.NO, f"Estás inhabilitado{en_curso}: el curso queda desaprobado con 0 y tendrás que "
        "repetirlo.", tuple(pasos), Decimal(0), siguiente=_corregir() if cuenta_faltas(hechos) else _NO_FUE_POR_FALTAS,
        grafico=grafico,
    )  # fmt: skip


def _paso_minimo(parametros: Parametros) -> Paso:
    return Paso(
        f"Hay que asistir al menos al {porcentaje(parametros.valor('asistencia_minima'))} de las clases",
        "se cuenta desde que te inscribiste en el curso", "el resto es tu margen de faltas",
        parametros.fuente("asistencia_minima"),
    )  # fmt: skip


def _paso_cuenta(hechos: HechosAsistencia, parametros: Parametros) -> Paso:
    if hechos.tipo is TipoClase.VIRTUAL:
        return Paso("En un curso virtual hay que entrar al menos una vez por semana; la semana sin entrar es una falta",
                    f"{cantidad(hechos.faltas or 0, 'semana')} sin entrar", cantidad(hechos.faltas or 0, "falta"),
                    _VIRTUAL)  # fmt: skip
    equivalencia = parametros.entero("tardanzas_por_falta")
    return Paso(
        f"{equivalencia} tardanzas cuentan como 1 falta; una suelta no cuenta",
        f"{cantidad(hechos.faltas or 0, 'falta')} y {cantidad(hechos.tardanzas or 0, 'tardanza')}",
        f"{cantidad(faltas_efectivas(hechos, parametros), 'falta')} en total", parametros.fuente("tardanzas_por_falta"),
    )  # fmt: skip


def _salvedad_tardanza(hechos: HechosAsistencia, parametros: Parametros) -> tuple[str, ...]:
    equivalencia = parametros.entero("tardanzas_por_falta")
    if (hechos.tardanzas or 0) % equivalencia == equivalencia - 1:
        return ("Tienes una tardanza suelta: una más y suman otra falta.",)
    return ()


def salvedad_exento(hechos: HechosAsistencia, parametros: Parametros) -> tuple[str, ...]:
    """The exception to tell while it is not known whether the course is one of the plan's last cycles."""
    if hechos.exento is None:
        ultimos = parametros.entero("ultimos_ciclos_exentos")
        return (f"Excepción: si el curso es de los últimos {ultimos} ciclos de tu plan, no te inhabilitan por faltas "
                "(Art. 15).",)  # fmt: skip
    return ()


def _corregir() -> tuple[str, ...]:
    return (
        "Si alguna falta fue un error o tiene sustento (salud, fallecimiento de un familiar directo, representación "
        "en un evento, viaje de trabajo), pide la reconsideración: la decide el responsable de carrera (Art. 15 c).",
    )


_NO_FUE_POR_FALTAS = (
    "En este curso no se inhabilita por faltas: pregunta en Secretaría Académica por qué figuras inhabilitado.",
)


def _inicio(hechos: HechosAsistencia) -> str:
    return f"{hechos.curso}: " if hechos.curso else ""


def contradiccion(hechos: HechosAsistencia) -> Dictamen | None:
    """The dictamen that names what cannot be true in the facts; None when they hold together."""
    faltas, tardanzas, clases = hechos.faltas or 0, hechos.tardanzas or 0, hechos.clases
    problema = None
    if min(faltas, tardanzas, hechos.justificadas) < 0:
        problema = "una cantidad de faltas o tardanzas no puede ser negativa"
    elif clases is not None and clases < 1:
        problema = f"un curso no puede tener {clases} clases"
    elif clases is not None and faltas + tardanzas + hechos.justificadas > clases:
        contadas = [cantidad(faltas, "falta"), cantidad(tardanzas, "tardanza")]
        if hechos.justificadas:
            contadas.append(cantidad(hechos.justificadas, "falta justificada", "faltas justificadas"))
        problema = f"{lista(contadas)} son más que las {clases} clases"
    elif hechos.proporcion_faltas is not None and not 0 <= hechos.proporcion_faltas <= 1:
        problema = "un porcentaje de faltas va de 0 a 100 %"
    if problema is None:
        return None
    return Dictamen(
        CALCULO, Veredicto.CONTRADICCION, f"{_inicio(hechos)}Hay un dato que no cuadra: {problema}. ¿Me lo confirmas?",
        (),
    )  # fmt: skip
