### Markers, figures, what stands beside a sentence, and the printed cards.

marker-W = WARNING
marker-I = INFORMATION
marker-Q = QUESTION
marker-A = ANSWER
marker-R = REQUEST
marker-N = INTENTION

urgency-D = DISTRESS
urgency-U = URGENT
urgency-N = NORMAL
urgency-L = LOW
urgency-as-ref = AS THE MESSAGE IT REFERS TO

unit-m = M
unit-ft = FT
unit-mps = M/S
unit-day = D
unit-h = H
unit-min = MIN
unit-s = S

yes = YES
no = NO
span = { $from } TO { $to }
range = { $least } TO { $most }
range-open = AT LEAST { $least }
levels-between = { $lower } TO { $upper }
levels-above = FROM { $lower } UP
levels-below = UP TO { $upper }
quoted = “{ $text }”
shape-line = { "[" }LINE: { $points }]
shape-polygon = { "[" }AREA: { $points }]
aircraft-unidentified = UNIDENTIFIED
confidence-certain = CERTAIN
confidence-probable = PROBABLE
confidence-possible = POSSIBLE
clause = { $agreement } EDITION { $edition } CLAUSE { $clause }
checkpoint = { $origin } SIZE { $size } ROOT { $root }

further-acft = AIRCRAFT { $value }
further-area = AREA { $value }
further-checkpoints = CHECKPOINTS { $value }
further-digest = DIGEST { $value }
further-key = KEY { $value }
further-key_list = KEY LIST { $value }
further-lang = LANGUAGE OF THE TEXT: { $value }
further-new = NEW KEY { $value }
further-old = OLD KEY { $value }
further-ref = REFERS TO { $value }
further-speed_mmps = CLOSING SPEED { $value }
further-useful_until_us = USEFUL UNTIL { $value }

note-draft = DRAFT WORDING: NOT YET READ BY A LINGUIST
note-people-clear = Not consent. Not proof that anyone is absent. Duties are unchanged.
note-ref-not-here = THE MESSAGE IT REFERS TO IS NOT AT HAND
note-unreadable = THIS MESSAGE CANNOT BE READ WITH OUR CATALOGUE: { $why }

letters = ALFA BRAVO CHARLIE DELTA ECHO FOXTROT GOLF HOTEL INDIA JULIETT KILO LIMA MIKE NOVEMBER OSCAR PAPA QUEBEC ROMEO SIERRA TANGO UNIFORM VICTOR WHISKEY X-RAY YANKEE ZULU
card-title = VOICE CARD
card-how = Read each line. The other side reads it back. Its two check digits are spoken last.
card-urgency = URGENCY { $urgency }
card-spelled = SPELLED
card-call-title = DAILY CALL BY VOICE
card-call-open = 1. Say who is on duty, and the period. The other side answers: ROGER.
card-call-messages = 2. Say each message that waits, from its own card. Write down the others'.
card-call-close = 3. Say the counts below, then hear theirs. Answer: AFFIRM, or NEGATIVE and what differs.
card-call-theirs = THEIRS: SENT ________ RECEIVED ________ OPEN ________ CHECK ____
card-call-signed = CLOSED AT ________ BY ________________________
