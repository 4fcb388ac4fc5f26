"""Which courses pass in an internal transfer at UPCH, and who may not come back to a career (Art. 69, 70, 72, 117)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import inicio, no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, aun_no_se, cantidad_imposible, en_creditos, lugar

CALCULO = "traslado"
_TOTAL, _INTERNA, _SEPARADO, _DE_FUERA = lugar("Art. 69"), lugar("Art. 72"), lugar("Art. 117"), lugar("Art. 49")
_NO_PREVISTO = lugar("Disposiciones finales")


@dataclass(frozen=True)
class HechosTraslado:
    """A change of career and one course that would pass. None means "not known".

    `interno`: from another faculty of UPCH; `separado_de_esa_carrera`: the student was dismissed from the career of
    destination; `mismo_codigo`, `sumilla_similar`: the course against the one of destination.
    """

    curso: str | None = None
    interno: bool | None = None
    separado_de_esa_carrera: bool | None = None
    mismo_codigo: bool | None = None
    sumilla_similar: bool | None = None
    creditos_origen: int | None = None
    creditos_destino: int | None = None


def traslado(hechos: HechosTraslado, parametros: Parametros) -> Dictamen:
    """Whether a course is recognised in an internal transfer; the transfer's own requirements are not in the text.

    NO for who was dismissed from that career. Source: UPCH Art. 72, 69, 117; Art. 49 for courses from outside.
    """
    problema = cantidad_imposible(hechos.creditos_origen, hechos.creditos_destino)
    if not problema and 0 in (hechos.creditos_origen, hechos.creditos_destino):
        problema = "un curso no puede tener 0 créditos"
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    cuenta = Cuenta()
    nombre = inicio(hechos.curso)
    _separado(hechos, cuenta)
    if cuenta.impide:
        return cuenta.dictamen(CALCULO, f"No puedes pasar a esa carrera: {lista(cuenta.impide)}.")
    cuenta.avisos.append(
        "El reglamento no dice quién puede trasladarse, cuándo ni con qué notas o créditos: pregunta en la facultad de "
        "destino. Lo no previsto lo resuelve el Consejo Universitario."
    )
    if hechos.interno is False:
        cuenta.paso("Los cursos de otra universidad se convalidan", "vienes de otra universidad", "pide convalidarlos",
                    _DE_FUERA)  # fmt: skip
        cuenta.paso("Lo que el reglamento no prevé lo resuelve el Consejo Universitario",
                    "no regula el traslado desde otra universidad", "no hay requisitos escritos aquí",
                    _NO_PREVISTO)  # fmt: skip
        cuenta.falta.append("los requisitos del traslado externo, que este reglamento no trae")
        resumen = "Este reglamento no regula el traslado desde otra universidad: lo que aprobaste allá se convalida."
        return cuenta.dictamen(CALCULO, resumen, Veredicto.DEPENDE)
    if hechos.interno is None:
        cuenta.paso("La transferencia interna es entre facultades de la UPCH", "no sé si es tu caso",
                    "si vienes de fuera, se convalida", _INTERNA)  # fmt: skip
        cuenta.ignora("si vienes de otra carrera de la UPCH", "interno")
    _contenido(hechos, cuenta)
    _creditos(hechos, cuenta)
    cuenta.paso("Cada facultad define el total de créditos que reconoce", "lo fija la facultad de destino",
                "puede limitarte", _TOTAL)  # fmt: skip
    cuenta.avisos.append(
        f"Se reconocen cursos aprobados; si pasaron más de {parametros.entero('anios_reconocimiento')} años, hay una "
        "evaluación de suficiencia (Art. 70)."
    )
    veredicto = Veredicto.DEPENDE if hechos.interno is None else cuenta.veredicto
    if veredicto is Veredicto.NO:
        resumen = f"{nombre}No te lo reconocen en la transferencia: {lista(cuenta.impide)}."
    elif veredicto is Veredicto.SI:
        antes = cantidad(parametros.entero("meses_antes_reconocimiento"), "mes", "meses")
        cuenta.siguiente.append(f"Pide el reconocimiento al decano {antes} antes de que empiecen las clases (Art. 71).")
        resumen = f"{nombre}Sí, cumple para que te lo reconozcan en la transferencia interna."
    else:
        resumen = (
            f"{nombre}En una transferencia interna te reconocen los cursos de igual código o sumilla similar y con "
            f"tantos créditos o más{aun_no_se(cuenta.falta)}"
        )
    return cuenta.dictamen(CALCULO, resumen, veredicto)


def _separado(hechos: HechosTraslado, cuenta: Cuenta) -> None:
    regla = "Quien fue separado de una carrera no puede volver a postular a ella"
    if hechos.separado_de_esa_carrera is None:
        cuenta.paso(regla, "no sé si te separaron de esa carrera", "si fue así, no puedes", _SEPARADO)
        cuenta.ignora("si te separaron antes de esa misma carrera", "separado_de_esa_carrera")
    elif hechos.separado_de_esa_carrera:
        cuenta.paso(regla, "te separaron de esa carrera", "no puedes volver a ella", _SEPARADO)
        cuenta.impide.append("te separaron de ella")
        cuenta.avisos.append(
            "Ese impedimento es para quien fue separado por desaprobar en segunda o tercera matrícula (Art. 117); si "
            "fue por otra causa, pregunta en la facultad."
        )
    else:
        cuenta.paso(regla, "no te separaron de esa carrera", "no te afecta", _SEPARADO)


def _contenido(hechos: HechosTraslado, cuenta: Cuenta) -> None:
    regla = "Pasan los cursos de igual código o de sumilla parecida"
    if hechos.mismo_codigo or hechos.sumilla_similar:
        hecho = "tiene el mismo código" if hechos.mismo_codigo else "la sumilla es similar"
        cuenta.paso(regla, hecho, "cumples", _INTERNA)
    elif hechos.mismo_codigo is False and hechos.sumilla_similar is False:
        cuenta.paso(regla, "ni el código ni la sumilla coinciden", "no cumple", _INTERNA)
        cuenta.impide.append("ni el código ni la sumilla coinciden")
    else:
        cuenta.paso(regla, "no sé si coinciden", "basta uno de los dos", _INTERNA)
        campos = [campo for campo in ("mismo_codigo", "sumilla_similar") if getattr(hechos, campo) is None]
        cuenta.ignora("si el curso tiene el mismo código o una sumilla similar", *campos)


def _creditos(hechos: HechosTraslado, cuenta: Cuenta) -> None:
    regla = "El curso que llevaste debe tener tantos créditos como el de destino, o más"
    tiene, vale = hechos.creditos_origen, hechos.creditos_destino
    if tiene is None or vale is None:
        cuenta.paso(regla, "no sé cuántos créditos tienen", "con menos no procede", _INTERNA)
        campos = [campo for campo in ("creditos_origen", "creditos_destino") if getattr(hechos, campo) is None]
        cuenta.ignora("cuántos créditos tiene cada curso", *campos)
    elif tiene >= vale:
        cuenta.paso(regla, f"tiene {en_creditos(tiene)} y el de destino, {vale}", "cumples", _INTERNA)
    else:
        cuenta.paso(regla, f"tiene {en_creditos(tiene)} y el de destino, {vale}", "no alcanza", _INTERNA)
        cuenta.impide.append(f"tiene {en_creditos(tiene)} y el de destino vale {vale}")
