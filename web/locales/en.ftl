## Frame of every page

page-title = Video visit
language-switch = Español
emergency = In an emergency call
help-phone = Need help? Call { $practice }:
call-practice = Call { $phone }
working = One moment…

## Opening the link

opening-heading = Opening your visit

## Who you are

birth-heading = What is your date of birth?
birth-hello = This visit is for { $name }, { DATETIME($at, weekday: "long", month: "long", day: "numeric", hour: "numeric", minute: "numeric") }.
birth-hello-photos = Your practice asks { $name } for photos of the skin.
birth-why = We ask so that nobody else can open your visit.
birth-label = Date of birth
birth-missing = Enter your full date of birth: day, month and year.
birth-wrong = That is not the date of birth on file. Check it and try again. You have { $tries ->
    [one] 1 try
   *[other] { $tries } tries
} left before the link pauses for 15 minutes.
birth-whose = If you are here for a child or another person, enter the patient’s date of birth, not your own.
continue = Continue

## Agreement and place

consent-heading = Before your visit
consent-legend = Your agreement
consent-check = I agree to a video visit
consent-missing = Tick the box to go on. If you do not want a video visit, please call the practice.
consent-changed = This text has changed. Please read it again.
guardian-legend = Who is the adult with this patient?
guardian-why = The patient is under 18. A parent or guardian agrees for them.
guardian-name = Your full name
guardian-relation = You are the patient’s
guardian-relation-parent = Parent
guardian-relation-legal_guardian = Legal guardian
guardian-relation-other = Other adult
place-legend = Where are you right now?
place-why = Your clinician must know the place and the state you are in.
place-kind = Place
place-kind-home = My home
place-kind-temporary_lodging = A hotel, or someone else’s home
place-kind-workplace = Work
place-kind-vehicle = A parked car
place-kind-clinic = A clinic
place-kind-hospital = A hospital
place-kind-snf = A nursing home
place-state = State
place-state-none = Choose a state

## Camera and microphone

devices-heading = Check your camera and microphone
devices-allow = Your browser asks whether this page may use your camera and microphone. Choose “Allow”.
devices-private = Only you see this picture now. Nothing is recorded.
self-view = Your own picture
self-view-none = Camera is off
camera = Camera
microphone = Microphone
switch-camera-on = on
switch-camera-off = off
switch-microphone-on = on
switch-microphone-off = off
switch-none = none
switch-paused = paused
switch-broken = not working
camera-on = Your camera works. Can you see yourself well? Face a window or a lamp.
camera-off = Your camera is off.
camera-asking = Waiting for your camera…
camera-denied = This page is not allowed to use your camera. Allow it, then try again.
camera-missing = We found no camera on this device. You can go on with your voice only.
camera-in_use = Another app is using your camera. Close that app, then try again.
camera-failed = Your camera did not start. Close other apps and try again, or go on with your voice only.
camera-in_app = This page is open inside another app, which gives it no camera. Go back to your message and open the link in { $browser }.
camera-interrupted = Your camera is paused, because your phone uses it for something else.
camera-lost = Your camera was disconnected. Connect it, then try again.
camera-skipped = You go on without your camera. You will still be heard.
microphone-on = Your microphone is on. Say a few words: the bar should move.
microphone-off = Your microphone is off.
microphone-asking = Waiting for your microphone…
microphone-denied = This page is not allowed to use your microphone. Allow it, then try again.
microphone-missing = We found no microphone on this device. You can go on without one: the practice then calls you.
microphone-in_use = Another app is using your microphone. End any phone call, then try again.
microphone-failed = Your microphone did not start. Close other apps and try again.
microphone-in_app = This page is open inside another app, which gives it no microphone. Go back to your message and open the link in { $browser }.
microphone-interrupted = Your phone uses the microphone for something else, such as a call.
microphone-lost = Your microphone was disconnected. Connect it, then try again.
microphone-level = How loud you are
browser-ios = Safari
browser-other = your phone’s browser
devices-choose = Use another camera, microphone or speaker
camera-choose = Which camera
microphone-choose = Which microphone
speaker-choose = Which speaker
speaker-usual = The usual one
device-unnamed = Device { $number }
try-camera = Try the camera again
try-microphone = Try the microphone again
use-camera = Use my camera
skip-camera = Skip the camera
play-sound = Play a test sound
play-sound-after = Did you hear it? If not, turn up the volume.
join = Join the waiting room

## Connection check, and help with devices

network = Connection
network-running = Testing your connection. This takes a few seconds; you can go on meanwhile.
network-unknown = We could not test your connection. You can go on all the same.
network-full = Too much is going on just now, so we could not test your connection. You can go on all the same.
network-good = Your connection is good for video.
network-good-sound = Your connection is good for sound.
network-sound_only = Your connection is good enough for sound. The picture may stop now and then. Move closer to your Wi‑Fi, or use mobile data.
network-poor = Your connection is weak. Move closer to your Wi‑Fi, use mobile data, or stop other downloads.
network-none = Picture and sound cannot get through on this network. Switch from Wi‑Fi to mobile data, or the other way round. Switch off a VPN. Then test again.
network-roundabout = On this network, picture and sound take a longer way and may stutter. You can go on. If it is bad, try mobile data or another Wi‑Fi.
connection-details = Details for whoever helps you
network-step-tcp = This network lets no UDP through. Picture and sound go by TCP.
network-step-relay = This network lets neither UDP nor TCP through to us. Picture and sound go by the practice’s relay.
network-step-none = Neither UDP nor TCP gets through this network.
network-step-none-relay = Neither UDP nor TCP, nor the practice’s relay, gets through this network.
network-figures = There and back takes { $ms ->
    [one] 1 millisecond
   *[other] { $ms } milliseconds
  }. { $lost } of 1000 pieces got lost. { $kbps } kilobits a second.
network-again = Test again
microphone-silent = Your microphone is on, but we hear nothing at all.
help-silent-1 = Say a few words. Take your finger or the case off the microphone.
help-silent-2 = If you use a headset, look for its mute button, or choose another microphone below.
help-denied-safari_ios-1 = Tap the page menu at the left of the address.
help-denied-safari_ios-2 = Tap “Website Settings”, then set camera and microphone to “Allow”.
help-denied-safari_ios-3 = Come back here and try again.
help-denied-other_ios-1 = Open your iPhone’s Settings and tap the name of this browser.
help-denied-other_ios-2 = Switch on camera and microphone.
help-denied-other_ios-3 = Come back here and try again.
help-denied-chrome_android-1 = Tap the small icon at the left of the address, above this page.
help-denied-chrome_android-2 = Tap “Permissions”, then switch on camera and microphone.
help-denied-chrome_android-3 = Come back here and try again.
help-denied-firefox_android-1 = Tap the lock at the left of the address.
help-denied-firefox_android-2 = Tap “Blocked” beside camera and microphone, so that it says “Allowed”.
help-denied-firefox_android-3 = Try again here.
help-denied-firefox_desktop-1 = Click the crossed-out camera or microphone at the left of the address.
help-denied-firefox_desktop-2 = Click the cross beside “Blocked”, so that Firefox asks again.
help-denied-firefox_desktop-3 = Try again here, then click “Allow”.
help-denied-safari_mac-1 = Click “Safari” at the top of the screen, then “Settings for This Website”.
help-denied-safari_mac-2 = Set camera and microphone to “Allow”.
help-denied-safari_mac-3 = Try again here.
help-denied-chrome_desktop-1 = Click the small icon at the left of the address.
help-denied-chrome_desktop-2 = Switch on camera and microphone.
help-denied-chrome_desktop-3 = Try again here.
help-missing-phone-1 = Close and open the browser, then open the link in your message again.
help-missing-phone-2 = Still nothing? Use another phone or computer with the same link.
help-missing-computer-1 = Plug it in, or take the cover off. Some computers have a switch or key for it.
help-missing-computer-2 = Or open the same link on your phone.
help-busy-camera-1 = Close other apps that show your picture: video calls, camera, photos.
help-busy-microphone-1 = End any phone call, and close other apps that record sound.
help-busy-phone-2 = If that does not help, switch your phone off and on, then open the link again.
help-busy-computer-2 = If that does not help, close the browser fully and open the link again.
help-in-app-1 = Tap the dots or the share sign of the app you are in.
help-in-app-2 = Choose “Open in browser”. Or copy the link from your message and put it into the browser yourself.

## Waiting

waiting-heading = You are in the waiting room
waiting-status = { $practice } knows that you are here.
waiting-away = You were in line. Your place is kept while this page tries to connect again.
waiting-how = Keep this page open. Your visit starts by itself: you do not have to press anything.
waiting-lock = If the screen locks, unlock it and come back to this page. You keep your place.
waiting-first = You are next. Your turn is near: please stay close to this page.
waiting-place = { $ahead ->
    [one] 1 person is
   *[other] { $ahead } people are
} before you.
waiting-estimate = { $low ->
    [0] It will probably take less than { $high } minutes.
   *[other] It will probably take { $low } to { $high } minutes.
} This goes by the last { $measured } visits and can change.
waiting-call = Something wrong? Call { $phone }
waiting-joining = Taking you to the waiting room…
checking-in = Telling the practice that you are here…
media-connecting = Getting your picture and sound ready…

## Questions while waiting

questions-lead = While you wait: question { $number } of { $of }
questions-save = Save
questions-skip = Skip this question
questions-done = Thank you. Your answers are with the practice.
questions-change = Change my answers
optional = You may leave this empty.
question-callback = What number can we call if the connection breaks?
callback-label = Phone number
callback-known = We have a number that ends in { $digits }. Enter another one only if that one is not right.
callback-wrong = This does not look like a phone number. Enter all its digits.
language-ase = American Sign Language
question-company = Who is in the room with you?
company-alone = I am alone
company-with_others = Somebody is with me
company-names = Who is with you?
question-interpreter = Would you like an interpreter?
interpreter-no = No, thank you
interpreter-yes = Yes, please
interpreter-language = Language
interpreter-other = Another language
interpreter-which = Which language?
question-address = Where could help find you?
address-label = Address where you are now
address-why = Only for an emergency: if you needed help, we would send it there.

## By phone

phone-ask = Continue by phone
phone-withdraw = Stay on video
phone-asked_by_patient = We told { $practice } that you want to go on by phone. Keep your phone near: they will call you.
phone-asked_by_practice = { $practice } would like to go on by phone. Keep your phone near: they will call you.
phone-reached = You are on the phone with { $practice } now. You can leave this page open.
phone-failed = We could not tell the practice. Please call them.

## The practice calls

ring-title = { $practice } is calling
ring-tab = ☎ { $practice } is calling
ring-answer = Answer
ring-not-now = Not now
ring-answered = { $practice } knows that you are here. Finish this page and you come straight in.
ring-missed = { $practice } called you just now. Go on here, or call them:
ring-note-close = OK

## Visit

visit-heading = Your visit
visit-admitted = Your visit starts now. You can be seen and heard.
visit-admitted-voice = Your visit starts now. You can be heard.
visit-huddle = Your clinicians talk to each other for a moment. They cannot see or hear you. Please stay on this page.
visit-alone = Please stay on this page. Somebody joins you in a moment.
visit-next = { $name } joins in a moment.
visit-held = You are on hold. Nobody can see or hear you now. Please stay on this page.
visit-resumed = You are no longer on hold.
visit-joined = { $name } joined.
visit-left = { $name } left.
visit-handed-over = { $name } joins in a moment. Please stay on this page.
party-picture = Picture of { $name }
picture-full = Full screen
picture-small = Small window
picture-over = Picture over other apps
party-screen = Screen of { $name }
party-camera-off = Camera is off
party-picture-coming = The picture is coming…
party-reconnecting = { $name } is being reconnected…
party-no-room = No room on the server for now: { $name } appears here as soon as there is. The practice knows.
party-held = The picture stands still: your connection is slow. The voice goes on.
party-slow = Only the voice for now: the connection of { $name } is slow. The picture comes back by itself.
party-waits = The connection of { $name } is very slow. The voice comes back by itself in a moment.
party-you-slow = Only the voice for now: your connection is slow. The picture comes back by itself.
party-only-hears = { $name } hears you, but does not see you move: the connection there is slow.
own-paused = Your connection is slow, so your picture is paused. You are heard. It comes back by itself.
own-waits = Your connection is very slow. You are not heard for a moment; your voice comes back by itself.
camera-sharper = Your clinician looks at detail: your picture is sharper and moves less smoothly.
camera-asked-turn = Your clinician asks you to use the other camera.
camera-asked-torch = Your clinician asks you to switch the light of your camera on.
camera-asked-light = Your clinician asks for more light: a lamp, or closer to a window.
camera-asked-phone = Your clinician asks for your phone as a second camera.
camera-asked-phone-other = Your clinician wants to see your skin from close by. Another phone can be a second camera.
camera-phone-show = Show me how
camera-phone-other = Use another phone
camera-torch-on = Turn the light on
camera-torch-off = Turn the light off
camera-zoom = Zoom
camera-asked-no = Not now
camera-asked-done = Done
party-muted = { $name } is muted
party-with-credential = { $name }, { $credential }
sound-blocked = Your browser is holding back the sound.
sound-play = Tap to hear
own-muted = Your microphone is off. Nobody can hear you.
trouble-microphone-lost = Your microphone went away. Nobody can hear you.
trouble-microphone-interrupted = Your phone is using the microphone for something else, such as a call. Nobody here can hear you until that is over.
trouble-microphone-in_use = Another app is using your microphone. Close that app. Nobody here can hear you.
trouble-microphone-failed = Your microphone did not start. Nobody can hear you.
trouble-microphone-silent = No sound comes from your microphone. Is it switched off on your headset or device?
trouble-camera-lost = Your camera went away.
trouble-camera-interrupted = Your camera is paused: your phone is using it for something else.
trouble-camera-in_use = Another app is using your camera. Close that app.
trouble-camera-failed = Your camera did not start.
still-heard = You are still heard.
restore-microphone = Turn the microphone on
restore-camera = Turn the camera on

visit-stays = { $name } stays with you.
trouble-open = Help
connection = Your connection
connection-good = good
connection-small_picture = enough for a small picture
connection-lossy = some of it gets lost
connection-slow = slow
connection-voice_only = enough for your voice only
connection-gone = nothing comes through just now
connection-offline = no internet
connection-why-up = What you send is held back, so the others see less.
connection-why-down = What you get is held back, so you see less.
connection-figures = There and back { $ms } ms; lost: { $up } % of what you send, { $down } % of what you get.
trouble-heading = Having trouble?
trouble-close = Close
sound-only = Use sound only
sound-only-text = Your camera stays off until you turn it on again. Your clinician cannot see your skin, which limits what they can find.
sound-only-yes = Yes, sound only
turn-camera = Turn the camera around

## Connection

net-offline = You are offline. We go on as soon as your internet is back.
net-lost = The connection was lost. Trying again…
net-restarting = The practice’s server is starting again. This takes a few seconds; please stay on this page.
net-media = Picture and sound were interrupted. Trying again…
net-full = Too many video visits are going on just now. Stay on this page: picture and sound start by themselves as soon as there is room.
net-back = You are connected again.

## After

ended-heading = Your visit has ended
ended-text = Thank you. You can close this page.
ended-next-legend = What happens next
ended-next-plan = The practice sends you your plan and, if you talked about any, your prescriptions.
ended-next-worse = If your skin gets worse, or you have a question, call { $practice }.
ended-next-again = You can open your link again for a day to read this.
ended-written-by = { $name }, { DATETIME($at, month: "long", day: "numeric", hour: "numeric", minute: "numeric") }
ended-who = To read what your clinician wrote for you, enter the patient’s date of birth.
ended-by-phone = Please keep your phone near: { $practice } will call you.
ended-by-phone-heading = Your visit goes on by phone
ended-in-person = Your clinician would like to see you in person. { $practice } will help you to find a time.
ended-left = The practice has closed this visit. If you still need care, call { $practice }.
cancelled-heading = Your visit was cancelled
cancelled-text = Nothing is wrong on your side. Call { $practice } to make a new appointment.
no-show-heading = We missed you
no-show-text = The practice marked this visit as missed. Call { $practice }: they can open it again or find a new time.

## When something is in the way. Every page says what to do next.

no-link-heading = Open the link from your message
no-link-text = This page works with the link that your practice sent you by text message or e-mail. Open that message and tap the link.
dead-link-heading = This link does not work any more
dead-link-text = It may be old, or your practice has sent you a newer one. Look for the newest message, or call the practice for a new link.
paused-heading = This link is paused
paused-text = The date of birth was wrong five times. You can try again in { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}, or call the practice: they can open it at once.
elsewhere-heading = Your visit is open in another window
elsewhere-text = You can only be in the visit once. Do you want to go on here? The other window then stops. If you close the other window, your visit goes on here by itself.
replaced-heading = Your visit moved to another window
replaced-text = You can close this window. Or take your visit back here; the other window then stops.
replaced-here = Use this window
gone-heading = Please open your link again
gone-text = This page is no longer signed in to your visit. Open the newest message from your practice and tap the link.
refused-heading = We could not connect you
refused-text = The practice’s server did not let this page in. Try again, or call the practice.
unavailable-heading = Nobody can come in just now
unavailable-text = The practice’s server takes nobody in at the moment. Your link stays good. Stay here: this page tries again by itself. If it takes long, call the practice.
unreachable-heading = We cannot reach the practice’s server
unreachable-text = Check that you are online, then try again.
try-again = Try again
error-unreachable = We could not reach the practice’s server. Check that you are online, then try again.
error-unavailable = The practice’s server takes nobody in at the moment. Try again in a few minutes, or call the practice.
error-too-many = That was too often in a short time. Wait a minute, then try again.
error-other = That did not work. Try again, or call the practice.
error-summary = There is a problem
