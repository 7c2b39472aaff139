### Clauses in words, with every figure that decides.

clause-kind-line-keep-side = Keep to the own side of a line
clause-kind-air-separation = Keep apart in the air
clause-kind-site-stand-off = Keep away from protected forces
clause-kind-notice-hazard = Tell of hazards ahead
clause-kind-channel-daily-call = Daily call
clause-kind-ground-build-up = Ground build-up
clause-kind-air-activity = Air activity near a place
clause-kind-spectrum-interference = Interference with navigation
clause-kind-zone-cease-fire = Cease-fire zone
clause-kind-contact-senior = Senior contacts

clause-side-left = { $party } on the left
clause-side-right = { $party } on the right
clause-side-area = Each party keeps to its own side of { $line }, in the area { $area }: { $sides }, looking from its first point to its last.
clause-side-reach = Each party keeps to its own side of { $line }, within the rectangle of { $reach } about it: { $sides }, looking from its first point to its last.
clause-side-counts = An excursion opens deeper than { $buffer } beyond the line and counts from { $shortest } there; excursions less than { $rejoin } apart are one.
clause-side-counts-any = An excursion opens deeper than { $buffer } beyond the line and counts however short it is; excursions less than { $rejoin } apart are one.
clause-gap = Gaps over { $gap } are not bridged.

clause-apart-any = The distance of any two aircraft is not to be below { $horizontal } horizontally and below { $vertical } vertically at one time.
clause-apart-one = The distance of an aircraft of { $party } and any other is not to be below { $horizontal } horizontally and below { $vertical } vertically at one time.
clause-apart-two = The distance of aircraft of { $one } and { $other } is not to be below { $horizontal } horizontally and below { $vertical } vertically at one time.
clause-apart-level = Heights are held to be known to { $tolerance } at best.
clause-apart-near = Near collision: below { $horizontal } and { $vertical }.
clause-apart-near-slant = Near collision: below { $horizontal } and { $vertical }, or { $slant } in slant range.

clause-away = Aircraft of { $who } do not stay longer than { $stay } within { $radius } of { $sites }, which protects { $whose }.
clause-away-overhead = Aircraft of { $who } do not stay longer than { $stay } within { $radius } of { $sites }, which protects { $whose }, nor longer than { $overhead } overhead, within { $overhead-radius }.
clause-away-unseen = Time unseen for up to { $same } does not part a stay and is not counted in it.

clause-hazard = Hazards are told at least { $lead } ahead.
clause-exempt = Exempt: { $what }.
clause-exempt-emergency = emergency
clause-exempt-notified = notified

clause-heights-from = In force from { $floor }.
clause-heights-to = In force up to { $ceiling }.
clause-heights-between = In force from { $floor } up to { $ceiling }.
clause-height-baro = { $height } (pressure altitude)
clause-height-geo = { $height } (ellipsoid)
clause-height-amsl = { $height } (AMSL)
clause-height-agl = { $height } (AGL)

clause-default-fastest = fastest step taken for flight
clause-default-manoeuvre = manoeuvre allowed between two reports
clause-default-rejoin = excursions are joined when apart less than
clause-default-same-stay = stays are joined over unseen time up to
