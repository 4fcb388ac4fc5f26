"""How far a UPCH student is towards being an egresado and the bachelor's degree (Art. 19, 25-29, 155A-155C, 157)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Grafico, Veredicto
from actions.rulebooks.formato import cantidad, lista, porcentaje
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.complementarias import HechosComplementarias, complementarias, contradiccion, exigidos
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, aun_no_se, cantidad_imposible, en_creditos, lugar

CALCULO = "avance_carrera"
_BACHILLER, _EGRESADO, _RATIFICA, _PLAN = lugar("Art. 157"), lugar("Art. 155A"), lugar("Art. 155C"), lugar("Art. 25")


@dataclass(frozen=True)
class HechosAvanceCarrera:
    """What the degree asks for. None means "not known".

    `cursos_pendientes`: courses of the plan not passed yet; `creditos_tipo_a` and the like: complementary activities
    by type of the Anexo 1; `creditos_exigidos`: what the career asks of them; `idioma_reconocido`: a foreign or native
    language at intermediate level, certified or convalidated by the Centro de Idiomas; `trabajo_investigacion`: passed.
    """

    creditos_aprobados: int | None = None
    creditos_plan: int | None = None
    cursos_pendientes: int | None = None
    creditos_tipo_a: Decimal | None = None
    creditos_tipo_b: Decimal | None = None
    creditos_tipo_c: Decimal | None = None
    creditos_exigidos: Decimal | None = None
    medicina: bool | None = None
    niveles_ingles_acreditados: int | None = None
    idioma_reconocido: bool | None = None
    trabajo_investigacion: bool | None = None

    @property
    def actividades(self) -> HechosComplementarias:
        """The part that is about complementary activities."""
        return HechosComplementarias(
            self.creditos_tipo_a,
            self.creditos_tipo_b,
            self.creditos_tipo_c,
            self.creditos_exigidos,
            self.medicina,
            self.niveles_ingles_acreditados,
        )


def avance_carrera(hechos: HechosAvanceCarrera, parametros: Parametros) -> Dictamen:
    """SI when everything that the bachelor's degree asks for is met, NO with what is missing, DEPENDE when not known.

    `valor`: credits of the plan still missing, where they are known. Source: UPCH Art. 157, 155A (egresado), 155C, 25,
    27, 29, 19.
    """
    problema = cantidad_imposible(hechos.creditos_aprobados, hechos.creditos_plan, hechos.cursos_pendientes)
    problema = problema or contradiccion(hechos.actividades, parametros)
    if not problema and hechos.creditos_plan == 0:
        problema = "un plan de estudios no puede tener 0 créditos"
    problema = problema or _sin_cursos_y_sin_creditos(hechos, parametros)
    if problema:
        return no_cuadra(CALCULO, problema)
    cuenta = Cuenta()
    partes = [
        _estudios(hechos, cuenta, parametros),
        _actividades(hechos, cuenta, parametros),
        _idioma(hechos, cuenta, parametros),
    ]
    _egresado(partes, cuenta)
    partes.append(_trabajo(hechos, cuenta))
    veredicto = Veredicto.DEPENDE if None in partes else Veredicto.SI
    if False in partes:
        veredicto = Veredicto.NO
    cuenta.avisos.append("Las particularidades de tu carrera están en su plan curricular; pregunta en tu facultad.")
    dictamen = cuenta.dictamen(CALCULO, _resumen(hechos, cuenta, veredicto), veredicto, _faltan(hechos))
    return replace(dictamen, grafico=_imagen(hechos), puede_cambiar=("tus créditos y actividades registrados",))


def _fuera_de_cursos(hechos: HechosAvanceCarrera, parametros: Parametros) -> Decimal:
    """Credits that a plan's total may include besides its courses: languages and activities (Art. 19, 25)."""
    return exigidos(hechos.actividades, parametros) + parametros.valor("creditos_idioma")


def _sin_cursos_y_sin_creditos(hechos: HechosAvanceCarrera, parametros: Parametros) -> str | None:
    faltan = _faltan(hechos)
    if hechos.cursos_pendientes == 0 and faltan is not None and faltan > _fuera_de_cursos(hechos, parametros):
        return f"no te quedan cursos del plan, pero te faltan {en_creditos(faltan)}"
    return None


def _faltan(hechos: HechosAvanceCarrera) -> Decimal | None:
    if hechos.creditos_aprobados is None or hechos.creditos_plan is None:
        return None
    return Decimal(max(0, hechos.creditos_plan - hechos.creditos_aprobados))


def _resumen(hechos: HechosAvanceCarrera, cuenta: Cuenta, veredicto: Veredicto) -> str:
    van = ""
    if hechos.creditos_aprobados is not None and hechos.creditos_plan is not None:
        cuantos = min(hechos.creditos_aprobados, hechos.creditos_plan)
        parte = porcentaje(Decimal(cuantos) / hechos.creditos_plan)
        van = f"Llevas {cuantos} de {hechos.creditos_plan} créditos del plan ({parte}). "
        if cuantos < hechos.creditos_plan and hechos.cursos_pendientes == 0:
            resto = en_creditos(hechos.creditos_plan - cuantos)
            van = f"{van.removesuffix('. ')}; no te quedan cursos: {resto} son de idioma y actividades (Art. 25). "
    if veredicto is Veredicto.SI:
        return f"{van}Sí, cumples lo que se pide para el grado de bachiller."
    if veredicto is Veredicto.NO:
        if cuenta.falta:
            cuenta.avisos.append(f"Además no sé {lista(cuenta.falta)}.")
        return f"{van}Para el bachiller te falta {lista(cuenta.impide)}."
    pide = "El bachiller pide el plan completo, actividades, idioma y trabajo de investigación"
    return f"{van}{pide}{aun_no_se(cuenta.falta)}"


def _estudios(hechos: HechosAvanceCarrera, cuenta: Cuenta, parametros: Parametros) -> bool | None:
    regla = "Hay que aprobar los estudios de pregrado: todo el plan"
    aprobados, plan, pendientes = hechos.creditos_aprobados, hechos.creditos_plan, hechos.cursos_pendientes
    if plan is not None and plan < parametros.entero("creditos_minimos_plan"):
        cuenta.avisos.append(
            f"Un plan tiene al menos {parametros.entero('creditos_minimos_plan')} créditos (Art. 19): confirma cuántos "
            "tiene el tuyo."
        )
    if pendientes:
        hecho = f"te {'falta' if pendientes == 1 else 'faltan'} {cantidad(pendientes, 'curso')}"
        cuenta.paso(regla, hecho, "todavía no", _BACHILLER)
        cuenta.impide.append(f"aprobar {cantidad(pendientes, 'curso')} del plan{_creditos_que_faltan(hechos)}")
        return False
    if aprobados is None or plan is None:
        return _sin_creditos(hechos, cuenta, regla)
    if aprobados >= plan and pendientes == 0:
        cuenta.paso(regla, f"tienes {aprobados} de {plan} créditos", "cumples", _BACHILLER)
        return True
    if plan - aprobados > _fuera_de_cursos(hechos, parametros):
        cuenta.paso(regla, f"tienes {aprobados} de {plan} créditos", f"faltan {plan - aprobados}", _BACHILLER)
        cuenta.impide.append(f"aprobar {en_creditos(plan - aprobados)} del plan")
        return False
    if aprobados < plan:
        cuenta.paso("Los créditos de idioma y de actividades son parte del plan",
                    f"tienes {aprobados} de {plan}: faltan {plan - aprobados}",
                    "pueden ser esos" if pendientes is None else "son esos: no te quedan cursos", _PLAN)  # fmt: skip
    if pendientes == 0:
        cuenta.paso(regla, "no te queda ningún curso", "cumples", _BACHILLER)
        return True
    cuenta.paso(regla, f"tienes {aprobados} de {plan} créditos", "depende de si te queda algún curso", _BACHILLER)
    cuenta.ignora("cuántos cursos del plan te faltan aprobar", "cursos_pendientes")
    return None


def _sin_creditos(hechos: HechosAvanceCarrera, cuenta: Cuenta, regla: str) -> bool | None:
    if hechos.cursos_pendientes == 0:
        cuenta.paso(regla, "no te queda ningún curso", "cumples", _BACHILLER)
        return True
    cuenta.paso(regla, "no sé cuántos créditos llevas", "se compara con tu plan", _BACHILLER)
    campos = [campo for campo in ("creditos_aprobados", "creditos_plan") if getattr(hechos, campo) is None]
    cuenta.ignora("cuántos créditos tienes aprobados y cuántos tiene tu plan", *campos)
    return None


def _creditos_que_faltan(hechos: HechosAvanceCarrera) -> str:
    faltan = _faltan(hechos)
    return f" ({en_creditos(faltan)} del plan por completar)" if faltan else ""


def _actividades(hechos: HechosAvanceCarrera, cuenta: Cuenta, parametros: Parametros) -> bool | None:
    dictamen = complementarias(hechos.actividades, parametros)
    cuenta.pasos.extend(dictamen.pasos)
    if dictamen.veredicto is Veredicto.NO:
        falta = en_creditos(dictamen.valor) if dictamen.valor else "otro tipo de actividad"
        cuenta.impide.append(f"completar las actividades complementarias ({falta})")
        return False
    if dictamen.veredicto is Veredicto.SI:
        return True
    cuenta.ignora("cómo van tus actividades complementarias", *dictamen.pide)
    return None


def _idioma(hechos: HechosAvanceCarrera, cuenta: Cuenta, parametros: Parametros) -> bool | None:
    regla = "Hace falta un idioma extranjero o lengua nativa en nivel intermedio, reconocido por el Centro de Idiomas"
    fuente = parametros.fuente("creditos_idioma")
    if hechos.idioma_reconocido is None:
        cuenta.paso(regla, "no sé si lo tienes", "es obligatorio", fuente)
        cuenta.ignora("si el Centro de Idiomas te reconoció el nivel intermedio", "idioma_reconocido")
    elif hechos.idioma_reconocido:
        cuenta.paso(regla, "lo tienes reconocido", "cumples", fuente)
    else:
        cuenta.paso(regla, "todavía no lo tienes", "te falta", fuente)
        cuenta.impide.append("que el Centro de Idiomas te reconozca un idioma en nivel intermedio")
        cuenta.siguiente.append("Lleva las asignaturas de idioma o presenta un certificado al Centro de Idiomas.")
    return hechos.idioma_reconocido


def _egresado(partes: list[bool | None], cuenta: Cuenta) -> None:
    regla = "Es egresado quien concluye el plan curricular de su carrera"
    if False in partes:
        cuenta.paso(regla, "te falta una parte del plan", "todavía no eres egresado", _EGRESADO)
    elif None in partes:
        cuenta.paso(regla, "no sé si lo concluiste", "depende de lo que falta saber", _EGRESADO)
    else:
        cuenta.paso(regla, "concluiste el plan", "puedes figurar en la lista de egresados", _EGRESADO)
        cuenta.paso("El Consejo Universitario ratifica la condición de egresado", "la lista la eleva tu facultad",
                    "hace falta para la ceremonia", _RATIFICA)  # fmt: skip


def _trabajo(hechos: HechosAvanceCarrera, cuenta: Cuenta) -> bool | None:
    regla = "El bachiller pide aprobar un trabajo de investigación"
    if hechos.trabajo_investigacion is None:
        cuenta.paso(regla, "no sé si lo aprobaste", "es obligatorio", _BACHILLER)
        cuenta.ignora("si aprobaste el trabajo de investigación", "trabajo_investigacion")
    elif hechos.trabajo_investigacion:
        cuenta.paso(regla, "lo aprobaste", "cumples", _BACHILLER)
    else:
        cuenta.paso(regla, "todavía no lo apruebas", "te falta", _BACHILLER)
        cuenta.impide.append("aprobar el trabajo de investigación")
    return hechos.trabajo_investigacion


def _imagen(hechos: HechosAvanceCarrera) -> Grafico | None:
    if hechos.creditos_aprobados is None or hechos.creditos_plan is None:
        return None
    van = min(hechos.creditos_aprobados, hechos.creditos_plan)
    parte = porcentaje(Decimal(van) / hechos.creditos_plan)
    barra = Barra("Créditos aprobados", Decimal(van), Decimal(hechos.creditos_plan), Decimal(hechos.creditos_plan))
    return Grafico("Avance de tu carrera", (barra,), f"Llevas {van} de {hechos.creditos_plan} créditos ({parte}).")
