### The words of the closed lists: `<list>-<word>`.

channel-main = THE MAIN LINE
channel-second = THE SECOND LINE
channel-courier = A COURIER
channel-mail = E-MAIL
channel-voice = TELEPHONE
channel-radio = RADIO
channel-guarantor = THE GUARANTOR

cancel-error = SENT IN ERROR
cancel-sent-twice = SENT TWICE
cancel-overtaken = OVERTAKEN BY A LATER MESSAGE
cancel-settled = SETTLED OTHERWISE
cancel-not-needed = NO LONGER NEEDED

exemption-medical = MEDICAL EVACUATION
exemption-search-and-rescue = SEARCH AND RESCUE
exemption-humanitarian = HUMANITARIAN
exemption-weather = WEATHER
exemption-technical = TECHNICAL
exemption-recovery = RECOVERY OF PEOPLE OR AIRCRAFT

standing-suspend = SUSPEND
standing-resume = RESUME

aircraft-aeroplane = { $n ->
    [one] AEROPLANE
   *[other] AEROPLANES
}
aircraft-helicopter = { $n ->
    [one] HELICOPTER
   *[other] HELICOPTERS
}
aircraft-uncrewed = { $n ->
   *[other] UNCREWED AIRCRAFT
}
aircraft-transport = { $n ->
   *[other] TRANSPORT AIRCRAFT
}
aircraft-tanker = { $n ->
    [one] TANKER
   *[other] TANKERS
}
aircraft-surveillance = { $n ->
   *[other] SURVEILLANCE AIRCRAFT
}
aircraft-ambulance = { $n ->
    [one] AIR AMBULANCE
   *[other] AIR AMBULANCES
}
aircraft-aircraft = { $n ->
   *[other] AIRCRAFT
}

emergency-engine = ENGINE FAILURE
emergency-fuel = LOW ON FUEL
emergency-fire = FIRE ON BOARD
emergency-damage = DAMAGE
emergency-medical = MEDICAL EMERGENCY
emergency-weather = WEATHER
emergency-navigation = NAVIGATION FAILURE
emergency-lost-link = CONTROL LINK LOST
emergency-crew = CREW INCAPACITATED
emergency-unlawful-interference = UNLAWFUL INTERFERENCE
emergency-other = OTHER

manoeuvre-turn-left = TURN LEFT
manoeuvre-turn-right = TURN RIGHT
manoeuvre-climb = CLIMB
manoeuvre-descend = DESCEND
manoeuvre-hold-course = HOLD COURSE AND LEVEL
manoeuvre-reverse = TURN BACK
manoeuvre-slow = SLOW DOWN
manoeuvre-land = LAND

notice-changed = CHANGED TO { $span }
notice-cancelled = CANCELLED
notice-ended = ENDED

ground-people = { $n ->
    [one] PERSON
   *[other] PEOPLE
}
ground-vehicles = { $n ->
    [one] VEHICLE
   *[other] VEHICLES
}
ground-armoured-vehicles = { $n ->
    [one] ARMOURED VEHICLE
   *[other] ARMOURED VEHICLES
}
ground-artillery = { $n ->
    [one] ARTILLERY PIECE
   *[other] ARTILLERY PIECES
}
ground-air-defence = { $n ->
    [one] AIR DEFENCE SYSTEM
   *[other] AIR DEFENCE SYSTEMS
}
ground-boats = { $n ->
    [one] BOAT
   *[other] BOATS
}
ground-bridging = { $n ->
    [one] BRIDGING UNIT
   *[other] BRIDGING UNITS
}

source-own-count = OUR COUNT
source-own-report = OUR UNITS
source-hospital = HOSPITAL
source-other-side = YOUR SIDE
source-guarantor = GUARANTOR
source-mission = MONITORING MISSION
source-press = PRESS
source-residents = RESIDENTS
source-recorded-track = RECORDED TRACK
source-estimate = ESTIMATE

interference-gnss = SATELLITE NAVIGATION
interference-radio = RADIO
interference-radar = RADAR
interference-data-link = DATA LINK
interference-transponder = TRANSPONDER
interference-ais = AIS

emission-laser = LASER
emission-radio = RADIO EMISSION
emission-radar = RADAR EMISSION
emission-illumination = ILLUMINATION

breach-air-strike = AIR STRIKE
breach-shelling = SHELLING
breach-ground-attack = GROUND ATTACK
breach-movement-of-heavy-weapons = MOVEMENT OF HEAVY WEAPONS
breach-small-arms = SMALL ARMS FIRE
breach-overflight = OVERFLIGHT
breach-fortification = FORTIFICATION
breach-other = OTHER PROHIBITED ACT

humanitarian-site = SITE
humanitarian-movement = MOVEMENT

topic-incident = AN INCIDENT
topic-agreement = THE AGREEMENT
topic-humanitarian = HUMANITARIAN MATTERS
topic-casualties = CASUALTIES
topic-line = THE LINE
topic-exercise = AN EXERCISE
topic-other = ANOTHER MATTER

means-telephone = TELEPHONE
means-video = VIDEO
means-meeting = MEETING
means-letter = LETTER
means-through-guarantor = WAY OF THE GUARANTOR

claim-occurred = IT OCCURRED
claim-did-not-occur = IT DID NOT OCCUR
claim-ours = OURS
claim-not-ours = NOT OURS
claim-yours = YOURS
claim-clause-kept = THE CLAUSE WAS KEPT
claim-clause-broken = THE CLAUSE WAS BROKEN
claim-unintended = UNINTENDED
claim-in-defence = IN DEFENCE
claim-under-inquiry = UNDER INQUIRY

dispute-did-not-occur = IT DID NOT OCCUR
dispute-not-ours = NOT OURS
dispute-place-wrong = THE PLACE IS WRONG
dispute-time-wrong = THE TIME IS WRONG
dispute-count-wrong = THE COUNT IS WRONG
dispute-measure-wrong = THE MEASURE IS WRONG
dispute-evidence-incomplete = THE EVIDENCE IS INCOMPLETE
dispute-evidence-altered = THE EVIDENCE WAS ALTERED
dispute-clause-misread = THE CLAUSE IS MISREAD
dispute-exempt = EXEMPT

fact-occurred-as-stated = IT OCCURRED AS STATED
fact-did-not-occur = IT DID NOT OCCUR
fact-counts-agree = OUR COUNTS AGREE
fact-unintended = UNINTENDED
fact-origin-unknown = NOT KNOWN WHOSE
fact-settled = SETTLED

unable-safety = SAFETY
unable-weather = WEATHER
unable-technical = TECHNICAL
unable-no-authority = NOT WITHIN OUR AUTHORITY
unable-not-ours = NOT OURS
unable-no-contact = NO CONTACT WITH THEM
unable-not-understood = NOT UNDERSTOOD
unable-terms-not-met = TERMS NOT MET
unable-too-late = TOO LATE
unable-other = OTHER REASON

negative-not-ours = NOT OURS
negative-not-under-our-control = NOT UNDER OUR CONTROL
negative-did-not-occur = IT DID NOT OCCUR
negative-counts-differ = COUNTS DIFFER
negative-time-differs = TIME DIFFERS
negative-place-differs = PLACE DIFFERS
negative-not-yet = NOT YET
negative-people-remain = PEOPLE REMAIN THERE
negative-no-authority = NOT WITHIN OUR AUTHORITY
negative-not-known = NOT KNOWN TO US
negative-other = OTHER REASON

error-unknown-element = NO SUCH ELEMENT
error-parameter = A PARAMETER IS WRONG
error-unknown-place = NO SUCH PLACE IN THE AGREEMENT
error-unknown-clause = NO SUCH CLAUSE IN THE AGREEMENT
error-unknown-reference = IT REFERS TO NO ENTRY THAT WE HAVE
error-not-permitted = THIS ANSWER IS NOT PERMITTED
error-wrong-agreement = ANOTHER AGREEMENT IS IN FORCE
error-wrong-party = IT IS NOT FOR US OR NOT FROM YOU
error-too-large = TOO LARGE
