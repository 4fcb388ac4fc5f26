"""What withdrawing from a course and from a semester have in common at UPCH: half of the term and the own deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from actions.rulebooks.dictamen import Barra, Fuente, Grafico
from actions.rulebooks.formato import cantidad, dia, porcentaje
from actions.rulebooks.plazos import Plazo, en_dias_calendario
from actions.rulebooks.upch.tramites_comun import Cuenta, Parte, Tramo

DEJAR_DE_IR = (
    "No dejes de ir sin hacer el trámite: acumulas deuda de pensiones y desapruebas al pasar el máximo de "
    "inasistencias injustificadas (Art. 94)."
)


class Momento(Enum):
    """How the day of the request stands to the deadlines of a withdrawal."""

    A_TIEMPO = "a tiempo"
    JUSTO = "justo"  # the half is completed on that very day
    TARDE = "tarde"
    NO_SE_SABE = "no se sabe"


@dataclass(frozen=True)
class Fechas:
    """The dates of a withdrawal: the first part of the term, the faculty's own deadline, the present moment."""

    parte: Parte | None
    plazo_facultad: date | None
    ahora: datetime | None
    fin_periodo: date | None = None  # the period's last day: a course whose dates are not known ends by then

    @property
    def momento(self) -> Momento:
        """Both deadlines have to hold; one that has passed is enough to be late."""
        if self.ahora is None:
            return Momento.NO_SE_SABE
        hoy = self.ahora.date()
        if self._acabo:
            return Momento.TARDE
        tramo = self.parte.tramo(hoy) if self.parte else None
        if tramo is Tramo.FUERA or (self.plazo_facultad is not None and hoy > self.plazo_facultad):
            return Momento.TARDE
        if tramo is None or self.plazo_facultad is None:
            return Momento.NO_SE_SABE
        return Momento.JUSTO if tramo is Tramo.JUSTO else Momento.A_TIEMPO

    @property
    def limite(self) -> Plazo | None:
        """The earlier of the deadlines known, None when none is."""
        plazos = [self.parte.limite] if self.parte else []
        if self._acabo and self.fin_periodo is not None:
            plazos.append(en_dias_calendario(self.fin_periodo, 0))
        if self.plazo_facultad is not None:
            plazos.append(en_dias_calendario(self.plazo_facultad, 0))
        return min(plazos, key=lambda plazo: plazo.fin, default=None)

    @property
    def manda_la_mitad(self) -> bool:
        """Whether the half is known and comes before the faculty's own deadline."""
        if self.parte is None:
            return False
        return self.plazo_facultad is None or self.plazo_facultad > self.parte.limite.fin.date()

    @property
    def _acabo(self) -> bool:
        return self.ahora is not None and self.fin_periodo is not None and self.ahora.date() > self.fin_periodo

    def por_la_mitad(self, termino: str) -> str:
        """`, por el límite del 50 % del curso` when that is the deadline that counts, otherwise nothing."""
        if self.parte is None or not self.manda_la_mitad:
            return ""
        return f", por el límite del {porcentaje(self.parte.proporcion)} del {termino}"


def contar(fechas: Fechas, cuenta: Cuenta, termino: str, quien: str, fuente: Fuente, proporcion: Decimal) -> None:
    """The steps of both deadlines. `termino`: `curso` or `semestre`; `quien`: who sets the own deadline."""
    regla = f"El retiro se pide sin pasar el {porcentaje(proporcion)} del {termino}"
    if fechas.parte is None:
        cuenta.paso(regla, f"no sé cuándo empieza y termina tu {termino}", "se cuenta con esas fechas", fuente)
    else:
        parte = fechas.parte
        hecho = f"va del {dia(parte.inicio)} al {dia(parte.fin)} ({cantidad(parte.dias, 'día')})"
        cuenta.paso(regla, hecho, f"como máximo hasta el {parte.limite.texto}", fuente)
        cuenta.avisos.append(
            f"El reglamento no dice cómo se cuenta la mitad del {termino}; aquí, en días seguidos desde el primero."
        )
    regla = f"El plazo lo fija {quien}, dentro de esa mitad"
    if fechas.plazo_facultad is None:
        cuenta.paso(regla, "no sé qué fecha fijó", "puede vencer antes de la mitad", fuente)
    else:
        vencido = fechas.ahora is not None and fechas.ahora.date() > fechas.plazo_facultad
        resultado = "venció" if vencido else "se toma en cuenta"
        if fechas.parte is not None and fechas.manda_la_mitad:
            resultado = f"pasa de la mitad: vale el {fechas.parte.limite.texto}"
        cuenta.paso(regla, f"es el {dia(fechas.plazo_facultad)}", resultado, fuente)


def imagen(fechas: Fechas, termino: str) -> Grafico | None:
    """How much of the term has passed, with the half marked."""
    if fechas.parte is None or fechas.ahora is None:
        return None
    parte = fechas.parte
    van = parte.transcurridos(fechas.ahora.date())
    marca = parte.dias * parte.proporcion
    texto = f"Han pasado {van} de {parte.dias} días del {termino} ({porcentaje(Decimal(van) / parte.dias)})."
    barra = Barra("Días transcurridos", Decimal(van), Decimal(parte.dias), marca)
    return Grafico(f"Avance del {termino}", (barra,), texto)
