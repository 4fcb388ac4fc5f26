"""The steps and the picture of a UPN course run with Coursera (FAQ 8, 11, 12, 24; UPN Art. 27 a)."""

from __future__ import annotations

from decimal import Decimal

from actions.rulebooks.coursera.curso import Curso, ponderar
from actions.rulebooks.dictamen import Barra, Fuente, Grafico, Paso
from actions.rulebooks.formato import cantidad, lista, numero, porcentaje
from actions.rulebooks.notas import MAXIMA, redondear_entero, truncar_centesimas
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.promedio_comun import paso_del_redondeo

_MICROCURSOS = Fuente("coursera_faq", "pregunta 8")
_CUENTA = Fuente("coursera_faq", "pregunta 11")
_INTENTO = Fuente("coursera_faq", "pregunta 12")
_APROBAR = Fuente("coursera_faq", "pregunta 24")


def pasos_de(curso: Curso, parametros: Parametros, *mas: Paso) -> tuple[Paso, ...]:
    """What passing takes, how the course stands on each, and `mas`."""
    redondeos = [
        paso
        for nombre, nota in (("el EP", curso.ep_exacto), ("el examen final", curso.examen_exacto))
        if nota is not None and (paso := paso_del_redondeo(nombre, nota))
    ]
    return (_paso_de_los_microcursos(curso), _paso_del_examen(curso, parametros), _paso_del_ep(curso), *redondeos,
            _paso_de_la_cuenta(curso, parametros), *mas)  # fmt: skip


def paso_aprueba(final: Decimal, parametros: Parametros) -> Paso:
    """Whether a final average passes (UPN Art. 27 a)."""
    minima = parametros.valor("nota_aprobatoria")
    return Paso(f"Se aprueba con {numero(minima)} o más de promedio final", f"tu promedio final es {final}",
                "cumples" if final >= minima else "no llega", parametros.fuente("nota_aprobatoria"))  # fmt: skip


def paso_del_intento(hecho: str, resultado: str) -> Paso:
    """That the final exam is taken only once (FAQ 12)."""
    return Paso("El examen final se da una sola vez y no se reprograma", hecho, resultado, _INTENTO)


def sin_certificar(curso: Curso) -> str:
    """`1 de 5 microcursos`; `los microcursos que te quedan` when they were not counted."""
    if curso.pendientes is None:
        return "los microcursos que te quedan"
    return f"{curso.pendientes} de {cantidad(curso.total or 0, 'microcurso')}"


def quedaron_sin_certificar(curso: Curso) -> str:
    """`quedó sin certificar 1 de 5 microcursos`: what was not certified when the period closed."""
    if curso.pendientes is None:
        return "quedaron microcursos sin certificar"
    return f"{'quedó' if curso.pendientes == 1 else 'quedaron'} sin certificar {sin_certificar(curso)}"


def _paso_de_los_microcursos(curso: Curso) -> Paso:
    pendientes = quedaron_sin_certificar(curso) if curso.cerrado else f"te falta certificar {sin_certificar(curso)}"
    hecho = {True: "los certificaste todos", None: "no sé si los certificaste todos"}.get(curso.completo, pendientes)
    resultado = {True: "cumples", None: "es obligatorio"}.get(
        curso.completo, "no cumples" if curso.cerrado else "todavía no cumples"
    )
    return Paso("Hay que aprobar y certificar todos los microcursos", hecho, resultado, _MICROCURSOS)


def _paso_del_examen(curso: Curso, parametros: Parametros) -> Paso:
    minima = parametros.valor("nota_aprobatoria")
    hecho = "no sé tu nota" if curso.terminado else "todavía no lo tienes"
    resultado = f"necesitas al menos {numero(minima)}"
    if curso.examen is not None:
        hecho = f"tu examen final es {curso.examen}"
        resultado = "cumples" if curso.examen >= minima else "no cumples"
    return Paso(f"Hay que aprobar el examen final de Blackboard; en UPN se aprueba con {numero(minima)}", hecho,
                resultado, _APROBAR)  # fmt: skip


def _paso_del_ep(curso: Curso) -> Paso:
    sube = "ya no sube" if curso.completo or curso.cerrado else "sube conforme los certificas"
    return Paso("El EP divide los puntajes certificados entre todos los microcursos del curso",
                "el que no certificas no aporta nada", sube, _CUENTA)  # fmt: skip


def _paso_de_la_cuenta(curso: Curso, parametros: Parametros) -> Paso:
    ep = "no sé tu EP" if curso.ep is None else f"EP {curso.ep}"
    examen = "sin examen final" if curso.examen is None else f"examen final {curso.examen}"
    resultado = "falta una de las dos" if curso.ep is not None or curso.examen is not None else "faltan las dos"
    if curso.ep is not None and curso.examen is not None:
        suma = ponderar(curso.ep, curso.examen, parametros)
        final = redondear_entero(suma)
        resultado = f"suma {final}" if suma == final else f"{numero(truncar_centesimas(suma))}, que queda en {final}"
    return Paso(
        f"El EP pesa {porcentaje(parametros.valor('peso_examen_parcial'))} y el examen final, "
        f"{porcentaje(parametros.valor('peso_examen_final'))}", f"{ep}; {examen}", resultado, _CUENTA,
    )  # fmt: skip


def grafico_de(curso: Curso, parametros: Parametros) -> Grafico | None:
    """Microcourses certified and grades so far; None when nothing is known."""
    minima = parametros.valor("nota_aprobatoria")
    barras = []
    textos = []
    if curso.total and curso.certificados is not None:
        barras.append(Barra("Microcursos certificados", Decimal(curso.certificados), Decimal(curso.total)))
        textos.append(f"{curso.certificados} de {cantidad(curso.total, 'microcurso')} con certificado")
    for nombre, nota in (("EP", curso.ep), ("Examen final", curso.examen)):
        if nota is not None:
            barras.append(Barra(nombre, nota, MAXIMA, minima))
            textos.append(f"{nombre}, {nota}")
    if not barras:
        return None
    titulo = f"Cómo vas{f' en {curso.nombre}' if curso.nombre else ''}"
    return Grafico(titulo, tuple(barras), f"{titulo}: {lista(textos)}.")
