"""What is computed for UPN courses run with Coursera."""

from __future__ import annotations

from actions.rulebooks.calculo import Calculo
from actions.rulebooks.coursera import desde_expediente_notas as de_notas
from actions.rulebooks.coursera.promedio import HechosPromedioCoursera, promedio_curso_coursera

CALCULOS: tuple[Calculo, ...] = (
    Calculo(
        "UPN", "promedio_curso_coursera", HechosPromedioCoursera, promedio_curso_coursera,
        de_notas.hechos_promedio_curso_coursera, por_curso=True, titulo="Así vas en tus cursos con Coursera:",
        cifras="coursera",
    ),
)  # fmt: skip
