### The page of a record: what was found, what was seen, and how to check it.

## The first sentences. `read` is "no" where no position was read.
opening-counted =
    { $read ->
        [yes] From { $from } to { $to },
       *[no] No position was read:
    } { $breaches ->
        [one] { $breaches } breach
       *[other] { $breaches } breaches
    } in { $incidents ->
        [one] { $incidents } incident
       *[other] { $incidents } incidents
    } { $breaches ->
        [one] was
       *[other] were
    } counted: { $who }; { $how }. Hours seen: { $seen }.
opening-none =
    { $read ->
        [yes] From { $from } to { $to },
       *[no] No position was read:
    } no breach was counted, which speaks only for the hours seen: { $seen }.
before-not-given = No record of a previous period was given.
before-counted =
    In the previous period, from { $from } to { $to }, { $breaches ->
        [one] { $breaches } breach
       *[other] { $breaches } breaches
    } in { $incidents ->
        [one] { $incidents } incident
       *[other] { $incidents } incidents
    } { $breaches ->
        [one] was
       *[other] were
    } counted: { $who }. Hours seen then: { $seen }.
before-none = In the previous period, from { $from } to { $to }, no breach was counted, which speaks only for the hours seen then: { $seen }.
before-other-edition = That period was held against other words: its edition is { $edition }, with another digest.
before-other-rules = It was judged by other rules: { $rules }.
complete-not-checked = Whether findings were left out was not checked. With the positions, <code>thalweg verify DIR --positions POSITIONS...</code> checks it.
complete-holds =
    { $files ->
        [one] Completeness was checked: everything was made again from { $files } file of positions, and came out the same.
       *[other] Completeness was checked: everything was made again from { $files } files of positions, and came out the same.
    }
complete-differs =
    { $faults ->
        [one] Completeness was checked and does not hold: made again from the positions (files: { $files }), { $faults } thing came out otherwise.
       *[other] Completeness was checked and does not hold: made again from the positions (files: { $files }), { $faults } things came out otherwise.
    }
counted-by = { $count } by { $who }
counted-between = { $count } between { $who }
counted-certain =
    { $count ->
        [one] { $count } exceeds the limit beyond the stated error
       *[other] { $count } exceed the limit beyond the stated error
    }
counted-probable =
    { $count ->
        [one] { $count } exceeds the limit as measured
       *[other] { $count } exceed the limit as measured
    }
counted-probable-too =
    { $count ->
        [one] { $count } exceeds it as measured
       *[other] { $count } exceed it as measured
    }
hours-of = { $part } of { $whole }
seen-whole = clause { $clause }, { $figure }
seen-partly =
    clause { $clause }, { $figure }, { $days ->
        [one] { $days } day
       *[other] { $days } days
    } not known
seen-unknown = clause { $clause }, not known
seen-none = none, no clause is watched

## The head of the page.
page-title = { $title }: record of { $period }
page-skip = To the record
page-eyebrow = thalweg record · { $period }
page-period = { $from } to { $to }
page-period-none = no position read
page-agreement = Agreement <span class="id">{ $id }</span>, edition { $edition }, digest <span class="id">{ $digest }…</span>
page-other-languages = The same record in:
page-signed = <strong>Signed</strong> by { $parties }, as the folder says.
page-unsigned = <strong>Not signed.</strong> This agreement carries no party’s signature; it is read as whoever made this record wrote it.
page-limits = <strong>What this does not say.</strong> A finding cites a clause, a measure and an error. It does not say who was to blame, what was meant, or that a mover was whose it is said to be. Hours not seen are neither kept nor broken. Judgement is left to people.
page-made = Made by thalweg <span class="id">{ $version }</span> under <span class="id">{ $rules }</span> from the folder it lies in. Times are UTC.
page-not-signed = The agreement is not signed.
language-en = English
language-ru = Русский
language-ar = العربية

nav = Contents
nav-answers = Ten answers
nav-days = Counts per day
nav-before = The period before
nav-map = Map
nav-list = Findings
nav-apart = Listed apart
nav-unjudged = Not judged
nav-seen = Hours seen
nav-dropped = Rows set aside
nav-clauses = Clauses
nav-method = Method
nav-again = Check it
nav-sections = In detail

## Ten questions that a reader asks first.
answers = Ten questions, answered
answer-more = More
answer-more-about = More on: { $question }
answer-more-finding = More on finding { $finding }
answer-many-q = How many breaches were counted?
answer-many =
    { $breaches ->
        [one] { $breaches } breach
       *[other] { $breaches } breaches
    } in { $incidents ->
        [one] { $incidents } incident
       *[other] { $incidents } incidents
    }. Listed apart and not counted: { $possible } possible, { $exempted } exempted.
answer-many-none = None, which speaks only for the hours seen. Listed apart and not counted: { $possible } possible, { $exempted } exempted.
answer-whom-q = By whom?
answer-whom = { $who }.
answer-whom-nobody = Nobody is counted with one.
answer-whom-unattributed =
    { $movers ->
        [one] { $movers } mover of unknown party is counted for nobody.
       *[other] { $movers } movers of unknown party are counted for nobody.
    }
answer-sure-q = How sure is that?
answer-sure = Of those counted: { $how }.
answer-sure-certain = { $count } certain, beyond the limit by more than the stated error
answer-sure-probable = { $count } probable, beyond it as measured
answer-sure-none = No finding is counted, so there is none to be sure of.
answer-sure-note = Errors are 95 %. A grade speaks of the measure, not of whose aircraft it was: each finding says on what that rests.
answer-unseen-q = When was nothing seen?
answer-unseen = Clause { $clause }: { $figure } not seen.
answer-unseen-least = Clause { $clause }: { $figure } not seen; least on { $day }, when { $seen } were seen.
answer-unseen-unknown = Clause { $clause }: hours seen are not known.
answer-unseen-weighted = Hours of a clause are weighted by the area and the heights it covers: those not seen need not be hours in which nothing at all was seen.
answer-unseen-dark =
    { $count ->
        [one] No feed was alive for half of the hour from { $from } to { $to }: { $hours }.
       *[other] No feed was alive for half of the hour in { $hours } in all, in { $count } stretches; the longest is from { $from } to { $to }.
    }
answer-unseen-most =
    { $days ->
        [one] at most { $figure } (the hours of { $days } day are not known)
       *[other] at most { $figure } (the hours of { $days } days are not known)
    }
answer-unseen-none = No clause is watched, so no hour counts as seen.
answer-unseen-note = Those hours are neither kept nor broken.
answer-clause-q = Which clause?
answer-clause =
    { $count ->
        [0] Clause { $clause } ({ $kind }): none counted.
       *[other] Clause { $clause } ({ $kind }): { $count } counted.
    }
answer-clause-none = No clause of this agreement is watched.
answer-close-q = How close, how deep, how long at most?
answer-close-plain = Clause { $clause }, largest: { $measure }; { $who }, { $when }, { $grade }.
answer-close-pair = Clause { $clause }, nearest in slant range: { $slant } on { $when }; at the closest instant, { $closest }, { $horizontal } horizontally and { $vertical } vertically; { $who }, { $grade }.
answer-close-flat = Clause { $clause }, nearest along the ground: { $horizontal } at { $closest }, vertically unknown; { $who }, { $grade }.
answer-close-line = Clause { $clause }, deepest and longest: { $depth } beyond the line, { $stay } deeper than the buffer; { $who }, { $when }, { $grade }.
answer-close-deepest = Clause { $clause }, deepest: { $depth } beyond the line, { $stay } deeper than the buffer; { $who }, { $when }, { $grade }.
answer-close-longest = Clause { $clause }, longest: { $stay } deeper than the buffer, { $depth } beyond the line at the deepest; { $who }, { $when }, { $grade }.
answer-close-inside = It came or went over the area’s boundary: outside the area the clause is silent, and the depth is only of what lies in it.
answer-close-stay = Clause { $clause }, longest: { $stay } within the radius, { $far } from the site at the least; { $who }, { $when }, { $grade }.
answer-close-stay-overhead = Clause { $clause }, longest: { $stay } within the radius, { $overhead } of it overhead, { $far } from the site at the least; { $who }, { $when }, { $grade }.
answer-close-near =
    { $count ->
        [one] { $count } of that clause’s is a near collision.
       *[other] { $count } of that clause’s are near collisions.
    }
answer-close-none = No breach was counted, so there is no largest one.
answer-unjudged-q = What was not judged?
answer-unjudged-clauses =
    { $count ->
        [one] { $count } of { $total } clauses is not watched: { $clauses }.
       *[other] { $count } of { $total } clauses are not watched: { $clauses }.
    }
answer-unjudged-all-watched = All clauses of the agreement are watched.
answer-unjudged-note =
    { $dropped ->
        [one] Nor were hours not seen, gaps in tracks, { $dropped } row set aside, and whatever no feed could see.
       *[other] Nor were hours not seen, gaps in tracks, { $dropped } rows set aside, and whatever no feed could see.
    }
answer-check-q = How can I check it?
answer-check = With the folder this page lies in: <code>thalweg verify DIR</code> recomputes each finding from its evidence and checks each file’s digest.
answer-signed-q = Who signed the agreement?
answer-signed = Signed by { $parties }, as the folder says.
answer-signed-nobody = Nobody: it carries no party’s signature.
answer-before-q = How does it compare with before?

## Counts per day.
clause-named = Clause { $clause }
days = Counts per day, beside the hours seen
days-about = Counted are findings that are certain or probable and not exempted, on the day of their start. Findings of one clause and party within 5 min and 10 km of each other are one incident. A count without the hours seen would mislead: what was not seen is not counted as kept. Clauses are counted apart: one flight may be counted under several of them, and an incident is of one clause.
days-none = No clause of this agreement is watched, or no day was read.
days-region = Counts of clause { $clause } per day
days-caption = Clause { $clause }: breaches, incidents, exempted and possible per day
days-day = Day
days-all = all days
days-counted = counted
days-incidents = incidents
days-exempted = exempted
days-possible = possible
days-seen = Seen
days-alive = Alive
days-partly = { $hours }, in part not known
days-axis-seen = seen
days-chart = Clause { $clause }: counted breaches per day
days-chart-about = Bars for { $who }; the highest is { $most } on { $day }. Under each day, the share of it that was seen. The same figures stand in the table below.
days-chart-about-none = Bars for { $who }; none is higher than nothing. Under each day, the share of it that was seen. The same figures stand in the table below.
days-bars = Bars of each day, from left to right: { $who }.
days-bars-one = Bars: { $who }.
days-bar-numbered = { $number }, { $who }
days-strip = Below: outline, hours a feed was alive; filled, hours seen.

## The period before.
before = Beside the previous period
before-caption = Counted then and now, each beside the hours seen
before-then = Counted then
before-now = Counted now
before-seen-then = Seen then
before-seen-now = Seen now
before-no-row = no row
before-about = Counts of two periods compare only as far as as much was seen in both. No rate is made of them.
before-digest = The record of the previous period: <code>manifest.json</code> with the SHA-256 <span class="id">{ $digest }</span>.

## The map of findings.
map = Where
map-caption = The line with the direction that tells left from right, its buffer (shaded) and its area (dashed), sites with their radius, and a mark at each finding. For looking at; measures are not taken from it.
map-list = The same findings stand with their places in the list below.
map-none = Neither a clause nor a finding has a place to draw.
map-title = Where the findings lie
map-about =
    { $findings ->
        [one] The line with its sides, its buffer and its area, the sites with their radius, and a mark at { $findings } finding; the same finding stands with its place in the list.
       *[other] The line with its sides, its buffer and its area, the sites with their radius, and a mark at each of { $findings } findings; the same findings stand with their places in the list.
    }
map-mark = { $clause }, { $who }, { $when }, { $grade }
legend-counted = { $who }, counted
legend-pair = two parties together, counted
legend-hollow = hollow: possible or exempted, not counted

## Lists of findings.
list = Findings counted
list-caption = Counted findings, by start
list-none = None. That speaks only for the hours seen.
list-more = The first { $shown } of { $total }, by start; all are in <code>findings.parquet</code> and <code>findings.geojson</code>.
list-start = Start
list-clause = Clause
list-party = Party
list-mover = Mover
list-measure = Measure
list-grade = Grade
list-place = Place
list-finding = Finding
note-exempted = exempted by { $by }
note-near-collision = near collision: { $grade }
note-at-limit = at the limit
note-maybe-same = may be one aircraft
apart = Listed apart, not counted
apart-none = None.
apart-possible = Possible
apart-possible-about = Not beyond the limit as measured, but possibly so within the error.
apart-possible-caption = Possible findings, by start
apart-exempted = Exempted
apart-exempted-about = All of the breach lies in time that the agreement exempts. The grade is kept.
apart-exempted-caption = Exempted findings, by start
apart-unattributed = Unattributed
apart-unattributed-about =
    { $movers ->
        [one] { $movers } mover that no rule of the roster names, or that rules name differently, did what a clause forbids to the parties. It is nobody’s, and not counted.
       *[other] { $movers } movers that no rule of the roster names, or that rules name differently, did what a clause forbids to the parties. They are nobody’s, and not counted.
    }
apart-unattributed-findings =
    { $findings ->
        [one] { $findings } finding of clauses that bind everybody names such a mover.
       *[other] { $findings } findings of clauses that bind everybody name such a mover.
    }

## What was not judged.
unjudged = What was not judged
unjudged-about = Nothing above speaks for or against what stands here: it is neither kept nor broken.
unjudged-clauses = Clauses not watched
unjudged-clauses-caption = Clauses of which thalweg { $version } makes no finding, and why
unjudged-clauses-none = None: every clause of the agreement is watched.
unjudged-kind = It asks
unjudged-why = Why it is not watched
unjudged-hours = Hours not seen
unjudged-hours-caption = Hours not seen, by clause, of the whole period; time in which a clause is not in force is among them
unjudged-hours-none = No clause is watched, so no hours are told.
unjudged-not-seen = Not seen
unjudged-seen = Seen
unjudged-least = Least seen on
unjudged-least-day = { $day }: { $hours }
unjudged-weighted = A clause’s hours are weighted by the area and the heights it covers: a part of the area that no feed reaches is not seen all day long.
unjudged-dark = Hours of UTC in which no feed was alive for half of the hour, joined, the longest first:
unjudged-dark-none = In every hour some feed was alive for half of it or more.
unjudged-dark-one = { $from } to { $to }: { $hours }.
unjudged-dark-more =
    { $count ->
        [one] and { $count } more stretch: { $hours }.
       *[other] and { $count } more stretches, { $hours } in all.
    }
unjudged-feeds = Feeds that were silent
unjudged-feed-silent = { $feed }: silent for at least { $silent } of { $period }.
unjudged-feed-never = { $feed }: declared, but delivered nothing.
unjudged-feeds-none = No feed was silent for a tenth of an hour or more in all.
unjudged-feeds-no-period = Not known: no position was read.
unjudged-inputs = Kinds of input that were not there
unjudged-no-notices = No notices were given: no flight could be exempted as notified.
unjudged-no-feeds = No feeds file was given: where one could see was learned from the traffic alone, and errors are the defaults of the rules.
unjudged-cooperative = No feed is declared to see silent aircraft: those that did not transmit were not judged.
unjudged-sightings = People’s reports from the ground are not read by this version.
unjudged-hotline = What the parties told each other on the hotline is not read by this version.
unjudged-rules = What the rules do not reach
unjudged-unattributed =
    { $movers ->
        [0] Movers of unknown party: there was none that did what a clause forbids to the parties.
        [one] Movers of unknown party: { $movers } did what a clause forbids to the parties; it is counted for nobody.
       *[other] Movers of unknown party: { $movers } did what a clause forbids to the parties; they are counted for nobody.
    }
unjudged-gaps = Gaps between two reports longer than the clause allows are not observed, and never bridged.
unjudged-heights = Heights of two datums are never compared: two aircraft without a common one are not held apart by height.
unjudged-spoofing = Spoofed or jammed navigation is not told apart from true positions yet.
unjudged-dropped =
    { $rows ->
        [one] { $rows } row of positions was set aside with a reason, and judged by nobody.
       *[other] { $rows } rows of positions were set aside with a reason, and judged by nobody.
    }
unwatched-channel-daily-call = It needs the hotline: what was said, and when, is in its log.
unwatched-notice-hazard = Its lead time already decides whether a notified flight is exempt. Late notices and late answers need the hotline’s log, which proves when each was received.
unwatched-ground-build-up = It needs people’s reports from the ground, with their grades, and the answers to inquiries.
unwatched-air-activity = It needs a baseline of weeks.
unwatched-spectrum-interference = It needs the quality of many movers by cell and hour. Steps that no aircraft flies are set aside already, and counted.
unwatched-zone-cease-fire = It needs people’s reports from the ground, and warnings from the hotline’s log.
unwatched-contact-senior = It needs contacts as each side recorded them.
unwatched-other = This version has nothing that watches it.

## Hours seen and rows set aside.
seen = Hours seen
seen-about = Seeing an aircraft shows that one could see; seeing none shows nothing. Per feed, cell of 0.25°, height band and 5 minutes, a feed is <em>alive</em> if it delivered anything, and the cell is <em>reachable</em> if it was declared so or if, in the same UTC day, it had reports in at least 3 such slots from at least 2 movers. Seen is alive and reachable. A clause’s hours are weighted by the area and the heights it covers, over all feeds. A receiver of ADS-B sees no silent aircraft: its hours are of cooperative traffic only.
seen-region = Hours per feed
seen-caption = Feeds
seen-feed = Feed
seen-reports = Reports
seen-alive = Alive at most
seen-best = Best seen cell, summed over hours
seen-reach = Reach is
seen-no-feed = No feed delivered anything.
seen-reports-note = Reports are counted by cell and height band: those used that have no height are in no band, and not among them.
basis-declared = declared
basis-learned = learned
basis-none = none
rows = Rows set aside
rows-read =
    { $rows ->
        [one] { $rows } row was read,
       *[other] { $rows } rows were read,
    } { $kept } of them used, of { $movers ->
        [one] { $movers } mover
       *[other] { $movers } movers
    }.
rows-none-silent = None is dropped silently.
rows-caption = Rows set aside, by feed and reason
rows-reason = Reason
rows-that-is = That is
rows-rows = Rows

## The clauses, and the method.
clauses = The clauses
clause-titled = Clause { $clause }: { $kind }
clause-titled-not-watched = Clause { $clause }: { $kind } — not watched yet
clause-not-watched = <strong>Not watched yet.</strong> This version makes no finding of it; nothing above speaks for or against it.
clause-no-words = No words in the agreement.
method = Method, thresholds, versions
method-about = Between two reports a mover goes straight and evenly, with an error that grows between them; a gap longer than the clause’s is not observed and never bridged. Closest approach, crossing and stay are found in continuous time. Distances are geodesics on WGS84. Heights are in feet as broadcast, and heights of two datums are never compared. Errors are 95 %.
method-grades = Grades
method-shown-as = Shown as
method-counted = Counted
method-yes = yes
method-no = no
method-rules = Rules
method-software = Software
method-agreement = Agreement, digest
method-feeds = Feeds file, digest
method-decisions = Decisions on record
method-events = Events found
method-events-about = Events are what movers did, before it is asked whose they were. Of each that a clause speaks of a finding is made, save of movers of unknown party under clauses that bind parties by name: those are counted for nobody. Passages are crossings of a line, and no finding by themselves.
proves = What this record does not prove
proves-party = That a mover was whose it is said to be: a party is named by the roster’s rules, on addresses and callsigns that anybody can broadcast. Each finding says on what its party rests.
proves-nothing-else = That nothing else happened: hours not seen, silent aircraft and clauses not watched are outside it.
proves-true = That the positions are true: spoofed or jammed navigation is not told apart yet.
proves-all = That the findings are all there are: to see an omission, run everything again from the positions.
proves-blame = Cause, intent or blame. A <em>certain</em> finding exceeds the limit beyond the stated error, no more.

## How to check it.
again = Check it yourself
again-dir = <code>DIR</code> is the folder this page lies in, <code>POSITIONS...</code> the files of positions, which are not in it.
again-alone = With this folder alone, each digest is checked and each finding recomputed from its evidence:
again-positions = With the positions, everything is run again with the folder’s own agreement and settings, so that an omission shows:
again-anew = To make the record anew, and this page from it:
again-feeds = Positions were read as the feeds { $feeds }: give each file as <code>NAME=PATH</code>.
again-file = File
again-file-unknown = name not in the folder
again-given = Files of positions that everything was made again from
again-evidence = Files of positions that rows of the evidence came from; a file without a row in any evidence is not listed
again-no-files = No evidence in this folder names a file of positions.
again-more =
    { $files ->
        [one] { $files } more file is not listed.
       *[other] { $files } more files are not listed.
    }
again-manifest = <code>manifest.json</code> lists every file of the folder with its SHA-256. Its own SHA-256 names the record whole: compare it with the other side’s, by telephone if need be.
again-kept = Kept with the record:

## Findings in detail.
sections = Findings in detail
sections-largest = The { $shown } largest by measure of { $total }: the largest of each clause, then the second of each, and so on, counted ones first. The others are in the lists above and in <code>findings.parquet</code>. They stand in the order of their start.
sections-all = All { $total }, in order of their start.
sections-facts = Facts and errors only; no cause and no blame.
sections-none = There is none.
