### Distributions of counted findings: how deep, how long, how near.

nav-spread = Distributions
spread-heading = How deep, how long, how near
spread-intro = Of counted findings: certain or probable, and not exempted. What was not seen is not in them. Under the bars or marks of each side a thin line runs from the smallest to the largest, a thick one over the middle half, with a stroke at the median. Quartiles are interpolated between findings; errors are 95 %.
spread-clause = Clause { $clause }
spread-none = No finding of this clause is counted, so nothing is spread. That speaks only for the hours seen.

spread-depth = Depth beyond the line
spread-stay-line = Time deeper than the buffer
spread-horizontal = Horizontal distance at the closest approach
spread-vertical = Vertical distance at the closest approach
spread-slant = Least slant range
spread-stay-pair = Time below both minima
spread-stay-site = Time within the radius
spread-overhead = Time overhead
spread-near = Least distance to the site

spread-title = Clause { $clause }: { $measure }
spread-about = A row for each side, or one for all where there are many: bars with the number of findings in each step, or a mark for each finding; the same figures stand in the table of this clause and beside the picture.
spread-told = { $n ->
    [one] { $n } counted finding: median { $median }; the middle half from { $lower } to { $upper }; smallest { $least }, largest { $most }.
   *[other] { $n } counted findings: median { $median }; the middle half from { $lower } to { $upper }; smallest { $least }, largest { $most }.
}
spread-values = In order: { $values }.
spread-few = { $n ->
    [one] { $n } counted finding: { $values }. Too few to draw.
   *[other] { $n } counted findings: { $values }. Too few to draw.
}
spread-limit = Dashed: the clause’s limit, { $limit }.
spread-limit-shaded = Dashed: the clause’s limit, { $limit }; shaded: as far about it as the typical error.
spread-errors = The error is typically ± { $typical }, at most ± { $most }.
spread-error-none = No error is stated for it.
spread-unknown = { $n ->
    [one] Of one more finding it is not known.
   *[other] Of { $n } more findings it is not known.
}
spread-log = The axis rises by factors, not evenly.

spread-table = Clause { $clause }: smallest, quartiles and largest, by measure and side
spread-measure = Measure
spread-party = Side
spread-n = Findings
spread-least = Smallest
spread-lower = Lower quartile
spread-median = Median
spread-upper = Upper quartile
spread-most = Largest
spread-error = Typical error
spread-all = All sides together
spread-steps = { $measure }: findings in each step that has any
spread-from-to = From, to under
spread-step = { $from } to { $to }
