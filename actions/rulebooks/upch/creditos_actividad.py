"""How many complementary credits an activity gives at UPCH (Anexo 1, Art. 36)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import cantidad, numero
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, cantidad_imposible, en_creditos, lugar

CALCULO = "creditos_actividad"
_ANEXO, _OFERTA, _TOPE = lugar("Anexo 1"), lugar("Art. 33"), lugar("Art. 36")
_TIPOS = lugar("Art. 26")


class Actividad(Enum):
    """The activities of the Anexo 1; the value names the figure too (`anexo_<value>`)."""

    ACADEMICA = "academica"  # seminar, course, workshop
    METODOLOGIA = "curso_metodologia"
    ARTICULO = "articulo_cientifico"
    GRUPO_INVESTIGACION = "grupo_investigacion"
    EDICION_REVISTA = "edicion_revista"
    EQUIPU = "e_quipu"
    LIDER_PROYECTO = "lider_proyecto"
    PARTICIPANTE_PROYECTO = "participante_proyecto"
    PROMOCION_SALUD = "promocion_salud"
    COORDINADOR_VOLUNTARIADO = "coordinador_voluntariado"
    VOLUNTARIADO = "voluntariado"
    DELEGADO = "delegado"
    CONSEJO_FACULTAD = "consejo_facultad"
    CONSEJO_UNIVERSITARIO = "consejo_universitario"
    ASAMBLEA = "asamblea_universitaria"
    COMITE_ELECTORAL = "comite_electoral"
    DIRECCION = "direccion_universitaria"
    COMISION_CURRICULO = "comision_curriculo"
    PRESIDENCIA_CENTRO = "presidencia_centro"
    MESA_DIRECTIVA = "mesa_directiva"
    DEPORTISTA_NACIONAL = "deportista_nacional"
    DEPORTISTA_UPCH = "deportista_upch"
    DEPORTE = "deporte"
    GRUPO_CULTURAL = "grupo_cultural"
    GRUPO_CULTURAL_UPCH = "grupo_cultural_upch"
    INTERCAMBIO = "intercambio"


@dataclass(frozen=True)
class _Ficha:
    """What the Anexo says besides the credits: name, type, who certifies; `por_anio`: each year counts (Art. 36)."""

    nombre: str
    tipo: str
    certifica: str
    por_anio: bool = False


_FICHAS = {
    Actividad.ACADEMICA: _Ficha("un seminario, curso o taller académico", "A", "la instancia organizadora"),
    Actividad.METODOLOGIA: _Ficha("el curso Metodología de investigación", "A", "la instancia organizadora"),
    Actividad.ARTICULO: _Ficha(
        "ser autor o coautor de un artículo científico", "A", "el director o investigador principal"
    ),
    Actividad.GRUPO_INVESTIGACION: _Ficha("participar en un grupo de investigación", "A", "el jefe del proyecto"),
    Actividad.EDICION_REVISTA: _Ficha(
        "participar en la edición de una revista", "A", "el presidente del comité editor"
    ),
    Actividad.EQUIPU: _Ficha(
        "ser miembro activo de un e-quipu", "A, B o C según su área", "la DUPYE (en cultura, la DUBU)"
    ),
    Actividad.LIDER_PROYECTO: _Ficha("liderar un proyecto de salud, ambiente o educación", "B", "la DURS"),
    Actividad.PARTICIPANTE_PROYECTO: _Ficha("participar en un proyecto de proyección social", "B", "la DURS"),
    Actividad.PROMOCION_SALUD: _Ficha("promover la salud colectiva, el ambiente o la educación", "B", "la DURS"),
    Actividad.COORDINADOR_VOLUNTARIADO: _Ficha("coordinar el voluntariado de la DURS", "B", "la DURS"),
    Actividad.VOLUNTARIADO: _Ficha("participar en el voluntariado de la DURS", "B", "la DURS"),
    Actividad.DELEGADO: _Ficha("ser delegado de curso", "B", "el responsable del programa"),
    Actividad.CONSEJO_FACULTAD: _Ficha("representar en el consejo de facultad", "B", "el secretario académico", True),
    Actividad.CONSEJO_UNIVERSITARIO: _Ficha(
        "representar en el Consejo Universitario", "B", "el secretario general", True
    ),
    Actividad.ASAMBLEA: _Ficha("representar en la Asamblea Universitaria", "B", "el secretario general", True),
    Actividad.COMITE_ELECTORAL: _Ficha(
        "estar en el Comité Electoral Permanente", "B", "el presidente del comité", True
    ),
    Actividad.DIRECCION: _Ficha("representar en una dirección universitaria", "B", "el director universitario"),
    Actividad.COMISION_CURRICULO: _Ficha("estar en la comisión de currículo", "B", "el presidente de la comisión"),
    Actividad.PRESIDENCIA_CENTRO: _Ficha("presidir la AECH o el centro de tu facultad", "B", "la DUBU", True),
    Actividad.MESA_DIRECTIVA: _Ficha("estar en la mesa directiva de la AECH", "B", "la DUPYE", True),
    Actividad.DEPORTISTA_NACIONAL: _Ficha("ser representante nacional en un deporte", "C", "la DUBU"),
    Actividad.DEPORTISTA_UPCH: _Ficha("representar en deporte a la UPCH o al Consorcio", "C", "la DUBU"),
    Actividad.DEPORTE: _Ficha("practicar un deporte de forma documentada", "C", "la DUBU"),
    Actividad.GRUPO_CULTURAL: _Ficha("integrar un grupo cultural", "C", "la DUBU"),
    Actividad.GRUPO_CULTURAL_UPCH: _Ficha("integrar un grupo cultural de la UPCH o del Consorcio", "C", "la DUBU"),
    Actividad.INTERCAMBIO: _Ficha("un intercambio estudiantil", "C", "la DURIN"),
}


@dataclass(frozen=True)
class HechosCreditosActividad:
    """One activity. None means "not known". `anios`: years in a post of representation; `creditos_certificados`: what
    the organiser of a seminar, course or workshop fixed."""

    actividad: Actividad | None = None
    anios: int | None = None
    creditos_certificados: Decimal | None = None


def creditos_actividad(hechos: HechosCreditosActividad, parametros: Parametros) -> Dictamen:
    """The credits that an activity gives (`valor`). Source: UPCH Anexo 1; Art. 36 (years, at most 2 each), 33.

    DEPENDE for seminars, courses and workshops whose credits the organiser fixes.
    """
    problema = cantidad_imposible(hechos.anios, hechos.creditos_certificados)
    if not problema and 0 in (hechos.anios, hechos.creditos_certificados):
        problema = "una actividad no puede durar 0 años ni dar 0 créditos"
    if problema:
        return no_cuadra(CALCULO, problema)
    cuenta = Cuenta()
    tope = parametros.valor("creditos_maximos_actividad")
    if hechos.actividad is None:
        cuenta.paso(f"Cada actividad da hasta {numero(tope)} créditos complementarios", "no sé cuál es la tuya",
                    "depende de la actividad", parametros.fuente("creditos_maximos_actividad"))  # fmt: skip
        cuenta.ignora("qué actividad es", "actividad")
        resumen = f"Una actividad complementaria da hasta {numero(tope)} créditos, según el Anexo 1."
        return cuenta.dictamen(CALCULO, resumen)
    cuenta.siguiente.append(
        "Si la actividad no está en el SINU, lleva tu constancia al director de escuela o jefe de carrera (Art. 31)."
    )
    if hechos.actividad is Actividad.ACADEMICA:
        return _academica(hechos, cuenta, tope, parametros)
    return _fija(hechos, hechos.actividad, cuenta, parametros)


def _fija(hechos: HechosCreditosActividad, actividad: Actividad, cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    ficha = _FICHAS[actividad]
    clave = f"anexo_{actividad.value}"
    vale = parametros.valor(clave)
    total, tiempo = vale, ""
    cuenta.paso("El Anexo 1 fija los créditos de cada actividad", ficha.nombre, en_creditos(vale),
                parametros.fuente(clave))  # fmt: skip
    cuenta.paso("Cada actividad es de un tipo (A, B o C)", ficha.nombre, f"tipo {ficha.tipo}", _TIPOS)
    if ficha.por_anio:
        anios = hechos.anios or 1
        total, tiempo = vale * anios, f" por {cantidad(anios, 'año')}"
        cuenta.paso("En los cargos de representación se cuenta por año", cantidad(anios, "año"), en_creditos(total),
                    _TOPE)  # fmt: skip
        if anios > 1:
            cuenta.avisos.append(
                "Aquí cada año cuenta como una actividad; el reglamento no lo dice expresamente y decide tu facultad."
            )
    elif hechos.anios is not None and hechos.anios > 1:
        cuenta.avisos.append(
            "Para esta actividad el reglamento no dice que se cuente por año: pregunta en tu facultad."
        )
    resumen = (
        f"Por {ficha.nombre} te tocan {en_creditos(total)}{tiempo} (tipo {ficha.tipo}). Certifica {ficha.certifica}."
    )
    if total == 1:
        resumen = resumen.replace("te tocan", "te toca")
    return cuenta.dictamen(CALCULO, resumen, Veredicto.VALOR, total)


def _academica(hechos: HechosCreditosActividad, cuenta: Cuenta, tope: Decimal, parametros: Parametros) -> Dictamen:
    ficha = _FICHAS[Actividad.ACADEMICA]
    minimo, maximo = parametros.valor("anexo_academica_minimo"), parametros.valor("anexo_academica_maximo")
    regla = f"Un seminario, curso o taller académico da de {numero(minimo)} a {numero(maximo)} créditos"
    cuenta.paso(regla, "es una actividad académica", "tipo A", parametros.fuente("anexo_academica_minimo"))
    fija = "Quien la ofrece precisa antes cuántos créditos da"
    if hechos.creditos_certificados is None:
        cuenta.paso(fija, "no sé cuántos fijó", f"de {numero(minimo)} a {numero(maximo)}", _OFERTA)
        cuenta.ignora("cuántos créditos fijó quien la organiza", "creditos_certificados")
        resumen = (
            f"Por {ficha.nombre} te tocan de {numero(minimo)} a {numero(maximo)} créditos (tipo A), según lo que fije "
            "quien lo organiza."
        )
        return cuenta.dictamen(CALCULO, resumen)
    cuenta.paso(fija, f"fijó {numero(hechos.creditos_certificados)}", "se toma en cuenta", _OFERTA)
    total = min(hechos.creditos_certificados, maximo, tope)
    if hechos.creditos_certificados > total:
        fijado = f"fijó {numero(hechos.creditos_certificados)}"
        cuenta.paso(f"Una actividad da como máximo {numero(tope)} créditos", fijado, f"cuentan {numero(total)}",
                    parametros.fuente("creditos_maximos_actividad"))  # fmt: skip
    if total < minimo:
        cuenta.avisos.append(
            f"El Anexo 1 va de {numero(minimo)} a {numero(maximo)} créditos: confírmalo en tu facultad."
        )
    resumen = f"Por {ficha.nombre} te cuentan {en_creditos(total)} (tipo A). Certifica {ficha.certifica}."
    return cuenta.dictamen(CALCULO, resumen, Veredicto.VALOR, total)
