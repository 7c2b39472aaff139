### The daily summary: one day of a record.

daily-title = { $agreement }: daily summary of { $day }
daily-heading = Daily summary of <bdi class="keep">{ $day }</bdi>
daily-skip = To the summary
daily-span = From { $start } to { $end }
daily-agreement = agreement <bdi class="id">{ $id }</bdi>, edition { $edition }, digest <bdi class="id">{ $digest }</bdi>
daily-unsigned = Not signed. The agreement carries no party’s signature; it is read as whoever made this record wrote it.

## What was counted, in the first sentence; hours are of the 24 h of each day.
daily-first = On <bdi class="keep">{ $day }</bdi>, { $count ->
        [0] no breach was counted
        [one] { $count } breach was counted
       *[other] { $count } breaches were counted
    }{ $incidents ->
        [0] {""}
        [one] , in { $incidents } incident
       *[other] , in { $incidents } incidents
    } (hours seen of 24: { $hours }); on the day before, <bdi class="keep">{ $before_day }</bdi>, { $before ->
        [0] none was
        [one] { $before } was
       *[other] { $before } were
    }{ $before_incidents ->
        [0] {""}
        [one] , in { $before_incidents } incident
       *[other] , in { $before_incidents } incidents
    } (hours seen: { $before_hours }).
daily-first-alone = On <bdi class="keep">{ $day }</bdi>, { $count ->
        [0] no breach was counted
        [one] { $count } breach was counted
       *[other] { $count } breaches were counted
    }{ $incidents ->
        [0] {""}
        [one] , in { $incidents } incident
       *[other] , in { $incidents } incidents
    } (hours seen of 24: { $hours }); the day before, <bdi class="keep">{ $before_day }</bdi>, is not in this record.
daily-hours-clause = clause { $clause }, { $hours }
daily-hours-join = ;{" "}
daily-hours-none = none, no clause is watched
daily-partial = Of this day the record holds positions from { $start } to { $end } only; the rest was not seen.
daily-no-position = The record holds no position of this day: nothing of it was seen.

daily-counts = Counts by clause and side
daily-counts-caption = Breaches counted, and the hours in which they could have been seen
daily-counts-note = Counted are findings that are certain or probable and not exempted, on the day of their start; those of one clause and party within 5 min and 10 km of each other are one incident. An hour not seen is neither kept nor broken, and nothing is extrapolated to it.
daily-counts-none = No clause of this agreement is watched.

daily-list = Findings of the day
daily-list-caption = Findings by their start, in UTC
daily-list-none = None. That speaks only for the hours seen.
daily-list-more = The { $shown } largest by measure of { $total }, counted ones first; all are in <code>report.html</code> and <code>findings.parquet</code>.
daily-note-near = near collision: { $grade }
daily-note-exempted = exempted by { $by }, not counted
daily-note-possible = not counted
daily-note-limit = at the limit
daily-note-same = may be one aircraft

daily-map = Where
daily-map-caption = A mark at each finding of the day. For looking at; measures are not taken from it.

daily-seen = What was seen, and what was not
daily-seen-caption = Hours of each feed, of the 24 h of the day
daily-seen-none = No feed delivered anything in this record.
daily-seen-note = Blind are the hours in which a feed delivered nothing at all. A feed that delivers need not see the whole area: the hours seen of each clause stand with its counts. A receiver of ADS-B sees no silent aircraft.

daily-apart = Not counted, and not judged
daily-unnamed = { $count ->
    [0] No finding of the day names an aircraft that is attributed to nobody.
    [one] { $count } finding of the day names an aircraft that is attributed to nobody.
   *[other] { $count } findings of the day name an aircraft that is attributed to nobody.
}
daily-unattributed = { $count ->
    [0] In the whole record no unattributed aircraft did what a clause forbids to the parties.
    [one] In the whole record { $count } unattributed aircraft did what a clause forbids to the parties. It is counted for nobody.
   *[other] In the whole record { $count } unattributed aircraft did what a clause forbids to the parties. They are counted for nobody.
}
daily-unwatched = Clauses that this version does not watch: { $clauses }. Nothing here speaks for or against them.
daily-blame = A finding cites a clause, a measure and an error. Who was to blame and what was meant is not said; judgement is left to people.

daily-check = Check it
daily-check-says = This page is made from the folder it lies in, and says nothing that is not in its tables. Each finding is recomputed from its evidence, and this page made again, by:
daily-made = Made by thalweg { $version } under { $rules }. Times are UTC.

daily-col-clause = Clause
daily-col-party = Party
daily-col-counted = Counted
daily-col-before = Day before
daily-col-incidents = Incidents
daily-col-possible = Possible
daily-col-exempted = Exempted
daily-col-seen = Seen
daily-col-unseen = Not seen
daily-col-seen-before = Seen the day before
daily-col-time = Start
daily-col-mover = Mover
daily-col-measure = Measure
daily-col-grade = Grade
daily-col-place = Place
daily-col-finding = Finding
daily-col-feed = Feed
daily-col-alive = Alive
daily-col-blind = Blind
daily-col-reports = Reports
