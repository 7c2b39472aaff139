### Units, grades, and the small words that every page needs.

unit-m = m
unit-km = km
unit-nmi = { $n ->
   *[other] nmi
}
unit-nmi-genitive = { $n ->
   *[other] nmi
}
unit-ft = ft
unit-kt = kt
unit-mps = m/s
unit-mps2 = m/s²
unit-h = h
unit-min = min
unit-s = s

not-applicable = not applicable
not-known = not known
not-said = not said
unknown = unknown
none = none
under = under { $figure }
at-most = at most { $figure }

listed-comma = ,{" "}
listed-semicolon = ;{" "}
listed-last = { $first } and { $last }

grade-certain = certain
grade-probable = probable
grade-possible = possible
grade-certain-says = exceeds the limit beyond the stated error
grade-probable-says = exceeds the limit as measured
grade-possible-says = does not exceed the limit as measured, but could within the error

party-neutral = neutral
party-unknown = unattributed
party-affiliate = { $name } (affiliate of { $owner })
aircraft-neutral = a neutral aircraft
aircraft-unknown = an unattributed aircraft
aircraft-two-of = two aircraft of { $party }
aircraft-two-neutral = two neutral aircraft
aircraft-two-unknown = two unattributed aircraft

## Why a row of positions is not used, by the reason that is counted.
dropped-no_position = no position, or its quality broadcast as unknown
dropped-conflict = another row of the same mover and time
dropped-stale = a repeated position, older than it says
dropped-ground = on the ground
dropped-jump = a step that no aircraft flies
dropped-no_time = no time that can be read
dropped-no_mover = no id
dropped-bad_value = a value that cannot be
