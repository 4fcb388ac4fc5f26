"""How many complementary credits a UPCH student has, and what is missing (Art. 19, 25-29, 36)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Grafico, Veredicto
from actions.rulebooks.formato import cantidad, lista, numero
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, cantidad_imposible, en_creditos, lugar

CALCULO = "complementarias"
_PLAN, _TIPOS, _DOS_TIPOS = lugar("Art. 25"), lugar("Art. 26"), lugar("Art. 29")
_LETRAS = ("a", "b", "c")


@dataclass(frozen=True)
class HechosComplementarias:
    """Credits certified as passed, by type of the Anexo 1. None means "not known", 0 that there is none.

    `creditos_exigidos`: what the career asks for; `medicina`: the career is Medicine; `niveles_ingles_acreditados`:
    the English courses (0-4) of which sufficiency was shown instead of taking them.
    """

    creditos_tipo_a: Decimal | None = None
    creditos_tipo_b: Decimal | None = None
    creditos_tipo_c: Decimal | None = None
    creditos_exigidos: Decimal | None = None
    medicina: bool | None = None
    niveles_ingles_acreditados: int | None = None


def complementarias(hechos: HechosComplementarias, parametros: Parametros) -> Dictamen:
    """SI when credits and types are complete, NO while something is missing, DEPENDE when it is not known.

    `valor`: credits still missing, where they are known. Source: UPCH Art. 27 (credits), 29 (types), 25, 26; Art. 19
    for Medicine (credits of English shown by sufficiency are replaced by other activities).
    """
    problema = contradiccion(hechos, parametros)
    if problema:
        return no_cuadra(CALCULO, problema)
    cuenta = Cuenta()
    tiene = [getattr(hechos, f"creditos_tipo_{letra}") for letra in _LETRAS]
    suma = sum((valor for valor in tiene if valor is not None), Decimal(0))
    pedidos = exigidos(hechos, parametros)
    _cuenta_creditos(hechos, cuenta, parametros, None if tiene == [None] * len(tiene) else suma)
    faltan_tipos = _cuenta_tipos(tiene, cuenta, parametros)
    cuenta.avisos.append(
        "Cuentan las certificadas como aprobadas (APTO); las asignaturas de idioma son aparte (Art. 26 y 28)."
    )
    if _ingles_abierto(hechos):
        cuenta.avisos.append(
            "En Medicina, el inglés que acreditas sin llevarlo se repone con más actividades (Art. 19)."
        )
    faltan = max(Decimal(0), pedidos - suma)
    completo = all(valor is not None for valor in tiene)
    if completo and (faltan or faltan_tipos):
        dictamen = _incompleto(cuenta, suma, pedidos, faltan, faltan_tipos, parametros)
    elif sum(valor is None or valor > 0 for valor in tiene) < parametros.entero("tipos_minimos"):
        resumen = (
            f"Todavía no: hay que participar en {parametros.entero('tipos_minimos')} tipos y en dos no tienes nada."
        )
        dictamen = cuenta.dictamen(CALCULO, resumen, Veredicto.NO)
    elif faltan or faltan_tipos:
        for letra, valor in zip(_LETRAS, tiene, strict=True):
            if valor is None:
                cuenta.ignora(f"cuántos créditos tienes del tipo {letra.upper()}", f"creditos_tipo_{letra}")
        _dudas(hechos, cuenta, suma, parametros)
        cuento = f"cuento {en_creditos(suma)} y aún no sé todos los tuyos" if suma else "aún no sé cuántos tienes"
        resumen = (
            f"Se piden al menos {en_creditos(pedidos)} complementarios, de {parametros.entero('tipos_minimos')} tipos "
            f"o más; {cuento}."
        )
        dictamen = cuenta.dictamen(CALCULO, resumen, Veredicto.DEPENDE)
    else:
        dictamen = _completo(hechos, cuenta, suma, pedidos, parametros)
    dibujo = _imagen(tiene, suma, pedidos) if suma or completo else None
    return replace(dictamen, grafico=dibujo, puede_cambiar=("tus actividades complementarias registradas",))


def exigidos(hechos: HechosComplementarias, parametros: Parametros) -> Decimal:
    """Credits of activities asked for: the career's number or the least one, and what Medicine adds for English."""
    base = hechos.creditos_exigidos
    pedidos = parametros.valor("creditos_complementarios_minimos") if base is None else base
    if hechos.medicina:
        pedidos += (hechos.niveles_ingles_acreditados or 0) * parametros.valor("creditos_por_asignatura_idioma")
    return pedidos


def contradiccion(hechos: HechosComplementarias, parametros: Parametros) -> str | None:
    """What cannot be true in the facts; None when they hold together."""
    cantidades = [getattr(hechos, f"creditos_tipo_{letra}") for letra in _LETRAS]
    problema = cantidad_imposible(*cantidades, hechos.creditos_exigidos, hechos.niveles_ingles_acreditados)
    minimo = parametros.valor("creditos_complementarios_minimos")
    asignaturas = parametros.entero("asignaturas_idioma")
    if problema:
        return problema
    if hechos.creditos_exigidos is not None and hechos.creditos_exigidos < minimo:
        return f"una carrera no puede pedir menos de {en_creditos(minimo)} de actividades"
    if hechos.niveles_ingles_acreditados is not None and hechos.niveles_ingles_acreditados > asignaturas:
        return f"las asignaturas de inglés son {asignaturas}"
    return None


def _cuenta_creditos(
    hechos: HechosComplementarias, cuenta: Cuenta, parametros: Parametros, suma: Decimal | None
) -> None:
    minimo = parametros.valor("creditos_complementarios_minimos")
    fuente = parametros.fuente("creditos_complementarios_minimos")
    pedidos = exigidos(hechos, parametros)
    if hechos.creditos_exigidos is None:
        regla = f"Cada carrera fija los créditos de actividades, nunca menos de {numero(minimo)}"
        hecho = "no sé cuántos pide la tuya"
    else:
        regla = "Cada carrera fija los créditos de actividades"
        hecho = f"la tuya pide {numero(hechos.creditos_exigidos)}"
    if suma is None:
        cuenta.paso(regla, f"{hecho} ni cuántos tienes", "se suman", fuente)
    else:
        alcanza = "llegas" if suma >= pedidos else f"van {numero(suma)} de {numero(pedidos)}"
        cuenta.paso(regla, f"{hecho}; cuento {en_creditos(suma)}", alcanza, fuente)
    cuenta.paso("Esos créditos son parte del plan y requisito del bachiller", "cuentan para tu grado", "son necesarios",
                _PLAN)  # fmt: skip
    if hechos.medicina and hechos.niveles_ingles_acreditados:
        por_nivel = parametros.valor("creditos_por_asignatura_idioma")
        repone = hechos.niveles_ingles_acreditados * por_nivel
        cuenta.paso(
            "En Medicina, el inglés que acreditas se repone con otras actividades",
            f"acreditaste {cantidad(hechos.niveles_ingles_acreditados, 'asignatura')}",
            f"suman {en_creditos(repone)} a lo pedido",
            parametros.fuente("creditos_por_asignatura_idioma"),
        )


def _cuenta_tipos(tiene: list[Decimal | None], cuenta: Cuenta, parametros: Parametros) -> int:
    """How many types are still missing, as far as it is known."""
    minimos, fuente = parametros.entero("tipos_minimos"), parametros.fuente("tipos_minimos")
    con = [letra.upper() for letra, valor in zip(_LETRAS, tiene, strict=True) if valor]
    faltan = max(0, minimos - len(con))
    hecho = f"tienes del tipo {lista(con)}" if con else "no cuento ninguno"
    if tiene == [None] * len(tiene):
        hecho = "no sé de qué tipos tienes"
    resultado = f"{'falta' if faltan == 1 else 'faltan'} {cantidad(faltan, 'tipo')}" if faltan else "cumples"
    if faltan and None in tiene:
        resultado = "aún no lo sé"
    regla = f"Hay que participar en al menos {minimos} de los {len(_LETRAS)} tipos (A, B y C)"
    cuenta.paso(regla, hecho, resultado, fuente)
    return faltan


def _incompleto(
    cuenta: Cuenta, suma: Decimal, pedidos: Decimal, faltan: Decimal, faltan_tipos: int, parametros: Parametros
) -> Dictamen:
    tope = parametros.valor("creditos_maximos_actividad")
    partes = []
    if faltan:
        partes.append(f"{en_creditos(faltan)} (llevas {numero(suma)} de {numero(pedidos)} como mínimo)")
    if faltan_tipos:
        partes.append(f"participar en {cantidad(faltan_tipos, 'tipo')} más (A, B o C)")
    cuenta.siguiente.append(
        f"Mira en el Anexo 1 cuánto da cada actividad; una sola da hasta {en_creditos(tope)} (Art. 36)."
    )
    return cuenta.dictamen(CALCULO, f"Todavía no: aún necesitas {lista(partes)}.", Veredicto.NO, faltan)


def _completo(
    hechos: HechosComplementarias, cuenta: Cuenta, suma: Decimal, pedidos: Decimal, parametros: Parametros
) -> Dictamen:
    _dudas(hechos, cuenta, suma, parametros)
    if not cuenta.falta:
        resumen = f"Sí, completaste tus créditos complementarios: tienes {numero(suma)} y se piden {numero(pedidos)}."
        return cuenta.dictamen(CALCULO, resumen, Veredicto.SI, Decimal(0))
    if hechos.creditos_exigidos is None:
        resumen = (
            f"Tienes {en_creditos(suma)} complementarios y cumples el mínimo de {numero(pedidos)}; tu carrera puede "
            "pedir más."
        )
    else:
        resumen = (
            f"Tienes {en_creditos(suma)} complementarios y llegas a los {numero(pedidos)} que cuento; en Medicina se "
            "piden más por el inglés que acreditaste sin llevarlo."
        )
    return cuenta.dictamen(CALCULO, resumen, Veredicto.DEPENDE)


def _dudas(hechos: HechosComplementarias, cuenta: Cuenta, suma: Decimal, parametros: Parametros) -> None:
    """What could raise the number asked for, as far as it could still matter."""
    if hechos.creditos_exigidos is None:
        cuenta.ignora("cuántos créditos de actividades pide tu carrera", "creditos_exigidos")
    if not _ingles_abierto(hechos):
        return
    if hechos.creditos_exigidos is not None and suma >= _exigidos_a_lo_sumo(
        hechos, hechos.creditos_exigidos, parametros
    ):
        return
    if hechos.medicina is None:
        cuenta.ignora("si estudias Medicina", "medicina")
    else:
        cuenta.ignora("de cuántas asignaturas de inglés acreditaste suficiencia", "niveles_ingles_acreditados")


def _ingles_abierto(hechos: HechosComplementarias) -> bool:
    """Whether English shown by sufficiency may add credits that are not counted yet (Art. 19, Medicine)."""
    if hechos.medicina is None:
        return hechos.niveles_ingles_acreditados != 0
    return hechos.medicina and hechos.niveles_ingles_acreditados is None


def _exigidos_a_lo_sumo(hechos: HechosComplementarias, base: Decimal, parametros: Parametros) -> Decimal:
    niveles = hechos.niveles_ingles_acreditados
    if niveles is None:
        niveles = parametros.entero("asignaturas_idioma")
    return base + niveles * parametros.valor("creditos_por_asignatura_idioma")


def _imagen(tiene: list[Decimal | None], suma: Decimal, pedidos: Decimal) -> Grafico:
    maximo = max(pedidos, suma)
    barras = [
        Barra(f"Tipo {letra.upper()}", valor, maximo)
        for letra, valor in zip(_LETRAS, tiene, strict=True)
        if valor is not None
    ]
    barras.append(Barra("Total", suma, maximo, pedidos))
    texto = f"Llevas {en_creditos(suma)} complementarios de {numero(pedidos)} que se piden como mínimo."
    return Grafico("Créditos complementarios", tuple(barras), texto)
