### A result as a notebook shows it.

shown-edition = { $title }, edition { $edition },
shown-signed = signed by { $parties }
shown-unsigned = <strong>unsigned</strong>
shown-counts-caption = Counted, beside the hours seen
shown-clause = Clause
shown-kind = Kind
shown-party = Party
shown-counted = Counted
shown-incidents = Incidents
shown-possible = Possible
shown-exempted = Exempted
shown-seen = Seen
shown-alive = Alive
shown-first = { $total ->
    [one] The first { $first } of { $total-shown } finding, in order of time
   *[other] The first { $first } of { $total-shown } findings, in order of time
}
shown-all = Findings, in order of time
shown-number = No.
shown-from = From
shown-what = What
shown-grade = Grade
shown-exempted-mark = { $grade }, exempted
shown-finding = Finding
shown-one = <code>result[0]</code> or <code>result.finding("{ $finding }")</code> shows one with its drawings.
shown-unattributed = { $movers ->
    [one] <strong>Unattributed:</strong> { $shown } mover of unknown party, counted for nobody.
   *[other] <strong>Unattributed:</strong> { $shown } movers of unknown party, counted for nobody.
}
shown-read = { $movers ->
    [one] { $rows } positions of { $movers-shown } mover read, { $kept } kept.
   *[other] { $rows } positions of { $movers-shown } movers read, { $kept } kept.
}
shown-read-all = { $movers ->
    [one] { $rows } positions of { $movers-shown } mover read, { $kept } kept, none dropped.
   *[other] { $rows } positions of { $movers-shown } movers read, { $kept } kept, none dropped.
}
shown-dropped = Dropped: { $reasons }.
shown-dropped-mark = ;{" "}
shown-dropped-why = { $rows } { $reason } ({ $why })
