"""What is computed for UPN courses run with Coursera."""

from __future__ import annotations

from actions.rulebooks.calculo import Calculo
from actions.rulebooks.coursera import desde_expediente_notas as de_notas
from actions.rulebooks.coursera.curso import HechosPromedioCoursera
from actions.rulebooks.coursera.promedio import promedio_curso_coursera
from actions.rulebooks.expediente import TipoClase

CALCULOS: tuple[Calculo, ...] = (
    Calculo(
        "UPN", "promedio_curso_coursera", HechosPromedioCoursera, promedio_curso_coursera,
        de_notas.hechos_promedio_curso_coursera, por_curso=True, titulo="Así vas en tus cursos con Coursera:",
        cifras="coursera", incumbe=lambda matricula: matricula.clase is TipoClase.COURSERA,
    ),
)  # fmt: skip
