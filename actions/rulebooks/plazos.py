"""Deadlines: running hours, calendar days and working days. Moments are aware datetimes in America/Lima."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.rulebooks.formato import cantidad, dia, lista, momento

LIMA = ZoneInfo("America/Lima")
_FIN_DE_SEMANA = (5, 6)
_ULTIMA_HORA = time(23, 59)
_UN_INSTANTE = "menos de un minuto"


@dataclass(frozen=True)
class Calendario:
    """The days on which nothing runs besides Saturdays and Sundays: public holidays and the university's own."""

    feriados: frozenset[date] = frozenset()

    def es_habil(self, fecha: date) -> bool:
        """Whether a day is a working day."""
        return fecha.weekday() not in _FIN_DE_SEMANA and fecha not in self.feriados


@dataclass(frozen=True)
class Plazo:
    """A deadline: the last moment (America/Lima) at which something can still be done.

    `al_dia`: it ends with a day, so that the hour is not told.
    """

    fin: datetime
    al_dia: bool = False

    def vencido(self, ahora: datetime) -> bool:
        """Whether it is over at `ahora`; the last moment itself still counts."""
        return ahora > self.fin

    @property
    def texto(self) -> str:
        """`20/11/2026 a las 18:00`, or the day alone."""
        return dia(self.fin) if self.al_dia else momento(self.fin)

    def resta(self, ahora: datetime) -> str:
        """`te quedan 2 días y 3 horas`, `te queda menos de un minuto`, `vence hoy`, `venció hace 1 día`."""
        if self.al_dia and self.fin.date() == ahora.date():
            return "vence hoy"
        if self.vencido(ahora):
            return f"venció hace {_duracion(ahora - self.fin)}"
        partes = _duracion(self.fin - ahora)
        una_sola = partes == _UN_INSTANTE or (partes.startswith("1 ") and " y " not in partes)
        return f"te {'queda' if una_sola else 'quedan'} {partes}"


def en_horas(desde: datetime, horas: int) -> Plazo:
    """Running hours from a moment (48 h, 24 h): nights and holidays count."""
    return Plazo(desde + timedelta(hours=horas))


def en_dias_calendario(desde: date, dias: int) -> Plazo:
    """`dias` days after a day, every day counting; it ends with the last of them."""
    return _fin_del_dia(desde + timedelta(days=dias))


def en_dias_habiles(desde: date, dias: int, calendario: Calendario) -> Plazo:
    """`dias` working days, counted from the day after `desde`; it ends with the last of them."""
    fecha = desde
    faltan = dias
    while faltan > 0:
        fecha += timedelta(days=1)
        faltan -= calendario.es_habil(fecha)
    return _fin_del_dia(fecha)


def en_meses(desde: date, meses: int) -> Plazo:
    """The same day `meses` months later (earlier, when negative), or that month's last day; it ends with it."""
    anio, mes = divmod(desde.year * 12 + desde.month - 1 + meses, 12)
    return _fin_del_dia(date(anio, mes + 1, min(desde.day, monthrange(anio, mes + 1)[1])))


def en_dias_habiles_antes(desde: date, dias: int, calendario: Calendario) -> Plazo:
    """The working day that lies `dias` working days before `desde`; it ends with it."""
    fecha = desde
    faltan = dias
    while faltan > 0:
        fecha -= timedelta(days=1)
        faltan -= calendario.es_habil(fecha)
    return _fin_del_dia(fecha)


def habiles_entre(desde: date, hasta: date, calendario: Calendario) -> int:
    """Working days after `desde` up to and including `hasta`; 0 when `hasta` is not later."""
    return sum(calendario.es_habil(desde + timedelta(days=n)) for n in range(1, (hasta - desde).days + 1))


def _fin_del_dia(fecha: date) -> Plazo:
    return Plazo(datetime.combine(fecha, _ULTIMA_HORA, tzinfo=LIMA), al_dia=True)


def _duracion(resto: timedelta) -> str:
    minutos = int(resto.total_seconds()) // 60
    if not minutos:
        return _UN_INSTANTE
    dias, horas, minutos = minutos // 1440, minutos // 60 % 24, minutos % 60
    if dias:
        partes = [cantidad(dias, "día"), *([cantidad(horas, "hora")] if horas else [])]
    elif horas:
        partes = [cantidad(horas, "hora"), *([cantidad(minutos, "minuto")] if minutos else [])]
    else:
        partes = [cantidad(minutos, "minuto")]
    return lista(partes)
