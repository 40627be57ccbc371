## The way in

photos-offer = Muéstrenos su piel antes de la consulta
photos-offer-why = Unas fotos claras muestran más que el video. Toma unos cinco minutos y puede omitirlo.
photos-open = Agregar fotos
photos-open-more = Ver o agregar fotos
photos-call = Fotos
photos-call-wrong = { $count } por revisar
photos-call-coming = { $count } en camino
photos-sent = { $count ->
    [one] 1 foto enviada
   *[other] { $count } fotos enviadas
}
photos-wrong = { $count ->
    [one] 1 foto no llegó bien.
   *[other] { $count } fotos no llegaron bien.
} Abra sus fotos para ver por qué.
photos-again = El consultorio le pide tomar otra vez { $count ->
    [one] 1 foto
   *[other] { $count } fotos
}.
photos-sending = Enviando { $count ->
    [one] 1 foto
   *[other] { $count } fotos
}…

## Overview

photos-heading = Sus fotos
photos-empty = Todavía no ha agregado nada. Empiece por lo que más le preocupa.
photos-who = Solo las personas que le atienden en este consultorio pueden verlas.
photos-helper = Es más fácil si otra persona sostiene el teléfono. Lo que más ayuda es la buena luz: póngase cerca de una ventana.
concern-add = Agregar un problema de la piel
concern-name = Problema { $number }: { $site }
concern-nowhere = lugar sin elegir
concern-change = Cambiar lo que nos contó
concern-remove = Quitar este problema
concern-remove-sure = ¿Quitar este problema y sus fotos?
concern-photo-more = Agregar una foto
concerns-full = Ya agregó 3 problemas. Cuéntele los demás en la consulta a quien le atienda.
photos-waiting = No tiene conexión. { $count ->
    [one] Una foto espera aquí y se enviará cuando vuelva la conexión.
   *[other] { $count } fotos esperan aquí y se enviarán cuando vuelva la conexión.
}
photos-full = Ya agregó 20 fotos y no caben más. Quite una para agregar otra. Las que no pudimos abrir no cuentan.
photos-done = Ya terminé
photos-close = Cerrar
remove = Quitar
keep = Dejarlo
back = Atrás
next = Continuar
skip = Omitir
photo-of = Foto: { $photo }
photo-waiting = En espera de enviarse
photo-offline = No tiene conexión. Se enviará cuando vuelva.
photo-progress = { $percent } % enviado
photo-left = { $seconds ->
    [one] falta 1 segundo
   *[other] faltan { $seconds } segundos
}
photo-left-minutes = { $minutes ->
    [one] falta cerca de 1 minuto
   *[other] faltan cerca de { $minutes } minutos
}
photo-checking = La estamos revisando…
photo-ready = Enviada
photo-failed = No se envió: { $why }
why-too_large = el archivo es muy grande. Elija una foto de 60 MB como máximo.
why-no_place_left = ya no hay lugar en la consulta. Quite una foto primero.
why-not_now = la consulta terminó u otra página la está enviando.
why-not_signed_in = esta página se cerró por su seguridad. Abra su enlace otra vez.
why-other = algo salió mal. Su foto sigue aquí; inténtelo de nuevo.
why-remove = No se quitó. Revise su conexión e inténtelo otra vez.
photo-again = Intentar de nuevo
photo-retake = Tomarla de nuevo
photo-refused-unknown_format = Este archivo no es una foto ni un video que podamos abrir. Elija uno de su cámara.
photo-refused-damaged = Este archivo está dañado. Elíjalo otra vez o tome una foto nueva.
photo-refused-too_many_pixels = Esta foto es demasiado grande. Tómela otra vez con el ajuste normal de su cámara.
photo-refused-too_many_frames = Esta es una imagen en movimiento. Envíe una foto fija.
photo-refused-too_long = Este video dura más de 20 segundos. Elija uno más corto o fílmelo aquí.
photo-refused-too_costly = No pudimos abrir esta foto. Tome una nueva.
photo-refused-infected = Este archivo podría hacer daño y no lo guardamos. Tome una foto nueva.

## Where

where-heading = ¿Dónde está?
where-how = Toque el lugar en el dibujo o elíjalo en la lista.
where-map = Dibujo del cuerpo
where-front = Por delante
where-back = Por detrás
where-head = Cabeza
where-list = Lugar del cuerpo
where-none = Elija un lugar
where-chosen = Usted eligió: { $site }
where-sides = Izquierda y derecha son las de usted, no las del dibujo.
group-head = Cabeza
group-trunk = Cuello, pecho, vientre y espalda
group-arms = Brazos y manos
group-legs = Piernas y pies
side-left = { $site }, lado izquierdo
side-right = { $site }, lado derecho
site-scalp = Cuero cabelludo
site-forehead = Frente
site-temple = Sien
site-eyelid = Párpado
site-nose = Nariz
site-cheek = Mejilla
site-ear = Oreja
site-lips = Labios
site-mouth = Dentro de la boca
site-chin = Barbilla
site-jaw = Mandíbula
site-neck-front = Parte de adelante del cuello
site-neck-back = Nuca
site-shoulder = Hombro
site-chest = Pecho
site-breast = Seno
site-armpit = Axila
site-upper-abdomen = Parte alta del vientre
site-navel = Ombligo
site-lower-abdomen = Parte baja del vientre
site-flank = Costado de la cintura
site-groin = Ingle
site-genitals = Partes íntimas
site-upper-back = Parte alta de la espalda
site-middle-back = Mitad de la espalda
site-lower-back = Parte baja de la espalda
site-buttock = Nalga
site-anus = Alrededor del ano
site-upper-arm-front = Brazo, por delante
site-upper-arm-back = Brazo, por detrás
site-elbow-crease = Pliegue del codo
site-elbow = Codo
site-forearm-front = Antebrazo, por dentro
site-forearm-back = Antebrazo, por fuera
site-wrist = Muñeca
site-palm = Palma de la mano
site-back-of-hand = Dorso de la mano
site-fingers = Dedos de la mano
site-fingernails = Uñas de la mano
site-thigh-front = Muslo, por delante
site-thigh-back = Muslo, por detrás
site-knee = Rodilla
site-back-of-knee = Detrás de la rodilla
site-shin = Espinilla
site-calf = Pantorrilla
site-ankle = Tobillo
site-top-of-foot = Empeine
site-heel = Talón
site-sole = Planta del pie
site-toes = Dedos del pie
site-toenails = Uñas del pie
site-all-over = Todo el cuerpo

## The story

story-heading = Cuéntenos
story-optional = Puede dejar cualquier pregunta sin responder.
story-since = ¿Desde cuándo lo tiene?
since-none = Elija una respuesta
since-days = Unos días
since-weeks = Algunas semanas
since-months = Algunos meses
since-years = Años
since-always = Toda la vida
since-unsure = No lo sé
story-changes = ¿Qué ha cambiado?
change-size = El tamaño
change-color = El color
change-shape = La forma
change-feel = La sensación al tocarlo
change-spreading = Se está extendiendo
change-none = Nada
story-itch = ¿Cuánto le pica?
story-pain = ¿Cuánto le duele?
scale-none = Sin responder
scale-0 = 0, nada
scale-10 = 10, lo peor posible
story-bleeding = ¿Sangra?
bleeding-yes = Sí
bleeding-no = No
bleeding-unsure = No lo sé
story-tried = ¿Qué se ha puesto o ha tomado?
story-tried-hint = Cremas, medicinas, remedios caseros
history-heading = Sobre su salud
story-history = Problemas de la piel antes, suyos o de su familia
story-medications = Medicinas que toma
story-allergies = Alergias
story-words = ¿Algo más que debamos saber?

## The three views

view-overview = Desde más lejos
view-close = De cerca
view-scale = De cerca con una moneda
view-overview-how = Aléjese hasta que toda esa parte del cuerpo esté en la foto. Así vemos dónde está.
view-close-how = Ponga el teléfono a un palmo, hasta que la mancha llene un tercio de la foto. Espere a que se vea nítida.
view-scale-how = Ponga una moneda o una regla al lado, sin taparla. Así vemos el tamaño.
view-step = Foto { $number } de 3
camera-open = Abrir la cámara
camera-starting = Encendiendo la cámara…
camera-none = Aquí no podemos usar la cámara. Elija una foto o tómela con la cámara de su teléfono.
camera-take = Tomar la foto
camera-timer = En 5 segundos
camera-cancel = Cerrar la cámara
camera-light = Luz
camera-take-failed = Su cámara no tomó la foto. Intente otra vez, o cierre la cámara y elija una foto.
camera-light-failed = Aquí no se puede encender o apagar la luz.
camera-picture = Lo que ve la cámara
camera-guide-overview = Deje toda esa parte del cuerpo dentro del marco
camera-guide-close = Que la mancha llene el círculo
camera-guide-scale = La mancha y la moneda dentro del círculo
choose-photo = Elegir una foto o un video
film-open = Filmar
film-how = Filme hasta 20 segundos. Su voz no se graba.
film-start = Empezar a filmar
film-stop = Parar
film-running = Filmando. Se detiene sola a los 20 segundos.
film-yours = Su video
film-send = Enviar este video
film-silent = Mírelo una vez. Se envía sin sonido.
film-of = video de { $seconds ->
    [one] 1 segundo
   *[other] { $seconds } segundos
}
view-which = ¿Qué muestra?

## The coach

coach-looking = Mirando su foto…
coach-good = Es una buena foto.
coach-unseen = Revisamos esta foto después de enviarla.
coach-send = Enviar esta foto
coach-send-anyway = Enviarla de todos modos
choose-again = Elegir otro archivo
coach-again = Tomarla de nuevo
coach-yours = Su foto
advice-blurry = No se mueva, toque la mancha en la pantalla y espere a que se vea nítida.
advice-dark = Vaya a una ventana o encienda la luz.
advice-bright = Aléjese del sol o apague el flash.
advice-color = Use la luz del día de una ventana.
advice-far = Acérquese, más o menos a un palmo.
advice-small = Use la cámara, no una captura de pantalla.
coach-blurry = Está borrosa. { advice-blurry }
coach-dark = Está muy oscura. { advice-dark }
coach-bright = Tiene demasiada luz. { advice-bright }
coach-color = La luz cambia el color. { advice-color }
coach-far = Está muy lejos. { advice-far }
coach-small = La foto es muy pequeña. { advice-small }
coach-no_skin = No encontramos piel en la foto. ¿Está el lugar correcto dentro del marco?

## Asked again

retake-heading = Una foto otra vez
retake-asked = { $practice } le pide otra vez esta foto.
retake-blurry = Estaba borrosa.
retake-dark = Estaba muy oscura.
retake-bright = Tenía demasiada luz.
retake-color = La luz cambió su color.
retake-far = Estaba muy lejos.
retake-small = Era muy pequeña.
retake-no_skin = El lugar correcto no estaba en la foto.
retake-other_place = Muestra otro lugar, no el que necesitamos.
retake-scale = Faltaba una moneda o una regla al lado.
retake-not-now = Ahora no

## In the call

shared-begun = { $name } le muestra una foto
shared-begun-clip = { $name } le muestra una imagen de su video de { $seconds ->
    [one] 1 segundo
   *[other] { $seconds } segundos
}
shared-photo = La foto que miran juntos
shared-nearer = Acercar
shared-farther = Alejar
shared-stop = Cerrar la foto
shared-role = imagen que se puede mover
shared-keys = Teclas: las flechas mueven la foto, + y − la acercan o la alejan, 0 la muestra entera.
shared-ended = La foto se cerró.
still-heading = Una foto ahora
still-asked = { $name } pide una foto ahora: { $photo }. No mueva la cámara: la foto se toma sola a los { $seconds } segundos.
still-now = Tomarla ahora
still-no = Ahora no
still-taken = Foto tomada. Se está enviando.
still-refused = No se tomó ninguna foto.
still-failed = Su cámara no pudo tomar una foto. Dígaselo a quien le atiende.

written-heading = Fotos para { $practice }
written-agree-heading = Fotos en lugar de una llamada
written-steps = Usted envía fotos de su piel y nos cuenta qué le pasa. { $who } las ve y le responde aquí por escrito. No hay llamada y no tiene que esperar en esta página.
written-somebody = Un profesional clínico
written-practice = El consultorio
written-hours = La respuesta llega dentro de { $hours } horas de atención, contadas desde su primera foto. Las horas en que el consultorio está cerrado no cuentan: puede tardar varios días.
written-worse = Nadie vigila esta página las 24 horas. Si empeora rápidamente, llame al consultorio; en una emergencia llame al 911.
written-consent = Lea y acepte, por favor
written-check = Acepto enviar fotos y recibir la respuesta por escrito
written-missing = Marque la casilla para seguir. Si antes tiene preguntas, llame al consultorio.
written-changed = Este texto cambió. Por favor, léalo otra vez.
written-continue = Continuar
written-photos = Envíe sus fotos
written-photos-why = Díganos dónde está y tome tres fotos: de más lejos, de cerca, y de cerca con una moneda.
written-waits = { $who } tiene { $what ->
    [question] su pregunta
   *[photos] sus fotos
} y responde a más tardar el { DATETIME($due, weekday: "long", month: "long", day: "numeric") }, a las { DATETIME($due, hour: "numeric", minute: "numeric") }
written-waits-open = { $who } tiene { $what ->
    [question] su pregunta
   *[photos] sus fotos
} y responde en cuanto abra el consultorio.
written-come-back = Puede cerrar esta página. Abra su enlace otra vez para leer la respuesta; el consultorio le avisa cuando esté lista.
written-answered = Aquí está su respuesta
written-asked = Su pregunta se envió
written-by = { $who }, { DATETIME($at, month: "long", day: "numeric", hour: "numeric", minute: "numeric") }
written-you = Usted, { DATETIME($at, month: "long", day: "numeric", hour: "numeric", minute: "numeric") }
written-ask-heading = ¿Tiene una pregunta sobre la respuesta?
written-ask = Su pregunta
written-ask-hint = Una pregunta. Abajo también puede enviar más fotos.
written-ask-send = Enviar pregunta
written-ask-empty = Primero escriba su pregunta.
written-failed = No se envió. Su texto sigue aquí: revise su conexión e inténtelo otra vez.
written-again = Puede abrir su enlace durante dos semanas para leer esto.
planned-heading = Ya vieron sus fotos
planned-why = El { DATETIME($at, weekday: "long", month: "long", day: "numeric") }, a las { DATETIME($at, hour: "numeric", minute: "numeric") }, { $who } quiere hablar con usted por video. Sus fotos ya están aquí; no tiene que enviarlas otra vez.

## Un problema que se empezó a contar

begun-heading = Usted empezó a contarnos sobre su piel
begun-kept = Lo que contó hasta ahora sigue aquí.
begun-kept-site = Lo que contó hasta ahora sigue aquí: { $site }.
begun-go-on = Continuar
begun-throw-away = Borrarlo
planned-no-time = { $who } quiere hablar con usted por video. Todavía no hay fecha ni hora.
planned-call = Por favor, llame a { $practice } para acordar la fecha y la hora: aquí no tienen su número de teléfono.
planned-call-number = { $practice } le llamará a su número que termina en { $digits } para acordar la fecha y la hora. Por ahora no tiene que hacer nada.
planned-kept = Sus fotos ya están aquí. Puede agregar más. Cuando haya fecha y hora, esta página las muestra.
