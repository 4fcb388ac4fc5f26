"""What is computed for UPN undergraduates."""

from __future__ import annotations

from actions.rulebooks.calculo import Calculo
from actions.rulebooks.upn import desde_expediente as expediente
from actions.rulebooks.upn import desde_expediente_matricula as de_matricula
from actions.rulebooks.upn import desde_expediente_notas as de_notas
from actions.rulebooks.upn import desde_expediente_trayectoria as de_trayectoria
from actions.rulebooks.upn.asistencia import HechosAsistencia, asistencia
from actions.rulebooks.upn.avance_carrera import HechosAvanceCarrera, avance_carrera
from actions.rulebooks.upn.bachiller import HechosBachiller, bachiller
from actions.rulebooks.upn.bloqueo_matricula import HechosBloqueoMatricula, bloqueo_matricula
from actions.rulebooks.upn.cambio_modalidad import HechosCambioModalidad, cambio_modalidad
from actions.rulebooks.upn.cierre_clase import HechosCierreClase, cierre_clase
from actions.rulebooks.upn.convalidacion import HechosConvalidacion, convalidacion
from actions.rulebooks.upn.convalidacion_nota import HechosConvalidacionNota, convalidacion_nota
from actions.rulebooks.upn.convalidacion_tope import HechosConvalidacionTope, convalidacion_tope
from actions.rulebooks.upn.creditos import HechosCreditos, creditos_matricula
from actions.rulebooks.upn.creditos_horas import HechosCreditosHoras, creditos_horas
from actions.rulebooks.upn.egreso import HechosEgreso, egreso
from actions.rulebooks.upn.nota_cualitativa import HechosNotaCualitativa, nota_cualitativa
from actions.rulebooks.upn.orden_de_merito import HechosOrdenDeMerito, orden_de_merito
from actions.rulebooks.upn.pension import HechosPensionCreditos, pension_creditos
from actions.rulebooks.upn.plazos_reclamo import (
    HechosPlazoDefensoria,
    HechosPlazoDocumento,
    plazo_defensoria,
    plazo_documento,
)
from actions.rulebooks.upn.practicas_horas import HechosPracticasHoras, practicas_horas
from actions.rulebooks.upn.practicas_profesionales import HechosPracticasProfesionales, practicas_profesionales
from actions.rulebooks.upn.practicas_reconocimiento import HechosPracticasReconocimiento, practicas_reconocimiento
from actions.rulebooks.upn.promedio_curso import HechosPromedioCurso, promedio_curso
from actions.rulebooks.upn.promedio_ponderado import HechosPromedioPonderado, promedio_ponderado
from actions.rulebooks.upn.recalificacion import HechosPlazoRecalificacion, plazo_recalificacion
from actions.rulebooks.upn.reingreso import HechosReingreso, reingreso
from actions.rulebooks.upn.repitencia import HechosRepitencia, repitencia
from actions.rulebooks.upn.requisitos import HechosRequisitosCurso, requisitos_curso
from actions.rulebooks.upn.reserva import HechosReserva, reserva
from actions.rulebooks.upn.retiro_ciclo import HechosRetiroCiclo, retiro_ciclo
from actions.rulebooks.upn.retiro_curso import HechosRetiroCurso, retiro_curso
from actions.rulebooks.upn.sustitutorio import HechosSustitutorio, sustitutorio
from actions.rulebooks.upn.sustitutorio_nota import sustitutorio_nota
from actions.rulebooks.upn.sustitutorio_reemplazo import HechosSustitutorioNota
from actions.rulebooks.upn.traslado import HechosTraslado, traslado
from actions.rulebooks.upn.traslado_cursos import HechosTrasladoCursos, traslado_cursos

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
    # matrícula, repitencia, retiros, reserva, reingreso
    Calculo("UPN", "pension_creditos", HechosPensionCreditos, pension_creditos, de_matricula.hechos_pension),
    Calculo("UPN", "repitencia", HechosRepitencia, repitencia, de_matricula.hechos_repitencia),
    Calculo("UPN", "requisitos_curso", HechosRequisitosCurso, requisitos_curso, de_matricula.hechos_requisitos),
    Calculo(
        "UPN", "retiro_curso", HechosRetiroCurso, retiro_curso, de_matricula.hechos_retiro_curso,
        por_curso=True, titulo="Así estás para retirarte de cada curso:",
    ),
    Calculo("UPN", "retiro_ciclo", HechosRetiroCiclo, retiro_ciclo, de_matricula.hechos_retiro_ciclo),
    Calculo("UPN", "bloqueo_matricula", HechosBloqueoMatricula, bloqueo_matricula, de_matricula.hechos_bloqueo),
    Calculo("UPN", "reserva", HechosReserva, reserva, de_matricula.hechos_reserva),
    Calculo("UPN", "reingreso", HechosReingreso, reingreso, de_matricula.hechos_reingreso),
    Calculo("UPN", "plazo_documento", HechosPlazoDocumento, plazo_documento),
    Calculo("UPN", "plazo_defensoria", HechosPlazoDefensoria, plazo_defensoria),
    # notas: promedios, sustitutorio, mérito, calificativo, recalificación
    Calculo(
        "UPN", "promedio_curso", HechosPromedioCurso, promedio_curso, de_notas.hechos_promedio_curso,
        por_curso=True, titulo="Así vas en cada curso:",
    ),
    Calculo(
        "UPN", "sustitutorio_nota", HechosSustitutorioNota, sustitutorio_nota, de_notas.hechos_sustitutorio_nota,
        por_curso=True, titulo="Esto necesitas en el sustitutorio de cada curso:",
    ),
    Calculo(
        "UPN", "promedio_ponderado", HechosPromedioPonderado, promedio_ponderado, de_notas.hechos_promedio_ponderado,
    ),
    Calculo("UPN", "orden_de_merito", HechosOrdenDeMerito, orden_de_merito, de_notas.hechos_orden_de_merito),
    Calculo("UPN", "nota_cualitativa", HechosNotaCualitativa, nota_cualitativa),
    Calculo(
        "UPN", "plazo_recalificacion", HechosPlazoRecalificacion, plazo_recalificacion,
        de_notas.hechos_plazo_recalificacion, por_curso=True, titulo="Plazos para reclamar tus notas:",
    ),
    # trayectoria: convalidación, traslados, avance y prácticas
    Calculo("UPN", "convalidacion", HechosConvalidacion, convalidacion, de_trayectoria.hechos_convalidacion),
    Calculo(
        "UPN", "convalidacion_tope", HechosConvalidacionTope, convalidacion_tope,
        de_trayectoria.hechos_convalidacion_tope,
    ),
    Calculo(
        "UPN", "convalidacion_nota", HechosConvalidacionNota, convalidacion_nota,
        de_trayectoria.hechos_convalidacion_nota,
    ),
    Calculo("UPN", "traslado", HechosTraslado, traslado, de_trayectoria.hechos_traslado),
    Calculo(
        "UPN", "cambio_modalidad", HechosCambioModalidad, cambio_modalidad, de_trayectoria.hechos_cambio_modalidad,
    ),
    Calculo(
        "UPN", "traslado_cursos", HechosTrasladoCursos, traslado_cursos, de_trayectoria.hechos_traslado_cursos,
    ),
    Calculo("UPN", "avance_carrera", HechosAvanceCarrera, avance_carrera, de_trayectoria.hechos_avance_carrera),
    Calculo("UPN", "egreso", HechosEgreso, egreso, de_trayectoria.hechos_egreso),
    Calculo("UPN", "bachiller", HechosBachiller, bachiller, de_trayectoria.hechos_bachiller),
    Calculo(
        "UPN", "practicas_horas", HechosPracticasHoras, practicas_horas, de_trayectoria.hechos_practicas_horas,
    ),
    Calculo("UPN", "practicas_reconocimiento", HechosPracticasReconocimiento, practicas_reconocimiento),
    Calculo("UPN", "practicas_profesionales", HechosPracticasProfesionales, practicas_profesionales),
    Calculo("UPN", "creditos_horas", HechosCreditosHoras, creditos_horas),
    Calculo("UPN", "cierre_clase", HechosCierreClase, cierre_clase),
)  # fmt: skip
