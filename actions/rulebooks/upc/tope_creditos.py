"""How many credits of a UPC programme a limit in percent leaves: 25 % convalidated, 15 % exonerated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Veredicto
from actions.rulebooks.formato import numero, porcentaje
from actions.rulebooks.upc.comun import Cuenta, negativo

_CENTESIMAS = Decimal("0.01")
_MAS_DE_LO_POSIBLE = 1000  # credits; no programme has so many


@dataclass(frozen=True)
class Creditos:
    """Credits of a programme. None: not known.

    `plan`: all that it offers; `usados`: those recognised so far in this way; `pedidos`: those of the request.
    """

    plan: int | None = None
    usados: Decimal | None = None
    pedidos: Decimal | None = None


@dataclass(frozen=True)
class Tope:
    """A limit: its share of the credits (0-1), its place, what is counted (`convalidados`), the fields to ask for."""

    parte: Decimal
    fuente: Fuente
    que: str
    campo_usados: str
    campo_pedidos: str


def creditos_del_tope(plan: int, tope: Tope) -> Decimal:
    """The credits that the limit allows, in all."""
    return plan * tope.parte


def quedan(creditos: Creditos, tope: Tope) -> Decimal | None:
    """The credits that are left (0 when none), cut off at hundredths; None when that cannot be told."""
    if creditos.plan is None or creditos.usados is None:
        return None
    resto = creditos_del_tope(creditos.plan, tope) - creditos.usados
    return max(Decimal(0), resto).quantize(_CENTESIMAS, ROUND_DOWN)


def exige_que_quepan(creditos: Creditos, tope: Tope, cuenta: Cuenta) -> None:
    """Hold the limit against the credits asked for: they fit, they do not, or it cannot be told."""
    parte = porcentaje(tope.parte)
    regla = f"Los créditos {tope.que} no pasan del {parte} de los que ofrece el programa"
    if creditos.plan is None:
        cuenta.paso(regla, "no sé cuántos créditos tiene tu programa", f"son el {parte} de ellos", tope.fuente)
        cuenta.ignora("cuántos créditos tiene tu programa", "creditos_plan")
        _lo_demas(creditos, tope, cuenta)
        return
    maximo = creditos_del_tope(creditos.plan, tope)
    usados, pedidos = creditos.usados or Decimal(0), creditos.pedidos or Decimal(0)
    hecho = f"tu programa tiene {creditos.plan} créditos, así que son {numero(maximo)}"
    if usados + pedidos > maximo or (creditos.pedidos is None and creditos.usados is not None and usados >= maximo):
        van = f"{numero(usados)} ya {tope.que} y {numero(pedidos)} pedidos"
        cuenta.paso(regla, f"{hecho}; van {van}", "pasa del máximo" if pedidos else "no queda ninguno", tope.fuente)
        cuenta.motivos.append(
            f"con {numero(usados + pedidos)} créditos pasas de los {numero(maximo)} que permite el {parte}"
            if usados + pedidos > maximo
            else f"ya usaste los {numero(maximo)} créditos que permite el {parte}"
        )
        return
    resto = quedan(creditos, tope)
    dice = f"caben hasta {numero(maximo)} en total" if resto is None else f"te quedan {numero(resto)}"
    cuenta.paso(regla, hecho, dice, tope.fuente)
    _lo_demas(creditos, tope, cuenta)


def _lo_demas(creditos: Creditos, tope: Tope, cuenta: Cuenta) -> None:
    if creditos.usados is None:
        cuenta.ignora(f"cuántos créditos tienes ya {tope.que}", tope.campo_usados)
    if creditos.pedidos is None:
        cuenta.ignora("cuántos créditos vale lo que quieres pedir", tope.campo_pedidos)


def solo_el_tope(calculo: str, creditos: Creditos, tope: Tope, cuenta: Cuenta) -> Dictamen:
    """How many credits the limit leaves (VALOR), or whether those asked for fit (SI, NO)."""
    parte = porcentaje(tope.parte)
    if creditos.plan is None:
        regla = f"Los créditos {tope.que} no pasan del {parte} de los que ofrece el programa"
        cuenta.paso(regla, "no sé cuántos créditos tiene tu programa", f"son el {parte} de ellos", tope.fuente)
        cuenta.ignora("cuántos créditos tiene tu programa", "creditos_plan")
        return cuenta.dictamen(calculo, f"Hasta el {parte} de los créditos del programa; dime cuántos tiene el tuyo.")
    maximo = creditos_del_tope(creditos.plan, tope)
    exige_que_quepan(replace(creditos, usados=creditos.usados or Decimal(0)), tope, cuenta)
    resto = quedan(creditos, tope)
    dibujo = grafico(creditos, tope)
    hasta = f"{numero(maximo)} de los {creditos.plan} créditos del programa ({parte})"
    if creditos.pedidos is not None and creditos.usados is None and not cuenta.motivos:
        cuenta.ignora(f"cuántos créditos tienes ya {tope.que}", tope.campo_usados)
        resumen = f"Depende: el máximo es {hasta}, contando los que ya tengas {tope.que}."
        return cuenta.dictamen(calculo, resumen, veredicto=Veredicto.DEPENDE)
    if creditos.pedidos is not None:
        cabe = not cuenta.motivos
        resumen = f"Sí, {numero(creditos.pedidos)} créditos caben: el máximo es {hasta}."
        if not cabe:
            resumen = f"No: {cuenta.motivos[0]}."
        veredicto = Veredicto.SI if cabe else Veredicto.NO
        return cuenta.dictamen(calculo, resumen, veredicto=veredicto, valor=resto, grafico=dibujo)
    if resto is None:
        resumen = f"Como máximo {hasta}, contando los que ya tengas {tope.que}."
    else:
        resumen = (
            f"Te quedan {numero(resto)} créditos: el máximo es {hasta} y ya usaste {numero(creditos.usados or 0)}."
        )
    valor = maximo if resto is None else resto
    return cuenta.dictamen(calculo, resumen, veredicto=Veredicto.VALOR, valor=valor, grafico=dibujo)


def grafico(creditos: Creditos, tope: Tope) -> Grafico | None:
    """The credits used of those that the limit allows; None when they are not known."""
    if creditos.plan is None or creditos.usados is None:
        return None
    maximo = creditos_del_tope(creditos.plan, tope)
    texto = f"Créditos {tope.que}: {numero(creditos.usados)} de {numero(maximo)} posibles."
    barra = Barra(f"Créditos {tope.que}", creditos.usados, maximo)
    return Grafico(f"Créditos {tope.que}", (barra,), texto)


def problema(creditos: Creditos, que: str) -> str | None:
    """What cannot be true in the credits; None when they hold together."""
    menos = negativo(
        ("créditos del programa", creditos.plan), (f"créditos {que}", creditos.usados),
        ("créditos pedidos", creditos.pedidos),
    )  # fmt: skip
    if menos:
        return menos
    for cuantos in (creditos.plan, creditos.usados, creditos.pedidos):
        if cuantos is not None and cuantos > _MAS_DE_LO_POSIBLE:
            return f"{numero(cuantos)} créditos son más de los que tiene un programa"
    if creditos.plan == 0:
        return "un programa no puede tener 0 créditos"
    if creditos.plan is not None and (creditos.usados or 0) > creditos.plan:
        return f"{numero(creditos.usados or 0)} créditos {que} son más que los {creditos.plan} del programa"
    return None
