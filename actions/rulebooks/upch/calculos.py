"""What is computed for UPCH undergraduates."""

from __future__ import annotations

from actions.rulebooks.calculo import Calculo
from actions.rulebooks.upch import desde_expediente_cursos as cursos
from actions.rulebooks.upch import desde_expediente_tramites as tramites
from actions.rulebooks.upch.asistencia import HechosAsistencia, asistencia
from actions.rulebooks.upch.avance_carrera import HechosAvanceCarrera, avance_carrera
from actions.rulebooks.upch.bloqueo_matricula import HechosBloqueoMatricula, bloqueo_matricula
from actions.rulebooks.upch.complementarias import HechosComplementarias, complementarias
from actions.rulebooks.upch.convalidacion import HechosConvalidacion, convalidacion
from actions.rulebooks.upch.creditos import HechosCreditos, creditos_matricula
from actions.rulebooks.upch.creditos_actividad import HechosCreditosActividad, creditos_actividad
from actions.rulebooks.upch.discapacidad import HechosDiscapacidad, discapacidad
from actions.rulebooks.upch.espera_profesor import HechosEsperaProfesor, espera_profesor
from actions.rulebooks.upch.exoneracion import HechosExoneracion, exoneracion
from actions.rulebooks.upch.horas_credito import HechosHorasCredito, horas_credito
from actions.rulebooks.upch.idioma import HechosIdioma, idioma
from actions.rulebooks.upch.idioma_certificado import HechosIdiomaCertificado, idioma_certificado
from actions.rulebooks.upch.idioma_clasificacion import HechosIdiomaClasificacion, idioma_clasificacion
from actions.rulebooks.upch.nota_convalidada import HechosNotaConvalidada, nota_convalidada
from actions.rulebooks.upch.orden_de_merito import HechosOrdenDeMerito, orden_de_merito
from actions.rulebooks.upch.padres_notas import HechosPadresNotas, padres_notas
from actions.rulebooks.upch.pension_creditos import HechosPensionCreditos, pension_creditos
from actions.rulebooks.upch.periodo_extraordinario import HechosPeriodoExtraordinario, periodo_extraordinario
from actions.rulebooks.upch.permiso_evento import HechosPermisoEvento, permiso_evento
from actions.rulebooks.upch.plazo_acta import HechosPlazoActa, plazo_acta
from actions.rulebooks.upch.plazo_conectividad import HechosPlazoConectividad, plazo_conectividad
from actions.rulebooks.upch.plazo_convalidacion import HechosPlazoConvalidacion, plazo_convalidacion
from actions.rulebooks.upch.plazo_justificacion import HechosPlazoJustificacion, plazo_justificacion
from actions.rulebooks.upch.plazo_reclamo import HechosPlazoReclamo, plazo_reclamo
from actions.rulebooks.upch.plazo_reconocimiento import HechosPlazoReconocimiento, plazo_reconocimiento
from actions.rulebooks.upch.plazo_reconsideracion import HechosPlazoReconsideracion, plazo_reconsideracion
from actions.rulebooks.upch.plazo_revision import HechosPlazoRevision, plazo_revision
from actions.rulebooks.upch.promedio_curso import HechosPromedioCurso, promedio_curso
from actions.rulebooks.upch.promedio_ponderado import HechosPromedioPonderado, promedio_ponderado
from actions.rulebooks.upch.publicacion_notas import HechosPublicacionNotas, publicacion_notas
from actions.rulebooks.upch.reconocimiento import HechosReconocimiento, reconocimiento
from actions.rulebooks.upch.reingreso import HechosReingreso, reingreso
from actions.rulebooks.upch.repitencia import HechosRepitencia, repitencia
from actions.rulebooks.upch.retiro_ciclo import HechosRetiroCiclo, retiro_ciclo
from actions.rulebooks.upch.retiro_curso import HechosRetiroCurso, retiro_curso
from actions.rulebooks.upch.rezagado import HechosRezagado, rezagado
from actions.rulebooks.upch.sustitutorio import HechosSustitutorio, sustitutorio
from actions.rulebooks.upch.sustitutorio_nota import HechosSustitutorioNota, sustitutorio_nota
from actions.rulebooks.upch.titulo import HechosTitulo, titulo
from actions.rulebooks.upch.tolerancia_ingreso import HechosToleranciaIngreso, tolerancia_ingreso
from actions.rulebooks.upch.traslado import HechosTraslado, traslado

CALCULOS: tuple[Calculo, ...] = (
    # Cursos, notas y matrícula
    Calculo("UPCH", "creditos_matricula", HechosCreditos, creditos_matricula, cursos.hechos_creditos),
    Calculo(
        "UPCH", "periodo_extraordinario", HechosPeriodoExtraordinario, periodo_extraordinario,
        cursos.hechos_periodo_extraordinario,
    ),
    Calculo(
        "UPCH", "asistencia", HechosAsistencia, asistencia, cursos.hechos_asistencia,
        por_curso=True, titulo="Así vas con tus faltas:",
    ),
    Calculo(
        "UPCH", "sustitutorio", HechosSustitutorio, sustitutorio, cursos.hechos_sustitutorio,
        por_curso=True, titulo="Así estás para el sustitutorio en cada curso:",
    ),
    Calculo(
        "UPCH", "sustitutorio_nota", HechosSustitutorioNota, sustitutorio_nota, cursos.hechos_sustitutorio_nota,
        por_curso=True, titulo="Esto necesitas en el sustitutorio de cada curso:",
    ),
    Calculo(
        "UPCH", "rezagado", HechosRezagado, rezagado, cursos.hechos_rezagado,
        por_curso=True, titulo="Así estás para el examen de rezagados en cada curso:",
    ),
    Calculo(
        "UPCH", "promedio_curso", HechosPromedioCurso, promedio_curso, cursos.hechos_promedio_curso,
        por_curso=True, titulo="Así van tus notas:",
    ),
    Calculo(
        "UPCH", "promedio_ponderado", HechosPromedioPonderado, promedio_ponderado, cursos.hechos_promedio_ponderado,
    ),
    Calculo("UPCH", "orden_de_merito", HechosOrdenDeMerito, orden_de_merito, cursos.hechos_orden_de_merito),
    Calculo(
        "UPCH", "repitencia", HechosRepitencia, repitencia, cursos.hechos_repitencia,
        por_curso=True, titulo="Esto pasa si desapruebas cada curso:",
    ),
    Calculo(
        "UPCH", "bloqueo_matricula", HechosBloqueoMatricula, bloqueo_matricula, cursos.hechos_bloqueo_matricula,
    ),
    # Trámites, plazos, actividades, idioma y grado
    Calculo(
        "UPCH", "retiro_curso", HechosRetiroCurso, retiro_curso, tramites.hechos_retiro_curso,
        por_curso=True, titulo="Así estás para retirarte de cada curso:",
    ),
    Calculo("UPCH", "retiro_ciclo", HechosRetiroCiclo, retiro_ciclo, tramites.hechos_retiro_ciclo),
    Calculo("UPCH", "pension_creditos", HechosPensionCreditos, pension_creditos, tramites.hechos_pension_creditos),
    Calculo("UPCH", "plazo_justificacion", HechosPlazoJustificacion, plazo_justificacion),
    Calculo("UPCH", "plazo_conectividad", HechosPlazoConectividad, plazo_conectividad),
    Calculo("UPCH", "plazo_revision", HechosPlazoRevision, plazo_revision),
    Calculo(
        "UPCH", "plazo_reclamo", HechosPlazoReclamo, plazo_reclamo, tramites.hechos_plazo_reclamo,
        por_curso=True, titulo="Así estás para reclamar la última nota de cada curso:",
    ),
    Calculo("UPCH", "plazo_reconsideracion", HechosPlazoReconsideracion, plazo_reconsideracion),
    Calculo("UPCH", "plazo_acta", HechosPlazoActa, plazo_acta),
    Calculo("UPCH", "permiso_evento", HechosPermisoEvento, permiso_evento),
    Calculo("UPCH", "publicacion_notas", HechosPublicacionNotas, publicacion_notas),
    Calculo("UPCH", "padres_notas", HechosPadresNotas, padres_notas),
    Calculo("UPCH", "convalidacion", HechosConvalidacion, convalidacion, tramites.hechos_convalidacion),
    Calculo(
        "UPCH", "plazo_convalidacion", HechosPlazoConvalidacion, plazo_convalidacion,
        tramites.hechos_plazo_convalidacion,
    ),
    Calculo("UPCH", "nota_convalidada", HechosNotaConvalidada, nota_convalidada),
    Calculo("UPCH", "reconocimiento", HechosReconocimiento, reconocimiento),
    Calculo(
        "UPCH", "plazo_reconocimiento", HechosPlazoReconocimiento, plazo_reconocimiento,
        tramites.hechos_plazo_reconocimiento,
    ),
    Calculo(
        "UPCH", "exoneracion", HechosExoneracion, exoneracion, tramites.hechos_exoneracion,
        por_curso=True, titulo="Así estás para la evaluación de suficiencia en cada curso:",
    ),
    Calculo("UPCH", "traslado", HechosTraslado, traslado),
    Calculo("UPCH", "reingreso", HechosReingreso, reingreso),
    Calculo("UPCH", "complementarias", HechosComplementarias, complementarias, tramites.hechos_complementarias),
    Calculo("UPCH", "creditos_actividad", HechosCreditosActividad, creditos_actividad),
    Calculo("UPCH", "avance_carrera", HechosAvanceCarrera, avance_carrera, tramites.hechos_avance_carrera),
    Calculo("UPCH", "titulo", HechosTitulo, titulo, tramites.hechos_titulo),
    Calculo("UPCH", "idioma", HechosIdioma, idioma, tramites.hechos_idioma),
    Calculo(
        "UPCH", "idioma_certificado", HechosIdiomaCertificado, idioma_certificado, tramites.hechos_idioma_certificado,
    ),
    Calculo("UPCH", "idioma_clasificacion", HechosIdiomaClasificacion, idioma_clasificacion),
    Calculo("UPCH", "discapacidad", HechosDiscapacidad, discapacidad, tramites.hechos_discapacidad),
    Calculo("UPCH", "horas_credito", HechosHorasCredito, horas_credito),
    Calculo("UPCH", "tolerancia_ingreso", HechosToleranciaIngreso, tolerancia_ingreso),
    Calculo("UPCH", "espera_profesor", HechosEsperaProfesor, espera_profesor),
)  # fmt: skip
