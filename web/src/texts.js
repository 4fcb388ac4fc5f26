// What the page says by itself, in Spanish. Everything else comes from the server.

export const GREETING =
  "¡Hola! Elige tu universidad arriba y pregúntame con tus palabras, como le escribirías a un amigo.";
export const EMBEDDED_GREETING = "¡Hola! Pregúntame con tus palabras, como le escribirías a un amigo.";
export const STARTERS = ["¿Puedo dar el susti?", "¿Cuántas faltas me quedan?", "¿Cuántos créditos puedo llevar?"];

export const PLACEHOLDER = "Por ejemplo: ¿puedo retirarme de un curso?";
export const SHORT_PLACEHOLDER = "Escribe tu pregunta";
export const QUESTION_LABEL = "Tu pregunta";
export const SEND = "Enviar";
export const CONVERSATION = "Conversación";

export const STUDENT = "Tú";
export const DELEGADO = "Delegado";
export const OPTIONS = "Opciones";
export const PICTURE = "Gráfico";
/** @type {(subject: string) => string} */
export const pictureOf = (subject) => `${PICTURE} de ${subject}`;
export const PICTURE_DROPPED = "El gráfico ya no está guardado en esta página. Vuelve a preguntar para verlo.";

export const TYPING = "Delegado está escribiendo…";
export const CONNECTING = "Conectando…";
export const RECONNECTING = "Reconectando…";
export const LATER = "Lo haré tras esta respuesta.";
export const NEW_CONVERSATION = "Empezamos una conversación nueva.";
export const ERASED = "Conversación borrada.";

export const RETRY = "Reintentar";
export const UNREACHABLE = "No pude conectarme con el servidor. Revisa tu conexión e inténtalo de nuevo.";
export const NOTHING_USEFUL = "El servidor respondió, pero sin ningún mensaje. Inténtalo de nuevo en un momento.";

export const SIGN_OUT = "cerrar sesión";
/** @type {(student: string, university: string | null) => string} */
export const recognised = (student, university) =>
  university ? `Te reconozco, ${student} · ${university}` : `Te reconozco, ${student}`;
