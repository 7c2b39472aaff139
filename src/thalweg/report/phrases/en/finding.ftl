### One finding: what it says, with its errors and limits, and whose it is.

finding-title = Finding { $finding }
finding-id = Finding <span class="id">{ $finding }</span>
finding-of-clause = Clause { $clause }: { $kind }

## Who did what, in a few words.
finding-near-collision =
    { $near ->
        [probable] Near collision (probable) of { $both }
       *[other] Near collision of { $both }
    }
finding-near-collision-apart =
    { $near ->
        [probable] Near collision (probable) of { $both }, { $horizontal } and { $vertical } apart
       *[other] Near collision of { $both }, { $horizontal } and { $vertical } apart
    }
finding-near-collision-level =
    { $near ->
        [probable] Near collision (probable) of { $both }, { $horizontal } apart, vertically unknown
       *[other] Near collision of { $both }, { $horizontal } apart, vertically unknown
    }
finding-encounter = Encounter of { $both }
finding-encounter-apart = Encounter of { $both }, { $horizontal } and { $vertical } apart
finding-encounter-level = Encounter of { $both }, { $horizontal } apart, vertically unknown
finding-beyond-line = { $who }, { $depth } beyond the line
finding-beyond-line-inside = { $who }, { $depth } beyond the line, as far as the area reaches
finding-near-site = { $who }, { $stay } near { $site }
finding-the-site = the site
finding-other = { $who }, { $kind }

## The measure that a list shows.
finding-list-apart = { $horizontal }, { $vertical }
finding-list-depth = { $depth } deep, { $stay }
finding-list-stay = { $stay }
finding-list-overhead = { $stay }, overhead { $overhead }

## The finding as one sentence: who, where, when.
finding-facts = { $movers }; { $period }; { $place }.
finding-period = { $from } to { $to }
finding-mover-of = { $mover } of { $party }
finding-mover-nobody = { $mover }, { $party }
finding-mover-called = { $callsign } ({ $mover })

## Measures.
finding-measure-depth = Depth beyond the line
finding-measure-depth-inside = Depth beyond the line, as far as the area reaches
finding-measure-horizontal = Horizontal distance
finding-measure-site = Least distance to the site
finding-measure-vertical = Vertical distance
finding-measure-slant = Slant range then
finding-measure-least-slant = Least slant range
finding-measure-closing = Relative speed then
finding-measure-time-beyond = Time deeper than the buffer
finding-measure-time-apart = Time below both minima
finding-measure-time-near = Time within the radius
finding-measure-time = Time of the breach
finding-measure-time-possible = Time of a possible breach, within the error
finding-measure-overhead = Time overhead
finding-measure-unseen = Unseen meanwhile
finding-measure-near-collision = Near collision
finding-measure-well-clear = Well clear lost (DO-365)
finding-measure-alert = Highest alert level replayed
finding-measure-manoeuvre = Manoeuvre seen
finding-measure-entered = Entered
finding-measure-left = Left
finding-measure-place = Place
finding-value-at = { $value } at { $clock }
finding-value-both = { $value } ({ $also })
finding-value-parts = { $value } in { $parts } parts
finding-value-grade = { $grade }: { $says }
finding-value-alert = { $level } of 3
finding-limit-buffer = buffer { $limit }
finding-limit-minimum = not below { $limit }
finding-limit-radius = radius { $limit }
finding-limit-from = counts from { $limit }
finding-limit-most = not longer than { $limit }
finding-end-line = across the line
finding-end-radius = across the radius
finding-end-boundary = over the area's boundary
finding-end-first-seen = not known, first seen there
finding-end-last-seen = not known, last seen there
finding-end-gap = not known, in a gap of reports
finding-moved = { $mover }: { $what }
finding-moved-at = { $mover }: { $what }, at the closest
finding-moved-before = { $mover }: { $what }, { $span } before the closest
finding-moved-after = { $mover }: { $what }, { $span } after the closest
finding-move-turn = turn
finding-move-climb = climb
finding-move-descent = descent
finding-move-acas_ra = ACAS resolution

## What keeps a finding from the next grade: each reason a clause, then one sentence.
finding-why-highest = The grade speaks of the measure, not of whose it was.
finding-why-mark = ;{" "}
finding-why-all = { $reasons }.
finding-why-same = the two ids may be one aircraft, so it is possible at best
finding-why-limit = the grade is at the limit: it turns within one last unit
finding-why-depth-error = the depth less its error is { $least }, not beyond the buffer of { $limit }
finding-why-distance-error = the distance with its error is { $most }, not below { $limit }
finding-why-vertical-error = the vertical distance with its error is { $most }, not below { $limit }
finding-why-not-everywhere = it does not hold everywhere inside the error, in all dimensions at once and for as long as the clause asks
finding-why-depth = the depth as measured is not beyond the buffer of { $limit }
finding-why-radius = as measured it is not within { $limit }
finding-why-unseen = a limit is reached only with time that was not seen
finding-why-datum = the height of one of them is not known on the datum of the other
finding-why-distance = as measured they are not within { $limit }
finding-why-steps = { $vertical } with the steps of both altimeters is not told apart from { $least }, the least that the clause allows less its tolerance
finding-why-steps-or-one = either { $vertical } with the steps of both altimeters is not told apart from { $least }, or it rests on one report; the columns of the finding do not tell which
finding-why-one-report = it rests on a single report: without that one nothing of it would hold as measured
finding-why-one-or-band = as measured both minima are passed, but it rests on one report, or on a height that is not known against the clause’s floor or ceiling; the columns of the finding do not tell which
finding-why-unknown = it rests on a single report, on an unknown height, or on time not seen

## What exempted it.
finding-exempt-mark = ;{" "}
finding-exempt-emergency = emergency
finding-exempt-notified = notified { $notice } (file)

## The section.
finding-exempted-by = <strong>Exempted</strong> by { $what }; not counted.
finding-not-counted = <strong>Not counted.</strong>
finding-why = <strong>Why not higher:</strong> { $why }
finding-plan-caption = From above, north up. Thick: during the breach. Band: 95 % error. Dots: reports; crosses: reports set aside.
finding-plan-caption-possible = From above, north up. Thick: while a breach is possible. Band: 95 % error. Dots: reports; crosses: reports set aside.
finding-no-drawing = <strong>No drawing.</strong> The evidence of this finding is not in the folder, or shows no path.
finding-measures-caption = Measures, with 95 % errors
finding-column-measure = Measure
finding-column-value = Value
finding-column-error = Error
finding-column-agreed = Agreed
finding-profile-caption = Shaded across: what the clause does not allow. Shaded upright: the time of the breach as measured.
finding-profile-caption-possible = Shaded across: what the clause does not allow. Shaded upright: the time in which a breach is possible, within the error.
finding-closest-means = Closest is the instant at which both distances, each as a share of the clause’s minimum, squared and added, come to the least; in a near collision that is certain or probable, the instant of the least slant range. Otherwise the two need not be one instant.
finding-twin-label = Instants of finding { $finding }
finding-twin-caption = The drawings at a few instants, path straight between reports
finding-twin-time = Time (UTC)
finding-twin-distance = Distance to the site
finding-twin-baro = { $mover }, pressure altitude
finding-twin-geo = { $mover }, geometric altitude
finding-instant-start = { $clock } start
finding-instant-end = { $clock } end
finding-instant-closest = { $clock } closest
finding-not-observed = not observed
finding-outside-area = outside the area
finding-own-side = own side, { $depth } { $error }
finding-depth = { $depth } { $error }
finding-clause = Clause { $clause }
finding-whose = Whose it is
finding-column-mover = Mover
finding-column-callsign = Callsign
finding-column-party = Party
finding-column-rule = By rule
finding-column-rests = Rests on
finding-no-rule = no rule
finding-not-in-folder = not in the folder
finding-rests-address = address
finding-rests-feed = feed
finding-rests-callsign = callsign
finding-rests-claim = claim

## From the inputs to the result, in numbered steps.
finding-trail = How it was found
finding-trail-inputs = <strong>Inputs:</strong> { $reports }, in evidence <span class="id">{ $digest }</span>
finding-trail-no-inputs = <strong>Inputs:</strong> evidence <span class="id">{ $digest }</span>, not in the folder
finding-trail-line = <strong>Detector:</strong> an excursion beyond the line, { $period }
finding-trail-apart = <strong>Detector:</strong> an encounter of two aircraft, { $period }
finding-trail-site = <strong>Detector:</strong> a stay near a site, { $period }
finding-trail-clause = <strong>Clause:</strong> { $clause }, { $kind }
finding-trail-result = <strong>Result:</strong> { $grade }, counted
finding-trail-not-counted = <strong>Result:</strong> { $grade }, not counted
finding-trail-exempted = <strong>Result:</strong> { $grade }, exempted by { $what }, not counted
finding-reports = { $kept ->
    [one] { $kept-shown } report used, { $dropped-shown } set aside with a reason
   *[other] { $kept-shown } reports used, { $dropped-shown } set aside with a reason
}

## What the parties say.
finding-statements = What the parties say
finding-statements-none = No party to the agreement is concerned.
finding-statement-empty = no statement in this folder
finding-statement-name = Name
finding-statement-date = Date
finding-statement-signature = Signature
finding-statement-said = { $who }, { $when }: { $words }
finding-statement-marked = { $who }, { $when }, { $mark }: { $words }
finding-statement-cut = (cut; the whole stands beside the record)
finding-mark-confirmed = confirmed
finding-mark-disputed = disputed
finding-mark-false = false
finding-mark-withdrawn = withdrawn

finding-evidence = <strong>Evidence</strong> <span class="id">{ $digest }</span>. <code>thalweg verify DIR</code> recomputes this finding from that file in <code>evidence/</code> alone.
finding-evidence-reports = <strong>Evidence</strong> <span class="id">{ $digest }</span>: { $reports }. <code>thalweg verify DIR</code> recomputes this finding from that file in <code>evidence/</code> alone.
finding-page-title = { $title }: finding { $finding }
