"""What part of the pension a UPN student pays for a number of credits (Art. 14 e with 9 b-c, 14 f and 51 b)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista, numero, porcentaje
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import contradiccion
from actions.rulebooks.upn.periodos import TipoPeriodo

CALCULO = "pension_creditos"
_RECARGO = Fuente("upn", "Art. 9 b")
_SIN_RECARGO = Fuente("upn", "Art. 9 c")
_AMPLIADOS = (Fuente("upn", "Art. 14 b"), Fuente("upn", "Art. 14 c"))
_RETIRO = Fuente("upn", "Art. 51 b")
_RETIRO_VERANO = Fuente("upn", "Art. 51 e")


@dataclass(frozen=True)
class HechosPensionCreditos:
    """What the table of Art. 14 e asks about. None means "not known".

    `por_matricular`: credits of the period. `creditos_curso_adicional`: those of one more course. `repite_curso`:
    whether a course is taken for the second or third time; `repetidos` names those on record. `con_retiros`: a course
    of the period was withdrawn from (its credits are among `por_matricular`). `tipo_periodo` None: a regular cycle.
    """

    por_matricular: int | None = None
    creditos_curso_adicional: int | None = None
    tipo_periodo: TipoPeriodo | None = None
    repite_curso: bool | None = None
    repetidos: tuple[str, ...] = ()
    con_retiros: bool = False


@dataclass(frozen=True)
class _Banda:
    """A row of the table: up to how many credits, and the share of the pension."""

    desde: int
    hasta: int
    parte: Decimal
    fuente: Fuente

    @property
    def rango(self) -> str:
        return f"de {self.desde} a {self.hasta} créditos"


def pension_creditos(hechos: HechosPensionCreditos, parametros: Parametros) -> Dictamen:
    """The share of the pension (`valor`, 1 is all of it) for a number of credits, and what one more course does to it.

    NO where no share applies: in summer (14 f) and above the table's end. Source: UPN Art. 14 e, 14 f, 9 b-c, 51 b.
    Fewer credits than one give a CONTRADICCION.
    """
    for creditos in (hechos.por_matricular, hechos.creditos_curso_adicional):
        if creditos is not None and creditos < 1:
            return contradiccion(CALCULO, f"{creditos} créditos no es una cantidad que se pueda matricular")
    if hechos.tipo_periodo is TipoPeriodo.VERANO:
        return _verano(hechos, parametros)
    bandas = _bandas(parametros)
    if hechos.por_matricular is None:
        return _sin_creditos(hechos, bandas)
    return _regular(hechos, hechos.por_matricular, bandas, parametros)


def _bandas(parametros: Parametros) -> tuple[_Banda, ...]:
    finales = ("creditos_banda_1", "creditos_banda_2", "creditos_ordinarios", "creditos_banda_4")
    bandas: list[_Banda] = []
    for fila, final in enumerate(finales, 1):
        desde = bandas[-1].hasta + 1 if bandas else 1
        parte = f"pension_banda_{fila}"
        bandas.append(_Banda(desde, parametros.entero(final), parametros.valor(parte), parametros.fuente(parte)))
    return tuple(bandas)


def _banda_de(creditos: int, bandas: tuple[_Banda, ...]) -> _Banda | None:
    return next((banda for banda in bandas if creditos <= banda.hasta), None)


def _regular(
    hechos: HechosPensionCreditos, creditos: int, bandas: tuple[_Banda, ...], parametros: Parametros
) -> Dictamen:
    banda = _banda_de(creditos, bandas)
    if banda is None:
        return _fuera_de_la_tabla(creditos, bandas)
    pasos = [_paso_banda(creditos, banda)]
    resumen = f"Con {cantidad(creditos, 'crédito')} pagas el {porcentaje(banda.parte)} de tu pensión."
    resumen += f" {_otro_curso(hechos, creditos, banda, bandas, pasos)}"
    resumen += _ampliados(hechos, creditos, bandas, pasos, parametros)
    avisos: list[str] = []
    _recargo(hechos, pasos, avisos)
    if hechos.con_retiros:
        pasos.append(Paso("Retirarse de un curso no baja lo que se debe", "te retiraste de un curso de este periodo",
                          "sus créditos siguen contando", _RETIRO))  # fmt: skip
    avisos.append("El reglamento no dice montos en soles: son los de la tarifa que te corresponde.")
    return Dictamen(CALCULO, Veredicto.VALOR, resumen, tuple(pasos), banda.parte, avisos=tuple(avisos))


def _ampliados(
    hechos: HechosPensionCreditos, creditos: int, bandas: tuple[_Banda, ...], pasos: list[Paso], parametros: Parametros
) -> str:
    """Who may reach the last band, when it is in play (Art. 14 b-c); empty when it is not."""
    ultima = bandas[-1]
    total = creditos + (hechos.creditos_curso_adicional or 0)
    llevados = total if total <= ultima.hasta else creditos
    if llevados >= ultima.desde:
        pasos += [
            Paso(f"De {ultima.desde} a {ultima.hasta} créditos solo con promedio alto o en el último ciclo",
                 f"son {cantidad(llevados, 'crédito')}", "vale si estás en uno de los dos casos", fuente)
            for fuente in _AMPLIADOS
        ]  # fmt: skip
    elif hechos.creditos_curso_adicional is not None or _banda_de(creditos, bandas) is not bandas[-2]:
        return ""
    return (
        f" De {ultima.desde} a {ultima.hasta} créditos solo puedes con un último promedio semestral de "
        f"{numero(parametros.valor('pps_para_ampliar'))} o más, o en tu último ciclo con los créditos aprobados que se "
        "piden."
    )


def _paso_banda(creditos: int, banda: _Banda) -> Paso:
    pagas = f"pagas el {porcentaje(banda.parte)}"
    regla = f"{banda.rango.capitalize()} se paga el {porcentaje(banda.parte)} de la pensión"
    return Paso(regla, f"son {cantidad(creditos, 'crédito')}", pagas, banda.fuente)


def _otro_curso(
    hechos: HechosPensionCreditos, creditos: int, banda: _Banda, bandas: tuple[_Banda, ...], pasos: list[Paso]
) -> str:
    """What a further course does to the share: the one asked about, or any."""
    adicional = hechos.creditos_curso_adicional
    if adicional is None:
        libres = banda.hasta - creditos
        siguiente = _banda_de(banda.hasta + 1, bandas)
        if siguiente is None:
            return f"La tabla termina en {banda.hasta} créditos."
        con_mas = f"desde {siguiente.desde} pagarías el {porcentaje(siguiente.parte)}"
        if libres == 0:
            return f"Con un crédito más pagarías el {porcentaje(siguiente.parte)}."
        return f"Puedes sumar {cantidad(libres, 'crédito')} más y pagar lo mismo; {con_mas}."
    total = creditos + adicional
    nueva = _banda_de(total, bandas)
    if nueva is None:
        pasos.append(Paso(f"La tabla termina en {bandas[-1].hasta} créditos", f"con ese curso serían {total}",
                          "no hay porcentaje para tantos", bandas[-1].fuente))  # fmt: skip
        return f"Con un curso de {adicional} más serían {total}: la tabla termina en {bandas[-1].hasta}."
    pasos.append(_paso_banda(total, nueva))
    if nueva is banda:
        return f"Con un curso de {adicional} más serían {total} y pagarías lo mismo."
    return f"Con un curso de {adicional} más serían {total} y pagarías el {porcentaje(nueva.parte)}."


def _recargo(hechos: HechosPensionCreditos, pasos: list[Paso], avisos: list[str]) -> None:
    """Art. 9 b-c: the surcharge for a course taken again."""
    regla = "Un curso por segunda o tercera vez tiene un monto adicional a la pensión"
    if hechos.repetidos or hechos.repite_curso:
        cuales = lista(hechos.repetidos) if hechos.repetidos else "un curso"
        pasos.append(Paso(regla, f"repites {cuales}", "se suma lo que fije la universidad", _RECARGO))
        avisos.append("Por el curso que repites se suma un monto adicional que fija la universidad; si lo llevas en "
                      "verano, no se cobra (Art. 9 b y c).")  # fmt: skip
    elif hechos.repite_curso is None:
        avisos.append("Si llevas un curso por segunda o tercera vez, se suma un monto adicional (Art. 9 b).")


def _fuera_de_la_tabla(creditos: int, bandas: tuple[_Banda, ...]) -> Dictamen:
    ultima = bandas[-1]
    paso = Paso(f"La tabla de la pensión termina en {ultima.hasta} créditos", f"son {creditos}",
                "no hay porcentaje para tantos", ultima.fuente)  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.NO, f"No hay porcentaje para {creditos} créditos: la tabla termina en {ultima.hasta}, "
        f"con el {porcentaje(ultima.parte)}.", (paso,),
        siguiente=("Mira primero cuántos créditos puedes matricular.",),
    )  # fmt: skip


def _sin_creditos(hechos: HechosPensionCreditos, bandas: tuple[_Banda, ...]) -> Dictamen:
    primera, *otras = bandas
    filas = [f"{primera.rango} pagas el {porcentaje(primera.parte)} de tu pensión"]
    filas += [f"de {banda.desde} a {banda.hasta}, el {porcentaje(banda.parte)}" for banda in otras]
    pasos = [
        Paso(f"{banda.rango.capitalize()} se paga el {porcentaje(banda.parte)} de la pensión", "no sé cuántos son",
             f"si son esos, {porcentaje(banda.parte)}", banda.fuente)
        for banda in bandas
    ]  # fmt: skip
    avisos: list[str] = []
    _recargo(hechos, pasos, avisos)
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"Depende de tus créditos: {'; '.join(filas)}.", tuple(pasos),
        falta=("cuántos créditos vas a llevar",), avisos=tuple(avisos), pide=("por_matricular",),
    )  # fmt: skip


def _verano(hechos: HechosPensionCreditos, parametros: Parametros) -> Dictamen:
    """Summer: each credit at the value that the university sets; no share of the pension and no surcharge."""
    tope = parametros.entero("creditos_verano")
    creditos = hechos.por_matricular
    total = None if creditos is None else creditos + (hechos.creditos_curso_adicional or 0)
    dicho = "la matrícula es de verano" if total is None else f"son {cantidad(total, 'crédito')} en verano"
    pasos = [Paso("En verano se paga por crédito, al valor que fije la universidad", dicho,
                  "no se aplica la tabla de porcentajes", parametros.fuente("creditos_verano"))]  # fmt: skip
    resumen = "En verano no pagas un porcentaje de la pensión: pagas cada crédito al valor que fije la universidad."
    if total is not None and total > tope:
        resumen += f" Y {total} créditos pasa el máximo de verano, que es {tope}."
    if hechos.repetidos or hechos.repite_curso:
        pasos.append(Paso("En verano no se cobra el adicional por repetir un curso", "repites un curso",
                          "sin monto adicional", _SIN_RECARGO))  # fmt: skip
        resumen += " Por repetir el curso no se cobra el adicional."
    if hechos.con_retiros:
        pasos.append(Paso("Retirarse de un curso de verano no baja lo que se debe", "te retiraste de un curso",
                          "sus créditos siguen contando", _RETIRO_VERANO))  # fmt: skip
    return Dictamen(CALCULO, Veredicto.NO, resumen, tuple(pasos),
                    avisos=("El reglamento no dice cuánto vale el crédito de verano.",))  # fmt: skip
