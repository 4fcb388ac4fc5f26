"""Taking a course for the second or third time at UPN, and what follows (Art. 9 a-e with 1 i, 14 a and 51 a)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import contradiccion
from actions.rulebooks.upn.periodos import TipoPeriodo

CALCULO = "repitencia"
_COMPUTO = Fuente("upn", "Art. 9 a")
_RECARGO = Fuente("upn", "Art. 9 b")
_VERANO = Fuente("upn", "Art. 9 c")
_DOS_A_LA_VEZ = Fuente("upn", "Art. 9 d")
_ORDINALES = ("", "primera", "segunda", "tercera")
_UNO_POR_PERIODO = (
    "El artículo dice que no debes y luego solo lo sugiere: si llevas dos por tercera a la vez, la responsabilidad por "
    "tu matrícula y tus resultados es tuya. En tu caso decide Secretaría Académica."
)


@dataclass(frozen=True)
class CursoRepetido:
    """A course of the record that has been failed, or is in course.

    `vez`: number of the enrolment that is in course or comes next (1-3). `agotado`: the last one was failed too.
    `fallos`: the periods in which it was failed. `cuenta_con`: other names that count as the same course (Art. 9 a).
    """

    nombre: str
    vez: int
    en_curso: bool = False
    agotado: bool = False
    fallos: tuple[str, ...] = ()
    cuenta_con: tuple[str, ...] = ()


@dataclass(frozen=True)
class HechosRepitencia:
    """What Art. 9 asks about. None means "not known".

    `vez`: the enrolment that the student asks about (1 the first). `desaprobado`: that one has been failed already
    (or ended in inhabilitación). `dos_por_tercera`: two courses are to be taken for the third time at once. `cursos`:
    those of the record (empty: none is repeated nor in course); what is stated with `vez` goes before them.
    """

    vez: int | None = None
    desaprobado: bool | None = None
    tipo_periodo: TipoPeriodo | None = None
    dos_por_tercera: bool | None = None
    cursos: tuple[CursoRepetido, ...] | None = None


def repitencia(hechos: HechosRepitencia, parametros: Parametros) -> Dictamen:
    """Whether a course may still be taken (SI), or the student is separated or must not (NO), with what follows.

    `valor`: enrolments left, the one in course or next included (0 when none). Source: UPN Art. 9 a-e, 1 i, 14 a,
    51 a. An enrolment below the first gives a CONTRADICCION.
    """
    if hechos.vez is not None and hechos.vez < 1:
        return contradiccion(CALCULO, f"un curso no se lleva por vez número {hechos.vez}")
    if any(curso.vez < 1 for curso in hechos.cursos or ()):
        return contradiccion(CALCULO, "un curso no se lleva menos de una vez")
    if hechos.dos_por_tercera:
        return _dos_por_tercera(hechos, parametros)
    if hechos.vez is not None:
        return _una_vez(hechos, hechos.vez, parametros)
    if hechos.cursos is not None:
        return _del_expediente(hechos, hechos.cursos, parametros)
    return _sin_saber(parametros)


def _una_vez(hechos: HechosRepitencia, vez: int, parametros: Parametros) -> Dictamen:
    """One course of which the student says for which time it is taken."""
    maximo = parametros.entero("veces_maximas_curso")
    if hechos.desaprobado:
        vez += 1
    if vez > maximo:
        return _separado(f"sería la vez número {vez}", "No", parametros)
    pasos: list[Paso] = []
    _consecuencias(hechos, vez, f"lo llevas por {_ORDINALES[vez]} vez", pasos, parametros)
    resumen = f"Puedes llevarlo por {_ORDINALES[vez]} vez. {_si_desaprueba(vez, 'lo desapruebas', parametros)}"
    return Dictamen(
        CALCULO, Veredicto.SI, resumen, tuple(pasos), Decimal(maximo - vez + 1), siguiente=_siguiente(hechos, vez),
        avisos=_avisos(vez, maximo),
    )  # fmt: skip


def _del_expediente(hechos: HechosRepitencia, cursos: tuple[CursoRepetido, ...], parametros: Parametros) -> Dictamen:
    """All courses of the record: what is repeated, what is pending, what is over."""
    maximo = parametros.entero("veces_maximas_curso")
    agotados = [curso for curso in cursos if curso.agotado or curso.vez > maximo]
    if agotados:
        nombres = lista([curso.nombre for curso in agotados])
        return _separado(f"{nombres}: {_cuando(agotados[0])}", f"{nombres}: no", parametros)
    repetidos = sorted((curso for curso in cursos if curso.vez > 1), key=lambda curso: -curso.vez)
    pasos: list[Paso] = []
    for curso in repetidos:
        if curso.cuenta_con:
            juntos = f"{curso.nombre} cuenta con {lista(curso.cuenta_con)}"
            regla = "Los cursos equivalentes y los del mismo nombre se cuentan juntos"
            pasos.append(Paso(regla, juntos, _cuando(curso), _COMPUTO))
    if not repetidos:
        return _ninguno(maximo, parametros)
    peor = repetidos[0].vez
    por_tercera = [curso for curso in repetidos if curso.vez == maximo]
    dichos = lista([f"{curso.nombre} por {_ORDINALES[curso.vez]} vez" for curso in repetidos])
    tercera = lista([f"{curso.nombre} por {_ORDINALES[maximo]} vez" for curso in por_tercera])
    _consecuencias(hechos, peor, f"tienes {dichos}", pasos, parametros, f"tienes {tercera}" if tercera else None)
    avisos = list(_avisos(peor, maximo))
    solo = [curso.nombre for curso in repetidos if curso.vez == peor]
    desaprueba = "lo desapruebas" if len(repetidos) == 1 else f"desapruebas {lista(solo, 'o')}"
    que_pasa = _si_desaprueba(peor, desaprueba, parametros)
    if len(por_tercera) > 1:
        avisos.append(_UNO_POR_PERIODO)
        que_pasa = (
            "Lleva uno por periodo: son los últimos intentos, y si desapruebas o te inhabilitan en uno, te separan del "
            f"pregrado de forma definitiva. {_tope(parametros)}"
        )
    verbos = {True: "llevas", False: "tienes pendiente"}
    partes = [f"{verbos[curso.en_curso]} {curso.nombre} por {_ORDINALES[curso.vez]} vez" for curso in repetidos]
    texto = lista(partes)
    resumen = f"{texto[0].upper()}{texto[1:]}. {que_pasa}"
    return Dictamen(
        CALCULO, Veredicto.SI, resumen, tuple(pasos), Decimal(maximo - peor + 1),
        siguiente=_siguiente(hechos, peor) if any(not curso.en_curso for curso in repetidos) else (),
        avisos=tuple(avisos), puede_cambiar=("tus notas finales",),
    )  # fmt: skip


def _ninguno(maximo: int, parametros: Parametros) -> Dictamen:
    paso = Paso("Se repite el curso que se desaprueba o en el que inhabilitan", "no tienes ninguno pendiente",
                f"puedes llevar cada curso hasta {cantidad(maximo, 'vez', 'veces')}", _RECARGO)  # fmt: skip
    que_pasa = _si_desaprueba(1, "desapruebas uno", parametros)
    return Dictamen(
        CALCULO, Veredicto.SI, f"No tienes cursos por segunda ni tercera vez. {que_pasa}",
        (paso, _paso_tercera("no llevas ninguno por tercera", parametros)), Decimal(maximo),
        puede_cambiar=("tus notas finales",),
    )  # fmt: skip


def _si_desaprueba(vez: int, desaprueba: str, parametros: Parametros) -> str:
    """What follows from failing; `desaprueba` says which course (`lo desapruebas`)."""
    maximo = parametros.entero("veces_maximas_curso")
    if vez >= maximo:
        return (
            f"La {_ORDINALES[maximo]} vez es la última: si {desaprueba} o te inhabilitan, te separan del pregrado "
            f"de forma definitiva. {_tope(parametros)}"
        )
    if vez == maximo - 1:
        tope = parametros.entero("creditos_con_tercera")
        return (
            f"Si {desaprueba} o te inhabilitan, quedará pendiente por {_ORDINALES[maximo]} vez y tu límite será "
            f"{tope} créditos."
        )
    return f"Si {desaprueba} o te inhabilitan, lo repites: son {maximo} veces como máximo."


def _tope(parametros: Parametros) -> str:
    creditos = parametros.entero("creditos_con_tercera")
    return f"Mientras siga pendiente, tu límite es de {creditos} créditos."


def _consecuencias(
    hechos: HechosRepitencia,
    vez: int,
    hecho: str,
    pasos: list[Paso],
    parametros: Parametros,
    tercera: str | None = None,
) -> None:
    """The steps of the enrolment `vez`; `tercera` names the third-time course when `hecho` names others too."""
    maximo = parametros.entero("veces_maximas_curso")
    if vez > 1:
        pasos.append(Paso("El curso desaprobado o inhabilitado se vuelve a llevar para seguir en la carrera", hecho,
                          "tienes que matricularte en él", _RECARGO))  # fmt: skip
        if hechos.tipo_periodo is TipoPeriodo.VERANO:
            pasos.append(Paso("En verano no se cobra el adicional por repetir", "es en verano", "sin monto adicional",
                              _VERANO))  # fmt: skip
        else:
            pasos.append(Paso("Al repetir se paga un monto adicional a la pensión", hecho,
                              "lo fija la universidad", _RECARGO))  # fmt: skip
    if vez == maximo:
        hecho = tercera or hecho
        tope = parametros.entero("creditos_con_tercera")
        pasos += [
            Paso("Con un curso pendiente por tercera vez se limitan los créditos", hecho,
                 f"hasta {tope} créditos, lo lleves o no", parametros.fuente("creditos_con_tercera")),
            Paso("No se llevan dos cursos por tercera a la vez", hecho, "uno por periodo", _DOS_A_LA_VEZ),
        ]  # fmt: skip
    pasos.append(_paso_tercera(hecho, parametros))


def _paso_tercera(hecho: str, parametros: Parametros) -> Paso:
    maximo = parametros.entero("veces_maximas_curso")
    return Paso(f"Desaprobar o quedar inhabilitado por {_ORDINALES[maximo]} vez separa del pregrado", hecho,
                f"son {maximo} veces como máximo", parametros.fuente("veces_maximas_curso"))  # fmt: skip


def _separado(hecho: str, inicio: str, parametros: Parametros) -> Dictamen:
    maximo = parametros.entero("veces_maximas_curso")
    paso = Paso(f"Desaprobar o quedar inhabilitado por {_ORDINALES[maximo]} vez separa del pregrado", hecho,
                "la separación es definitiva", parametros.fuente("veces_maximas_curso"))  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.NO, f"{inicio} hay una vez más: quien desaprueba o queda inhabilitado por "
        f"{_ORDINALES[maximo]} vez es separado de forma definitiva del pregrado.", (paso,), Decimal(0),
        siguiente=("Si crees que la cuenta está mal (un retiro en fecha no cuenta), pregunta en Secretaría "
                   "Académica.",),
    )  # fmt: skip


def _dos_por_tercera(hechos: HechosRepitencia, parametros: Parametros) -> Dictamen:
    pasos: list[Paso] = []
    maximo = parametros.entero("veces_maximas_curso")
    _consecuencias(hechos, maximo, "quieres llevar dos por tercera vez", pasos, parametros)
    tope = parametros.entero("creditos_con_tercera")
    if hechos.tipo_periodo is TipoPeriodo.VERANO:
        tope = min(tope, parametros.entero("creditos_verano"))
        pasos.append(Paso("En verano el máximo es menor", "es en verano", f"hasta {tope} créditos",
                          parametros.fuente("creditos_verano")))  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.NO, "No debes llevar dos cursos por tercera vez a la vez: lleva uno por periodo, con "
        f"{tope} créditos como máximo.", tuple(pasos),
        siguiente=("Matricúlate en uno de los dos y deja el otro para el siguiente periodo.",),
        avisos=(_UNO_POR_PERIODO,),
    )  # fmt: skip


def _sin_saber(parametros: Parametros) -> Dictamen:
    maximo = parametros.entero("veces_maximas_curso")
    pasos = (
        Paso("El curso desaprobado o inhabilitado se vuelve a llevar, con un monto adicional", "no sé por qué vez vas",
             f"puedes llevarlo hasta {cantidad(maximo, 'vez', 'veces')}", _RECARGO),
        _paso_tercera("no sé por qué vez vas", parametros),
    )  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"Depende de por qué vez lo llevas: puedes hasta {maximo} veces, y quien "
        f"desaprueba la {_ORDINALES[maximo]} es separado.", pasos, falta=("por qué vez llevas el curso",),
        avisos=_avisos(1, maximo), pide=("vez",),
    )  # fmt: skip


def _siguiente(hechos: HechosRepitencia, vez: int) -> tuple[str, ...]:
    if vez > 1 and hechos.tipo_periodo is None:
        return ("Si se ofrece en verano, puedes llevarlo ahí sin el monto adicional (Art. 9 c).",)
    return ()


def _avisos(vez: int, maximo: int) -> tuple[str, ...]:
    avisos = ["Para contar las veces se juntan los cursos equivalentes y los del mismo nombre (Art. 9 a)."]
    if vez <= maximo:
        avisos.append("Un retiro en fecha y con el proceso establecido no cuenta como vez (Art. 51 a).")
    return tuple(avisos)


def _cuando(curso: CursoRepetido) -> str:
    if not curso.fallos:
        return f"va por la vez número {curso.vez}"
    return f"lo desaprobaste o te inhabilitaron en {lista(curso.fallos)}"
