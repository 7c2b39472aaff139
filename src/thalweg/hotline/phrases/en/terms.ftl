### Markers, figures, and what stands beside a sentence.

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
