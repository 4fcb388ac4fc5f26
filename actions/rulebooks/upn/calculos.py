"""What is computed for UPN undergraduates."""

from __future__ import annotations

from actions.rulebooks.calculo import Calculo
from actions.rulebooks.upn import desde_expediente as expediente
from actions.rulebooks.upn.asistencia import HechosAsistencia, asistencia
from actions.rulebooks.upn.creditos import HechosCreditos, creditos_matricula
from actions.rulebooks.upn.sustitutorio import HechosSustitutorio, sustitutorio

CALCULOS = (
    Calculo("UPN", "creditos_matricula", HechosCreditos, creditos_matricula, expediente.hechos_creditos),
    Calculo(
        "UPN", "asistencia", HechosAsistencia, asistencia, expediente.hechos_asistencia,
        por_curso=True, titulo="Así vas con tus asistencias:",
    ),
    Calculo(
        "UPN", "sustitutorio", HechosSustitutorio, sustitutorio, expediente.hechos_sustitutorio,
        por_curso=True, titulo="Así estás para el sustitutorio en cada curso:",
    ),
)  # fmt: skip
