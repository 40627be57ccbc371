## Marco de todas las páginas

page-title = Consulta por video
language-switch = English
emergency = En emergencias llame al
help-phone = ¿Necesita ayuda? Llame a { $practice }:
call-practice = Llamar al { $phone }
working = Un momento…

## Abrir el enlace

opening-heading = Abriendo su consulta

## Quién es usted

birth-heading = ¿Cuál es su fecha de nacimiento?
birth-hello = Esta consulta es para { $name }, { DATETIME($at, weekday: "long", month: "long", day: "numeric", hour: "numeric", minute: "numeric") }
birth-hello-photos = Su consultorio le pide a { $name } fotos de la piel.
birth-why = La pedimos para que nadie más pueda abrir su consulta.
birth-label = Fecha de nacimiento
birth-missing = Escriba su fecha de nacimiento completa: día, mes y año.
birth-wrong = Esa no es la fecha de nacimiento que tenemos. Revísela e intente otra vez. Le { $tries ->
    [one] queda 1 intento
   *[other] quedan { $tries } intentos
} antes de que el enlace se ponga en pausa por 15 minutos.
birth-whose = Si está aquí por un niño o por otra persona, escriba la fecha de nacimiento del paciente, no la suya.
continue = Continuar

## Acuerdo y lugar

consent-heading = Antes de su consulta
consent-legend = Su acuerdo
consent-check = Acepto una consulta por video
consent-missing = Marque la casilla para continuar. Si no quiere una consulta por video, llame al consultorio.
consent-changed = Este texto cambió. Por favor, léalo otra vez.
guardian-legend = ¿Quién es el adulto que acompaña al paciente?
guardian-why = El paciente es menor de 18 años. Su madre, su padre o su tutor acepta en su nombre.
guardian-name = Su nombre completo
guardian-relation = Usted es
guardian-relation-parent = Su madre o padre
guardian-relation-legal_guardian = Su tutor legal
guardian-relation-other = Otro adulto
place-legend = ¿Dónde está usted ahora?
place-why = Quien le atiende debe saber en qué lugar y en qué estado se encuentra.
place-kind = Lugar
place-kind-home = Mi casa
place-kind-temporary_lodging = Un hotel o la casa de otra persona
place-kind-workplace = El trabajo
place-kind-vehicle = Un auto estacionado
place-kind-clinic = Una clínica
place-kind-hospital = Un hospital
place-kind-snf = Un hogar de ancianos
place-state = Estado
place-state-none = Elija un estado

## Cámara y micrófono

devices-heading = Pruebe su cámara y su micrófono
devices-allow = Su navegador pregunta si esta página puede usar la cámara y el micrófono. Elija «Permitir».
devices-private = Solo usted ve esta imagen ahora. No se graba nada.
self-view = Su propia imagen
self-view-none = La cámara está apagada
camera = Cámara
microphone = Micrófono
switch-camera-on = encendida
switch-camera-off = apagada
switch-microphone-on = encendido
switch-microphone-off = apagado
switch-none = no hay
switch-paused = en pausa
switch-broken = no funciona
camera-on = Su cámara funciona. ¿Se ve bien? Póngase frente a una ventana o una lámpara.
camera-off = Su cámara está apagada.
camera-asking = Esperando su cámara…
camera-denied = Esta página no puede usar su cámara. Permítala e intente otra vez.
camera-missing = No encontramos una cámara en este dispositivo. Puede continuar solo con su voz.
camera-in_use = Otra aplicación está usando su cámara. Ciérrela e intente otra vez.
camera-failed = Su cámara no se encendió. Cierre otras aplicaciones e intente otra vez, o continúe solo con su voz.
camera-in_app = Esta página está abierta dentro de otra aplicación, que no le da la cámara. Vuelva a su mensaje y abra el enlace en { $browser }.
camera-interrupted = Su cámara está en pausa, porque su teléfono la usa para otra cosa.
camera-lost = Su cámara se desconectó. Conéctela e intente otra vez.
camera-skipped = Continúa sin cámara. De todos modos podrán oírle.
microphone-on = Su micrófono está encendido. Diga unas palabras: la barra debe moverse.
microphone-off = Su micrófono está apagado.
microphone-asking = Esperando su micrófono…
microphone-denied = Esta página no puede usar su micrófono. Permítalo e intente otra vez.
microphone-missing = No encontramos un micrófono en este dispositivo. Puede continuar sin él: el consultorio le llama por teléfono.
microphone-in_use = Otra aplicación está usando su micrófono. Termine cualquier llamada e intente otra vez.
microphone-failed = Su micrófono no se encendió. Cierre otras aplicaciones e intente otra vez.
microphone-in_app = Esta página está abierta dentro de otra aplicación, que no le da el micrófono. Vuelva a su mensaje y abra el enlace en { $browser }.
microphone-interrupted = Su teléfono usa el micrófono para otra cosa, como una llamada.
microphone-lost = Su micrófono se desconectó. Conéctelo e intente otra vez.
microphone-level = Qué tan fuerte se le oye
browser-ios = Safari
browser-other = el navegador de su teléfono
devices-choose = Usar otra cámara, otro micrófono u otro altavoz
camera-choose = Qué cámara
microphone-choose = Qué micrófono
speaker-choose = Qué altavoz
speaker-usual = El de siempre
device-unnamed = Dispositivo { $number }
try-camera = Probar la cámara otra vez
try-microphone = Probar el micrófono otra vez
use-camera = Usar mi cámara
skip-camera = Continuar sin cámara
play-sound = Oír un sonido de prueba
play-sound-after = ¿Lo oyó? Si no, suba el volumen.
join = Entrar a la sala de espera

## Prueba de la conexión y ayuda con los aparatos

network = Conexión
network-running = Probando su conexión. Tarda unos segundos; mientras tanto puede continuar.
network-unknown = No pudimos probar su conexión. De todos modos puede continuar.
network-full = Ahora hay demasiada actividad y no pudimos probar su conexión. Puede seguir de todos modos.
network-good = Su conexión es buena para el video.
network-good-sound = Su conexión es buena para el sonido.
network-sound_only = Su conexión alcanza para el sonido. La imagen puede detenerse a veces. Acérquese a su wifi o use datos móviles.
network-poor = Su conexión es débil. Acérquese a su wifi, use datos móviles o detenga otras descargas.
network-none = La imagen y el sonido no pasan por esta red. Cambie de wifi a datos móviles, o al revés. Apague la VPN. Después pruebe otra vez.
network-roundabout = En esta red, la imagen y el sonido dan un rodeo y pueden entrecortarse. Puede continuar. Si va mal, pruebe con datos móviles u otra wifi.
connection-details = Detalles para quien le ayude
network-step-tcp = Esta red no deja pasar UDP. La imagen y el sonido van por TCP.
network-step-relay = Esta red no deja pasar UDP ni TCP hasta nosotros. La imagen y el sonido van por el repetidor del consultorio.
network-step-none = Ni UDP ni TCP pasan por esta red.
network-step-none-relay = Ni UDP, ni TCP, ni el repetidor del consultorio pasan por esta red.
network-figures = Ir y volver tarda { $ms ->
    [one] 1 milisegundo
   *[other] { $ms } milisegundos
  }. De 1000 partes se perdieron { $lost }. { $kbps } kilobits por segundo.
network-again = Probar otra vez
microphone-silent = Su micrófono está encendido, pero no oímos nada.
help-silent-1 = Diga unas palabras. Quite el dedo o la funda del micrófono.
help-silent-2 = Si usa auriculares, busque su botón de silencio, o elija otro micrófono abajo.
help-denied-safari_ios-1 = Toque el menú de la página, a la izquierda de la dirección.
help-denied-safari_ios-2 = Toque «Configuración del sitio web» y ponga la cámara y el micrófono en «Permitir».
help-denied-safari_ios-3 = Vuelva aquí y pruebe otra vez.
help-denied-other_ios-1 = Abra los Ajustes de su iPhone y toque el nombre de este navegador.
help-denied-other_ios-2 = Active la cámara y el micrófono.
help-denied-other_ios-3 = Vuelva aquí y pruebe otra vez.
help-denied-chrome_android-1 = Toque el icono pequeño a la izquierda de la dirección, arriba de esta página.
help-denied-chrome_android-2 = Toque «Permisos» y active la cámara y el micrófono.
help-denied-chrome_android-3 = Vuelva aquí y pruebe otra vez.
help-denied-firefox_android-1 = Toque el candado a la izquierda de la dirección.
help-denied-firefox_android-2 = Toque «Bloqueado» junto a la cámara y al micrófono, hasta que diga «Permitido».
help-denied-firefox_android-3 = Pruebe otra vez aquí.
help-denied-firefox_desktop-1 = Haga clic en la cámara o el micrófono tachado, a la izquierda de la dirección.
help-denied-firefox_desktop-2 = Haga clic en la cruz junto a «Bloqueado», para que Firefox pregunte otra vez.
help-denied-firefox_desktop-3 = Pruebe otra vez aquí y elija «Permitir».
help-denied-safari_mac-1 = Haga clic en «Safari», arriba en la pantalla, y en «Configuración de este sitio web».
help-denied-safari_mac-2 = Ponga la cámara y el micrófono en «Permitir».
help-denied-safari_mac-3 = Pruebe otra vez aquí.
help-denied-chrome_desktop-1 = Haga clic en el icono pequeño a la izquierda de la dirección.
help-denied-chrome_desktop-2 = Active la cámara y el micrófono.
help-denied-chrome_desktop-3 = Pruebe otra vez aquí.
help-missing-phone-1 = Cierre y abra el navegador, y abra otra vez el enlace de su mensaje.
help-missing-phone-2 = ¿Todavía nada? Use otro teléfono o computadora con el mismo enlace.
help-missing-computer-1 = Conecte el aparato o quítele la tapa. Algunas computadoras tienen un interruptor o una tecla para eso.
help-missing-computer-2 = O abra el mismo enlace en su teléfono.
help-busy-camera-1 = Cierre otras aplicaciones que muestran su imagen: videollamadas, cámara, fotos.
help-busy-microphone-1 = Termine cualquier llamada y cierre otras aplicaciones que graban sonido.
help-busy-phone-2 = Si no ayuda, apague y encienda su teléfono y abra el enlace otra vez.
help-busy-computer-2 = Si no ayuda, cierre del todo el navegador y abra el enlace otra vez.
help-in-app-1 = Toque los puntos o el signo de compartir de la aplicación en la que está.
help-in-app-2 = Elija «Abrir en el navegador». O copie el enlace de su mensaje y péguelo usted en el navegador.

## Espera

waiting-heading = Está en la sala de espera
waiting-status = { $practice } sabe que usted está aquí.
waiting-away = Usted estaba en la fila. Guardamos su lugar mientras esta página intenta conectarse otra vez.
waiting-how = Deje esta página abierta. Su consulta empieza sola: no tiene que tocar nada.
waiting-lock = Si la pantalla se bloquea, desbloquéela y vuelva a esta página. No pierde su lugar.
waiting-first = Usted es la siguiente persona. Ya casi le toca: no se aleje de esta página.
waiting-place = { $ahead ->
    [one] Hay 1 persona
   *[other] Hay { $ahead } personas
} antes que usted.
waiting-estimate = { $low ->
    [0] Tardará probablemente menos de { $high } minutos.
   *[other] Tardará probablemente de { $low } a { $high } minutos.
} Lo calculamos con las últimas { $measured } consultas y puede cambiar.
waiting-call = ¿Algo no va bien? Llame al { $phone }
waiting-joining = Entrando a la sala de espera…
checking-in = Avisando al consultorio que usted está aquí…
media-connecting = Preparando su imagen y su sonido…

## Preguntas durante la espera

questions-lead = Mientras espera: pregunta { $number } de { $of }
questions-save = Guardar
questions-skip = Saltar esta pregunta
questions-done = Gracias. El consultorio ya tiene sus respuestas.
questions-change = Cambiar mis respuestas
optional = Puede dejarlo vacío.
question-callback = ¿A qué número le llamamos si se corta la conexión?
callback-label = Número de teléfono
callback-known = Tenemos un número que termina en { $digits }. Escriba otro solo si ese no es el correcto.
callback-wrong = No parece un número de teléfono. Escriba todas sus cifras.
language-ase = Lengua de señas americana (ASL)
question-company = ¿Quién está con usted en la habitación?
company-alone = Nadie, no hay más personas
company-with_others = Hay alguien conmigo
company-names = ¿Quién está con usted?
question-interpreter = ¿Quiere un intérprete?
interpreter-no = No, gracias
interpreter-yes = Sí, por favor
interpreter-language = Idioma
interpreter-other = Otro idioma
interpreter-which = ¿Qué idioma?
question-address = ¿Dónde le encontraría la ayuda?
address-label = Dirección donde está ahora
address-why = Solo para una emergencia: si necesitara ayuda, la mandaríamos allí.

## Por teléfono

phone-ask = Seguir por teléfono
phone-withdraw = Seguir por video
phone-asked_by_patient = Avisamos a { $practice } que usted quiere seguir por teléfono. Tenga su teléfono cerca: le van a llamar.
phone-asked_by_practice = { $practice } quiere seguir por teléfono. Tenga su teléfono cerca: le van a llamar.
phone-reached = Ahora habla por teléfono con { $practice }. Puede dejar esta página abierta.
phone-failed = No pudimos avisar al consultorio. Por favor, llámelos.

## El consultorio llama

ring-title = Llama { $practice }
ring-tab = ☎ Llama { $practice }
ring-answer = Contestar
ring-not-now = Ahora no
ring-answered = { $practice } sabe que usted está aquí. Termine esta página y entrará enseguida.
ring-missed = { $practice } le acaba de llamar. Siga aquí o llame al:
ring-note-close = OK

## Consulta

visit-heading = Su consulta
visit-admitted = Su consulta empieza ahora. Le pueden ver y oír.
visit-admitted-voice = Su consulta empieza ahora. Le pueden oír.
visit-huddle = Quienes le atienden hablan entre sí un momento. No le pueden ver ni oír. Por favor, quédese en esta página.
visit-alone = Por favor, quédese en esta página. Alguien le atenderá en un momento.
visit-next = { $name } entra en un momento.
visit-held = Está en espera. Nadie le puede ver ni oír ahora. Por favor, quédese en esta página.
visit-resumed = Ya no está en espera.
visit-joined = { $name } entró.
visit-left = { $name } salió.
visit-handed-over = { $name } entra en un momento. Por favor, quédese en esta página.
party-picture = Imagen de { $name }
picture-full = Pantalla completa
picture-small = Ventana pequeña
picture-over = Imagen sobre otras aplicaciones
party-screen = Pantalla de { $name }
party-camera-off = La cámara está apagada
party-picture-coming = La imagen está llegando…
party-reconnecting = { $name } se está conectando otra vez…
party-no-room = Por ahora no hay lugar en el servidor: { $name } aparecerá aquí en cuanto lo haya. El consultorio ya lo sabe.
party-held = La imagen está quieta: su conexión es lenta. La voz sigue.
party-slow = Solo la voz por ahora: la conexión de { $name } es lenta. La imagen volverá sola.
party-waits = La conexión de { $name } es muy lenta. La voz vuelve sola en un momento.
party-you-slow = Solo la voz por ahora: su conexión es lenta. La imagen volverá sola.
party-only-hears = { $name } le oye, pero no ve su imagen en movimiento: allí la conexión es lenta.
own-paused = Su conexión es lenta y su imagen está en pausa. Le oyen. Volverá sola.
own-waits = Su conexión es muy lenta. Por un momento no se le oye; su voz vuelve sola.
camera-sharper = Quien le atiende mira los detalles: su imagen es más nítida y se mueve con menos fluidez.
camera-asked-turn = Quien le atiende le pide que use la otra cámara.
camera-asked-torch = Quien le atiende le pide que encienda la luz de su cámara.
camera-asked-light = Quien le atiende le pide más luz: una lámpara, o más cerca de una ventana.
camera-asked-phone = Quien le atiende le pide que use su teléfono como segunda cámara.
camera-asked-phone-other = Quien le atiende quiere ver su piel de cerca. Otro teléfono puede ser la segunda cámara.
camera-phone-show = Mostrarme cómo
camera-phone-other = Usar otro teléfono
camera-torch-on = Encender la luz
camera-torch-off = Apagar la luz
camera-zoom = Acercar
camera-asked-no = Ahora no
camera-asked-done = Hecho
party-muted = { $name } tiene el micrófono apagado
party-with-credential = { $name }, { $credential }
sound-blocked = Su navegador bloqueó el sonido.
sound-play = Toque para oír
own-muted = Su micrófono está apagado. Nadie le oye.
trouble-microphone-lost = Su micrófono se desconectó. Nadie le oye.
trouble-microphone-interrupted = Su teléfono está usando el micrófono para otra cosa, como una llamada. Aquí nadie le oye hasta que termine.
trouble-microphone-in_use = Otra aplicación usa su micrófono. Cierre esa aplicación. Aquí nadie le oye.
trouble-microphone-failed = Su micrófono no se encendió. Nadie le oye.
trouble-microphone-silent = No llega ningún sonido de su micrófono. ¿Está apagado en sus auriculares o en su aparato?
trouble-camera-lost = Su cámara se desconectó.
trouble-camera-interrupted = Su cámara está en pausa: su teléfono la está usando para otra cosa.
trouble-camera-in_use = Otra aplicación está usando su cámara. Ciérrela.
trouble-camera-failed = Su cámara no se encendió.
still-heard = Le siguen oyendo.
restore-microphone = Encender el micrófono
restore-camera = Encender la cámara

visit-stays = { $name } sigue con usted.
trouble-open = Ayuda
connection = Su conexión
connection-good = buena
connection-small_picture = alcanza para una imagen pequeña
connection-lossy = una parte se pierde
connection-slow = lenta
connection-voice_only = alcanza solo para su voz
connection-gone = en este momento no pasa nada
connection-offline = sin internet
connection-why-up = Lo que usted envía va lento, y los demás ven menos.
connection-why-down = Lo que usted recibe va lento, y usted ve menos.
connection-figures = Ida y vuelta { $ms } ms; se pierde { $up } % de lo que envía y { $down } % de lo que recibe.
trouble-heading = ¿Tiene problemas?
trouble-close = Cerrar
sound-only = Usar solo el sonido
sound-only-text = Su cámara queda apagada hasta que usted la encienda otra vez. Quien le atiende no puede ver su piel, y eso limita lo que puede encontrar.
sound-only-yes = Sí, solo sonido
turn-camera = Cambiar de cámara, delante o atrás

## Conexión

net-offline = No tiene internet. Seguimos en cuanto vuelva la conexión.
net-lost = Se perdió la conexión. Intentando otra vez…
net-restarting = El servidor del consultorio se está reiniciando. Tarda unos segundos; por favor, quédese en esta página.
net-media = Se interrumpieron la imagen y el sonido. Intentando otra vez…
net-full = Ahora hay demasiadas videoconsultas a la vez. Quédese en esta página: la imagen y el sonido empiezan solos en cuanto haya lugar.
net-back = Ya tiene conexión otra vez.

## Después

ended-heading = Su consulta terminó
ended-text = Gracias. Puede cerrar esta página.
ended-next-legend = Qué sigue
ended-next-plan = El consultorio le envía su plan y, si hablaron de recetas, las recetas.
ended-next-worse = Si su piel empeora o tiene una pregunta, llame a { $practice }.
ended-next-again = Puede abrir su enlace otra vez durante un día para leer esto.
ended-written-by = { $name }, { DATETIME($at, month: "long", day: "numeric", hour: "numeric", minute: "numeric") }
ended-who = Para leer lo que le escribió quien le atendió, ponga la fecha de nacimiento del paciente.
ended-by-phone = Tenga su teléfono cerca: { $practice } le va a llamar.
ended-by-phone-heading = Su consulta sigue por teléfono
ended-in-person = Quien le atendió quiere verle en persona. { $practice } le ayuda a encontrar una fecha.
ended-left = El consultorio cerró esta consulta. Si todavía necesita atención, llame a { $practice }.
cancelled-heading = Su consulta fue cancelada
cancelled-text = No hay ningún problema de su parte. Llame a { $practice } para hacer otra cita.
no-show-heading = Le esperábamos
no-show-text = El consultorio marcó esta consulta como perdida. Llame a { $practice }: pueden abrirla otra vez o buscar otra fecha.

## Cuando algo lo impide. Cada página dice qué hacer.

no-link-heading = Abra el enlace de su mensaje
no-link-text = Esta página funciona con el enlace que su consultorio le envió por mensaje de texto o correo. Abra ese mensaje y toque el enlace.
dead-link-heading = Este enlace ya no funciona
dead-link-text = Puede ser antiguo, o su consultorio le envió uno más nuevo. Busque el mensaje más reciente o llame al consultorio para pedir otro enlace.
paused-heading = Este enlace está en pausa
paused-text = La fecha de nacimiento estuvo mal cinco veces. Puede intentar otra vez en { $minutes ->
    [one] 1 minuto
   *[other] { $minutes } minutos
}, o llamar al consultorio: pueden abrirlo de inmediato.
elsewhere-heading = Su consulta está abierta en otra ventana
elsewhere-text = Solo puede estar una vez en la consulta. ¿Quiere seguir aquí? La otra ventana se detiene. Si cierra la otra ventana, su consulta sigue aquí por sí sola.
replaced-heading = Su consulta pasó a otra ventana
replaced-text = Puede cerrar esta ventana. O siga otra vez aquí; la otra ventana se detiene.
replaced-here = Usar esta ventana
gone-heading = Abra su enlace otra vez
gone-text = Esta página ya no está conectada a su consulta. Abra el mensaje más reciente de su consultorio y toque el enlace.
refused-heading = No pudimos conectarle
refused-text = El servidor del consultorio no dejó entrar a esta página. Intente otra vez o llame al consultorio.
unavailable-heading = Nadie puede entrar por ahora
unavailable-text = El servidor del consultorio no deja entrar a nadie en este momento. Su enlace sigue siendo válido. Quédese aquí: esta página lo intenta otra vez sola. Si tarda mucho, llame al consultorio.
unreachable-heading = No podemos llegar al servidor del consultorio
unreachable-text = Revise que tenga internet e intente otra vez.
try-again = Intentar otra vez
error-unreachable = No pudimos llegar al servidor del consultorio. Revise que tenga internet e intente otra vez.
error-unavailable = El servidor del consultorio no deja entrar a nadie en este momento. Intente otra vez en unos minutos o llame al consultorio.
error-too-many = Fueron demasiados intentos en poco tiempo. Espere un minuto e intente otra vez.
error-other = Eso no funcionó. Intente otra vez o llame al consultorio.
error-summary = Hay un problema
