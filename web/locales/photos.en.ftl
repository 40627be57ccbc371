## The way in

photos-offer = Show us your skin before the visit
photos-offer-why = Clear photos help your clinician see more than video can. It takes about five minutes, and you can skip it.
photos-open = Add photos
photos-open-more = See or add photos
photos-call = Photos
photos-call-wrong = { $count } to check
photos-call-coming = { $count } on the way
photos-sent = { $count ->
    [one] 1 photo sent
   *[other] { $count } photos sent
}
photos-wrong = { $count ->
    [one] 1 photo did not get through.
   *[other] { $count } photos did not get through.
} Open your photos to see why.
photos-again = The practice asks for { $count ->
    [one] 1 photo
   *[other] { $count } photos
} again.
photos-sending = Sending { $count ->
    [one] 1 photo
   *[other] { $count } photos
}…

## Overview

photos-heading = Your photos
photos-empty = You have not added anything yet. Begin with what worries you most.
photos-who = Only the people who treat you at this practice can see them.
photos-helper = It is easier when another person holds the phone. Good light helps most: stand near a window.
concern-add = Add a skin concern
concern-name = Concern { $number }: { $site }
concern-nowhere = place not chosen
concern-change = Change what you told us
concern-remove = Remove this concern
concern-remove-sure = Remove this concern and its photos?
concern-photo-more = Add a photo
concerns-full = You have added 3 concerns. Tell your clinician about any others in the visit.
photos-waiting = You are offline. { $count ->
    [one] One photo waits here and is sent when you are back.
   *[other] { $count } photos wait here and are sent when you are back.
}
photos-full = You have added 20 photos, and no more fit in. Remove one to add another. Those that we could not open do not count.
photos-done = I am done
photos-close = Close
remove = Remove
keep = Keep it
back = Back
next = Continue
skip = Skip
photo-of = Photo: { $photo }
photo-waiting = Waiting to be sent
photo-offline = You are offline. It will be sent when you are back.
photo-progress = { $percent } % sent
photo-left = { $seconds ->
    [one] 1 second left
   *[other] { $seconds } seconds left
}
photo-left-minutes = { $minutes ->
    [one] about 1 minute left
   *[other] about { $minutes } minutes left
}
photo-checking = We are checking it…
photo-ready = Sent
photo-failed = Not sent: { $why }
why-too_large = the file is too large. Choose a photo of at most 60 MB.
why-no_place_left = the visit has no more room. Remove a photo first.
why-not_now = the visit is over, or another page is sending it.
why-not_signed_in = this page was closed for your safety. Open your link again.
why-other = something went wrong. Your photo is still here; try again.
why-remove = That was not removed. Check your connection and try again.
photo-again = Try again
photo-retake = Take it again
photo-refused-unknown_format = This file is not a photo or video we can open. Choose one from your camera.
photo-refused-damaged = This file is broken. Please choose it again, or take a new photo.
photo-refused-too_many_pixels = This photo is too large. Take it again with your camera’s normal setting.
photo-refused-too_many_frames = This is a moving picture. Please send a still photo.
photo-refused-too_long = This video is longer than 20 seconds. Choose a shorter one, or film it here.
photo-refused-too_costly = We could not open this photo. Please take a new one.
photo-refused-infected = This file may be harmful, so we did not keep it. Please take a new photo.

## Where

where-heading = Where is it?
where-how = Touch the place on the drawing, or choose it from the list.
where-map = Drawing of the body
where-front = From the front
where-back = From behind
where-head = Head
where-list = Place on your body
where-none = Choose a place
where-chosen = You chose: { $site }
where-sides = Left and right are yours, not the picture’s.
group-head = Head
group-trunk = Neck, chest, belly and back
group-arms = Arms and hands
group-legs = Legs and feet
side-left = { $site }, left
side-right = { $site }, right
site-scalp = Scalp
site-forehead = Forehead
site-temple = Temple
site-eyelid = Eyelid
site-nose = Nose
site-cheek = Cheek
site-ear = Ear
site-lips = Lips
site-mouth = Inside the mouth
site-chin = Chin
site-jaw = Jaw
site-neck-front = Front of the neck
site-neck-back = Back of the neck
site-shoulder = Shoulder
site-chest = Chest
site-breast = Breast
site-armpit = Armpit
site-upper-abdomen = Upper belly
site-navel = Belly button
site-lower-abdomen = Lower belly
site-flank = Side of the waist
site-groin = Groin
site-genitals = Private parts
site-upper-back = Upper back
site-middle-back = Middle back
site-lower-back = Lower back
site-buttock = Buttock
site-anus = Around the anus
site-upper-arm-front = Front of the upper arm
site-upper-arm-back = Back of the upper arm
site-elbow-crease = Inside of the elbow
site-elbow = Elbow
site-forearm-front = Inside of the forearm
site-forearm-back = Outside of the forearm
site-wrist = Wrist
site-palm = Palm
site-back-of-hand = Back of the hand
site-fingers = Fingers
site-fingernails = Fingernails
site-thigh-front = Front of the thigh
site-thigh-back = Back of the thigh
site-knee = Knee
site-back-of-knee = Back of the knee
site-shin = Shin
site-calf = Calf
site-ankle = Ankle
site-top-of-foot = Top of the foot
site-heel = Heel
site-sole = Sole
site-toes = Toes
site-toenails = Toenails
site-all-over = All over the body

## The story

story-heading = Tell us about it
story-optional = You can leave out any question.
story-since = How long have you had it?
since-none = Choose an answer
since-days = A few days
since-weeks = Some weeks
since-months = Some months
since-years = Years
since-always = All my life
since-unsure = I am not sure
story-changes = What has changed?
change-size = Its size
change-color = Its color
change-shape = Its shape
change-feel = How it feels
change-spreading = It is spreading
change-none = Nothing
story-itch = How much does it itch?
story-pain = How much does it hurt?
scale-none = Not answered
scale-0 = 0, not at all
scale-10 = 10, as bad as can be
story-bleeding = Does it bleed?
bleeding-yes = Yes
bleeding-no = No
bleeding-unsure = I am not sure
story-tried = What have you tried on it?
story-tried-hint = Creams, medicines, home remedies
history-heading = About your health
story-history = Skin problems before, in you or your family
story-medications = Medicines you take
story-allergies = Allergies
story-words = Anything else we should know?

## The three views

view-overview = From further away
view-close = Close up
view-scale = Close up with a coin
view-overview-how = Step back until the whole body part is in the picture. It shows us where it is.
view-close-how = Hold the phone a hand’s width away, until the spot fills a third of the picture. Wait until it is sharp.
view-scale-how = Put a coin or a ruler beside it, without covering it. Then we can see how large it is.
view-step = Photo { $number } of 3
camera-open = Open the camera
camera-starting = Starting the camera…
camera-none = We cannot use the camera here. Choose a photo, or take one with your phone’s camera.
camera-take = Take the photo
camera-timer = In 5 seconds
camera-cancel = Close the camera
camera-light = Light
camera-take-failed = Your camera took no photo. Try again, or close the camera and choose a photo.
camera-light-failed = The light cannot be switched here.
camera-picture = What the camera sees
camera-guide-overview = Keep the whole body part inside the frame
camera-guide-close = Let the spot fill the circle
camera-guide-scale = Spot and coin inside the circle
choose-photo = Choose a photo or video
film-open = Film it
film-how = Film up to 20 seconds. Your voice is not recorded.
film-start = Start filming
film-stop = Stop
film-running = Filming. It stops by itself after 20 seconds.
film-yours = Your video
film-send = Send this video
film-silent = Look at it once. It is sent without sound.
film-of = { $seconds }-second video
view-which = What does it show?

## The coach

coach-looking = Looking at your photo…
coach-good = This is a good photo.
coach-unseen = We check this photo after it is sent.
coach-send = Send this photo
coach-send-anyway = Send it anyway
choose-again = Choose another file
coach-again = Take it again
coach-yours = Your photo
advice-blurry = Hold still, touch the spot on the screen, and wait until it is sharp.
advice-dark = Go to a window or turn on the light.
advice-bright = Turn away from the sun, or turn the flash off.
advice-color = Use daylight from a window.
advice-far = Move closer, about a hand’s width.
advice-small = Use the camera itself, not a screenshot.
coach-blurry = It is blurry. { advice-blurry }
coach-dark = It is too dark. { advice-dark }
coach-bright = It is too bright. { advice-bright }
coach-color = The light changes the color. { advice-color }
coach-far = It is too far away. { advice-far }
coach-small = The photo is too small. { advice-small }
coach-no_skin = We cannot find skin in the picture. Is the right place in the frame?

## Asked again

retake-heading = One photo again
retake-asked = { $practice } asks for this photo again.
retake-blurry = It was blurry.
retake-dark = It was too dark.
retake-bright = It was too bright.
retake-color = The light changed its color.
retake-far = It was too far away.
retake-small = It was too small.
retake-no_skin = The right place was not in the picture.
retake-other_place = It shows another place than the one we need.
retake-scale = A coin or a ruler beside it was missing.
retake-not-now = Not now

## In the call

shared-begun = { $name } shows you a photo
shared-begun-clip = { $name } shows you a picture from your { $seconds }-second video
shared-photo = The photo that you look at together
shared-nearer = Closer
shared-farther = Farther
shared-stop = Close the photo
shared-role = picture that you can move
shared-keys = Keys: arrows move the photo, + and − bring it closer or farther, 0 shows all of it.
shared-ended = The photo is closed.
still-heading = A photo now
still-asked = { $name } asks for a photo now: { $photo }. Hold the camera still: it is taken by itself after { $seconds } seconds.
still-now = Take it now
still-no = Not now
still-taken = Photo taken. It is being sent.
still-refused = No photo was taken.
still-failed = Your camera could not take a photo. Tell your clinician.

written-heading = Photos for { $practice }
written-agree-heading = Photos instead of a call
written-steps = You send photos of your skin and tell us about it. { $who } looks at them and answers here in writing. There is no call, and you need not wait on this page.
written-somebody = A clinician
written-practice = The practice
written-hours = The answer comes within { $hours } opening hours, counted from your first photo. The hours when the practice is closed do not count, so it can take several days.
written-worse = Nobody watches this page around the clock. If it gets worse quickly, call the practice; in an emergency call 911.
written-consent = Please read and agree
written-check = I agree to send photos and to be answered in writing
written-missing = Tick the box to go on. If you have questions first, call the practice.
written-changed = This text has changed. Please read it again.
written-continue = Continue
written-photos = Send your photos
written-photos-why = Tell us where it is, then take three photos: from farther away, close, and close with a coin.
written-waits = { $who } has { $what ->
    [question] your question
   *[photos] your photos
} and answers by { DATETIME($due, weekday: "long", month: "long", day: "numeric", hour: "numeric", minute: "numeric") }.
written-waits-open = { $who } has { $what ->
    [question] your question
   *[photos] your photos
} and answers as soon as the practice is open.
written-come-back = You can close this page. Open your link again to read the answer; the practice tells you when it is there.
written-answered = Your answer is here
written-asked = Your question was sent
written-by = { $who }, { DATETIME($at, month: "long", day: "numeric", hour: "numeric", minute: "numeric") }
written-you = You, { DATETIME($at, month: "long", day: "numeric", hour: "numeric", minute: "numeric") }
written-ask-heading = Do you have a question about it?
written-ask = Your question
written-ask-hint = One question. You can send more photos below, too.
written-ask-send = Send question
written-ask-empty = Write your question first.
written-failed = That was not sent. Your text is still here: check your connection and try again.
written-again = You can open your link for two weeks to read this.
planned-heading = Your photos were looked at
planned-why = { $who } would like to talk with you by video on { DATETIME($at, weekday: "long", month: "long", day: "numeric", hour: "numeric", minute: "numeric") }. Your photos are here already; you need not send them again.

## A concern that was begun and not finished

begun-heading = You began to tell us about your skin
begun-kept = What you told so far is still here.
begun-kept-site = What you told so far is still here: { $site }.
begun-go-on = Go on
begun-throw-away = Throw it away
planned-no-time = { $who } would like to talk with you by video. The day and time are not set yet.
planned-call = Please call { $practice } to find a time: they have no phone number for you here.
planned-call-number = { $practice } will call you at your number that ends in { $digits } to find a time. You need not do anything now.
planned-kept = Your photos are here already. You can add more. When the day and time are set, this page shows them.
