### The incident page: facts first, what each side says, and the assessment apart.

incident-page-title = Incident: { $headline }
incident-page = Incident page
incident-agreement = { $title }, edition { $edition }
incident-agreement-digest = Agreement <span class="id">{ $agreement }</span>, digest <span class="id">{ $digest }</span>
incident-signed = <strong>Signed</strong> by { $parties }, as the folder says.
incident-not-signed = <strong>Not signed</strong> by any party.
incident-prepared = Prepared by
incident-on = on
incident-where-when = { $place }; { $period }

incident-closest-apart = Closest approach
incident-closest-line = Beyond the line
incident-closest-site = Near the site
incident-closest-other = Measure
incident-error-apart = ± is the error that 95 in 100 stay within: of both positions together, each by its quality as broadcast or its feed's, and of what a manoeuvre could add between two reports; in height, of both altimeters and their steps.
incident-error-one = ± is the error that 95 in 100 stay within: of the position by its quality as broadcast or its feed's, of its time, and of what a manoeuvre could add between two reports.
incident-error-site = ± is the error that 95 in 100 stay within: of the position by its quality as broadcast or its feed's, of its time, of what a manoeuvre could add between two reports, and of the site's own place.
incident-clause = Clause { $clause }: { $kind }
incident-finding = Finding and confidence

incident-part-a = Part A: facts
incident-part-a-says = From the recorded positions alone; no statement of anybody is in it.
incident-other-facts = Further facts
incident-fact = { $name }: { $value }
incident-fact-mark = ;{" "}
incident-no-evidence = The evidence of this finding is not in the folder: no drawing, and no table of reports.

incident-says = What each side says
incident-verdict = Against the record:
incident-verdict-supported = supported
incident-verdict-contradicted = contradicted
incident-verdict-undecidable = not decidable
incident-chosen = (chosen)
incident-marks = Beside the record
incident-more = { $more ->
    [one] One more statement stands beside the record.
   *[other] { $more-shown } more statements stand beside the record.
}

incident-evidence = Evidence
incident-sources = Reports behind the finding, by feed
incident-column-feed = Feed
incident-column-kept = Reports used
incident-column-dropped = Set aside
incident-column-gap = Largest gap
incident-column-file = File, SHA-256
incident-more-sources = { $more ->
    [one] One more line is in the evidence.
   *[other] { $more-shown } more lines are in the evidence.
}
incident-verify = Finding <span class="id">{ $finding }</span>, evidence <span class="id">{ $digest }</span>. To recompute it from that evidence alone: <code>thalweg verify DIR</code>, where DIR is the folder with this page.

incident-assessment = Assessment, apart from the facts
incident-assessment-says = For a board that sat on it. This software fills in none of these fields, and says nothing of blame or intent.
incident-cause = Cause or causes
incident-risk = Degree of risk
incident-board = Board, place and date
incident-names = Names
incident-signatures = Signatures
