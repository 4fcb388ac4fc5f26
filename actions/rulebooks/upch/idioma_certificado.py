"""Whether a language certificate is recognised at UPCH, and until when (Art. 19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import dia, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import Plazo, en_meses
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.idioma import Idioma
from actions.rulebooks.upch.tramites_comun import Cuenta, fecha_imposible, lugar

CALCULO = "idioma_certificado"
_CERTIFICADO = lugar("Art. 19")


class Institucion(Enum):
    """Who issued a certificate of English; only those that the article names are recognised."""

    ICPNA = "icpna"
    BRITANICO = "britanico"
    PACIFICO = "pacifico"
    PUCP = "pucp"
    RICARDO_PALMA = "ricardo_palma"
    UPC = "upc"
    OTRA = "otra"


class NivelCertificado(Enum):
    """The level of a certificate; it decides how old it may be."""

    BASICO = "basico"
    INTERMEDIO = "intermedio"
    AVANZADO = "avanzado"


@dataclass(frozen=True)
class HechosIdiomaCertificado:
    """One certificate. None means "not known"; `ahora` is aware (America/Lima).

    `institucion_reconocida`: for other languages, the embassy of a country of that language recognises the issuer, in
    the list of the Centro de Idiomas.
    """

    idioma: Idioma | None = None
    institucion: Institucion | None = None
    institucion_reconocida: bool | None = None
    nivel_certificado: NivelCertificado | None = None
    fecha_emision: date | None = None
    medicina: bool | None = None
    ahora: datetime | None = None


def idioma_certificado(hechos: HechosIdiomaCertificado, parametros: Parametros) -> Dictamen:
    """SI when the certificate is recognised, NO with the reason, DEPENDE when something is not known.

    Source: UPCH Art. 19 (institutions, at most 7 years for basic and intermediate, 10 for advanced).
    """
    problema = fecha_imposible(hechos.fecha_emision)
    if not problema and hechos.fecha_emision and hechos.ahora and hechos.fecha_emision > hechos.ahora.date():
        problema = "la fecha del certificado todavía no llega"
    if problema:
        return no_cuadra(CALCULO, problema)
    cuenta = Cuenta()
    if hechos.idioma is None:
        cuenta.paso("El inglés y los otros idiomas se acreditan de distinta manera", "no sé de qué idioma es",
                    "depende del idioma", _CERTIFICADO)  # fmt: skip
        cuenta.ignora("de qué idioma es tu certificado", "idioma")
    elif hechos.idioma in (Idioma.OTRO, Idioma.NATIVA):
        _otro_idioma(hechos, cuenta)
    else:
        _institucion(hechos, cuenta)
        _antiguedad(hechos, cuenta, parametros)
    if hechos.nivel_certificado is NivelCertificado.BASICO:
        cuenta.avisos.append(
            "Ojo: para el bachiller hace falta nivel intermedio; el básico solo te adelanta una parte."
        )
    if hechos.medicina:
        cuenta.avisos.append(
            "En Medicina, los créditos del inglés que acreditas se reponen con otras actividades complementarias."
        )
    return _dictamen(cuenta, parametros)


def _dictamen(cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    if cuenta.veredicto is Veredicto.NO:
        cuenta.siguiente[:] = [
            "Puedes rendir el examen de clasificación y llevar las asignaturas, o certificarte de nuevo."
        ]
        return cuenta.dictamen(CALCULO, f"No te lo reconocen: {lista(cuenta.impide)}.")
    cuenta.siguiente.append("Presenta el certificado al Centro de Idiomas: el trámite equivale a una convalidación.")
    if cuenta.veredicto is Veredicto.SI:
        return cuenta.dictamen(CALCULO, "Sí, tu certificado cumple para que te reconozcan el idioma.")
    basico, avanzado = parametros.entero("anios_certificado"), parametros.entero("anios_certificado_avanzado")
    resumen = (
        "Se reconocen los de inglés de ICPNA, Británico, Pacífico, PUCP, Ricardo Palma y UPC, con un máximo de "
        f"{basico} años ({avanzado} si es avanzado); aún no sé {lista(cuenta.falta)}."
    )
    return cuenta.dictamen(CALCULO, resumen)


def _institucion(hechos: HechosIdiomaCertificado, cuenta: Cuenta) -> None:
    regla = "Valen los de ICPNA, Británico, Pacífico, PUCP, Ricardo Palma y UPC"
    if hechos.institucion is None:
        cuenta.paso(regla, "no sé quién lo emitió", "se compara con la lista", _CERTIFICADO)
        cuenta.ignora("qué institución lo emitió", "institucion")
    elif hechos.institucion is not Institucion.OTRA:
        cuenta.paso(regla, "la tuya está en la lista", "cumples", _CERTIFICADO)
    else:
        cuenta.paso(regla, "la tuya no está en la lista", "no se reconoce", _CERTIFICADO)
        cuenta.impide.append("el reglamento no nombra a esa institución para el inglés")


def _antiguedad(hechos: HechosIdiomaCertificado, cuenta: Cuenta, parametros: Parametros) -> None:
    basico, avanzado = parametros.entero("anios_certificado"), parametros.entero("anios_certificado_avanzado")
    fuente = parametros.fuente("anios_certificado")
    regla = f"Puede tener como máximo {basico} años (básico e intermedio) o {avanzado} (avanzado)"
    if hechos.fecha_emision is None:
        cuenta.paso(regla, "no sé de cuándo es", "se cuenta desde que se emitió", fuente)
        cuenta.ignora("qué día lo emitieron", "fecha_emision")
        return
    corto, largo = (en_meses(hechos.fecha_emision, 12 * anios) for anios in (basico, avanzado))
    plazo = largo if hechos.nivel_certificado is NivelCertificado.AVANZADO else corto
    hecho = f"es del {dia(hechos.fecha_emision)}"
    if hechos.nivel_certificado is None and _entre(hechos.ahora, corto, largo):
        cuenta.paso(regla, f"{hecho}; no sé el nivel", f"vale hasta el {largo.texto} solo si es avanzado", fuente)
        cuenta.ignora("de qué nivel es", "nivel_certificado")
        return
    if hechos.nivel_certificado is None and hechos.ahora is not None and largo.vencido(hechos.ahora):
        plazo = largo
    if hechos.ahora is not None and plazo.vencido(hechos.ahora):
        cuenta.paso(regla, hecho, f"venció el {plazo.texto}", fuente)
        cuenta.impide.append(f"pasó la antigüedad máxima el {plazo.texto}")
        return
    cuenta.paso(regla, hecho, f"vale hasta el {plazo.texto}", fuente)
    if hechos.ahora is None:
        cuenta.falta.append("qué día lo presentas")
    cuenta.siguiente.append(f"Por su antigüedad te sirve hasta el {plazo.texto}: preséntalo antes.")


def _entre(ahora: datetime | None, corto: Plazo, largo: Plazo) -> bool:
    """Whether only an advanced certificate of that age is still good (or, without the moment, it cannot be told)."""
    return ahora is None or (corto.vencido(ahora) and not largo.vencido(ahora))


def _otro_idioma(hechos: HechosIdiomaCertificado, cuenta: Cuenta) -> None:
    regla = "De otro idioma vale el de una institución que reconoce la embajada, en la lista del Centro de Idiomas"
    if hechos.institucion_reconocida is None:
        cuenta.paso(regla, "no sé si la tuya está en la lista", "consúltala", _CERTIFICADO)
        cuenta.ignora("si la institución está en la lista del Centro de Idiomas", "institucion_reconocida")
    elif hechos.institucion_reconocida:
        cuenta.paso(regla, "está en la lista", "cumples", _CERTIFICADO)
    else:
        cuenta.paso(regla, "no está en la lista", "no se reconoce", _CERTIFICADO)
        cuenta.impide.append("la institución no está en la lista del Centro de Idiomas")
    cuenta.avisos.append(
        "El texto da la antigüedad máxima al hablar de los certificados de inglés; si vale para otro idioma lo dice el "
        "Centro de Idiomas."
    )
    if hechos.idioma is Idioma.NATIVA:
        cuenta.avisos.append("Para una lengua nativa el texto no aclara quién la certifica: pregunta en tu facultad.")
