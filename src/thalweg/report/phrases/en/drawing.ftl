### Words in the pictures, and what they tell those who cannot see them.

## What a picture is called, and what it shows.
picture-plan = { $title }, seen from above
picture-profile = { $title }, over time
picture-mover = { $name } ({ $party })
picture-paths =
    { $many ->
        [one] Path of { $movers }, thick during the breach, in a band as wide as its 95 % error.
       *[other] Paths of { $movers }, thick during the breach, each in a band as wide as its 95 % error.
    }
picture-paths-possible =
    { $many ->
        [one] Path of { $movers }, thick while a breach is possible, in a band as wide as its 95 % error.
       *[other] Paths of { $movers }, thick while a breach is possible, each in a band as wide as its 95 % error.
    }
picture-at-most = At most { $depth } beyond the line ({ $error }).
picture-at-most-inside = At most { $depth } beyond the line ({ $error }) in the area, over whose boundary it came or went; what lay outside is not in the depth.
picture-apart = Closest approach at { $at }: { $far } apart along the ground ({ $error }), { $up } in height.
picture-apart-flat = Closest approach at { $at }: { $far } apart along the ground ({ $error }); the heights cannot be compared.
picture-nearest = Closest to the site at { $at }: { $far } ({ $error }).
picture-no-closest = The instant of the closest approach is not known.
picture-agreed-buffer = Agreed: no deeper than the buffer of { $buffer }.
picture-agreed-apart = Agreed: at least { $far } apart along the ground, or { $up } in height.
picture-agreed-radius = Agreed: no nearer to the site than { $radius }.
picture-during = The breach lasts from { $start } to { $end }.
picture-during-possible = A breach is possible, within the error, from { $start } to { $end }.
picture-heights-baro = Pressure altitude: { $heights }.
picture-heights-geo = Geometric altitude: { $heights }.
picture-height = { $name } between { $low } and { $high }
picture-height-level = { $name } at { $height }
picture-bands = Bands are 95 % errors; times are UTC.
picture-twin = The same instants stand in the table below.

## Written in the pictures.
picture-side = side of { $party }
picture-deepest = deepest
picture-deepest-at = deepest { $at }
picture-closest = closest { $at }
picture-line = the line
picture-buffer = buffer { $length }
picture-radius = radius { $length }
picture-overhead = overhead { $length }
picture-minimum = minimum { $length }
picture-near-collision = near collision { $length }
picture-floor = floor { $height }
picture-ceiling = ceiling { $height }
picture-off-panel = not on this scale: { $bounds }
picture-vertical = shaded: within { $height } of { $name }
picture-north = N
picture-unseen = Not observed here: there is nothing to measure.
picture-no-heights = Heights: none is known on one datum; nothing can be compared.
picture-panel-apart = Distance, log scale: along the ground, with its 95 % error; dashed, slant range
picture-panel-flat = Distance along the ground, with its 95 % error, log scale
picture-panel-depth = Depth beyond the line, with its 95 % error
picture-panel-site = Distance to the site, with its 95 % error
picture-panel-baro = Pressure altitude, ft, with its 95 % error
picture-panel-geo = Geometric altitude, ft, with its 95 % error
