### The sentences of the catalogue, by element.

CH-1 = COMMUNICATIONS CHECK { $n }. CONFIRM YOU READ.
CH-2 = DAILY CALL OPENED. ON DUTY { $person }. PERIOD { $period }.
CH-3 = DAILY CALL CLOSED. SENT { $sent }, RECEIVED { $received }, OPEN { $open }. DO YOUR COUNTS AGREE?
CH-4 = MAIN LINE UNRELIABLE. USE { $channel } FROM { $from_us }.
CH-5 = OUR CLOCKS DIFFER BY { $difference_ms }. CHECK YOUR TIME SOURCE.
CH-6 = KEY { $old } IS REPLACED BY { $new } FROM { $from_us }. KEY LIST { $key_list }.
CH-7 = KEY { $key } IS COMPROMISED. LAST GOOD ENTRY { $last_good }. DO NOT TRUST LATER USE.
CH-8 = YOUR ANSWER TO { $ref } IS OVERDUE BY { $overdue_ms }.
CH-9 = CANCEL MY MESSAGE { $ref }. REASON { $reason }.
CH-10 = FREE TEXT: { $text }

AG-1 = WE PROPOSE { $agreement } VERSION { $edition }, DIGEST { $digest }.
AG-2 = WE ACCEPT AND SIGN { $digest }, IN FORCE FROM { $from_us }.
AG-3 = WE DO NOT ACCEPT { $digest }. CLAUSES { $clauses }.
AG-4 = REQUEST EXEMPTION FROM { $clause } FOR { $acft } IN { $area }, { $span }. REASON { $reason }.
AG-5 = WE { $action } { $agreement } FROM { $from_us }. THE LINE STAYS OPEN: { $line_open }.

AI-1 = WE INTEND TO OPERATE { $count } { $type } IN { $area }, LEVELS { $levels }, { $span }.
AI-2 = { $count } AIRCRAFT ASSESSED AS YOURS CROSSED { $line } AT { $time_us }, { $point }, { $level }. REQUEST RETURN.
AI-3 = IS AIRCRAFT { $acft } AT { $point }, { $time_us } YOURS?
AI-4 = CROSSINGS OF { $line } ON { $day }: YOURS { $yours }, OURS { $ours }. LIST { $digest }. DO YOU AGREE?
AI-5 = EMERGENCY. OUR AIRCRAFT { $acft } MUST CROSS { $line } AT { $time_us }. { $nature }.
AI-6 = INCIDENT { $ref }: AIRCRAFT LEFT AT { $time_us }. WE CLOSE IT.
AI-7 = YOUR AIRCRAFT { $acft } WITHIN { $dist_m } OF { $pos } FOR { $dur_ms }. REQUEST LEAVE.

NM-1 = TRAFFIC. YOURS { $yours }, OURS { $ours }: { $dist_m } IN { $dur_ms } AT { $point }. OURS WILL { $manoeuvre }.
NM-2 = NEAR COLLISION { $time_us }, { $point }: { $dist_m } HORIZONTAL, { $vertical } VERTICAL. EVIDENCE { $digest }. YOUR ACCOUNT?
NM-3 = OUR ACCOUNT OF { $ref }: { $text }. EVIDENCE { $digest }.

HZ-1 = HAZARD AREA { $area }, LEVELS { $levels }, { $span }. KEEP PEOPLE AND AIRCRAFT CLEAR.
HZ-2 = ARE YOUR PEOPLE CLEAR OF { $area } FOR { $span }?
HZ-3 = OUR PEOPLE { $count } ARE IN { $area }. HOLD UNTIL { $until_us }.
HZ-4 = NOTICE { $ref } IS { $change } AT { $time_us }.

GR-1 = OUR PEOPLE ARE AT { $pos }, RADIUS { $radius_m }, { $span }.
GR-2 = WE OBSERVE { $count } { $kind } NEAR { $pos } SINCE { $since_us }. PLEASE EXPLAIN BY { $explain_by_us }.
GR-3 = ARE THE FORCES AT { $point } YOURS OR UNDER YOUR CONTROL?
GR-4 = OUR POSITION { $pos } UNDER FIRE FROM { $area } SINCE { $since_us }. REQUEST CEASE FIRE.
GR-5 = WE WILL DEFEND { $pos }. KEEP YOUR PEOPLE AND AIRCRAFT OUT OF { $area } FROM { $from_us }.
GR-6 = FIRE STOPPED ON OUR SIDE AT { $time_us }. CONFIRM ON YOURS.
GR-7 = CASUALTIES { $ref }: OURS KILLED { $killed }, WOUNDED { $wounded }, SOURCE { $source }. YOUR FIGURES?
GR-8 = REQUEST RECOVERY OF WOUNDED AND DEAD AT { $point }, { $span }.

EW-1 = { $system } INTERFERENCE IN { $area } SINCE { $since_us }. IS IT YOURS? REQUEST STOP.
EW-2 = WE WILL USE { $emission } IN { $area }, { $span }.

CF-1 = BREACH OF { $clause } IN { $zone } AT { $time_us }: { $kind } { $count }. EVIDENCE { $digest }. EXPLAIN.
CF-2 = { $action } IN { $zone } WILL BE TREATED AS BREACH OF { $clause }. GUARANTORS INFORMED: { $guarantors }.
CF-3 = HUMANITARIAN { $what } { $id }: { $area }, { $span }. THIS NOTICE IS NOT A GUARANTEE.

SL-1 = REQUEST CONTACT { $ours }–{ $yours } AT { $time_us } ON { $topic }.
SL-2 = CONTACT HELD { $time_us }, { $ours }–{ $yours }, BY { $means }. NOTE { $digest }. DO YOU AGREE?

RC-1 = WE STATE: { $claim } ABOUT { $ref }. SOURCE { $source }.
RC-2 = WE DISPUTE { $ref }. REASON { $reason }. EVIDENCE { $digest }.
RC-3 = WE DISCLOSE SEALED ENTRY { $entry }. PROOF { $digest }.
RC-4 = RECORD AS AGREED FACT: { $fact }, { $ref }.
RC-5 = YOUR CHECKPOINT { $size } IS INCONSISTENT WITH { $earlier_size }. COSIGNING STOPPED. EXPLAIN.

RS-0 = WILCO
RS-1 = UNABLE. { $reason }
RS-2 = STANDBY UNTIL { $until_us }
RS-3 = ROGER
RS-4 = AFFIRM
RS-5 = NEGATIVE. { $reason }
RS-6 = ERROR IN { $ref }: { $error }
RS-7 = LOGICAL ACKNOWLEDGEMENT { $ref }
