"""What is computed for UPC master's students."""

from __future__ import annotations

from actions.rulebooks.calculo import Calculo
from actions.rulebooks.upc import desde_expediente as expediente
from actions.rulebooks.upc.asistencia import HechosAsistencia, asistencia
from actions.rulebooks.upc.avance_carrera import HechosAvanceCarrera, avance_carrera
from actions.rulebooks.upc.baja import HechosBaja, baja
from actions.rulebooks.upc.bloqueo_matricula import HechosBloqueoMatricula, bloqueo_matricula
from actions.rulebooks.upc.constancia_egresado import HechosConstanciaEgresado, constancia_egresado
from actions.rulebooks.upc.convalidacion import HechosConvalidacion, convalidacion
from actions.rulebooks.upc.convalidacion_programa import HechosConvalidacionPrograma, convalidacion_programa
from actions.rulebooks.upc.convalidacion_tope import HechosConvalidacionTope, convalidacion_tope
from actions.rulebooks.upc.dpi import HechosDpi, dpi
from actions.rulebooks.upc.exoneracion import HechosExoneracion, exoneracion
from actions.rulebooks.upc.exoneracion_tope import HechosExoneracionTope, exoneracion_tope
from actions.rulebooks.upc.orden_de_merito import HechosOrdenDeMerito, orden_de_merito
from actions.rulebooks.upc.plazo_recalificacion import HechosPlazoRecalificacion, plazo_recalificacion
from actions.rulebooks.upc.plazo_reclamo import HechosPlazoReclamo, plazo_reclamo
from actions.rulebooks.upc.plazo_respuesta import HechosPlazoRespuesta, plazo_respuesta
from actions.rulebooks.upc.promedio_curso import HechosPromedioCurso, promedio_curso
from actions.rulebooks.upc.promedio_ponderado import HechosPromedioPonderado, promedio_ponderado
from actions.rulebooks.upc.recalificacion import HechosRecalificacion, recalificacion
from actions.rulebooks.upc.recuperacion import HechosRecuperacion, recuperacion
from actions.rulebooks.upc.reingreso import HechosReingreso, reingreso
from actions.rulebooks.upc.repitencia import HechosRepitencia, repitencia
from actions.rulebooks.upc.reserva import HechosReserva, reserva
from actions.rulebooks.upc.retiro_ciclo import HechosRetiroCiclo, retiro_ciclo
from actions.rulebooks.upc.retiro_curso import HechosRetiroCurso, retiro_curso
from actions.rulebooks.upc.retiro_oficio import HechosRetiroOficio, retiro_oficio
from actions.rulebooks.upc.retiros_extraordinarios import HechosRetirosExtraordinarios, retiros_extraordinarios
from actions.rulebooks.upc.suplementario import HechosSuplementario, suplementario
from actions.rulebooks.upc.suplementario_resultado import HechosSuplementarioResultado, suplementario_resultado
from actions.rulebooks.upc.tesis import HechosTesis, tesis
from actions.rulebooks.upc.titulo import HechosTitulo, titulo

CALCULOS: tuple[Calculo, ...] = (
    Calculo(
        "UPC", "asistencia", HechosAsistencia, asistencia, expediente.hechos_asistencia,
        por_curso=True, titulo="Así vas con tus asistencias:",
    ),
    Calculo(
        "UPC", "retiros_extraordinarios", HechosRetirosExtraordinarios, retiros_extraordinarios,
        expediente.hechos_retiros_extraordinarios,
    ),
    Calculo(
        "UPC", "retiro_curso", HechosRetiroCurso, retiro_curso, expediente.hechos_retiro_curso,
        por_curso=True, titulo="Así estás para el retiro extraordinario de cada asignatura:",
    ),
    Calculo("UPC", "dpi", HechosDpi, dpi, expediente.hechos_dpi),
    Calculo(
        "UPC", "promedio_curso", HechosPromedioCurso, promedio_curso, expediente.hechos_promedio_curso,
        por_curso=True, titulo="Así van tus notas:",
    ),
    Calculo(
        "UPC", "suplementario", HechosSuplementario, suplementario, expediente.hechos_suplementario,
        por_curso=True, titulo="Así estás para el suplementario en cada asignatura:",
    ),
    Calculo(
        "UPC", "suplementario_resultado", HechosSuplementarioResultado, suplementario_resultado,
        expediente.hechos_suplementario_resultado,
        por_curso=True, titulo="Esto causa el suplementario en cada asignatura:",
    ),
    Calculo("UPC", "baja", HechosBaja, baja, expediente.hechos_baja),
    Calculo(
        "UPC", "repitencia", HechosRepitencia, repitencia, expediente.hechos_repitencia,
        por_curso=True, titulo="Así estás para repetir cada asignatura:",
    ),
    Calculo("UPC", "convalidacion", HechosConvalidacion, convalidacion, expediente.hechos_convalidacion),
    Calculo(
        "UPC", "convalidacion_tope", HechosConvalidacionTope, convalidacion_tope, expediente.hechos_convalidacion_tope
    ),
    Calculo("UPC", "convalidacion_programa", HechosConvalidacionPrograma, convalidacion_programa),
    Calculo("UPC", "exoneracion", HechosExoneracion, exoneracion, expediente.hechos_exoneracion),
    Calculo("UPC", "exoneracion_tope", HechosExoneracionTope, exoneracion_tope, expediente.hechos_exoneracion_tope),
    Calculo("UPC", "retiro_ciclo", HechosRetiroCiclo, retiro_ciclo, expediente.hechos_retiro_ciclo),
    Calculo("UPC", "retiro_oficio", HechosRetiroOficio, retiro_oficio),
    Calculo("UPC", "reserva", HechosReserva, reserva, expediente.hechos_reserva),
    Calculo("UPC", "reingreso", HechosReingreso, reingreso, expediente.hechos_reingreso),
    Calculo("UPC", "plazo_recalificacion", HechosPlazoRecalificacion, plazo_recalificacion),
    Calculo(
        "UPC", "plazo_reclamo", HechosPlazoReclamo, plazo_reclamo, expediente.hechos_plazo_reclamo,
        por_curso=True, titulo="Hasta cuándo puedes pedir que corrijan una nota mal digitada:",
    ),
    Calculo("UPC", "plazo_respuesta", HechosPlazoRespuesta, plazo_respuesta),
    Calculo("UPC", "recalificacion", HechosRecalificacion, recalificacion),
    Calculo("UPC", "recuperacion", HechosRecuperacion, recuperacion),
    Calculo("UPC", "avance_carrera", HechosAvanceCarrera, avance_carrera, expediente.hechos_avance_carrera),
    Calculo(
        "UPC", "constancia_egresado", HechosConstanciaEgresado, constancia_egresado,
        expediente.hechos_constancia_egresado,
    ),
    Calculo("UPC", "tesis", HechosTesis, tesis, expediente.hechos_tesis),
    Calculo("UPC", "titulo", HechosTitulo, titulo, expediente.hechos_titulo),
    Calculo("UPC", "orden_de_merito", HechosOrdenDeMerito, orden_de_merito, expediente.hechos_orden_de_merito),
    Calculo(
        "UPC", "promedio_ponderado", HechosPromedioPonderado, promedio_ponderado,
        expediente.hechos_promedio_ponderado,
    ),
    Calculo("UPC", "bloqueo_matricula", HechosBloqueoMatricula, bloqueo_matricula, expediente.hechos_bloqueo_matricula),
)  # fmt: skip
